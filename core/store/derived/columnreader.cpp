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
struct Cells {
    char kind = 'i';
    std::vector<qint64> integers;
    std::vector<double> reals;
    std::vector<qint32> codes;
    TextCells texts;

    void take(sqlite3_stmt *row, int column)
    {
        const bool null = sqlite3_column_type(row, column) == SQLITE_NULL;
        if (kind == 'i')
            integers.push_back(null ? Instant::kUnset : sqlite3_column_int64(row, column));
        else if (kind == 'r')
            reals.push_back(null ? std::numeric_limits<double>::quiet_NaN() : sqlite3_column_double(row, column));
        else if (null)
            codes.push_back(0);
        else {
            const auto *utf8 = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
            codes.push_back(texts.codeOf(utf8, sqlite3_column_bytes(row, column)));
        }
    }
    FactColumn finish()
    {
        FactColumn column;
        if (kind == 'i')
            column.values = std::move(integers);
        else if (kind == 'r')
            column.values = std::move(reals);
        else {
            column.values = std::move(codes);
            column.dictionary = texts.dictionary();
        }
        return column;
    }
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
    std::vector<Cells> cells(static_cast<std::size_t>(kinds.size()));
    for (std::size_t i = 0; i < cells.size(); ++i)
        cells[i].kind = kinds[static_cast<qsizetype>(i)];
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
    const std::vector<qint64> &values = integers(column);
    return named([&values](qsizetype row) { return values[static_cast<std::size_t>(row)]; }, nameOf);
}

FactColumn ColumnReader::named(
    const std::function<qint64(qsizetype)> &valueOf, const std::function<QString(qint64)> &nameOf) const
{
    NameCodes names;
    QHash<qint64, qint32> known;
    std::vector<qint32> codes;
    codes.reserve(static_cast<std::size_t>(m_rows));
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
        codes.push_back(lastCode);
    }
    FactColumn column;
    column.values = std::move(codes);
    column.dictionary = names.dictionary();
    return column;
}

FactColumn durations(const std::vector<qint64> &earlier, const std::vector<qint64> &later)
{
    std::vector<qint64> values(earlier.size(), Instant::kUnset);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (earlier[i] != Instant::kUnset && later[i] != Instant::kUnset)
            values[i] = std::max<qint64>(0, later[i] - earlier[i]);
    }
    return FactColumn{.values = std::move(values), .dictionary = {}};
}

} // namespace leadline
