#include "tests/core/connectors/bitbucketserver/bitbucketserverfixture.h"

#include "core/connectors/bitbucketserver/bitbucketserver.h"
#include "core/domain/issuekeys.h"
#include "core/domain/reviewtimes.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kOfARepository = 5; // itself, its default branch, its commits, its pull requests, those that are open
constexpr int kMostPulls = 100; // that are asked for at once
constexpr int kPartsOfPull = 2; // activities and commits
constexpr int kPullsBeforeKept = 10;
constexpr int kBuildsBeforeKept = 20;
constexpr qint64 kSecond = 1000;

// The server keeps no history of drafts: times as they are when nobody drafted. Called before ids are changed.
void withoutDrafts(RecordBatch &records)
{
    QHash<QString, ActorClass> actors;
    for (const Identity &identity : records.of<Identity>())
        actors.insert(identity.externalId, identity.actor);
    QHash<QString, std::vector<ReviewResponse>> responses; // by the id that reviews still have
    for (const Review &review : records.of<Review>())
        responses[review.changeRequest.id].push_back({.at = review.at,
            .who = review.reviewer.id,
            .actor = actors.value(review.reviewer.id),
            .verdict = review.verdict});
    for (ChangeRequest &change : records.of<ChangeRequest>()) {
        const ReviewTimes times = reviewTimesOf({.author = change.author.id,
            .createdAt = change.createdAt,
            .endedAt = change.mergedAt.isSet() ? change.mergedAt : change.closedAt,
            .draft = change.draft,
            .draftChanges = {},
            .responses = responses.value(change.externalId)});
        change.readyAt = times.readyAt;
        change.firstResponseAt = times.firstResponseAt;
        change.firstApprovalAt = times.firstApprovalAt;
    }
}

} // namespace

SourceConfig bitbucketServerSourceAt(const BitbucketServerEmulator &emulator)
{
    SourceConfig config;
    config.name = u"Bitbucket"_s;
    config.kind = u"bitbucket_server"_s;
    config.url = emulator.base().toString();
    config.scopes = emulator.paths();
    return config;
}

BitbucketServerRun::BitbucketServerRun(const BitbucketServerEmulator &emulator)
    : ConnectorRun(std::make_unique<BitbucketServerConnector>(), bitbucketServerSourceAt(emulator), "BBDC-emulated")
{
}

void BitbucketServerFixture::start(const RecordBatch &records)
{
    m_emulator = std::make_unique<BitbucketServerEmulator>(records);
    m_scopes = static_cast<int>(m_emulator->paths().size());
}

std::unique_ptr<Connector> BitbucketServerFixture::makeConnector() const
{
    return std::make_unique<BitbucketServerConnector>();
}

std::vector<FixtureList> BitbucketServerFixture::lists() const
{
    return {{.match = u"/repo/pull-requests"_s, .kinds = {RecordKind::ChangeRequest, RecordKind::Review}},
        {.match = u"/repo/commits"_s, .kinds = {RecordKind::Commit, RecordKind::Build}},
        {.match = u"/build-status"_s, .kinds = {RecordKind::Build}}};
}

RecordBatch BitbucketServerFixture::truth(const RecordBatch &records) const
{
    RecordBatch truth = records;
    withoutDrafts(truth);
    QHash<QString, QString> pullIds;
    for (ChangeRequest &change : truth.of<ChangeRequest>()) {
        const QString id = change.repository.id + u'/' + QString::number(change.number);
        pullIds.insert(change.externalId, id);
        change.externalId = id;
        change.labels.clear();
        change.issueKeys = issueKeysIn(change.title) + issueKeysIn(change.headBranch);
        change.issueKeys.removeDuplicates();
        if (change.mergedAt.isSet())
            change.closedAt = change.mergedAt;
        else
            change.mergedBy = {};
    }
    for (Review &review : truth.of<Review>()) {
        const QString pull = pullIds.value(review.changeRequest.id);
        const bool isComment = review.verdict == Verdict::Commented;
        review.changeRequest.id = pull;
        review.externalId = pull + (isComment ? "/comment/"_L1 : "/activity/"_L1) + review.externalId;
    }
    std::erase_if(truth.of<Commit>(), [](const Commit &commit) { return !commit.onDefaultBranch; });
    QSet<QString> shas;
    for (const Commit &commit : truth.of<Commit>())
        shas.insert(commit.externalId);
    std::erase_if(truth.of<Build>(), [&shas](const Build &build) { return !shas.contains(build.sha); });
    QHash<QString, QString> branches;
    for (const Repository &repository : truth.of<Repository>())
        branches.insert(repository.externalId, repository.defaultBranch);
    for (Build &build : truth.of<Build>()) { // the status of a commit, with one time
        const bool isOver = build.finishedAt.isSet();
        Build told;
        told.externalId = build.sha + u'/' + build.externalId;
        told.repository = build.repository;
        told.url = build.url;
        told.pipeline = build.pipeline;
        told.sha = build.sha;
        told.branch = branches.value(build.repository.id);
        told.result = isOver ? build.result : RunResult::Running;
        told.finishedAt = build.finishedAt;
        told.startedAt = isOver ? Instant{} : build.queuedAt;
        told.updatedAt = isOver ? build.finishedAt : build.queuedAt;
        build = told;
    }
    return truth;
}

QStringList BitbucketServerFixture::untold(RecordKind kind) const
{
    switch (kind) {
    case RecordKind::Repository:
        return {u"updated_at"_s};
    case RecordKind::ChangeRequest:
        return {
            u"deployed_at"_s, u"deployment"_s, u"deployment_inferred"_s, u"additions"_s, u"deletions"_s, u"files"_s};
    case RecordKind::Review:
        return {u"comments"_s, u"url"_s};
    case RecordKind::Commit:
        return {u"additions"_s, u"deletions"_s, u"files"_s, u"change_request"_s, u"url"_s};
    default:
        return {};
    }
}

QStringList BitbucketServerFixture::touch(int count, const QString &title, Instant at)
{
    BitbucketServerWorldRepository &repository = *m_emulator->world().repositories().front();
    std::vector<qint64> numbers;
    for (auto item = repository.pulls.rbegin(); item != repository.pulls.rend() && std::ssize(numbers) < count; ++item)
        numbers.push_back(item->json.value("id"_L1).toInteger());
    QStringList ids;
    for (const qint64 number : numbers) {
        m_emulator->world().editPull(repository, number, title, Instant{at.ms() + ids.size() * kSecond});
        ids.append(repository.record.externalId + u'/' + QString::number(number));
    }
    return ids;
}

void BitbucketServerFixture::removeScope(const QString &scope)
{
    m_emulator->world().find(scope)->deleted = true;
}

std::optional<QString> BitbucketServerFixture::renameScope(const QString &scope)
{
    const QString renamed = u"acme/renamed"_s;
    m_emulator->world().rename(scope, renamed);
    return renamed;
}

int BitbucketServerFixture::leastRequests(int changed) const
{
    const int furtherPages = std::max(0, (changed + kMostPulls - 1) / kMostPulls - 1);
    return kOfARepository * m_scopes + furtherPages + kPartsOfPull * changed;
}

// A page is kept with all that belongs to its items: their questions are asked again after a kill.
int BitbucketServerFixture::requestsOfALook() const
{
    return kOfARepository * m_scopes + std::max(kPullsBeforeKept * kPartsOfPull, kBuildsBeforeKept);
}

int BitbucketServerFixture::batchesOfALook() const
{
    return 2 * m_scopes; // itself, and one list that has ended
}

} // namespace leadline
