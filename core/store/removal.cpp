#include "core/store/removal.h"

#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

namespace leadline {

namespace {

Result<std::vector<qint64>> rowsReferring(
    Database &database, const TableInfo &table, const ColumnInfo &column, qint64 id)
{
    auto select = Statement::prepare(database, "SELECT id FROM " + table.name + " WHERE " + column.quoted() + " = ?1");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, id);
    std::vector<qint64> ids;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return ids;
        ids.push_back(select->integer(0));
    }
}

// What the row belongs to must be derived anew without it.
Result<void> noteParents(Database &database, RecordKind kind, qint64 id, DirtyRows &dirty)
{
    const TableInfo &table = tableOf(kind);
    for (const ColumnInfo &column : table.columns) {
        const bool parent = column.type == ColumnInfo::Type::Reference
            && (isRequired(kind, column) || column.target == RecordKind::Repository
                || column.target == RecordKind::ChangeRequest);
        if (!parent)
            continue;
        const auto of = database.integer(QString::fromUtf8(
            "SELECT " + column.quoted() + " FROM " + table.name + " WHERE id = " + QByteArray::number(id)));
        if (!of)
            return std::unexpected(of.error());
        if (*of != 0)
            dirty.add(column.target, *of);
    }
    return {};
}

Result<void> releaseReferences(Database &database, RecordKind kind, qint64 id, DirtyRows &dirty)
{
    for (int i = 0; i < kRecordKindCount; ++i) {
        const TableInfo &table = tableOf(static_cast<RecordKind>(i));
        for (const ColumnInfo &column : table.columns) {
            if (column.type != ColumnInfo::Type::Reference || column.target != kind)
                continue;
            const auto rows = rowsReferring(database, table, column, id);
            if (!rows)
                return std::unexpected(rows.error());
            const bool goesToo = kind == RecordKind::Repository || isRequired(table.kind, column);
            for (const qint64 row : *rows) {
                dirty.add(table.kind, row);
                const auto done = goesToo
                    ? removeRow(database, table.kind, row, dirty)
                    : runOnce(
                          database, "UPDATE " + table.name + " SET " + column.quoted() + " = NULL WHERE id = ?1", row);
                if (!done)
                    return done;
            }
        }
    }
    return {};
}

} // namespace

Result<void> removeRow(Database &database, RecordKind kind, qint64 id, DirtyRows &dirty)
{
    dirty.add(kind, id);
    return noteParents(database, kind, id, dirty)
        .and_then([&] { return releaseReferences(database, kind, id, dirty); })
        .and_then([&] {
            return runOnce(
                database, "DELETE FROM pending_reference WHERE kind = ?1 AND id = ?2", static_cast<int>(kind), id);
        })
        .and_then([&] { return runOnce(database, "DELETE FROM " + tableOf(kind).name + " WHERE id = ?1", id); });
}

Result<void> removeRowsOfSource(Database &database, qint64 source)
{
    DirtyRows dirty;
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        if (auto done = runOnce(database, "DELETE FROM " + tableOf(kind).name + " WHERE source = ?1", source); !done)
            return done;
        dirty.addAll(kind);
    }
    for (const char *table : {"checkpoint", "completeness", "quarantine", "pending_reference", "freshness", "run"}) {
        if (auto done = runOnce(database, QByteArray("DELETE FROM ") + table + " WHERE source = ?1", source); !done)
            return done;
    }
    return dirty.flush(database);
}

} // namespace leadline
