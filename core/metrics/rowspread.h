#pragma once

#include "core/metrics/dimensions.h"
#include "core/metrics/rowscan.h"

namespace leadline {

// Rows that count under several names of a dimension are repeated for each of them; group codes, until here codes of
// the columns, are then places in Dimension::names.
[[nodiscard]] ScannedRows spreadOver(ScannedRows scanned, const std::vector<const Dimension *> &dimensions);

} // namespace leadline
