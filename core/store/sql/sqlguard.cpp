#include "core/store/sql/sqlguard.h"

#include "core/base/suggest.h"
#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/sql/sqlfunctions.h"
#include "core/store/statement.h"
#include "core/store/storageerror.h"

#include <QCoreApplication>

#include <sqlite3.h>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SqlGuard)
};

constexpr int kStepsBetweenLooks = 500; // of the virtual machine: some microseconds, and at most 16 MB of texts

struct Limit {
    int what;
    int most;
};
// No statement that a person writes comes near; one that was made to hurt does.
constexpr std::array kLimits{Limit{SQLITE_LIMIT_LENGTH, 32 * 1024}, Limit{SQLITE_LIMIT_SQL_LENGTH, 100'000},
    Limit{SQLITE_LIMIT_COLUMN, 200}, Limit{SQLITE_LIMIT_EXPR_DEPTH, 200}, Limit{SQLITE_LIMIT_COMPOUND_SELECT, 50},
    Limit{SQLITE_LIMIT_VDBE_OP, 100'000}, Limit{SQLITE_LIMIT_FUNCTION_ARG, 32}, Limit{SQLITE_LIMIT_ATTACHED, 0},
    Limit{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500}, Limit{SQLITE_LIMIT_VARIABLE_NUMBER, 16},
    Limit{SQLITE_LIMIT_WORKER_THREADS, 0}};

QByteArray lower(const char *text)
{
    return QByteArray(text ? text : "").toLower();
}

struct Recording {
    QSet<QByteArray> columns;
    QSet<QByteArray> tables;
};

int record(void *recording, int action, const char *table, const char *column, const char *schema, const char *)
{
    if (action == SQLITE_READ && qstrcmp(schema, "main") == 0) {
        auto *into = static_cast<Recording *>(recording);
        into->tables.insert(lower(table));
        into->columns.insert(lower(table) + '.' + lower(column));
    }
    return SQLITE_OK;
}

} // namespace

Result<SqlAllowance> SqlAllowance::of(Database &database, const std::vector<SqlView> &views)
{
    SqlAllowance allowance;
    Recording recording;
    auto *connection = static_cast<sqlite3 *>(database.handle());
    for (const SqlView &view : views) {
        allowance.views.insert(view.name.toUtf8().toLower(), view.fact);
        if (!view.fact.isEmpty())
            continue;
        sqlite3_set_authorizer(connection, record, &recording);
        const auto prepared = Statement::prepare(database, "SELECT * FROM temp.\"" + view.name.toUtf8() + '"');
        sqlite3_set_authorizer(connection, nullptr, nullptr);
        if (!prepared)
            return std::unexpected(prepared.error());
    }
    allowance.columns = std::move(recording.columns);
    allowance.tables = std::move(recording.tables);
    auto names = Statement::prepare(database, "SELECT lower(name) FROM main.sqlite_schema");
    if (!names)
        return std::unexpected(names.error());
    for (;;) {
        const auto row = names->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return allowance;
        allowance.schema.insert(names->text(0).toUtf8());
    }
}

SqlGuard::SqlGuard(sqlite3 *connection, const SqlAllowance &allowance)
    : m_connection(connection)
    , m_allowance(allowance)
{
    for (const Limit &limit : kLimits)
        sqlite3_limit(connection, limit.what, limit.most);
    for (const int option : {SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
             SQLITE_DBCONFIG_WRITABLE_SCHEMA})
        sqlite3_db_config(connection, option, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_set_authorizer(connection, &SqlGuard::authorize, this);
}

SqlGuard::~SqlGuard()
{
    sqlite3_progress_handler(m_connection, 0, nullptr, nullptr);
    sqlite3_set_authorizer(m_connection, nullptr, nullptr);
}

void SqlGuard::start(const SqlLimits &limits, const CancelToken &cancel)
{
    m_limits = limits;
    m_cancel = cancel;
    m_deadline = QDeadlineTimer(limits.milliseconds);
    m_memoryBefore = sqlite3_memory_used();
    m_stop = Stop::None;
    sqlite3_progress_handler(m_connection, kStepsBetweenLooks, &SqlGuard::progress, this);
}

int SqlGuard::progress(void *self)
{
    auto *guard = static_cast<SqlGuard *>(self);
    if (guard->m_cancel.isCancelled())
        guard->m_stop = Stop::Cancelled;
    else if (guard->m_deadline.hasExpired())
        guard->m_stop = Stop::Deadline;
    else if (sqlite3_memory_used() - guard->m_memoryBefore > guard->m_limits.workBytes)
        guard->m_stop = Stop::Memory;
    return guard->m_stop == Stop::None ? 0 : 1;
}

int SqlGuard::refuse(const QString &text, const char *word)
{
    if (m_refusal.text.isEmpty())
        m_refusal = {.text = text, .word = QString::fromUtf8(word)};
    return SQLITE_DENY;
}

// The view that SQLite says it reads for cannot be trusted: a WITH clause may have the name of a view. What an inner
// table may give away is therefore the same whoever asks.
int SqlGuard::read(const char *table, const char *column, const char *schema, const char *view)
{
    const QByteArray name = lower(table);
    const bool none = !column || *column == '\0'; // only rows are counted, or a WITH clause is read
    if (m_allowance.views.contains(name) && (qstrcmp(schema, "temp") == 0 || (none && !schema))) {
        if (const QString shown = QString::fromUtf8(name); !m_views.contains(shown))
            m_views.append(shown);
        return SQLITE_OK;
    }
    if (none && !schema && !m_allowance.schema.contains(name) && !name.startsWith("sqlite_")
        && !name.startsWith("pragma_"))
        return SQLITE_OK;
    if (none ? m_allowance.tables.contains(name) : view && m_allowance.columns.contains(name + '.' + lower(column)))
        return SQLITE_OK;
    if (m_allowance.views.contains(name))
        return refuse(Words::tr("Write “%1” without anything before it.").arg(QString::fromUtf8(table)), table);
    QStringList names;
    for (const QByteArray &known : m_allowance.views.keys())
        names.append(QString::fromUtf8(known));
    return refuse(Words::tr("“%1” cannot be asked: only the views are open to SQL.").arg(QString::fromUtf8(table))
            + didYouMean(QString::fromUtf8(table), names),
        table);
}

int SqlGuard::authorize(
    void *self, int action, const char *first, const char *second, const char *schema, const char *view)
{
    auto *guard = static_cast<SqlGuard *>(self);
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        return guard->read(first, second, schema, view);
    case SQLITE_FUNCTION:
        if (isSqlFunctionAllowed(QByteArrayView(second)))
            return SQLITE_OK;
        return guard->refuse(
            Words::tr("The function “%1” cannot be used here.").arg(QString::fromUtf8(second)), second);
    case SQLITE_PRAGMA:
        return guard->refuse(
            Words::tr("PRAGMA cannot be used here: only a SELECT over the views is possible."), "pragma");
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return guard->refuse(
            Words::tr("Other files cannot be opened here: only a SELECT over the views is possible."), "attach");
    default:
        return guard->refuse(Words::tr("Nothing can be written here: only a SELECT over the views is possible."));
    }
}

} // namespace leadline
