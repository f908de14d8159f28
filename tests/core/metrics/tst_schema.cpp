#include "jsonschema.h"
#include "metricfixture.h"

#include "core/metrics/resources.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// The published schema: what it accepts and refuses, against what the reader does.
class TestSchema final : public QObject {
    Q_OBJECT

private:
    JsonSchema m_schema{QJsonDocument::fromJson(metricResource(u":/leadline/schemas/metric.schema.json"_s)).object()};

    static QJsonObject good()
    {
        return QJsonDocument::fromJson(R"({"id": "a", "title": "T", "definition": "D", "unit": "count",
            "fact": "change", "time": "merged_at", "aggregate": "count"})")
            .object();
    }

    static bool readerTakes(const QJsonValue &file)
    {
        const QByteArray json = QJsonDocument(file.toObject()).toJson();
        return MetricCatalog::fromTexts({{u"x"_s, json, {}}})->problems().empty();
    }

private Q_SLOTS:
    void everyBuiltInDefinitionIsValid()
    {
        for (const QString &path : builtInMetricFiles()) {
            const QStringList faults = m_schema.faultsOf(QJsonDocument::fromJson(metricResource(path)).object());
            QVERIFY2(faults.isEmpty(), qPrintable(path + u'\n' + faults.join(u'\n')));
        }
    }

    void goodOnesAreValid_data()
    {
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *name, const QByteArray &json) { QTest::newRow(name) << json; };
        row("fact",
            R"({"id": "a", "title": "T", "definition": "D", "unit": "count", "fact": "change", "time": "merged_at", "aggregate": "count"})");
        row("set",
            R"({"id": "a", "set": "Ours", "title": "T", "definition": "D", "unit": "count", "fact": "change", "time": "merged_at", "aggregate": "count"})");
        row("open",
            R"({"id": "a", "title": "T", "definition": "D", "unit": "count", "fact": "change", "open": {"from": "created_at", "until": ["closed_at"]}, "aggregate": "count"})");
        row("formula",
            R"({"id": "a", "title": "T", "definition": "D", "unit": "share", "formula": "deployments / incidents"})");
        row("sql",
            R"({"id": "a", "title": "T", "definition": "D", "unit": "count", "sql": "SELECT 1", "aggregate": "sum"})");
        row("sql in lines",
            R"({"id": "a", "title": "T", "definition": "D", "unit": "count", "sql": ["SELECT 1", "FROM x"], "aggregate": "p85", "period": "month"})");
        row("value",
            R"({"id": "a", "title": "T", "definition": "D", "unit": "duration", "fact": "change", "time": "merged_at", "aggregate": "median", "value": {"from": "created_at", "to": "merged_at", "excluded_as": "x"}})");
        row("share",
            R"({"id": "a", "title": "T", "definition": "D", "unit": "share", "fact": "change", "time": "merged_at", "aggregate": "rate", "share": [{"column": "draft", "is": 1}]})");
    }

    void goodOnesAreValid()
    {
        QFETCH(QByteArray, json);
        const QJsonObject metric = QJsonDocument::fromJson(json).object();
        const QJsonObject file{{u"format"_s, 1}, {u"metrics"_s, QJsonArray{metric}}};
        for (const QJsonObject &form : {metric, file}) {
            const QStringList faults = m_schema.faultsOf(form);
            QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
            QVERIFY(readerTakes(form));
        }
    }

    void badOnesAreNot_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value"); // undefined = the key is taken away
        const auto row = [](const char *key, const QByteArray &json) {
            QTest::addRow("%s %s", key, json.constData())
                << QString::fromLatin1(key)
                << (json.isEmpty() ? QJsonValue(QJsonValue::Undefined)
                                   : QJsonDocument::fromJson('[' + json + ']').array().at(0));
        };
        for (const char *key : {"id", "title", "definition", "unit", "fact", "time", "aggregate"})
            row(key, {});
        row("id", "\"Two Words\"");
        row("id", "\"größe\"");
        row("id", "5");
        row("version", "0");
        row("version", "1.5");
        row("version", "\"2\"");
        row("title", "\"\"");
        row("title", "null");
        row("unit", "\"feet\"");
        row("better", "\"up\"");
        row("beside", "\"x\"");
        row("beside", "[1]");
        row("aggregate", "\"average\"");
        row("aggregate", "\"p0\"");
        row("aggregate", "\"p100\"");
        row("where", "{}");
        row("where", "[{}]");
        row("where", "[{\"column\": \"team\"}]");
        row("where", "[{\"column\": \"team\", \"is\": []}]");
        row("where", "[{\"column\": \"team\", \"is\": \"a\", \"set\": true}]");
        row("where", "[{\"column\": \"team\", \"equals\": \"a\"}]");
        row("where", "[{\"column\": \"size\", \"at_least\": \"5\"}]");
        row("value", "{\"from\": \"created_at\"}");
        row("value", "{\"column\": \"size\", \"unset\": 1}");
        row("open", "{\"from\": \"created_at\", \"until\": [\"closed_at\"]}"); // beside 'time'
        row("formula", "\"deployments\""); // beside 'fact'
        row("sql", "\"SELECT 1\"");
        row("per", "\"week\"");
        row("colour", "\"red\"");
    }

    void badOnesAreNot()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QJsonObject metric = good();
        if (value.isUndefined())
            metric.remove(key);
        else
            metric.insert(key, value);
        QVERIFY(!m_schema.faultsOf(metric).isEmpty());
        QVERIFY(!m_schema.faultsOf(QJsonObject{{u"metrics"_s, QJsonArray{metric}}}).isEmpty());
        QVERIFY(!readerTakes(metric));
    }

    void aSelectStandsAlone()
    {
        for (const QString &key : {u"where"_s, u"value"_s, u"share"_s, u"fact"_s, u"formula"_s}) {
            QJsonObject metric = good();
            metric.remove(u"fact"_s);
            metric.remove(u"time"_s);
            metric.insert(u"sql"_s, u"SELECT 1"_s);
            QVERIFY(m_schema.faultsOf(metric).isEmpty());
            metric.insert(key, key == u"where" || key == u"share" ? QJsonValue(QJsonArray()) : QJsonValue(u"x"_s));
            QVERIFY2(!m_schema.faultsOf(metric).isEmpty(), qPrintable(key));
            QVERIFY2(!readerTakes(metric), qPrintable(key));
        }
    }

    void otherFilesAreNot()
    {
        for (const QByteArray json :
            {"{}", "{\"metrics\": {}}", "{\"metrics\": [1]}", "{\"format\": 2, \"metrics\": []}"}) {
            const QJsonObject file = QJsonDocument::fromJson(json).object();
            QVERIFY2(!m_schema.faultsOf(file).isEmpty(), json.constData());
            QVERIFY2(!readerTakes(file), json.constData());
        }
    }

    // A schema that says more than the test can check would not be tested.
    void unknownKeywordsAreFaults()
    {
        const JsonSchema schema({{u"multipleOf"_s, 5}});
        QVERIFY(!schema.faultsOf(3).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestSchema)
#include "tst_schema.moc"
