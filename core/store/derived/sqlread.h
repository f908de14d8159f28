#pragma once

#include "core/store/statement.h"

#include <optional>
#include <vector>

namespace leadline {

class Database;

// Prepares, then calls row(statement) for every row; stops at the first error.
template <typename Row> [[nodiscard]] Result<void> forEachRow(Database &database, QByteArrayView sql, Row &&row)
{
    auto statement = Statement::prepare(database, sql);
    if (!statement)
        return std::unexpected(statement.error());
    for (;;) {
        const auto more = statement->step();
        if (!more)
            return std::unexpected(more.error());
        if (!*more)
            return {};
        row(std::as_const(*statement));
    }
}

[[nodiscard]] inline std::optional<qint64> optionalInteger(const Statement &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.integer(column));
}

inline void bindOptional(Statement &statement, int index, const std::optional<qint64> &value)
{
    if (value)
        statement.bind(index, *value);
    else
        statement.bindNull(index);
}

// References: 0 = none.
inline void bindReference(Statement &statement, int index, qint64 id)
{
    bindOptional(statement, index, id == 0 ? std::nullopt : std::optional(id));
}

inline void bindText(Statement &statement, int index, const QString &text)
{
    if (text.isEmpty())
        statement.bindNull(index);
    else
        statement.bind(index, QStringView(text));
}

// "1,2,3" for IN (…): the ids are our own, so nothing needs quoting.
template <typename Ids> [[nodiscard]] QByteArray idList(const Ids &ids)
{
    QByteArray list;
    for (const qint64 id : ids) {
        if (!list.isEmpty())
            list += ',';
        list += QByteArray::number(id);
    }
    return list;
}

// "INSERT … ON CONFLICT(first column) DO UPDATE …" that leaves a row untouched which would not change.
[[nodiscard]] QByteArray upsertRowSql(QByteArrayView table, const std::vector<QByteArray> &columns);

// Rows written on this connection since it was opened: the difference of two says whether something changed.
[[nodiscard]] qint64 rowsWritten(Database &database);

} // namespace leadline
