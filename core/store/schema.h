#pragma once

#include "core/domain/recordschema.h"

#include <QByteArray>

#include <span>
#include <vector>

// The tables of the records as data, made from recordschema.h, for everything that is the same for all kinds.
namespace leadline {

struct ColumnInfo {
    enum class Type { Text, List, Integer, Real, Boolean, Time, Enum, Reference };

    QByteArray name; // as in the record schema
    Type type = Type::Text;
    FieldRole role = FieldRole::Plain;
    RecordKind target = RecordKind::Repository; // of a Reference
    std::span<const QLatin1StringView> names; // of an Enum, by code

    [[nodiscard]] QByteArray quoted() const { return '"' + name + '"'; }
};

struct TableInfo {
    RecordKind kind = RecordKind::Repository;
    QByteArray name; // quoted, ready for SQL
    std::vector<ColumnInfo> columns; // without id, source, external_id, url, updated_at, run

    [[nodiscard]] const ColumnInfo *column(QStringView name) const; // null where there is none
};

[[nodiscard]] const TableInfo &tableOf(RecordKind kind);

// A record makes no sense without what this refers to: a review without its change request.
[[nodiscard]] bool isRequired(RecordKind kind, const ColumnInfo &column);

// People, teams and memberships belong to the workspace, whoever tells of them.
[[nodiscard]] constexpr bool belongsToWorkspace(RecordKind kind)
{
    return kind == RecordKind::Person || kind == RecordKind::Team || kind == RecordKind::Membership;
}

// INSERT … ON CONFLICT DO UPDATE by the natural key, obeying field roles. Parameters: source, external_id, url,
// updated_at, run, then the columns that are not derived, in order.
[[nodiscard]] QByteArray upsertSql(RecordKind kind);

// When the record happened, as an SQL expression on the table's columns: merged, finished, opened … else updated_at.
[[nodiscard]] QByteArray mainTimeSql(RecordKind kind);

} // namespace leadline
