#pragma once

#include "core/base/error.h"

struct sqlite3;

namespace leadline {

// The connection's last fault in words for a person; `doing` ("write records") goes into the detail.
[[nodiscard]] Error storageError(sqlite3 *connection, const QString &file, const QString &doing);
[[nodiscard]] Error storageError(int sqliteCode, int systemError, const QString &file, const QString &detail);

// The disk (or the quota) has no room left: worth trying again later, after the reserve is released.
[[nodiscard]] bool isDiskFull(const Error &error);

} // namespace leadline
