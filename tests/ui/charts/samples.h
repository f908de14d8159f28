#pragma once

#include "ui/charts/chartspec.h"
#include "ui/charts/metriccard.h"

// Charts as the dashboards ask for them, from a small deterministic world. Times are UTC; the first week is that of Mon
// 5 January 2026.
namespace leadline::samples {

inline constexpr double kHour = 3'600'000;
inline constexpr double kDay = 24 * kHour;
inline constexpr double kWeek = 7 * kDay;
inline constexpr double kFirstMonday = 1767571200000.0; // 2026-01-05T00:00:00Z

[[nodiscard]] QString durationText(double ms); // "45 min", "3.2 h", "2.4 d"
[[nodiscard]] QString countText(double value);
[[nodiscard]] QString percentText(double share);

[[nodiscard]] ChartSpec leadTimeLine(
    int weeks); // median with band, a gap, thin weeks, last week incomplete, a target and a deployment
[[nodiscard]] ChartSpec teamLines(int weeks); // several series
[[nodiscard]] ChartSpec stageBars(int weeks); // stacked, five stages
[[nodiscard]] ChartSpec throughputBars(int weeks);
[[nodiscard]] ChartSpec workTypeBars(); // by category, grouped
[[nodiscard]] ChartSpec flowArea(int days); // cumulative flow, stacked
[[nodiscard]] CloudSpec cycleTimeCloud(int points);
[[nodiscard]] CloudSpec ageingCloud();
[[nodiscard]] std::vector<CardSpec> cards();

} // namespace leadline::samples
