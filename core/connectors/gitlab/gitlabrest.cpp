#include "core/connectors/gitlab/gitlabsync.h"

#include "core/connectors/shared/moments.h"
#include "core/net/paging.h"
#include "core/net/redirect.h"

// The lists that only REST has.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDeployments = "deployments"_L1;
constexpr auto kCommits = "commits"_L1;
constexpr auto kMembers = "members"_L1;
constexpr qint64 kMinute = 60'000;
constexpr qint64 kWeek = 7 * 24 * 60 * kMinute;
constexpr qint64 kOverlap = 10 * kMinute;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

ListGuard::Page placeOf(const QUrl &next, const GitLabPage &page)
{
    return {.next = next.toEncoded(), .items = page.items, .total = -1, .firstItem = page.firstItem};
}

} // namespace

// A run that was broken off, as it can go on.
GitLabCursor GitLabSync::continued(const GitLabCursor &last) const
{
    GitLabCursor cursor = last;
    if (!sameOrigin(QUrl(cursor.next), m_api.settings().rest)) // the address was changed: the token must not go there
        cursor.next.clear();
    return cursor;
}

QCoro::Task<Result<void>> GitLabSync::keep(
    const Target *target, QLatin1StringView entity, const GitLabCursor *cursor, bool finished, GitLabPage *page)
{
    page->batch.checkpoints.push_back(
        {.scope = target->scope, .entity = entity, .cursor = cursor->toJson(), .finished = finished});
    m_run.countPage();
    auto putting = m_run.put(std::move(page->batch));
    co_return co_await std::move(putting);
}

QUrl GitLabSync::deploymentsUrl(const Target &target, const GitLabCursor &cursor) const
{
    RestApi::Query query{{u"order_by"_s, u"updated_at"_s}, {u"sort"_s, u"asc"_s}, {u"per_page"_s, u"100"_s}};
    if (cursor.since.isSet())
        query.emplace_back(u"updated_after"_s, cursor.since.toIso());
    return m_api.rest().url("/projects/"_L1 + target.where.id + "/deployments"_L1, query);
}

// Oldest change first. Pages of numbers would shift when something on them changes, so each page asks for what changed
// since the last one's end; only where all of a page changed at the same moment its next link is followed.
QCoro::Task<Result<void>> GitLabSync::readDeployments(const Target *target)
{
    bool finished = false;
    const auto last = stored(target->scope, kDeployments, finished);
    GitLabCursor cursor;
    if (last && !finished) {
        cursor = continued(*last);
    } else {
        cursor.began = target->at;
        if (last) {
            cursor.watermark = last->watermark;
            cursor.since = before(last->watermark, kOverlap);
        }
    }
    ListGuard guard(u"GitLab"_s);
    for (bool goesOn = true; goesOn;) {
        auto getting = m_api.get(cursor.next.isEmpty() ? deploymentsUrl(*target, cursor) : QUrl(cursor.next));
        const Result<RestAnswer> answer = co_await std::move(getting);
        const bool isOff = target->head.switchedOff.contains("pipelines"_L1);
        if (!answer && isOff && (answer.error().httpStatus == kForbidden || answer.error().httpStatus == kNotFound))
            co_return Result<void>{};
        if (!answer)
            co_return std::unexpected(answer.error());
        GitLabPage page = parseGitLabDeployments(answer->json.array(), target->where);
        const auto link = nextFromLinkHeader(answer->response);
        goesOn = link.has_value();
        Result<void> admitted;
        cursor.newest = std::max(cursor.newest, page.newest);
        if (goesOn && page.newest.isSet() && page.newest > cursor.since && page.newest <= cursor.began) {
            cursor.since = page.newest;
            cursor.next.clear();
            admitted = guard.admit(placeOf(deploymentsUrl(*target, cursor), page));
        } else if (goesOn) {
            admitted = guard.admit(placeOf(*link, page));
            cursor.next = admitted ? link->toString(QUrl::FullyEncoded) : QString{};
        } else {
            // A record from the future must not hide what comes until then.
            cursor.watermark = std::max(cursor.watermark, std::min(cursor.newest, cursor.began));
            cursor.next.clear();
            cursor.since = {};
        }
        auto keeping = keep(target, kDeployments, &cursor, !goesOn, &page);
        const Result<void> kept = co_await std::move(keeping);
        if (!kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
        m_run.tellProgress(target->scope, "Deployments"_L1);
    }
    co_return Result<void>{};
}

// What the branch holds beyond what was read last: exact, whatever dates the commits have.
QUrl GitLabSync::commitsUrl(const Target &target, const GitLabCursor &cursor, const QString &upTo) const
{
    const QString range = cursor.headSha.isEmpty() ? upTo : cursor.headSha + ".."_L1 + upTo;
    return m_api.rest().url("/projects/"_L1 + target.where.id + "/repository/commits"_L1,
        {{u"ref_name"_s, range}, {u"with_stats"_s, u"true"_s}, {u"per_page"_s, u"100"_s}});
}

QCoro::Task<Result<void>> GitLabSync::readCommits(const Target *target)
{
    const QString head = target->head.headSha;
    bool finished = false;
    const auto last = stored(target->scope, kCommits, finished);
    const bool isSameBranch = last && last->branch == target->head.record.defaultBranch;
    GitLabCursor cursor;
    if (isSameBranch) {
        cursor = continued(*last);
        if (finished && cursor.headSha == head)
            co_return Result<void>{};
    }
    if (head.isEmpty())
        co_return Result<void>{}; // an empty repository
    cursor.branch = target->head.record.defaultBranch;
    if (cursor.next.isEmpty())
        cursor.after = head; // up to where this run reads
    ListGuard guard(u"GitLab"_s);
    for (bool goesOn = true; goesOn;) {
        const QUrl url = cursor.next.isEmpty() ? commitsUrl(*target, cursor, cursor.after) : QUrl(cursor.next);
        auto getting = m_api.get(url);
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (!answer && answer.error().httpStatus == kNotFound && !cursor.headSha.isEmpty()) {
            cursor.headSha.clear(); // history was rewritten, and what was read last is gone: everything again
            cursor.next.clear();
            cursor.after = head;
            continue;
        }
        if (!answer)
            co_return std::unexpected(answer.error());
        GitLabPage page = parseGitLabCommits(answer->json.array(), target->where);
        const auto link = nextFromLinkHeader(answer->response);
        goesOn = link.has_value();
        const Result<void> admitted = goesOn ? guard.admit(placeOf(*link, page)) : Result<void>{};
        cursor.next = goesOn && admitted ? link->toString(QUrl::FullyEncoded) : QString{};
        if (!goesOn)
            cursor.headSha = std::exchange(cursor.after, {});
        auto keeping = keep(target, kCommits, &cursor, !goesOn, &page);
        const Result<void> kept = co_await std::move(keeping);
        if (!kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
        m_run.tellProgress(target->scope, "Commits"_L1);
    }
    co_return Result<void>{};
}

// Who works here, once a week: people who have done nothing yet belong to teams, too.
QCoro::Task<Result<void>> GitLabSync::readMembers(const Target *target)
{
    bool finished = false;
    const auto last = stored(target->scope, kMembers, finished);
    GitLabCursor cursor;
    if (last && finished && target->at.ms() - last->began.ms() < kWeek)
        co_return Result<void>{};
    if (last && !finished)
        cursor = continued(*last);
    else
        cursor.began = target->at;
    ListGuard guard(u"GitLab"_s);
    for (bool goesOn = true; goesOn;) {
        const QUrl url = cursor.next.isEmpty()
            ? m_api.rest().url("/projects/"_L1 + target->where.id + "/members/all?per_page=100"_L1)
            : QUrl(cursor.next);
        auto getting = m_api.get(url);
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (!answer)
            co_return std::unexpected(answer.error());
        GitLabPage page = parseGitLabMembers(answer->json.array());
        const auto link = nextFromLinkHeader(answer->response);
        goesOn = link.has_value();
        const Result<void> admitted = goesOn ? guard.admit(placeOf(*link, page)) : Result<void>{};
        cursor.next = goesOn && admitted ? link->toString(QUrl::FullyEncoded) : QString{};
        auto keeping = keep(target, kMembers, &cursor, !goesOn, &page);
        const Result<void> kept = co_await std::move(keeping);
        if (!kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
    }
    co_return Result<void>{};
}

} // namespace leadline
