#pragma once

#include "core/base/timerange.h"

#include <span>

namespace leadline {

// The last `count` whole periods that were over at a moment.
[[nodiscard]] TimeRange lastPeriods(Instant at, Grain period, int count, const CalendarRules &rules);
// The coefficient of variation: the sample's standard deviation divided by the mean. A gap (NaN) for fewer than two
// values and where the mean is 0.
[[nodiscard]] double coefficientOfVariation(std::span<const double> values);

} // namespace leadline
