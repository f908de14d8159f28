#pragma once

#include "core/base/instant.h"

#include <QDate>
#include <QTimeZone>

#include <optional>
#include <vector>

namespace leadline {

// Half open: from <= t < to.
struct TimeRange {
    Instant from;
    Instant to;

    [[nodiscard]] bool contains(Instant at) const { return at >= from && at < to; }
    [[nodiscard]] bool isEmpty() const { return !from.isSet() || !to.isSet() || to <= from; }
    bool operator==(const TimeRange &) const = default;
};

enum class Grain { Day, Week, Month, Quarter, All };

[[nodiscard]] QString grainName(Grain grain); // "day", "week", "month", "quarter", "all"
[[nodiscard]] std::optional<Grain> grainFromName(QStringView name);

// How calendar periods are cut: in whose time zone, and on which day a week starts.
struct CalendarRules {
    QTimeZone zone = QTimeZone::utc();
    Qt::DayOfWeek weekStart = Qt::Monday;
};

struct Bucket {
    TimeRange range; // the whole period, also where the asked range cuts it
    bool partial = false; // cut by the asked range: the first and last may be
};

// The periods that touch the range, oldest first. Daylight saving is respected: a day may have 23 or 25 hours.
[[nodiscard]] std::vector<Bucket> bucketsOf(const TimeRange &range, Grain grain, const CalendarRules &rules);

// The range of whole days from one date to another, both included, in the zone.
[[nodiscard]] TimeRange daysBetween(QDate first, QDate last, const QTimeZone &zone);

} // namespace leadline
