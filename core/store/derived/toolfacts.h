#pragma once

#include "core/base/error.h"

#include <QSet>
#include <QStringList>

namespace leadline {

class Database;

// How long each measure held, around the dirty ones. Returns the facts that changed beside the dirty rows themselves,
// as all of these do.
[[nodiscard]] Result<QStringList> deriveMeasures(Database &database);

// Who answered the messages that begin a thread, around the dirty ones and those of accounts (`identities`) that are
// now taken for something or somebody else.
[[nodiscard]] Result<QStringList> deriveMessages(Database &database, const QSet<qint64> &identities);

// Which repository the projects of quality and security tools belong to: by name, with or without what follows a colon,
// whatever separates its words. `always`: repositories or services have changed.
[[nodiscard]] Result<QStringList> placeProjects(Database &database, bool always);

} // namespace leadline
