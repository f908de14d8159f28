#include "core/connectors/bitbucketserver/bitbucketserversync.h"

#include "core/connectors/shared/cursorjson.h"
#include "core/connectors/shared/moments.h"

namespace leadline {

using namespace Qt::StringLiterals;

// Every member once, for both directions.
static void forEachMember(auto &cursor, auto &&visit)
{
    visit("start"_L1, cursor.start);
    visit("began"_L1, cursor.began);
    visit("until"_L1, cursor.until);
    visit("newest"_L1, cursor.newest);
    visit("is_unsorted"_L1, cursor.isUnsorted);
    visit("head_seen"_L1, cursor.headSeen);
    visit("watermark"_L1, cursor.watermark);
    visit("head"_L1, cursor.head);
    visit("recent"_L1, cursor.recent);
    visit("marks"_L1, cursor.marks);
}

namespace {

constexpr QLatin1StringView kEntities[] = {"commits"_L1, "pull_requests"_L1, "open_pull_requests"_L1};
constexpr auto kBuilds = "builds"_L1;
constexpr qint64 kOverlap = 600'000; // changes may become visible a little after the time that they bear
constexpr qint64 kDay = 86'400'000;
constexpr qint64 kAbandonedAfter = 7 * kDay; // a build that has not ended by then is not waited for
constexpr int kMostWaiting = 1000; // commits whose builds are still to be asked for
constexpr int kBuildsAtOnce = 20;
constexpr int kMostAPage = 100;
constexpr int kPullsAPage = 10; // each costs requests of its own: less to repeat after a kill

Checkpoint waitingCheckpoint(const QString &scope, const RecentItems &waiting)
{
    BitbucketServerCursor cursor;
    cursor.recent = waiting.toText();
    return {.scope = scope, .entity = kBuilds, .cursor = cursorToJson(cursor), .finished = true};
}

Result<void> admit(ListGuard &guard, const BitbucketServerPage &page)
{
    return guard.admit({.next = page.next.toUtf8(), .items = page.items, .total = -1, .firstItem = page.firstItem});
}

} // namespace

// Goes on where a run was broken off, else reads what changed since the last run.
BitbucketServerCursor BitbucketServerSync::begin(const Target &target, List list) const
{
    const auto checkpoint = m_run.stored(target.scope, kEntities[static_cast<int>(list)]);
    const BitbucketServerCursor last =
        checkpoint ? cursorFromJson<BitbucketServerCursor>(checkpoint->cursor) : BitbucketServerCursor{};
    if (checkpoint && !checkpoint->finished)
        return last;
    BitbucketServerCursor cursor;
    cursor.began = m_context->clock->now();
    cursor.watermark = last.watermark;
    cursor.head = last.head;
    cursor.recent = last.recent;
    cursor.marks = last.marks;
    cursor.until = before(last.watermark, kOverlap);
    return cursor;
}

QCoro::Task<Result<QJsonObject>> BitbucketServerSync::askPage(
    const Target *target, List list, BitbucketServerCursor *cursor)
{
    for (bool restarted = false;;) {
        RestApi::Query query;
        if (!cursor->start.isEmpty())
            query.emplace_back(u"start"_s, cursor->start);
        if (list == List::Commits) {
            query.emplace_back(u"limit"_s, QString::number(kMostAPage));
            if (!cursor->head.isEmpty())
                query.emplace_back(u"since"_s, cursor->head);
            if (!cursor->headSeen.isEmpty()) // what is pushed meanwhile must not move the pages
                query.emplace_back(u"until"_s, cursor->headSeen);
        } else {
            query.emplace_back(u"limit"_s, QString::number(kPullsAPage));
            query.emplace_back(u"state"_s, list == List::PullRequests ? u"ALL"_s : u"OPEN"_s);
            query.emplace_back(u"order"_s, u"NEWEST"_s);
        }
        const QString path = list == List::Commits ? u"/commits"_s : u"/pull-requests"_s;
        auto getting = m_api.get(m_api.url(target->address + path, query));
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (answer)
            co_return answer->json.object();
        // The commit that was the newest is no longer there: once, begin again.
        const bool canBeginAgain = !restarted && list == List::Commits && answer.error().httpStatus == 404
            && !(cursor->head.isEmpty() && cursor->headSeen.isEmpty());
        if (!canBeginAgain)
            co_return std::unexpected(answer.error());
        restarted = true;
        cursor->head.clear();
        cursor->headSeen.clear();
        cursor->start.clear();
    }
}

QCoro::Task<Result<QJsonArray>> BitbucketServerSync::readAll(QString path)
{
    QJsonArray all;
    ListGuard guard(u"Bitbucket"_s);
    QString start;
    for (;;) {
        RestApi::Query query{{u"limit"_s, QString::number(kMostAPage)}};
        if (!start.isEmpty())
            query.emplace_back(u"start"_s, start);
        auto getting = m_api.get(m_api.url(path, query));
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonObject page = answer->json.object();
        const QJsonArray values = page.value("values"_L1).toArray();
        for (const QJsonValue &value : values)
            all.append(value);
        start = bitbucketServerNext(page);
        if (start.isEmpty())
            co_return all;
        if (const auto admitted = guard.admit({.next = start.toUtf8(), .items = values.size()}); !admitted)
            co_return std::unexpected(admitted.error());
        m_run.countPage();
    }
}

// Commits whose builds are to be asked for, kept together with the commits.
void BitbucketServerSync::noteCommits(Target &target, BitbucketServerPage &page)
{
    for (const Commit &commit : page.batch.of<Commit>()) {
        if (target.waiting.all().size() >= kMostWaiting)
            break; // the newest come first
        target.waiting.note(commit.externalId, commit.committedAt);
    }
    page.batch.checkpoints.push_back(waitingCheckpoint(target.scope, target.waiting));
}

// What is still to be asked for stays so when everything else is read again.
void BitbucketServerSync::loadWaiting(Target &target) const
{
    if (const auto checkpoint = m_run.remembered(target.scope, kBuilds))
        target.waiting = RecentItems::fromText(cursorFromJson<BitbucketServerCursor>(checkpoint->cursor).recent);
}

// The page with all that belongs to its items; moves what the cursor knows of them.
QCoro::Task<Result<BitbucketServerPage>> BitbucketServerSync::wholePage(
    Target *target, List list, BitbucketServerCursor *cursor, QJsonObject answer)
{
    if (list == List::Commits) {
        auto commits = parseBitbucketServerCommits(answer, target->where);
        if (commits && m_settings.builds)
            noteCommits(*target, *commits);
        co_return commits;
    }
    auto page = parseBitbucketServerPulls(answer, target->where);
    if (!page)
        co_return page;
    QHash<QString, QString> marks;
    for (const QJsonValue &value : answer.value("values"_L1).toArray())
        marks.insert(
            QString::number(value.toObject().value("id"_L1).toInteger()), bitbucketServerFingerprint(value.toObject()));
    RecentItems recent = RecentItems::fromText(cursor->recent);
    for (ChangeRequest &pull : page->pulls) {
        const QString number = QString::number(pull.number);
        const QString mark = u' ' + number + u'=' + marks.value(number) + u' ';
        const bool isOpenList = list == List::OpenPullRequests;
        const bool isOlder = cursor->until.isSet() && pull.updatedAt < cursor->until;
        const bool isKnown = isOpenList ? cursor->marks.contains(mark) || target->pullsRead.contains(number)
                                        : isOlder || recent.holds(number, pull.updatedAt);
        if (isOpenList && !cursor->marks.contains(mark))
            cursor->marks += mark;
        if (isKnown)
            continue;
        const QString address = target->address + "/pull-requests/"_L1 + number;
        BitbucketServerPullParts parts;
        auto acting = readAll(address + "/activities"_L1);
        Result<QJsonArray> activities = co_await std::move(acting);
        if (!activities)
            co_return std::unexpected(activities.error());
        parts.activities = std::move(*activities);
        auto committing = readAll(address + "/commits"_L1);
        Result<QJsonArray> commits = co_await std::move(committing);
        if (!commits && commits.error().httpStatus != 404)
            co_return std::unexpected(commits.error());
        if (commits && !commits->isEmpty())
            parts.commits = std::move(*commits);
        recent.note(number, pull.updatedAt);
        target->pullsRead.insert(number);
        completeBitbucketServerPull(std::move(pull), parts, page->batch);
    }
    page->pulls.clear();
    const Instant newest = std::max(cursor->watermark, std::min(std::max(cursor->newest, page->newest), cursor->began));
    recent.keepFrom(before(newest, kOverlap));
    if (list == List::PullRequests)
        cursor->recent = recent.toText();
    co_return page;
}

QCoro::Task<Result<void>> BitbucketServerSync::readList(Target *target, List list)
{
    if (list == List::Commits && target->where.defaultBranch.isEmpty())
        co_return Result<void>{}; // an empty repository
    const QLatin1StringView entity = kEntities[static_cast<int>(list)];
    BitbucketServerCursor cursor = begin(*target, list);
    ListGuard guard(u"Bitbucket"_s);
    QString openNow; // marks of those that are still open
    const bool isResumed = !cursor.start.isEmpty();
    for (bool goesOn = true; goesOn;) {
        auto asking = askPage(target, list, &cursor);
        Result<QJsonObject> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        if (list == List::OpenPullRequests) {
            for (const QJsonValue &value : answer->value("values"_L1).toArray())
                openNow += u' ' + QString::number(value.toObject().value("id"_L1).toInteger()) + u'='
                    + bitbucketServerFingerprint(value.toObject()) + u' ';
        }
        const bool isFirst = cursor.start.isEmpty();
        auto completing = wholePage(target, list, &cursor, std::move(*answer));
        Result<BitbucketServerPage> page = co_await std::move(completing);
        if (!page)
            co_return std::unexpected(page.error());
        if (isFirst && list == List::Commits)
            cursor.headSeen = QString::fromUtf8(page->firstItem);
        cursor.newest = std::max(cursor.newest, page->newest);
        cursor.isUnsorted = cursor.isUnsorted || !page->isNewestFirst;
        const bool reachedKnown = list == List::PullRequests && !cursor.isUnsorted && cursor.until.isSet()
            && page->oldest.isSet() && page->oldest < cursor.until;
        goesOn = !page->next.isEmpty() && !reachedKnown;
        const Result<void> admitted = goesOn ? admit(guard, *page) : Result<void>{};
        const bool isDone = !goesOn;
        cursor.start = goesOn && admitted ? page->next : QString();
        if (isDone) {
            // A change from the future must not hide what comes until then.
            cursor.watermark = std::max(cursor.watermark, std::min(cursor.newest, cursor.began));
            if (!cursor.headSeen.isEmpty())
                cursor.head = cursor.headSeen;
            if (list == List::OpenPullRequests && !isResumed)
                cursor.marks = openNow;
            cursor.headSeen.clear();
            cursor.isUnsorted = false;
        }
        page->batch.checkpoints.push_back(
            {.scope = target->scope, .entity = entity, .cursor = cursorToJson(cursor), .finished = isDone});
        m_run.countPage();
        auto putting = m_run.put(std::move(page->batch));
        const Result<void> kept = co_await std::move(putting);
        if (!kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
    }
    co_return Result<void>{};
}

// The builds of commits that are new, young, or were still being built.
QCoro::Task<Result<void>> BitbucketServerSync::readBuilds(Target *target)
{
    const Instant now = m_context->clock->now();
    std::vector<std::pair<Instant, QString>> todo;
    for (const auto &[sha, at] : target->waiting.all().asKeyValueRange())
        todo.emplace_back(at, sha);
    std::ranges::sort(todo, std::ranges::greater{});
    RecentItems later; // to be asked for again by the next sync
    for (std::size_t i = 0; i < todo.size();) {
        RecordBatch batch;
        for (int n = 0; n < kBuildsAtOnce && i < todo.size(); ++n, ++i) {
            const auto &[at, sha] = todo[i];
            auto asking = readAll("/build-status/1.0/commits/"_L1 + sha);
            const Result<QJsonArray> statuses = co_await std::move(asking);
            if (!statuses && statuses.error().httpStatus != 404)
                co_return std::unexpected(statuses.error());
            Commit commit;
            commit.externalId = sha;
            bool unfinished = false;
            addBitbucketServerBuilds(statuses.value_or(QJsonArray{}), commit, target->where, batch, unfinished);
            const bool isYoung = at > before(now, kDay);
            if (isYoung || (unfinished && at > before(now, kAbandonedAfter)))
                later.note(sha, at);
        }
        RecentItems rest = later;
        for (std::size_t left = i; left < todo.size(); ++left)
            rest.note(todo[left].second, todo[left].first);
        batch.checkpoints.push_back(waitingCheckpoint(target->scope, rest));
        m_run.countPage();
        auto putting = m_run.put(std::move(batch));
        const Result<void> kept = co_await std::move(putting);
        if (!kept)
            co_return kept;
    }
    co_return Result<void>{};
}

} // namespace leadline
