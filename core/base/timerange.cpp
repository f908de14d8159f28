#include "core/base/timerange.h"

#include <QDateTime>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

Instant startOf(QDate day, const QTimeZone &zone)
{
    return Instant{day.startOfDay(zone).toMSecsSinceEpoch()};
}

QDate firstDayOfPeriod(QDate day, Grain grain, Qt::DayOfWeek weekStart)
{
    switch (grain) {
    case Grain::Day:
        return day;
    case Grain::Week:
        return day.addDays(-((day.dayOfWeek() - weekStart + 7) % 7));
    case Grain::Month:
        return {day.year(), day.month(), 1};
    case Grain::Quarter:
        return {day.year(), (day.month() - 1) / 3 * 3 + 1, 1};
    case Grain::All:
        break;
    }
    return day;
}

QDate nextPeriod(QDate first, Grain grain)
{
    switch (grain) {
    case Grain::Day:
        return first.addDays(1);
    case Grain::Week:
        return first.addDays(7);
    case Grain::Month:
        return first.addMonths(1);
    case Grain::Quarter:
        return first.addMonths(3);
    case Grain::All:
        break;
    }
    return first.addDays(1);
}

} // namespace

QString grainName(Grain grain)
{
    switch (grain) {
    case Grain::Day:
        return u"day"_s;
    case Grain::Week:
        return u"week"_s;
    case Grain::Month:
        return u"month"_s;
    case Grain::Quarter:
        return u"quarter"_s;
    case Grain::All:
        break;
    }
    return u"all"_s;
}

std::optional<Grain> grainFromName(QStringView name)
{
    for (const Grain grain : {Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::All}) {
        if (grainName(grain) == name)
            return grain;
    }
    return {};
}

std::vector<Bucket> bucketsOf(const TimeRange &range, Grain grain, const CalendarRules &rules)
{
    if (range.isEmpty())
        return {};
    if (grain == Grain::All)
        return {Bucket{.range = range, .partial = false}};
    const QDate day = QDateTime::fromMSecsSinceEpoch(range.from.ms(), rules.zone).date();
    QDate first = firstDayOfPeriod(day, grain, rules.weekStart);
    std::vector<Bucket> buckets;
    for (Instant from = startOf(first, rules.zone); from < range.to;) {
        first = nextPeriod(first, grain);
        const Instant to = startOf(first, rules.zone);
        buckets.push_back({.range = {from, to}, .partial = from < range.from || to > range.to});
        from = to;
    }
    return buckets;
}

TimeRange daysBetween(QDate first, QDate last, const QTimeZone &zone)
{
    return {startOf(first, zone), startOf(last.addDays(1), zone)};
}

} // namespace leadline
