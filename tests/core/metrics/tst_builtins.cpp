#include "core/metrics/evaluation.h"
#include "metricfixture.h"
#include "naivemetric.h"

#include <random>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

const Instant kBegin = Instant::fromIso(u"2025-09-01T00:00:00Z");

// Rows of any fact, made of the names and numbers that a definition asks for, and some others.
class RandomRows {
public:
    RandomRows(const MetricDefinition &definition, std::mt19937 &engine)
        : m_definition(definition)
        , m_engine(engine)
    {
        for (const auto *conditions : {&definition.where, &definition.share}) {
            for (const MetricCondition &condition : *conditions)
                m_values[condition.column] += condition.values;
        }
    }

    int below(int end) { return static_cast<int>(m_engine() % static_cast<quint32>(end)); }

    QJsonObject row(int id)
    {
        QJsonObject row = {{u"id"_s, id}};
        for (const FactColumnInfo &column : MemoryFacts::dataModel().value(m_definition.fact)) {
            if (column.name != "id"_L1 && below(10) > 0)
                row[column.name] = value(column);
        }
        return row;
    }

private:
    QJsonValue value(const FactColumnInfo &column)
    {
        const QStringList asked = m_values.value(column.name);
        switch (column.type) {
        case FactColumnInfo::Type::Time:
            return Instant{kBegin.ms() + below(365) * qint64{86'400'000} + below(86'400) * qint64{1000}}.toIso();
        case FactColumnInfo::Type::Code:
            if (!asked.isEmpty() && below(4) > 0)
                return asked.at(below(static_cast<int>(asked.size())));
            return QStringList{u"Otter"_s, u"Heron"_s, u"Lynx"_s, u"Stoat"_s, u"Crane"_s, u"Ibex"_s, u"Newt"_s}.at(
                below(7));
        case FactColumnInfo::Type::Integer:
            if (!asked.isEmpty() && below(4) > 0)
                return asked.at(below(static_cast<int>(asked.size()))).toInt();
            return below(3) == 0 ? below(3) : below(200'000'000);
        case FactColumnInfo::Type::Real:
            break;
        }
        return below(1000) / 8.0;
    }

    const MetricDefinition &m_definition;
    std::mt19937 &m_engine;
    QHash<QString, QStringList> m_values; // by column
};

} // namespace

// Every built-in definition that counts a fact, evaluated over random rows by the engine and row by row.
class TestBuiltIns final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreeWithTheNaiveEvaluation_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<QString>("set");
        const auto catalog = MetricFixture().catalog();
        for (const MetricDefinition &definition : catalog->definitions()) {
            if (!definition.isFormula() && !definition.isSql())
                QTest::newRow(qPrintable(definition.set + u'/' + definition.id)) << definition.id << definition.set;
        }
    }
    void agreeWithTheNaiveEvaluation()
    {
        QFETCH(QString, metric);
        QFETCH(QString, set);
        const auto catalog = MetricFixture().catalog();
        const MetricDefinition &definition = *catalog->find(metric, set);
        quint32 seed = 7; // another one for each metric, the same every time
        for (const QChar letter : metric)
            seed = seed * 31 + letter.unicode();
        std::mt19937 engine(seed);
        qint64 counted = 0;
        for (int round = 0; round < 4; ++round) {
            MemoryFacts facts;
            RandomRows random(definition, engine);
            for (int id = 1; id <= 250; ++id)
                facts.add(definition.fact, random.row(id));
            const auto snapshot = FactsSnapshot::load(facts, {definition.fact}, 1);
            QVERIFY(snapshot);
            for (const Grain grain : {Grain::Week, Grain::Month, Grain::All}) {
                const CalendarRules calendar{.zone = QTimeZone("Europe/Berlin"), .weekStart = Qt::Monday};
                const Instant now{kBegin.ms() + random.below(400) * qint64{86'400'000}};
                const QDate first = QDate(2025, 9, 1).addDays(random.below(60));
                const MetricQuery query{.metric = metric,
                    .range = daysBetween(first, first.addDays(60 + random.below(200)), calendar.zone),
                    .grain = std::max(grain, definition.hasPeriod() ? definition.period : Grain::Day)};
                const EvaluationContext context{.facts = **snapshot, .calendar = calendar, .now = now, .cancel = {}};
                const auto found = evaluateFact(definition, query, context);
                QVERIFY2(found, found ? "" : qPrintable(found.error().text));
                const NaiveResult naive =
                    NaiveMetric(definition, query, facts.rows(definition.fact), calendar, now).run();
                const QString differs = differenceOf(*found, naive);
                QVERIFY2(differs.isEmpty(), qPrintable(u"%1, round %2: %3"_s.arg(metric).arg(round).arg(differs)));
                for (const MetricSeries &series : found->series)
                    counted += series.total.n;
            }
        }
        QVERIFY2(counted > 10, qPrintable(metric)); // something was compared
    }
};

QTEST_GUILESS_MAIN(TestBuiltIns)
#include "tst_builtins.moc"
