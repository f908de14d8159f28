#include "core/connectors/jenkins/jenkinssync.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kJobs = "Jobs"_L1;
constexpr std::size_t kMostFolders = 20'000; // beyond that the tree of folders does not end

} // namespace

JenkinsSync::JenkinsSync(std::shared_ptr<const ConnectorContext> context, JenkinsSettings settings, RecordSink *sink)
    : m_context(context)
    , m_settings(std::move(settings))
    , m_api(context, jenkinsTool(*context, m_settings))
    , m_run(context, &m_api, sink)
    , m_repositories(m_settings.defaultBranches)
{
    if (const auto known = m_run.remembered({}, JenkinsRepositories::entity))
        m_repositories.load(known->cursor, m_context->full);
}

QCoro::Task<Result<SyncReport>> JenkinsSync::run()
{
    std::vector<Target> targets;
    for (const QString &scope : m_context->config.scopes) {
        m_run.tellProgress(scope, kJobs);
        auto looking = look(scope);
        Result<Target> target = co_await std::move(looking);
        if (!target) {
            if (const auto goOn = m_run.noteProblem(scope, kJobs, target.error()); !goOn)
                co_return std::unexpected(goOn.error());
            if (m_run.isStopped())
                break;
            continue;
        }
        m_run.noteSuccess();
        targets.push_back(std::move(*target));
    }
    for (Target &target : targets) {
        if (m_run.isStopped())
            break;
        auto reading = readTarget(&target);
        const Result<void> read = co_await std::move(reading);
        if (!read)
            co_return std::unexpected(read.error());
    }
    if (m_lacksStages)
        m_run.note(
            u"stages are not available: Jenkins lacks the plug-in “Pipeline: REST API”, or hides them from this user"_s);
    co_return m_run.takeReport();
}

QCoro::Task<Result<JenkinsListing>> JenkinsSync::list(JenkinsFolder folder)
{
    auto getting = m_api.get(jenkinsUrl(m_api, folder.path, listingTree()));
    const Result<RestAnswer> answer = co_await std::move(getting);
    if (!answer)
        co_return std::unexpected(answer.error());
    co_return parseListing(answer->json.object(), folder);
}

// Every job below a scope, with its newest build.
QCoro::Task<Result<JenkinsSync::Target>> JenkinsSync::look(QString scope)
{
    Target target{.scope = scope, .jobs = {}, .troubles = {}};
    const QString name = jenkinsFullName(scope);
    std::vector<JenkinsFolder> folders{{.fullName = name, .path = jenkinsPath(name), .isMultibranch = false}};
    for (std::size_t i = 0; i < folders.size() && i < kMostFolders; ++i) {
        auto listing = list(folders[i]);
        Result<JenkinsListing> found = co_await std::move(listing);
        if (!found && i == 0)
            co_return std::unexpected(found.error());
        if (!found) {
            // One folder that this user may not see does not hide the others.
            if (const auto goOn = m_run.noteProblem(scope, folders[i].fullName, found.error()); !goOn)
                co_return std::unexpected(goOn.error());
            if (m_run.isStopped())
                break;
            continue;
        }
        std::ranges::move(found->jobs, std::back_inserter(target.jobs));
        for (const JenkinsFolder &deeper : found->deeper) {
            if (deeper.path != folders[i].path) // empty, or nothing that holds jobs
                folders.push_back(deeper);
        }
    }
    co_return target;
}

QCoro::Task<Result<void>> JenkinsSync::readTarget(Target *target)
{
    m_run.expect(static_cast<qint64>(target->jobs.size()));
    for (const JenkinsJob &job : target->jobs) {
        if (m_run.isStopped())
            break;
        if (m_done.contains(job.fullName))
            continue;
        m_done.insert(job.fullName);
        m_run.tellProgress(target->scope, job.pipeline);
        auto reading = readJob(target, &job);
        const Result<void> read = co_await std::move(reading);
        m_run.countItems(1);
        if (read) {
            m_run.noteSuccess();
            continue;
        }
        if (const auto goOn = noteTrouble(*target, job, read.error()); !goOn)
            co_return goOn;
    }
    for (const auto &[reason, jobs] : target->troubles.asKeyValueRange()) {
        if (jobs > 1)
            m_run.note(u"%1: %2 more jobs could not be read for the same reason"_s.arg(target->scope).arg(jobs - 1));
    }
    co_return Result<void>{};
}

// Thousands of jobs may fail for one reason: it is told once.
Result<void> JenkinsSync::noteTrouble(Target &target, const JenkinsJob &job, const Error &error)
{
    const bool isFirst = ++target.troubles[error.text] == 1;
    if (!isFirst && error.kind != ErrorKind::Network && error.kind != ErrorKind::RateLimit)
        return {};
    return m_run.noteProblem(target.scope, job.fullName, error);
}

} // namespace leadline
