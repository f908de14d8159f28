#include "core/store/storewriter.h"

#include "core/store/instancelock.h"
#include "core/store/storeworker.h"

#include <QLockFile>
#include <QThread>

#include <future>

namespace leadline {

namespace {

Error closedError()
{
    return fail(ErrorKind::Cancelled, u"The workspace is being closed; nothing more is written."_s).error();
}

class RunSink final : public RecordSink {
public:
    RunSink(std::shared_ptr<StoreRun> run, std::shared_ptr<StoreQueue> queue,
        std::shared_ptr<const CommittedCheckpoints> checkpoints)
        : m_run(std::move(run))
        , m_queue(std::move(queue))
        , m_checkpoints(std::move(checkpoints))
    {
    }

    bool put(RecordBatch batch) override
    {
        if (failure())
            return false;
        StoreJob job = BatchJob{m_run, std::move(batch)};
        return m_queue->put(job);
    }

    [[nodiscard]] bool isBusy() const override { return m_queue->isBusy(); }

    [[nodiscard]] std::optional<Error> failure() const override
    {
        const std::lock_guard lock(m_run->mutex);
        if (!m_run->failure && m_queue->isClosed())
            return closedError();
        return m_run->failure;
    }

    [[nodiscard]] std::optional<Checkpoint> checkpoint(const QString &scope, const QString &entity) const override
    {
        return m_checkpoints->find(m_run->source, scope, entity);
    }

private:
    std::shared_ptr<StoreRun> m_run;
    std::shared_ptr<StoreQueue> m_queue;
    std::shared_ptr<const CommittedCheckpoints> m_checkpoints;
};

template <typename Job> QFuture<Result<void>> queued(StoreQueue &queue, Job job)
{
    job.promise.start();
    QFuture<Result<void>> future = job.promise.future();
    StoreJob waiting = std::move(job);
    if (!queue.put(waiting)) {
        auto &promise = std::get<Job>(waiting).promise;
        promise.addResult(std::unexpected(closedError()));
        promise.finish();
    }
    return future;
}

} // namespace

class StoreWriter::Private {
public:
    QString file;
    std::unique_ptr<QLockFile> lock; // released last
    std::shared_ptr<StoreQueue> queue = std::make_shared<StoreQueue>();
    std::shared_ptr<CommittedCheckpoints> checkpoints = std::make_shared<CommittedCheckpoints>();
    std::unique_ptr<QThread> thread;
    std::mutex mutex;
    QHash<QString, std::shared_ptr<StoreRun>> runs; // open ones, by source
};

StoreWriter::StoreWriter()
    : d(std::make_unique<Private>())
{
}

StoreWriter::~StoreWriter()
{
    d->queue->close();
    if (d->thread)
        d->thread->wait();
}

Result<std::unique_ptr<StoreWriter>> StoreWriter::open(
    const QString &file, const QByteArray &key, bool create, std::shared_ptr<const Clock> clock)
{
    auto lock = lockWorkspace(file);
    if (!lock)
        return std::unexpected(lock.error());
    std::unique_ptr<StoreWriter> writer(new StoreWriter);
    writer->d->file = file;
    writer->d->lock = std::move(*lock);
    auto opened = std::make_shared<std::promise<Result<void>>>();
    std::future<Result<void>> result = opened->get_future();
    // A connection belongs to the thread that made it, so the worker is born there.
    writer->d->thread.reset(QThread::create([=, q = writer.get(), queue = writer->d->queue,
                                                checkpoints = writer->d->checkpoints] {
        StoreWorker worker(file, key, clock, queue, checkpoints);
        auto ready = worker.open(create);
        const bool good = ready.has_value();
        opened->set_value(std::move(ready));
        if (!good)
            return;
        worker.work([q](const QSet<RecordKind> &kinds, qint64 records) { Q_EMIT q->recordsCommitted(kinds, records); },
            [q](const Error &error) { Q_EMIT q->failed(error); });
    }));
    writer->d->thread->setObjectName(u"store writer"_s);
    writer->d->thread->start();
    if (auto ready = result.get(); !ready)
        return std::unexpected(ready.error());
    return writer;
}

std::unique_ptr<RecordSink> StoreWriter::openRun(const QString &source)
{
    auto run = std::make_shared<StoreRun>();
    run->source = source;
    {
        const std::lock_guard lock(d->mutex);
        d->runs.insert(source, run);
    }
    return std::make_unique<RunSink>(std::move(run), d->queue, d->checkpoints);
}

QFuture<Result<void>> StoreWriter::finishRun(const SyncReport &report)
{
    FinishJob job;
    job.report = report;
    {
        const std::lock_guard lock(d->mutex);
        job.run = d->runs.take(report.source);
    }
    if (!job.run) { // a run that failed before it read anything
        job.run = std::make_shared<StoreRun>();
        job.run->source = report.source;
    }
    return queued(*d->queue, std::move(job));
}

QFuture<Result<void>> StoreWriter::write(const QString &audit, std::function<Result<void>(Database &)> change)
{
    ChangeJob job;
    job.audit = audit;
    job.change = std::move(change);
    return queued(*d->queue, std::move(job));
}

void noteStorageFailure(SyncReport &report, const Error &error)
{
    const auto isSame = [&error](const ScopeProblem &problem) { return problem.error.text == error.text; };
    if (std::ranges::none_of(report.problems, isSame))
        report.problems.push_back({.scope = {}, .entity = {}, .error = error});
    report.outcome = error.kind == ErrorKind::Cancelled ? SyncOutcome::Cancelled : SyncOutcome::Failed;
}

const QString &StoreWriter::file() const
{
    return d->file;
}

} // namespace leadline
