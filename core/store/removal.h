#pragma once

#include "core/store/dirtyrows.h"

namespace leadline {

// Deletes a row and what makes no sense without it (the reviews of a change request, everything of a repository); other
// references to it become none. Notes the deleted rows, and what they belonged to, as dirty. Inside a transaction.
[[nodiscard]] Result<void> removeRow(Database &database, RecordKind kind, qint64 id, DirtyRows &dirty);

// Deletes all that a source told. Inside a transaction.
[[nodiscard]] Result<void> removeRowsOfSource(Database &database, qint64 source);

} // namespace leadline
