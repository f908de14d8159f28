#pragma once

#include "core/base/cancel.h"
#include "core/domain/facts.h"

namespace leadline {

class Database;

// All columns of a fact (FactSource::load()); Config error for an unknown one.
[[nodiscard]] Result<FactTable> loadFact(
    Database &database, const QString &fact, Instant since, const CancelToken &cancel);

} // namespace leadline
