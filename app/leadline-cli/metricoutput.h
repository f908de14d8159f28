#pragma once

#include "core/metrics/metricquery.h"

#include "command.h"

namespace leadline::cli {

// Reads ID, --grain, --by, --where, --from, --to, --compare into a query; a usage error in words otherwise.
[[nodiscard]] Result<MetricQuery> readQuery(const Context &context, const QString &metric, int days);

// Values as scripts want them: durations in seconds, shares 0…1; a gap is left out.
[[nodiscard]] double scriptValue(double value, MetricUnit unit);
[[nodiscard]] QString scriptUnit(MetricUnit unit); // of such values: "seconds", "share" …
// One object a period and series: from, to, the split dimensions, value, low, high, n, partial.
[[nodiscard]] QJsonArray pointRows(const MetricResult &result);
// Where a figure comes from: definition, filters, what is left out, freshness, warnings. For people.
void printProvenance(const Output &output, const MetricResult &result);
void printResult(const Output &output, const MetricResult &result);

} // namespace leadline::cli
