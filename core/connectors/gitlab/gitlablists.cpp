#include "core/connectors/gitlab/gitlabsync.h"

#include "core/connectors/gitlab/gitlabopenlists.h"
#include "core/connectors/gitlab/gitlabpage.h"
#include "core/connectors/shared/moments.h"

namespace leadline {

using namespace Qt::StringLiterals;
using Order = GitLabList::Order;

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kDay = 24 * 60 * kMinute;
constexpr qint64 kSettled =
    5 * kMinute; // longer than clocks differ: what changed in the same second has surely been seen
constexpr int kGoodPagesToGrow = 4;

constexpr GitLabList kLists[] = {
    {.entity = "merge_requests"_L1,
        .title = "Merge requests"_L1,
        .query = "mergerequests"_L1,
        .connection = "mergeRequests"_L1,
        .tailQuery = "mergerequesttail"_L1,
        .order = Order::ByChange,
        .largestPage = 25,
        .smallestPage = 3,
        .overlapMs = 10 * kMinute,
        .newest = &GitLabProjectHead::newestMergeRequest,
        .parse = parseMergeRequests},
    {.entity = "issues"_L1,
        .title = "Issues"_L1,
        .query = "workitems"_L1,
        .connection = "workItems"_L1,
        .tailQuery = "workitemtail"_L1,
        .order = Order::ByChange,
        .largestPage = 40,
        .smallestPage = 5,
        .overlapMs = 10 * kMinute,
        .newest = &GitLabProjectHead::newestIssue,
        .parse = parseWorkItems},
    {.entity = "pipelines"_L1,
        .title = "Pipelines"_L1,
        .query = "pipelines"_L1,
        .connection = "pipelines"_L1,
        .tailQuery = "pipelinetail"_L1,
        .order = Order::ById,
        .largestPage = 50,
        .smallestPage = 5,
        .overlapMs = 10 * kMinute,
        .newest = nullptr,
        .parse = parsePipelines},
    {.entity = "releases"_L1,
        .title = "Releases"_L1,
        .query = "releases"_L1,
        .connection = "releases"_L1,
        .tailQuery = {},
        .order = Order::ByDate,
        .largestPage = 100,
        .smallestPage = 10,
        .overlapMs = 30 * kDay,
        .newest = &GitLabProjectHead::newestRelease,
        .parse = parseGitLabReleases},
};

} // namespace

std::span<const GitLabList> gitlabLists()
{
    return kLists;
}

// How to read a list this time: goes on where a run was broken off, else what changed since the last run, else
// everything.
std::optional<GitLabCursor> GitLabSync::begin(const Target &target, const GitLabList &list) const
{
    bool finished = false;
    const auto last = stored(target.scope, list.entity, finished);
    if (last && !finished)
        return last;
    const Instant newest = list.newest ? target.head.*list.newest : Instant{};
    if (last && !list.newest && !target.head.hasNewPipelines)
        return {};
    if (last && list.newest && newest == last->headNewest
        && (!newest.isSet() || last->finishedRunBegan.ms() - newest.ms() > kSettled))
        return {};
    GitLabCursor cursor;
    cursor.pageSize = last ? last->pageSize : list.largestPage;
    cursor.began = target.at;
    cursor.headNewest = newest;
    if (last) {
        cursor.watermark = last->watermark;
        cursor.since = before(last->watermark, list.overlapMs);
    } else if (list.order == Order::ById && m_api.settings().buildDays > 0) {
        cursor.since = before(cursor.began, m_api.settings().buildDays * kDay);
    }
    return cursor;
}

// The next page, in pieces as large as the server manages.
QCoro::Task<Result<QJsonObject>> GitLabSync::readPage(const Target *target, const GitLabList *list, Reading *reading)
{
    GitLabCursor &cursor = reading->cursor;
    for (;;) {
        cursor.pageSize = std::clamp(cursor.pageSize, list->smallestPage, list->largestPage);
        QJsonObject variables{{u"path"_s, target->where.path}, {u"first"_s, cursor.pageSize}};
        if (!cursor.after.isEmpty())
            variables.insert(u"after"_s, cursor.after);
        if (cursor.since.isSet() && list->order != Order::ByDate)
            variables.insert(u"since"_s, cursor.since.toIso());
        if (list->order == Order::ById)
            variables.insert(u"withJobs"_s, target->where.buildsAreJobs);
        const bool isSmallest = cursor.pageSize == list->smallestPage;
        auto asking = m_api.ask(list->query, variables,
            isSmallest ? GitLabApi::Patience::Normal : GitLabApi::Patience::TellWhenTooExpensive);
        Answer answer = co_await std::move(asking);
        if (!answer) {
            // A place in a list does not stay good for ever (an update of the server): once, begin again.
            if (cursor.after.isEmpty() || reading->restarted
                || !answer.error().detail.contains("cursor"_L1, Qt::CaseInsensitive))
                co_return std::unexpected(answer.error());
            reading->restarted = true;
            cursor.after.clear();
            continue;
        }
        if (answer->fault.kind == GitLabGraphQlFault::Kind::TooExpensive) {
            cursor.pageSize /= 2;
            reading->goodPages = 0;
            continue;
        }
        if (answer->project.isEmpty()) // gone since it was looked at
            co_return std::unexpected(gitlabNoProject(target->scope, true));
        if (++reading->goodPages >= kGoodPagesToGrow && cursor.pageSize < list->largestPage) {
            cursor.pageSize += std::max(1, cursor.pageSize / 2);
            reading->goodPages = 0;
        }
        co_return std::move(answer->project);
    }
}

// Long lists inside the page's items, to their ends.
QCoro::Task<Result<QJsonObject>> GitLabSync::readTails(
    const Target *target, QJsonObject project, const GitLabList *list)
{
    if (list->tailQuery.isEmpty())
        co_return project;
    const std::vector<GitLabOpenList> openOnes = gitlabOpenLists(project, list->connection);
    for (GitLabOpenList open : openOnes) {
        ListGuard guard(u"GitLab"_s);
        for (bool more = true; more;) {
            if (const auto admitted = guard.admit({.next = open.endCursor.toUtf8(), .items = 1}); !admitted)
                co_return std::unexpected(admitted.error());
            const QJsonObject variables{{u"path"_s, target->where.path}, {u"iid"_s, open.iid},
                {u"withCommits"_s, open.list == "commits"_L1}, {u"withNotes"_s, open.list == "notes"_L1},
                {open.list + "After"_L1, open.endCursor}};
            auto asking = m_api.ask(list->tailQuery, variables, GitLabApi::Patience::Normal);
            const Answer answer = co_await std::move(asking);
            if (!answer)
                co_return std::unexpected(answer.error());
            const QJsonObject items = answer->project.value("items"_L1).toObject();
            const QJsonObject item = items.isEmpty() ? answer->project.value("item"_L1).toObject()
                                                     : items.value("nodes"_L1).toArray().at(0).toObject();
            const QJsonObject part = listOfItem(item, open.list);
            appendToGitLabList(project, list->connection, open, part.value("nodes"_L1).toArray());
            const QJsonObject info = part.value("pageInfo"_L1).toObject();
            more = info.value("hasNextPage"_L1).toBool();
            open.endCursor = info.value("endCursor"_L1).toString();
            m_run.countPage();
        }
    }
    co_return project;
}

// One request for all of a page that GraphQL does not know the commit of; mostly none.
QCoro::Task<Result<QJsonObject>> GitLabSync::readSquashCommits(const Target *target, QJsonObject project)
{
    const QStringList numbers = squashedWithoutCommit(project);
    if (numbers.isEmpty())
        co_return project;
    RestApi::Query query{{u"per_page"_s, u"100"_s}};
    for (const QString &number : numbers)
        query.emplace_back(u"iids[]"_s, number);
    auto getting = m_api.get(m_api.rest().url("/projects/"_L1 + target->where.id + "/merge_requests"_L1, query));
    const Result<RestAnswer> answer = co_await std::move(getting);
    if (!answer)
        co_return std::unexpected(answer.error());
    addSquashCommits(project, answer->json.array());
    co_return project;
}

// Moves the cursor behind the page; true: the list goes on.
Result<bool> GitLabSync::takePage(const Target &target, const GitLabList &list, Reading &reading, GitLabPage &page)
{
    GitLabCursor &cursor = reading.cursor;
    cursor.newest = std::max(cursor.newest, page.newest);
    const bool reachedKnown =
        list.order == Order::ByDate && cursor.since.isSet() && page.oldest.isSet() && page.oldest < cursor.since;
    const bool goesOn = page.hasNext && !reachedKnown;
    if (goesOn) {
        const auto admitted = reading.guard.admit(
            {.next = page.endCursor.toUtf8(), .items = page.items, .total = page.total, .firstItem = page.firstItem});
        if (!admitted)
            return std::unexpected(admitted.error());
        cursor.after = page.endCursor;
    } else {
        // By id, pages may be older than what changed on them meanwhile: all that counts is when the reading began.
        // Else a record from the future must not hide what comes until then.
        const Instant reached = list.order == Order::ById ? cursor.began : std::min(cursor.newest, cursor.began);
        cursor.watermark = std::max(cursor.watermark, reached);
        cursor.finishedRunBegan = cursor.began;
        cursor.after.clear();
        cursor.since = {};
    }
    page.batch.checkpoints.push_back(
        {.scope = target.scope, .entity = list.entity, .cursor = cursor.toJson(), .finished = !goesOn});
    return goesOn;
}

QCoro::Task<Result<void>> GitLabSync::readList(const Target *target, const GitLabList *list)
{
    if (!m_api.knows(list->connection)) {
        m_run.note(u"%1: this GitLab is too old to tell its %2"_s.arg(target->scope, list->title.toString().toLower()));
        co_return Result<void>{};
    }
    if (target->head.switchedOff.contains(list->connection))
        co_return Result<void>{};
    auto start = begin(*target, *list);
    if (!start)
        co_return Result<void>{};
    Reading reading{.cursor = std::move(*start), .guard = ListGuard(u"GitLab"_s), .goodPages = 0, .restarted = false};
    bool isFirst = true;
    const bool isWhole = !reading.cursor.since.isSet() && reading.cursor.after.isEmpty();
    for (bool goesOn = true; goesOn; isFirst = false) {
        auto paging = readPage(target, list, &reading);
        Result<QJsonObject> project = co_await std::move(paging);
        if (!project)
            co_return std::unexpected(project.error());
        auto tails = readTails(target, std::move(*project), list);
        project = co_await std::move(tails);
        if (!project)
            co_return std::unexpected(project.error());
        auto commits = readSquashCommits(target, std::move(*project));
        project = co_await std::move(commits);
        if (!project)
            co_return std::unexpected(project.error());
        Result<GitLabPage> page = list->parse(*project, target->where);
        if (!page)
            co_return std::unexpected(page.error());
        const bool isCounted = isWhole && page->total > 0;
        if (isCounted && isFirst)
            m_run.expect(page->total);
        const Result<bool> taken = takePage(*target, *list, reading, *page);
        if (!taken) {
            // A place in a list that cannot be trusted is no place to go on from.
            reading.cursor.after.clear();
            page->batch.checkpoints.push_back(
                {.scope = target->scope, .entity = list->entity, .cursor = reading.cursor.toJson(), .finished = false});
        }
        goesOn = taken.value_or(false);
        m_run.countPage();
        if (isCounted)
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
