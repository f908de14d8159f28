#include "tests/bench/questions/duckside.h"

#include <QElapsedTimer>
#include <QLibrary>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// As DuckDB's C interface lays it out.
struct DuckResult {
    quint64 columns = 0;
    quint64 rows = 0;
    quint64 changed = 0;
    void *columnData = nullptr;
    char *error = nullptr;
    void *internal = nullptr;
};

constexpr qsizetype kMostEnumNames = 30'000;

} // namespace

struct DuckSide::Library {
    explicit Library(const QString &path)
        : library(path)
    {
        if (!library.load())
            qFatal("DuckDB's library %s cannot be loaded: %s", qPrintable(path), qPrintable(library.errorString()));
    }
    template <typename Function> void resolve(Function *&function, const char *name)
    {
        function = reinterpret_cast<Function *>(library.resolve(name));
        if (!function)
            qFatal("%s is missing in DuckDB's library", name);
    }

    QLibrary library;
    int (*open)(const char *, void **) = nullptr;
    int (*connect)(void *, void **) = nullptr;
    void (*close)(void **) = nullptr;
    void (*disconnect)(void **) = nullptr;
    const char *(*version)() = nullptr;
    int (*query)(void *, const char *, DuckResult *) = nullptr;
    const char *(*resultError)(DuckResult *) = nullptr;
    void (*destroyResult)(DuckResult *) = nullptr;
    quint64 (*rowCount)(DuckResult *) = nullptr;
    char *(*valueText)(DuckResult *, quint64, quint64) = nullptr;
    double (*valueDouble)(DuckResult *, quint64, quint64) = nullptr;
    qint64 (*valueInteger)(DuckResult *, quint64, quint64) = nullptr;
    bool (*valueIsNull)(DuckResult *, quint64, quint64) = nullptr;
    void (*release)(void *) = nullptr;
    int (*appenderCreate)(void *, const char *, const char *, void **) = nullptr;
    int (*appenderEndRow)(void *) = nullptr;
    int (*appenderDestroy)(void **) = nullptr;
    int (*appendInteger)(void *, qint64) = nullptr;
    int (*appendDouble)(void *, double) = nullptr;
    int (*appendText)(void *, const char *, quint64) = nullptr;
    int (*appendNull)(void *) = nullptr;
    void *database = nullptr;
    void *connection = nullptr;
};

DuckSide::DuckSide(const QString &library)
    : d(std::make_unique<Library>(library))
{
    d->resolve(d->open, "duckdb_open");
    d->resolve(d->connect, "duckdb_connect");
    d->resolve(d->close, "duckdb_close");
    d->resolve(d->disconnect, "duckdb_disconnect");
    d->resolve(d->version, "duckdb_library_version");
    d->resolve(d->query, "duckdb_query");
    d->resolve(d->resultError, "duckdb_result_error");
    d->resolve(d->destroyResult, "duckdb_destroy_result");
    d->resolve(d->rowCount, "duckdb_row_count");
    d->resolve(d->valueText, "duckdb_value_varchar");
    d->resolve(d->valueDouble, "duckdb_value_double");
    d->resolve(d->valueInteger, "duckdb_value_int64");
    d->resolve(d->valueIsNull, "duckdb_value_is_null");
    d->resolve(d->release, "duckdb_free");
    d->resolve(d->appenderCreate, "duckdb_appender_create");
    d->resolve(d->appenderEndRow, "duckdb_appender_end_row");
    d->resolve(d->appenderDestroy, "duckdb_appender_destroy");
    d->resolve(d->appendInteger, "duckdb_append_int64");
    d->resolve(d->appendDouble, "duckdb_append_double");
    d->resolve(d->appendText, "duckdb_append_varchar_length");
    d->resolve(d->appendNull, "duckdb_append_null");
    if (d->open(nullptr, &d->database) != 0 || d->connect(d->database, &d->connection) != 0)
        qFatal("DuckDB cannot be opened");
    run("SET threads = 2");
}

DuckSide::~DuckSide()
{
    d->disconnect(&d->connection);
    d->close(&d->database);
}

QString DuckSide::version()
{
    return QString::fromLatin1(d->version());
}

void DuckSide::run(const QByteArray &sql)
{
    static_cast<void>(runTimed(sql));
}

qint64 DuckSide::runTimed(const QByteArray &sql)
{
    QElapsedTimer clock;
    clock.start();
    DuckResult result;
    if (d->query(d->connection, sql.constData(), &result) != 0)
        qFatal("DuckDB: %s\n%s", d->resultError(&result), sql.constData());
    const qint64 took = clock.nsecsElapsed();
    d->destroyResult(&result);
    return took;
}

Answers DuckSide::answers(const QByteArray &sql, qsizetype dimensions)
{
    DuckResult result;
    if (d->query(d->connection, sql.constData(), &result) != 0)
        qFatal("DuckDB: %s\n%s", d->resultError(&result), sql.constData());
    Answers answers;
    const auto first = static_cast<quint64>(dimensions);
    const auto number = [&](quint64 column, quint64 row) {
        return d->valueIsNull(&result, column, row) ? kGap : d->valueDouble(&result, column, row);
    };
    for (quint64 row = 0; row < d->rowCount(&result); ++row) {
        QByteArray key;
        for (quint64 i = 0; i < first; ++i) {
            char *text = d->valueText(&result, i, row);
            key += QByteArray(text) + '|';
            d->release(text);
        }
        key += d->valueIsNull(&result, first, row) ? QByteArray("total")
                                                   : QByteArray::number(d->valueInteger(&result, first, row));
        const qint64 n = d->valueInteger(&result, first + 4, row);
        if (n > 0)
            answers[key] = {
                .value = number(first + 1, row), .low = number(first + 2, row), .high = number(first + 3, row), .n = n};
    }
    d->destroyResult(&result);
    return answers;
}

void DuckSide::load(const FactTable &table)
{
    std::vector<const FactColumn *> columns;
    QByteArray staging;
    QByteArray final;
    for (auto it = table.columns.begin(); it != table.columns.end(); ++it) {
        const QByteArray name = '"' + it.key().toLatin1() + '"';
        columns.push_back(&*it);
        staging += (staging.isEmpty() ? "" : ", ") + name + (it->isReal() ? " DOUBLE" : " BIGINT");
        final += final.isEmpty() ? "" : ", ";
        if (!it->isCode()) {
            final += name;
            continue;
        }
        QByteArray names;
        for (const QString &text : it->names())
            names += (names.isEmpty() ? "" : ", ") + ('\'' + QString(text).replace(u'\'', u"''"_s).toUtf8() + '\'');
        const QByteArray type = table.fact.toLatin1() + '_' + it.key().toLatin1();
        if (it->names().size() <= kMostEnumNames) {
            run("CREATE TYPE " + type + " AS ENUM (" + names + ')');
            final += "CAST(enum_range(NULL::" + type + ")[" + name + " + 1] AS " + type + ") AS " + name;
        } else {
            final += name; // its code: no question asks for it
        }
    }
    run("CREATE TABLE staging (" + staging + ')');
    void *appender = nullptr;
    if (d->appenderCreate(d->connection, nullptr, "staging", &appender) != 0)
        qFatal("DuckDB: no appender");
    for (qsizetype row = 0; row < table.rows; ++row) {
        for (const FactColumn *column : columns) {
            if (column->isCode())
                d->appendInteger(appender, column->code(row));
            else if (const qint64 value = column->isReal() ? 0 : column->integer(row); value == Instant::kUnset)
                d->appendNull(appender);
            else if (!column->isReal())
                d->appendInteger(appender, value);
            else if (std::isnan(column->real(row)))
                d->appendNull(appender);
            else
                d->appendDouble(appender, column->real(row));
        }
        if (d->appenderEndRow(appender) != 0)
            qFatal("DuckDB: a row was refused");
    }
    d->appenderDestroy(&appender);
    run("SET preserve_insertion_order = true");
    run("CREATE TABLE \"" + table.fact.toLatin1() + "\" AS SELECT " + final + " FROM staging");
    run("DROP TABLE staging");
}

} // namespace leadline
