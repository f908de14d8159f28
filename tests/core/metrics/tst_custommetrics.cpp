#include "metricfixture.h"

#include "core/metrics/custommetrics.h"
#include "core/metrics/jsonplaces.h"
#include "core/metrics/resources.h"

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

const QString kText = u"{\n  \"id\": \"quick\",\n  \"title\": \"Schnelle Änderungen ✓\",\n  \"unit\": \"count\"\n}"_s;

QByteArray formula(const QString &id, const QString &formula)
{
    return u"{\"id\": \"%1\", \"title\": \"T\", \"definition\": \"D\", \"unit\": \"count\", \"formula\": \"%2\"}"_s
        .arg(id, formula)
        .toUtf8();
}

std::shared_ptr<const MetricCatalog> catalogOf(const QByteArrayList &metrics)
{
    return MetricCatalog::fromTexts(
        {{u"mine.json"_s, "{\"metrics\": [" + metrics.join(",\n") + "]}", {}}}, MemoryFacts::dataModel());
}

QString firstProblem(const MetricCatalog &catalog)
{
    return catalog.problems().empty() ? QString() : catalog.problems().front().text();
}

} // namespace

// Definitions as texts: kept, taken apart, put together, and files that were made to hurt.
class TestCustomMetrics final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMetricSurvivesBeingKept()
    {
        CustomMetric metric = *customMetricOf(kText, u"Ours"_s);
        metric.enabled = false;
        metric.savedAt = Instant(5000);
        metric.removedAt = Instant(6000);
        metric.earlier = {{.version = 1, .text = u"{}"_s, .savedAt = Instant(4000)}};
        const auto again = customMetricFromJson(toJson(metric));
        QVERIFY(again);
        QCOMPARE(again->key(), u"Ours/quick"_s);
        QCOMPARE(again->text, kText);
        QVERIFY(!again->enabled);
        QCOMPARE(again->savedAt, Instant(5000));
        QCOMPARE(again->removedAt, Instant(6000));
        QCOMPARE(again->earlier.at(0).text, u"{}"_s);
        QCOMPARE(again->earlier.at(0).savedAt, Instant(4000));
        QVERIFY(!customMetricFromJson({}));
        QVERIFY(!customMetricFromJson({{u"id"_s, 5}, {u"set"_s, u"x"_s}}));
    }

    void whatIdentifiesAMetric()
    {
        QVERIFY(!customMetricOf(u"no json"_s));
        QVERIFY(!customMetricOf(u"[]"_s));
        QVERIFY(!customMetricOf(u"{\"id\": 5}"_s));
        QCOMPARE(customMetricOf(u"{\"id\": \"a\"}"_s)->key(), u"Custom/a"_s);
        QCOMPARE(customMetricOf(u"{\"id\": \"a\", \"set\": \"B\", \"version\": 7}"_s, u"C"_s)->key(), u"B/a"_s);
        QCOMPARE(customMetricOf(u"{\"id\": \"a\", \"version\": 7}"_s)->version, 7);
        QCOMPARE(customMetricOf(u"{\"id\": \"a\", \"version\": -7}"_s)->version, 1);
    }

    // What is exported and imported again is the same, to the letter.
    void filesKeepTheTexts()
    {
        CustomMetric one = *customMetricOf(kText);
        CustomMetric two = *customMetricOf(u"{\"id\": \"two\", \"set\": \"Ours\"}"_s);
        const QByteArray file = metricFileOf({one, two});
        const auto again = customMetricsOf(file);
        QCOMPARE(again.size(), 2);
        QCOMPARE(again.at(0).text, one.text);
        QCOMPARE(again.at(1).text, two.text);
        QCOMPARE(again.at(1).key(), u"Ours/two"_s);
        QCOMPARE(metricFileOf(again), file);
        QVERIFY(QJsonDocument::fromJson(metricFileOf({})).object().contains(u"metrics"_s));
        QVERIFY(customMetricsOf("nonsense").empty());
        QCOMPARE(customMetricsOf(kText.toUtf8()).at(0).id, u"quick"_s); // a file of a single definition
    }

    void theSetOfAFileGoesWithItsMetrics()
    {
        const auto metrics = customMetricsOf("{\"set\": \"Team \\\"A\\\"\", \"metrics\": [\n    {\n      \"id\": "
                                             "\"a\",\n      \"unit\": \"count\"\n    }]}");
        QCOMPARE(metrics.at(0).set, u"Team \"A\""_s);
        QCOMPARE(
            metrics.at(0).text, u"{\n  \"id\": \"a\",\n  \"set\": \"Team \\\"A\\\"\",\n  \"unit\": \"count\"\n}"_s);
    }

    void everyBuiltInDefinitionCanBeTakenApart()
    {
        for (const QString &path : builtInMetricFiles()) {
            const QByteArray file = metricResource(path);
            const auto metrics = customMetricsOf(file);
            QCOMPARE(qsizetype(metrics.size()), QJsonDocument::fromJson(file).object()["metrics"_L1].toArray().size());
            for (const CustomMetric &metric : metrics)
                QVERIFY2(QJsonDocument::fromJson(metric.text.toUtf8()).object()["id"_L1].toString() == metric.id,
                    qPrintable(metric.text));
        }
    }

    void onlyTheMeaningMakesAVersion()
    {
        QCOMPARE(meaningOf(kText), meaningOf(withKey(kText, u"title"_s, "\"Other\"")));
        QCOMPARE(meaningOf(kText), meaningOf(withKey(kText, u"version"_s, "9")));
        QVERIFY(meaningOf(kText) != meaningOf(withKey(kText, u"unit"_s, "\"duration\"")));
        QCOMPARE(withKey(kText, u"unit"_s, "\"days\""), QString(kText).replace(u"\"count\""_s, u"\"days\""_s));
        QCOMPARE(withKey(u"{\"id\": \"a\"}"_s, u"version"_s, "2"), u"{\"id\": \"a\", \"version\": 2}"_s);
        QCOMPARE(withKey(u"no json"_s, u"version"_s, "2"), u"no json"_s);
    }

    void placesInsideTexts()
    {
        const QByteArray json = "{\n \"a\": \"x\\\"\\u00e4ö😀Z\", \"b\": [\"1\", {\"c\": 2}]}";
        const JsonPlaces places(json);
        QCOMPARE(places.valueOf(u"b[1]"_s), "{\"c\": 2}");
        QCOMPARE(places.valueOf(u"b[1].c"_s), "2");
        QCOMPARE(places.valueOf(u"x"_s), "");
        QCOMPARE(places.startOf(u"x"_s), -1);
        // x " ä ö 😀 (two units) Z, the text begins in column 8
        QCOMPARE(places.inText(u"a"_s, 0).column, 8);
        QCOMPARE(places.inText(u"a"_s, 2).column, 11);
        QCOMPARE(places.inText(u"a"_s, 3).column, 17);
        QCOMPARE(places.inText(u"a"_s, 6).column, 20);
        QCOMPARE(places.inText(u"a"_s, 600).column, 21);
        QCOMPARE(places.inText(u"b"_s, 3).line, 2);
    }

    void aSingleDefinitionIsAFile()
    {
        const auto catalog =
            MetricCatalog::fromTexts({{u"one"_s, formula(u"a"_s, u"deployments / incidents"_s), u"Ours"_s}});
        QVERIFY(catalog->problems().empty());
        QCOMPARE(catalog->find(u"a")->set, u"Ours"_s);
        const auto wrong = MetricCatalog::fromTexts({{u"one"_s, "{\n\"id\": \"a\",\n\"unit\": \"feet\"}", {}}});
        QCOMPARE(wrong->problems().at(0).line, 1); // 'title' is missing: the metric as a whole
        QVERIFY(
            std::ranges::any_of(wrong->problems(), [](const CatalogProblem &problem) { return problem.line == 3; }));
    }

    void namesInAnyScript()
    {
        const QByteArray json = R"({"id": "a", "set": "团队 Ω", "title": "पुल अनुरोध 🚀", "definition": "Что считается",
            "unit": "count", "fact": "change", "time": "merged_at", "aggregate": "count",
            "where": [{"column": "team", "is": ["Équipe ñ", "فريق"]}]})";
        MetricFixture fixture;
        fixture.texts = {{u"名前.json"_s, json, {}}};
        QVERIFY2(fixture.catalog()->problems().empty(), qPrintable(firstProblem(*fixture.catalog())));
        fixture.facts.add(u"change"_s, {{u"merged_at"_s, u"2026-03-03T09:00:00Z"_s}, {u"team"_s, u"فريق"_s}});
        const auto result = fixture.evaluate({.metric = u"a"_s,
            .range = fixture.days("2026-03-02", "2026-03-04"),
            .grain = Grain::All,
            .by = {u"team"_s},
            .set = u"团队 Ω"_s});
        QCOMPARE(result.series.at(0).key, QStringList(u"فريق"_s));
        QCOMPARE(result.series.at(0).total.value, 1.0);
        const auto wrong = MetricCatalog::fromTexts({{u"x"_s, R"({"id": "größe"})", {}}});
        QVERIFY(firstProblem(*wrong).contains(u"An id has small letters"));
    }

    void wrongTypesAreToldAndHurtNothing_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char *value : {"null", "true", "3", "-1.5e308", "\"\"", "\"x\"", "[]", "[1]", "{}", "{\"a\": {}}",
                 "[[[[]]]]", "\"\\ud800\""})
            QTest::newRow(value) << QByteArray(value);
    }

    // Every key with every type of value: a problem, or good; never a crash.
    void wrongTypesAreToldAndHurtNothing()
    {
        QFETCH(QByteArray, value);
        for (const QByteArray key : {"id", "version", "set", "title", "definition", "unit", "better", "bands",
                 "band_metric", "beside", "explain", "fact", "time", "unset_time", "open", "where", "value",
                 "aggregate", "share", "per", "period", "statistic", "formula", "sql"}) {
            QJsonObject metric = QJsonDocument::fromJson(
                R"({"id": "a", "title": "T", "definition": "D", "unit": "count", "fact": "change", "time": "merged_at",
                    "aggregate": "count"})")
                                     .object();
            metric.insert(QString::fromLatin1(key), QJsonDocument::fromJson('[' + value + ']').array().at(0));
            const QByteArray json = QJsonDocument(metric).toJson();
            const auto catalog = MetricCatalog::fromTexts({{u"x"_s, json, {}}}, MemoryFacts::dataModel());
            for (const CatalogProblem &problem : catalog->problems()) {
                QVERIFY2(!problem.message.isEmpty() && problem.line > 0, key.constData());
                QVERIFY2(problem.message.size() < 1000, key.constData());
            }
            QCOMPARE(catalog->find(u"changes_merged")->set, u"Leadline 1"_s);
        }
    }

    void largeDefinitionsAreReadInTime()
    {
        constexpr int kMegabyte = 1024 * 1024;
        // One text of a megabyte, ten thousand keys, ten thousand metrics, each with a mistake.
        QByteArray text = formula(u"a"_s, u"deployments"_s);
        text.replace("\"D\"", '"' + QByteArray(kMegabyte, 'x') + '"');
        QVERIFY(firstProblem(*catalogOf({text})).isEmpty());
        QByteArray unit = text;
        unit.replace("\"count\"", '"' + QByteArray(kMegabyte, 'x') + '"');
        const QString problem = firstProblem(*catalogOf({unit}));
        QVERIFY2(problem.contains(u"is not one of") && problem.size() < 1000, qPrintable(problem.left(300)));
        QByteArray keys = "{\"id\": \"a\"";
        for (int i = 0; i < 50'000; ++i)
            keys += ",\n\"key" + QByteArray::number(i) + "\": 1";
        const auto many = catalogOf({keys + '}'});
        QVERIFY(!many->problems().empty() && many->problems().size() <= 100);
        QByteArrayList metrics;
        for (int i = 0; i < 10'000; ++i)
            metrics += formula(u"m%1"_s.arg(i), u"nothing%1"_s.arg(i));
        QVERIFY(catalogOf(metrics)->problems().size() <= 200);
        QByteArrayList same(10'000, formula(u"a"_s, u"deployments"_s));
        const auto twice = catalogOf(same);
        QVERIFY(twice->find(u"a") && twice->problems().size() <= 200);
        QVERIFY(twice->problems().front().message.contains(u"is already defined in the set 'Custom'"));
    }

    // A chain of formulas, each over the two before it twice, would be counted 2^60 times.
    void formulasThatGrowAreRefused()
    {
        QByteArrayList metrics{formula(u"a0"_s, u"deployments"_s), formula(u"b0"_s, u"incidents"_s)};
        for (int i = 1; i < 60; ++i) {
            const QString both = u"a%1 + b%1"_s.arg(i - 1);
            metrics += formula(u"a%1"_s.arg(i), both);
            metrics += formula(u"b%1"_s.arg(i), both);
        }
        const auto catalog = catalogOf(metrics);
        QVERIFY(catalog->find(u"a5"));
        QVERIFY(!catalog->find(u"a30"));
        QVERIFY(firstProblem(*catalog).contains(u"Make it simpler"));
        QByteArrayList chain{formula(u"c0"_s, u"deployments"_s)};
        for (int i = 1; i < 5'000; ++i)
            chain += formula(u"c%1"_s.arg(i), u"c%1 * 1"_s.arg(i - 1));
        const auto deep = catalogOf(chain);
        QVERIFY(deep->find(u"c10") && !deep->find(u"c4000"));
        MetricFixture fixture;
        fixture.texts = {{u"mine.json"_s, "{\"metrics\": [" + metrics.join(',') + "]}", {}}};
        QVERIFY(fixture.engine().evaluate(
            {.metric = u"a5"_s, .range = fixture.days("2026-03-02", "2026-03-04"), .grain = Grain::All}));
    }

    void circlesAreNamed()
    {
        QByteArrayList metrics;
        for (int i = 0; i < 2'000; ++i)
            metrics += formula(u"r%1"_s.arg(i), u"r%1"_s.arg((i + 1) % 2'000));
        metrics += formula(u"one"_s, u"two + deployments"_s);
        metrics += formula(u"two"_s, u"three"_s);
        metrics += formula(u"three"_s, u"one"_s);
        metrics += formula(u"good"_s, u"deployments"_s);
        const auto catalog = catalogOf(metrics);
        QVERIFY(catalog->find(u"good") && !catalog->find(u"one") && !catalog->find(u"r7"));
        const auto small = catalogOf(metrics.mid(2'000));
        QVERIFY2(firstProblem(*small).contains(u"one → two → three → one"), qPrintable(firstProblem(*small)));
    }

    void deepNestingIsRefused()
    {
        for (const int depth : {70, 600, 100'000}) {
            const QByteArray json =
                "{\"id\": \"a\", \"value\": " + QByteArray(depth, '[') + QByteArray(depth, ']') + '}';
            QVERIFY(!MetricCatalog::fromTexts({{u"x"_s, json, {}}})->problems().empty());
            QVERIFY(customMetricsOf(json).size() <= 1);
        }
        QVERIFY(firstProblem(*catalogOf({formula(u"a"_s, QString(200'000, u'('))})).contains(u"too many parentheses"));
        QVERIFY(!firstProblem(*catalogOf({formula(u"a"_s, u"min(1,"_s.repeated(100'000))})).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestCustomMetrics)
#include "tst_custommetrics.moc"
