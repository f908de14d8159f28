#pragma once

#include "core/metrics/figures.h"

namespace leadline {

// What some aggregate says of the amounts of several names (people, files …); a gap when they add up to nothing.
[[nodiscard]] double shareFigure(Aggregate aggregate, std::vector<double> amounts);
// For AbsenceFactor, Gini, Hhi and TopShare: what each name adds up to in a cell, and what that says. `names` is a
// dimension of the scanned rows.
[[nodiscard]] FigureTable shareFigures(
    const MetricDefinition &definition, const ScannedRows &scanned, const FactColumn &names);
// Makes gaps of the figures to which fewer than `least` names added, so that they say nothing of single people. True
// when there were any.
bool hideSmall(FigureTable &table, const ScannedRows &scanned, const FactColumn &names, int least);

} // namespace leadline
