#include "core/domain/statuswords.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <array>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kTodo = std::to_array<QLatin1StringView>({"to do"_L1, "todo"_L1, "open"_L1, "opened"_L1, "new"_L1,
    "backlog"_L1, "triage"_L1, "reopened"_L1, "proposed"_L1, "approved"_L1, "committed"_L1, "ready"_L1, "planned"_L1,
    "unstarted"_L1, "selected for development"_L1, "ready for development"_L1, "refinement"_L1, "draft"_L1});
constexpr auto kDoing = std::to_array<QLatin1StringView>({"in progress"_L1, "doing"_L1, "active"_L1, "started"_L1,
    "in development"_L1, "development"_L1, "in review"_L1, "review"_L1, "code review"_L1, "under review"_L1,
    "in testing"_L1, "testing"_L1, "in test"_L1, "qa"_L1, "in qa"_L1, "verification"_L1, "ready for review"_L1,
    "ready for test"_L1, "ready for qa"_L1, "ready to merge"_L1, "ready for release"_L1, "blocked"_L1, "on hold"_L1});
constexpr auto kDone = std::to_array<QLatin1StringView>({"done"_L1, "closed"_L1, "resolved"_L1, "completed"_L1,
    "complete"_L1, "finished"_L1, "released"_L1, "deployed"_L1, "removed"_L1, "canceled"_L1, "cancelled"_L1,
    "rejected"_L1, "duplicate"_L1, "won't do"_L1, "won't fix"_L1, "declined"_L1, "archived"_L1});

QString plain(QStringView name)
{
    QString word = name.toString().simplified().toLower();
    word.replace(u'_', u' ').replace(u'-', u' ').replace(u'’', u'\'');
    return word;
}

} // namespace

StatusCategory categoryOfStatus(QStringView name)
{
    const QString word = plain(name);
    const auto isIn = [&word](const auto &words) {
        return std::ranges::any_of(words, [&word](QLatin1StringView known) { return word == known; });
    };
    if (isIn(kTodo))
        return StatusCategory::Todo;
    if (isIn(kDoing))
        return StatusCategory::Doing;
    // "closed: not planned" is how GitHub's reason is kept.
    return isIn(kDone) || word.startsWith("closed:"_L1) ? StatusCategory::Done : StatusCategory::Unknown;
}

QByteArray statusMeaningsToJson(const QHash<QString, StatusCategory> &meanings)
{
    QJsonObject json;
    for (const auto &[name, category] : meanings.asKeyValueRange()) {
        if (category != StatusCategory::Unknown)
            json.insert(name, QString(enumName(category)));
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QHash<QString, StatusCategory> statusMeaningsFromJson(const QByteArray &text)
{
    QHash<QString, StatusCategory> meanings;
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    for (auto name = json.begin(); name != json.end(); ++name) {
        if (const auto category = enumFromName<StatusCategory>(name.value().toString()))
            meanings.insert(name.key(), *category);
    }
    return meanings;
}

bool saysBlocked(QStringView name)
{
    const QString word = plain(name);
    return word.contains("blocked"_L1) || word.contains("on hold"_L1) || word.contains("impediment"_L1);
}

} // namespace leadline
