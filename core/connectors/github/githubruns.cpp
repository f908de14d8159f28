#include "core/connectors/github/githubsync.h"

#include "core/connectors/shared/moments.h"
#include "core/net/redirect.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kEntity = "builds"_L1;
constexpr auto kTitle = "Workflow runs"_L1;
constexpr qint64 kSecond = 1000;
constexpr qint64 kDay = 24 * 60 * 60 * kSecond;
constexpr qint64 kOverlap = 2 * kDay;
constexpr qint64 kRerunDays =
    30 * kDay; // GitHub lets people start a run again for so long; the list shows no sign of it
constexpr qint64 kMostRows = 1000; // GitHub gives no more of any filtered list
constexpr qint64 kSmallestWindow = 60 * kSecond;
constexpr qint64 kLargestWindow = 3650 * kDay;

QString wholeSeconds(Instant at)
{
    return Instant{at.ms() / kSecond * kSecond}.toIso();
}

ListGuard::Page placeOf(const QUrl &next, const GitHubPage &page)
{
    return {.next = next.toEncoded(), .items = page.items, .total = page.total, .firstItem = {}};
}

} // namespace

// The whole list, or one window of it by creation time, newest first.
QUrl GitHubSync::runsUrl(const Target &target, const GitHubCursor &cursor) const
{
    QString query = u"/repos/%1/actions/runs?per_page=100&exclude_pull_requests=true"_s.arg(target.where.path);
    if (cursor.to.isSet()) {
        const Instant from = std::max(cursor.from, before(cursor.to, cursor.windowMs));
        query += "&created="_L1 + wholeSeconds(from) + ".."_L1 + wholeSeconds(cursor.to);
    }
    return m_api.rest().url(query);
}

Result<GitHubPage> GitHubSync::takeRuns(const Target &target, const QJsonDocument &json, GitHubCursor &cursor)
{
    Result<GitHubPage> page = parseRuns(json.object(), target.where);
    if (!page)
        return page;
    m_run.countPage();
    cursor.newest = std::max(cursor.newest, page->newest);
    cursor.unfinished = earlier(cursor.unfinished, page->oldestUnfinished);
    return page;
}

QCoro::Task<Result<void>> GitHubSync::readRuns(const Target *target)
{
    bool finished = false;
    const auto last = stored(target->scope, kEntity, finished);
    GitHubCursor cursor;
    bool isDeep = true;
    if (last && !finished) {
        cursor = *last;
        if (!sameOrigin(QUrl(cursor.next),
                m_api.settings().rest)) // the source's address was changed: the token must not go to the old one
            cursor.next.clear();
    } else {
        cursor.began = m_context->clock->now();
        const int days = m_api.settings().buildDays;
        if (days > 0)
            cursor.until = before(cursor.began, days * kDay);
        if (last) {
            isDeep = !last->deepAt.isSet() || cursor.began.ms() - last->deepAt.ms() > kDay;
            cursor.watermark = last->watermark;
            cursor.deepAt = last->deepAt;
            cursor.headTotal = last->headTotal;
            cursor.until = std::max(cursor.until, before(last->watermark, isDeep ? kRerunDays : kOverlap));
            if (last->unfinished.isSet())
                cursor.until = earlier(cursor.until, std::max(last->unfinished, before(cursor.began, kRerunDays)));
        }
        if (isDeep)
            cursor.deepAt = cursor.began;
    }
    if (cursor.to.isSet()) {
        auto reading = windowRuns(target, std::move(cursor));
        co_return co_await std::move(reading);
    }
    const QUrl url = cursor.next.isEmpty() ? runsUrl(*target, cursor) : QUrl(cursor.next);
    auto getting = m_api.get(url, cursor.next.isEmpty());
    Result<RestAnswer> first = co_await std::move(getting);
    if (!first) {
        if (first.error().httpStatus != 404)
            co_return std::unexpected(first.error());
        m_run.note(u"%1: workflow runs are not available (Actions is off, or the token may not read them)"_s.arg(
            target->scope));
        co_return Result<void>{};
    }
    const qint64 total = first->json.object().value("total_count"_L1).toInteger(0);
    if (first->response.notModified && last && finished && !isDeep && !last->unfinished.isSet())
        co_return Result<void>{};
    if (total >= kMostRows && !cursor.until.isSet() && cursor.next.isEmpty()) {
        // Everything of a long list, in windows, so that the reading can stop and go on at a known time.
        cursor.from = before(earlier(target->head.createdAt, cursor.began), kDay);
        // The newest run stands first; it may be newer than a computer whose clock is behind believes.
        const auto newest = parseRuns(first->json.object(), target->where);
        cursor.to = Instant{std::max(cursor.began, newest ? newest->newest : Instant{}).ms() + kDay};
        cursor.windowMs = std::clamp(
            (cursor.to.ms() - cursor.from.ms()) * (kMostRows * 3 / 4) / total, kSmallestWindow, kLargestWindow);
        cursor.headTotal = total;
        auto reading = windowRuns(target, std::move(cursor));
        co_return co_await std::move(reading);
    }
    cursor.headTotal = total;
    auto reading = walkRuns(target, std::move(cursor), std::move(*first));
    co_return co_await std::move(reading);
}

// Page by page from the newest, until what is known.
QCoro::Task<Result<void>> GitHubSync::walkRuns(const Target *target, GitHubCursor cursor, RestAnswer answer)
{
    ListGuard guard(u"GitHub"_s);
    for (;;) {
        Result<GitHubPage> page = takeRuns(*target, answer.json, cursor);
        if (!page)
            co_return std::unexpected(page.error());
        const auto next = nextFromLinkHeader(answer.response);
        const bool reachedKnown = cursor.until.isSet() && page->oldest.isSet() && page->oldest < cursor.until;
        const bool goesOn = next && !reachedKnown;
        const Result<void> admitted = goesOn ? guard.admit(placeOf(*next, *page)) : Result<void>{};
        cursor.next = goesOn && admitted ? next->toString(QUrl::FullyEncoded) : QString{};
        if (!goesOn) {
            cursor.until = {};
            finishRuns(*target, cursor, *page);
        }
        page->batch.checkpoints.push_back(
            {.scope = target->scope, .entity = kEntity, .cursor = cursor.toJson(), .finished = !goesOn});
        auto putting = m_run.put(std::move(page->batch));
        const Result<void> kept = co_await std::move(putting);
        if (!kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
        m_run.tellProgress(target->scope, kTitle);
        if (!goesOn)
            co_return Result<void>{};
        auto getting = m_api.get(*next, false);
        Result<RestAnswer> following = co_await std::move(getting);
        if (!following)
            co_return std::unexpected(following.error());
        answer = std::move(*following);
    }
}

void GitHubSync::finishRuns(const Target &target, GitHubCursor &cursor, GitHubPage &page) const
{
    // A run from the future must not hide what comes until then.
    cursor.watermark = std::max(cursor.watermark, std::min(cursor.newest, cursor.began));
    if (m_api.settings().buildDays == 0)
        page.batch.completeness.push_back(
            {.scope = target.where.path, .kind = RecordKind::Build, .serverTotal = cursor.headTotal});
}

// Windows of creation time, newest first; one that holds more than GitHub gives is halved.
QCoro::Task<Result<void>> GitHubSync::windowRuns(const Target *target, GitHubCursor cursor)
{
    ListGuard guard(u"GitHub"_s);
    for (bool goesOn = true; goesOn;) {
        const bool isFirstPage = cursor.next.isEmpty();
        const QUrl url = isFirstPage ? runsUrl(*target, cursor) : QUrl(cursor.next);
        auto getting = m_api.get(url, false);
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (!answer)
            co_return std::unexpected(answer.error());
        const qint64 total = answer->json.object().value("total_count"_L1).toInteger(0);
        if (isFirstPage && total >= kMostRows && cursor.windowMs > kSmallestWindow) {
            cursor.windowMs = std::max(kSmallestWindow, cursor.windowMs / 2);
            continue;
        }
        if (isFirstPage && total >= kMostRows)
            m_run.note(
                u"%1: more than %2 workflow runs within a minute; GitHub does not give them all"_s.arg(target->scope)
                    .arg(kMostRows));
        Result<GitHubPage> page = takeRuns(*target, answer->json, cursor);
        if (!page)
            co_return std::unexpected(page.error());
        const auto next = nextFromLinkHeader(answer->response);
        const Result<void> admitted = next ? guard.admit(placeOf(*next, *page)) : Result<void>{};
        cursor.next = next && admitted ? next->toString(QUrl::FullyEncoded) : QString{};
        if (!next) {
            goesOn = nextWindow(cursor, total);
            guard = ListGuard(u"GitHub"_s);
        }
        if (!goesOn)
            finishRuns(*target, cursor, *page);
        page->batch.checkpoints.push_back(
            {.scope = target->scope, .entity = kEntity, .cursor = cursor.toJson(), .finished = !goesOn});
        auto putting = m_run.put(std::move(page->batch));
        const Result<void> kept = co_await std::move(putting);
        if (!kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
        m_run.tellProgress(target->scope, kTitle);
    }
    co_return Result<void>{};
}

// The window before; false after the oldest.
bool GitHubSync::nextWindow(GitHubCursor &cursor, qint64 runsInThisOne) const
{
    const Instant began = std::max(cursor.from, before(cursor.to, cursor.windowMs));
    if (began <= cursor.from) {
        cursor.to = {};
        cursor.from = {};
        return false;
    }
    cursor.to = before(Instant{began.ms() / kSecond * kSecond}, kSecond); // both ends of a window belong to it
    if (runsInThisOne < kMostRows / 4)
        cursor.windowMs = std::min(kLargestWindow, cursor.windowMs * 2);
    return true;
}

} // namespace leadline
