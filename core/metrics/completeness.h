#pragma once

#include "core/metrics/factssnapshot.h"
#include "core/metrics/metricquery.h"

namespace leadline {

// Freshness of the sources that have rows in the facts; of all where the facts do not tell their source.
[[nodiscard]] std::vector<Freshness> freshnessOf(const QStringList &facts, const FactsSnapshot &snapshot);
// What is missing behind figures about the facts, in sentences: sources that were not read to the end, records that the
// tool has and that are not here, records that could not be understood, and time before the first record.
[[nodiscard]] QStringList completenessWarnings(const QStringList &facts, const std::vector<Freshness> &freshness,
    const TimeRange &asked, Instant knownFrom, const QTimeZone &zone);

} // namespace leadline
