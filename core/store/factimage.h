#pragma once

#include "core/domain/facts.h"

#include <optional>

namespace leadline {

class Database;

// Images of facts: their columns as they lie in memory, kept in the file so that a start reads a few pages instead of
// every row. An image that is not of the fact's present state is never used.

// Says that these facts have changed: their images are out of date. Inside the writer's transaction.
[[nodiscard]] Result<void> noteFactsChanged(Database &database, const QStringList &facts);
// Which state of the fact the file has: what FactTable::stamp keeps.
[[nodiscard]] Result<qint64> factStamp(Database &database, const QString &fact);
// Nothing when there is no image of the present state that reaches back to `since` (unset = to the beginning).
[[nodiscard]] Result<std::optional<FactTable>> readFactImage(Database &database, const QString &fact, Instant since);
// Does nothing when the table is no longer the present state. Inside the writer's transaction.
[[nodiscard]] Result<void> writeFactImage(Database &database, const FactTable &table);

} // namespace leadline
