#pragma once

#include "core/domain/facts.h"

namespace leadline {

// Every fact in the order in which they are offered.
[[nodiscard]] QStringList factNames();
// What docs/data-model.md says, as data; empty for an unknown fact.
[[nodiscard]] std::vector<FactColumnInfo> factColumns(const QString &fact);

} // namespace leadline
