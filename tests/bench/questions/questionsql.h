#pragma once

#include "tests/bench/questions/plan.h"

namespace leadline {

// A part as SQL, exact as the engine: rows of (dimensions …, beginning of the period in ms or NULL for the whole range,
// value, first and third quartile where it is a median, records). UTC, weeks from Monday.
[[nodiscard]] QByteArray duckSql(const Part &part); // on tables that have the columns of the facts
[[nodiscard]] QByteArray fileSql(const Part &part); // on the tables of the workspace file

} // namespace leadline
