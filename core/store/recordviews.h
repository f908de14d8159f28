#pragma once

#include "core/base/error.h"
#include "core/domain/records.h"

#include <QByteArray>

#include <vector>

namespace leadline {

class Database;

// One view for each kind of record, by its plural name ("change_requests"), for people who write SQL: times as ISO
// 8601, enumerations by name, references as external ids. Made anew by every migration.
[[nodiscard]] Result<void> makeRecordViews(Database &database);

struct RecordViewColumn {
    QByteArray name;
    QByteArray sql; // over the table "t"
    QString type; // "text", "integer", "real"
    QString description;
};
// With `milliseconds` every time also stands as a number: "merged_at_ms".
[[nodiscard]] std::vector<RecordViewColumn> recordViewColumns(RecordKind kind, bool milliseconds);
[[nodiscard]] QByteArray recordViewSelect(RecordKind kind, bool milliseconds);

} // namespace leadline
