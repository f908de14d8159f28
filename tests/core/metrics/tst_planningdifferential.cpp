#include "core/metrics/evaluation.h"
#include "core/metrics/formula.h"
#include "core/metrics/resources.h"
#include "metricfixture.h"
#include "naivemetric.h"

#include <cmath>
#include <random>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

class Dice {
public:
    explicit Dice(quint32 seed)
        : m_random(seed)
    {
    }
    int below(int bound) { return static_cast<int>(m_random() % static_cast<quint32>(bound)); }
    bool chance(int percent) { return below(100) < percent; }
    template <typename T> T of(std::initializer_list<T> values)
    {
        return *(values.begin() + below(static_cast<int>(values.size())));
    }

private:
    std::mt19937 m_random;
};

constexpr Instant kBegin{1'756'684'800'000}; // 2025-09-01

QString day(int hours)
{
    return Instant{kBegin.ms() + hours * qint64{3'600'000}}.toIso();
}

// Any row that the columns allow: whatever is in them, the engine and the naive evaluation must agree.
QJsonObject someRow(Dice &dice, const std::vector<FactColumnInfo> &columns, int id)
{
    static const QHash<QString, QStringList> words = {
        {u"type"_s, {u"feature"_s, u"bug"_s, u"task"_s, u"epic"_s, u"unknown"_s, u"incident"_s}},
        {u"team"_s, {u"Lynx"_s, u"Heron"_s, u""_s}}, {u"board"_s, {u"K"_s, u"L"_s}},
        {u"author_class"_s, {u"human"_s, u"bot"_s}}, {u"state"_s, {u"merged"_s, u"open"_s, u"closed"_s}},
        {u"assignee"_s, {u"Ann"_s, u""_s}}, {u"project"_s, {u"PAY"_s, u"WEB"_s}}};
    QJsonObject row;
    const int start = dice.below(8000);
    for (const FactColumnInfo &column : columns) {
        const QString &name = column.name;
        if (dice.chance(20) && name != "id"_L1)
            continue;
        switch (column.type) {
        case FactColumnInfo::Type::Code: {
            const QStringList &of = words.value(name, {u"one"_s, u"other"_s});
            if (const QString word = of.at(dice.below(static_cast<int>(of.size()))); !word.isEmpty())
                row[name] = word;
            break;
        }
        case FactColumnInfo::Type::Time:
            row[name] = day(start + dice.below(1500));
            break;
        case FactColumnInfo::Type::Real:
            row[name] = dice.below(13) / 2.0;
            break;
        case FactColumnInfo::Type::Integer:
            row[name] = name == "changes"_L1 || name == "carries"_L1                   ? dice.below(3)
                : name.endsWith("ed"_L1) || name == "first"_L1 || name == "on_time"_L1 ? dice.below(2)
                                                                                       : dice.below(200) * kHourMs;
            break;
        }
    }
    row[u"id"_s] = id;
    return row;
}

MetricQuery someQuery(Dice &dice, const QTimeZone &zone, const MetricDefinition &definition)
{
    MetricQuery query;
    query.metric = definition.id;
    const QDate first = QDate(2025, 8, 20).addDays(dice.below(300));
    query.range = daysBetween(first, first.addDays(dice.below(250)), zone);
    query.grain = dice.of({Grain::Day, Grain::Week, Grain::Week, Grain::Month, Grain::Quarter, Grain::All});
    if (definition.aggregate == Aggregate::PerPeriod)
        query.grain = std::max(query.grain, definition.period);
    if (dice.chance(50))
        query.by = dice.of({QStringList{u"team"_s}, QStringList{u"source"_s}, QStringList{u"team"_s, u"source"_s}});
    if (dice.chance(25))
        query.where.push_back({.column = u"team"_s, .values = {u""_s, u"Lynx"_s}, .exclude = dice.chance(50)});
    return query;
}

} // namespace

// The definitions of planning.json against the slow evaluation that follows their words one by one.
class TestPlanningDifferential final : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<const MetricCatalog> m_catalog;
    std::vector<const MetricDefinition *> m_definitions;

    static QString difference(const Evaluation &engine, const NaiveResult &naive)
    {
        std::map<QString, qint64> excluded;
        for (const ExcludedCount &count : engine.excluded)
            excluded[count.reason] = count.count;
        if (excluded != naive.excluded)
            return u"excluded rows differ"_s;
        if (engine.series.size() != naive.points.size())
            return u"%1 series instead of %2"_s.arg(engine.series.size()).arg(naive.points.size());
        for (const MetricSeries &series : engine.series) {
            const auto expected = naive.points.find(series.key);
            if (expected == naive.points.end() || expected->second.size() != series.points.size())
                return u"series %1 is not the same"_s.arg(series.key.join(u'+'));
            for (std::size_t i = 0; i < series.points.size(); ++i) {
                const NaivePoint &point = expected->second[i];
                if (!same(series.points[i].value, point.value) || series.points[i].n != point.n)
                    return u"point %1: %2 (n %3) instead of %4 (n %5)"_s.arg(i)
                        .arg(series.points[i].value)
                        .arg(series.points[i].n)
                        .arg(point.value)
                        .arg(point.n);
            }
            const NaivePoint &total = naive.totals.at(series.key);
            if (!same(series.total.value, total.value) || series.total.n != total.n)
                return u"total: %1 instead of %2"_s.arg(series.total.value).arg(total.value);
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_catalog = MetricCatalog::fromTexts({}, MemoryFacts::dataModel());
        const QJsonDocument file = QJsonDocument::fromJson(metricResource(u":/leadline/metrics/planning.json"_s));
        for (const QJsonValue metric : file["metrics"_L1].toArray()) {
            const MetricDefinition *definition = m_catalog->find(metric["id"_L1].toString());
            QVERIFY2(definition, qPrintable(metric["id"_L1].toString()));
            m_definitions.push_back(definition);
        }
        QVERIFY(m_definitions.size() > 60);
    }

    void randomQueriesAgreeWithTheNaiveEvaluation()
    {
        int withValues = 0;
        for (quint32 seed = 1; seed <= 8; ++seed) {
            Dice dice(seed);
            MemoryFacts facts;
            const QStringList names = {u"issue"_s, u"sprint_item"_s, u"sprint"_s, u"change"_s};
            for (const QString &fact : names) {
                for (int id = 1; id <= 20 + dice.below(200); ++id)
                    facts.add(fact, someRow(dice, MemoryFacts::dataModel().value(fact), id));
            }
            const auto snapshot = FactsSnapshot::load(facts, names, 1);
            QVERIFY(snapshot);
            for (const MetricDefinition *definition : m_definitions) {
                for (int i = 0; i < 4 && !definition->isFormula(); ++i) {
                    const CalendarRules calendar{
                        .zone = QTimeZone(dice.of({"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"})),
                        .weekStart = dice.of({Qt::Monday, Qt::Sunday})};
                    const Instant now{kBegin.ms() + (100 + dice.below(500)) * qint64{43'200'000}};
                    const MetricQuery query = someQuery(dice, calendar.zone, *definition);
                    const EvaluationContext context{
                        .facts = **snapshot, .calendar = calendar, .now = now, .cancel = {}};
                    const auto engine = evaluateFact(*definition, query, context);
                    QVERIFY2(engine, engine ? "" : qPrintable(engine.error().text));
                    const NaiveResult naive =
                        NaiveMetric(*definition, query, facts.rows(definition->fact), calendar, now).run();
                    const QString differs = difference(*engine, naive);
                    QVERIFY2(differs.isEmpty(),
                        qPrintable(
                            u"seed %1, %2 by %3: %4"_s.arg(seed).arg(definition->id, query.by.join(u'+'), differs)));
                    for (const MetricSeries &series : engine->series)
                        withValues += series.total.n > 3 ? 1 : 0;
                }
            }
        }
        QVERIFY2(withValues > 500, qPrintable(QString::number(withValues)));
    }

    // A formula is its parts, each as the naive evaluation has it.
    void formulasAgreeWithTheNaiveParts()
    {
        int withValues = 0;
        for (quint32 seed = 21; seed <= 26; ++seed) {
            Dice dice(seed);
            MetricFixture fixture;
            fixture.calendar.zone = QTimeZone::utc();
            fixture.now = Instant::fromIso(u"2027-01-01T00:00:00Z");
            for (const QString &fact : {u"issue"_s, u"sprint_item"_s, u"sprint"_s, u"change"_s}) {
                for (int id = 1; id <= 150; ++id)
                    fixture.facts.add(fact, someRow(dice, MemoryFacts::dataModel().value(fact), id));
            }
            for (const MetricDefinition *definition : m_definitions) {
                if (!definition->isFormula())
                    continue;
                MetricQuery query{
                    .metric = definition->id, .range = fixture.days("2025-10-01", "2026-06-30"), .grain = Grain::Month};
                const MetricSeries series = fixture.evaluate(query).series.at(0);
                const auto formula = Formula::parse(definition->formula);
                QVERIFY(formula);
                std::vector<std::vector<double>> parts;
                for (const QString &id : formula->metrics()) {
                    const MetricDefinition *part = m_catalog->find(id);
                    const NaiveResult naive =
                        NaiveMetric(*part, query, fixture.facts.rows(part->fact), fixture.calendar, fixture.now).run();
                    for (std::size_t month = 0; month < series.points.size(); ++month) {
                        parts.resize(series.points.size());
                        parts[month].push_back(naive.points.at({}).at(month).value);
                    }
                }
                for (std::size_t month = 0; month < series.points.size(); ++month) {
                    const double expected = formula->evaluate(parts[month]);
                    QVERIFY2(same(series.points[month].value, expected),
                        qPrintable(u"%1, month %2: %3 instead of %4"_s.arg(definition->id)
                                .arg(month)
                                .arg(series.points[month].value)
                                .arg(expected)));
                    withValues += std::isnan(expected) ? 0 : 1;
                }
            }
        }
        QVERIFY2(withValues > 300, qPrintable(QString::number(withValues)));
    }
};

QTEST_GUILESS_MAIN(TestPlanningDifferential)
#include "tst_planningdifferential.moc"
