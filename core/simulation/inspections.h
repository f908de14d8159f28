#pragma once

#include "core/simulation/world.h"

namespace leadline::sim {

// What tools that look at the code tell: vulnerabilities and secrets, and measures every other week. After the work is
// done, because the code grows by what was merged. Draws numbers of its own.
void inspect(World &world, quint64 seed, SimulatedOrganisation &organisation);

} // namespace leadline::sim
