#include "core/connectors/git/git.h"

#include "core/connectors/git/gitrun.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QtConcurrentRun>

namespace leadline {

using namespace Qt::StringLiterals;

ConnectorDescriptor GitConnector::descriptor() const
{
    ConnectorDescriptor descriptor;
    descriptor.kind = u"git"_s;
    descriptor.name = QObject::tr("Git folder");
    descriptor.urlLabel = QObject::tr("Folder");
    descriptor.needsToken = false;
    descriptor.canDiscover = false;
    descriptor.settings.push_back({.key = u"branch"_s,
        .type = SettingSpec::Type::Text,
        .label = QObject::tr("Branch"),
        .help = QObject::tr(
            "The branch whose history counts. Empty: the main branch of the remote, else the one checked out."),
        .defaultValue = QString(),
        .choices = {}});
    return descriptor;
}

namespace {

Result<ProbeReport> probeFolder(const SourceConfig &config)
{
    auto repository = openGitRepository(config.url);
    if (!repository)
        return std::unexpected(repository.error());
    auto line = mainLineOf(repository->get(), config.options[u"branch"].toString());
    if (!line)
        return std::unexpected(line.error());
    ProbeReport report;
    report.account = QObject::tr("this computer");
    report.server = *line ? QObject::tr("Git, branch %1").arg((*line)->branch) : QObject::tr("Git");
    using Access = EntityProbe::Access;
    report.entities.push_back({QObject::tr("Commits"), *line ? Access::Yes : Access::NotEnabled,
        *line ? QString() : QObject::tr("There is no commit yet.")});
    report.entities.push_back({QObject::tr("Releases (tags)"), Access::Yes, {}});
    report.entities.push_back({QObject::tr("Merged change requests"), Access::Yes, {}});
    report.entities.push_back({QObject::tr("Reviews, deployments, issues"), Access::NotEnabled,
        QObject::tr("Git does not record them. Connect the hosting service to see them.")});
    if (git_repository_is_shallow(repository->get()) == 1)
        report.warnings +=
            QObject::tr("The clone is shallow: history before its cut is missing. “git fetch --unshallow” brings it.");
    return report;
}

SyncProgress progressOf(const GitRun &run, const SourceConfig &config, qint64 pages, qint64 records)
{
    SyncProgress progress;
    progress.source = config.name;
    progress.scope = run.scope();
    progress.entity = QObject::tr("Commits");
    progress.pages = pages;
    progress.records = records;
    progress.expectedRecords = run.total();
    return progress;
}

} // namespace

QCoro::Task<Result<ProbeReport>> GitConnector::probe(std::shared_ptr<const ConnectorContext> context)
{
    auto answer = QtConcurrent::run([config = context->config] { return probeFolder(config); });
    co_return co_await answer;
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> GitConnector::discover(std::shared_ptr<const ConnectorContext>)
{
    co_return std::vector<DiscoveredScope>();
}

QCoro::Task<Result<SyncReport>> GitConnector::sync(std::shared_ptr<const ConnectorContext> context, RecordSink *sink)
{
    SyncReport report;
    const auto run = std::make_shared<GitRun>(context);
    // One repository, one scope: its name may change with the remote, so checkpoints go without it.
    const auto commits = sink->checkpoint({}, u"commits"_s);
    const auto tags = sink->checkpoint({}, u"tags"_s);
    const GitCursor cursor = commits ? GitCursor::fromJson(commits->cursor) : GitCursor{};
    auto preparing = QtConcurrent::run([run, cursor] { return run->prepare(cursor); });
    const Result<void> prepared = co_await preparing;
    if (!prepared)
        co_return std::unexpected(prepared.error());
    report.notes = run->notes();

    auto listing = QtConcurrent::run(
        [run, known = tags && !context->full ? tags->cursor : QByteArray()] { return run->repositoryAndTags(known); });
    RecordBatch first = co_await listing;
    report.records += first.size();
    bool accepted = sink->put(std::move(first));
    while (accepted && !run->isFinished()) {
        if (context->cancel.isCancelled())
            co_return fail(ErrorKind::Cancelled, QObject::tr("Cancelled. What was read so far is kept."));
        while (sink->isBusy() && !context->cancel.isCancelled())
            co_await QCoro::sleepFor(std::chrono::milliseconds(20));
        auto reading = QtConcurrent::run([run] { return run->nextPage(); });
        RecordBatch page = co_await reading;
        report.records += page.size();
        ++report.pages;
        accepted = sink->put(std::move(page));
        if (context->progress)
            context->progress(progressOf(*run, context->config, report.pages, run->position()));
    }
    if (!accepted) {
        co_return std::unexpected(sink->failure().value_or(Error{.kind = ErrorKind::Storage,
            .text = QObject::tr("The workspace could not be written."),
            .detail = {},
            .httpStatus = 0,
            .retryAfterMs = {}}));
    }
    co_return report;
}

} // namespace leadline
