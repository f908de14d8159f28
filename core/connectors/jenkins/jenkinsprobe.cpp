#include "core/connectors/jenkins/jenkinsprobe.h"

#include "core/connectors/jenkins/jenkinsverdict.h"

namespace leadline {

using namespace Qt::StringLiterals;
using Access = EntityProbe::Access;

namespace {

constexpr std::size_t kMostFolders = 200; // looked into for the list to choose from

bool endsTheProbe(const Error &error)
{
    return error.kind == ErrorKind::Auth || error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Network;
}

void add(ProbeReport &report, QLatin1StringView entity, Access access, const QString &explanation)
{
    report.entities.push_back({.entity = entity, .access = access, .explanation = explanation});
}

// A job whose builds can be tried: of a pipeline where stages are asked for.
const JenkinsJob *anyJob(const JenkinsListing &listing, bool isPipeline)
{
    const auto found = std::ranges::find_if(listing.jobs,
        [isPipeline](const JenkinsJob &job) { return job.lastNumber > 0 && (!isPipeline || job.isPipeline); });
    return found == listing.jobs.end() ? nullptr : &*found;
}

DiscoveredScope scopeOf(const JenkinsFolder &folder)
{
    DiscoveredScope scope;
    scope.scope = folder.fullName;
    scope.title = folder.fullName.section(u'/', -1);
    scope.group = folder.fullName.section(u'/', 0, -2);
    return scope;
}

} // namespace

JenkinsProbe::JenkinsProbe(std::shared_ptr<const ConnectorContext> context, JenkinsSettings settings)
    : m_settings(std::move(settings))
    , m_api(context, jenkinsTool(*context, m_settings))
{
}

QCoro::Task<Result<JenkinsListing>> JenkinsProbe::list(JenkinsFolder folder)
{
    auto getting = m_api.get(jenkinsUrl(m_api, folder.path, listingTree()));
    const Result<RestAnswer> answer = co_await std::move(getting);
    if (!answer)
        co_return std::unexpected(answer.error());
    co_return parseListing(answer->json.object(), folder);
}

QCoro::Task<Result<ProbeReport>> JenkinsProbe::probe()
{
    ProbeReport report;
    auto asking = m_api.get(jenkinsUrl(m_api, u"/me"_s, u"id,fullName"_s));
    const Result<RestAnswer> me = co_await std::move(asking);
    if (!me && endsTheProbe(me.error()))
        co_return std::unexpected(me.error());
    report.server = u"Jenkins"_s;
    if (me) {
        const QJsonObject user = me->json.object();
        report.account = user.value("fullName"_L1).toString(user.value("id"_L1).toString());
        const QString version = jenkinsVersion(me->response);
        if (!version.isEmpty())
            report.server += u' ' + version;
        else
            report.warnings.append(
                u"The server does not say that it is Jenkins. If jobs are missing, check the address: it is that of Jenkins' start page."_s);
    } else {
        report.warnings.append(u"Jenkins does not say whose token this is: %1"_s.arg(me.error().text));
    }
    auto probing = probeJobs(&report);
    const Result<void> probed = co_await std::move(probing);
    if (!probed)
        co_return std::unexpected(probed.error());
    co_return report;
}

QCoro::Task<Result<void>> JenkinsProbe::probeJobs(ProbeReport *report)
{
    const QString name = jenkinsFullName(m_api.context().config.scopes.value(0));
    auto listing = list({.fullName = name, .path = jenkinsPath(name), .isMultibranch = false});
    const Result<JenkinsListing> found = co_await std::move(listing);
    if (!found && endsTheProbe(found.error()))
        co_return std::unexpected(found.error());
    if (!found) {
        add(*report, "Jobs"_L1, found.error().httpStatus > 0 ? Access::No : Access::Unknown, found.error().text);
        co_return Result<void>{};
    }
    const bool isEmpty = found->jobs.empty() && found->deeper.empty();
    add(*report, "Jobs"_L1, isEmpty ? Access::No : Access::Yes,
        isEmpty ? u"This user sees no job there. Give the user the permission “Job: Read” for the jobs to be read."_s
                : QString());
    auto builds = probeBuilds(&*found, report);
    const Result<void> tried = co_await std::move(builds);
    if (!tried)
        co_return tried;
    const bool deploys =
        std::ranges::any_of(found->jobs, [this](const JenkinsJob &job) { return isDeploymentJob(job, m_settings); });
    if (!found->jobs.empty() && !deploys && m_settings.deploymentStages.pattern().isEmpty())
        report->warnings.append(
            u"No job is known to deploy, so there will be no deployments from here. If some do, set the option “Jobs that deploy” or “Stages that deploy”."_s);
    auto stages = probeStages(&*found, report);
    co_return co_await std::move(stages);
}

QCoro::Task<Result<void>> JenkinsProbe::probeBuilds(const JenkinsListing *listing, ProbeReport *report)
{
    const JenkinsJob *job = anyJob(*listing, false);
    if (!job) {
        add(*report, "Builds"_L1, Access::Unknown, u"There is no build yet to try."_s);
        co_return Result<void>{};
    }
    const JenkinsBuildScope where{.settings = &m_settings, .job = job, .key = job->fullName};
    auto asking = m_api.get(jenkinsUrl(m_api, job->path, buildsTree(where, 0, 1)));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer && endsTheProbe(answer.error()))
        co_return std::unexpected(answer.error());
    const auto page = answer ? parseBuilds(answer->json.object(), where) : std::unexpected(answer.error());
    if (!page) {
        add(*report, "Builds"_L1, Access::No, page.error().text);
        co_return Result<void>{};
    }
    add(*report, "Builds"_L1, Access::Yes, {});
    const bool knowsQueue = !page->builds.empty() && page->builds.front().build.queuedAt.isSet();
    add(*report, "Time in the queue"_L1, knowsQueue ? Access::Yes : Access::NotEnabled,
        knowsQueue
            ? QString()
            : u"Jenkins does not keep how long builds waited. Install the plug-in “Metrics” on it to know that from then on."_s);
    co_return Result<void>{};
}

QCoro::Task<Result<void>> JenkinsProbe::probeStages(const JenkinsListing *listing, ProbeReport *report)
{
    const JenkinsJob *job = anyJob(*listing, true);
    if (!job)
        co_return Result<void>{};
    auto asking = m_api.get(m_api.url(job->path + u'/' + QString::number(job->lastNumber) + "/wfapi/describe"_L1));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer && endsTheProbe(answer.error()))
        co_return std::unexpected(answer.error());
    if (answer)
        add(*report, "Stages of pipelines"_L1, Access::Yes, {});
    else if (answer.error().httpStatus == 404)
        add(*report, "Stages of pipelines"_L1, Access::NotEnabled,
            u"Stages are told by the plug-in “Pipeline: REST API”. Install it on Jenkins to find deployments by the names of stages."_s);
    else
        add(*report, "Stages of pipelines"_L1, Access::No, answer.error().text);
    co_return Result<void>{};
}

// Folders, projects of branches, and jobs that are no branches: whatever one would choose by its name.
QCoro::Task<Result<std::vector<DiscoveredScope>>> JenkinsProbe::discover()
{
    std::vector<DiscoveredScope> found;
    QHash<QString, std::size_t> places;
    const auto place = [&](const JenkinsFolder &folder) -> DiscoveredScope & {
        if (!places.contains(folder.fullName)) {
            places.insert(folder.fullName, found.size());
            found.push_back(scopeOf(folder));
        }
        return found[places.value(folder.fullName)];
    };
    std::vector<JenkinsFolder> folders{JenkinsFolder()};
    for (std::size_t i = 0; i < folders.size() && i < kMostFolders; ++i) {
        auto listing = list(folders[i]);
        const Result<JenkinsListing> there = co_await std::move(listing);
        if (!there && (i == 0 || endsTheProbe(there.error())))
            co_return std::unexpected(there.error());
        if (!there)
            continue;
        for (const JenkinsFolder &folder : there->folders) {
            if (!folder.fullName.isEmpty())
                (void)place(folder);
        }
        for (const JenkinsJob &job : there->jobs) {
            if (job.branch.isEmpty())
                place({.fullName = job.fullName, .path = job.path, .isMultibranch = false}).archived = job.isDisabled;
            // A folder is as lively as the liveliest job in it.
            for (QString name = job.fullName; !name.isEmpty(); name = name.section(u'/', 0, -2)) {
                if (places.contains(name))
                    found[places.value(name)].lastActivity =
                        std::max(found[places.value(name)].lastActivity, job.lastAt);
            }
        }
        for (const JenkinsFolder &deeper : there->deeper) {
            if (deeper.path != folders[i].path)
                folders.push_back(deeper);
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &DiscoveredScope::lastActivity);
    co_return found;
}

} // namespace leadline
