#include "metricfixture.h"

#include "core/domain/sqlsource.h"
#include "core/metrics/sqlrows.h"

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// Answers every SELECT with the same rows, and remembers what it was asked.
class FixedAnswer final : public SqlSource {
public:
    SqlTable table;
    QStringList facts{u"change"_s};
    std::optional<SqlFault> fault;
    mutable std::vector<TimeRange> asked;

    std::vector<SqlView> views() const override { return {}; }
    SqlResult<SqlShape> shapeOf(const QString &sql) const override
    {
        if (const qsizetype wrong = sql.indexOf(u"WRONG"); wrong >= 0)
            return std::unexpected(
                SqlFault{.error = fail(ErrorKind::Config, u"This is wrong."_s).error(), .at = wrong});
        return SqlShape{.columns = table.columns, .facts = facts};
    }
    SqlResult<SqlTable> run(const SqlQuestion &question, const std::function<const FactTable *(const QString &fact)> &,
        const CancelToken &) const override
    {
        asked.push_back(question.range);
        if (fault)
            return std::unexpected(*fault);
        return table;
    }

    void setRows(const QStringList &columns, std::vector<std::vector<SqlValue>> rows)
    {
        table.columns = columns;
        table.cells.clear();
        for (auto &row : rows)
            std::ranges::move(row, std::back_inserter(table.cells));
    }
};

SqlValue ms(const char *iso)
{
    return Instant::fromIso(QString::fromLatin1(iso)).ms();
}

QByteArray definition(const QByteArray &aggregate, const QByteArray &more = {})
{
    return "{'id': 'ours', 'title': 'Ours', 'definition': 'What we count.', 'unit': 'count', 'sql': 'SELECT 1', "_ba
               .replace('\'', '"')
        + more + "\"aggregate\": \"" + aggregate + "\"}";
}

} // namespace

// Metrics that are a SELECT, over answers by hand.
class TestSqlMetric final : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FixedAnswer> m_sql;
    std::unique_ptr<MetricFixture> m_fixture;

    [[nodiscard]] std::shared_ptr<const MetricCatalog> catalog(const QByteArray &json) const
    {
        return MetricCatalog::fromTexts({{u"mine.json"_s, json, {}}}, MemoryFacts::dataModel(), true, m_sql.get());
    }

    [[nodiscard]] MetricEngine engine(const QByteArray &json)
    {
        const auto all = catalog(json);
        for (const CatalogProblem &problem : all->problems())
            qWarning("%s", qPrintable(problem.text()));
        auto snapshot = FactsSnapshot::load(m_fixture->facts, m_fixture->facts.facts(), 7);
        return {all, *snapshot, m_fixture->calendar, m_fixture->now, m_sql};
    }

    [[nodiscard]] MetricQuery weeks() const
    {
        return {.metric = u"ours"_s, .range = m_fixture->days("2026-03-02", "2026-03-22"), .grain = Grain::Week};
    }

    [[nodiscard]] Result<MetricResult> evaluate(const QByteArray &json, const MetricQuery &query)
    {
        return engine(json).evaluate(query);
    }

    [[nodiscard]] QString problemOf(const QByteArray &json) const
    {
        const auto problems = catalog(json)->problems();
        return problems.empty() ? QString() : problems.front().text();
    }

private Q_SLOTS:
    void init()
    {
        m_sql = std::make_shared<FixedAnswer>();
        m_fixture = std::make_unique<MetricFixture>();
        m_fixture->facts.add(u"change"_s, {{u"created_at"_s, u"2026-03-03T08:00:00Z"_s}});
        m_sql->setRows({u"at"_s, u"value"_s, u"service"_s},
            {{ms("2026-03-03T10:00:00Z"), 1.0, u"shop"_s}, {u"2026-03-04T10:00:00.000Z"_s, qint64{3}, u"shop"_s},
                {ms("2026-03-17T10:00:00Z"), 8.0, u"pay"_s}});
    }

    // Monday, 2 March to Sunday, 22 March 2026; it is Wednesday the 18th.
    void rowsAreCountedInPeriodsLikeAnyOther_data()
    {
        QTest::addColumn<QByteArray>("aggregate");
        QTest::addColumn<QString>("values");
        QTest::addColumn<double>("total");
        QTest::newRow("sum") << QByteArray("sum") << u"4 0 8"_s << 12.0;
        QTest::newRow("count") << QByteArray("count") << u"2 0 1"_s << 3.0;
        QTest::newRow("mean") << QByteArray("mean") << u"2 - 8"_s << 4.0;
        QTest::newRow("median") << QByteArray("median") << u"2 - 8"_s << 3.0;
        QTest::newRow("p75") << QByteArray("p75") << u"2.5 - 8"_s << 5.5;
        QTest::newRow("last") << QByteArray("last") << u"3 - 8"_s << 8.0;
    }

    void rowsAreCountedInPeriodsLikeAnyOther()
    {
        QFETCH(QByteArray, aggregate);
        QFETCH(QString, values);
        QFETCH(double, total);
        const auto result = evaluate(definition(aggregate), weeks());
        QVERIFY2(result, result ? "" : qPrintable(result.error().text));
        QCOMPARE(valuesOf(result->series.at(0)), values);
        QCOMPARE(result->series.at(0).total.value, total);
        QCOMPARE(result->series.at(0).total.n, 3);
        QVERIFY(result->series.at(0).points.at(2).partial); // it is not over
        QCOMPARE(result->definitionId, u"ours"_s);
        QCOMPARE(result->definitionSet, u"Custom"_s);
        QCOMPARE(result->definitionVersion, 1);
        QCOMPARE(result->generation, 7U);
        QCOMPARE(m_sql->asked, std::vector{weeks().range});
    }

    // Nothing is zero before anything is known, and nothing is known after the last sync.
    void gapsStayGaps()
    {
        m_fixture = std::make_unique<MetricFixture>();
        m_fixture->facts.add(u"change"_s, {{u"created_at"_s, u"2026-03-10T08:00:00Z"_s}});
        m_sql->table.cells.clear();
        const auto result = evaluate(definition("count"), weeks());
        QVERIFY(result);
        QCOMPARE(valuesOf(result->series.at(0)), u"- 0 0"_s);
        m_fixture = std::make_unique<MetricFixture>();
        QCOMPARE(valuesOf(evaluate(definition("count"), weeks())->series.at(0)), u"- - -"_s);
    }

    void splitsFiltersAndComparisons()
    {
        MetricQuery query = weeks();
        query.by = {u"service"_s};
        query.compare = CompareWith::PreviousPeriod;
        auto result = evaluate(definition("sum"), query);
        QVERIFY(result);
        QCOMPARE(result->series.size(), 2);
        QCOMPARE(result->series.at(0).key, QStringList(u"shop"_s));
        QCOMPARE(valuesOf(result->series.at(0)), u"4 0 0"_s);
        QCOMPARE(valuesOf(result->series.at(1)), u"0 0 8"_s);
        QCOMPARE(m_sql->asked.size(), 2U); // also for the weeks before
        query.by.clear();
        query.where = {{u"service"_s, {u"pay"_s}, false}};
        result = evaluate(definition("sum"), query);
        QCOMPARE(valuesOf(result->series.at(0)), u"0 0 8"_s);
    }

    void whatTheSelectDoesNotGiveIsSaid()
    {
        MetricQuery query = weeks();
        query.by = {u"team"_s};
        const auto result = evaluate(definition("sum"), query);
        QCOMPARE(result.error().text,
            u"'Ours' cannot be split or filtered by 'team'. Its SELECT gives: service. Add the column to the SELECT to "
            "have it."_s);
        QVERIFY(!catalog(definition("sum"))->canFilter(*catalog(definition("sum"))->find(u"ours"), u"team"_s));
        QVERIFY(catalog(definition("sum"))->canFilter(*catalog(definition("sum"))->find(u"ours"), u"service"_s));
    }

    // A row may stand for many records: n counts those, and the mean is theirs.
    void rowsWithCounts()
    {
        m_sql->setRows({u"at"_s, u"value"_s, u"n"_s},
            {{ms("2026-03-03T10:00:00Z"), 1.0, qint64{9}}, {ms("2026-03-04T10:00:00Z"), 11.0, qint64{1}},
                {ms("2026-03-17T10:00:00Z"), {}, qint64{5}}});
        auto result = evaluate(definition("mean"), weeks());
        QVERIFY(result);
        QCOMPARE(valuesOf(result->series.at(0)), u"2 - -"_s); // (9 · 1 + 1 · 11) / 10
        QCOMPARE(result->series.at(0).points.at(0).n, 10);
        QCOMPARE(result->series.at(0).total.value, 2.0);
        QCOMPARE(excludedOf(*result), u"1 no value"_s);
        result = evaluate(definition("median"), weeks());
        QCOMPARE(result->series.at(0).total.value, 6.0);
        QCOMPARE(result->series.at(0).points.at(0).n, 10);
    }

    // "period" names a day, week, month, quarter or year of the workspace's calendar.
    void namedPeriods()
    {
        m_sql->setRows({u"period"_s, u"value"_s},
            {{u"2026-W10"_s, 1.0}, {u"2026-W12"_s, 2.0}, {u"2026-03"_s, 4.0}, {u"2026-03-17"_s, 8.0}, {{}, 16.0}});
        const QByteArray json = definition("sum", R"("period": "week", )");
        MetricQuery query = weeks();
        auto result = evaluate(json, query);
        QVERIFY2(result, result ? "" : qPrintable(result.error().text));
        QCOMPARE(valuesOf(result->series.at(0)), u"1 0 10"_s); // 1 March is before the first week
        QCOMPARE(excludedOf(*result), u"1 no time"_s);
        query.grain = Grain::Day;
        result = evaluate(json, query);
        QCOMPARE(result->query.grain, Grain::Week);
        QVERIFY(result->notes.value(0).contains(u"Shown by the week"));
        const QTimeZone zone("Europe/Berlin");
        QCOMPARE(periodStart(u"2026-Q2"_s, zone), Instant::fromIso(u"2026-03-31T22:00:00Z"));
        QCOMPARE(periodStart(u"2026"_s, zone), Instant::fromIso(u"2025-12-31T23:00:00Z"));
        QCOMPARE(periodStart(u"2026-W53"_s, zone), Instant::fromIso(u"2026-12-27T23:00:00Z"));
        for (const QString &wrong : {u"2026-13"_s, u"2026-W54"_s, u"2025-W53"_s, u"2026-02-30"_s, u"2026-Q5"_s,
                 u"March"_s, u""_s, u"2026-W00"_s})
            QVERIFY2(!periodStart(wrong, zone).isSet(), qPrintable(wrong));
    }

    void aWrongRowIsNamed_data()
    {
        QTest::addColumn<QString>("expected");
        QTest::addColumn<SqlValue>("at");
        QTest::addColumn<SqlValue>("value");
        QTest::addColumn<SqlValue>("n");
        const SqlValue time = ms("2026-03-03T10:00:00Z");
        QTest::newRow("text for value") << u"'Ours': In row 2 'value' is the text “many”; it must be a number."_s
                                        << time << SqlValue(u"many"_s) << SqlValue(qint64{1});
        QTest::newRow("no time") << u"'Ours': In row 2 'at' is yesterday, which is no time."_s
                                 << SqlValue(u"yesterday"_s) << SqlValue(1.0) << SqlValue(qint64{1});
        QTest::newRow("text for n") << u"'Ours': In row 2 'n' is the text “few”"_s << time << SqlValue(1.0)
                                    << SqlValue(u"few"_s);
        QTest::newRow("negative n") << u"'Ours': In row 2 'n' is -1; it counts the records"_s << time << SqlValue(1.0)
                                    << SqlValue(qint64{-1});
    }

    void aWrongRowIsNamed()
    {
        QFETCH(QString, expected);
        QFETCH(SqlValue, at);
        QFETCH(SqlValue, value);
        QFETCH(SqlValue, n);
        m_sql->setRows({u"at"_s, u"value"_s, u"n"_s}, {{ms("2026-03-03T10:00:00Z"), 1.0, qint64{1}}, {at, value, n}});
        const auto result = evaluate(definition("sum"), weeks());
        QVERIFY(!result);
        QVERIFY2(result.error().text.startsWith(expected), qPrintable(result.error().text));
        QCOMPARE(result.error().kind, ErrorKind::Config);
    }

    void extremeNumbersAreGaps()
    {
        m_sql->setRows({u"at"_s, u"value"_s},
            {{ms("2026-03-03T10:00:00Z"), std::numeric_limits<double>::infinity()},
                {ms("2026-03-04T10:00:00Z"), std::numeric_limits<double>::quiet_NaN()},
                {std::numeric_limits<qint64>::max(), 1.0}, {std::numeric_limits<qint64>::min() + 1, 1.0}});
        const auto result = evaluate(definition("mean"), weeks());
        QVERIFY2(result, result ? "" : qPrintable(result.error().text));
        QVERIFY(result->series.at(0).total.isGap());
    }

    void errorsOfTheSelectNameTheMetric()
    {
        m_sql->fault = SqlFault{.error = fail(ErrorKind::Config, u"The SELECT took longer."_s).error(), .at = -1};
        QCOMPARE(evaluate(definition("sum"), weeks()).error().text, u"'Ours': The SELECT took longer."_s);
        m_sql->fault = SqlFault{.error = fail(ErrorKind::Cancelled, u"Cancelled."_s).error(), .at = -1};
        QCOMPARE(evaluate(definition("sum"), weeks()).error().kind, ErrorKind::Cancelled);
        const MetricEngine without(catalog(definition("sum")),
            *FactsSnapshot::load(m_fixture->facts, m_fixture->facts.facts(), 7), m_fixture->calendar, m_fixture->now);
        QCOMPARE(without.evaluate(weeks()).error().text, u"'Ours' is a SELECT, which cannot be asked here."_s);
    }

    void rowsBehindAPoint()
    {
        MetricQuery query = weeks();
        const TimeRange first{query.range.from, Instant::fromIso(u"2026-03-08T23:00:00Z")};
        auto rows = engine(definition("sum")).rows(query, {}, first, 10);
        QVERIFY(rows);
        QCOMPARE(rows->fact, QString());
        QCOMPARE(rows->total, 2);
        QCOMPARE(rows->rows.at(0).value, 3.0);
        QCOMPARE(rows->rows.at(0).record["service"_L1].toString(), u"shop"_s);
        rows = explainRows(
            std::move(*rows), {.metric = u"ours"_s}, *catalog(definition("sum")), m_fixture->facts, QTimeZone::utc());
        QVERIFY(rows && rows->rows.at(0).record["value"_L1].toInt() == 3);

        m_sql->setRows(
            {u"at"_s, u"value"_s, u"id"_s, u"fact"_s}, {{ms("2026-03-03T10:00:00Z"), 1.0, qint64{1}, u"change"_s}});
        rows = engine(definition("sum")).rows(query, {}, {}, 10);
        QVERIFY(rows);
        QCOMPARE(rows->fact, u"change"_s);
        QCOMPARE(rows->rows.at(0).id, 1);
        m_sql->setRows({u"at"_s, u"value"_s, u"id"_s, u"fact"_s},
            {{ms("2026-03-03T10:00:00Z"), 1.0, qint64{1}, u"change"_s},
                {ms("2026-03-03T10:00:00Z"), 1.0, qint64{1}, u"review"_s}});
        QVERIFY(engine(definition("sum")).rows(query, {}, {}, 10).error().text.contains(u"of several facts"));
        m_sql->setRows(
            {u"at"_s, u"value"_s, u"id"_s, u"fact"_s}, {{ms("2026-03-03T10:00:00Z"), 1.0, u"x"_s, u"change"_s}});
        QVERIFY(engine(definition("sum")).rows(query, {}, {}, 10).error().text.contains(u"in row 1 'id' is no whole"));
    }

    void formulasTakeSelectsAndFactsTogether()
    {
        m_fixture->facts.add(u"change"_s,
            {{u"created_at"_s, u"2026-03-03T08:00:00Z"_s}, {u"merged_at"_s, u"2026-03-03T09:00:00Z"_s},
                {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s}});
        const QByteArray json = R"({"metrics": [)" + definition("sum")
            + R"(, {"id": "both", "title": "Both", "definition": "D", "unit": "count", "formula": "ours / changes_merged"}]})";
        MetricQuery query = weeks();
        query.metric = u"both"_s;
        const auto result = evaluate(json, query);
        QVERIFY2(result, result ? "" : qPrintable(result.error().text));
        QCOMPARE(valuesOf(result->series.at(0)), u"4 - -"_s); // 0 merged: a gap, not infinity
        QCOMPARE(catalog(json)->factsOf(*catalog(json)->find(u"both")), QStringList(u"change"_s));
        QVERIFY(catalog(json)->readsSql(*catalog(json)->find(u"both")));
    }

    void columnsOfTheSelectAreChecked_data()
    {
        QTest::addColumn<QStringList>("columns");
        QTest::addColumn<QString>("expected"); // empty = good
        QTest::newRow("good") << QStringList{u"at"_s, u"value"_s} << QString();
        QTest::newRow("no at") << QStringList{u"value"_s} << u"must give a column 'at'"_s;
        QTest::newRow("both") << QStringList{u"at"_s, u"period"_s, u"value"_s} << u"and not both"_s;
        QTest::newRow("period") << QStringList{u"period"_s, u"value"_s} << u"needs the key 'period'"_s;
        QTest::newRow("no value") << QStringList{u"at"_s} << u"must give a column 'value'"_s;
        QTest::newRow("id alone") << QStringList{u"at"_s, u"value"_s, u"id"_s} << u"must also give 'fact'"_s;
        QTest::newRow("no name") << QStringList{u"at"_s, u"value"_s, u"count(*)"_s} << u"“count(*)” needs a name"_s;
        QTest::newRow("twice") << QStringList{u"at"_s, u"value"_s, u"team"_s, u"team"_s} << u"two columns 'team'"_s;
        QTest::newRow("many") << QStringList{u"at"_s, u"value"_s, u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s,
            u"g"_s, u"h"_s, u"i"_s}
                              << u"9 columns to split by; 8 are possible"_s;
    }

    void columnsOfTheSelectAreChecked()
    {
        QFETCH(QStringList, columns);
        QFETCH(QString, expected);
        m_sql->table.columns = columns;
        const QString problem = problemOf(definition("sum"));
        QVERIFY2(expected.isEmpty() ? problem.isEmpty() : problem.contains(expected), qPrintable(problem));
    }

    // Places count inside the JSON text, whether it is one text or a list of lines.
    void mistakesAreToldWithLineAndColumn()
    {
        const auto at = [this](const QByteArray &sql) {
            QByteArray json = definition("sum");
            json.replace("\"SELECT 1\"", sql);
            return problemOf(json).section(u' ', 0, 0);
        };
        const auto column = [](const QByteArray &sql) {
            return u"mine.json:1:%1:"_s.arg(definition("sum").indexOf("\"SELECT 1\"") + sql.indexOf("WRONG") + 1);
        };
        const QByteArray plain = R"("SELECT WRONG")";
        QCOMPARE(at(plain), column(plain));
        const QByteArray escaped = "\"SELECT \\\"x\\\"\\n\\u0041, WRONG\"";
        QCOMPARE(at(escaped), column(escaped));
        QCOMPARE(at("[\n\"SELECT 'x',\",\n  \"a, WRONG\"\n]"), u"mine.json:3:7:"_s);
    }

    void keysThatDoNotGoTogether()
    {
        QVERIFY(problemOf(definition("sum", R"("fact": "change", )")).contains(u"either 'sql' or a fact; remove"));
        QVERIFY(
            problemOf(definition("sum", R"("where": [], )")).contains(u"The SELECT itself can do what 'where' does"));
        QVERIFY(problemOf(definition("rate")).contains(u"'rate' is not one of: count, sum, mean, median"));
        QVERIFY(problemOf(definition("sum", R"("period": "all", )")).contains(u"'period' is one of: day, week"));
        QVERIFY(problemOf(definition("mean", R"("per": "day", )")).contains(u"goes with count and sum"));
        QByteArray empty = definition("sum");
        empty.replace("\"SELECT 1\"", "[]");
        QVERIFY(problemOf(empty).contains(u"'sql' must be a text"));
        empty.replace("[]", "7");
        QVERIFY(problemOf(empty).contains(u"'sql' must be a text"));
    }
};

QTEST_APPLESS_MAIN(TestSqlMetric)
#include "tst_sqlmetric.moc"
