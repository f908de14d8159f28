#pragma once

#include "core/domain/records.h"

#include <QByteArray>
#include <QStringList>

struct sqlite3_stmt;

namespace leadline {

// Binds the values of one row in order. Text is encoded once into a buffer that lives until the next row, so that
// SQLite need not copy it.
class RowBinder {
public:
    // `characters`: no less than all text of the row has (UTF-16 units, and one for each item of a list).
    void start(sqlite3_stmt *statement, qsizetype characters);

    void add(qint64 value);
    void add(bool value) { add(static_cast<qint64>(value)); }
    void add(Instant value);
    void add(const QString &text); // empty = NULL
    void add(const QStringList &list); // joined by line feeds; empty = NULL
    void add(const std::optional<qint64> &value);
    void add(const std::optional<double> &value);
    template <typename E>
        requires std::is_enum_v<E>
    void add(E value)
    {
        add(static_cast<qint64>(value));
    }
    void addNull() { ++m_index; } // parameters are cleared by start()

private:
    char *encode(QStringView text, char *to);
    void bindText(const char *from, const char *to);

    sqlite3_stmt *m_statement = nullptr;
    int m_index = 0;
    QByteArray m_buffer;
    char *m_free = nullptr;
};

[[nodiscard]] inline qsizetype charactersOf(const QString &text)
{
    return text.size();
}
[[nodiscard]] inline qsizetype charactersOf(const QStringList &list)
{
    qsizetype sum = 0;
    for (const QString &item : list)
        sum += item.size() + 1;
    return sum;
}
template <typename Value> [[nodiscard]] qsizetype charactersOf(const Value &)
{
    return 0;
}

} // namespace leadline
