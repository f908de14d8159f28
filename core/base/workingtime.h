#pragma once

#include "core/base/timerange.h"

#include <memory>
#include <mutex>

namespace leadline {

// When somebody works, by the clock on the wall of a zone.
struct WorkingHours {
    QTimeZone zone = QTimeZone::utc();
    std::vector<int> weekdays = {1, 2, 3, 4, 5}; // 1 Monday … 7 Sunday
    int startMinute = 9 * 60; // of the day
    int endMinute = 17 * 60;
    std::vector<QDate> holidays;

    bool operator==(const WorkingHours &) const = default;
};

// How much working time lies between two moments. Every day's working time is summed up beforehand, so that a duration
// is the difference of two lookups. Immutable and thread-safe. Exact across daylight saving: an hour that the clocks
// skip is not worked, one that they repeat is worked twice.
class WorkingTime {
public:
    explicit WorkingTime(WorkingHours hours)
        : m_hours(std::move(hours))
    {
    }

    [[nodiscard]] const WorkingHours &hours() const { return m_hours; }
    // Milliseconds worked between two moments (ms since 1970); less than 0 when they stand the other way round.
    [[nodiscard]] qint64 between(qint64 from, qint64 to) const { return until(to) - until(from); }
    [[nodiscard]] bool isWorking(qint64 at) const;

private:
    struct Day {
        qint64 begin = 0; // of work; where none is done both are the beginning of the day
        qint64 end = 0;
        qint64 before = 0; // ms worked on all days before
    };
    [[nodiscard]] const std::vector<Day> &days() const; // made when they are first asked for
    [[nodiscard]] const Day &dayOf(qint64 at) const;
    [[nodiscard]] qint64 until(qint64 at) const;

    WorkingHours m_hours;
    mutable std::once_flag m_made;
    mutable std::vector<Day> m_days;
};

// Whose hours count: those of a person, else of a team, else of the workspace.
struct WorkCalendars {
    std::shared_ptr<const WorkingTime> workspace;
    std::vector<std::pair<QString, std::shared_ptr<const WorkingTime>>> teams; // by name
    std::vector<std::pair<QString, std::shared_ptr<const WorkingTime>>> people; // by name
};

} // namespace leadline
