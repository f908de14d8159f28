#pragma once

#include "core/base/workingtime.h"

#include <QHash>

namespace leadline {

// What questions need to know of teams and people beside the facts: which team is part of which, and when who works.
struct Organisation {
    QHash<QString, QString> parentTeams; // a team's name → the name of the team that it is part of
    WorkCalendars calendars;
};

} // namespace leadline
