#include "core/connectors/shared/syncrun.h"

#include <QCoroTimer>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNetworkFailuresToStop = 3;
constexpr std::chrono::milliseconds kWriterPause{5};
constexpr auto kTokenEntity = "token"_L1;

} // namespace

SyncRun::SyncRun(std::shared_ptr<const ConnectorContext> context, const RestApi *api, RecordSink *sink)
    : m_context(std::move(context))
    , m_api(api)
    , m_sink(sink)
    , m_quotaHost(api->tool().base)
    , m_quotaBudget(api->tool().budget)
{
    m_report.source = m_context->config.name;
    m_report.startedAt = m_context->clock->now();
}

QCoro::Task<Result<void>> SyncRun::put(RecordBatch batch)
{
    while (m_sink->isBusy() && !m_context->cancel.isCancelled()) {
        auto pause = QCoro::sleepFor(kWriterPause);
        co_await std::move(pause);
    }
    if (m_context->cancel.isCancelled())
        co_return fail(ErrorKind::Cancelled,
            u"The sync was cancelled. What was read is kept; the next sync goes on from there."_s);
    m_report.records += batch.size();
    m_report.quarantined += static_cast<qint64>(batch.quarantine.size());
    if (m_sink->put(std::move(batch)))
        co_return Result<void>{};
    co_return std::unexpected(m_sink->failure().value_or(fail(ErrorKind::Storage,
        u"What was read could not be written to the workspace. Check the free space on the disk, then sync again."_s)
            .error()));
}

Result<void> SyncRun::noteProblem(const QString &scope, const QString &entity, const Error &error)
{
    if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Storage)
        return std::unexpected(error);
    if (error.kind == ErrorKind::Auth) {
        const auto token = remembered({}, kTokenEntity);
        const Instant expiry = token
            ? Instant::fromIso(QJsonDocument::fromJson(token->cursor).object().value("expires_at"_L1).toString())
            : Instant{};
        Error told = error;
        if (expiry.isSet() && expiry <= m_context->clock->now() && !told.text.contains("expired on"_L1))
            told.text = u"The token expired on %1. Make a new token on %2 and enter it in the source's settings."_s.arg(
                expiry.toIso().left(10), m_api->tool().name);
        return std::unexpected(told);
    }
    m_networkFailures = error.kind == ErrorKind::Network ? m_networkFailures + 1 : 0;
    if (m_networkFailures > 0 && m_api->requests() == 0)
        return std::unexpected(error); // the server was never there
    m_report.problems.push_back({.scope = scope, .entity = entity, .error = error});
    if (error.kind == ErrorKind::RateLimit || m_networkFailures >= kNetworkFailuresToStop) {
        m_stopped = true;
        note(u"stopped early: the next sync goes on from there"_s);
    }
    return {};
}

std::optional<Checkpoint> SyncRun::stored(const QString &scope, const QString &entity) const
{
    return m_context->full ? std::nullopt : remembered(scope, entity);
}

std::optional<Checkpoint> SyncRun::remembered(const QString &scope, const QString &entity) const
{
    return m_sink->checkpoint(scope, entity);
}

void SyncRun::rememberTokenExpiry(Instant at)
{
    if (!at.isSet())
        return;
    const QJsonObject cursor{{u"expires_at"_s, at.toIso()}};
    RecordBatch batch;
    batch.checkpoints.push_back({.scope = {},
        .entity = kTokenEntity,
        .cursor = QJsonDocument(cursor).toJson(QJsonDocument::Compact),
        .finished = true});
    m_sink->put(std::move(batch));
}

void SyncRun::showQuotaOf(const QUrl &host, const QByteArray &budget)
{
    m_quotaHost = host;
    m_quotaBudget = budget;
}

void SyncRun::tellProgress(const QString &scope, const QString &entity) const
{
    if (!m_context->progress)
        return;
    const HttpQuota quota = m_context->http->quota(m_quotaHost, m_quotaBudget);
    SyncProgress progress;
    progress.source = m_context->config.name;
    progress.scope = scope;
    progress.entity = entity;
    progress.pages = m_report.pages;
    progress.records = m_report.records;
    if (m_itemsDone > 0 && m_itemsTotal >= m_itemsDone)
        progress.expectedRecords = m_report.records * m_itemsTotal / m_itemsDone;
    progress.remainingQuota = quota.remaining;
    progress.quotaLimit = quota.limit;
    progress.waitingMs = m_context->http->waitingMs(m_quotaHost);
    m_context->progress(progress);
}

SyncReport SyncRun::takeReport()
{
    m_report.requests = m_api->requests();
    m_report.finishedAt = m_context->clock->now();
    if (!m_report.problems.empty())
        m_report.outcome = m_report.records > 0 ? SyncOutcome::Partial : SyncOutcome::Failed;
    return std::move(m_report);
}

} // namespace leadline
