#include "tests/core/connectors/github/githubfixture.h"

#include "core/connectors/github/github.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPageOfPulls = 25; // more, and GitHub's ten seconds run out
constexpr qint64 kSecond = 1000;

} // namespace

SourceConfig githubSourceAt(const GitHubEmulator &emulator)
{
    SourceConfig config;
    config.name = u"GitHub"_s;
    config.kind = u"github"_s;
    config.url = emulator.restUrl().toString();
    config.scopes = emulator.paths();
    return config;
}

void GitHubFixture::start(const RecordBatch &records)
{
    m_emulator = std::make_unique<GitHubEmulator>(records);
    m_scopes = static_cast<int>(m_emulator->paths().size());
}

std::unique_ptr<Connector> GitHubFixture::makeConnector() const
{
    return std::make_unique<GitHubConnector>(kShortWaitMs);
}

std::vector<FixtureList> GitHubFixture::lists() const
{
    return {{.match = u"PullRequests"_s, .kinds = {RecordKind::ChangeRequest, RecordKind::Review}},
        {.match = u"Issues"_s, .kinds = {RecordKind::Issue, RecordKind::IssueTransition, RecordKind::Incident}},
        {.match = u"Deployments"_s, .kinds = {RecordKind::Deployment}},
        {.match = u"Releases"_s, .kinds = {RecordKind::Release}},
        {.match = u"Commits"_s, .kinds = {RecordKind::Commit}},
        {.match = u"/repo/actions/runs"_s, .kinds = {RecordKind::Build}}};
}

RecordBatch GitHubFixture::truth(const RecordBatch &records) const
{
    RecordBatch truth = records;
    std::erase_if(truth.of<Commit>(), [](const Commit &commit) { return !commit.onDefaultBranch; });
    for (ChangeRequest &change : truth.of<ChangeRequest>()) {
        if (change.draft)
            change.readyAt = {}; // GitHub has no "ready" of what still is a draft
        if (change.mergedAt.isSet())
            change.closedAt = change.mergedAt;
    }
    return truth;
}

QStringList GitHubFixture::untold(RecordKind kind) const
{
    switch (kind) {
    case RecordKind::ChangeRequest:
        return {u"deployed_at"_s, u"deployment"_s, u"deployment_inferred"_s};
    case RecordKind::Issue:
        return {u"type_raw"_s, u"project"_s};
    case RecordKind::IssueTransition:
        return {u"from"_s};
    case RecordKind::Incident:
        return {u"updated_at"_s, u"cause_sha"_s, u"deployment"_s, u"link"_s};
    default:
        return {};
    }
}

QStringList GitHubFixture::touch(int count, const QString &title, Instant at)
{
    WorldList &pulls = m_emulator->world().repositories().front()->pulls;
    std::vector<QString> nodes;
    for (auto item = pulls.items.rbegin(); item != pulls.items.rend() && std::ssize(nodes) < count; ++item)
        nodes.push_back(item->id);
    QStringList ids;
    for (const QString &node : nodes) {
        const Instant when{at.ms() + ids.size() * kSecond};
        m_emulator->world().edit(pulls, node, "updatedAt"_L1, [&](QJsonObject &pull) {
            pull.insert(u"title"_s, title);
            pull.insert(u"updatedAt"_s, when.toIso());
        });
        ids.append(node.section(u'_', 1));
    }
    return ids;
}

void GitHubFixture::removeScope(const QString &scope)
{
    m_emulator->world().byPath(scope)->deleted = true;
}

std::optional<QString> GitHubFixture::renameScope(const QString &scope)
{
    const QString renamed = u"acme/renamed"_s;
    m_emulator->world().rename(scope, renamed);
    return renamed;
}

// One look at each repository, one question for its runs, and the pages.
int GitHubFixture::leastRequests(int changed) const
{
    return 2 * m_scopes + (changed + kPageOfPulls - 1) / kPageOfPulls;
}

int GitHubFixture::requestsOfALook() const
{
    return 2 * m_scopes;
}

} // namespace leadline
