#pragma once

#include "core/base/error.h"

#include <QSet>
#include <QStringList>

namespace leadline {

class Database;

// Finds out which builds repeat others, which are flaky, which ran on the default branch, and when pipelines were red.
// Computes around the dirty builds, and everything of `repositories`, whose default branch is another one. Returns the
// facts that changed beside the dirty rows themselves.
[[nodiscard]] Result<QStringList> deriveBuilds(Database &database, const QSet<qint64> &repositories);

} // namespace leadline
