#include "core/metrics/valueformat.h"

#include "core/metrics/filtertext.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ValueFormat)
};

constexpr double kMinute = 60'000;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;
constexpr double kYear = 365 * kDay;

// One decimal below 10, none above; never "-0", never "10.0".
QString shortNumber(double value, const QLocale &locale, double scaleOf)
{
    const double scale = std::abs(std::isnan(scaleOf) ? value : scaleOf);
    const int decimals = std::round(scale * 10) / 10 < 10 ? 1 : 0;
    const double power = decimals == 1 ? 10 : 1;
    const double rounded = std::round(value * power) / power + 0.0;
    return locale.toString(rounded, 'f', decimals);
}

// The same without a needless ".0": numbers of things.
QString countNumber(double value, const QLocale &locale)
{
    const double rounded = std::round(value * 10) / 10;
    if (rounded == std::round(rounded) || std::abs(rounded) >= 100)
        return locale.toString(std::round(value) + 0.0, 'f', 0);
    return locale.toString(rounded, 'f', 1);
}

QString duration(double ms, const QLocale &locale, double scaleOf)
{
    const double scale = std::abs(std::isnan(scaleOf) ? ms : scaleOf);
    const auto in = [&](double unit) {
        return shortNumber(ms / unit, locale, std::isnan(scaleOf) ? kGap : scaleOf / unit);
    };
    if (std::round(scale / kMinute) < 60) {
        if (ms > 0 && ms < kMinute / 2)
            return Words::tr("< 1 min");
        return Words::tr("%1 min").arg(locale.toString(std::round(ms / kMinute) + 0.0, 'f', 0));
    }
    if (std::round(scale / kHour) < 24)
        return Words::tr("%1 h").arg(in(kHour));
    if (std::round(scale / kDay) < 365)
        return Words::tr("%1 d").arg(in(kDay));
    return Words::tr("%1 y").arg(in(kYear));
}

// As short on an axis as any duration; in full where it stands alone.
QString workingTime(double ms, const QLocale &locale, double scaleOf)
{
    if (!std::isnan(scaleOf)) {
        const bool minutes = std::round(std::abs(scaleOf) / kMinute) < 60;
        return minutes ? Words::tr("%1 min").arg(locale.toString(std::round(ms / kMinute) + 0.0, 'f', 0))
                       : Words::tr("%1 h").arg(shortNumber(ms / kHour, locale, scaleOf / kHour));
    }
    if (std::round(std::abs(ms) / kMinute) < 60)
        return Words::tr("%1 working min").arg(locale.toString(std::round(ms / kMinute) + 0.0, 'f', 0));
    return Words::tr("%1 working hours").arg(shortNumber(ms / kHour, locale, kGap));
}

QString percent(double share, const QLocale &locale, double scaleOf)
{
    const double value = share * 100;
    if (value == 0)
        return Words::tr("%1 %").arg(locale.toString(0));
    return Words::tr("%1 %").arg(shortNumber(value, locale, scaleOf * 100));
}

// 1 is A, 5 is E; between two letters, the worse one.
QString letter(double rating)
{
    constexpr double kSame = 1e-9;
    return QString(QChar(u'A' + std::clamp(static_cast<int>(std::ceil(rating - kSame)), 1, 5) - 1));
}

// The word of a change for a unit, up and down.
struct Comparatives {
    QString less;
    QString more;
};

Comparatives comparatives(MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Duration:
    case MetricUnit::WorkingTime:
        return {Words::tr("%1 shorter than %2"), Words::tr("%1 longer than %2")};
    case MetricUnit::Count:
    case MetricUnit::Points:
    case MetricUnit::Days:
        return {Words::tr("%1 fewer than %2"), Words::tr("%1 more than %2")};
    case MetricUnit::PerDay:
    case MetricUnit::PerWeek:
        return {Words::tr("%1 less often than %2"), Words::tr("%1 more often than %2")};
    case MetricUnit::Lines:
        return {Words::tr("%1 smaller than %2"), Words::tr("%1 larger than %2")};
    case MetricUnit::Share:
    case MetricUnit::Rating:
        break;
    }
    return {Words::tr("%1 lower than %2"), Words::tr("%1 higher than %2")};
}

constexpr std::array kUnitNames = {"count"_L1, "duration"_L1, "share"_L1, "per_day"_L1, "per_week"_L1, "lines"_L1,
    "points"_L1, "days"_L1, "rating"_L1, "working_time"_L1};
constexpr std::array kBetterNames = {"neither"_L1, "lower"_L1, "higher"_L1};

} // namespace

QString formatValue(double value, MetricUnit unit, const QLocale &locale, double scaleOf)
{
    if (!std::isfinite(value))
        return u"–"_s;
    switch (unit) {
    case MetricUnit::Duration:
        return duration(value, locale, scaleOf);
    case MetricUnit::WorkingTime:
        return workingTime(value, locale, scaleOf);
    case MetricUnit::Share:
        return percent(value, locale, scaleOf);
    case MetricUnit::PerDay:
        return Words::tr("%1 per day").arg(shortNumber(value, locale, scaleOf));
    case MetricUnit::PerWeek:
        return Words::tr("%1 per week").arg(countNumber(value, locale));
    case MetricUnit::Lines:
        return countNumber(value, locale) == locale.toString(1) ? Words::tr("1 line")
                                                                : Words::tr("%1 lines").arg(countNumber(value, locale));
    case MetricUnit::Points:
        return countNumber(value, locale) == locale.toString(1)
            ? Words::tr("1 point")
            : Words::tr("%1 points").arg(countNumber(value, locale));
    case MetricUnit::Days:
        return countNumber(value, locale) == locale.toString(1) ? Words::tr("1 day")
                                                                : Words::tr("%1 days").arg(countNumber(value, locale));
    case MetricUnit::Rating:
        return letter(value);
    case MetricUnit::Count:
        break;
    }
    return countNumber(value, locale);
}

DeltaText describeDelta(double value, double previous, MetricUnit unit, BetterDirection better,
    const QString &comparedTo, const QLocale &locale)
{
    DeltaText delta;
    if (!std::isfinite(value) || !std::isfinite(previous) || comparedTo.isEmpty())
        return delta;
    const double difference = value - previous;
    if (unit == MetricUnit::Rating) {
        const bool same = letter(value) == letter(previous);
        delta.change = same ? 0 : difference;
        delta.text = same ? Words::tr("the same as %1").arg(comparedTo)
                          : Words::tr("%1 in %2").arg(letter(previous), comparedTo);
        if (same)
            return delta;
    } else if (previous == 0 && unit != MetricUnit::Share) {
        delta.text = difference == 0
            ? Words::tr("the same as %1").arg(comparedTo)
            : Words::tr("%1, after none in %2").arg(formatValue(value, unit, locale), comparedTo);
        delta.change = difference == 0 ? 0 : kGap;
    } else {
        delta.change = unit == MetricUnit::Share ? difference : difference / std::abs(previous);
        // A change that rounds to nothing is none: no arrow, no judgement.
        const bool same = unit == MetricUnit::Share ? std::abs(difference) < 0.0005 : std::abs(delta.change) < 0.005;
        if (same) {
            delta.text = Words::tr("the same as %1").arg(comparedTo);
            return delta;
        }
        const Comparatives words = comparatives(unit);
        const double amount = std::abs(delta.change) * 100;
        const QString number = unit == MetricUnit::Share
            ? Words::tr("%1 points").arg(shortNumber(amount, locale, kGap))
            : Words::tr("%1 %").arg(locale.toString(std::round(amount), 'f', 0));
        delta.text = (difference < 0 ? words.less : words.more).arg(number, comparedTo);
    }
    if (difference != 0 && better != BetterDirection::Neither)
        delta.judgement = (difference > 0) == (better == BetterDirection::Higher) ? 1 : -1;
    return delta;
}

QString comparedWords(const TimeRange &range, CompareWith compare, const QTimeZone &zone)
{
    if (compare == CompareWith::Nothing || range.isEmpty())
        return {};
    if (compare == CompareWith::Target)
        return Words::tr("the target");
    if (compare == CompareWith::Others)
        return Words::tr("the others");
    if (compare == CompareWith::SamePeriodLastYear)
        return Words::tr("the same period last year");
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(range.from.ms(), zone);
    const QDateTime to = QDateTime::fromMSecsSinceEpoch(range.to.ms(), zone);
    const qint64 days = std::max<qint64>(from.date().daysTo(to.date()), 1);
    return days == 1 ? Words::tr("the day before") : Words::tr("the %1 days before").arg(days);
}

QString comparedWords(const MetricQuery &query, const QTimeZone &zone)
{
    if (query.compare != CompareWith::Others)
        return comparedWords(query.range, query.compare, zone);
    QStringList names; // "Heron" says more than "team is Heron"
    for (const MetricFilter &filter : query.others)
        names += filter.join == MetricFilter::Join::None && !filter.exclude ? filter.values
                                                                            : QStringList{filterWords(filter)};
    return names.join(u", "_s);
}

QString unitName(MetricUnit unit)
{
    return kUnitNames[static_cast<std::size_t>(unit)];
}

QString betterName(BetterDirection better)
{
    return kBetterNames[static_cast<std::size_t>(better)];
}

} // namespace leadline
