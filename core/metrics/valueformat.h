#pragma once

#include "core/metrics/metricquery.h"

#include <QLocale>

namespace leadline {

// A value as people say it: "45 min", "3.2 h", "2.4 d", "4.5 %", "12 %", "3.5 per week". A gap is "–".
// `scaleOf` (same unit) chooses the unit and the decimals, so that all labels of one axis agree.
[[nodiscard]] QString formatValue(double value, MetricUnit unit, const QLocale &locale = {}, double scaleOf = kGap);

struct DeltaText {
    QString text; // "18 % shorter than the 90 days before"; empty when one of the two is a gap
    int judgement = 0; // 1 better, -1 worse, 0 neither
    double change = kGap; // relative: 0.18 = 18 % more; for shares the difference itself
};

// `comparedTo` as comparedWords() gives it.
[[nodiscard]] DeltaText describeDelta(double value, double previous, MetricUnit unit, BetterDirection better,
    const QString &comparedTo, const QLocale &locale = {});

// "the 90 days before", "the same period last year"; empty when nothing is compared.
[[nodiscard]] QString comparedWords(const TimeRange &range, CompareWith compare, const QTimeZone &zone);
[[nodiscard]] QString comparedWords(const MetricQuery &query, const QTimeZone &zone); // also "Heron, Lynx"

// Stable names of the definition files: "duration", "share", "per_week" …; "lower", "higher", "neither".
[[nodiscard]] QString unitName(MetricUnit unit);
[[nodiscard]] QString betterName(BetterDirection better);

} // namespace leadline
