#include "core/metrics/evaluation.h"
#include "core/metrics/filtertext.h"
#include "metricfixture.h"
#include "naivemetric.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <cmath>
#include <random>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// Draws from lists and ranges, always the same for a seed.
class Dice {
public:
    explicit Dice(quint32 seed)
        : m_engine(seed)
    {
    }
    int below(int end) { return static_cast<int>(m_engine() % static_cast<quint32>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    template <typename T> T of(std::initializer_list<T> list)
    {
        return *(list.begin() + below(static_cast<int>(list.size())));
    }

private:
    std::mt19937 m_engine;
};

const Instant kBegin = Instant::fromIso(u"2025-09-01T00:00:00Z");

// A moment within a year; times near each other and exactly at midnight are frequent.
QString someTime(Dice &dice)
{
    qint64 ms = kBegin.ms() + dice.below(365) * qint64{86'400'000};
    if (dice.chance(80))
        ms += dice.below(86'400) * qint64{1000};
    return Instant{ms}.toIso();
}

QJsonObject someChange(Dice &dice, int id)
{
    QJsonObject row = {{u"id"_s, id}};
    row[u"team"_s] = dice.of({u""_s, u"Otter"_s, u"Heron"_s, u"Lynx"_s});
    row[u"service"_s] = dice.of({u"Payments"_s, u"Search"_s, u"Mail"_s});
    row[u"state"_s] = dice.of({u"open"_s, u"merged"_s, u"merged"_s, u"closed"_s});
    row[u"author_class"_s] = dice.of({u"human"_s, u"human"_s, u"bot"_s, u"ai_reviewer"_s, u"unknown"_s});
    row[u"author"_s] = dice.of({u""_s, u"ann"_s, u"ben"_s, u"cem"_s, u"dee"_s, u"eva"_s});
    for (const QString &column :
        {u"created_at"_s, u"ready_at"_s, u"first_response_at"_s, u"merged_at"_s, u"closed_at"_s, u"deployed_at"_s}) {
        if (dice.chance(80))
            row[column] = someTime(dice);
    }
    for (const QString &column : {u"cycle"_s, u"lead"_s, u"size"_s, u"reviews"_s, u"coding"_s, u"pickup"_s}) {
        if (dice.chance(85))
            row[column] = dice.chance(30) ? dice.below(4) : dice.below(1'000'000);
    }
    if (dice.chance(70))
        row[u"started_at"_s] = someTime(dice);
    row[u"labels"_s] = dice.of({u""_s, u"bug"_s, u"bug\nurgent"_s, u"urgent\nbug\nbug"_s, u"docs"_s});
    if (dice.chance(30))
        row[u"size"_s] = dice.below(1200);
    row[u"draft"_s] = dice.below(2);
    row[u"unreviewed"_s] = dice.below(2);
    return row;
}

// Otters and herons are water animals, and all are part of nature.
Organisation someOrganisation()
{
    const auto hours = [](WorkingHours those) { return std::make_shared<const WorkingTime>(std::move(those)); };
    return {.parentTeams = {{u"Otter"_s, u"Water"_s}, {u"Heron"_s, u"Water"_s}, {u"Water"_s, u"Nature"_s},
                {u"Lynx"_s, u"Nature"_s}},
        .calendars = {.workspace = hours({.zone = QTimeZone("Europe/Berlin"), .holidays = {QDate(2025, 12, 25)}}),
            .teams = {{u"Lynx"_s, hours({.zone = QTimeZone("Asia/Kolkata"), .weekdays = {1, 2, 3, 4}})}},
            .people = {
                {u"ann"_s, hours({.zone = QTimeZone("America/New_York"), .startMinute = 600, .endMinute = 900})}}}};
}

MetricCondition someCondition(Dice &dice, int depth = 0)
{
    using Test = MetricCondition::Test;
    if (depth < 3 && dice.chance(20)) {
        MetricCondition joined{.excludedAs = depth == 0 && dice.chance(50) ? u"unfit"_s : QString(),
            .join = dice.of({MetricFilter::Join::All, MetricFilter::Join::Any}),
            .negated = dice.chance(40)};
        for (int parts = 1 + dice.below(3); parts > 0; --parts)
            joined.parts.push_back(someCondition(dice, depth + 1));
        return joined;
    }
    switch (dice.below(7)) {
    case 6:
        return {.column = dice.of({u"size_class"_s, u"weekday"_s}),
            .test = dice.of({Test::Is, Test::IsNot}),
            .values = {u"XL"_s, u"Monday"_s, u"Friday"_s}};
    case 0:
        return {.column = u"state"_s, .test = Test::Is, .values = {u"merged"_s}};
    case 1:
        return {.column = u"author_class"_s,
            .test = Test::IsNot,
            .values = {u"bot"_s, u"ai_reviewer"_s},
            .excludedAs = u"bots"_s};
    case 2:
        return {
            .column = u"draft"_s, .test = Test::Is, .values = {u"0"_s}, .excludedAs = dice.of({u""_s, u"drafts"_s})};
    case 3:
        return {.column = u"size"_s,
            .test = dice.of({Test::AtLeast, Test::AtMost}),
            .bound = static_cast<double>(dice.below(500'000)),
            .excludedAs = dice.of({u""_s, u"of odd size"_s})};
    case 4:
        return {.column = dice.of({u"lead"_s, u"team"_s, u"cycle"_s}), .test = dice.of({Test::Set, Test::Unset})};
    default:
        return {.column = u"size"_s, .test = dice.of({Test::Is, Test::IsNot}), .values = {u"0"_s, u"1"_s, u"2"_s}};
    }
}

MetricDefinition someDefinition(Dice &dice)
{
    MetricDefinition definition;
    definition.fact = u"change"_s;
    const auto someTimeColumn = [&] { return dice.of({u"created_at"_s, u"merged_at"_s, u"deployed_at"_s}); };
    const bool stock = dice.chance(20);
    if (stock) {
        definition.openFrom = someTimeColumn();
        definition.openUntil =
            dice.chance(50) ? QStringList{u"closed_at"_s} : QStringList{u"merged_at"_s, u"closed_at"_s};
    } else {
        definition.time = someTimeColumn();
        if (dice.chance(30)) {
            definition.unsetTimePlaceAt = u"ready_at"_s;
            definition.unsetTimeExcludedAs = u"waiting"_s;
        }
    }
    for (int i = dice.below(3); i > 0; --i)
        definition.where.push_back(someCondition(dice));
    using A = Aggregate;
    definition.aggregate = stock
        ? dice.of({A::Count, A::Quantile, A::Mean, A::Rate, A::Sum, A::Distinct, A::Gini, A::AbsenceFactor})
        : dice.of({A::Count, A::Quantile, A::Quantile, A::Mean, A::Rate, A::Sum, A::Distinct, A::Last, A::PerPeriod,
              A::AbsenceFactor, A::Gini, A::Hhi, A::TopShare, A::Variation});
    definition.quantile = dice.of({0.5, 0.5, 0.75, 0.85, 0.9, 0.95});
    definition.lowerMedian = definition.quantile == 0.5 && dice.chance(25);
    MetricValue &value = definition.value;
    if (definition.aggregate == A::Rate) {
        definition.share = {someCondition(dice)};
    } else if (definition.aggregate == A::PerPeriod) {
        definition.unsetTimePlaceAt.clear();
        definition.period = dice.of({Grain::Day, Grain::Week, Grain::Month});
        definition.meanOfPeriods = dice.chance(40);
        if (dice.chance(50))
            value = {.kind = MetricValue::Kind::DayOf, .column = definition.time};
    } else if (definition.aggregate == A::Distinct && dice.chance(70)) {
        value = {.kind = MetricValue::Kind::Column, .column = u"author"_s, .excludedAs = u"nobody"_s};
    } else if (definition.aggregate == A::Distinct && !stock) {
        value = {.kind = MetricValue::Kind::DayOf, .column = definition.time};
    } else if (definition.isOfShares() || definition.aggregate == A::Variation) {
        definition.of = definition.isOfShares() ? dice.of({u"author"_s, u"service"_s}) : QString();
        definition.lastPeriods = 2 + dice.below(4);
        definition.period = dice.of({Grain::Day, Grain::Week, Grain::Month, Grain::Quarter});
        if (definition.aggregate == A::Variation)
            definition.unsetTimePlaceAt.clear();
        if (dice.chance(50))
            value = {.kind = MetricValue::Kind::Column, .column = u"size"_s, .excludedAs = u"without size"_s};
    } else if (definition.aggregate != A::Count) {
        value = {.kind = MetricValue::Kind::Column,
            .column = dice.of({u"cycle"_s, u"lead"_s, u"pickup"_s}),
            .excludedAs = u"without value"_s};
        if (dice.chance(30))
            value = {.kind = MetricValue::Kind::Between,
                .from = u"created_at"_s,
                .to = stock ? u"moment"_s : u"ready_at"_s,
                .excludedAs = u"gaps"_s};
        value.working = dice.chance(20);
        if (dice.chance(20))
            value.unsetAs = 0;
    }
    if (!definition.hasPeriod() && dice.chance(25)) {
        if (definition.of.isEmpty())
            definition.of = u"author"_s;
        definition.atLeast = 2 + dice.below(3);
    }
    definition.perDay =
        !stock && (definition.aggregate == A::Count || definition.aggregate == A::Sum) && dice.chance(20);
    return definition;
}

MetricFilter someFilter(Dice &dice, int depth = 0)
{
    if (depth < 3 && dice.chance(30)) {
        MetricFilter joined{
            .exclude = dice.chance(40), .join = dice.of({MetricFilter::Join::All, MetricFilter::Join::Any})};
        for (int parts = 1 + dice.below(3); parts > 0; --parts)
            joined.parts.push_back(someFilter(dice, depth + 1));
        return joined;
    }
    if (dice.chance(20))
        return {
            .column = dice.of({u"weekday"_s, u"hour"_s, u"size_class"_s, u"age_class"_s, u"label"_s, u"team_tree"_s}),
            .values = {u"Tuesday"_s, u"10:00"_s, u"00:00"_s, u"XL"_s, u"S"_s, u"over 4 weeks"_s, u"bug"_s, u"Water"_s},
            .exclude = dice.chance(50)};
    if (dice.chance(50))
        return {.column = u"service"_s,
            .values = dice.of({QStringList{u"Payments"_s}, QStringList{u"Payments"_s, u"Nowhere"_s}}),
            .exclude = dice.chance(40)};
    return {.column = dice.of({u"team"_s, u"author"_s}),
        .values = dice.of({QStringList{u""_s, u"Lynx"_s}, QStringList{u"ann"_s}, QStringList{u"Otter"_s, u"ben"_s},
            QStringList{u"Water"_s, u"cem"_s}}),
        .exclude = dice.chance(50)};
}

MetricQuery someQuery(Dice &dice, const QTimeZone &zone)
{
    MetricQuery query;
    const QDate first = QDate(2025, 8, 20).addDays(dice.below(300));
    query.range = daysBetween(first, first.addDays(dice.below(250)), zone);
    if (dice.chance(20)) // not whole days
        query.range.to = Instant{query.range.to.ms() - 1 - dice.below(80'000'000)};
    query.grain = dice.of({Grain::Day, Grain::Week, Grain::Week, Grain::Month, Grain::Quarter, Grain::All});
    if (dice.chance(50))
        query.by = dice.of({QStringList{u"team"_s}, QStringList{u"service"_s}, QStringList{u"team"_s, u"service"_s},
            QStringList{u"author"_s, u"team"_s}, QStringList{u"weekday"_s}, QStringList{u"weekday"_s, u"hour"_s},
            QStringList{u"size_class"_s, u"age_class"_s}, QStringList{u"age_class"_s}, QStringList{u"label"_s},
            QStringList{u"label"_s, u"team_tree"_s}, QStringList{u"team_tree"_s, u"team"_s}});
    query.clock = dice.of({MeasuredBy::Definition, MeasuredBy::Elapsed, MeasuredBy::WorkingHours});
    if (dice.chance(30))
        query.where.push_back(someFilter(dice));
    if (dice.chance(20))
        query.where.push_back(someFilter(dice));
    return query;
}

QString textOf(const MetricCondition &condition)
{
    QStringList parts;
    for (const MetricCondition &part : condition.parts)
        parts.append(textOf(part));
    return condition.join == MetricFilter::Join::None
        ? u"%1 %2 %3 %4 as %5"_s.arg(condition.column)
              .arg(static_cast<int>(condition.test))
              .arg(condition.values.join(u'|'))
              .arg(condition.bound)
              .arg(condition.excludedAs)
        : u"%1%2(%3) as %4"_s.arg(condition.negated ? u"not "_s : QString(),
              condition.join == MetricFilter::Join::All ? u"all"_s : u"any"_s, parts.join(u", "_s),
              condition.excludedAs);
}

QString describe(const MetricDefinition &definition, const MetricQuery &query)
{
    QStringList conditions;
    for (const MetricCondition &condition : definition.where)
        conditions.append(textOf(condition));
    QStringList filters;
    for (const MetricFilter &filter : query.where)
        filters.append(filterText(filter));
    return u"aggregate %1 of %2 period %3, time %4%5, value %6 %7, where [%8], by %9, "_s
               .arg(static_cast<int>(definition.aggregate))
               .arg(definition.of, grainName(definition.period), definition.time, definition.openFrom)
               .arg(static_cast<int>(definition.value.kind))
               .arg(definition.value.column, conditions.join(u"; "_s), query.by.join(u'+'))
        + u"grain %1, filters [%2], from %3 to %4"_s.arg(
            grainName(query.grain), filters.join(u"; "_s), query.range.from.toIso(), query.range.to.toIso());
}

} // namespace

class TestDifferential final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomQueriesAgreeWithTheNaiveEvaluation()
    {
        int withValues = 0;
        for (quint32 seed = 1; seed <= 15; ++seed) {
            Dice dice(seed);
            MemoryFacts facts;
            for (int id = 1; id <= 20 + dice.below(300); ++id)
                facts.add(u"change"_s, someChange(dice, id));
            facts.setOrganisation(someOrganisation());
            facts.setOrganisation(someOrganisation());
            const auto snapshot = FactsSnapshot::load(facts, {u"change"_s}, 1);
            for (int i = 0; i < 200; ++i) {
                const CalendarRules calendar{.zone = QTimeZone(dice.of({"UTC", "Europe/Berlin", "America/New_York",
                                                 "Asia/Kolkata", "Australia/Lord_Howe"})),
                    .weekStart = dice.of({Qt::Monday, Qt::Sunday, Qt::Saturday})};
                const Instant now{kBegin.ms() + (100 + dice.below(500)) * qint64{43'200'000}};
                const MetricDefinition definition = someDefinition(dice);
                MetricQuery query = someQuery(dice, calendar.zone);
                if (definition.hasPeriod())
                    query.grain = std::max(query.grain, definition.period);
                const EvaluationContext context{.facts = **snapshot, .calendar = calendar, .now = now, .cancel = {}};
                const auto engine = evaluateFact(definition, query, context);
                QVERIFY2(engine, engine ? "" : qPrintable(engine.error().text));
                const NaiveResult naive =
                    NaiveMetric(definition, query, facts.rows(u"change"_s), calendar, now, someOrganisation()).run();
                const QString differs = differenceOf(*engine, naive);
                QVERIFY2(differs.isEmpty(),
                    qPrintable(
                        u"seed %1, query %2: %3 (%4)"_s.arg(seed).arg(i).arg(differs, describe(definition, query))));
                for (const MetricSeries &series : engine->series)
                    withValues += series.total.n > 3 ? 1 : 0;
            }
        }
        QVERIFY2(withValues > 500, qPrintable(QString::number(withValues))); // the queries were not all empty
    }

    // Filters may be given in any order, and with words that mean the same.
    void filtersCommute()
    {
        Dice dice(31);
        MemoryFacts facts;
        for (int id = 1; id <= 200; ++id)
            facts.add(u"change"_s, someChange(dice, id));
        facts.setOrganisation(someOrganisation());
        const auto snapshot = FactsSnapshot::load(facts, {u"change"_s}, 1);
        const CalendarRules calendar{.zone = QTimeZone("Europe/Berlin"), .weekStart = Qt::Monday};
        const EvaluationContext context{.facts = **snapshot,
            .calendar = calendar,
            .now = Instant{kBegin.ms() + 300 * qint64{86'400'000}},
            .cancel = {}};
        qint64 rows = 0;
        for (int i = 0; i < 150; ++i) {
            const MetricDefinition definition{.fact = u"change"_s, .time = u"created_at"_s};
            const std::vector<MetricFilter> filters = {someFilter(dice), someFilter(dice)};
            const auto countOf = [&](const std::vector<MetricFilter> &where) {
                MetricQuery query{.range = daysBetween({2025, 9, 1}, {2026, 8, 31}, calendar.zone),
                    .grain = Grain::All,
                    .where = where};
                return evaluateFact(definition, query, context)->series.at(0).total.n;
            };
            const qint64 both = countOf(filters);
            using Join = MetricFilter::Join;
            QCOMPARE(countOf({filters[1], filters[0]}), both);
            QCOMPARE(countOf({{.join = Join::All, .parts = filters}}), both);
            // Both or one of them: all of one, all of the other, less what is counted twice.
            QCOMPARE(
                countOf({{.join = Join::Any, .parts = filters}}), countOf({filters[0]}) + countOf({filters[1]}) - both);
            // What a filter lets pass and what its opposite does are everything.
            MetricFilter opposite = filters[0];
            opposite.exclude = !opposite.exclude;
            QCOMPARE(countOf({filters[0]}) + countOf({opposite}), countOf({}));
            // As text and back it is the same.
            const auto again = filterFromText(filterText({.join = Join::All, .parts = filters}));
            QVERIFY2(again, qPrintable(filterText({.join = Join::All, .parts = filters})));
            QCOMPARE(countOf({*again}), both);
            rows += both;
        }
        QVERIFY(rows > 1000);
    }

    // The rows behind every point are as many as its n, for every kind of metric.
    void rowsBehindPointsAreTheirN()
    {
        Dice dice(77);
        MemoryFacts facts;
        for (int id = 1; id <= 150; ++id)
            facts.add(u"change"_s, someChange(dice, id));
        facts.setOrganisation(someOrganisation());
        const auto snapshot = FactsSnapshot::load(facts, {u"change"_s}, 1);
        qint64 rowsSeen = 0;
        for (int i = 0; i < 200; ++i) {
            const CalendarRules calendar{.zone = QTimeZone("Europe/Berlin"), .weekStart = Qt::Monday};
            const Instant now{kBegin.ms() + 300 * qint64{86'400'000}};
            const MetricDefinition definition = someDefinition(dice);
            MetricQuery query = someQuery(dice, calendar.zone);
            if (definition.hasPeriod())
                query.grain = std::max(query.grain, definition.period);
            const EvaluationContext context{.facts = **snapshot, .calendar = calendar, .now = now, .cancel = {}};
            const auto evaluation = evaluateFact(definition, query, context);
            for (const MetricSeries &series : evaluation->series) {
                const auto whole = rowsOfFact(definition, query, series.key, {}, -1, context);
                QVERIFY(whole);
                QCOMPARE(whole->total, series.total.n);
                const MetricPoint &point =
                    series.points.at(static_cast<std::size_t>(dice.below(static_cast<int>(series.points.size()))));
                // Weeks that reach over the edge of a month belong to the month they begin in; their rows are asked by
                // the week.
                if (definition.aggregate == Aggregate::PerPeriod && query.grain != definition.period)
                    continue;
                QCOMPARE(rowsOfFact(definition, query, series.key, point.range, -1, context)->total, point.n);
                rowsSeen += point.n;
            }
        }
        QVERIFY(rowsSeen > 500);
    }

    // Built-in metrics by month in UTC against plain SQL.
    void builtInMetricsAgreeWithSql()
    {
        Dice dice(5);
        MetricFixture fixture;
        fixture.calendar.zone = QTimeZone::utc();
        fixture.now = Instant::fromIso(u"2027-01-01T00:00:00Z");
        for (int id = 1; id <= 500; ++id)
            fixture.facts.add(u"change"_s, someChange(dice, id));
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"differential"_s);
        database.setDatabaseName(u":memory:"_s);
        QVERIFY(database.open());
        fillTable(database, fixture.facts);
        const std::vector<std::tuple<QString, QString, QString, QString>> questions = {
            {u"changes_merged"_s, u"merged_at"_s, u"count(*)"_s, u"1"_s},
            {u"changes_opened"_s, u"created_at"_s, u"count(*)"_s, u"1"_s},
            {u"reviews_per_change"_s, u"merged_at"_s, u"avg(reviews)"_s, u"reviews is not null"_s},
            {u"unreviewed_merges"_s, u"merged_at"_s, u"avg(unreviewed = 1)"_s, u"1"_s},
            {u"active_authors"_s, u"merged_at"_s, u"count(distinct author)"_s, u"author <> ''"_s},
            {u"stage_coding"_s, u"deployed_at"_s, u"avg(coalesce(coding, 0))"_s, u"lead is not null"_s},
            {u"stage_total"_s, u"deployed_at"_s, u"avg(lead)"_s, u"lead is not null"_s},
        };
        for (const auto &[metric, time, aggregate, condition] : questions) {
            const QString merged = metric == "changes_opened"_L1 ? u"1"_s : u"state = 'merged'"_s;
            const QString sql =
                u"select service, strftime('%Y-%m', %1), %2, count(*) from change where %1 is not null and %3 and %4 "
                "and author_class not in ('bot', 'ai_reviewer') and %1 >= '2025-10-01' and %1 < '2026-07-01' group by 1, 2"_s
                    .arg(time, aggregate, merged, condition);
            const MetricResult result = fixture.evaluate({.metric = metric,
                .range = fixture.days("2025-10-01", "2026-06-30"),
                .grain = Grain::Month,
                .by = {u"service"_s}});
            compareWithSql(database, sql, metric, result);
        }
        database.close();
    }

    void mediansAgreeWithSql()
    {
        Dice dice(6);
        MetricFixture fixture;
        fixture.calendar.zone = QTimeZone::utc();
        fixture.now = Instant::fromIso(u"2027-01-01T00:00:00Z");
        for (int id = 1; id <= 400; ++id)
            fixture.facts.add(u"change"_s, someChange(dice, id));
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"medians"_s);
        database.setDatabaseName(u":memory:"_s);
        QVERIFY(database.open());
        fillTable(database, fixture.facts);
        for (const auto &[metric, time, column] : {std::tuple{u"change_lead_time"_s, u"deployed_at"_s, u"lead"_s},
                 std::tuple{u"pr_cycle_time"_s, u"merged_at"_s, u"cycle"_s},
                 std::tuple{u"pickup_time"_s, u"merged_at"_s, u"pickup"_s}}) {
            const QString sql =
                u"select service, month, avg(value) , max(n) from (select service, strftime('%Y-%m', %1) as month, %2 "
                u"as value, "
                "row_number() over w as place, count(*) over (partition by service, strftime('%Y-%m', %1)) as n from "
                "change "
                "where %2 is not null and state = 'merged' and author_class not in ('bot', 'ai_reviewer') "
                "and %1 >= '2025-10-01' and %1 < '2026-07-01' "
                "window w as (partition by service, strftime('%Y-%m', %1) order by %2)) "
                "where place in ((n + 1) / 2, (n + 2) / 2) group by 1, 2"_s.arg(time, column);
            const MetricResult result = fixture.evaluate({.metric = metric,
                .range = fixture.days("2025-10-01", "2026-06-30"),
                .grain = Grain::Month,
                .by = {u"service"_s}});
            compareWithSql(database, sql, metric, result);
        }
        database.close();
    }

private:
    static void fillTable(QSqlDatabase &database, const MemoryFacts &facts)
    {
        const QStringList columns = {u"service"_s, u"state"_s, u"author_class"_s, u"author"_s, u"created_at"_s,
            u"merged_at"_s, u"deployed_at"_s, u"cycle"_s, u"lead"_s, u"reviews"_s, u"coding"_s, u"pickup"_s,
            u"unreviewed"_s};
        QSqlQuery query(database);
        QVERIFY(query.exec(u"create table change (%1)"_s.arg(columns.join(u", "_s))));
        QVERIFY(
            query.prepare(u"insert into change values (%1)"_s.arg(QStringList(columns.size(), u"?"_s).join(u", "_s))));
        for (const QJsonObject &row : facts.rows(u"change"_s)) {
            for (const QString &column : columns)
                query.addBindValue(row[column].toVariant());
            QVERIFY(query.exec());
        }
    }

    static void compareWithSql(
        QSqlDatabase &database, const QString &sql, const QString &metric, const MetricResult &result)
    {
        QSqlQuery query(database);
        QVERIFY2(query.exec(sql), qPrintable(query.lastError().text() + sql));
        int compared = 0;
        while (query.next()) {
            const auto series =
                std::ranges::find(result.series, QStringList{query.value(0).toString()}, &MetricSeries::key);
            QVERIFY2(series != result.series.end(), qPrintable(metric));
            const QDate month = QDate::fromString(query.value(1).toString() + u"-01"_s, Qt::ISODate);
            const auto index = static_cast<std::size_t>((month.year() - 2025) * 12 + month.month() - 10);
            const MetricPoint &point = series->points.at(index);
            QVERIFY2(same(point.value, query.value(2).toDouble()),
                qPrintable(u"%1 %2: %3 instead of %4"_s.arg(metric, query.value(1).toString())
                        .arg(point.value)
                        .arg(query.value(2).toDouble())));
            QCOMPARE(point.n, query.value(3).toLongLong());
            ++compared;
        }
        QVERIFY2(compared >= 18, qPrintable(metric)); // of 3 services in 9 months
    }
};

QTEST_GUILESS_MAIN(TestDifferential)
#include "tst_differential.moc"
