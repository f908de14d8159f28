#pragma once

#include "core/base/clock.h"
#include "core/store/database.h"
#include "core/store/diskreserve.h"
#include "core/store/recordwriter.h"
#include "core/store/storequeue.h"

namespace leadline {

// The work of the writer thread: takes jobs from the queue until it is closed. Lives on that thread only.
class StoreWorker {
public:
    using Committed = std::function<void(const QSet<RecordKind> &kinds, qint64 records)>;
    using Failed = std::function<void(const Error &error)>;

    StoreWorker(QString file, QByteArray key, std::shared_ptr<const Clock> clock, std::shared_ptr<StoreQueue> queue,
        std::shared_ptr<CommittedCheckpoints> checkpoints);

    [[nodiscard]] Result<void> open(bool create);
    void work(const Committed &committed, const Failed &failed); // returns when the queue is closed and empty

private:
    // What a transaction brought of a source.
    struct Share {
        std::shared_ptr<StoreRun> run;
        qint64 records = 0;
        qint64 quarantined = 0;
        bool newRun = false; // its ids were made in this transaction
    };

    [[nodiscard]] Result<void> ensureOpen();
    [[nodiscard]] Result<void> connect(bool create);
    void disconnect();
    [[nodiscard]] Result<void> inTransaction(const std::function<Result<void>()> &body);
    void writeBatches(std::vector<StoreJob> jobs);
    [[nodiscard]] Result<void> writeBatch(const BatchJob &job, std::vector<Share> &shares);
    [[nodiscard]] Result<void> writeShare(const Share &share);
    [[nodiscard]] Result<bool> startRunOf(StoreRun &run); // true: it was made now
    void finish(FinishJob &job);
    void change(ChangeJob &job);
    [[nodiscard]] Result<void> reloadCheckpoints();
    [[nodiscard]] Result<void> refuseRunsOfRemovedSources();
    void storageFailed(const Error &error);

    QString m_file;
    QByteArray m_key;
    std::shared_ptr<const Clock> m_clock;
    std::shared_ptr<StoreQueue> m_queue;
    std::shared_ptr<CommittedCheckpoints> m_checkpoints;
    DiskReserve m_reserve;
    QString m_user; // whose program it is, for the audit log
    std::optional<Database> m_database;
    std::optional<RecordWriter> m_writer; // before the database in dying
    std::vector<std::weak_ptr<StoreRun>> m_runs;
    Committed m_committed;
    Failed m_failed;
};

} // namespace leadline
