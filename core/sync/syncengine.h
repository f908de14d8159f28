#pragma once

#include "core/base/clock.h"
#include "core/domain/source.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace leadline {

class Connector;
class RecordSink;
class StoreWriter;

// A sync to be run: the source with its token.
struct SyncJob {
    SourceConfig config;
    QByteArray token;
    bool full = false;
    QStringList generatedFiles; // see ConnectorContext
};

// Runs connectors on one thread of its own, several sources at once. Everything public may be called from the GUI
// thread and returns at once; signals arrive there through queued connections.
class SyncEngine final : public QObject {
    Q_OBJECT

public:
    // The writer and the clock outlive the engine.
    SyncEngine(StoreWriter *writer, const Clock *clock, std::vector<std::unique_ptr<Connector>> connectors,
        QObject *parent = nullptr);
    ~SyncEngine() override; // cancels, waits for the running page to be committed

    [[nodiscard]] std::vector<ConnectorDescriptor> connectors() const;
    [[nodiscard]] bool isRunning(const QString &source) const;
    [[nodiscard]] QStringList running() const;

    // A source that is running already is left alone.
    void start(std::vector<SyncJob> jobs);
    void cancel(const QString &source = {}); // empty = all; done within a second
    [[nodiscard]] QFuture<Result<ProbeReport>> probe(SyncJob job);
    [[nodiscard]] QFuture<Result<std::vector<DiscoveredScope>>> discover(SyncJob job);
    void setExchangeLog(const QString &file); // redacted HTTP exchanges; empty = off

Q_SIGNALS:
    void progress(const leadline::SyncProgress &progress);
    void finished(const leadline::SyncReport &report);
    void allFinished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace leadline
