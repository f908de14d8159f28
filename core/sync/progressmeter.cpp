#include "core/sync/progressmeter.h"

namespace leadline {

static constexpr qint64 kBetweenMs = 200;
static constexpr qint64 kSettleMs = 2'000; // an estimate from less than this would jump about

ProgressMeter::ProgressMeter(const Clock *clock)
    : m_clock(clock)
    , m_startMs(clock->steadyMs())
{
}

std::optional<SyncProgress> ProgressMeter::measure(SyncProgress progress)
{
    const qint64 now = m_clock->steadyMs();
    const QString place = progress.scope + u'\n' + progress.entity;
    if (m_lastMs >= 0 && now - m_lastMs < kBetweenMs && place == m_lastPlace)
        return {};
    m_lastMs = now;
    m_lastPlace = place;
    const qint64 elapsed = now - m_startMs;
    if (progress.millisecondsLeft < 0 && progress.expectedRecords > 0 && progress.records > 0 && elapsed >= kSettleMs) {
        const qint64 left = std::max<qint64>(0, progress.expectedRecords - progress.records);
        progress.millisecondsLeft = static_cast<qint64>(
            static_cast<double>(elapsed) * static_cast<double>(left) / static_cast<double>(progress.records));
        progress.millisecondsLeft += progress.waitingMs;
    }
    return progress;
}

} // namespace leadline
