#pragma once

#include "core/base/cancel.h"
#include "core/domain/facts.h"

#include <QByteArray>

#include <functional>
#include <initializer_list>

namespace leadline {

class Database;

// Codes for the names of one dimension, in the order of first use; 0 is "".
class NameCodes {
public:
    NameCodes();
    [[nodiscard]] qint32 codeOf(const QString &name);
    [[nodiscard]] std::shared_ptr<const Dictionary> dictionary() const;

private:
    QStringList m_names;
    QHash<QString, qint32> m_codes;
};

// The cells of an integer column, by row; the column outlives it.
class IntegerCells {
public:
    explicit IntegerCells(const FactColumn &column)
        : m_column(&column)
    {
    }
    [[nodiscard]] qint64 operator[](std::size_t row) const { return m_column->integer(static_cast<qsizetype>(row)); }
    [[nodiscard]] qsizetype rows() const { return m_column->rows(); }

private:
    const FactColumn *m_column;
};

// The result of one query as columns, read with the C API. Three kinds of cells: 'i' integer (NULL = Instant::kUnset),
// 'r' real (NULL = NaN), 't' text (codes of a dictionary, NULL = 0).
class ColumnReader {
public:
    // `kinds`: one letter a column of the query. Cancelled when the token says so.
    [[nodiscard]] static Result<ColumnReader> read(
        Database &database, const QByteArray &sql, const QByteArray &kinds, const CancelToken &cancel);

    [[nodiscard]] qsizetype rows() const { return m_rows; }
    [[nodiscard]] IntegerCells integers(int column) const
    {
        return IntegerCells(m_columns[static_cast<std::size_t>(column)]);
    }
    [[nodiscard]] FactColumn take(int column) { return std::move(m_columns[static_cast<std::size_t>(column)]); }

    // A code column made from an integer column: `nameOf` is asked once for each different value that is set.
    [[nodiscard]] FactColumn named(int column, const std::function<QString(qint64)> &nameOf) const;
    // The same from any row's value: `valueOf(row)`, Instant::kUnset = none.
    [[nodiscard]] FactColumn named(
        const std::function<qint64(qsizetype row)> &valueOf, const std::function<QString(qint64)> &nameOf) const;

private:
    std::vector<FactColumn> m_columns;
    qsizetype m_rows = 0;
};

// later - earlier where both are set, never below 0; else unset.
[[nodiscard]] FactColumn durations(IntegerCells earlier, IntegerCells later);

} // namespace leadline
