#pragma once

#include "core/base/error.h"
#include "core/domain/directory.h"
#include "core/domain/timeline.h"

namespace leadline {

class Database;

[[nodiscard]] Result<Directory> readDirectory(Database &database);
// Applies the change and returns its inverse.
[[nodiscard]] Result<DirectoryChange> applyDirectoryChange(Database &database, const DirectoryChange &change);

// Everything that happened to a row of a fact ("change", "issue", "deployment", "incident").
[[nodiscard]] Result<Timeline> readTimeline(Database &database, const QString &fact, qint64 id);

} // namespace leadline
