#include "tests/core/connectors/gitlab/gitlabfixture.h"

#include "core/connectors/gitlab/gitlab.h"
#include "core/connectors/shared/identitybook.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPageOfRequests = 25; // with notes and commits: more, and GitLab finds the question too complex
constexpr qint64 kSecond = 1000;

} // namespace

SourceConfig gitlabSourceAt(const GitLabEmulator &emulator)
{
    SourceConfig config;
    config.name = u"GitLab"_s;
    config.kind = u"gitlab"_s;
    config.url = emulator.address().toString();
    config.scopes = emulator.paths();
    return config;
}

ConnectorRun gitlabRun(const GitLabEmulator &emulator)
{
    return {std::make_unique<GitLabConnector>(kSilentWaitMs), gitlabSourceAt(emulator), "glpat-emulated"};
}

void GitLabFixture::start(const RecordBatch &records)
{
    m_emulator = std::make_unique<GitLabEmulator>(records);
    m_scopes = static_cast<int>(m_emulator->paths().size());
}

std::unique_ptr<Connector> GitLabFixture::makeConnector() const
{
    return std::make_unique<GitLabConnector>(kSilentWaitMs);
}

std::vector<FixtureList> GitLabFixture::lists() const
{
    return {{.match = u"MergeRequests"_s, .kinds = {RecordKind::ChangeRequest, RecordKind::Review}},
        {.match = u"WorkItems"_s, .kinds = {RecordKind::Issue, RecordKind::IssueTransition, RecordKind::Incident}},
        {.match = u"Pipelines"_s, .kinds = {RecordKind::Build}},
        {.match = u"Releases"_s, .kinds = {RecordKind::Release}},
        {.match = u"/project/deployments"_s, .kinds = {RecordKind::Deployment}},
        {.match = u"/project/repository/commits"_s, .kinds = {RecordKind::Commit}}};
}

RecordBatch GitLabFixture::truth(const RecordBatch &records) const
{
    RecordBatch truth = records;
    std::erase_if(truth.of<Commit>(), [](const Commit &commit) { return !commit.onDefaultBranch; });
    for (ChangeRequest &change : truth.of<ChangeRequest>()) {
        if (change.draft)
            change.readyAt = {}; // there is no "ready" of what still is a draft
        if (change.mergedAt.isSet())
            change.closedAt = change.mergedAt;
    }
    // GitLab does not say which account a commit's author has.
    IdentityBook authors;
    for (Commit &commit : truth.of<Commit>()) {
        const auto known = std::ranges::find(records.of<Identity>(), commit.author.id, &Identity::externalId);
        commit.author = known == records.of<Identity>().end()
            ? IdentityRef{}
            : authors.rememberMailbox({.name = known->name, .email = known->email});
    }
    RecordBatch more;
    authors.moveInto(more);
    for (Identity &identity : more.of<Identity>())
        truth.add(std::move(identity));
    for (Build &build : truth.of<Build>())
        build.pipeline = build.trigger == "schedule"_L1 ? u"Schedule"_s : u"CI"_s;
    return truth;
}

QStringList GitLabFixture::untold(RecordKind kind) const
{
    switch (kind) {
    case RecordKind::ChangeRequest:
        return {u"deployed_at"_s, u"deployment"_s, u"deployment_inferred"_s};
    case RecordKind::Review:
        return {u"comments"_s}; // here each comment is a record of its own
    case RecordKind::Issue:
        return {u"type_raw"_s, u"project"_s};
    case RecordKind::IssueTransition:
        return {u"from"_s};
    case RecordKind::Incident:
        return {u"updated_at"_s, u"cause_sha"_s, u"deployment"_s, u"link"_s};
    case RecordKind::Build:
        return {u"trigger"_s, u"url"_s};
    case RecordKind::Release:
        return {u"prerelease"_s};
    case RecordKind::Commit:
        return {u"files"_s, u"change_request"_s};
    default:
        return {};
    }
}

QStringList GitLabFixture::touch(int count, const QString &title, Instant at)
{
    GitLabItems &requests = m_emulator->world().projects().front()->mergeRequests;
    std::vector<QString> oldest;
    for (auto item = requests.items.begin(); item != requests.items.end() && std::ssize(oldest) < count; ++item)
        oldest.push_back(item->id);
    QStringList ids;
    for (const QString &id : oldest) {
        const Instant when{at.ms() + ids.size() * kSecond};
        m_emulator->world().edit(requests, id, [&](QJsonObject &request) {
            request.insert(u"title"_s, title);
            request.insert(u"updatedAt"_s, when.toIso());
        });
        ids.append(id.section(u'/', -1));
    }
    return ids;
}

void GitLabFixture::removeScope(const QString &scope)
{
    m_emulator->world().byPath(scope)->deleted = true;
}

std::optional<QString> GitLabFixture::renameScope(const QString &scope)
{
    const QString renamed = u"acme/renamed"_s;
    m_emulator->world().rename(scope, renamed);
    return renamed;
}

// One look at each project, one question for its deployments (which a look cannot tell), and the pages.
int GitLabFixture::leastRequests(int changed) const
{
    return 2 * m_scopes + (changed + kPageOfRequests - 1) / kPageOfRequests;
}

int GitLabFixture::requestsOfALook() const
{
    return 2 * m_scopes;
}

} // namespace leadline
