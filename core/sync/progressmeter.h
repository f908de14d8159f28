#pragma once

#include "core/base/clock.h"
#include "core/domain/source.h"

#include <optional>

namespace leadline {

// Thins the progress of one run to a few a second and adds the estimate of the time left.
class ProgressMeter {
public:
    explicit ProgressMeter(const Clock *clock);

    // Nothing when it is too early to tell again. A new scope or entity is always told.
    [[nodiscard]] std::optional<SyncProgress> measure(SyncProgress progress);

private:
    const Clock *m_clock;
    qint64 m_startMs;
    qint64 m_lastMs = -1;
    QString m_lastPlace;
};

} // namespace leadline
