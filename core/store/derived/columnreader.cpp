#include "core/store/derived/columnreader.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

namespace leadline {

namespace {

constexpr qsizetype kRowsBetweenCancelChecks = 4096;

// Text cells of one column: most rows repeat the row before, so that is compared first.
class TextCells {
public:
    qint32 codeOf(const char *utf8, int size)
    {
        const std::string_view text(utf8, static_cast<std::size_t>(size));
        if (text == m_last)
            return m_lastCode;
        m_last.assign(text);
        const QByteArray key = QByteArray::fromRawData(utf8, size);
        const auto known = m_codes.constFind(key);
        if (known != m_codes.cend())
            return m_lastCode = *known;
        m_lastCode = m_names.codeOf(QString::fromUtf8(key));
        m_codes.insert(QByteArray(utf8, size), m_lastCode);
        return m_lastCode;
    }
    [[nodiscard]] std::shared_ptr<const Dictionary> dictionary() const { return m_names.dictionary(); }

private:
    NameCodes m_names;
    QHash<QByteArray, qint32> m_codes;
    std::string m_last;
    qint32 m_lastCode = 0;
};

// One column while it is read.
class Cells {
public:
    explicit Cells(char kind)
        : m_kind(kind)
        , m_column(kind == 'i'  ? FactColumn::Kind::Integer
                  : kind == 'r' ? FactColumn::Kind::Real
                                : FactColumn::Kind::Code)
    {
    }

    void take(sqlite3_stmt *row, int column)
    {
        const bool null = sqlite3_column_type(row, column) == SQLITE_NULL;
        if (m_kind == 'i')
            m_column.addInteger(null ? Instant::kUnset : sqlite3_column_int64(row, column));
        else if (m_kind == 'r')
            m_column.addReal(null ? std::numeric_limits<double>::quiet_NaN() : sqlite3_column_double(row, column));
        else if (null)
            m_column.addCode(0);
        else {
            const auto *utf8 = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
            m_column.addCode(m_texts.codeOf(utf8, sqlite3_column_bytes(row, column)));
        }
    }
    FactColumn finish() { return m_column.finish(m_kind == 't' ? m_texts.dictionary() : nullptr); }

private:
    char m_kind;
    FactColumnBuilder m_column;
    TextCells m_texts;
};

} // namespace

NameCodes::NameCodes()
    : m_names({QString()})
    , m_codes({{QString(), 0}})
{
}

qint32 NameCodes::codeOf(const QString &name)
{
    const auto known = m_codes.constFind(name);
    if (known != m_codes.cend())
        return *known;
    const auto code = static_cast<qint32>(m_names.size());
    m_names.append(name);
    m_codes.insert(name, code);
    return code;
}

std::shared_ptr<const Dictionary> NameCodes::dictionary() const
{
    return std::make_shared<const Dictionary>(Dictionary{m_names});
}

Result<ColumnReader> ColumnReader::read(
    Database &database, const QByteArray &sql, const QByteArray &kinds, const CancelToken &cancel)
{
    auto statement = Statement::prepare(database, sql);
    if (!statement)
        return std::unexpected(statement.error());
    std::vector<Cells> cells(kinds.begin(), kinds.end());
    ColumnReader reader;
    for (;;) {
        const auto more = statement->step();
        if (!more)
            return std::unexpected(more.error());
        if (!*more)
            break;
        for (std::size_t i = 0; i < cells.size(); ++i)
            cells[i].take(statement->handle(), static_cast<int>(i));
        if (++reader.m_rows % kRowsBetweenCancelChecks == 0 && cancel.isCancelled())
            return fail(ErrorKind::Cancelled, u"Loading was stopped."_s);
    }
    for (Cells &column : cells)
        reader.m_columns.push_back(column.finish());
    return reader;
}

FactColumn ColumnReader::named(int column, const std::function<QString(qint64)> &nameOf) const
{
    const IntegerCells values = integers(column);
    return named([values](qsizetype row) { return values[static_cast<std::size_t>(row)]; }, nameOf);
}

FactColumn ColumnReader::named(
    const std::function<qint64(qsizetype)> &valueOf, const std::function<QString(qint64)> &nameOf) const
{
    NameCodes names;
    QHash<qint64, qint32> known;
    FactColumnBuilder codes(FactColumn::Kind::Code);
    qint64 last = Instant::kUnset;
    qint32 lastCode = 0;
    for (qsizetype row = 0; row < m_rows; ++row) {
        const qint64 value = valueOf(row);
        if (value != last) {
            last = value;
            if (value == Instant::kUnset) {
                lastCode = 0;
            } else if (const auto found = known.constFind(value); found != known.cend()) {
                lastCode = *found;
            } else {
                lastCode = names.codeOf(nameOf(value));
                known.insert(value, lastCode);
            }
        }
        codes.addCode(lastCode);
    }
    return codes.finish(names.dictionary());
}

FactColumn durations(IntegerCells earlier, IntegerCells later)
{
    FactColumnBuilder values(FactColumn::Kind::Integer);
    for (std::size_t row = 0; row < static_cast<std::size_t>(earlier.rows()); ++row) {
        const bool known = earlier[row] != Instant::kUnset && later[row] != Instant::kUnset;
        values.addInteger(known ? std::max<qint64>(0, later[row] - earlier[row]) : Instant::kUnset);
    }
    return values.finish();
}

} // namespace leadline
