#pragma once

#include "core/base/error.h"

namespace leadline {

class Database;

// Marks a file as a workspace of ours ("Lead" in its header).
inline constexpr qint64 kApplicationId = 0x4c656164;

// The newest schema this program knows: the highest number of resources/sql/NNNN_*.sql.
[[nodiscard]] int newestSchema();

// Runs the scripts above the file's schema, each in one transaction. Storage error when the file is of a newer schema.
[[nodiscard]] Result<void> migrate(Database &database);

// The version of the file; Storage errors: not a workspace, made by a newer Leadline.
[[nodiscard]] Result<int> checkedSchema(Database &database);

// Indexes that pay only after the first bulk load (resources/sql/indexes.sql). Does nothing when they are there.
[[nodiscard]] Result<void> makeSecondaryIndexes(Database &database);

} // namespace leadline
