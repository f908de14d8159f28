#include "core/store/sqlstore.h"

#include "core/base/suggest.h"
#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/sql/factmodule.h"
#include "core/store/sql/sqlerrors.h"
#include "core/store/sql/sqlfunctions.h"
#include "core/store/sql/sqlguard.h"
#include "core/store/sql/sqlviews.h"
#include "core/store/storageerror.h"

#include <QCoreApplication>
#include <QMutex>

#include <sqlite3.h>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SqlStore)
};

struct Finalize {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

std::unexpected<SqlFault> faulty(const QString &text, qsizetype at = -1)
{
    return std::unexpected(SqlFault{.error = fail(ErrorKind::Config, text).error(), .at = at});
}

// A connection with the views, and nothing else to see.
struct Session {
    Session(Database &&opened, const CalendarRules &rules)
        : calendar(rules)
        , database(std::move(opened))
    {
    }
    [[nodiscard]] sqlite3 *connection() const { return static_cast<sqlite3 *>(database.handle()); }

    CalendarRules calendar;
    FactModule facts;
    Database database; // closed before what its tables and functions point to
    std::optional<SqlGuard> guard;
};

// Only spaces, comments and semicolons.
bool isBlank(sqlite3 *connection, const char *rest)
{
    while (rest && *rest != '\0') {
        sqlite3_stmt *statement = nullptr;
        const char *next = nullptr;
        const int code = sqlite3_prepare_v2(connection, rest, -1, &statement, &next);
        sqlite3_finalize(statement);
        if (code != SQLITE_OK || statement || next == rest)
            return false;
        rest = next;
    }
    return true;
}

SqlResult<Prepared> prepare(Session &session, const QString &sql)
{
    const QByteArray utf8 = sql.toUtf8();
    if (const qsizetype nothing = sql.indexOf(QChar(u'\0')); nothing >= 0)
        return faulty(Words::tr("There is a character here that no text can have. Remove it."), nothing);
    sqlite3_stmt *raw = nullptr;
    const char *rest = nullptr;
    const int code = sqlite3_prepare_v2(session.connection(), utf8.constData(), -1, &raw, &rest);
    Prepared statement(raw);
    if (code != SQLITE_OK)
        return std::unexpected(prepareFault(session.connection(), session.guard->refusal(), sql, sqlViews()));
    if (!statement)
        return faulty(Words::tr("There is no SELECT here. Write one, such as SELECT merged_at_ms AS at, cycle AS value "
                                "FROM changes."));
    const auto restAt = static_cast<qsizetype>(rest - utf8.constData());
    if (!isBlank(session.connection(), rest))
        return faulty(Words::tr("Only one SELECT can be asked at a time. Remove what follows the semicolon."),
            QString::fromUtf8(utf8.first(restAt)).size());
    if (sqlite3_stmt_isexplain(raw) != 0)
        return faulty(Words::tr("EXPLAIN cannot be used here. Remove it."), 0);
    if (sqlite3_stmt_readonly(raw) == 0)
        return faulty(Words::tr("Nothing can be written here: only a SELECT over the views is possible."), 0);
    for (int i = 1; i <= sqlite3_bind_parameter_count(raw); ++i) {
        const char *name = sqlite3_bind_parameter_name(raw, i);
        if (name && (qstrcmp(name, ":from") == 0 || qstrcmp(name, ":to") == 0 || qstrcmp(name, ":now") == 0))
            continue;
        const QString shown = name ? QString::fromUtf8(name) : u"?"_s;
        return faulty(Words::tr("There is no parameter “%1”. The parameters are :from, :to and :now, in ms since 1970.")
                          .arg(shown),
            sql.indexOf(shown));
    }
    return statement;
}

void bind(sqlite3_stmt *statement, const char *name, Instant value)
{
    if (const int index = sqlite3_bind_parameter_index(statement, name); index > 0 && value.isSet())
        sqlite3_bind_int64(statement, index, value.ms());
}

QStringList columnsOf(sqlite3_stmt *statement)
{
    QStringList names;
    for (int i = 0; i < sqlite3_column_count(statement); ++i)
        names.append(QString::fromUtf8(sqlite3_column_name(statement, i)));
    return names;
}

// Adds the row; gives what it takes in bytes.
qint64 takeRow(sqlite3_stmt *statement, std::vector<SqlValue> &cells)
{
    qint64 bytes = 0;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        bytes += static_cast<qint64>(sizeof(SqlValue));
        switch (sqlite3_column_type(statement, i)) {
        case SQLITE_NULL:
            cells.emplace_back();
            break;
        case SQLITE_INTEGER:
            cells.emplace_back(static_cast<qint64>(sqlite3_column_int64(statement, i)));
            break;
        case SQLITE_FLOAT:
            cells.emplace_back(sqlite3_column_double(statement, i));
            break;
        default: {
            const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement, i));
            cells.emplace_back(QString::fromUtf8(text, sqlite3_column_bytes(statement, i)));
            bytes += std::get<QString>(cells.back()).size() * 2;
        }
        }
    }
    return bytes;
}

class SqlStore final : public SqlSource {
public:
    SqlStore(QString file, QByteArray key)
        : m_file(std::move(file))
        , m_key(std::move(key))
    {
    }

    std::vector<SqlView> views() const override { return sqlViews(); }

    SqlResult<SqlShape> shapeOf(const QString &sql) const override
    {
        auto session = open({});
        if (!session)
            return std::unexpected(session.error());
        const auto statement = prepare(**session, sql);
        if (!statement)
            return std::unexpected(statement.error());
        SqlShape shape{.columns = columnsOf(statement->get()), .facts = {}};
        for (const QString &view : (*session)->guard->views()) {
            const QString fact = m_allowance->views.value(view.toUtf8());
            if (!fact.isEmpty())
                shape.facts.append(fact);
            shape.readsRecords = shape.readsRecords || fact.isEmpty();
        }
        shape.facts.sort();
        shape.facts.removeDuplicates();
        return shape;
    }

    SqlResult<SqlTable> run(const SqlQuestion &question,
        const std::function<const FactTable *(const QString &fact)> &tableOf, const CancelToken &cancel) const override
    {
        auto session = open(question.calendar);
        if (!session)
            return std::unexpected(session.error());
        const auto statement = prepare(**session, question.sql);
        if (!statement)
            return std::unexpected(statement.error());
        sqlite3_stmt *raw = statement->get();
        bind(raw, ":from", question.range.from);
        bind(raw, ":to", question.range.to);
        bind(raw, ":now", question.now);
        (*session)->facts.setTables(tableOf);
        (*session)->guard->start(question.limits, cancel);
        SqlTable table{.columns = columnsOf(raw), .cells = {}};
        qint64 bytes = 0;
        for (qsizetype rows = 0;; ++rows) {
            const int code = sqlite3_step(raw);
            if (code == SQLITE_DONE)
                return table;
            if (code != SQLITE_ROW)
                return std::unexpected(
                    runFault((*session)->connection(), (*session)->guard->stop(), question.limits, m_file));
            if (rows == question.limits.rows)
                return faulty(
                    Words::tr("The SELECT gives more than %L1 rows. Group them, or narrow them down with WHERE "
                              "or LIMIT.")
                        .arg(question.limits.rows));
            bytes += takeRow(raw, table.cells);
            if (bytes > question.limits.bytes)
                return faulty(Words::tr("The answer is larger than %L1 MB. Select fewer columns, or fewer rows.")
                        .arg(question.limits.bytes / (1024 * 1024)));
        }
    }

private:
    SqlResult<std::unique_ptr<Session>> open(const CalendarRules &calendar) const
    {
        const auto failed = [](const Error &error) { return std::unexpected(SqlFault{.error = error, .at = -1}); };
        auto database = Database::open(m_file, m_key, Database::Mode::ReadOnly);
        if (!database)
            return failed(database.error());
        auto session = std::make_unique<Session>(std::move(*database), calendar);
        if (const auto made = makeSqlViews(session->database, session->facts); !made)
            return failed(made.error());
        if (!addSqlFunctions(session->connection(), session->calendar))
            return failed(storageError(session->connection(), m_file, u"functions"_s));
        const QMutexLocker lock(&m_mutex);
        if (!m_allowance) { // the same for every connection
            auto allowance = SqlAllowance::of(session->database, sqlViews());
            if (!allowance)
                return failed(allowance.error());
            m_allowance = std::make_unique<const SqlAllowance>(std::move(*allowance));
        }
        session->guard.emplace(session->connection(), *m_allowance);
        return session;
    }

    QString m_file;
    QByteArray m_key;
    mutable QMutex m_mutex; // guards the making of what follows
    mutable std::unique_ptr<const SqlAllowance> m_allowance;
};

} // namespace

std::unique_ptr<SqlSource> makeSqlStore(const QString &file, const QByteArray &key)
{
    return std::make_unique<SqlStore>(file, key);
}

} // namespace leadline
