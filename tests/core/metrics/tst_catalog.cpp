#include "metricfixture.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// One metric that is right; a test replaces a piece of it.
const QByteArray kGood = R"({
  "format": 1,
  "set": "Ours",
  "metrics": [
    {
      "id": "quick_merges",
      "title": "Quick merges",
      "definition": "Changes merged within a day.",
      "unit": "count",
      "fact": "change",
      "time": "merged_at",
      "where": [{"column": "cycle", "at_most": 86400000}],
      "aggregate": "count"
    }
  ]
})";

QStringList problemsOf(const QByteArray &json)
{
    QStringList texts;
    const auto catalog = MetricCatalog::fromTexts({{u"my.json"_s, json}}, MemoryFacts::dataModel());
    for (const CatalogProblem &problem : catalog->problems())
        texts.append(problem.text());
    return texts;
}

QByteArray metric(const char *id, const QByteArray &formula)
{
    const QJsonObject metric = {{u"id"_s, QLatin1StringView(id)}, {u"title"_s, u"T"_s}, {u"definition"_s, u"D"_s},
        {u"unit"_s, u"count"_s}, {u"formula"_s, QString::fromLatin1(formula)}};
    return QJsonDocument(QJsonObject{{u"set"_s, u"Ours"_s}, {u"metrics"_s, QJsonArray{metric}}}).toJson();
}

// Two formulas that name each other, and one that needs them.
const QByteArray kCircle = R"({"metrics": [
    {"id": "a", "title": "A", "definition": "A", "unit": "count", "formula": "b * 2"},
    {"id": "b", "title": "B", "definition": "B", "unit": "count", "formula": "a / 2"},
    {"id": "c", "title": "C", "definition": "C", "unit": "count", "formula": "a + 1"}]})";

} // namespace

class TestCatalog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void builtInDefinitionsAreGood()
    {
        const auto catalog = MetricCatalog::fromTexts({}, MemoryFacts::dataModel());
        for (const CatalogProblem &problem : catalog->problems())
            qWarning("%s", qPrintable(problem.text()));
        QCOMPARE(catalog->problems().size(), 0);
        QVERIFY(catalog->definitions().size() >= 60);
        QCOMPARE(catalog->sets(), (QStringList{u"Leadline 1"_s, u"DevLake 2023"_s}));
        for (const QString &id : {u"deployment_frequency"_s, u"change_lead_time"_s, u"change_fail_rate"_s,
                 u"failed_deployment_recovery_time"_s, u"deployment_rework_rate"_s, u"stage_coding"_s,
                 u"stage_deploy"_s, u"pr_cycle_time"_s, u"open_changes"_s})
            QVERIFY2(catalog->find(id), qPrintable(id));
        for (const MetricDefinition &definition : catalog->definitions()) {
            QVERIFY2(!definition.description.isEmpty(), qPrintable(definition.id));
            QVERIFY2(!definition.source.isEmpty(), qPrintable(definition.id));
            QVERIFY2(!definition.group.isEmpty(), qPrintable(definition.id));
        }
    }

    void everyBuiltInMetricCanBeEvaluated()
    {
        MetricFixture fixture;
        const auto catalog = fixture.catalog();
        for (const MetricDefinition &definition : catalog->definitions()) {
            const auto result = fixture.engine().evaluate(
                {.metric = definition.id, .range = fixture.days("2026-03-02", "2026-03-22"), .grain = Grain::Week});
            QVERIFY2(result, qPrintable(definition.id));
            QCOMPARE(result->series.size(), 1); // without any data: one series of gaps
            QVERIFY(result->series.at(0).total.isGap());
            QCOMPARE(result->series.at(0).points.size(), 3);
        }
    }

    // The published schema and the reader must know the same keys.
    void schemaKnowsTheKeysOfTheReader()
    {
        QFile file(u":/leadline/schemas/metric.schema.json"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
        const QJsonObject properties = schema["$defs"_L1]["metric"_L1]["properties"_L1].toObject();
        QVERIFY(properties.size() > 20);
        for (const QString &key : properties.keys()) {
            const QByteArray json = "{\"metrics\": [{\"" + key.toUtf8() + "\": null}]}";
            QVERIFY2(!problemsOf(json).join(u'\n').contains(u"is not known here"_s), qPrintable(key));
        }
    }

    void aUsersMetricStandsBesideTheBuiltIn()
    {
        const auto catalog = MetricCatalog::fromTexts({{u"my.json"_s, kGood}}, MemoryFacts::dataModel());
        QCOMPARE(catalog->problems().size(), 0);
        QVERIFY(catalog->find(u"quick_merges"));
        QCOMPARE(catalog->find(u"quick_merges")->set, u"Ours"_s);
        QVERIFY(!catalog->find(u"quick_merges", u"Leadline 1"));
        QCOMPARE(
            catalog->factsOf(*catalog->find(u"changes_per_deployment")), (QStringList{u"change"_s, u"deployment"_s}));
    }

    void anotherSetMayDefineTheSameMetric()
    {
        QByteArray json = kGood;
        json.replace("quick_merges", "changes_merged");
        const auto catalog = MetricCatalog::fromTexts({{u"my.json"_s, json}}, MemoryFacts::dataModel());
        QCOMPARE(catalog->problems().size(), 0);
        QCOMPARE(catalog->find(u"changes_merged")->title, u"Merged changes"_s);
        QCOMPARE(catalog->find(u"changes_merged", u"Ours")->title, u"Quick merges"_s);
        MetricFixture fixture;
        fixture.texts = {{u"my.json"_s, json}};
        MetricQuery query{
            .metric = u"changes_merged"_s, .range = fixture.days("2026-03-02", "2026-03-03"), .grain = Grain::All};
        QCOMPARE(fixture.evaluate(query).title, u"Merged changes"_s);
        query.set = u"Ours"_s;
        QCOMPARE(fixture.evaluate(query).title, u"Quick merges"_s);
        query.set = u"Theirs"_s;
        QCOMPARE(fixture.engine().evaluate(query).error().text,
            u"There is no set of definitions 'Theirs'. The sets are: Leadline 1, DevLake 2023, Ours."_s);
    }

    void problemsSayWhereAndWhatToDo_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("expected"); // beginning of the only problem
        const auto row = [](const char *name, const char *from, const char *to, const char *expected) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString::fromUtf8(expected);
        };
        row("joined", "{\"column\": \"cycle\", \"at_most\": 86400000}",
            "{\"any\": [{\"column\": \"cycle\", \"at_most\": 1}, {\"not\": {\"column\": \"cykle\", \"set\": true}}]}",
            "quick_merges: There is no column 'cykle' in 'change'. Did you mean 'cycle'?");
        row("joined nothing", "{\"column\": \"cycle\", \"at_most\": 86400000}", "{\"any\": []}",
            "my.json:12:18: quick_merges: 'any' must be a list of conditions");
        row("column", "\"merged_at\"", "\"merged_att\"",
            "my.json:11:7: quick_merges: There is no column 'merged_att' in 'change'. Did you mean 'merged_at'?");
        row("fact", "\"change\"", "\"changes\"",
            "my.json:10:7: quick_merges: There is no fact 'changes'. The facts are: build, change,");
        row("not a time", "\"merged_at\"", "\"cycle\"",
            "my.json:11:7: quick_merges: 'cycle' is not a time. The times of 'change' are: created_at,");
        row("key", "\"unit\"", "\"units\"",
            "my.json:9:7: quick_merges: The key 'units' is not known here. Did you mean 'unit'?");
        row("unit", "\"unit\": \"count\"", "\"unit\": \"minutes\"",
            "my.json:9:7: quick_merges: 'minutes' is not one of: count, duration,");
        row("aggregate", "\"aggregate\": \"count\"", "\"aggregate\": \"averge\"",
            "my.json:13:7: quick_merges: 'averge' is not one of: count, sum, mean,");
        row("value missing", "\"aggregate\": \"count\"", "\"aggregate\": \"median\"",
            "my.json:13:7: quick_merges: 'median' needs a 'value'");
        row("id", "quick_merges", "Quick Merges", "my.json:6:7: Quick Merges: An id has small letters");
        row("missing title", "\"title\": \"Quick merges\",", "", "my.json:5:5: quick_merges: 'title' is missing.");
        row("two tests", "\"at_most\"", "\"is\": [1], \"at_most\"",
            "my.json:12:17: quick_merges: A condition has exactly one test");
        row("condition column", "\"cycle\"", "\"cykle\"",
            "my.json:12:18: quick_merges: There is no column 'cykle' in 'change'. Did you mean 'cycle'?");
        row("name for number", "\"at_most\": 86400000", "\"is\": [\"long\"]",
            "my.json:12:18: quick_merges: 'cycle' holds whole numbers;");
        row("both kinds", "\"unit\"", "\"formula\": \"deployments\", \"unit\"",
            "my.json:10:7: quick_merges: A metric has either a formula or a fact; remove 'formula' or 'fact'.");
        row("syntax", "\"id\": \"quick_merges\",", "\"id\": \"quick_merges\"",
            "my.json:7:8: This is not well-formed JSON");
        row("newer", "\"format\": 1", "\"format\": 2",
            "my.json:2:3: The file has a format newer than this version of Leadline knows.");
        row("twice", "\"unit\"", "\"title\": \"Again\", \"unit\"",
            "my.json:9:7: The key 'title' stands twice; only one is read.");
        row("moment", "\"aggregate\": \"count\"",
            "\"value\": {\"from\": \"created_at\", \"to\": \"moment\"}, \"aggregate\": \"mean\"",
            "my.json:13:39: quick_merges: 'moment' is only known");
        row("share", "\"aggregate\": \"count\"", "\"aggregate\": \"rate\"",
            "my.json:5:5: quick_merges: 'share' (what the rows must meet)");
    }

    void problemsSayWhereAndWhatToDo()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, expected);
        QByteArray json = kGood;
        QVERIFY(json.contains(from));
        json.replace(from, to);
        const QStringList problems = problemsOf(json);
        QVERIFY2(problems.join(u'\n').contains(expected), qPrintable(problems.join(u'\n')));
    }

    void aBrokenMetricTakesNoOtherWithIt()
    {
        QByteArray json = kGood;
        json.replace("]\n}", ", {\"id\": \"broken\"}]}");
        const auto catalog = MetricCatalog::fromTexts({{u"my.json"_s, json}}, MemoryFacts::dataModel());
        QVERIFY(catalog->find(u"quick_merges"));
        QVERIFY(!catalog->find(u"broken"));
        QVERIFY(!catalog->problems().empty());
    }

    void formulasAreChecked()
    {
        QVERIFY(problemsOf(metric("a", "deployments / incidents")).isEmpty());
        QVERIFY(problemsOf(metric("a", "deployment / incidents"))
                .join(u' ')
                .contains(u"There is no metric 'deployment'. Did you mean 'deployments'?"_s));
        QVERIFY(
            problemsOf(metric("a", "deployments / ")).join(u' ').contains(u"At character 15: A metric, a number"_s));
        QVERIFY(problemsOf(metric("a", "1 + 1")).join(u' ').contains(u"names no metric"_s));
        QVERIFY(problemsOf(metric("a", "a + deployments"))
                .join(u' ')
                .contains(u"The formula leads back to itself: a → a."_s));
        const QString problems = problemsOf(kCircle).join(u'\n');
        QVERIFY2(problems.contains(u"a → b → a"_s), qPrintable(problems));
        const auto catalog = MetricCatalog::fromTexts({{u"my.json"_s, kCircle}});
        QVERIFY(!catalog->find(u"a") && !catalog->find(u"b") && !catalog->find(u"c"));
    }

    void twoFilesCannotDefineOneMetric()
    {
        const auto catalog = MetricCatalog::fromTexts({{u"one.json"_s, kGood}, {u"two.json"_s, kGood}});
        QCOMPARE(catalog->problems().size(), 1);
        QCOMPARE(catalog->problems().at(0).text(),
            u"two.json:6:7: quick_merges: 'quick_merges' is already defined in the set 'Ours', in one.json. Choose another id, or another 'set'."_s);
    }

    void filesOfTheUser()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"mine.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(kGood);
        file.close();
        const auto catalog = MetricCatalog::load({path, folder.filePath(u"none.json"_s)}, MemoryFacts::dataModel());
        QVERIFY(catalog->find(u"quick_merges"));
        QCOMPARE(catalog->problems().size(), 1);
        QVERIFY(catalog->problems().at(0).text().startsWith(u"none.json: The file cannot be read"_s));
    }

    void nonsenseIsRefusedQuietly()
    {
        QVERIFY(!problemsOf("").isEmpty());
        QVERIFY(!problemsOf("[]").isEmpty());
        QVERIFY(!problemsOf("{\"metrics\": [1, null, []]}").isEmpty());
        QVERIFY(
            !problemsOf("{\"metrics\": [{\"where\": 3, \"open\": [], \"value\": [], \"share\": [4], \"explain\": 1}]}")
                .isEmpty());
        QVERIFY(!problemsOf(QByteArray(5000, '[')).isEmpty());
        QVERIFY(
            !problemsOf(QByteArray("{\"metrics\": [") + QByteArray(500, '[') + QByteArray(500, ']') + "]}").isEmpty());
        QVERIFY(!problemsOf(metric("a", QByteArray(5000, '('))).isEmpty());
        QVERIFY(!problemsOf(metric("a", QByteArray(5000, '-'))).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
