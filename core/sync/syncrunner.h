#pragma once

#include "core/base/cancel.h"
#include "core/connectors/connector.h"
#include "core/net/httpclient.h"
#include "core/sync/syncengine.h"

#include <QCoroTask>
#include <QPromise>

#include <memory>
#include <vector>

namespace leadline {

// The part of the engine that lives on the sync thread: owns the connectors and the one HTTP client, runs the
// coroutines.
class SyncRunner final : public QObject {
    Q_OBJECT

public:
    SyncRunner(StoreWriter *writer, const Clock *clock, std::vector<std::unique_ptr<Connector>> connectors);

    void run(SyncJob job, CancelToken cancel);
    void probe(SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<ProbeReport>>> promise);
    void discover(
        SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<std::vector<DiscoveredScope>>>> promise);
    void setExchangeLog(const QString &file) { m_http.setExchangeLog(file); }
    void quitWhenIdle(); // ends the thread as soon as no coroutine is left

Q_SIGNALS:
    void progress(const leadline::SyncProgress &progress);
    void finished(const leadline::SyncReport &report);

private:
    QCoro::Task<void> runJob(SyncJob job, CancelToken cancel);
    QCoro::Task<void> runProbe(SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<ProbeReport>>> promise);
    QCoro::Task<void> runDiscover(
        SyncJob job, CancelToken cancel, std::shared_ptr<QPromise<Result<std::vector<DiscoveredScope>>>> promise);
    [[nodiscard]] Connector *connectorFor(const QString &kind) const;
    [[nodiscard]] std::shared_ptr<ConnectorContext> contextFor(SyncJob job, CancelToken cancel);
    void leave();

    StoreWriter *m_writer;
    const Clock *m_clock;
    HttpClient m_http;
    std::vector<std::unique_ptr<Connector>> m_connectors;
    int m_active = 0;
    bool m_quitting = false;
};

} // namespace leadline
