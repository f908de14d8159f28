#include "core/metrics/variation.h"

#include <QDateTime>

#include <cmath>
#include <limits>
#include <numeric>

namespace leadline {

TimeRange lastPeriods(Instant at, Grain period, int count, const CalendarRules &rules)
{
    const Instant end = bucketsOf({at, Instant{at.ms() + 1}}, period, rules).front().range.from;
    const QDate day = QDateTime::fromMSecsSinceEpoch(end.ms(), rules.zone).date();
    QDate first;
    switch (period) {
    case Grain::Day:
        first = day.addDays(-count);
        break;
    case Grain::Week:
        first = day.addDays(-7 * count);
        break;
    case Grain::Month:
        first = day.addMonths(-count);
        break;
    case Grain::Quarter:
        first = day.addMonths(-3 * count);
        break;
    case Grain::All:
        return {};
    }
    return {Instant{first.startOfDay(rules.zone).toMSecsSinceEpoch()}, end};
}

double coefficientOfVariation(std::span<const double> values)
{
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    if (values.size() < 2 || mean == 0)
        return std::numeric_limits<double>::quiet_NaN();
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / (n - 1)) / std::abs(mean);
}

} // namespace leadline
