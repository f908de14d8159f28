#pragma once

#include "core/metrics/rowscan.h"

namespace leadline {

// What a reader should know about the rows behind a number: what stood for deployments, what was inferred.
[[nodiscard]] QStringList notesOf(
    const MetricDefinition &definition, const FactTable &table, const ScannedRows &scanned);

} // namespace leadline
