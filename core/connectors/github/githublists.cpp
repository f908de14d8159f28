#include "core/connectors/github/githubsync.h"

#include "core/connectors/shared/moments.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kDay = 24 * 60 * kMinute;
constexpr qint64 kAbandonedAfter = 30 * kDay; // a deployment that never ended is not waited for any longer
constexpr qint64 kSettled =
    5 * kMinute; // longer than clocks differ: what changed in the same second has surely been seen
constexpr int kGoodPagesToGrow = 4;

constexpr GitHubList kLists[] = {
    {.entity = "pull_requests"_L1,
        .title = "Pull requests"_L1,
        .query = "pullrequests"_L1,
        .connection = "pullRequests"_L1,
        .tailQuery = "pullrequesttail"_L1,
        .kind = RecordKind::ChangeRequest,
        .largestPage = 25,
        .smallestPage = 3,
        .overlapMs = 10 * kMinute,
        .head = &GitHubRepositoryHead::pullRequests,
        .parse = parsePullRequests},
    {.entity = "issues"_L1,
        .title = "Issues"_L1,
        .query = "issues"_L1,
        .connection = "issues"_L1,
        .tailQuery = "issuetail"_L1,
        .kind = RecordKind::Issue,
        .largestPage = 50,
        .smallestPage = 5,
        .overlapMs = 10 * kMinute,
        .head = &GitHubRepositoryHead::issues,
        .parse = parseIssues},
    {.entity = "deployments"_L1,
        .title = "Deployments"_L1,
        .query = "deployments"_L1,
        .connection = "deployments"_L1,
        .tailQuery = "deploymenttail"_L1,
        .kind = RecordKind::Deployment,
        .largestPage = 50,
        .smallestPage = 5,
        .overlapMs = kDay,
        .head = &GitHubRepositoryHead::deployments,
        .parse = parseDeployments},
    {.entity = "releases"_L1,
        .title = "Releases"_L1,
        .query = "releases"_L1,
        .connection = "releases"_L1,
        .tailQuery = {},
        .kind = RecordKind::Release,
        .largestPage = 100,
        .smallestPage = 10,
        .overlapMs = 30 * kDay,
        .head = &GitHubRepositoryHead::releases,
        .parse = parseReleases},
    {.entity = "commits"_L1,
        .title = "Commits"_L1,
        .query = "commits"_L1,
        .connection = {},
        .tailQuery = {},
        .kind = RecordKind::Commit,
        .largestPage = 100,
        .smallestPage = 10,
        .overlapMs = 14 * kDay,
        .head = &GitHubRepositoryHead::commits,
        .parse = parseCommits},
};

} // namespace

std::span<const GitHubList> githubLists()
{
    return kLists;
}

// How to read a list this time: goes on where a run was broken off, else what changed since the last run, else
// everything.
std::optional<GitHubCursor> GitHubSync::begin(const Target &target, const GitHubList &list) const
{
    bool finished = false;
    const auto last = stored(target.scope, list.entity, finished);
    if (last && !finished)
        return last;
    const GitHubListHead &head = target.head.*list.head;
    const bool isCommits = list.connection.isEmpty();
    if (isCommits && target.head.headSha.isEmpty())
        return {}; // an empty repository
    if (last && head.total >= 0 && head.total == last->headTotal && !last->unfinished.isSet()) {
        const bool isSame = isCommits ? target.head.headSha == last->headSha : head.newest == last->headNewest;
        if (isSame && (isCommits || !head.newest.isSet() || last->finishedRunBegan.ms() - head.newest.ms() > kSettled))
            return {};
    }
    GitHubCursor cursor;
    cursor.pageSize = last ? last->pageSize : list.largestPage;
    cursor.began = m_context->clock->now();
    cursor.headNewest = head.newest;
    cursor.headTotal = head.total;
    if (last) {
        cursor.watermark = last->watermark;
        cursor.until = before(last->watermark, list.overlapMs);
        if (last->unfinished.isSet())
            cursor.until = earlier(cursor.until, std::max(last->unfinished, before(cursor.began, kAbandonedAfter)));
        // What merges brought stays noted until the commits were read after it.
        bool commitsDone = false;
        const auto commits = stored(target.scope, "commits"_L1, commitsDone);
        if (!commitsDone || commits->began < last->began)
            cursor.oldestMergedCommit = last->oldestMergedCommit;
    }
    if (isCommits)
        beginCommits(target, last, cursor);
    return cursor;
}

// Commits are asked for by date, but a merge brings commits with their old dates: go back as far as the pull requests
// merged of late do.
void GitHubSync::beginCommits(const Target &target, const std::optional<GitHubCursor> &last, GitHubCursor &cursor) const
{
    cursor.branch = target.head.record.defaultBranch;
    cursor.headSha = target.head.headSha;
    if (!last || last->branch != cursor.branch) {
        cursor.until = {};
        return;
    }
    bool finished = false;
    if (const auto pulls = stored(target.scope, "pull_requests"_L1, finished); pulls && cursor.until.isSet())
        cursor.until = earlier(cursor.until, pulls->oldestMergedCommit);
}

// The next page, in pieces as large as the server manages.
QCoro::Task<Result<QJsonObject>> GitHubSync::readPage(const Target *target, const GitHubList *list, Reading *reading)
{
    GitHubCursor &cursor = reading->cursor;
    for (;;) {
        cursor.pageSize = std::clamp(cursor.pageSize, list->smallestPage, list->largestPage);
        QJsonObject variables{
            {u"owner"_s, target->name.owner}, {u"name"_s, target->name.name}, {u"first"_s, cursor.pageSize}};
        if (!cursor.after.isEmpty())
            variables.insert(u"after"_s, cursor.after);
        if (list->connection.isEmpty()) {
            variables.insert(u"branch"_s, QString("refs/heads/"_L1 + cursor.branch));
            if (cursor.until.isSet())
                variables.insert(u"since"_s, cursor.until.toIso());
        }
        const bool isSmallest = cursor.pageSize == list->smallestPage;
        auto asking = m_api.ask(list->query, variables,
            isSmallest ? GitHubApi::Patience::Normal : GitHubApi::Patience::TellWhenTooExpensive);
        Answer answer = co_await std::move(asking);
        if (!answer) {
            // A place in a list does not stay good for ever (a rewritten branch): once, begin again.
            if (cursor.after.isEmpty() || reading->restarted || !answer.error().detail.contains("cursor"_L1))
                co_return std::unexpected(answer.error());
            reading->restarted = true;
            cursor.after.clear();
            continue;
        }
        if (answer->fault.kind == GraphQlFault::Kind::TooExpensive) {
            cursor.pageSize /= 2;
            reading->goodPages = 0;
            continue;
        }
        if (++reading->goodPages >= kGoodPagesToGrow && cursor.pageSize < list->largestPage) {
            cursor.pageSize += std::max(1, cursor.pageSize / 2);
            reading->goodPages = 0;
        }
        co_return std::move(answer->data);
    }
}

// Long lists inside the page's items, to their ends.
QCoro::Task<Result<QJsonObject>> GitHubSync::readTails(QJsonObject data, const GitHubList *list)
{
    if (list->tailQuery.isEmpty())
        co_return data;
    const std::vector<GitHubOpenList> openOnes = openLists(data, list->connection);
    for (GitHubOpenList open : openOnes) {
        const QString key = open.list == "timelineItems"_L1 ? u"timeline"_s : open.list;
        PageGuard guard;
        for (bool more = true; more;) {
            if (const auto admitted = guard.admit(open.endCursor.toUtf8()); !admitted)
                co_return std::unexpected(admitted.error());
            const QJsonObject variables{{u"id"_s, open.id}, {u"withReviews"_s, key == "reviews"_L1},
                {u"withCommits"_s, key == "commits"_L1}, {u"withTimeline"_s, key == "timeline"_L1},
                {key + "After"_L1, open.endCursor}};
            auto asking = m_api.ask(list->tailQuery, variables, GitHubApi::Patience::Normal);
            const Answer answer = co_await std::move(asking);
            if (!answer)
                co_return std::unexpected(answer.error());
            const QJsonObject part = answer->data.value("node"_L1).toObject().value(open.list).toObject();
            appendToList(data, list->connection, open, part.value("nodes"_L1).toArray());
            const QJsonObject info = part.value("pageInfo"_L1).toObject();
            more = info.value("hasNextPage"_L1).toBool();
            open.endCursor = info.value("endCursor"_L1).toString();
            m_run.countPage();
        }
    }
    co_return data;
}

// Moves the cursor behind the page; true: the list goes on.
Result<bool> GitHubSync::takePage(const Target &target, const GitHubList &list, Reading &reading, GitHubPage &page)
{
    GitHubCursor &cursor = reading.cursor;
    cursor.newest = std::max(cursor.newest, page.newest);
    cursor.unfinished = earlier(cursor.unfinished, page.oldestUnfinished);
    cursor.oldestMergedCommit = earlier(cursor.oldestMergedCommit, page.oldestMergedCommit);
    const bool isCommits = list.connection.isEmpty();
    const bool reachedKnown = !isCommits && cursor.until.isSet() && page.oldest.isSet() && page.oldest < cursor.until;
    const bool goesOn = page.hasNext && !reachedKnown;
    if (goesOn) {
        const auto admitted = reading.guard.admit(
            {.next = page.endCursor.toUtf8(), .items = page.items, .total = page.total, .firstItem = page.firstItem});
        if (!admitted)
            return std::unexpected(admitted.error());
        cursor.after = page.endCursor;
    } else {
        // A record from the future must not hide what comes until then.
        cursor.watermark = std::max(cursor.watermark, std::min(cursor.newest, cursor.began));
        cursor.finishedRunBegan = cursor.began;
        cursor.after.clear();
        cursor.until = {};
        if (cursor.unfinished.isSet() && cursor.unfinished < before(cursor.began, kAbandonedAfter))
            cursor.unfinished = {};
    }
    page.batch.checkpoints.push_back(
        {.scope = target.scope, .entity = list.entity, .cursor = cursor.toJson(), .finished = !goesOn});
    return goesOn;
}

QCoro::Task<Result<void>> GitHubSync::readList(const Target *target, const GitHubList *list)
{
    auto start = begin(*target, *list);
    if (!start)
        co_return Result<void>{};
    Reading reading{.cursor = std::move(*start), .guard = ListGuard(u"GitHub"_s), .goodPages = 0, .restarted = false};
    const qint64 total = (target->head.*list->head).total;
    const bool isWhole = !reading.cursor.until.isSet() && reading.cursor.after.isEmpty() && total > 0;
    if (isWhole)
        m_run.expect(total);
    for (bool goesOn = true; goesOn;) {
        auto paging = readPage(target, list, &reading);
        Result<QJsonObject> data = co_await std::move(paging);
        if (!data)
            co_return std::unexpected(data.error());
        auto tails = readTails(std::move(*data), list);
        data = co_await std::move(tails);
        if (!data)
            co_return std::unexpected(data.error());
        Result<GitHubPage> page = list->parse(*data, target->where);
        if (!page)
            co_return std::unexpected(page.error());
        const Result<bool> taken = takePage(*target, *list, reading, *page);
        if (!taken) {
            // A place in a list that cannot be trusted is no place to go on from.
            reading.cursor.after.clear();
            page->batch.checkpoints.push_back(
                {.scope = target->scope, .entity = list->entity, .cursor = reading.cursor.toJson(), .finished = false});
        }
        goesOn = taken.value_or(false);
        m_run.countPage();
        if (isWhole)
            m_run.countItems(page->items);
        auto putting = m_run.put(std::move(page->batch));
        const Result<void> kept = co_await std::move(putting);
        if (!kept)
            co_return kept;
        if (!taken)
            co_return std::unexpected(taken.error());
        m_run.tellProgress(target->scope, list->title);
    }
    co_return Result<void>{};
}

} // namespace leadline
