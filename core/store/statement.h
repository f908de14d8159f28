#pragma once

#include "core/base/error.h"
#include "core/base/instant.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>

#include <concepts>
#include <utility>

struct sqlite3_stmt;

namespace leadline {

class Database;

// A prepared statement on the C API: no QVariant for each cell. Columns count from 0, parameters from 1.
class Statement {
public:
    Statement() = default;
    [[nodiscard]] static Result<Statement> prepare(Database &database, QByteArrayView sql);
    Statement(Statement &&other) noexcept
        : m_statement(std::exchange(other.m_statement, nullptr))
        , m_database(other.m_database)
    {
    }
    Statement &operator=(Statement &&other) noexcept
    {
        std::swap(m_statement, other.m_statement);
        std::swap(m_database, other.m_database);
        return *this;
    }
    ~Statement();

    [[nodiscard]] bool isNull() const { return !m_statement; }
    [[nodiscard]] sqlite3_stmt *handle() const { return m_statement; }

    void bindNull(int index);
    template <std::integral Integer> void bind(int index, Integer value)
    {
        bindInteger(index, static_cast<qint64>(value));
    }
    void bind(int index, double value);
    void bind(int index, Instant value); // unset = NULL
    void bind(int index, QStringView text); // copied; empty text stays empty text
    void bind(int index, const QByteArray &blob); // copied

    [[nodiscard]] Result<bool> step(); // true: there is a row
    [[nodiscard]] Result<void> run(); // steps to the end, then resets
    void reset();

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] qint64 integer(int column) const; // NULL = 0
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] Instant instant(int column) const; // NULL = unset
    [[nodiscard]] QString text(int column) const; // NULL = empty
    [[nodiscard]] QByteArray blob(int column) const;

private:
    void bindInteger(int index, qint64 value);

    sqlite3_stmt *m_statement = nullptr;
    Database *m_database = nullptr; // outlives the statement, and stays where it is
};

// Runs a statement once with its parameters bound in order.
template <typename... Values>
[[nodiscard]] Result<void> runOnce(Database &database, QByteArrayView sql, const Values &...values)
{
    auto statement = Statement::prepare(database, sql);
    if (!statement)
        return std::unexpected(statement.error());
    int index = 0;
    (statement->bind(++index, values), ...);
    return statement->run();
}

} // namespace leadline
