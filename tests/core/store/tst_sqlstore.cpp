#include "storefixture.h"

#include "core/domain/enums.h"
#include "core/store/derivation.h"
#include "core/store/factstore.h"
#include "core/store/recordstore.h"
#include "core/store/sqlstore.h"

#include <QSet>
#include <QTest>

using namespace leadline;
using namespace leadline::test;

namespace {

// Answers of a SELECT as text, one line a row: "1|a|".
QString textOf(const SqlValue &value)
{
    if (const auto *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *integer = std::get_if<qint64>(&value))
        return QString::number(*integer);
    if (const auto *real = std::get_if<double>(&value))
        return QString::number(*real);
    return u"NULL"_s;
}

} // namespace

// Questions in SQL to a real encrypted file: what they see, and what they cannot do.
class TestSqlStore final : public QObject {
    Q_OBJECT

private:
    StoreFixture m_fixture;
    std::unique_ptr<SqlSource> m_sql;
    QHash<QString, FactTable> m_facts;

    SqlResult<SqlTable> run(const QString &sql, SqlLimits limits = {}, const CancelToken &cancel = {}) const
    {
        return m_sql->run(
            {.sql = sql,
                .range = {minute(0), minute(60)},
                .now = minute(120),
                .calendar = {.zone = QTimeZone("Europe/Berlin"), .weekStart = Qt::Monday},
                .limits = limits},
            [this](const QString &fact) {
                const auto found = m_facts.constFind(fact);
                return found == m_facts.cend() ? nullptr : &*found;
            },
            cancel);
    }

    QStringList lines(const QString &sql) const
    {
        const auto table = run(sql);
        if (!table)
            return {u"error: "_s + table.error().error.text};
        QStringList all;
        for (qsizetype row = 0; row < table->rows(); ++row) {
            QStringList line;
            for (qsizetype column = 0; column < table->columns.size(); ++column)
                line += textOf(table->at(row, column));
            all += line.join(u'|');
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        {
            const auto writer = m_fixture.writer();
            const auto sink = writer->openRun(u"tool"_s);
            for (int i = 0; i < 3; ++i)
                QVERIFY(sink->put(page(i)));
            SyncReport report;
            report.source = u"tool"_s;
            auto finished = writer->finishRun(report);
            finished.waitForFinished();
            LEADLINE_OK(finished.result());
            auto derived = writer->write({}, [](Database &database) -> Result<void> {
                const auto done = derive(database);
                return done ? saveSetting(database, u"secret"_s, u"hidden value"_s) : std::unexpected(done.error());
            });
            derived.waitForFinished();
            LEADLINE_OK(derived.result());
        }
        m_sql = makeSqlStore(m_fixture.file(), StoreFixture::key());
        const auto facts = makeFactStore(m_fixture.file(), StoreFixture::key());
        for (const QString &fact : facts->facts()) {
            auto table = facts->load(fact, {}, {});
            LEADLINE_OK(table);
            m_facts.insert(fact, std::move(*table));
        }
        QVERIFY(m_facts[u"change"_s].rows >= 30);
    }

    // Every fact and every record kind can be asked for everything.
    void everyViewAnswers()
    {
        QSet<QString> facts;
        for (const SqlView &view : m_sql->views()) {
            const auto shape = m_sql->shapeOf(u"SELECT * FROM "_s + view.name);
            QVERIFY2(shape, shape ? "" : qPrintable(shape.error().error.text + shape.error().error.detail));
            QStringList names;
            for (const SqlViewColumn &column : view.columns) {
                names += column.name;
                QVERIFY2(
                    QStringList({u"text"_s, u"integer"_s, u"real"_s}).contains(column.type), qPrintable(column.name));
            }
            QCOMPARE(shape->columns, names);
            QCOMPARE(shape->readsRecords, view.fact.isEmpty());
            QCOMPARE(shape->facts, view.fact.isEmpty() ? QStringList() : QStringList(view.fact));
            facts += view.fact;
            const auto counted = lines(u"SELECT count(*) FROM "_s + view.name);
            QVERIFY2(!counted.value(0).startsWith(u"error"), qPrintable(view.name + counted.value(0)));
            if (!view.fact.isEmpty())
                QCOMPARE(counted, QStringList(QString::number(m_facts[view.fact].rows)));
        }
        for (auto fact = m_facts.cbegin(); fact != m_facts.cend(); ++fact)
            QVERIFY2(facts.contains(fact.key()), qPrintable(fact.key()));
        QCOMPARE(lines(u"SELECT count(*) FROM change_request_records"_s), lines(u"SELECT count(*) FROM changes"_s));
        QCOMPARE(lines(u"SELECT count(*) FROM change_requests"_s), lines(u"SELECT count(*) FROM changes"_s));
    }

    // What SQL sees of a fact is what metrics see of it, cell by cell.
    void viewsShowTheFactsAsTheyAre()
    {
        for (const SqlView &view : m_sql->views()) {
            if (view.fact.isEmpty())
                continue;
            const FactTable &fact = m_facts[view.fact];
            const auto table = run(u"SELECT * FROM "_s + view.name);
            QVERIFY(table);
            QCOMPARE(table->rows(), fact.rows);
            for (qsizetype column = 0; column < table->columns.size(); ++column) {
                const QString name = table->columns.at(column);
                const bool milliseconds = name.endsWith(u"_ms") && !fact.columns.contains(name);
                const FactColumn &cells = *fact.columns.constFind(milliseconds ? name.chopped(3) : name);
                const bool iso = !milliseconds && table->columns.contains(name + u"_ms"_s);
                for (qsizetype row = 0; row < table->rows(); ++row) {
                    QString expected;
                    if (cells.isCode())
                        expected = cells.name(row);
                    else if (cells.isReal())
                        expected = qIsNaN(cells.real(row)) ? QString() : QString::number(cells.real(row));
                    else if (cells.integer(row) != Instant::kUnset)
                        expected = iso ? QDateTime::fromMSecsSinceEpoch(cells.integer(row), QTimeZone::UTC)
                                             .toString(u"yyyy-MM-ddTHH:mm:ss.zzz'Z'"_s)
                                       : QString::number(cells.integer(row));
                    QCOMPARE(textOf(table->at(row, column)), expected.isEmpty() ? u"NULL"_s : expected);
                }
            }
        }
    }

    void factsAndRecordsJoin()
    {
        const QStringList joined =
            lines(u"SELECT r.title, c.merged_at, r.merged_at, c.created_at_ms - r.created_at_ms FROM changes c JOIN "
                  "change_request_records r ON r.id = c.id ORDER BY c.id LIMIT 2"_s);
        QCOMPARE(joined.size(), 2);
        for (const QString &line : joined) {
            const QStringList cells = line.split(u'|');
            QVERIFY(!cells.at(0).isEmpty() && cells.at(0) != u"NULL");
            QCOMPARE(cells.at(1), cells.at(2));
            QCOMPARE(cells.at(3), u"0"_s);
        }
        QCOMPARE(lines(u"SELECT count(*) FROM reviews a JOIN reviews b ON b.id = a.id"_s),
            lines(u"SELECT count(*) FROM reviews"_s));
        QCOMPARE(lines(u"SELECT count(*) FROM changes WHERE id = 'x' OR id = -7"_s), QStringList(u"0"_s));
    }

    void parametersAndOwnFunctions()
    {
        QCOMPARE(lines(u"SELECT :from, :to, :now"_s),
            QStringList(u"%1|%2|%3"_s.arg(minute(0).ms()).arg(minute(60).ms()).arg(minute(120).ms())));
        // 1 January 2026 is a Thursday; in Berlin its week begins at 23:00 UTC on Sunday, 28 December.
        const Instant monday = Instant::fromIso(u"2025-12-28T23:00:00Z");
        const Instant year = Instant::fromIso(u"2025-12-31T23:00:00Z");
        QCOMPARE(lines(u"SELECT period_start('week', :from), period_start('month', '2026-01-15T12:00:00Z'), "
                       "period_start('quarter', :to), period_start('day', :from), period_start('day', NULL)"_s),
            QStringList(u"%1|%2|%2|%2|NULL"_s.arg(monday.ms()).arg(year.ms())));
        QVERIFY(lines(u"SELECT period_start('year', 0)"_s).first().contains(u"period_start() knows"));
        QCOMPARE(lines(u"SELECT instr('Grüße', 'ß'), instr('abc', ''), instr('abc', 'x'), replace('a-b-c', '-', '++'), "
                       "replace('abc', '', 'x'), replace('', 'a', 'b')"_s),
            QStringList(u"4|1|0|a++b++c|abc|"_s));
    }

    void mistakesAreToldWithTheirPlace_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("before"); // what stands before the place; "-" = the whole
        const auto row = [](const char *name, const QString &sql, const QString &expected, const QString &before) {
            QTest::newRow(name) << sql << expected << before;
        };
        row("syntax", u"SELECT * FORM changes"_s, u"look at “FORM”"_s, u"SELECT * "_s);
        row("second line", u"SELECT id\nFROM changes\nWERE 1"_s, u"look at “1”"_s, u"SELECT id\nFROM changes\nWERE "_s);
        row("column", u"SELECT mergd_at FROM changes"_s, u"There is no column “mergd_at”. Did you mean 'merged_at'?"_s,
            u"SELECT "_s);
        row("column of an alias", u"SELECT c.mergd_at FROM changes c"_s, u"Did you mean 'merged_at'?"_s, u"SELECT "_s);
        row("view", u"SELECT * FROM chnges"_s, u"There is no view “chnges”. Did you mean 'changes'?"_s,
            u"SELECT * FROM "_s);
        row("function", u"SELECT cont(*) FROM changes"_s, u"There is no function “cont”. Did you mean 'count'?"_s,
            u"SELECT "_s);
        row("any script", u"SELECT 'Grüße', größe FROM changes"_s, u"There is no column “größe”"_s,
            u"SELECT 'Grüße', "_s);
        row("not closed", u"SELECT 'abc"_s, u"closing quotation mark"_s, u"SELECT "_s);
        row("half", u"SELECT id FROM changes WHERE"_s, u"something is missing at the end"_s,
            u"SELECT id FROM changes WHERE"_s);
        row("double quotes", u"SELECT \"abc\" FROM changes"_s, u"A text stands in single quotation marks"_s,
            u"SELECT "_s);
        row("nothing", u"  -- only words"_s, u"There is no SELECT here"_s, u"-"_s);
        row("empty", QString(), u"There is no SELECT here"_s, u"-"_s);
        row("two", u"SELECT 1; SELECT 2"_s, u"Only one SELECT"_s, u"SELECT 1;"_s);
        row("parameter", u"SELECT :team"_s, u"There is no parameter “:team”"_s, u"SELECT "_s);
        row("question mark", u"SELECT ?"_s, u"There is no parameter “?”"_s, u"SELECT "_s);
        row("explain", u"EXPLAIN SELECT 1"_s, u"EXPLAIN cannot be used"_s, {});
        row("nul", u"SELECT 1"_s + QChar(u'\0') + u"x"_s, u"a character here that no text can have"_s, u"SELECT 1"_s);
        row("main", u"SELECT url FROM main.deployments"_s, u"Write “deployments” without anything before it"_s,
            u"SELECT url FROM main."_s);
    }

    void mistakesAreToldWithTheirPlace()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        QFETCH(QString, before);
        const auto shape = m_sql->shapeOf(sql);
        QVERIFY(!shape);
        const SqlFault &fault = shape.error();
        QVERIFY2(fault.error.text.contains(expected), qPrintable(fault.error.text));
        QCOMPARE(fault.error.kind, ErrorKind::Config);
        QCOMPARE(fault.at, before == u"-" ? -1 : before.size());
    }

    void nothingButTheViewsIsOpen_data()
    {
        QTest::addColumn<QString>("sql");
        for (const char *sql : {"SELECT value FROM setting", "SELECT * FROM audit", "SELECT count(*) FROM setting",
                 "SELECT 1 FROM setting", "SELECT * FROM source", "SELECT cursor FROM checkpoint",
                 "SELECT * FROM sqlite_schema", "SELECT * FROM sqlite_temp_schema", "SELECT sql FROM sqlite_master",
                 "SELECT * FROM changes WHERE EXISTS (SELECT 1 FROM setting)",
                 "SELECT (SELECT value FROM setting LIMIT 1)",
                 "SELECT id FROM changes UNION ALL SELECT key FROM setting",
                 // A WITH clause in the name of a view is no way in.
                 "WITH changes AS (SELECT value FROM setting) SELECT * FROM changes",
                 "WITH issue_records AS (SELECT key, value FROM setting) SELECT * FROM issue_records",
                 "SELECT * FROM (WITH issue_records AS (SELECT * FROM audit) SELECT * FROM issue_records)",
                 "SELECT * FROM pragma_table_info('setting')", "SELECT * FROM pragma_database_list",
                 "PRAGMA user_version", "PRAGMA cipher_version", "PRAGMA key = 'x'", "PRAGMA query_only = 0",
                 "ATTACH 'x.db' AS x", "DETACH main", "SELECT load_extension('x')", "SELECT sqlcipher_export('x')",
                 "SELECT fts3_tokenizer('simple')", "SELECT randomblob(10)", "SELECT sqlite_version()",
                 "SELECT readfile('/etc/passwd')", "SELECT * FROM json_each('[1]')",
                 "INSERT INTO setting VALUES ('a', 'b')", "UPDATE setting SET value = 1", "DELETE FROM audit",
                 "REPLACE INTO setting VALUES ('a', 'b')", "INSERT INTO changes (id) VALUES (1)", "CREATE TABLE x (y)",
                 "CREATE TEMP TABLE x (y)", "CREATE TEMP VIEW x AS SELECT * FROM setting",
                 "CREATE VIRTUAL TABLE temp.x USING fts5(y)", "DROP VIEW change_requests", "DROP TABLE temp.changes",
                 "ALTER TABLE setting RENAME TO x", "BEGIN", "COMMIT", "SAVEPOINT x", "VACUUM", "VACUUM INTO 'x'",
                 "REINDEX", "ANALYZE", "WITH x AS (SELECT 1) DELETE FROM setting", "SELECT title FROM change_request",
                 "SELECT email FROM identity"})
            QTest::newRow(sql) << QString::fromLatin1(sql);
    }

    void nothingButTheViewsIsOpen()
    {
        QFETCH(QString, sql);
        Database database = m_fixture.database(Database::Mode::ReadOnly);
        const QStringList before = canonicalDump(database);
        const auto table = run(sql);
        QVERIFY2(!table, "was answered");
        QCOMPARE(table.error().error.kind, ErrorKind::Config);
        QVERIFY2(!table.error().error.text.isEmpty(), qPrintable(table.error().error.text));
        QVERIFY(!table.error().error.text.contains(u"hidden value"));
        QCOMPARE(canonicalDump(database), before);
        QVERIFY(!QFile::exists(u"x.db"_s) && !QFile::exists(u"x"_s));
        QCOMPARE(lines(u"SELECT 1"_s), QStringList(u"1"_s)); // the next question is answered
    }

    void bombsAreDefused_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        const QString endless = u"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "_s;
        QTest::newRow("loop") << endless + u"SELECT count(*) FROM c"_s << u"took longer than 1 s"_s;
        QTest::newRow("cross joins")
            << u"SELECT count(*) FROM reviews a, reviews b, reviews c, reviews d, reviews e, commits f"_s
            << u"took longer than 1 s"_s;
        QTest::newRow("rows") << endless + u"SELECT x FROM c LIMIT 10000000"_s << u"more than 100,000 rows"_s;
        QTest::newRow("large rows") << endless + u"SELECT printf('%.30000c', 'x') FROM c LIMIT 90000"_s
                                    << u"The answer is larger than"_s;
        QTest::newRow("sorting") << endless
                + u"SELECT x FROM (SELECT x, printf('%.30000c', 'x') AS y FROM c LIMIT 1000000) ORDER BY y, x"_s
                                 << u"MB for sorting and grouping"_s;
        QTest::newRow("distinct")
            << u"WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT x + 1 FROM c) SELECT count(*) FROM c"_s
            << u"was stopped"_s;
        QTest::newRow("joined text") << endless + u"SELECT group_concat(x) FROM (SELECT x FROM c LIMIT 1000000)"_s
                                     << u"longer than 32 KB"_s;
        QTest::newRow("doubling")
            << u"WITH RECURSIVE c(x) AS (SELECT 'xx' UNION ALL SELECT x || x FROM c) SELECT length(x) FROM c"_s
            << u"longer than 32 KB"_s;
        QTest::newRow("replace") << u"SELECT replace(printf('%.30000c', 'a'), 'a', 'bbbbbbbb')"_s
                                 << u"longer than 32 KB"_s;
        QTest::newRow("many terms") << u"SELECT 1"_s + u"+1"_s.repeated(5000) << u""_s;
        QTest::newRow("many selects") << u"SELECT 1"_s + u" UNION ALL SELECT 1"_s.repeated(500) << u""_s;
        QTest::newRow("long text") << u"SELECT '"_s + QString(200'000, u'x') + u'\'' << u"Shorten it to 100,000"_s;
        QTest::newRow("overflow") << u"SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)"_s
                                  << u"The SELECT ended with: integer overflow"_s;
    }

    void bombsAreDefused()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        // Where another limit is to stop it, the time must not: the machine may be busy.
        const bool byTime = expected.contains(u"longer than 1 s"_s) || expected.contains(u"was stopped"_s);
        const int milliseconds = byTime ? 1000 : 60'000;
        const auto table = run(sql, {.milliseconds = milliseconds, .workBytes = 32 * 1024 * 1024});
        QVERIFY2(!table, "was answered");
        QCOMPARE(table.error().error.kind, ErrorKind::Config);
        QVERIFY2(table.error().error.text.contains(expected),
            qPrintable(table.error().error.text + table.error().error.detail));
        QCOMPARE(lines(u"SELECT 1"_s), QStringList(u"1"_s));
    }

    // Some bombs do not even go off: a text that would be too long is NULL, parentheses cost nothing.
    void someBombsAreDuds()
    {
        QCOMPARE(lines(u"SELECT printf('%.*c', 1000000000, 'x') IS NULL, hex(substr('x', 1, 1000000000))"_s),
            QStringList(u"1|78"_s));
        QCOMPARE(lines(u"SELECT "_s + QString(5000, u'(') + u'1' + QString(5000, u')')), QStringList(u"1"_s));
    }

    // What would take longer than the deadline by itself, in one step: texts that are hard to search.
    void searchingIsFast()
    {
        QCOMPARE(lines(u"WITH t(a, b) AS (SELECT printf('%.30000c', 'a'), printf('%.15000c', 'a') || 'b'), "
                       "n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400) "
                       "SELECT sum(instr(a, b || substr(i, 1, 0))), sum(length(replace(a, b || substr(i, 1, 0), ''))) "
                       "FROM t, n"_s),
            QStringList(u"0|12000000"_s));
    }

    void cancelStops()
    {
        CancelSource cancel;
        cancel.cancel();
        const auto table =
            run(u"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"_s, {},
                cancel.token());
        QVERIFY(!table);
        QCOMPARE(table.error().error.kind, ErrorKind::Cancelled);
    }

    // Others go on reading and writing while a question runs.
    void theWorkspaceGoesOn()
    {
        auto writer = m_fixture.writer();
        QFuture<Result<void>> written;
        const auto table = m_sql->run(
            {.sql = u"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000000) SELECT count(*), "
                    "(SELECT count(*) FROM changes) FROM c"_s,
                .range = {},
                .now = {},
                .calendar = {},
                .limits = {}},
            [&](const QString &fact) {
                written = writer->write({}, [](Database &database) { return saveSetting(database, u"beside"_s, 1); });
                written.waitForFinished();
                return &m_facts[fact];
            },
            {});
        QVERIFY(table);
        QVERIFY(written.isFinished() && written.result());
    }
};

QTEST_GUILESS_MAIN(TestSqlStore)
#include "tst_sqlstore.moc"
