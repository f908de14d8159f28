#pragma once

#include "core/base/error.h"

#include <QSet>
#include <QString>

namespace leadline {

class Database;

struct ServiceUpdate {
    QSet<qint64> repositories; // new, renamed, with another default branch, or asked to be linked anew
    bool removed = false; // some repository is gone
};

// Gives every repository without a service one of its own, lets automatic services follow their repository's path, and
// removes what is left of services and assignments when repositories are gone.
[[nodiscard]] Result<ServiceUpdate> updateServices(Database &database);

// A name that no other service has: the wish itself, else with the hint, else with a number.
[[nodiscard]] Result<QString> freeServiceName(
    Database &database, const QString &wish, const QString &hint, qint64 service);

} // namespace leadline
