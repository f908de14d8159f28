#pragma once

#include "core/store/sql/sqlguard.h"

struct sqlite3;

namespace leadline {

// Why a SELECT could not be prepared, in words that say what to do, and where in it.
[[nodiscard]] SqlFault prepareFault(
    sqlite3 *connection, const SqlGuard::Refusal &refusal, const QString &sql, const std::vector<SqlView> &views);

// Why it ended while it ran.
[[nodiscard]] SqlFault runFault(sqlite3 *connection, SqlGuard::Stop stop, const SqlLimits &limits, const QString &file);

} // namespace leadline
