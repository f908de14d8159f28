#pragma once

#include "core/net/httpclient.h"

#include <QHash>

namespace leadline {

// Who may ask one host now: so many at once, not while it is paused, and no faster than what is left of the budget
// allows. Pure bookkeeping; all times are steady milliseconds, so a changed wall clock moves nothing.
class HostQueue {
public:
    struct Admission {
        bool granted = false;
        qint64 waitMs = 0; // not granted: how long the host or the budget says to wait; 0 = only until a place is free
    };

    [[nodiscard]] Admission tryEnter(const QByteArray &budget, qint64 now);
    void leave(const QByteArray &budget);
    // Somebody waits for (+1) or no longer waits for (-1) this budget.
    void addWaiting(const QByteArray &budget, int count) { m_budgets[budget].waiting += count; }

    void pause(qint64 untilMs) { m_pausedUntil = std::max(m_pausedUntil, untilMs); }
    void setQuota(const QByteArray &budget, const HttpQuota &quota, qint64 resetAtMs);
    void setConcurrency(int requests) { m_concurrency = std::clamp(requests, 1, 8); }

    [[nodiscard]] HttpQuota quota(const QByteArray &budget) const { return m_budgets.value(budget).told; }
    // How long until those who wait may go on; 0 when nothing is paused.
    [[nodiscard]] qint64 waitingMs(qint64 now) const;

private:
    struct Budget {
        HttpQuota told;
        qint64 resetAt = 0;
        qint64 lastEntered = 0;
        bool limited = false; // told says something that still holds
        int inFlight = 0;
        int waiting = 0;

        [[nodiscard]] qint64 nextAt(qint64 now) const; // <= now: may go
    };

    QHash<QByteArray, Budget> m_budgets;
    qint64 m_pausedUntil = 0;
    int m_inFlight = 0;
    int m_concurrency = 2;
};

} // namespace leadline
