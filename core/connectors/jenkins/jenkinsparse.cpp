#include "core/connectors/jenkins/jenkinsparse.h"

#include "core/connectors/shared/fieldreader.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kCheapBuilds = 100; // Jenkins' list "builds" has no more; "allBuilds" is read from the disk
constexpr qsizetype kLongestEnvironment = 200;

RunResult resultOf(const QString &result, bool isBuilding, const JenkinsSettings &settings)
{
    if (isBuilding)
        return RunResult::Running;
    if (result == "SUCCESS"_L1)
        return RunResult::Success;
    if (result == "UNSTABLE"_L1)
        return settings.unstableFails ? RunResult::Failure : RunResult::Success;
    if (result == "FAILURE"_L1)
        return RunResult::Failure;
    if (result == "ABORTED"_L1)
        return RunResult::Cancelled;
    return result == "NOT_BUILT"_L1 ? RunResult::Skipped : RunResult::Unknown;
}

// In the words that other tools use.
QString triggerOf(const QString &cause)
{
    const auto is = [&cause](QLatin1StringView part) { return cause.contains(part, Qt::CaseInsensitive); };
    if (is("Replay"_L1))
        return u"replay"_s;
    if (is("Rebuild"_L1))
        return u"rebuild"_s;
    if (is("UserId"_L1) || is("UserCause"_L1))
        return u"manual"_s;
    if (is("Timer"_L1))
        return u"schedule"_s;
    if (is("Upstream"_L1))
        return u"upstream"_s;
    if (is("BranchIndexing"_L1))
        return u"indexing"_s;
    if (is("BranchEvent"_L1) || is("SCMTrigger"_L1) || is("Push"_L1) || is("WebHook"_L1))
        return u"push"_s;
    return is("RemoteCause"_L1) ? u"remote"_s : QString();
}

// Old servers name no classes.
QString classOfCause(const QJsonObject &cause)
{
    const QString name = cause.value("_class"_L1).toString();
    if (!name.isEmpty())
        return name;
    if (cause.contains("userId"_L1))
        return u"UserIdCause"_s;
    return cause.contains("upstreamProject"_L1) ? u"UpstreamCause"_s : QString();
}

class BuildReader {
public:
    BuildReader(const JenkinsBuildScope &scope, JenkinsPage *page)
        : m_scope(scope)
        , m_page(page)
    {
    }

    void read(FieldReader &reader, const QString &environment)
    {
        const JenkinsSettings &settings = *m_scope.settings;
        const JenkinsJob &job = *m_scope.job;
        JenkinsBuild made;
        Build &build = made.build;
        build.number = reader.needNumber("number"_L1);
        build.externalId = m_scope.key + u'#' + QString::number(build.number);
        if (build.number > 0) {
            m_page->lowest = m_page->lowest > 0 ? std::min(m_page->lowest, build.number) : build.number;
            m_page->newest = std::max(m_page->newest, build.number);
        }
        const Instant startedAt = reader.needMsTime("timestamp"_L1);
        const qint64 duration = std::max<qint64>(0, reader.number("duration"_L1).value_or(0)); // clocks may be wrong
        const bool isBuilding = reader.flag("building"_L1);
        const QString result = reader.text("result"_L1, 40);
        made.title = reader.text("displayName"_L1, 200);
        if (!reader.ok()) {
            m_page->quarantine.push_back(reader.quarantined(RecordKind::Build, build.externalId));
            return;
        }
        if (build.number == m_page->newest)
            m_page->newestAt = startedAt;
        build.url = pageOf(settings, job.path + u'/' + QString::number(build.number) + u'/');
        build.pipeline = job.pipeline;
        build.result = resultOf(result, isBuilding, settings);
        made.isUnstable = result == "UNSTABLE"_L1;
        build.startedAt = startedAt;
        if (!isBuilding)
            build.finishedAt = Instant{startedAt.ms() + duration};
        build.updatedAt = isBuilding ? startedAt : build.finishedAt;
        readActions(reader.array("actions"_L1), made);
        if (job.isPullRequest && build.trigger != "replay"_L1)
            build.trigger = u"pull_request"_s;
        made.revision = revisionOf(reader.raw(), job, settings);
        build.sha = made.revision.sha;
        build.branch = made.revision.branch;
        made.environment = environment;
        m_page->builds.push_back(std::move(made));
    }

private:
    [[nodiscard]] static QString pageOf(const JenkinsSettings &settings, const QString &path)
    {
        return QString::fromLatin1(settings.base.toEncoded()) + path;
    }

    void readActions(const QJsonArray &actions, JenkinsBuild &made)
    {
        for (const QJsonValue &value : actions) {
            const QJsonObject action = value.toObject();
            if (const QJsonValue waited = action.value("queuingDurationMillis"_L1); waited.isDouble())
                made.build.queuedAt = Instant{made.build.startedAt.ms() - std::max<qint64>(0, waited.toInteger())};
            for (const QJsonValue &cause : action.value("causes"_L1).toArray())
                readCause(cause.toObject(), made);
        }
    }

    void readCause(const QJsonObject &cause, JenkinsBuild &made)
    {
        const QString trigger = triggerOf(classOfCause(cause));
        // Somebody's replay is both; it is no build like the others.
        if (made.build.trigger.isEmpty() || trigger == "replay"_L1)
            made.build.trigger = trigger;
        if (const QString user = cause.value("userId"_L1).toString().left(200); isPerson(user))
            made.build.actor = remember(user, cause.value("userName"_L1).toString().left(200));
        if (made.upstream.job.isEmpty()) {
            made.upstream.job = cause.value("upstreamProject"_L1).toString().left(1000);
            made.upstream.number = cause.value("upstreamBuild"_L1).toInteger();
        }
    }

    [[nodiscard]] static bool isPerson(const QString &user)
    {
        static const QSet<QString> nobody{u"SYSTEM"_s, u"anonymous"_s, u"timer"_s, u"unknown"_s};
        return !user.isEmpty() && !nobody.contains(user);
    }

    IdentityRef remember(const QString &user, const QString &name)
    {
        Identity identity;
        identity.externalId = identity.login = user;
        identity.name = name;
        identity.url =
            pageOf(*m_scope.settings, "/user/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(user)) + u'/');
        identity.actor = classByName(user);
        return {m_page->people.remember(std::move(identity)).externalId};
    }

    const JenkinsBuildScope &m_scope;
    JenkinsPage *m_page;
};

// What a group called "environment" fits.
QString captured(const QRegularExpression &pattern, const QString &text)
{
    return pattern.namedCaptureGroups().contains("environment"_L1) ? pattern.match(text).captured(u"environment"_s)
                                                                   : QString();
}

// Where neither pattern nor parameter tell: the job's own name, of which words such as "prod" say enough.
QString environmentByName(const JenkinsJob &job, const JenkinsSettings &settings)
{
    const QString own = job.pipeline.section(u'/', -1);
    const auto match = settings.deploymentJobs.match(own);
    const bool saysMore = match.hasMatch() && match.capturedLength() < own.size();
    return saysMore ? own : job.pipeline.section(u'/', -2);
}

QString environmentOf(const QJsonArray &actions, const JenkinsBuildScope &scope)
{
    QString environment = captured(scope.settings->deploymentJobs, scope.job->pipeline);
    for (const QString &wanted : scope.settings->environmentParameters) {
        for (const QJsonValue &action : actions) {
            for (const QJsonValue &value : action.toObject().value("parameters"_L1).toArray()) {
                const QJsonObject parameter = value.toObject();
                if (environment.isEmpty() && parameter.value("name"_L1).toString() == wanted)
                    environment = parameter.value("value"_L1).toVariant().toString().trimmed();
            }
        }
    }
    if (environment.isEmpty())
        environment = environmentByName(*scope.job, *scope.settings);
    return environment.left(kLongestEnvironment);
}

// Parameters may be secrets: they are looked at and dropped before anything of a build is kept.
QJsonObject withoutParameters(QJsonObject build)
{
    QJsonArray actions;
    for (const QJsonValue &value : build.value("actions"_L1).toArray()) {
        QJsonObject action = value.toObject();
        action.remove("parameters"_L1);
        actions.append(action);
    }
    build.insert("actions"_L1, actions);
    return build;
}

} // namespace

bool isDeploymentJob(const JenkinsJob &job, const JenkinsSettings &settings)
{
    return !job.isPullRequest && !settings.deploymentJobs.pattern().isEmpty()
        && settings.deploymentJobs.match(job.pipeline).hasMatch();
}

QString buildTree(const JenkinsBuildScope &scope)
{
    QString actions =
        u"_class,causes[_class,userId,userName,upstreamProject,upstreamBuild],lastBuiltRevision[SHA1,branch[SHA1,name]],remoteUrls,revision[hash],queuingDurationMillis"_s;
    if (isDeploymentJob(*scope.job, *scope.settings))
        actions += ",parameters[name,value]"_L1;
    return "number,displayName,timestamp,duration,result,building,actions["_L1 + actions
        + "],changeSet[revisions[module,revision]],changeSets[revisions[module,revision]]"_L1;
}

QString buildsTree(const JenkinsBuildScope &scope, qint64 from, qint64 to)
{
    return u"firstBuild[number],%1[%2]{%3,%4}"_s
        .arg(to <= kCheapBuilds ? "builds"_L1 : "allBuilds"_L1, buildTree(scope))
        .arg(from)
        .arg(to);
}

Result<JenkinsPage> parseBuilds(const QJsonObject &answer, const JenkinsBuildScope &scope)
{
    const QLatin1StringView list = answer.contains("allBuilds"_L1) ? "allBuilds"_L1 : "builds"_L1;
    if (!answer.value(list).isArray())
        return fail(ErrorKind::Parse,
            u"Jenkins' list of builds could not be understood. Try again later; if it stays so, please report it."_s,
            u"$.builds is not a list"_s);
    JenkinsPage page;
    page.first = answer.value("firstBuild"_L1).toObject().value("number"_L1).toInteger();
    const bool isDeployment = isDeploymentJob(*scope.job, *scope.settings);
    QJsonArray builds;
    QStringList environments;
    for (const QJsonValue &value : answer.value(list).toArray()) {
        const QJsonObject build = value.toObject();
        environments.append(isDeployment ? environmentOf(build.value("actions"_L1).toArray(), scope) : QString());
        builds.append(value.isObject() ? QJsonValue(withoutParameters(build)) : value);
    }
    page.items = builds.size();
    BuildReader reading(scope, &page);
    RecordBatch odd; // what is no object
    const JsonPlace place{.parent = nullptr, .name = list};
    forEachObject(builds, &place, RecordKind::Build, odd,
        [&](FieldReader &reader) { reading.read(reader, environments.at(reader.place()->index)); });
    page.quarantine.insert(page.quarantine.end(), odd.quarantine.begin(), odd.quarantine.end());
    return page;
}

} // namespace leadline
