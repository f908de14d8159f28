#pragma once

#include "core/simulation/world.h"

namespace leadline::sim {

// Who writes to whom, when: metadata of a chat, in channels of the teams and of all. Draws numbers of its own.
void talk(World &world, quint64 seed, SimulatedOrganisation &organisation);

} // namespace leadline::sim
