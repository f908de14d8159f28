#include "tests/emulators/jenkins/jenkinsanswers.h"

#include <QJsonObject>
#include <QUrl>

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kNewestBuilds = 100; // that the list "builds" has
constexpr std::size_t kNewestRuns = 10;
constexpr auto kLibrarySha = "f00df00df00df00df00df00df00df00df00df00d"_L1;

QJsonObject buildData(const QString &remote, const QString &sha, const QString &branch)
{
    return {{u"_class"_s, u"hudson.plugins.git.util.BuildData"_s},
        {u"lastBuiltRevision"_s,
            QJsonObject{
                {u"SHA1"_s, sha}, {u"branch"_s, QJsonArray{QJsonObject{{u"SHA1"_s, sha}, {u"name"_s, branch}}}}}},
        {u"remoteUrls"_s, QJsonArray{remote}}, {u"scmName"_s, QString()}};
}

// An interactive cause has a user, one of another job that job.
QJsonObject causeJson(const QString &name, const JenkinsWorldBuild &build)
{
    QJsonObject cause{{u"_class"_s, name}, {u"shortDescription"_s, u"Started somehow"_s}};
    if (name.contains("UserId"_L1)) {
        const bool isSomebody = !build.user.isEmpty();
        cause.insert(u"userId"_s, isSomebody ? QJsonValue(build.user) : QJsonValue(QJsonValue::Null));
        cause.insert(u"userName"_s, isSomebody ? build.userName : u"anonymous"_s);
    }
    if (name.contains("UpstreamCause"_L1)) {
        cause.insert(u"upstreamProject"_s, build.upstream);
        cause.insert(u"upstreamBuild"_s, build.upstreamNumber);
    }
    return cause;
}

QJsonValue withoutClasses(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray items;
        for (const QJsonValue &item : value.toArray())
            items.append(withoutClasses(item));
        return items;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    object.remove("_class"_L1);
    for (auto it = object.begin(); it != object.end(); ++it)
        it.value() = withoutClasses(it.value());
    return object;
}

} // namespace

JenkinsAnswers::JenkinsAnswers(JenkinsWorld *world, JenkinsAnswerOptions options)
    : m_world(world)
    , m_options(std::move(options))
{
}

QString JenkinsAnswers::urlOf(const QString &fullName) const
{
    QString url = m_options.root + u'/';
    for (const QString &name : fullName.split(u'/', Qt::SkipEmptyParts))
        url += "job/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(name)) + u'/';
    return url;
}

std::optional<QJsonObject> JenkinsAnswers::page(const QString &fullName, const JenkinsTree &tree, int mostItems)
{
    if (!m_world->has(fullName))
        return {};
    const QJsonObject whole = node(fullName, tree, mostItems);
    return m_options.hasClasses ? whole : withoutClasses(whole).toObject();
}

QJsonObject JenkinsAnswers::node(const QString &fullName, const JenkinsTree &tree, int mostItems)
{
    const JenkinsWorldJob *job = m_world->job(fullName);
    QJsonObject json{{u"_class"_s, m_world->classOf(fullName)}};
    for (const JenkinsTree &part : tree.children) {
        if (part.name == "name"_L1)
            json.insert(part.name, fullName.section(u'/', -1));
        else if (part.name == "fullName"_L1)
            json.insert(part.name, fullName);
        else if (part.name == "url"_L1)
            json.insert(part.name, urlOf(fullName));
        else if (part.name == "mode"_L1 && fullName.isEmpty())
            json.insert(part.name, u"NORMAL"_s);
        else if (job) {
            if (const QJsonValue value = jobPart(*job, part, mostItems); !value.isUndefined())
                json.insert(part.name, value);
        } else if (part.name == "jobs"_L1) {
            QJsonArray children;
            for (const QString &child : m_world->childrenOf(fullName))
                children.append(node(child, part, mostItems));
            json.insert(part.name, children);
        }
    }
    return json;
}

QJsonValue JenkinsAnswers::jobPart(const JenkinsWorldJob &job, const JenkinsTree &part, int mostItems) const
{
    const std::size_t count = job.builds.size();
    if (part.name == "color"_L1)
        return job.builds.empty() ? u"notbuilt"_s : u"blue"_s;
    if (part.name == "nextBuildNumber"_L1)
        return job.nextNumber;
    if (part.name == "lastBuild"_L1)
        return job.builds.empty() ? QJsonValue(QJsonValue::Null) : part.filtered(buildJson(job, job.builds.back()));
    if (part.name == "firstBuild"_L1)
        return job.builds.empty() ? QJsonValue(QJsonValue::Null) : part.filtered(buildJson(job, job.builds.front()));
    if (part.name == "property"_L1 && job.className.endsWith("WorkflowJob"_L1)) {
        QJsonArray branchActions{QJsonObject()};
        if (job.isPrimary)
            branchActions.append(
                QJsonObject{{u"_class"_s, u"jenkins.scm.api.metadata.PrimaryInstanceMetadataAction"_s}});
        const QString parent = m_world->classOf(job.fullName.section(u'/', 0, -2));
        if (!parent.contains("MultiBranch"_L1))
            return QJsonArray{QJsonObject()};
        return QJsonArray{QJsonObject(), QJsonObject{{u"branch"_s, QJsonObject{{u"actions"_s, branchActions}}}}};
    }
    if (part.name != "builds"_L1 && part.name != "allBuilds"_L1)
        return QJsonValue::Undefined;
    const std::size_t most = part.name == "builds"_L1 ? std::min(count, kNewestBuilds) : count;
    const auto from = static_cast<std::size_t>(part.from);
    std::size_t to = part.to < 0 ? most : std::min(most, static_cast<std::size_t>(part.to));
    if (mostItems > 0)
        to = std::min(to, from + static_cast<std::size_t>(mostItems));
    QJsonArray builds;
    for (std::size_t i = from; i < to; ++i)
        builds.append(part.filtered(buildJson(job, job.builds[count - 1 - i])));
    return builds;
}

QJsonArray JenkinsAnswers::actions(const JenkinsWorldJob &job, const JenkinsWorldBuild &build) const
{
    QJsonArray causes;
    for (const QString &name : build.causes)
        causes.append(causeJson(name, build));
    QJsonArray actions{QJsonObject{{u"_class"_s, u"hudson.model.CauseAction"_s}, {u"causes"_s, causes}}, QJsonObject(),
        QJsonValue::Null};
    for (const QJsonValue &more : build.moreActions)
        actions.append(more);
    if (m_options.hasQueueTimes && build.queueMs >= 0)
        actions.append(QJsonObject{{u"_class"_s, u"jenkins.metrics.impl.TimeInQueueAction"_s},
            {u"queuingDurationMillis"_s, build.queueMs}, {u"blockedDurationMillis"_s, 0}});
    if (!build.parameters.empty()) {
        QJsonArray parameters;
        for (const auto &[name, value] : build.parameters)
            parameters.append(QJsonObject{{u"name"_s, name}, {u"value"_s, value}});
        actions.append(QJsonObject{{u"_class"_s, u"hudson.model.ParametersAction"_s}, {u"parameters"_s, parameters}});
    }
    // The library that the pipeline came from was fetched before what is built.
    if (job.className.endsWith("WorkflowJob"_L1) && !m_options.libraryRemote.isEmpty())
        actions.append(buildData(m_options.libraryRemote, kLibrarySha, u"master"_s));
    if (!build.remote.isEmpty())
        actions.append(buildData(build.remote, build.sha, build.branch));
    actions.append(QJsonObject{{u"_class"_s, u"org.jenkinsci.plugins.displayurlapi.actions.RunDisplayAction"_s}});
    return actions;
}

QJsonObject JenkinsAnswers::buildJson(const JenkinsWorldJob &job, const JenkinsWorldBuild &build) const
{
    const bool isRunning = !build.finishedAt.isSet();
    return {{u"_class"_s,
                job.className.endsWith("WorkflowJob"_L1) ? u"org.jenkinsci.plugins.workflow.job.WorkflowRun"_s
                                                         : u"hudson.model.FreeStyleBuild"_s},
        {u"number"_s, build.number}, {u"displayName"_s, build.title}, {u"timestamp"_s, build.startedAt.ms()},
        {u"duration"_s, isRunning ? qint64{0} : build.finishedAt.ms() - build.startedAt.ms()},
        {u"building"_s, isRunning}, {u"result"_s, isRunning ? QJsonValue(QJsonValue::Null) : QJsonValue(build.result)},
        {u"url"_s, urlOf(job.fullName) + QString::number(build.number) + u'/'}, {u"actions"_s, actions(job, build)},
        {u"changeSets"_s, QJsonArray()}};
}

std::optional<QJsonObject> JenkinsAnswers::build(const QString &fullName, qint64 number)
{
    const JenkinsWorldJob *job = m_world->job(fullName);
    for (std::size_t i = 0; job && i < job->builds.size(); ++i) {
        if (job->builds[i].number == number)
            return buildJson(*job, job->builds[i]);
    }
    return {};
}

QJsonObject JenkinsAnswers::runJson(const JenkinsWorldJob &job, const JenkinsWorldBuild &build) const
{
    QJsonArray stages;
    for (const JenkinsWorldStage &stage : build.stages) {
        QJsonObject json{{u"id"_s, stage.id}, {u"name"_s, stage.name}, {u"status"_s, stage.status},
            {u"startTimeMillis"_s, stage.startedAt.ms()}, {u"durationMillis"_s, stage.durationMs}};
        if (stage.pauseMs > 0)
            json.insert(u"pauseDurationMillis"_s, stage.pauseMs);
        stages.append(json);
    }
    const QString path = QUrl(urlOf(job.fullName)).path(QUrl::FullyEncoded) + QString::number(build.number);
    return {{u"_links"_s, QJsonObject{{u"self"_s, QJsonObject{{u"href"_s, path + "/wfapi/describe"_L1}}}}},
        {u"id"_s, QString::number(build.number)}, {u"name"_s, build.title}, {u"status"_s, build.result},
        {u"startTimeMillis"_s, build.startedAt.ms()}, {u"stages"_s, stages}};
}

QJsonArray JenkinsAnswers::runs(const QString &fullName)
{
    QJsonArray runs;
    const JenkinsWorldJob *job = m_world->job(fullName);
    for (std::size_t i = 0; job && i < std::min(kNewestRuns, job->builds.size()); ++i)
        runs.append(runJson(*job, job->builds[job->builds.size() - 1 - i]));
    return runs;
}

std::optional<QJsonObject> JenkinsAnswers::run(const QString &fullName, qint64 number)
{
    const JenkinsWorldJob *job = m_world->job(fullName);
    for (std::size_t i = 0; job && i < job->builds.size(); ++i) {
        if (job->builds[i].number == number)
            return runJson(*job, job->builds[i]);
    }
    return {};
}

} // namespace leadline
