#include "tests/core/connectors/bitbucket/bitbucketfixture.h"

#include "core/connectors/bitbucket/bitbucket.h"
#include "core/domain/issuekeys.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLists = 5; // and a look
constexpr int kMostPulls = 50; // that Bitbucket gives on a page
constexpr int kPartsOfPull = 3; // activity, commits, size: each is a list of its own
constexpr int kPullsBeforeKept = 10;
constexpr qint64 kSecond = 1000;

QString pullId(const ChangeRequest &change)
{
    return change.repository.id + u'/' + QString::number(change.number);
}

QString triggerName(const QString &trigger)
{
    if (trigger.startsWith("pull"_L1))
        return u"pullrequest"_s;
    return trigger == "push"_L1 ? trigger : u"manual"_s;
}

} // namespace

RecordBatch lessened(const RecordBatch &records, int mostPulls, int mostBuilds)
{
    RecordBatch less = records;
    QHash<QString, int> kept; // by repository
    QSet<QString> dropped;
    auto &changes = less.of<ChangeRequest>();
    std::ranges::stable_sort(changes, std::ranges::greater{}, &ChangeRequest::updatedAt);
    std::erase_if(changes, [&](const ChangeRequest &change) {
        if (++kept[change.repository.id] <= mostPulls)
            return false;
        dropped.insert(change.externalId);
        return true;
    });
    std::erase_if(
        less.of<Review>(), [&dropped](const Review &review) { return dropped.contains(review.changeRequest.id); });
    kept.clear();
    auto &builds = less.of<Build>();
    std::ranges::stable_sort(builds, std::ranges::greater{}, &Build::queuedAt);
    std::erase_if(builds, [&](const Build &build) { return ++kept[build.repository.id] > mostBuilds; });
    return less;
}

SourceConfig bitbucketSourceAt(const BitbucketEmulator &emulator)
{
    SourceConfig config;
    config.name = u"Bitbucket"_s;
    config.kind = u"bitbucket"_s;
    config.url = emulator.apiUrl().toString();
    config.scopes = emulator.paths();
    config.options = {{u"email"_s, u"lena@acme.test"_s}};
    return config;
}

BitbucketRun::BitbucketRun(const BitbucketEmulator &emulator)
    : ConnectorRun(std::make_unique<BitbucketConnector>(kShortWaitMs), bitbucketSourceAt(emulator), "ATATT3emulated")
{
}

void BitbucketFixture::start(const RecordBatch &records)
{
    m_emulator = std::make_unique<BitbucketEmulator>(records);
    m_scopes = static_cast<int>(m_emulator->paths().size());
    m_mergesTouched = 0;
}

std::unique_ptr<Connector> BitbucketFixture::makeConnector() const
{
    return std::make_unique<BitbucketConnector>(kShortWaitMs);
}

SourceConfig BitbucketFixture::config() const
{
    SourceConfig config = bitbucketSourceAt(*m_emulator);
    config.options.insert(u"steps"_s, false);
    return config;
}

std::vector<FixtureList> BitbucketFixture::lists() const
{
    return {{.match = u"/repo/pullrequests"_s, .kinds = {RecordKind::ChangeRequest, RecordKind::Review}},
        {.match = u"/repo/pipelines"_s, .kinds = {RecordKind::Build}},
        {.match = u"/repo/deployments"_s, .kinds = {RecordKind::Deployment}},
        {.match = u"/repo/commits"_s, .kinds = {RecordKind::Commit}},
        {.match = u"/repo/tags"_s, .kinds = {RecordKind::Release}}};
}

RecordBatch BitbucketFixture::truth(const RecordBatch &records) const
{
    RecordBatch truth = records;
    QHash<QString, QString> pullIds;
    for (ChangeRequest &change : truth.of<ChangeRequest>()) {
        const QString id = pullId(change);
        pullIds.insert(change.externalId, id);
        change.externalId = id;
        change.labels.clear(); // Bitbucket has none
        change.issueKeys = issueKeysIn(change.title) + issueKeysIn(change.headBranch);
        change.issueKeys.removeDuplicates();
        if (change.draft)
            change.readyAt = {};
        if (change.mergedAt.isSet())
            change.closedAt = change.mergedAt;
        else
            change.mergedBy = {};
    }
    for (Review &review : truth.of<Review>()) {
        const QString pull = pullIds.value(review.changeRequest.id);
        review.changeRequest.id = pull;
        review.externalId = review.verdict == Verdict::Commented ? pull + "/comment/"_L1 + review.externalId
                                                                 : pull + u'/' + enumName(review.verdict) + u'/'
                + review.reviewer.id + u'/' + QString::number(review.at.ms());
    }
    std::erase_if(truth.of<Commit>(), [](const Commit &commit) { return !commit.onDefaultBranch; });
    for (Build &build : truth.of<Build>()) {
        build.pipeline = "custom: "_L1 + build.pipeline;
        build.trigger = triggerName(build.trigger);
    }
    for (Release &release : truth.of<Release>()) {
        release.externalId = release.repository.id + "/tag/"_L1 + release.tag;
        release.name = release.tag;
        release.updatedAt = release.publishedAt;
    }
    return truth;
}

QStringList BitbucketFixture::untold(RecordKind kind) const
{
    switch (kind) {
    case RecordKind::Repository:
        return {u"archived"_s};
    case RecordKind::ChangeRequest:
        return {u"deployed_at"_s, u"deployment"_s, u"deployment_inferred"_s, u"masked_additions"_s,
            u"masked_deletions"_s, u"masked_files"_s};
    case RecordKind::Review:
        return {u"comments"_s, u"url"_s};
    case RecordKind::Commit:
        return {u"authored_at"_s, u"additions"_s, u"deletions"_s, u"files"_s, u"change_request"_s};
    case RecordKind::Deployment:
        return {u"rollback"_s, u"unplanned"_s, u"updated_at"_s};
    case RecordKind::Build:
        return {u"started_at"_s}; // only steps tell it
    case RecordKind::Release:
        return {u"prerelease"_s};
    default:
        return {};
    }
}

QStringList BitbucketFixture::touch(int count, const QString &title, Instant at)
{
    BitbucketWorldRepository &repository = *m_emulator->world().repositories().front();
    QStringList numbers;
    for (auto item = repository.pulls.rbegin(); item != repository.pulls.rend() && numbers.size() < count; ++item)
        numbers.append(item->id);
    QStringList ids;
    for (const QString &number : numbers) {
        const Instant when{at.ms() + ids.size() * kSecond};
        m_emulator->world().editPull(repository, number, [&](QJsonObject &pull) {
            pull.insert(u"title"_s, title);
            pull.insert(u"updated_on"_s, when.toIso());
            m_mergesTouched += pull.value("merge_commit"_L1).isObject() ? 1 : 0;
        });
        ids.append(repository.record.externalId + u'/' + number);
    }
    return ids;
}

void BitbucketFixture::removeScope(const QString &scope)
{
    m_emulator->world().find(scope.section(u'/', 0, 0), scope.section(u'/', 1))->deleted = true;
}

std::optional<QString> BitbucketFixture::renameScope(const QString &scope)
{
    const QString renamed = u"acme/renamed"_s;
    m_emulator->world().rename(scope, renamed);
    return renamed;
}

// One look and one question for each list of each repository; for each changed pull request its three lists, and the
// name of the commit that it was merged as, which it only abbreviates.
int BitbucketFixture::leastRequests(int changed) const
{
    const int furtherPages = std::max(0, (changed + kMostPulls - 1) / kMostPulls - 1);
    return (kLists + 1) * m_scopes + furtherPages + kPartsOfPull * changed + m_mergesTouched;
}

// A page of pull requests is kept with all that belongs to them: its questions are asked again after a kill.
int BitbucketFixture::requestsOfALook() const
{
    return (kLists + 1) * m_scopes + kPullsBeforeKept * (kPartsOfPull + 1);
}

int BitbucketFixture::batchesOfALook() const
{
    return (kLists + 1) * m_scopes;
}

} // namespace leadline
