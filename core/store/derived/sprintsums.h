#pragma once

#include "core/base/error.h"

#include <QSet>

namespace leadline {

class Database;

struct SprintSums {
    bool sprints = false; // a row of sprint_fact changed
    bool items = false; // a row of sprint_item got another holder
};

// Counts the sprints anew whose items or times changed, and what is said of several sprints of their boards.
[[nodiscard]] Result<SprintSums> updateSprintSums(Database &database, const QSet<qint64> &sprints);

} // namespace leadline
