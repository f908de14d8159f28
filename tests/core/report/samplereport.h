#pragma once

#include "core/metrics/metricquery.h"
#include "core/report/report.h"

namespace leadline {

// Results as the engine gives them: twelve weeks, the last one incomplete, with a gap in the third.
[[nodiscard]] MetricResult sampleResult(const QString &title, MetricUnit unit, double level, int seed);
// The manager's pages: cards, charts, a short table, notes, definitions.
[[nodiscard]] Report sampleReport();
[[nodiscard]] ReportTable sampleTable(int rows);

} // namespace leadline
