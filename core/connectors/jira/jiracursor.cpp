#include "core/connectors/jira/jiracursor.h"

#include "core/connectors/shared/cursorjson.h"
#include "core/connectors/shared/moments.h"

#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostRecent = 300; // what is forgotten is only read and written once more

} // namespace

static void forEachMember(auto &cursor, auto &&visit)
{
    visit("start_at"_L1, cursor.startAt);
    visit("open"_L1, cursor.open);
    visit("prints"_L1, cursor.prints);
}

QByteArray JiraListCursor::toJson() const
{
    return cursorToJson(*this);
}

JiraListCursor JiraListCursor::fromJson(const QByteArray &json)
{
    return cursorFromJson<JiraListCursor>(json);
}

void JiraIssueCursor::forgetBefore(Instant at)
{
    if (at.isSet())
        recent.removeIf([at](const QHash<QString, qint64>::iterator &entry) { return entry.value() < at.ms(); });
    if (recent.size() <= kMostRecent)
        return;
    std::vector<qint64> times(recent.cbegin(), recent.cend());
    const auto oldestKept = times.begin() + (recent.size() - kMostRecent);
    std::ranges::nth_element(times, oldestKept);
    recent.removeIf(
        [least = *oldestKept](const QHash<QString, qint64>::iterator &entry) { return entry.value() < least; });
}

QByteArray JiraIssueCursor::toJson() const
{
    QJsonObject until;
    for (const auto &[project, at] : readUntil.asKeyValueRange()) {
        if (at.isSet())
            until.insert(project, earlier(at, again).toIso());
    }
    QJsonObject json{{u"read_until"_s, until}};
    if (!recent.isEmpty() && !again.isSet()) {
        QJsonObject last;
        for (const auto &[issue, at] : recent.asKeyValueRange())
            last.insert(issue, at);
        json.insert(u"recent"_s, last);
    }
    if (!pending.isEmpty()) {
        json.insert(u"pending"_s, pending.join(u','));
        json.insert(u"pending_since"_s, pendingSince.toIso());
        json.insert(u"history_token"_s, historyToken);
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

JiraIssueCursor JiraIssueCursor::fromJson(const QByteArray &text)
{
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    JiraIssueCursor cursor;
    const QJsonObject until = json.value("read_until"_L1).toObject();
    for (auto project = until.begin(); project != until.end(); ++project)
        cursor.readUntil.insert(project.key(), Instant::fromIso(project.value().toString()));
    const QJsonObject recent = json.value("recent"_L1).toObject();
    for (auto issue = recent.begin(); issue != recent.end(); ++issue)
        cursor.recent.insert(issue.key(), issue.value().toInteger());
    cursor.pending = json.value("pending"_L1).toString().split(u',', Qt::SkipEmptyParts);
    cursor.pendingSince = Instant::fromIso(json.value("pending_since"_L1).toString());
    cursor.historyToken = json.value("history_token"_L1).toString();
    return cursor;
}

} // namespace leadline
