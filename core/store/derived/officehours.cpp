#include "core/store/derived/officehours.h"

#include "core/store/database.h"
#include "core/store/derived/sqlread.h"
#include "core/store/directorystore.h"

#include <QDateTime>

#include <algorithm>

namespace leadline {

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kQuarterMs = 15 * kMinuteMs; // clocks change at such moments

} // namespace

Result<OfficeHours> OfficeHours::read(Database &database)
{
    OfficeHours hours;
    auto calendar = readWorkCalendar(database);
    if (!calendar)
        return std::unexpected(calendar.error());
    hours.m_calendar = std::move(*calendar);
    const QTimeZone own(hours.m_calendar.timeZone.toLatin1());
    hours.m_zones.push_back(own.isValid() ? own : QTimeZone::systemTimeZone());
    QHash<QString, int> known;
    auto read = forEachRow(
        database, "SELECT id, time_zone FROM person WHERE time_zone IS NOT NULL", [&](const Statement &row) {
            const QString name = row.text(1);
            if (!known.contains(name)) {
                const QTimeZone zone(name.toLatin1());
                known.insert(name, zone.isValid() ? static_cast<int>(hours.m_zones.size()) : 0);
                if (zone.isValid())
                    hours.m_zones.push_back(zone);
            }
            hours.m_zoneOf.insert(row.integer(0), known.value(name));
        });
    if (!read)
        return std::unexpected(read.error());
    hours.m_offsets.resize(hours.m_zones.size());
    return hours;
}

int OfficeHours::offsetOf(qint64 person, Instant at)
{
    const auto zone = static_cast<std::size_t>(m_zoneOf.value(person, 0));
    QHash<qint64, int> &offsets = m_offsets[zone];
    const auto known = offsets.constFind(at.ms() / kQuarterMs);
    if (known != offsets.cend())
        return *known;
    return *offsets.insert(
        at.ms() / kQuarterMs, m_zones[zone].offsetFromUtc(QDateTime::fromMSecsSinceEpoch(at.ms(), QTimeZone::UTC)));
}

bool OfficeHours::isOutside(qint64 person, Instant at)
{
    const QDateTime local =
        QDateTime::fromMSecsSinceEpoch(at.ms() + qint64{offsetOf(person, at)} * 1000, QTimeZone::UTC);
    if (!std::ranges::contains(m_calendar.workDays, local.date().dayOfWeek())
        || std::ranges::contains(m_calendar.holidays, local.date()))
        return true;
    const auto minute = local.time().msecsSinceStartOfDay() / kMinuteMs;
    return minute < m_calendar.dayStartMinute || minute >= m_calendar.dayEndMinute;
}

} // namespace leadline
