#pragma once

#include "core/base/timerange.h"
#include "core/metrics/metricquery.h"

#include <vector>

namespace leadline {

// Finds the period of a time in constant time: a table of days says where to look, and one or two steps lead there.
class PeriodIndex {
public:
    PeriodIndex() = default;
    PeriodIndex(const TimeRange &range, Grain grain, const CalendarRules &rules);

    [[nodiscard]] const std::vector<Bucket> &buckets() const { return m_buckets; }
    [[nodiscard]] int size() const { return static_cast<int>(m_buckets.size()); }
    [[nodiscard]] const TimeRange &range() const { return m_range; }
    // What of a bucket lies inside the range.
    [[nodiscard]] TimeRange clipped(int bucket) const;
    // Of a time (ms) inside the range; times outside must not be asked.
    [[nodiscard]] int indexOf(qint64 time) const
    {
        auto bucket = m_firstOfDay[static_cast<std::size_t>((time - m_range.from.ms()) / kDay)];
        while (time >= m_ends[static_cast<std::size_t>(bucket)])
            ++bucket;
        return bucket;
    }

private:
    static constexpr qint64 kDay = 86'400'000;
    TimeRange m_range;
    std::vector<Bucket> m_buckets;
    std::vector<qint64> m_ends; // of the buckets
    std::vector<qint32> m_firstOfDay; // bucket in which each span of 24 hours from the range's start begins
};

// The range that a query is compared with; empty where it is not another period. A range that is not over yet is
// compared with as much of the other.
[[nodiscard]] TimeRange comparedRange(const TimeRange &range, CompareWith compare, const QTimeZone &zone, Instant now);

// Days from one moment to another by the clock on the wall, so that a range of whole days has a whole number.
[[nodiscard]] double localDays(const TimeRange &range, const QTimeZone &zone);

} // namespace leadline
