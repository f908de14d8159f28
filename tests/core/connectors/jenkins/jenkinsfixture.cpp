#include "tests/core/connectors/jenkins/jenkinsfixture.h"

#include "core/connectors/jenkins/jenkins.h"

#include <QUrl>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBuildsAtOnce = 100;
constexpr qint64 kMinute = 60'000;

QString repositoryId(const Repository &repository)
{
    return "git.acme.example/"_L1 + repository.path.toLower();
}

const Repository &repositoryOf(const RecordBatch &records, const RepositoryRef &ref)
{
    return *std::ranges::find(records.of<Repository>(), ref.id, &Repository::externalId);
}

} // namespace

SourceConfig jenkinsSourceAt(const JenkinsEmulator &emulator)
{
    SourceConfig config;
    config.name = u"Jenkins"_s;
    config.kind = u"jenkins"_s;
    config.url = emulator.address().toString();
    config.scopes = emulator.folders();
    config.options.insert(u"user"_s, u"lena"_s);
    return config;
}

void JenkinsFixture::start(const RecordBatch &records)
{
    m_emulator = std::make_unique<JenkinsEmulator>(records);
    const QStringList folders = m_emulator->folders();
    m_scopes = static_cast<int>(folders.size());
    m_firstScope = folders.value(0);
}

std::unique_ptr<Connector> JenkinsFixture::makeConnector() const
{
    return std::make_unique<JenkinsConnector>();
}

std::vector<FixtureList> JenkinsFixture::lists() const
{
    return {{.match = u"branch builds"_s, .kinds = {RecordKind::Build}},
        {.match = u"job builds"_s, .kinds = {RecordKind::Deployment, RecordKind::Build}}};
}

// What Jenkins has of other tools' records: its own names and numbers, no attempts, people only where they pressed the
// button, and builds of the jobs that deploy.
RecordBatch JenkinsFixture::truth(const RecordBatch &records) const
{
    RecordBatch truth;
    for (const Identity &identity : records.of<Identity>())
        truth.add(identity);
    addBuilds(records, truth);
    addDeployments(records, truth);
    for (const Repository &repository : records.of<Repository>()) {
        Repository told = repository;
        told.externalId = repositoryId(repository);
        told.url = "https://git.acme.example/"_L1 + repository.path;
        const auto isIn = [&told](const auto &record) { return record.repository.id == told.externalId; };
        if (std::ranges::any_of(truth.of<Build>(), isIn))
            truth.add(told);
    }
    return truth;
}

void JenkinsFixture::addBuilds(const RecordBatch &records, RecordBatch &truth) const
{
    for (Build build : records.of<Build>()) {
        const QString id = m_emulator->world().idOf(RecordKind::Build, build.externalId);
        if (!build.startedAt.isSet())
            continue;
        const Repository &repository = repositoryOf(records, build.repository);
        const QString job = id.section(u'#', 0, -2).section(u'/', -1);
        const bool isPullRequest = job.startsWith("PR-"_L1);
        const bool isManual = build.trigger == "workflow_dispatch"_L1;
        build.externalId = id;
        build.number = id.section(u'#', -1).toLongLong();
        build.pipeline = repository.path + u'/' + build.pipeline;
        build.repository.id = repositoryId(repository);
        build.branch = QUrl::fromPercentEncoding(job.toUtf8());
        build.trigger = isPullRequest ? u"pull_request"_s : isManual ? u"manual"_s : u"push"_s;
        if (!isManual)
            build.actor = {};
        build.updatedAt = build.finishedAt.isSet() ? build.finishedAt : build.startedAt;
        truth.add(std::move(build));
    }
}

void JenkinsFixture::addDeployments(const RecordBatch &records, RecordBatch &truth) const
{
    for (Deployment deployment : records.of<Deployment>()) {
        const Repository &repository = repositoryOf(records, deployment.repository);
        const QString id = m_emulator->world().idOf(RecordKind::Deployment, deployment.externalId);
        deployment.externalId = id;
        deployment.repository.id = repositoryId(repository);
        Build build;
        build.externalId = id;
        build.repository = deployment.repository;
        build.pipeline = repository.path + "/deploy"_L1;
        build.number = id.section(u'#', -1).toLongLong();
        build.branch = deployment.ref;
        build.sha = deployment.sha;
        build.result = deployment.result;
        build.startedAt = deployment.startedAt;
        build.finishedAt = deployment.finishedAt;
        build.updatedAt = deployment.updatedAt;
        build.trigger = u"manual"_s;
        build.actor = deployment.creator;
        truth.add(std::move(build));
        truth.add(std::move(deployment));
    }
}

QStringList JenkinsFixture::untold(RecordKind kind) const
{
    switch (kind) {
    case RecordKind::Repository:
        return {u"archived"_s, u"fork"_s, u"updated_at"_s};
    case RecordKind::Build:
        return {u"url"_s, u"attempt"_s};
    default:
        return {u"url"_s};
    }
}

// Builds that have ended do not change: there are new ones.
QStringList JenkinsFixture::touch(int count, const QString &title, Instant at)
{
    JenkinsWorld &world = m_emulator->world();
    JenkinsWorldJob *job = world.job(m_firstScope + "/CI/main"_L1);
    QStringList ids;
    for (int i = 0; i < count; ++i) {
        JenkinsWorldBuild build;
        build.startedAt = Instant{at.ms() + i * kMinute};
        build.finishedAt = Instant{build.startedAt.ms() + kMinute};
        build.result = u"SUCCESS"_s;
        build.title = title;
        build.remote = JenkinsWorld::remoteOf(m_firstScope);
        build.branch = u"main"_s;
        build.sha = u"abc%1"_s.arg(i);
        build.causes = {u"jenkins.branch.BranchEventCause"_s};
        ids.append(job->fullName + u'#' + QString::number(world.addBuild(*job, std::move(build))));
    }
    return ids;
}

void JenkinsFixture::removeScope(const QString &scope)
{
    m_emulator->world().remove(scope);
}

std::optional<QString> JenkinsFixture::renameScope(const QString &)
{
    return {}; // Jenkins keeps no trace of a folder's old name
}

// One look at each folder, which tells the newest build of every job, and the builds.
int JenkinsFixture::leastRequests(int changed) const
{
    return m_scopes + (changed + kBuildsAtOnce - 1) / kBuildsAtOnce;
}

} // namespace leadline
