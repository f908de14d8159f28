#include "core/store/rowbinder.h"

#include <QStringEncoder>

#include <algorithm>
#include <sqlite3.h>

namespace leadline {

void RowBinder::start(sqlite3_stmt *statement, qsizetype characters)
{
    constexpr qsizetype kKeep = 1 << 20; // a buffer grown for one huge text is given back
    const qsizetype needed = characters * 3; // UTF-8 needs at most three bytes for a UTF-16 unit
    if (m_buffer.size() < needed || (m_buffer.size() > kKeep && needed < kKeep))
        m_buffer = QByteArray(std::max<qsizetype>(needed, 4096), Qt::Uninitialized);
    m_free = m_buffer.data();
    m_statement = statement;
    m_index = 0;
    sqlite3_clear_bindings(statement);
}

void RowBinder::add(qint64 value)
{
    sqlite3_bind_int64(m_statement, ++m_index, value);
}

void RowBinder::add(Instant value)
{
    ++m_index;
    if (value.isSet())
        sqlite3_bind_int64(m_statement, m_index, value.ms());
}

char *RowBinder::encode(QStringView text, char *to)
{
    QStringEncoder encoder(QStringConverter::Utf8, QStringConverter::Flag::Stateless);
    return encoder.appendToBuffer(to, text);
}

void RowBinder::bindText(const char *from, const char *to)
{
    sqlite3_bind_text64(
        m_statement, ++m_index, from, static_cast<sqlite3_uint64>(to - from), SQLITE_STATIC, SQLITE_UTF8);
}

void RowBinder::add(const QString &text)
{
    if (text.isEmpty()) {
        ++m_index;
        return;
    }
    char *end = encode(text, m_free);
    bindText(m_free, end);
    m_free = end;
}

void RowBinder::add(const QStringList &list)
{
    if (list.isEmpty()) {
        ++m_index;
        return;
    }
    char *end = m_free;
    for (const QString &item : list) {
        if (end != m_free)
            *end++ = '\n';
        char *begin = end;
        end = encode(item, end);
        std::replace(begin, end, '\n', ' '); // the separator
    }
    bindText(m_free, end);
    m_free = end;
}

void RowBinder::add(const std::optional<qint64> &value)
{
    ++m_index;
    if (value)
        sqlite3_bind_int64(m_statement, m_index, *value);
}

void RowBinder::add(const std::optional<double> &value)
{
    ++m_index;
    if (value)
        sqlite3_bind_double(m_statement, m_index, *value);
}

} // namespace leadline
