#include "core/connectors/jenkins/jenkinssync.h"

#include "core/connectors/shared/labels.h"

// A page of builds → records: what they were made of, and what they deployed.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kUpstreamSteps = 4; // a chain of jobs, each started by the one before
constexpr qsizetype kRunsAtOnce = 2; // from so many on the list of runs is the shorter way

Deployment deploymentOf(const JenkinsBuild &made, const QString &environment)
{
    const Build &build = made.build;
    Deployment deployment;
    deployment.externalId = build.externalId;
    deployment.url = build.url;
    deployment.updatedAt = build.updatedAt;
    deployment.repository = build.repository;
    deployment.environment = environment;
    deployment.sha = build.sha;
    deployment.ref = build.branch;
    deployment.result = made.isUnstable ? RunResult::Success : build.result;
    deployment.startedAt = build.startedAt;
    deployment.finishedAt = build.finishedAt;
    const QString words = made.title + u'\n' + build.pipeline + u'\n' + build.branch + u'\n' + environment;
    deployment.rollback = saysRollback(words);
    deployment.unplanned = deployment.rollback || saysHotfix(words);
    deployment.creator = build.actor;
    return deployment;
}

Deployment deploymentOf(const JenkinsBuild &made, const JenkinsStage &stage)
{
    Deployment deployment = deploymentOf(made, stage.environment);
    deployment.externalId += u'/' + stage.id;
    deployment.result = stage.result;
    deployment.startedAt = stage.startedAt;
    deployment.finishedAt = stage.finishedAt;
    deployment.rollback = deployment.rollback || saysRollback(stage.name);
    deployment.unplanned = deployment.unplanned || deployment.rollback || saysHotfix(stage.name);
    return deployment;
}

} // namespace

QCoro::Task<Result<void>> JenkinsSync::keep(Reading *reading, JenkinsPage page, bool finished)
{
    for (JenkinsBuild &build : page.builds) {
        if (build.environment.isEmpty() || build.revision.remote.isSet())
            continue;
        auto following = followUpstream(&build);
        const Result<void> followed = co_await std::move(following);
        if (!followed)
            co_return followed;
    }
    auto staging = readStages(reading, &page);
    const Result<std::vector<JenkinsStage>> stages = co_await std::move(staging);
    if (!stages)
        co_return std::unexpected(stages.error());
    RecordBatch batch;
    addBuilds(*reading, page, *stages, batch);
    page.people.moveInto(batch);
    batch.quarantine = std::move(page.quarantine);
    m_repositories.moveChangesInto(batch);
    batch.checkpoints.push_back({.scope = reading->target->scope,
        .entity = reading->job->fullName,
        .cursor = reading->cursor.toJson(),
        .finished = finished});
    auto putting = m_run.put(std::move(batch));
    co_return co_await std::move(putting);
}

void JenkinsSync::addBuilds(
    Reading &reading, const JenkinsPage &page, const std::vector<JenkinsStage> &stages, RecordBatch &batch)
{
    const JenkinsJob &job = *reading.job;
    QString &usual = reading.cursor.repository; // of builds that failed before they fetched anything
    for (const JenkinsBuild &made : page.builds) {
        if (made.revision.remote.isSet()) {
            usual = m_repositories.note(made.revision, job);
            break;
        }
    }
    for (JenkinsBuild made : page.builds) {
        Build &build = made.build;
        if (made.revision.remote.isSet()) {
            build.repository.id = m_repositories.note(made.revision, job);
        } else if (!usual.isEmpty()) {
            build.repository.id = usual;
            m_repositories.noteBranch(usual, build.branch, job.isPrimary);
        } else {
            build.repository.id =
                m_repositories.noteUnknown(job, QString::fromLatin1(m_settings.base.toEncoded()) + job.path + u'/');
        }
        if (!made.environment.isEmpty())
            batch.add(deploymentOf(made, made.environment));
        for (const JenkinsStage &stage : stages) {
            if (stage.build == build.number)
                batch.add(deploymentOf(made, stage));
        }
        batch.add(std::move(build));
    }
}

// A job that deploys often fetches no code itself: what it deploys is what the build was made of that started it.
QCoro::Task<Result<void>> JenkinsSync::followUpstream(JenkinsBuild *build)
{
    JenkinsUpstream upstream = build->upstream;
    QStringList chain;
    JenkinsRevision found;
    for (int step = 0; step < kUpstreamSteps && !upstream.job.isEmpty() && upstream.number > 0; ++step) {
        const QString name = upstream.job + u'#' + QString::number(upstream.number);
        if (const auto known = m_upstream.constFind(name); known != m_upstream.cend()) {
            found = *known;
            break;
        }
        chain.append(name);
        JenkinsJob job;
        job.fullName = job.pipeline = upstream.job;
        const JenkinsBuildScope where{.settings = &m_settings, .job = &job, .key = upstream.job};
        auto getting = m_api.get(
            jenkinsUrl(m_api, jenkinsPath(upstream.job) + u'/' + QString::number(upstream.number), buildTree(where)));
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (!answer && (answer.error().httpStatus == 404 || answer.error().kind == ErrorKind::Permission))
            break; // no longer kept, or hidden
        if (!answer)
            co_return std::unexpected(answer.error());
        const auto page = parseBuilds({{u"builds"_s, QJsonArray{answer->json.object()}}}, where);
        if (!page || page->builds.empty())
            break;
        found = page->builds.front().revision;
        if (found.remote.isSet())
            break;
        upstream = page->builds.front().upstream;
    }
    for (const QString &name : chain)
        m_upstream.insert(name, found);
    if (found.remote.isSet()) {
        build->revision = found;
        build->build.sha = found.sha;
        if (build->build.branch.isEmpty())
            build->build.branch = found.branch;
    }
    co_return Result<void>{};
}

// Of a page of a pipeline: its stages that deploy. Those of a job that deploys as a whole are none.
QCoro::Task<Result<std::vector<JenkinsStage>>> JenkinsSync::readStages(const Reading *reading, const JenkinsPage *page)
{
    std::vector<JenkinsStage> stages;
    const JenkinsJob &job = *reading->job;
    if (m_settings.deploymentStages.pattern().isEmpty() || !job.isPipeline || job.isPullRequest
        || isDeploymentJob(job, m_settings) || m_lacksStages)
        co_return stages;
    QSet<qint64> wanted;
    for (const JenkinsBuild &made : page->builds) {
        if (made.build.result != RunResult::Skipped)
            wanted.insert(made.build.number);
    }
    if (wanted.size() >= kRunsAtOnce) {
        auto asking = askStages(job.path + "/wfapi/runs?fullStages=true"_L1);
        const auto answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        if (*answer) {
            for (JenkinsStage &stage : parseStages(**answer, m_settings)) {
                if (wanted.contains(stage.build))
                    stages.push_back(std::move(stage));
            }
            for (const qint64 number : buildsWithStages(**answer))
                wanted.remove(number);
        }
    }
    QList<qint64> numbers(wanted.begin(), wanted.end());
    std::ranges::sort(numbers, std::ranges::greater());
    for (const qint64 number : numbers) {
        if (m_lacksStages)
            break;
        auto asking = askStages(job.path + u'/' + QString::number(number) + "/wfapi/describe"_L1);
        const auto answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        if (*answer)
            std::ranges::move(parseStages(**answer, m_settings, number), std::back_inserter(stages));
    }
    co_return stages;
}

// Nothing where there are no stages; when there never were any, the plug-in is missing and nobody is asked again.
QCoro::Task<Result<std::optional<QJsonValue>>> JenkinsSync::askStages(QString path)
{
    auto getting = m_api.get(m_api.url(path));
    const Result<RestAnswer> answer = co_await std::move(getting);
    if (answer) {
        m_hasStages = true;
        const QJsonDocument &json = answer->json;
        co_return json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object());
    }
    if (answer.error().httpStatus != 404)
        co_return std::unexpected(answer.error());
    m_lacksStages = !m_hasStages;
    co_return std::nullopt;
}

} // namespace leadline
