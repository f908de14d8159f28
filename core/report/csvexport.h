#pragma once

#include "core/base/error.h"
#include "core/metrics/metricquery.h"

namespace leadline {

// CSV (RFC 4180, UTF-8, lines end in LF; cells that a spreadsheet would run as a formula are disarmed). Times are ISO
// 8601 UTC, durations seconds, shares 0…1; a gap is an empty cell.

// One line a period and series, with the total of each series last: metric, the split dimensions, from, to, value, low,
// high, n, partial, unit.
[[nodiscard]] QString csvOf(const MetricResult &result);
// One line a record: all keys that any of the records has, then value and explanation.
[[nodiscard]] QString csvOf(const MetricRows &rows, MetricUnit unit);

[[nodiscard]] Result<void> writeCsv(const QString &csv, const QString &file); // all or nothing

} // namespace leadline
