#include "core/connectors/gitlab/gitlabcursor.h"

#include "core/connectors/shared/cursorjson.h"

namespace leadline {

using namespace Qt::StringLiterals;

// Every member once, for both directions.
static void forEachMember(auto &cursor, auto &&visit)
{
    visit("after"_L1, cursor.after);
    visit("next"_L1, cursor.next);
    visit("since"_L1, cursor.since);
    visit("newest"_L1, cursor.newest);
    visit("page_size"_L1, cursor.pageSize);
    visit("began"_L1, cursor.began);
    visit("watermark"_L1, cursor.watermark);
    visit("finished_run_began"_L1, cursor.finishedRunBegan);
    visit("head_newest"_L1, cursor.headNewest);
    visit("branch"_L1, cursor.branch);
    visit("head_sha"_L1, cursor.headSha);
}

QByteArray GitLabCursor::toJson() const
{
    return cursorToJson(*this);
}

GitLabCursor GitLabCursor::fromJson(const QByteArray &json)
{
    return cursorFromJson<GitLabCursor>(json);
}

} // namespace leadline
