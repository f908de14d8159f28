#pragma once

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/domain/directory.h"

namespace leadline {

class Database;

// Brings everything that is computed from records up to date: services of new repositories, environment classes, which
// deployment brought which change (by commit ancestry, else by order in time and marked inferred), incidents to
// deployments, stage times, issues to changes, the time of issues, sprints, teams at the time. Only what changed since the last call is computed again. Runs inside the
// writer's transaction.
struct DerivationReport {
    QStringList facts; // that changed
    qint64 changesLinked = 0;
    qint64 changesInferred = 0;
    qint64 incidentsLinked = 0;
};

[[nodiscard]] Result<DerivationReport> derive(Database &database, const CancelToken &cancel = {});
// Forget what was derived, so that the next derive() computes all of it (after a change of patterns, services, people
// …).
[[nodiscard]] Result<void> invalidateDerived(Database &database);

} // namespace leadline
