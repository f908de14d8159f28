#include "core/store/derived/calendarsetting.h"

#include "core/store/directorystore.h"
#include "core/store/recordstore.h"

#include <QJsonArray>
#include <QTimeZone>

namespace leadline {

static constexpr QStringView kCalendarSetting = u"work_calendar";

Result<WorkCalendar> readWorkCalendar(Database &database)
{
    auto setting = readSetting(database, kCalendarSetting.toString());
    if (!setting)
        return std::unexpected(setting.error());
    const QJsonObject object = setting->toObject();
    WorkCalendar calendar;
    calendar.timeZone = object.value("time_zone"_L1).toString();
    calendar.weekStart = object.value("week_start"_L1).toInt(calendar.weekStart);
    calendar.dayStartMinute = object.value("day_start_minute"_L1).toInt(calendar.dayStartMinute);
    calendar.dayEndMinute = object.value("day_end_minute"_L1).toInt(calendar.dayEndMinute);
    if (object.contains("work_days"_L1)) {
        calendar.workDays.clear();
        for (const QJsonValue day : object.value("work_days"_L1).toArray())
            calendar.workDays.push_back(day.toInt());
    }
    for (const QJsonValue day : object.value("holidays"_L1).toArray()) {
        if (const QDate date = QDate::fromString(day.toString(), Qt::ISODate); date.isValid())
            calendar.holidays.push_back(date);
    }
    return calendar;
}

Result<void> saveWorkCalendar(Database &database, const WorkCalendar &calendar)
{
    if (!calendar.timeZone.isEmpty() && !QTimeZone(calendar.timeZone.toLatin1()).isValid())
        return fail(ErrorKind::Config,
            u"There is no time zone called “%1”. Choose one from the list."_s.arg(calendar.timeZone));
    if (calendar.dayEndMinute <= calendar.dayStartMinute)
        return fail(ErrorKind::Config, u"The working day ends before it begins. Correct the hours and save again."_s);
    QJsonArray days;
    for (const int day : calendar.workDays)
        days.append(day);
    QJsonArray holidays;
    for (const QDate day : calendar.holidays)
        holidays.append(day.toString(Qt::ISODate));
    return saveSetting(database, kCalendarSetting.toString(),
        QJsonObject{{u"time_zone"_s, calendar.timeZone}, {u"week_start"_s, calendar.weekStart}, {u"work_days"_s, days},
            {u"day_start_minute"_s, calendar.dayStartMinute}, {u"day_end_minute"_s, calendar.dayEndMinute},
            {u"holidays"_s, holidays}});
}

} // namespace leadline
