#pragma once

#include "core/metrics/metricquery.h"
#include "core/report/report.h"

// Pieces of a report from metric results, with the words that the screen uses too.
namespace leadline {

struct ReportWords {
    QLocale locale;
    QTimeZone zone = QTimeZone::utc();
};

// The total over the range with what it was before, n and a sparkline of the first series. `band` as bandOf() words it.
[[nodiscard]] ReportCard cardOf(const MetricResult &result, const QString &band, const ReportWords &words);
// Not split: one line a period. Split: one line a series with the total, what it was before, and n; at most `rows`
// lines (0 = all).
[[nodiscard]] ReportTable tableOf(const MetricResult &result, const ReportWords &words, int rows = 0);
// What was left out and why, what stands for what, how much lies behind.
[[nodiscard]] QStringList notesOf(const MetricResult &result, const ReportWords &words);
[[nodiscard]] ReportDefinition definitionOf(const MetricResult &result);
// Each definition once, in the order of the results.
[[nodiscard]] std::vector<ReportDefinition> definitionsOf(const std::vector<MetricResult> &results);
// "GitHub: read on 1 March 2026 08:00", with a word where something is missing.
[[nodiscard]] QStringList freshnessLines(const std::vector<Freshness> &freshness, const ReportWords &words);
// "08:00", without seconds in any locale.
[[nodiscard]] QString clockText(QTime time, const QLocale &locale);
// "1 December 2025 to 28 February 2026"; the range is half open, people name the last day.
[[nodiscard]] QString periodText(const TimeRange &range, const ReportWords &words);

} // namespace leadline
