#include "core/sync/syncrunner.h"

#include "core/store/storewriter.h"
#include "core/sync/progressmeter.h"

#include <QCoroFuture>
#include <QThread>

namespace leadline {

namespace {

Error unknownKind(const QString &kind)
{
    return {.kind = ErrorKind::Config,
        .text = u"This Leadline has no connector of the kind “%1”. It may come from a newer version."_s.arg(kind),
        .detail = {},
        .httpStatus = 0,
        .retryAfterMs = {}};
}

SyncOutcome outcomeOf(const SyncReport &report)
{
    if (report.problems.empty())
        return SyncOutcome::Success;
    return report.records > 0 ? SyncOutcome::Partial : SyncOutcome::Failed;
}

} // namespace

SyncRunner::SyncRunner(StoreWriter *writer, const Clock *clock, std::vector<std::unique_ptr<Connector>> connectors)
    : m_writer(writer)
    , m_clock(clock)
    , m_http(clock, this)
    , m_connectors(std::move(connectors))
{
}

Connector *SyncRunner::connectorFor(const QString &kind) const
{
    for (const auto &connector : m_connectors) {
        if (connector->descriptor().kind == kind)
            return connector.get();
    }
    return nullptr;
}

std::shared_ptr<ConnectorContext> SyncRunner::contextFor(SyncJob job, CancelToken cancel)
{
    auto context = std::make_shared<ConnectorContext>();
    context->config = std::move(job.config);
    context->token = std::move(job.token);
    context->http = &m_http;
    context->clock = m_clock;
    context->cancel = cancel;
    context->full = job.full;
    context->generatedFiles = std::move(job.generatedFiles);
    return context;
}

void SyncRunner::run(SyncJob job, CancelToken cancel)
{
    ++m_active;
    runJob(std::move(job), std::move(cancel));
}

void SyncRunner::probe(SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<ProbeReport>>> promise)
{
    ++m_active;
    runProbe(std::move(job), std::move(cancel), std::move(promise));
}

void SyncRunner::discover(
    SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<std::vector<DiscoveredScope>>>> promise)
{
    ++m_active;
    runDiscover(std::move(job), std::move(cancel), std::move(promise));
}

QCoro::Task<void> SyncRunner::runJob(SyncJob job, CancelToken cancel)
{
    const QString source = job.config.name;
    const QString kind = job.config.kind;
    SyncReport report;
    report.source = source;
    report.startedAt = m_clock->now();

    Connector *connector = connectorFor(kind);
    if (!connector) {
        report.problems.push_back({.scope = {}, .entity = {}, .error = unknownKind(kind)});
        report.outcome = SyncOutcome::Failed;
    } else {
        const auto context = contextFor(std::move(job), cancel);
        auto meter = std::make_shared<ProgressMeter>(m_clock);
        context->progress = [this, meter](const SyncProgress &progress) {
            if (const auto measured = meter->measure(progress))
                Q_EMIT this->progress(*measured);
        };
        const std::unique_ptr<RecordSink> sink = m_writer->openRun(source);
        const std::shared_ptr<const ConnectorContext> shared = context;
        auto task = connector->sync(shared, sink.get());
        auto result = co_await std::move(task);
        const Instant started = report.startedAt;
        if (result) {
            report = std::move(*result);
            report.source = source;
            report.startedAt = started;
            report.outcome = outcomeOf(report);
        } else {
            report.problems.push_back({.scope = {}, .entity = {}, .error = result.error()});
            report.outcome = result.error().kind == ErrorKind::Cancelled ? SyncOutcome::Cancelled : SyncOutcome::Failed;
        }
        if (cancel.isCancelled())
            report.outcome = SyncOutcome::Cancelled;
    }
    report.finishedAt = m_clock->now();
    auto kept = m_writer->finishRun(report);
    const Result<void> written = co_await kept;
    if (!written)
        noteStorageFailure(report, written.error());
    Q_EMIT finished(report);
    leave();
}

QCoro::Task<void> SyncRunner::runProbe(
    SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<ProbeReport>>> promise)
{
    promise->start();
    Connector *connector = connectorFor(job.config.kind);
    Result<ProbeReport> result = std::unexpected(unknownKind(job.config.kind));
    if (connector) {
        const std::shared_ptr<const ConnectorContext> context = contextFor(std::move(job), std::move(cancel));
        auto task = connector->probe(context);
        result = co_await std::move(task);
    }
    promise->addResult(std::move(result));
    promise->finish();
    leave();
}

QCoro::Task<void> SyncRunner::runDiscover(
    SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<std::vector<DiscoveredScope>>>> promise)
{
    promise->start();
    Connector *connector = connectorFor(job.config.kind);
    Result<std::vector<DiscoveredScope>> result = std::unexpected(unknownKind(job.config.kind));
    if (connector) {
        const std::shared_ptr<const ConnectorContext> context = contextFor(std::move(job), std::move(cancel));
        auto task = connector->discover(context);
        result = co_await std::move(task);
    }
    promise->addResult(std::move(result));
    promise->finish();
    leave();
}

void SyncRunner::leave()
{
    --m_active;
    if (m_quitting && m_active == 0)
        thread()->quit();
}

void SyncRunner::quitWhenIdle()
{
    m_quitting = true;
    if (m_active == 0)
        thread()->quit();
}

} // namespace leadline
