#pragma once

#include "core/domain/facts.h"

namespace leadline {

// Every fact in the order in which they are offered.
[[nodiscard]] QStringList factNames();
// What docs/data-model.md says, as data; empty for an unknown fact.
[[nodiscard]] std::vector<FactColumnInfo> factColumns(const QString &fact);
// The table of the file that a fact's times are in.
[[nodiscard]] QByteArray factTable(const QString &fact);
// By when a finding should be fixed, as SQL on its table.
[[nodiscard]] QByteArray dueSql();
// When a row of that table was over, as SQL: its last time; the end of time while it lasts. Indexed (migrations.cpp),
// so that the newest rows are found without reading the old ones.
[[nodiscard]] QByteArray overSql(const QString &fact);

} // namespace leadline
