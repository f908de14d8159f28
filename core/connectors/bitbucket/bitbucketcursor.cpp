#include "core/connectors/bitbucket/bitbucketcursor.h"

#include "core/connectors/shared/cursorjson.h"

namespace leadline {

using namespace Qt::StringLiterals;

// Every member once, for both directions.
static void forEachMember(auto &cursor, auto &&visit)
{
    visit("next"_L1, cursor.next);
    visit("began"_L1, cursor.began);
    visit("until"_L1, cursor.until);
    visit("newest"_L1, cursor.newest);
    visit("open"_L1, cursor.open);
    visit("last_oldest"_L1, cursor.lastOldest);
    visit("is_unsorted"_L1, cursor.isUnsorted);
    visit("total"_L1, cursor.total);
    visit("head_seen"_L1, cursor.headSeen);
    visit("watermark"_L1, cursor.watermark);
    visit("unfinished"_L1, cursor.unfinished);
    visit("deep_at"_L1, cursor.deepAt);
    visit("recent"_L1, cursor.recent);
    visit("head"_L1, cursor.head);
    visit("branch"_L1, cursor.branch);
}

QByteArray BitbucketCursor::toJson() const
{
    return cursorToJson(*this);
}

BitbucketCursor BitbucketCursor::fromJson(const QByteArray &json)
{
    return cursorFromJson<BitbucketCursor>(json);
}

} // namespace leadline
