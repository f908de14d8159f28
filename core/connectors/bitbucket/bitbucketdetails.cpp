#include "core/connectors/bitbucket/bitbucketlists.h"
#include "core/connectors/bitbucket/bitbucketsync.h"
#include "core/connectors/bitbucket/bitbucketverdict.h"
#include "core/connectors/shared/moments.h"

// What belongs to the items of a page: the activity, commits and size of pull requests, the steps of pipelines, the
// names of environments.
namespace leadline {

using namespace Qt::StringLiterals;
using What = BitbucketList::What;

namespace {

constexpr auto kEnvironments = "environments"_L1;

// A part that Bitbucket no longer has, or cannot compute, is no reason to leave out the rest.
bool isOnlyMissing(const Error &error)
{
    return error.httpStatus == 404 || error.httpStatus == kBitbucketDiffTooLarge;
}

QString shaIn(const QJsonArray &commits, const QString &hash)
{
    for (const QJsonValue &commit : commits) {
        const QString sha = commit.toObject().value("hash"_L1).toString();
        if (sha.startsWith(hash))
            return sha;
    }
    return {};
}

// Pull requests abbreviate all to the same length.
constexpr qsizetype kAbbreviation = 12;

} // namespace

QCoro::Task<Result<BitbucketPage>> BitbucketSync::wholePage(
    Target *target, const BitbucketList *list, Reading *reading, QJsonObject answer)
{
    Result<BitbucketPage> page;
    Result<void> completed;
    switch (list->what) {
    case What::Commits:
        page = parseBitbucketCommits(answer, target->where);
        if (page) {
            for (const Commit &commit : page->batch.of<Commit>())
                target->shas.insert(commit.externalId.left(kAbbreviation), commit.externalId);
        }
        break;
    case What::PullRequests: {
        page = parseBitbucketPulls(answer, target->where);
        if (!page)
            break;
        auto adding = addPulls(target, reading, &*page);
        completed = co_await std::move(adding);
        break;
    }
    case What::Pipelines: {
        page = parseBitbucketPipelines(answer, target->where);
        if (!page)
            break;
        auto adding = addSteps(target, reading, &*page);
        completed = co_await std::move(adding);
        break;
    }
    case What::Deployments: {
        RecordBatch kept;
        auto naming = environmentsOf(target, answer, &kept);
        const auto names = co_await std::move(naming);
        if (!names)
            co_return std::unexpected(names.error());
        page = parseBitbucketDeployments(answer, target->where, *names);
        if (page)
            page->batch.checkpoints = std::move(kept.checkpoints);
        break;
    }
    case What::Tags:
        page = parseBitbucketTags(answer, target->where);
        break;
    }
    if (!completed)
        co_return std::unexpected(completed.error());
    co_return page;
}

QCoro::Task<Result<QJsonArray>> BitbucketSync::readAll(QUrl url)
{
    QJsonArray all;
    ListGuard guard(u"Bitbucket"_s);
    for (;;) {
        auto getting = m_api.get(url);
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonObject page = answer->json.object();
        const QJsonArray values = page.value("values"_L1).toArray();
        for (const QJsonValue &value : values)
            all.append(value);
        const QByteArray next = page.value("next"_L1).toString().toUtf8();
        if (next.isEmpty())
            co_return all;
        const auto admitted =
            guard.admit({.next = next, .items = values.size(), .total = page.value("size"_L1).toInteger(-1)});
        if (!admitted)
            co_return std::unexpected(admitted.error());
        url = QUrl::fromEncoded(next, QUrl::StrictMode);
        if (!isBelow(m_settings.base, url))
            co_return fail(ErrorKind::Parse,
                u"Bitbucket says that a list goes on at another address, where the token must not go. Check the source's address."_s,
                url.host());
        m_run.countPage();
    }
}

QCoro::Task<Result<void>> BitbucketSync::addPulls(Target *target, Reading *reading, BitbucketPage *page)
{
    for (BitbucketPull &pull : page->pulls) {
        const QString id = QString::number(pull.change.number);
        if (reading->recent.holds(id, pull.change.updatedAt))
            continue;
        reading->recent.note(id, pull.change.updatedAt);
        auto asking = partsOf(target, pull);
        const Result<BitbucketPullParts> parts = co_await std::move(asking);
        if (!parts)
            co_return std::unexpected(parts.error());
        completeBitbucketPull(std::move(pull), *parts, m_masks, page->batch);
    }
    page->pulls.clear();
    co_return Result<void>{};
}

QCoro::Task<Result<BitbucketPullParts>> BitbucketSync::partsOf(const Target *target, BitbucketPull pull)
{
    const QString address = target->address + "/pullrequests/"_L1 + QString::number(pull.change.number);
    BitbucketPullParts parts;
    auto acting = readAll(m_api.url(address + "/activity?pagelen=50"_L1));
    Result<QJsonArray> activity = co_await std::move(acting);
    if (!activity)
        co_return std::unexpected(activity.error());
    parts.activity = std::move(*activity);

    auto committing = readAll(m_api.url(address + "/commits?pagelen=100&fields=next,values.hash,values.date"_L1));
    Result<QJsonArray> commits = co_await std::move(committing);
    if (!commits && !isOnlyMissing(commits.error()))
        co_return std::unexpected(commits.error());
    if (commits && !commits->isEmpty()) // a source branch that is gone leaves none
        parts.commits = std::move(*commits);

    // The list tells where the difference really is; the pull request's own address would only lead there.
    const QUrl told = QUrl::fromEncoded(pull.diffstat.toUtf8(), QUrl::StrictMode);
    auto sizing = readAll(isBelow(m_settings.base, told) ? told : m_api.url(address + "/diffstat"_L1));
    Result<QJsonArray> diffstat = co_await std::move(sizing);
    if (!diffstat && !isOnlyMissing(diffstat.error()))
        co_return std::unexpected(diffstat.error());
    if (diffstat)
        parts.diffstat = std::move(*diffstat);

    if (!pull.mergeHash.isEmpty()) {
        auto finding = wholeSha(target, pull.mergeHash, parts.commits.value_or(QJsonArray{}));
        Result<QString> sha = co_await std::move(finding);
        if (!sha)
            co_return std::unexpected(sha.error());
        parts.mergeSha = std::move(*sha);
    }
    co_return parts;
}

// The commit of which a pull request names only the first letters.
QCoro::Task<Result<QString>> BitbucketSync::wholeSha(const Target *target, QString hash, QJsonArray commits)
{
    if (hash.size() > kAbbreviation)
        co_return hash;
    if (const QString sha = target->shas.value(hash); !sha.isEmpty())
        co_return sha;
    if (const QString sha = shaIn(commits, hash); !sha.isEmpty())
        co_return sha;
    auto getting = m_api.get(m_api.url(target->address + "/commit/"_L1 + hash, {{u"fields"_s, u"hash"_s}}));
    const Result<RestAnswer> answer = co_await std::move(getting);
    if (!answer && !isOnlyMissing(answer.error()))
        co_return std::unexpected(answer.error());
    const QString sha = answer ? answer->json.object().value("hash"_L1).toString() : QString{};
    co_return sha.startsWith(hash) ? sha : hash;
}

// What ended before the last run is as it was; of all others the steps tell when the work began.
QCoro::Task<Result<void>> BitbucketSync::addSteps(const Target *target, Reading *reading, BitbucketPage *page)
{
    const BitbucketCursor &cursor = reading->cursor;
    const Instant settled = before(cursor.watermark, kBitbucketOverlapMs);
    auto &builds = page->batch.of<Build>();
    std::erase_if(builds, [&](const Build &build) {
        const bool hasEnded = build.result != RunResult::Pending && build.result != RunResult::Running;
        const bool wasOpen = cursor.unfinished.isSet() && build.queuedAt >= cursor.unfinished;
        return hasEnded
            && ((settled.isSet() && build.updatedAt < settled && !wasOpen)
                || reading->recent.holds(build.externalId, build.updatedAt));
    });
    for (Build &build : builds) {
        if (build.result != RunResult::Pending && build.result != RunResult::Running)
            reading->recent.note(build.externalId, build.updatedAt);
        if (!m_settings.steps || build.result == RunResult::Pending)
            continue;
        const QString uuid = QString::fromLatin1(QUrl::toPercentEncoding(u'{' + build.externalId + u'}'));
        auto asking = readAll(m_api.url(target->address + "/pipelines/"_L1 + uuid + "/steps?pagelen=100"_L1));
        const Result<QJsonArray> steps = co_await std::move(asking);
        if (!steps && !isOnlyMissing(steps.error()))
            co_return std::unexpected(steps.error());
        if (steps)
            completeBitbucketBuild(build, *steps);
    }
    co_return Result<void>{};
}

// Deployments name their environment only by its id; the names are asked for when one is unknown, and kept.
QCoro::Task<Result<QHash<QString, QString>>> BitbucketSync::environmentsOf(
    const Target *target, QJsonObject deployments, RecordBatch *batch)
{
    QHash<QString, QString> names = rememberedEnvironments(target->scope);
    const QStringList needed = unnamedBitbucketEnvironments(deployments);
    if (std::ranges::all_of(needed, [&names](const QString &uuid) { return names.contains(uuid); }))
        co_return names;
    auto asking = readAll(m_api.url(target->address + "/environments?pagelen=100"_L1));
    const Result<QJsonArray> environments = co_await std::move(asking);
    if (!environments)
        co_return std::unexpected(environments.error());
    names.insert(bitbucketEnvironmentNames(*environments));
    QJsonObject kept;
    for (const QString &uuid : needed) {
        if (!names.contains(uuid))
            names.insert(uuid, {}); // deleted since: not asked for again
    }
    for (const auto &[uuid, name] : names.asKeyValueRange())
        kept.insert(uuid, name);
    batch->checkpoints.push_back({.scope = target->scope,
        .entity = kEnvironments,
        .cursor = QJsonDocument(kept).toJson(QJsonDocument::Compact),
        .finished = true});
    co_return names;
}

} // namespace leadline
