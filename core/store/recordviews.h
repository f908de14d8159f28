#pragma once

#include "core/base/error.h"

namespace leadline {

class Database;

// One view for each kind of record, by its plural name ("change_requests"), for people who write SQL: times as ISO
// 8601, enumerations by name, references as external ids. Made anew by every migration.
[[nodiscard]] Result<void> makeRecordViews(Database &database);

} // namespace leadline
