#include "ui/charts/timeticks.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace leadline {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(leadline::TimeTicks)
};

constexpr double kHourMs = 3'600'000;
constexpr double kDayMs = 24 * kHourMs;
constexpr double kApart = 14; // pixels between labels
constexpr double kMarkOffset = 4; // of a label from its mark
constexpr double kOverhang = 14; // beyond the plot, into the margin

enum class Unit { Hour, Day, Week, Month, Year };

struct Level {
    Unit unit;
    int step;
    double approximateMs;
};

constexpr Level kLevels[] = {{Unit::Hour, 1, kHourMs}, {Unit::Hour, 3, 3 * kHourMs}, {Unit::Hour, 6, 6 * kHourMs},
    {Unit::Hour, 12, 12 * kHourMs}, {Unit::Day, 1, kDayMs}, {Unit::Day, 2, 2 * kDayMs}, {Unit::Week, 1, 7 * kDayMs},
    {Unit::Week, 2, 14 * kDayMs}, {Unit::Month, 1, 30 * kDayMs}, {Unit::Month, 3, 91 * kDayMs},
    {Unit::Month, 6, 182 * kDayMs}, {Unit::Year, 1, 365 * kDayMs}, {Unit::Year, 2, 730 * kDayMs},
    {Unit::Year, 5, 1826 * kDayMs}, {Unit::Year, 10, 3652 * kDayMs}, {Unit::Year, 50, 18262 * kDayMs}};

QDateTime localTime(double ms, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(ms), zone);
}

QString dayLabel(QDate date, bool withWeekday)
{
    return QLocale().toString(
        date, withWeekday ? Texts::tr("ddd d MMM", "date on an axis") : Texts::tr("d MMM", "date on an axis"));
}

// Variant 0 is the fuller text.
QString levelLabel(const QDateTime &at, Unit unit, bool first, int variant)
{
    const QLocale locale;
    const QDate date = at.date();
    switch (unit) {
    case Unit::Hour:
        return at.time().hour() == 0 ? dayLabel(date, variant == 0)
                                     : locale.toString(at.time(), QStringLiteral("HH:mm"));
    case Unit::Day:
        return dayLabel(date, variant == 0);
    case Unit::Week:
        return dayLabel(date, false);
    case Unit::Month:
        if (date.month() == 1 || first) {
            if (variant == 0)
                return locale.toString(date, QStringLiteral("MMM yyyy"));
            if (date.month() == 1)
                return QString::number(date.year());
        }
        return locale.toString(date, QStringLiteral("MMM"));
    case Unit::Year:
        return QString::number(date.year());
    }
    return {};
}

bool isOnStep(QDate date, const Level &level)
{
    switch (level.unit) {
    case Unit::Hour:
        return true;
    case Unit::Day:
        return date.toJulianDay() % level.step == 0;
    case Unit::Week:
        return date.dayOfWeek() == Qt::Monday && (date.toJulianDay() / 7) % level.step == 0;
    case Unit::Month:
        return date.day() == 1 && (date.month() - 1) % level.step == 0;
    case Unit::Year:
        return date.dayOfYear() == 1 && date.year() % level.step == 0;
    }
    return false;
}

std::vector<QDateTime> boundaries(const TimeAxis &axis, const Level &level)
{
    std::vector<QDateTime> found;
    const auto take = [&](const QDateTime &at) {
        const auto ms = static_cast<double>(at.toMSecsSinceEpoch());
        if (ms >= axis.from && ms <= axis.to)
            found.push_back(at);
    };
    QDate date = localTime(axis.from, axis.zone).date();
    const QDate last = localTime(axis.to, axis.zone).date();
    if (level.unit == Unit::Month || level.unit == Unit::Year)
        date.setDate(date.year(), level.unit == Unit::Year ? 1 : date.month(), 1);
    while (date <= last) {
        if (level.unit == Unit::Hour) {
            for (int hour = 0; hour < 24; hour += level.step)
                take(QDateTime(date, QTime(hour, 0), axis.zone));
        } else if (isOnStep(date, level)) {
            take(date.startOfDay(axis.zone));
        }
        date = level.unit == Unit::Year ? date.addYears(1)
            : level.unit == Unit::Month ? date.addMonths(1)
                                        : date.addDays(1);
    }
    return found;
}

using Width = std::function<double(const QString &)>;

// Where each label ends must be before the next begins; the last may hang over the edge a little or is left out.
bool fit(std::vector<TimeTick> &ticks, const TimeAxis &axis, double pixels, const Width &width)
{
    const double scale = pixels / (axis.to - axis.from);
    const auto left = [&](const TimeTick &tick) {
        const double at = (tick.at - axis.from) * scale;
        return tick.centred ? at - width(tick.label) / 2 : at + kMarkOffset;
    };
    while (!ticks.empty() && left(ticks.back()) + width(ticks.back().label) > pixels + kOverhang)
        ticks.pop_back();
    if (!ticks.empty() && left(ticks.front()) < -kOverhang * 2)
        ticks.erase(ticks.begin());
    for (size_t i = 1; i < ticks.size(); ++i) {
        if (left(ticks[i - 1]) + width(ticks[i - 1].label) + kApart > left(ticks[i]))
            return false;
    }
    return true;
}

QString periodLabel(const QDateTime &at, PeriodSize size, bool first, int variant)
{
    switch (size) {
    case PeriodSize::Day:
        return levelLabel(at, Unit::Day, first, variant);
    case PeriodSize::Week:
        return levelLabel(at, Unit::Week, first, variant);
    case PeriodSize::Month:
        return levelLabel(at, Unit::Month, first, variant);
    case PeriodSize::Quarter: {
        const int quarter = (at.date().month() + 2) / 3;
        if (variant == 0 || first || quarter == 1)
            return Texts::tr("Q%1 %2", "quarter and year").arg(quarter).arg(at.date().year());
        return Texts::tr("Q%1", "quarter").arg(quarter);
    }
    case PeriodSize::Year:
        return levelLabel(at, Unit::Year, first, variant);
    }
    return {};
}

// One label under each period, else under every second, days also under each Monday only.
std::vector<TimeTick> periodTicks(const TimeAxis &axis, double pixels, const Width &width)
{
    const PeriodSize size = periodSize(axis.periodMs);
    if (axis.periods.size() * 12.0 > pixels)
        return {};
    for (int every = 1; every <= 3; ++every) {
        for (const int variant : {0, 1}) {
            std::vector<TimeTick> ticks;
            for (size_t i = 0; i < axis.periods.size(); ++i) {
                const QDateTime at = localTime(axis.periods[i], axis.zone);
                const bool chosen = every == 3 ? size == PeriodSize::Day && at.date().dayOfWeek() == Qt::Monday
                                               : i % size_t(every) == 0;
                const double next = i + 1 < axis.periods.size() ? axis.periods[i + 1] : axis.periods[i] + axis.periodMs;
                const double end = std::min(next, axis.periods[i] + 1.5 * axis.periodMs);
                if (chosen)
                    ticks.push_back({(axis.periods[i] + end) / 2, periodLabel(at, size, ticks.empty(), variant), true});
            }
            if (!ticks.empty() && fit(ticks, axis, pixels, width) && !ticks.empty())
                return ticks;
        }
    }
    return {};
}

std::vector<TimeTick> thinned(std::vector<TimeTick> ticks, const TimeAxis &axis, double pixels, const Width &width)
{
    for (size_t every = 2; every <= ticks.size(); ++every) {
        std::vector<TimeTick> kept;
        for (size_t i = 0; i < ticks.size(); i += every)
            kept.push_back(ticks[i]);
        if (fit(kept, axis, pixels, width) && !kept.empty())
            return kept;
    }
    return {};
}

} // namespace

PeriodSize periodSize(double periodMs)
{
    const double days = periodMs / kDayMs;
    return days <= 1.5 ? PeriodSize::Day
        : days <= 8    ? PeriodSize::Week
        : days <= 32   ? PeriodSize::Month
        : days <= 95   ? PeriodSize::Quarter
                       : PeriodSize::Year;
}

QString periodName(double at, double periodMs, const QTimeZone &zone)
{
    const QLocale locale;
    const QDateTime time = localTime(at, zone);
    if (periodMs <= 0)
        return locale.toString(time, Texts::tr("ddd d MMM yyyy HH:mm", "date and time"));
    switch (periodSize(periodMs)) {
    case PeriodSize::Day:
        return locale.toString(time.date(), Texts::tr("ddd d MMM yyyy", "date"));
    case PeriodSize::Week:
        return Texts::tr("week of %1").arg(locale.toString(time.date(), Texts::tr("d MMM yyyy", "date")));
    case PeriodSize::Month:
        return locale.toString(time.date(), QStringLiteral("MMMM yyyy"));
    case PeriodSize::Quarter:
    case PeriodSize::Year:
        break;
    }
    return periodLabel(time, periodSize(periodMs), true, 0);
}

std::vector<TimeTick> timeTicks(const TimeAxis &axis, double pixels, const Width &textWidth)
{
    if (!(axis.to > axis.from) || pixels < 1)
        return {};
    double atLeast = 0;
    if (axis.periodMs > 0) {
        if (std::vector<TimeTick> ticks = periodTicks(axis, pixels, textWidth); !ticks.empty())
            return ticks;
        atLeast = axis.periodMs * 1.5;
    }
    std::vector<TimeTick> finest;
    for (const Level &level : kLevels) {
        if (level.unit == Unit::Hour && axis.to - axis.from > 2.5 * kDayMs)
            continue;
        if (level.approximateMs < atLeast || (axis.to - axis.from) / level.approximateMs > pixels / 20)
            continue;
        for (const int variant : {0, 1}) {
            std::vector<TimeTick> ticks;
            for (const QDateTime &at : boundaries(axis, level))
                ticks.push_back({static_cast<double>(at.toMSecsSinceEpoch()),
                    levelLabel(at, level.unit, ticks.empty(), variant), false});
            if (fit(ticks, axis, pixels, textWidth) && ticks.size() >= 2)
                return ticks;
            if (ticks.size() >= 2 && finest.empty())
                finest = ticks;
        }
    }
    std::vector<TimeTick> ticks = thinned(std::move(finest), axis, pixels, textWidth);
    if (ticks.empty()) // a stretch without room or without a boundary: its beginning is named
        ticks.push_back({axis.from, dayLabel(localTime(axis.from, axis.zone).date(), false), false});
    return ticks;
}

} // namespace leadline
