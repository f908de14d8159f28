#pragma once

#include "core/base/error.h"

#include <QSet>
#include <QString>

namespace leadline {

class Database;

// Gives every repository without a service one of its own, lets automatic services follow their repository's path, and
// removes what is left of services and assignments when repositories are gone. Returns whether some were.
[[nodiscard]] Result<bool> updateServices(Database &database);

// Repositories that are new, renamed, have another default branch or service, or were asked to be linked anew, since
// the last call.
[[nodiscard]] Result<QSet<qint64>> takeChangedRepositories(Database &database);

// A name that no other service has: the wish itself, else with the hint, else with a number.
[[nodiscard]] Result<QString> freeServiceName(
    Database &database, const QString &wish, const QString &hint, qint64 service);

} // namespace leadline
