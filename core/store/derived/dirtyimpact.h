#pragma once

#include "core/base/error.h"

#include <QSet>
#include <QStringList>

namespace leadline {

class Database;

// What the rows written since the last derivation mean for what is derived.
struct DirtyImpact {
    bool any = false;
    bool all = false; // compute everything again
    bool identities = false; // accounts or people changed: match them again
    QSet<qint64> repositories; // whose services must be computed again
    QStringList facts; // that read rows which changed themselves

    [[nodiscard]] static Result<DirtyImpact> read(Database &database);
};

} // namespace leadline
