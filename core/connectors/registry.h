#pragma once

#include "core/connectors/connector.h"

#include <memory>
#include <vector>

namespace leadline {

// All connectors of this build, in the order they are offered. A new connector is added here, and nowhere else.
[[nodiscard]] std::vector<std::unique_ptr<Connector>> makeConnectors();

} // namespace leadline
