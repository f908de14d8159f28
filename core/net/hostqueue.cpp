#include "core/net/hostqueue.h"

namespace leadline {

// Below this share of the budget the rest is spread over the time that is left, so that other users of the same token
// are not starved.
static constexpr double kLowShare = 0.1;
static constexpr qint64 kLowWithoutLimit = 10;

qint64 HostQueue::Budget::nextAt(qint64 now) const
{
    if (!limited || now >= resetAt)
        return now;
    const qint64 left = told.remaining - inFlight;
    if (left <= 0)
        return resetAt;
    const qint64 low =
        told.limit > 0 ? static_cast<qint64>(static_cast<double>(told.limit) * kLowShare) : kLowWithoutLimit;
    if (left > low || lastEntered == 0)
        return now;
    return std::min(resetAt, lastEntered + (resetAt - now) / left);
}

HostQueue::Admission HostQueue::tryEnter(const QByteArray &budget, qint64 now)
{
    Budget &state = m_budgets[budget];
    const qint64 at = std::max(m_pausedUntil, state.nextAt(now));
    if (at > now)
        return {.granted = false, .waitMs = at - now};
    if (m_inFlight >= m_concurrency)
        return {};
    ++m_inFlight;
    ++state.inFlight;
    state.lastEntered = std::max<qint64>(now, 1);
    return {.granted = true, .waitMs = 0};
}

void HostQueue::leave(const QByteArray &budget)
{
    --m_inFlight;
    --m_budgets[budget].inFlight;
}

void HostQueue::setQuota(const QByteArray &budget, const HttpQuota &quota, qint64 resetAtMs)
{
    Budget &state = m_budgets[budget];
    state.told = quota;
    state.resetAt = resetAtMs;
    state.limited = quota.remaining >= 0 && quota.resetAt.isSet();
}

qint64 HostQueue::waitingMs(qint64 now) const
{
    qint64 until = m_pausedUntil;
    for (const Budget &budget : m_budgets) {
        if (budget.waiting > 0)
            until = std::max(until, budget.nextAt(now));
    }
    return std::max<qint64>(0, until - now);
}

} // namespace leadline
