#pragma once

#include "core/base/timerange.h"

namespace leadline {

class FactSource;
class MetricCatalog;
struct MetricDefinition;
struct MetricQuery;

// From when on the facts behind the metric must be in memory to answer the query; unset = from their beginning. Half a
// year at least, and rounded down to a month, so that the questions of a page agree and share one load.
[[nodiscard]] Instant neededHistory(const MetricQuery &query, const MetricDefinition &definition,
    const MetricCatalog &catalog, const FactSource &source, const CalendarRules &calendar, Instant now);
// The same for questions about times from `at` on.
[[nodiscard]] Instant neededHistory(Instant at, const QTimeZone &zone, Instant now);

} // namespace leadline
