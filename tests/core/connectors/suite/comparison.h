#pragma once

#include "tests/core/connectors/suite/connectorfixture.h"

namespace leadline {

// What the sink lacks of the truth, has beside it, or has otherwise, in words; empty when all is as it should be.
[[nodiscard]] QString difference(const MemorySink &sink, const RecordBatch &records, const ConnectorFixture &fixture);
// Only whether everything is there, once, of kinds that do not belong to the list `without`.
[[nodiscard]] QString countDifference(const MemorySink &sink, const RecordBatch &records,
    const ConnectorFixture &fixture, const FixtureList &without = {});

} // namespace leadline
