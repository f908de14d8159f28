#include "core/connectors/bitbucket/bitbucketlists.h"

#include "core/connectors/bitbucket/bitbucketsync.h"
#include "core/connectors/shared/moments.h"
#include "core/net/redirect.h"

namespace leadline {

using namespace Qt::StringLiterals;
using What = BitbucketList::What;

namespace {

constexpr qint64 kDay = 86'400'000;
constexpr qint64 kAbandonedAfter = 30 * kDay; // what has not ended by then is not waited for

constexpr BitbucketList kLists[] = {
    {.what = What::Commits,
        .entity = "commits"_L1,
        .title = "Commits"_L1,
        .kind = RecordKind::Commit,
        .overlapMs = 0,
        .deepMs = 0,
        .mayBeOff = false},
    {.what = What::PullRequests,
        .entity = "pull_requests"_L1,
        .title = "Pull requests"_L1,
        .kind = RecordKind::ChangeRequest,
        .overlapMs = kBitbucketOverlapMs,
        .deepMs = 0,
        .mayBeOff = false},
    // Failed steps can be run again later, with the same id and without a sign in the order.
    {.what = What::Pipelines,
        .entity = "pipelines"_L1,
        .title = "Pipelines"_L1,
        .kind = RecordKind::Build,
        .overlapMs = kBitbucketOverlapMs,
        .deepMs = 7 * kDay,
        .mayBeOff = true},
    {.what = What::Deployments,
        .entity = "deployments"_L1,
        .title = "Deployments"_L1,
        .kind = RecordKind::Deployment,
        .overlapMs = kBitbucketOverlapMs,
        .deepMs = 0,
        .mayBeOff = true},
    // Tags are ordered by the date of their commit, and can be put on old ones.
    {.what = What::Tags,
        .entity = "tags"_L1,
        .title = "Tags"_L1,
        .kind = RecordKind::Release,
        .overlapMs = 30 * kDay,
        .deepMs = 3650 * kDay,
        .mayBeOff = false},
};

// Only these fields are sent: no descriptions, no texts of comments.
constexpr auto kPullFields =
    "next,size,values.id,values.title,values.state,values.draft,values.created_on,values.updated_on,values.author,"
    "values.closed_by,values.comment_count,values.merge_commit.hash,values.source.branch.name,values.source.commit."
    "hash,"
    "values.destination.branch.name,values.links.html,values.links.diffstat"_L1;
constexpr auto kCommitFields =
    "next,values.hash,values.date,values.message,values.author,values.parents.hash,values.links.html"_L1;
constexpr auto kTagFields = "next,values.name,values.date,values.target.hash,values.target.date,values.links.html"_L1;

// Smaller pages where each item costs requests of its own: less to repeat after a kill.
constexpr int kPullsAPage = 10;
constexpr int kPipelinesWithSteps = 20;
constexpr int kMostAPage = 100;

QString queryTime(Instant at)
{
    return at.toIso().replace(u'Z', "+00:00"_L1);
}

} // namespace

std::span<const BitbucketList> bitbucketLists()
{
    return kLists;
}

bool isBelow(const QUrl &base, const QUrl &url)
{
    return sameOrigin(base, url) && url.path().startsWith(base.path() + u'/');
}

QUrl BitbucketSync::firstPage(const Target &target, const BitbucketList &list, const BitbucketCursor &cursor) const
{
    const auto sized = [](int items) { return std::pair{u"pagelen"_s, QString::number(items)}; };
    const auto only = [](QLatin1StringView fields) { return std::pair{u"fields"_s, QString(fields)}; };
    RestApi::Query query;
    switch (list.what) {
    case What::Commits:
        query = {{u"include"_s, target.record.defaultBranch}, sized(kMostAPage), only(kCommitFields)};
        if (!cursor.head.isEmpty())
            query.emplace_back(u"exclude"_s, cursor.head);
        return m_api.url(target.address + "/commits"_L1, query);
    case What::PullRequests:
        for (const QLatin1StringView state : {"OPEN"_L1, "MERGED"_L1, "DECLINED"_L1, "SUPERSEDED"_L1})
            query.emplace_back(u"state"_s, state);
        query.insert(query.end(), {{u"sort"_s, u"-updated_on"_s}, sized(kPullsAPage), only(kPullFields)});
        if (cursor.until.isSet())
            query.emplace_back(u"q"_s, "updated_on>="_L1 + queryTime(cursor.until));
        return m_api.url(target.address + "/pullrequests"_L1, query);
    case What::Pipelines: {
        const bool needsManySteps = m_settings.steps && !cursor.watermark.isSet();
        query = {{u"sort"_s, u"-created_on"_s}, sized(needsManySteps ? kPipelinesWithSteps : kMostAPage)};
        return m_api.url(target.address + "/pipelines"_L1, query);
    }
    case What::Deployments:
        query = {{u"sort"_s, u"-state.started_on"_s}, sized(kMostAPage)};
        return m_api.url(target.address + "/deployments"_L1, query);
    case What::Tags:
        break;
    }
    query = {{u"sort"_s, u"-target.date"_s}, sized(kMostAPage), only(kTagFields)};
    return m_api.url(target.address + "/refs/tags"_L1, query);
}

// Goes on where a run was broken off, else reads what changed since the last run, else everything.
BitbucketCursor BitbucketSync::begin(const Target &target, const BitbucketList &list) const
{
    const auto checkpoint = m_run.stored(target.scope, list.entity);
    BitbucketCursor last = checkpoint ? BitbucketCursor::fromJson(checkpoint->cursor) : BitbucketCursor{};
    if (checkpoint && !checkpoint->finished) {
        // The source's address may have changed: the token must not go to the old one.
        if (!isBelow(m_settings.base, QUrl(last.next)))
            last.next.clear();
        return last;
    }
    BitbucketCursor cursor;
    cursor.began = m_context->clock->now();
    cursor.watermark = last.watermark;
    cursor.unfinished = last.unfinished;
    cursor.deepAt = last.deepAt;
    cursor.recent = last.recent;
    cursor.branch = target.record.defaultBranch;
    if (last.branch == cursor.branch)
        cursor.head = last.head;
    const int days = list.what == What::PullRequests ? m_settings.pullRequestDays
        : list.what == What::Pipelines               ? m_settings.buildDays
                                                     : 0;
    if (days > 0)
        cursor.until = before(cursor.began, days * kDay);
    if (!checkpoint) {
        cursor.deepAt = cursor.began;
        return cursor;
    }
    const bool isDeep = list.deepMs > 0 && cursor.began.ms() - last.deepAt.ms() > kDay;
    if (isDeep)
        cursor.deepAt = cursor.began;
    cursor.until = std::max(cursor.until, before(last.watermark, isDeep ? list.deepMs : list.overlapMs));
    if (last.unfinished.isSet())
        cursor.until = earlier(cursor.until, std::max(last.unfinished, before(cursor.began, kAbandonedAfter)));
    return cursor;
}

QCoro::Task<Result<QJsonObject>> BitbucketSync::askPage(
    const Target *target, const BitbucketList *list, Reading *reading)
{
    BitbucketCursor *cursor = &reading->cursor;
    for (;;) {
        const QUrl url = cursor->next.isEmpty() ? firstPage(*target, *list, *cursor)
                                                : QUrl::fromEncoded(cursor->next.toUtf8(), QUrl::StrictMode);
        auto getting = m_api.get(url);
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (answer)
            co_return answer->json.object();
        // The commit that was the newest is no longer there (the branch was rewritten), or a place in the list did not
        // stay good: once, begin again.
        const bool canBeginAgain =
            list->what == What::Commits && !reading->restarted && !(cursor->head.isEmpty() && cursor->next.isEmpty());
        if (!canBeginAgain || (answer.error().httpStatus != 404 && answer.error().httpStatus != 400))
            co_return std::unexpected(answer.error());
        reading->restarted = true;
        reading->guard = ListGuard(u"Bitbucket"_s);
        cursor->head.clear();
        cursor->next.clear();
    }
}

void BitbucketSync::finish(const Target &target, const BitbucketList &list, Reading &reading, BitbucketPage &page) const
{
    BitbucketCursor &cursor = reading.cursor;
    const bool wasWhole = !cursor.until.isSet() && cursor.head.isEmpty();
    if (wasWhole && cursor.total >= 0)
        page.batch.completeness.push_back({.scope = target.where.path, .kind = list.kind, .serverTotal = cursor.total});
    // A change from the future must not hide what comes until then.
    cursor.watermark = std::max(cursor.watermark, std::min(cursor.newest, cursor.began));
    cursor.unfinished = cursor.open;
    if (cursor.unfinished.isSet() && cursor.unfinished < before(cursor.began, kAbandonedAfter))
        cursor.unfinished = {};
    if (!cursor.headSeen.isEmpty())
        cursor.head = cursor.headSeen;
    cursor.next.clear();
    cursor.headSeen.clear();
    cursor.until = cursor.newest = cursor.open = cursor.lastOldest = {};
    cursor.total = -1;
    cursor.isUnsorted = false;
}

// Moves the cursor behind the page; true: the list goes on.
Result<bool> BitbucketSync::takePage(
    const Target &target, const BitbucketList &list, Reading &reading, BitbucketPage &page) const
{
    BitbucketCursor &cursor = reading.cursor;
    const bool isFirst = cursor.next.isEmpty();
    if (isFirst) {
        cursor.total = page.total;
        if (list.what == What::Commits)
            cursor.headSeen = QString::fromLatin1(page.firstItem);
    }
    // Nobody promises the order of deployments. When it is not newest first, only the end of the list is the end.
    cursor.isUnsorted = cursor.isUnsorted || !page.isNewestFirst
        || (isFirst && cursor.watermark.isSet() && page.newestInOrder < before(cursor.watermark, kDay))
        || (cursor.lastOldest.isSet() && page.newestInOrder > cursor.lastOldest);
    if (page.oldest.isSet())
        cursor.lastOldest = page.oldest;
    cursor.newest = std::max(cursor.newest, page.newest);
    cursor.open = earlier(cursor.open, page.oldestUnfinished);
    const Instant newest = std::max(cursor.watermark, std::min(cursor.newest, cursor.began));
    reading.recent.keepFrom(before(newest, kBitbucketOverlapMs));

    const bool canStop = list.what != What::Commits && !(list.what == What::Deployments && cursor.isUnsorted);
    const bool reachedKnown = canStop && cursor.until.isSet() && page.oldest.isSet() && page.oldest < cursor.until;
    const bool goesOn = !page.next.isEmpty() && !reachedKnown;
    if (goesOn) {
        const QUrl next = QUrl::fromEncoded(page.next.toUtf8(), QUrl::StrictMode);
        if (!isBelow(m_settings.base, next))
            return fail(ErrorKind::Parse,
                u"Bitbucket says that a list goes on at another address, where the token must not go. Check the source's address."_s,
                next.host());
        const auto admitted = reading.guard.admit(
            {.next = page.next.toUtf8(), .items = page.items, .total = page.total, .firstItem = page.firstItem});
        if (!admitted)
            return std::unexpected(admitted.error());
        cursor.next = page.next;
    } else {
        finish(target, list, reading, page);
    }
    cursor.recent = reading.recent.toText();
    page.batch.checkpoints.push_back(
        {.scope = target.scope, .entity = list.entity, .cursor = cursor.toJson(), .finished = !goesOn});
    return goesOn;
}

QCoro::Task<Result<void>> BitbucketSync::readList(Target *target, const BitbucketList *list)
{
    if (list->what == What::Commits && target->record.defaultBranch.isEmpty())
        co_return Result<void>{}; // an empty repository
    Reading reading;
    reading.cursor = begin(*target, *list);
    reading.recent = RecentItems::fromText(reading.cursor.recent);
    for (bool goesOn = true; goesOn;) {
        auto asking = askPage(target, list, &reading);
        Result<QJsonObject> answer = co_await std::move(asking);
        if (!answer && answer.error().httpStatus == 404 && list->mayBeOff) {
            m_run.note(u"%1: %2 are not available: they are switched off there, or the token may not read them"_s.arg(
                target->scope, QString(list->title).toLower()));
            co_return Result<void>{};
        }
        if (!answer)
            co_return std::unexpected(answer.error());
        auto completing = wholePage(target, list, &reading, std::move(*answer));
        Result<BitbucketPage> page = co_await std::move(completing);
        if (!page)
            co_return std::unexpected(page.error());
        const Result<bool> taken = takePage(*target, *list, reading, *page);
        if (!taken) {
            // A place in a list that cannot be trusted is no place to go on from.
            reading.cursor.next.clear();
            page->batch.checkpoints.push_back(
                {.scope = target->scope, .entity = list->entity, .cursor = reading.cursor.toJson(), .finished = false});
        }
        goesOn = taken.value_or(false);
        m_run.countPage();
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
