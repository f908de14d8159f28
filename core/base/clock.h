#pragma once

#include "core/base/instant.h"

namespace leadline {

// The only source of "now"; tests move a ManualClock.
class Clock {
public:
    Clock() = default;
    virtual ~Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)

    [[nodiscard]] virtual Instant now() const = 0;
    // Monotonic milliseconds since some fixed moment: for waiting and pacing, immune to a changed wall clock.
    [[nodiscard]] virtual qint64 steadyMs() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] qint64 steadyMs() const override;
};

class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant start)
        : m_now(start)
    {
    }

    [[nodiscard]] Instant now() const override { return m_now; }
    [[nodiscard]] qint64 steadyMs() const override { return m_steady; }
    void advance(qint64 ms)
    {
        m_now = Instant{m_now.ms() + ms};
        m_steady += ms;
    }
    void setWallClock(Instant now) { m_now = now; } // as when somebody changes the computer's time

private:
    Instant m_now;
    qint64 m_steady = 0;
};

} // namespace leadline
