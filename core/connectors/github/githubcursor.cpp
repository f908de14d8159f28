#include "core/connectors/github/githubcursor.h"

#include "core/connectors/shared/cursorjson.h"

namespace leadline {

using namespace Qt::StringLiterals;

// Every member once, for both directions.
static void forEachMember(auto &cursor, auto &&visit)
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

QByteArray GitHubCursor::toJson() const
{
    return cursorToJson(*this);
}

GitHubCursor GitHubCursor::fromJson(const QByteArray &json)
{
    return cursorFromJson<GitHubCursor>(json);
}

} // namespace leadline
