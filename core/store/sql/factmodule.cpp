#include "core/store/sql/factmodule.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/storageerror.h"

#include <array>
#include <chrono>
#include <sqlite3.h>
#include <unordered_map>

namespace leadline {

namespace {

constexpr int kById = 1; // a plan: the row of one id
constexpr double kScanCost = 1e6;

// A fact in a connection. The base class must come first: SQLite passes pointers to it.
struct FactTab : sqlite3_vtab {
    FactModule *module = nullptr;
    QString fact;
    std::vector<FactViewColumn> columns;

    // What is made when rows are first asked for.
    const FactTable *table = nullptr;
    std::vector<const FactColumn *> cells; // beside `columns`; null where the table lacks it
    std::vector<std::shared_ptr<const std::vector<QByteArray>>> names; // UTF-8 of the dictionaries
    std::unordered_map<qint64, qsizetype> rowOfId;
};

struct FactCursor : sqlite3_vtab_cursor {
    qsizetype row = 0;
    qsizetype end = 0;
};

FactTab *tabOf(sqlite3_vtab *tab)
{
    return static_cast<FactTab *>(tab);
}

FactCursor *cursorOf(sqlite3_vtab_cursor *cursor)
{
    return static_cast<FactCursor *>(cursor);
}

// "2026-03-03T10:02:00.000Z": as strftime writes it for the record views, but without its parsing.
std::array<char, 24> isoText(qint64 ms)
{
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds(ms)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    std::array<char, 24> text{};
    const auto put = [&text](std::size_t at, qint64 value, int digits) {
        for (int i = digits - 1; i >= 0; --i, value /= 10)
            text[at + static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    };
    put(0, std::clamp(static_cast<int>(date.year()), 0, 9999), 4);
    put(5, static_cast<unsigned>(date.month()), 2);
    put(8, static_cast<unsigned>(date.day()), 2);
    put(11, clock.hours().count(), 2);
    put(14, clock.minutes().count(), 2);
    put(17, clock.seconds().count(), 2);
    put(20, clock.subseconds().count(), 3);
    text[4] = text[7] = '-';
    text[10] = 'T';
    text[13] = text[16] = ':';
    text[19] = '.';
    text[23] = 'Z';
    return text;
}

void fail(FactTab *tab, const char *message)
{
    sqlite3_free(tab->zErrMsg);
    tab->zErrMsg = sqlite3_mprintf("%s", message);
}

int connectTab(sqlite3 *connection, void *module, int count, const char *const *words, sqlite3_vtab **tab, char **)
{
    auto made = std::make_unique<FactTab>();
    made->module = static_cast<FactModule *>(module);
    made->fact = QString::fromUtf8(count > 3 ? words[3] : "");
    made->columns = factViewColumns(made->fact);
    QByteArray sql = "CREATE TABLE fact(";
    for (const FactViewColumn &column : made->columns)
        sql += (sql.endsWith('(') ? "\"" : ", \"") + column.name().toUtf8() + "\" " + column.type();
    const int code = sqlite3_declare_vtab(connection, (sql + ')').constData());
    if (code == SQLITE_OK)
        *tab = made.release();
    return code;
}

int disconnectTab(sqlite3_vtab *tab)
{
    delete tabOf(tab);
    return SQLITE_OK;
}

// A join on "id" finds its row at once; everything else looks at all rows.
int bestIndex(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const FactTab *tab = tabOf(base);
    info->estimatedCost = kScanCost;
    info->estimatedRows = static_cast<sqlite3_int64>(kScanCost);
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto &constraint = info->aConstraint[i];
        if (constraint.usable == 0 || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ || constraint.iColumn < 0
            || tab->columns[static_cast<std::size_t>(constraint.iColumn)].info.name != "id"_L1)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->idxNum = kById;
        info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
        info->estimatedCost = 1;
        info->estimatedRows = 1;
        break;
    }
    return SQLITE_OK;
}

bool takeTable(FactTab *tab)
{
    if (tab->table)
        return true;
    tab->table = tab->module->table(tab->fact);
    if (!tab->table)
        return false;
    for (const FactViewColumn &column : tab->columns) {
        const auto found = tab->table->columns.constFind(column.info.name);
        tab->cells.push_back(found == tab->table->columns.cend() ? nullptr : &*found);
        auto names = std::make_shared<std::vector<QByteArray>>();
        if (tab->cells.back() && tab->cells.back()->isCode()) {
            for (const QString &name : tab->cells.back()->names())
                names->push_back(name.toUtf8());
        }
        tab->names.push_back(std::move(names));
    }
    return true;
}

qsizetype rowOf(FactTab *tab, qint64 id)
{
    if (tab->rowOfId.empty()) {
        const auto ids = tab->table->columns.constFind(u"id"_s);
        if (ids == tab->table->columns.cend())
            return -1;
        tab->rowOfId.reserve(static_cast<std::size_t>(tab->table->rows));
        for (qsizetype row = 0; row < tab->table->rows; ++row)
            tab->rowOfId.emplace(ids->integer(row), row);
    }
    const auto found = tab->rowOfId.find(id);
    return found == tab->rowOfId.end() ? -1 : found->second;
}

int openCursor(sqlite3_vtab *, sqlite3_vtab_cursor **cursor)
{
    *cursor = new FactCursor{};
    return SQLITE_OK;
}

int closeCursor(sqlite3_vtab_cursor *cursor)
{
    delete cursorOf(cursor);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor *base, int plan, const char *, int count, sqlite3_value **values)
{
    FactTab *tab = tabOf(base->pVtab);
    FactCursor *cursor = cursorOf(base);
    if (!takeTable(tab)) {
        fail(tab, "the facts are not loaded");
        return SQLITE_ERROR;
    }
    cursor->row = 0;
    cursor->end = tab->table->rows;
    if (plan == kById && count > 0) {
        const qsizetype row =
            sqlite3_value_type(values[0]) == SQLITE_INTEGER ? rowOf(tab, sqlite3_value_int64(values[0])) : -1;
        cursor->row = std::max<qsizetype>(row, 0);
        cursor->end = row < 0 ? 0 : row + 1;
    }
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor *cursor)
{
    ++cursorOf(cursor)->row;
    return SQLITE_OK;
}

int atEnd(sqlite3_vtab_cursor *cursor)
{
    return cursorOf(cursor)->row >= cursorOf(cursor)->end ? 1 : 0;
}

int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
    const FactTab *tab = tabOf(base->pVtab);
    const qsizetype row = cursorOf(base)->row;
    const auto index = static_cast<std::size_t>(number);
    const FactColumn *cells = tab->cells[index];
    if (!cells)
        return SQLITE_OK; // NULL
    const FactViewColumn &info = tab->columns[index];
    if (info.info.type == FactColumnInfo::Type::Code) {
        const auto code = static_cast<std::size_t>(cells->code(row));
        if (code == 0)
            return SQLITE_OK;
        const QByteArray &name = (*tab->names[index])[code];
        sqlite3_result_text(context, name.constData(), static_cast<int>(name.size()), SQLITE_STATIC);
        return SQLITE_OK;
    }
    if (info.info.type == FactColumnInfo::Type::Real) {
        sqlite3_result_double(context, cells->real(row)); // NaN becomes NULL
        return SQLITE_OK;
    }
    const qint64 value = cells->integer(row);
    if (value == Instant::kUnset)
        return SQLITE_OK;
    if (info.info.type == FactColumnInfo::Type::Time && !info.milliseconds) {
        const std::array<char, 24> text = isoText(value);
        sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    } else {
        sqlite3_result_int64(context, value);
    }
    return SQLITE_OK;
}

int rowId(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
    *id = cursorOf(cursor)->row;
    return SQLITE_OK;
}

const sqlite3_module &moduleOfFacts()
{
    static const sqlite3_module module = [] {
        sqlite3_module made{};
        made.xCreate = connectTab;
        made.xConnect = connectTab;
        made.xBestIndex = bestIndex;
        made.xDisconnect = disconnectTab;
        made.xDestroy = disconnectTab;
        made.xOpen = openCursor;
        made.xClose = closeCursor;
        made.xFilter = filter;
        made.xNext = next;
        made.xEof = atEnd;
        made.xColumn = column;
        made.xRowid = rowId;
        return made;
    }();
    return module;
}

} // namespace

Result<void> FactModule::addTable(Database &database, const QByteArray &name, const QString &fact)
{
    auto *connection = static_cast<sqlite3 *>(database.handle());
    if (!m_registered && sqlite3_create_module(connection, "leadline_fact", &moduleOfFacts(), this) != SQLITE_OK)
        return std::unexpected(storageError(connection, database.file(), u"facts as tables"_s));
    m_registered = true;
    return database.execute(
        u"CREATE VIRTUAL TABLE temp.\"%1\" USING leadline_fact(%2)"_s.arg(QString::fromUtf8(name), fact));
}

QString FactViewColumn::name() const
{
    return milliseconds ? info.name + u"_ms"_s : info.name;
}

const char *FactViewColumn::type() const
{
    switch (info.type) {
    case FactColumnInfo::Type::Time:
        return milliseconds ? "INTEGER" : "TEXT";
    case FactColumnInfo::Type::Code:
        return "TEXT";
    case FactColumnInfo::Type::Real:
        return "REAL";
    case FactColumnInfo::Type::Integer:
        break;
    }
    return "INTEGER";
}

std::vector<FactViewColumn> factViewColumns(const QString &fact)
{
    std::vector<FactViewColumn> columns;
    for (const FactColumnInfo &info : factColumns(fact)) {
        columns.push_back({.info = info, .milliseconds = false});
        if (info.type == FactColumnInfo::Type::Time)
            columns.push_back({.info = info, .milliseconds = true});
    }
    return columns;
}

} // namespace leadline
