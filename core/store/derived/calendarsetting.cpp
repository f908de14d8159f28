#include "core/store/derived/calendarsetting.h"

#include "core/store/derived/sqlread.h"
#include "core/store/directorystore.h"
#include "core/store/recordstore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace leadline {

static constexpr QStringView kCalendarSetting = u"work_calendar";

namespace {

WorkCalendar calendarOf(const QJsonObject &object)
{
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

Result<QJsonObject> jsonOf(const WorkCalendar &calendar)
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
    return QJsonObject{{u"time_zone"_s, calendar.timeZone}, {u"week_start"_s, calendar.weekStart},
        {u"work_days"_s, days}, {u"day_start_minute"_s, calendar.dayStartMinute},
        {u"day_end_minute"_s, calendar.dayEndMinute}, {u"holidays"_s, holidays}};
}

QString ownKey(qint64 team, qint64 person)
{
    return team != 0 ? kCalendarSetting.toString() + u".team.%1"_s.arg(team) : kCalendarSetting.toString() + u".person.%1"_s.arg(person);
}

} // namespace

Result<WorkCalendar> readWorkCalendar(Database &database)
{
    auto setting = readSetting(database, kCalendarSetting.toString());
    if (!setting)
        return std::unexpected(setting.error());
    return calendarOf(setting->toObject());
}

Result<void> saveWorkCalendar(Database &database, const WorkCalendar &calendar)
{
    const auto json = jsonOf(calendar);
    return json ? saveSetting(database, kCalendarSetting.toString(), *json) : std::unexpected(json.error());
}

Result<std::vector<OwnCalendar>> readOwnCalendars(Database &database)
{
    std::vector<OwnCalendar> all;
    auto read = forEachRow(database, "SELECT key, value FROM setting WHERE key GLOB 'work_calendar.*' ORDER BY key",
        [&all](const Statement &row) {
            const QStringList parts = row.text(0).split(u'.');
            const qint64 id = parts.value(2).toLongLong();
            const bool team = parts.value(1) == "team"_L1;
            all.push_back({.team = team ? id : 0,
                .person = team ? 0 : id,
                .calendar = calendarOf(QJsonDocument::fromJson(row.text(1).toUtf8()).object())});
        });
    if (!read)
        return std::unexpected(read.error());
    return all;
}

Result<void> saveOwnCalendar(Database &database, const SetOwnCalendar &change)
{
    if ((change.team == 0) == (change.person == 0))
        return fail(ErrorKind::Config, u"Say whose working hours these are: a team's or a person's."_s);
    const QString key = ownKey(change.team, change.person);
    if (!change.calendar)
        return saveSetting(database, key, QJsonValue(QJsonValue::Undefined));
    const auto json = jsonOf(*change.calendar);
    return json ? saveSetting(database, key, *json) : std::unexpected(json.error());
}

} // namespace leadline
