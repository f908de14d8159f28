#pragma once

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/base/timerange.h"
#include "core/domain/facts.h"

#include <QStringList>

#include <functional>
#include <variant>
#include <vector>

// Questions that people write in SQL, over read-only views of the facts and the records.
namespace leadline {

// What a SELECT may take. Beyond any of these it ends with an error that says so.
struct SqlLimits {
    qint64 milliseconds = 10'000; // from the first row on; facts that had to be loaded before do not count
    qsizetype rows = 100'000; // of the answer
    qint64 bytes = 64 * 1024 * 1024; // of the answer
    qint64 workBytes = 256 * 1024 * 1024; // what sorting and grouping may take on the way
};

struct SqlQuestion {
    QString sql; // one SELECT, with the parameters :from, :to and :now (ms since 1970)
    TimeRange range; // :from and :to; unset = NULL
    Instant now;
    CalendarRules calendar; // of period_start()
    SqlLimits limits;
};

using SqlValue = std::variant<std::monostate, qint64, double, QString>; // NULL, integer, real, text

struct SqlTable {
    QStringList columns; // as the SELECT names them
    std::vector<SqlValue> cells; // row by row

    [[nodiscard]] qsizetype rows() const
    {
        return columns.isEmpty() ? 0 : static_cast<qsizetype>(cells.size()) / columns.size();
    }
    [[nodiscard]] const SqlValue &at(qsizetype row, qsizetype column) const
    {
        return cells[static_cast<std::size_t>(row * columns.size() + column)];
    }
};

// What a SELECT gives and needs, known without running it.
struct SqlShape {
    QStringList columns;
    QStringList facts; // "change", "review" …: those behind the views that it reads
    bool readsRecords = false; // also views of records, which may change without any fact
};

struct SqlFault {
    Error error; // config: the SELECT cannot be run; cancelled; storage
    qsizetype at = -1; // where in the text, in UTF-16 units from 0; -1 = the text as a whole
};
template <typename T> using SqlResult = std::expected<T, SqlFault>;

struct SqlViewColumn {
    QString name;
    QString type; // "text", "integer", "real"
    QString description;
};

struct SqlView {
    QString name; // "changes"
    QString fact; // that it shows; empty = it shows records as the tools told them
    QString description;
    std::vector<SqlViewColumn> columns;
};

// Thread-safe: called from pool threads.
class SqlSource {
public:
    SqlSource() = default;
    virtual ~SqlSource() = default;
    Q_DISABLE_COPY_MOVE(SqlSource)

    [[nodiscard]] virtual std::vector<SqlView> views() const = 0;
    [[nodiscard]] virtual SqlResult<SqlShape> shapeOf(const QString &sql) const = 0;
    // Only reads, and only what the views show. `tableOf` gives the facts that shapeOf() names, and outlives the call.
    [[nodiscard]] virtual SqlResult<SqlTable> run(const SqlQuestion &question,
        const std::function<const FactTable *(const QString &fact)> &tableOf, const CancelToken &cancel) const = 0;
};

} // namespace leadline
