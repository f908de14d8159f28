#include "core/simulation/worktime.h"

#include <algorithm>

namespace leadline::sim {

namespace {

QDate sundayOf(int year, int month, int nth) // nth < 0: the last one
{
    if (nth < 0) {
        const QDate last(year, month, QDate(year, month, 1).daysInMonth());
        return last.addDays(-(last.dayOfWeek() % 7));
    }
    const QDate first(year, month, 1);
    return first.addDays((7 - first.dayOfWeek() % 7) % 7 + 7 * (nth - 1));
}

} // namespace

const std::vector<Zone> &zones()
{
    using enum Zone::Summer;
    static const std::vector<Zone> list = {
        {"Europe/Berlin", 60, Europe, {101, 501, 1003, 1225, 1226}},
        {"Europe/London", 0, Europe, {101, 505, 825, 1225, 1226}},
        {"Europe/Warsaw", 60, Europe, {101, 501, 503, 815, 1111, 1225}},
        {"Europe/Athens", 120, Europe, {101, 325, 501, 815, 1028, 1225}},
        {"America/New_York", -300, America, {101, 704, 1127, 1128, 1225}},
        {"America/Sao_Paulo", -180, None, {101, 421, 501, 907, 1012, 1115, 1225}},
        {"Asia/Kolkata", 330, None, {126, 815, 1002, 1020, 1021}},
        {"Asia/Tokyo", 540, None, {101, 102, 211, 429, 503, 504, 505, 811, 1103}},
    };
    return list;
}

int offsetMinutes(const Zone &zone, QDate date)
{
    const int year = date.year();
    bool summer = false;
    if (zone.summer == Zone::Summer::Europe)
        summer = date >= sundayOf(year, 3, -1) && date < sundayOf(year, 10, -1);
    else if (zone.summer == Zone::Summer::America)
        summer = date >= sundayOf(year, 3, 2) && date < sundayOf(year, 11, 1);
    return zone.minutes + (summer ? 60 : 0);
}

QDate dateOf(Ms moment)
{
    const Ms days = moment >= 0 ? moment / kDay : -((-moment + kDay - 1) / kDay);
    return QDate::fromJulianDay(QDate(1970, 1, 1).toJulianDay() + days);
}

Ms startOf(QDate date)
{
    return (date.toJulianDay() - QDate(1970, 1, 1).toJulianDay()) * kDay;
}

std::size_t WorkTime::indexBefore(Ms moment) const
{
    // A local day may begin up to fourteen hours before the UTC day of the same date.
    const Ms day = (moment - m_base) / kDay - 1;
    return static_cast<std::size_t>(std::max<Ms>(day, 0));
}

Ms WorkTime::next(Ms moment) const
{
    return after(moment, 0);
}

Ms WorkTime::after(Ms moment, Ms work) const
{
    if (moment >= kNever)
        return kNever;
    for (std::size_t i = indexBefore(moment); i < m_shifts.size(); ++i) {
        const Shift &shift = m_shifts[i];
        if (shift.to <= moment || shift.to == shift.from)
            continue;
        const Ms begin = std::max(moment, shift.from);
        if (begin + work < shift.to)
            return begin + work;
        work -= shift.to - begin;
    }
    return kNever;
}

} // namespace leadline::sim
