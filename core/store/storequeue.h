#pragma once

#include "core/domain/source.h"
#include "core/store/runsink.h"

#include <QPromise>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <variant>

namespace leadline {

class Database;

struct BatchJob {
    std::shared_ptr<StoreRun> run;
    RecordBatch batch;
};
struct FinishJob {
    std::shared_ptr<StoreRun> run;
    SyncReport report;
    QPromise<Result<void>> promise;
};
struct ChangeJob {
    QString audit;
    std::function<Result<void>(Database &)> change;
    QPromise<Result<void>> promise;
};
using StoreJob = std::variant<BatchJob, FinishJob, ChangeJob>;

// What waits for the writer thread, in order. Outlives the writer as long as a sink holds it.
class StoreQueue {
public:
    // False when closed: the job comes back untouched.
    [[nodiscard]] bool put(StoreJob &job);
    // Waits. Either one job, or several batches that waited behind each other; empty when closed and all is done.
    [[nodiscard]] std::vector<StoreJob> take();
    void close(); // what waits is still handed out
    [[nodiscard]] bool isClosed() const;
    [[nodiscard]] bool isBusy() const; // so much waits that readers should pause

private:
    static constexpr qint64 kBusyRecords = 20000;
    static constexpr qint64 kJoinedRecords = 10000; // of one transaction, where small batches are joined
    static constexpr qint64 kEnoughRecords = 8000; // not worth waiting for more
    static constexpr std::chrono::milliseconds kGather{250};

    [[nodiscard]] bool worthWaiting() const;
    static qint64 weight(const StoreJob &job);

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<StoreJob> m_jobs;
    qint64 m_records = 0;
    qsizetype m_others = 0; // jobs that are not batches
    bool m_closed = false;
    std::chrono::steady_clock::time_point m_lastTaken;
};

} // namespace leadline
