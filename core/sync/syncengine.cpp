#include "core/sync/syncengine.h"

#include "core/base/cancel.h"
#include "core/base/workerthread.h"
#include "core/connectors/connector.h"
#include "core/sync/syncrunner.h"

#include <QHash>
#include <QPromise>

namespace leadline {

class SyncEngine::Private {
public:
    WorkerThread thread{u"sync"_s};
    SyncRunner *runner = nullptr; // dies with the thread
    std::vector<ConnectorDescriptor> descriptors;
    QHash<QString, CancelSource> running;
    CancelSource asking; // probes and discoveries
};

SyncEngine::SyncEngine(
    StoreWriter *writer, const Clock *clock, std::vector<std::unique_ptr<Connector>> connectors, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    for (const auto &connector : connectors)
        d->descriptors.push_back(connector->descriptor());
    d->runner = new SyncRunner(writer, clock, std::move(connectors));
    d->thread.adopt(d->runner);
    connect(d->runner, &SyncRunner::progress, this, &SyncEngine::progress);
    connect(d->runner, &SyncRunner::finished, this, [this](const SyncReport &report) {
        d->running.remove(report.source);
        Q_EMIT finished(report);
        if (d->running.isEmpty())
            Q_EMIT allFinished();
    });
}

SyncEngine::~SyncEngine()
{
    cancel();
    d->asking.cancel();
    QMetaObject::invokeMethod(d->runner, &SyncRunner::quitWhenIdle, Qt::QueuedConnection);
    d->thread.thread()->wait();
}

std::vector<ConnectorDescriptor> SyncEngine::connectors() const
{
    return d->descriptors;
}

bool SyncEngine::isRunning(const QString &source) const
{
    return d->running.contains(source);
}

QStringList SyncEngine::running() const
{
    return d->running.keys();
}

void SyncEngine::start(std::vector<SyncJob> jobs)
{
    for (SyncJob &job : jobs) {
        if (d->running.contains(job.config.name))
            continue;
        const CancelToken token = d->running.insert(job.config.name, CancelSource{})->token();
        QMetaObject::invokeMethod(
            d->runner,
            [runner = d->runner, job = std::move(job), token]() mutable { runner->run(std::move(job), token); },
            Qt::QueuedConnection);
    }
}

void SyncEngine::cancel(const QString &source)
{
    for (auto it = d->running.begin(); it != d->running.end(); ++it) {
        if (source.isEmpty() || it.key() == source)
            it->cancel();
    }
}

QFuture<Result<ProbeReport>> SyncEngine::probe(SyncJob job)
{
    auto promise = std::make_shared<QPromise<Result<ProbeReport>>>();
    QFuture<Result<ProbeReport>> future = promise->future();
    QMetaObject::invokeMethod(
        d->runner,
        [runner = d->runner, job = std::move(job), token = d->asking.token(), promise = std::move(promise)]() mutable {
            runner->probe(std::move(job), token, std::move(promise));
        },
        Qt::QueuedConnection);
    return future;
}

QFuture<Result<std::vector<DiscoveredScope>>> SyncEngine::discover(SyncJob job)
{
    auto promise = std::make_shared<QPromise<Result<std::vector<DiscoveredScope>>>>();
    QFuture<Result<std::vector<DiscoveredScope>>> future = promise->future();
    QMetaObject::invokeMethod(
        d->runner,
        [runner = d->runner, job = std::move(job), token = d->asking.token(), promise = std::move(promise)]() mutable {
            runner->discover(std::move(job), token, std::move(promise));
        },
        Qt::QueuedConnection);
    return future;
}

void SyncEngine::setExchangeLog(const QString &file)
{
    QMetaObject::invokeMethod(
        d->runner, [runner = d->runner, file] { runner->setExchangeLog(file); }, Qt::QueuedConnection);
}

} // namespace leadline
