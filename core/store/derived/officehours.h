#pragma once

#include "core/base/error.h"
#include "core/domain/directory.h"

#include <QHash>
#include <QTimeZone>

namespace leadline {

class Database;

// Whether people are at work: by the workspace's working days and hours, where each person is.
class OfficeHours {
public:
    [[nodiscard]] static Result<OfficeHours> read(Database &database);

    // `person`: 0 = unknown, then the workspace's time zone counts.
    [[nodiscard]] bool isOutside(qint64 person, Instant at);

private:
    [[nodiscard]] int offsetOf(qint64 person, Instant at);

    WorkCalendar m_calendar;
    QHash<qint64, int> m_zoneOf; // by person → index
    std::vector<QTimeZone> m_zones; // the workspace's first
    std::vector<QHash<qint64, int>> m_offsets; // by zone: quarter of an hour since 1970 → seconds; asking the zone itself is slow
};

} // namespace leadline
