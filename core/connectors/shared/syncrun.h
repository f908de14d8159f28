#pragma once

#include "core/connectors/shared/restapi.h"

namespace leadline {

// The bookkeeping of one sync, the same for every tool: gives pages to the sink, keeps problems and the report, tells
// progress, knows when to stop. For the time of one call of Connector::sync.
class SyncRun {
public:
    // `api` for counts, quota and the tool's name; it lives as long as this.
    SyncRun(std::shared_ptr<const ConnectorContext> context, const RestApi *api, RecordSink *sink);

    // Waits while the writer is behind. An Error (cancelled, disk) ends the run.
    [[nodiscard]] QCoro::Task<Result<void>> put(RecordBatch batch);

    // Keeps a problem of one scope or entity; an Error when nothing further can work and the run must end with it.
    [[nodiscard]] Result<void> noteProblem(const QString &scope, const QString &entity, const Error &error);
    void noteSuccess() { m_networkFailures = 0; }
    // True when the limit is used up or the network gone: nothing more is to be asked, the rest is for the next run.
    [[nodiscard]] bool isStopped() const { return m_stopped; }

    // The place where an entity of a scope stands; nothing at the first time and when everything is to be read again.
    [[nodiscard]] std::optional<Checkpoint> stored(const QString &scope, const QString &entity) const;
    // The same whatever is to be read again: for what names and ids were.
    [[nodiscard]] std::optional<Checkpoint> remembered(const QString &scope, const QString &entity) const;

    // Kept, so that a later refusal can say that the token has expired; unset does nothing.
    void rememberTokenExpiry(Instant at);

    void note(const QString &text) { m_report.notes.append(text); }
    void countPage() { ++m_report.pages; }
    // Of lists that are read as a whole, to estimate what is to come.
    void expect(qint64 items) { m_itemsTotal += items; }
    void countItems(qint64 items) { m_itemsDone += items; }
    // Of which requests the quota is shown; else the tool's own.
    void showQuotaOf(const QUrl &host, const QByteArray &budget);
    void tellProgress(const QString &scope, const QString &entity) const;

    [[nodiscard]] SyncReport takeReport();

private:
    std::shared_ptr<const ConnectorContext> m_context;
    const RestApi *m_api;
    RecordSink *m_sink;
    SyncReport m_report;
    QUrl m_quotaHost;
    QByteArray m_quotaBudget;
    int m_networkFailures = 0; // one after another
    bool m_stopped = false;
    qint64 m_itemsDone = 0;
    qint64 m_itemsTotal = 0;
};

} // namespace leadline
