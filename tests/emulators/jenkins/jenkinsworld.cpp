#include "tests/emulators/jenkins/jenkinsworld.h"

#include <QJsonObject>
#include <QUrl>

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFolder = "com.cloudbees.hudson.plugins.folder.Folder"_L1;
constexpr auto kMultibranch = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"_L1;
constexpr auto kPipeline = "org.jenkinsci.plugins.workflow.job.WorkflowJob"_L1;
constexpr auto kFreestyle = "hudson.model.FreeStyleProject"_L1;

QString resultName(RunResult result)
{
    switch (result) {
    case RunResult::Success:
        return u"SUCCESS"_s;
    case RunResult::Cancelled:
        return u"ABORTED"_s;
    case RunResult::Skipped:
        return u"NOT_BUILT"_s;
    default:
        return u"FAILURE"_s;
    }
}

QString causeOf(const QString &trigger)
{
    if (trigger == "workflow_dispatch"_L1)
        return u"hudson.model.Cause$UserIdCause"_s;
    if (trigger == "schedule"_L1)
        return u"hudson.triggers.TimerTrigger$TimerTriggerCause"_s;
    return u"jenkins.branch.BranchEventCause"_s;
}

template <typename Record> std::vector<const Record *> byTime(const std::vector<Record> &records, Instant Record::*time)
{
    std::vector<const Record *> sorted;
    for (const Record &record : records)
        sorted.push_back(&record);
    std::ranges::stable_sort(sorted, {}, [time](const Record *record) { return record->*time; });
    return sorted;
}

} // namespace

JenkinsWorld::JenkinsWorld(const RecordBatch &records)
{
    for (const Repository &repository : records.of<Repository>())
        m_repositories.insert(repository.externalId, &repository);
    for (const Identity &identity : records.of<Identity>())
        m_identities.insert(identity.externalId, &identity);
    addBuilds(records);
    addDeployments(records);
    m_repositories.clear();
    m_identities.clear();
}

QString JenkinsWorld::remoteOf(const QString &path)
{
    return u"https://git.acme.example/%1.git"_s.arg(path);
}

QString JenkinsWorld::encoded(const QString &branch)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(branch));
}

// Changes are built as pull requests or as branches of people; a few jobs take turns for all of them, because every job
// costs a request.
QString JenkinsWorld::jobOf(const Build &build, const Repository &repository)
{
    const QString project = repository.path + u'/' + build.pipeline;
    if (build.trigger != "pull_request"_L1)
        return project + u'/' + encoded(build.branch);
    const int turn = m_turns.value(repository.externalId + u'\n' + build.branch, static_cast<int>(m_turns.size()));
    m_turns.insert(repository.externalId + u'\n' + build.branch, turn);
    return project + (turn % 3 == 0 ? "/users%2Fann%2F"_L1 : "/PR-"_L1) + QString::number(turn % 5);
}

void JenkinsWorld::addBuilds(const RecordBatch &records)
{
    for (const Build *build : byTime(records.of<Build>(), &Build::queuedAt)) {
        const Repository *repository = m_repositories.value(build->repository.id);
        if (!repository || !build->startedAt.isSet())
            continue; // what waits in the queue is no build yet
        const QString name = jobOf(*build, *repository);
        addFolder(repository->path + u'/' + build->pipeline, kMultibranch);
        JenkinsWorldJob &job = addJob(name, kPipeline);
        job.isPrimary = build->branch == repository->defaultBranch && build->trigger != "pull_request"_L1;
        JenkinsWorldBuild made;
        made.startedAt = build->startedAt;
        made.finishedAt = build->finishedAt;
        made.queueMs = build->startedAt.ms() - build->queuedAt.ms();
        made.result = resultName(build->result);
        made.remote = remoteOf(repository->path);
        made.branch = QUrl::fromPercentEncoding(name.section(u'/', -1).toUtf8());
        made.sha = build->sha;
        made.causes = {causeOf(build->trigger)};
        if (const Identity *actor = m_identities.value(build->actor.id);
            actor && made.causes[0].contains("UserId"_L1)) {
            made.user = actor->externalId;
            made.userName = actor->name;
        }
        made.stages = {{.id = u"6"_s,
            .name = u"Build"_s,
            .status = u"SUCCESS"_s,
            .startedAt = build->startedAt,
            .durationMs = 1000,
            .pauseMs = 0}};
        const qint64 number = addBuild(job, std::move(made));
        m_ids.insert("build "_L1 + build->externalId, name + u'#' + QString::number(number));
    }
}

void JenkinsWorld::addDeployments(const RecordBatch &records)
{
    for (const Deployment *deployment : byTime(records.of<Deployment>(), &Deployment::startedAt)) {
        const Repository *repository = m_repositories.value(deployment->repository.id);
        if (!repository)
            continue;
        const QString name = repository->path + "/deploy"_L1;
        JenkinsWorldJob &job = addJob(name, kFreestyle);
        JenkinsWorldBuild made;
        made.startedAt = deployment->startedAt;
        made.finishedAt = deployment->finishedAt;
        made.result = resultName(deployment->result);
        made.title = u"#%1"_s.arg(job.nextNumber);
        if (deployment->rollback)
            made.title += " rollback"_L1;
        else if (deployment->unplanned)
            made.title += " hotfix"_L1;
        made.remote = remoteOf(repository->path);
        made.branch = deployment->ref.isEmpty() ? u"detached"_s : "refs/remotes/origin/"_L1 + deployment->ref;
        made.sha = deployment->sha;
        made.parameters = {{u"ENVIRONMENT"_s, deployment->environment}, {u"DRY_RUN"_s, false},
            {u"PASSWORD"_s, u"SECRET"_s}, {u"NOTHING"_s, QJsonValue::Null}};
        made.causes = {u"hudson.model.Cause$UserIdCause"_s};
        if (const Identity *creator = m_identities.value(deployment->creator.id)) {
            made.user = creator->externalId;
            made.userName = creator->name;
        }
        const qint64 number = addBuild(job, std::move(made));
        m_ids.insert("deployment "_L1 + deployment->externalId, name + u'#' + QString::number(number));
    }
}

void JenkinsWorld::addFolder(const QString &fullName, const QString &className)
{
    if (fullName.isEmpty() || m_folders.contains(fullName))
        return;
    addFolder(fullName.section(u'/', 0, -2), kFolder);
    m_folders.insert(fullName, className);
}

JenkinsWorldJob &JenkinsWorld::addJob(const QString &fullName, const QString &className)
{
    addFolder(fullName.section(u'/', 0, -2), kFolder);
    if (!m_repositories.isEmpty() && !m_repositoryFolders.contains(fullName.section(u'/', 0, 1)))
        m_repositoryFolders.append(fullName.section(u'/', 0, 1));
    JenkinsWorldJob &job = m_jobs[fullName];
    job.fullName = fullName;
    job.className = className;
    return job;
}

qint64 JenkinsWorld::addBuild(JenkinsWorldJob &job, JenkinsWorldBuild build)
{
    build.number = job.nextNumber++;
    if (build.title.isEmpty())
        build.title = u"#%1"_s.arg(build.number);
    job.builds.push_back(std::move(build));
    return job.builds.back().number;
}

JenkinsWorldJob *JenkinsWorld::job(const QString &fullName)
{
    const auto found = m_jobs.find(fullName);
    return found == m_jobs.end() ? nullptr : &*found;
}

bool JenkinsWorld::has(const QString &fullName) const
{
    return fullName.isEmpty() || m_jobs.contains(fullName) || m_folders.contains(fullName);
}

QString JenkinsWorld::classOf(const QString &fullName) const
{
    if (fullName.isEmpty())
        return u"hudson.model.Hudson"_s;
    const auto job = m_jobs.constFind(fullName);
    return job == m_jobs.cend() ? m_folders.value(fullName) : job->className;
}

QStringList JenkinsWorld::childrenOf(const QString &fullName) const
{
    const QString begin = fullName.isEmpty() ? QString() : fullName + u'/';
    QStringList names;
    const auto take = [&](const auto &map) {
        for (auto it = begin.isEmpty() ? map.begin() : map.lowerBound(begin); it != map.end(); ++it) {
            if (!it.key().startsWith(begin))
                break;
            if (!it.key().sliced(begin.size()).contains(u'/'))
                names.append(it.key());
        }
    };
    take(m_folders);
    take(m_jobs);
    names.sort();
    return names;
}

void JenkinsWorld::remove(const QString &fullName)
{
    const auto isIn = [&fullName](const QString &name) { return name == fullName || name.startsWith(fullName + u'/'); };
    m_jobs.removeIf([&isIn](auto it) { return isIn(it.key()); });
    m_folders.removeIf([&isIn](auto it) { return isIn(it.key()); });
}

void JenkinsWorld::rename(const QString &from, const QString &to)
{
    JenkinsWorldJob job = m_jobs.take(from);
    job.fullName = to;
    addFolder(to.section(u'/', 0, -2), kFolder);
    m_jobs.insert(to, std::move(job));
}

QString JenkinsWorld::idOf(RecordKind kind, const QString &externalId) const
{
    return m_ids.value((kind == RecordKind::Build ? "build "_L1 : "deployment "_L1) + externalId);
}

} // namespace leadline
