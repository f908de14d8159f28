#pragma once

#include "core/simulation/simulation.h"

namespace leadline {

// Small enough for seconds, and with something of everything; the tiny one for tests that sync it dozens of times.
[[nodiscard]] const SimulatedOrganisation &smallOrganisation();
[[nodiscard]] const SimulatedOrganisation &tinyOrganisation();

// The tiny one, with titles, branches and names of many scripts.
[[nodiscard]] RecordBatch manyScripts();

// One repository with so many plain change requests, issues or builds, a minute between two.
[[nodiscard]] RecordBatch manyItems(RecordKind kind, int count);

} // namespace leadline
