#pragma once

#include "core/domain/recordschema.h"

#include <QJsonObject>

namespace leadline {

// JSON with the keys of the record schema; times ISO 8601 UTC, unset values left out, references as external ids.
template <typename Record> [[nodiscard]] QJsonObject toJson(const Record &record);

// CSV: one line of headings for a kind, one line a record (RFC 4180; a cell that a spreadsheet would run as a formula
// is prefixed with ').
[[nodiscard]] QStringList csvHeadings(RecordKind kind);
template <typename Record> [[nodiscard]] QString toCsvLine(const Record &record);

// Any JSON object of a record as one CSV line in the order of the headings.
[[nodiscard]] QString csvLine(const QJsonObject &record, const QStringList &headings);
[[nodiscard]] QString csvCell(const QString &text);

// Singular ("change_request") and plural ("change_requests", as the command line has it) names.
[[nodiscard]] QString pluralName(RecordKind kind);
[[nodiscard]] std::optional<RecordKind> recordKindFromName(QStringView singularOrPlural);

} // namespace leadline
