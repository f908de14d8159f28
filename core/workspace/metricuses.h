#pragma once

#include "core/metrics/metricdefinition.h"

namespace leadline {

class Workspace;

// Where a metric is shown or counted on: "Manager: How delivery is going", "formula of Changes per deployment". In
// words.
[[nodiscard]] QStringList usesOf(const Workspace &workspace, const MetricDefinition &metric);

// The JSON of a definition: as its author wrote it, or as it is built in.
[[nodiscard]] QString definitionText(const Workspace &workspace, const MetricDefinition &metric);

} // namespace leadline
