#pragma once

#include "core/base/error.h"

#include <QSet>

namespace leadline {

class Database;

// Brings the keys that changes name up to date. Returns the issues of keys that a change has begun or ceased to name;
// with `all` every change is read again, and nothing is returned.
[[nodiscard]] Result<QSet<qint64>> updateChangeKeys(Database &database, bool all);

} // namespace leadline
