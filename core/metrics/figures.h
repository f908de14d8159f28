#pragma once

#include "core/metrics/rowscan.h"

#include <span>

namespace leadline {

// What an aggregate makes of some rows.
struct Figures {
    double value = kGap;
    double low = kGap;
    double high = kGap;
    qint64 n = 0;
};

// Of each group in each period, and of each group over all periods. `cells` has groups × periods entries.
struct FigureTable {
    std::vector<Figures> cells;
    std::vector<Figures> totals;
};

// For every aggregate but those with a period or of shares. Nothing of nothing is a gap here; where zero is the truth
// is known to the caller.
[[nodiscard]] FigureTable figuresOf(
    const MetricDefinition &definition, const ScannedRows &scanned, const FactColumn &times);

// The interpolated quantile (0…1) of unsorted values, which it reorders. A gap when there are none.
[[nodiscard]] double quantileOf(std::span<double> values, double quantile);

} // namespace leadline
