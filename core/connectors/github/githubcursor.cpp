#include "core/connectors/github/githubcursor.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <tuple>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// Every member once, for both directions.
template <typename Visit> void forEachMember(auto &cursor, Visit &&visit)
{
    visit("after"_L1, cursor.after);
    visit("next"_L1, cursor.next);
    visit("until"_L1, cursor.until);
    visit("newest"_L1, cursor.newest);
    visit("from"_L1, cursor.from);
    visit("to"_L1, cursor.to);
    visit("window_ms"_L1, cursor.windowMs);
    visit("page_size"_L1, cursor.pageSize);
    visit("began"_L1, cursor.began);
    visit("watermark"_L1, cursor.watermark);
    visit("finished_run_began"_L1, cursor.finishedRunBegan);
    visit("deep_at"_L1, cursor.deepAt);
    visit("unfinished"_L1, cursor.unfinished);
    visit("oldest_merged_commit"_L1, cursor.oldestMergedCommit);
    visit("head_newest"_L1, cursor.headNewest);
    visit("head_total"_L1, cursor.headTotal);
    visit("branch"_L1, cursor.branch);
    visit("head_sha"_L1, cursor.headSha);
}

} // namespace

QByteArray GitHubCursor::toJson() const
{
    QJsonObject json;
    forEachMember(*this, [&json]<typename Value>(QLatin1StringView key, const Value &value) {
        if constexpr (std::is_same_v<Value, Instant>) {
            if (value.isSet())
                json.insert(key, value.toIso());
        } else if constexpr (std::is_same_v<Value, QString>) {
            if (!value.isEmpty())
                json.insert(key, value);
        } else {
            json.insert(key, static_cast<qint64>(value));
        }
    });
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

GitHubCursor GitHubCursor::fromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    GitHubCursor cursor;
    forEachMember(cursor, [&object]<typename Value>(QLatin1StringView key, Value &value) {
        const QJsonValue stored = object.value(key);
        if (stored.isUndefined())
            return;
        if constexpr (std::is_same_v<Value, Instant>)
            value = Instant::fromIso(stored.toString());
        else if constexpr (std::is_same_v<Value, QString>)
            value = stored.toString();
        else
            value = static_cast<Value>(stored.toInteger());
    });
    return cursor;
}

} // namespace leadline
