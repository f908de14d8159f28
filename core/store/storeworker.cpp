#include "core/store/storeworker.h"

#include "core/store/migrations.h"
#include "core/store/recordstore.h"
#include "core/store/sourcestore.h"
#include "core/store/storageerror.h"
#include "core/store/storewriter.h"

#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>

namespace leadline {

namespace {

Q_LOGGING_CATEGORY(logStore, "leadline.store", QtInfoMsg)

QString userName()
{
    const QString name = qEnvironmentVariable("USER");
    return name.isEmpty() ? u"user"_s : name;
}

void refuse(StoreRun &run, const Error &error)
{
    const std::lock_guard lock(run.mutex);
    if (!run.failure)
        run.failure = error;
}

std::optional<Error> failureOf(StoreRun &run)
{
    const std::lock_guard lock(run.mutex);
    return run.failure;
}

void settle(QPromise<Result<void>> &promise, Result<void> result)
{
    promise.addResult(std::move(result));
    promise.finish();
}

} // namespace

StoreWorker::StoreWorker(QString file, QByteArray key, std::shared_ptr<const Clock> clock,
    std::shared_ptr<StoreQueue> queue, std::shared_ptr<CommittedCheckpoints> checkpoints)
    : m_file(std::move(file))
    , m_key(std::move(key))
    , m_clock(std::move(clock))
    , m_queue(std::move(queue))
    , m_checkpoints(std::move(checkpoints))
    , m_reserve(m_file)
    , m_user(userName())
{
}

Result<void> StoreWorker::connect(bool create)
{
    auto database = Database::open(m_file, m_key, Database::Mode::ReadWrite, create);
    if (!database)
        return std::unexpected(database.error());
    m_database.emplace(std::move(*database));
    m_writer.emplace(*m_database);
    return reloadCheckpoints();
}

void StoreWorker::disconnect()
{
    m_writer.reset();
    m_database.reset();
}

Result<void> StoreWorker::open(bool create)
{
    const auto connected = connect(create);
    if (connected)
        m_reserve.hold();
    else
        disconnect();
    return connected;
}

// A connection that met a fault of the disk is not used again: the next job tries a new one.
Result<void> StoreWorker::ensureOpen()
{
    if (!QFileInfo::exists(m_file)) {
        disconnect();
        return fail(ErrorKind::Storage,
            u"The workspace file %1 is gone. Put it back (or connect its disk again) and try again; nothing is written meanwhile."_s
                .arg(QDir::toNativeSeparators(m_file)));
    }
    return m_database ? Result<void>() : connect(false);
}

void StoreWorker::work(const Committed &committed, const Failed &failed)
{
    m_committed = committed;
    m_failed = failed;
    for (;;) {
        std::vector<StoreJob> jobs = m_queue->take();
        if (jobs.empty())
            break;
        if (auto *finishing = std::get_if<FinishJob>(&jobs.front()))
            finish(*finishing);
        else if (auto *changing = std::get_if<ChangeJob>(&jobs.front()))
            change(*changing);
        else
            writeBatches(std::move(jobs));
    }
    disconnect();
}

void StoreWorker::storageFailed(const Error &error)
{
    qCWarning(logStore) << error.text << error.detail;
    if (isDiskFull(error))
        m_reserve.release();
    else
        disconnect();
    m_failed(error);
}

Result<void> StoreWorker::inTransaction(const std::function<Result<void>()> &body)
{
    auto done = ensureOpen().and_then([&] { return m_database->begin(); }).and_then(body);
    if (done)
        done = m_writer->finish().and_then([&] { return m_database->commit(); });
    if (!done && m_database) {
        m_database->rollback();
        m_writer->forget();
    }
    return done;
}

Result<bool> StoreWorker::startRunOf(StoreRun &run)
{
    if (run.runId != 0)
        return false;
    const auto source = sourceId(*m_database, run.source);
    if (!source)
        return std::unexpected(source.error());
    const auto id = startRun(*m_database, *source, m_clock->now());
    if (!id)
        return std::unexpected(id.error());
    run.sourceId = *source;
    run.runId = *id;
    return true;
}

Result<void> StoreWorker::writeBatch(const BatchJob &job, std::vector<Share> &shares)
{
    auto share = std::ranges::find(shares, job.run, &Share::run);
    if (share == shares.end()) {
        const auto started = startRunOf(*job.run);
        if (!started)
            return std::unexpected(started.error());
        share = shares.insert(shares.end(), Share{job.run, 0, 0, *started});
    }
    share->records += job.batch.size();
    share->quarantined += std::ssize(job.batch.quarantine);
    return m_writer->write(job.batch, RecordOrigin{job.run->sourceId, job.run->runId, m_clock->now()});
}

Result<void> StoreWorker::writeShare(const Share &share)
{
    const QString detail = u"%1: %2 records written, %3 not understood (run %4)"_s.arg(share.run->source,
        QString::number(share.records), QString::number(share.quarantined), QString::number(share.run->runId));
    return stampCommit(*m_database, share.run->sourceId, m_clock->now()).and_then([&] {
        return appendAudit(*m_database, m_clock->now(), m_user, u"sync"_s, detail);
    });
}

void StoreWorker::writeBatches(std::vector<StoreJob> jobs)
{
    std::erase_if(jobs, [](const StoreJob &job) { return failureOf(*std::get<BatchJob>(job).run).has_value(); });
    if (jobs.empty())
        return;
    std::vector<Share> shares;
    const auto written = inTransaction([&]() -> Result<void> {
        for (const StoreJob &job : jobs) {
            if (auto done = writeBatch(std::get<BatchJob>(job), shares); !done)
                return done;
        }
        for (const Share &share : shares) {
            if (auto done = writeShare(share); !done)
                return done;
        }
        return {};
    });
    if (!written) {
        for (const Share &share : shares) {
            if (share.newRun)
                share.run->runId = 0;
        }
        for (const StoreJob &job : jobs)
            refuse(*std::get<BatchJob>(job).run, written.error());
        storageFailed(written.error());
        return;
    }
    for (const StoreJob &job : jobs)
        m_checkpoints->update(std::get<BatchJob>(job).run->source, std::get<BatchJob>(job).batch.checkpoints);
    for (const Share &share : shares) {
        if (share.newRun)
            m_runs.push_back(share.run);
    }
    const QSet<RecordKind> kinds = m_writer->kinds();
    const qint64 records = m_writer->written();
    m_writer->forgetCounts();
    m_committed(kinds, records);
}

void StoreWorker::finish(FinishJob &job)
{
    // Queries of the report and of the derivation that follows run on the indexes; without them they are only slow.
    const auto indexed = inTransaction([&] { return makeSecondaryIndexes(*m_database); });
    if (!indexed)
        qCWarning(logStore) << indexed.error().detail;
    const auto refused = failureOf(*job.run);
    if (refused)
        noteStorageFailure(job.report, *refused);
    bool newRun = false;
    auto done = inTransaction([&]() -> Result<void> {
        const auto started = startRunOf(*job.run);
        if (!started)
            return std::unexpected(started.error());
        newRun = *started;
        const QString detail = u"%1: run %2 ended as %3, %4 records"_s.arg(job.report.source,
            QString::number(job.run->runId), syncOutcomeName(job.report.outcome), QString::number(job.report.records));
        return finishRun(*m_database, job.run->sourceId, job.run->runId, job.report).and_then([&] {
            return appendAudit(*m_database, m_clock->now(), m_user, u"sync ended"_s, detail);
        });
    });
    if (!done && newRun)
        job.run->runId = 0;
    if (!done)
        storageFailed(done.error());
    else
        m_reserve.hold();
    settle(job.promise, refused ? std::unexpected(*refused) : std::move(done));
}

void StoreWorker::change(ChangeJob &job)
{
    const auto attempt = [&] {
        return inTransaction([&] {
            return job.change(*m_database).and_then([&] {
                return job.audit.isEmpty() ? Result<void>()
                                           : appendAudit(*m_database, m_clock->now(), m_user, u"change"_s, job.audit);
            });
        });
    };
    auto done = attempt();
    if (!done && isDiskFull(done.error()) && m_reserve.release())
        done = attempt(); // it may be the very one that makes room
    if (done) {
        m_writer->forget();
        done = reloadCheckpoints().and_then([&] { return refuseRunsOfRemovedSources(); });
    }
    if (!done && done.error().kind == ErrorKind::Storage)
        storageFailed(done.error());
    settle(job.promise, std::move(done));
}

Result<void> StoreWorker::reloadCheckpoints()
{
    const auto checkpoints = readCheckpoints(*m_database);
    if (!checkpoints)
        return std::unexpected(checkpoints.error());
    m_checkpoints->replaceAll(*checkpoints);
    return {};
}

// A run goes on while its source is removed in the settings: nothing more of it is to be written.
Result<void> StoreWorker::refuseRunsOfRemovedSources()
{
    std::erase_if(m_runs, [](const std::weak_ptr<StoreRun> &run) { return run.expired(); });
    for (const auto &weak : m_runs) {
        const auto run = weak.lock();
        if (!run)
            continue;
        const auto exists = m_database->integer(u"SELECT count(*) FROM source WHERE id = %1"_s.arg(run->sourceId));
        if (!exists)
            return std::unexpected(exists.error());
        if (*exists == 0)
            refuse(*run,
                fail(ErrorKind::Cancelled, u"The source %1 was removed while it was read."_s.arg(run->source)).error());
    }
    return {};
}

} // namespace leadline
