#pragma once

#include "core/base/error.h"
#include "core/domain/directory.h"

namespace leadline {

class Database;

// Config error for a time zone that does not exist or hours that end before they begin. readWorkCalendar() is in
// directorystore.h.
[[nodiscard]] Result<void> saveWorkCalendar(Database &database, const WorkCalendar &calendar);
// Working hours of teams and people, where they have some of their own.
[[nodiscard]] Result<std::vector<OwnCalendar>> readOwnCalendars(Database &database);
[[nodiscard]] Result<void> saveOwnCalendar(Database &database, const SetOwnCalendar &change);

} // namespace leadline
