#include "core/store/storequeue.h"

namespace leadline {

qint64 StoreQueue::weight(const StoreJob &job)
{
    const auto *batch = std::get_if<BatchJob>(&job);
    return batch ? std::max<qint64>(1, batch->batch.size()) : 0;
}

bool StoreQueue::put(StoreJob &job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return false;
        m_records += weight(job);
        m_others += std::holds_alternative<BatchJob>(job) ? 0 : 1;
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
    return true;
}

// A transaction costs the sealing of every page it touches: small batches in quick succession share one.
bool StoreQueue::worthWaiting() const
{
    return !m_closed && m_others == 0 && m_records < kEnoughRecords;
}

std::vector<StoreJob> StoreQueue::take()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_closed || !m_jobs.empty(); });
    m_wake.wait_until(lock, m_lastTaken + kGather, [this] { return !worthWaiting(); });
    std::vector<StoreJob> taken;
    qint64 records = 0;
    while (!m_jobs.empty()) {
        const bool isBatch = std::holds_alternative<BatchJob>(m_jobs.front());
        if (!taken.empty() && (!isBatch || records >= kJoinedRecords))
            break;
        records += weight(m_jobs.front());
        taken.push_back(std::move(m_jobs.front()));
        m_jobs.pop_front();
        if (!isBatch) {
            --m_others;
            break;
        }
    }
    m_records -= records;
    m_lastTaken = std::chrono::steady_clock::now();
    return taken;
}

void StoreQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_wake.notify_one();
}

bool StoreQueue::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

bool StoreQueue::isBusy() const
{
    const std::lock_guard lock(m_mutex);
    return m_records >= kBusyRecords;
}

} // namespace leadline
