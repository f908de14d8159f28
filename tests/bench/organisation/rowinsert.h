#pragma once

#include "core/store/database.h"
#include "core/store/statement.h"

#include <sqlite3.h>

namespace leadline {

inline void require(const Result<void> &result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().text), qPrintable(result.error().detail));
}

// "INSERT INTO table (columns) VALUES (…)", prepared once. Columns are separated by ", "; the rows follow their order.
// Integers, Instants (unset = NULL), texts (empty = NULL) and reals (NaN = NULL). Ends the program where the store
// fails.
class RowInsert {
public:
    RowInsert(Database &database, const QByteArray &table, const QByteArray &columns)
    {
        const auto count = columns.count(',') + 1;
        auto statement = Statement::prepare(database,
            "INSERT INTO " + table + " (" + columns + ") VALUES (?" + QByteArray(",?").repeated(count - 1) + ')');
        if (!statement)
            qFatal("%s (%s)", qPrintable(statement.error().text), qPrintable(statement.error().detail));
        m_statement = std::move(*statement);
    }

    template <typename... Values> void add(const Values &...values)
    {
        int index = 0;
        (bind(++index, values), ...);
        require(m_statement.run());
    }

private:
    template <std::integral Integer> void bind(int index, Integer value)
    {
        sqlite3_bind_int64(m_statement.handle(), index, static_cast<qint64>(value));
    }
    void bind(int index, Instant value)
    {
        if (value.isSet())
            sqlite3_bind_int64(m_statement.handle(), index, value.ms());
        else
            sqlite3_bind_null(m_statement.handle(), index);
    }
    void bind(int index, double value) { sqlite3_bind_double(m_statement.handle(), index, value); }
    void bind(int index, const QByteArray &utf8) // lives until the row is written
    {
        if (utf8.isEmpty())
            sqlite3_bind_null(m_statement.handle(), index);
        else
            sqlite3_bind_text(
                m_statement.handle(), index, utf8.constData(), static_cast<int>(utf8.size()), SQLITE_STATIC);
    }

    Statement m_statement;
};

} // namespace leadline
