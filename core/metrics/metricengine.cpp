#include "core/metrics/metricengine.h"

#include "core/base/suggest.h"
#include "core/domain/sqlsource.h"
#include "core/metrics/completeness.h"
#include "core/metrics/evaluation.h"
#include "core/metrics/filtertext.h"
#include "core/metrics/formula.h"
#include "core/metrics/metriccatalog.h"
#include "core/metrics/periodindex.h"
#include "core/metrics/sqlmetric.h"
#include "core/metrics/workingclock.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2199;

Result<const MetricDefinition *> definitionOf(const MetricCatalog &catalog, const QString &id, const QString &set)
{
    const MetricDefinition *definition = catalog.find(id, set);
    if (!definition && !set.isEmpty() && !catalog.sets().contains(set)) {
        return fail(ErrorKind::Config,
            Words::tr("There is no set of definitions '%1'. The sets are: %2.").arg(set, catalog.sets().join(u", "_s)));
    }
    if (definition)
        return definition;
    QStringList ids;
    for (const MetricDefinition &other : catalog.definitions())
        ids.append(other.id);
    return fail(ErrorKind::Config, Words::tr("There is no metric '%1'.").arg(id) + didYouMean(id, ids));
}

Result<void> checkQuery(const MetricQuery &query)
{
    if (!query.range.from.isSet() || !query.range.to.isSet())
        return fail(ErrorKind::Config, Words::tr("The period has no beginning or no end. Give both."));
    if (query.range.to == query.range.from)
        return fail(ErrorKind::Config, Words::tr("The period is empty: it begins and ends at the same moment."));
    if (query.range.to < query.range.from)
        return fail(ErrorKind::Config, Words::tr("The period ends before it begins. Swap the two dates."));
    const int first = QDateTime::fromMSecsSinceEpoch(query.range.from.ms(), QTimeZone::UTC).date().year();
    const int last = QDateTime::fromMSecsSinceEpoch(query.range.to.ms() - 1, QTimeZone::UTC).date().year();
    // A day of slack: the first of January 1970 begins in 1969 east of Greenwich.
    if (first < kFirstYear - 1 || last > kLastYear) {
        return fail(ErrorKind::Config,
            Words::tr("The period reaches from the year %1 to %2. Choose dates between %3 and %4.")
                .arg(first)
                .arg(last)
                .arg(kFirstYear)
                .arg(kLastYear));
    }
    if (query.by.size() > 2)
        return fail(ErrorKind::Config,
            Words::tr("A metric can be split by two dimensions at most, not by %1.").arg(query.by.size()));
    if (query.by.size() == 2 && query.by.at(0) == query.by.at(1))
        return fail(ErrorKind::Config,
            Words::tr("The metric is split by '%1' twice. Choose two different dimensions, or one.")
                .arg(query.by.at(0)));
    return {};
}

using SeriesByKey = QHash<QStringList, const MetricSeries *>;

SeriesByKey byKey(const std::vector<MetricSeries> &all)
{
    SeriesByKey known;
    for (const MetricSeries &series : all)
        known.insert(series.key, &series);
    return known;
}

// Evaluates definitions of either kind, formulas by way of what they name.
class Evaluator {
public:
    Evaluator(const MetricCatalog &catalog, const EvaluationContext &context)
        : m_catalog(catalog)
        , m_context(context)
    {
    }

    Result<Evaluation> evaluate(const MetricDefinition &definition, const MetricQuery &query) const
    {
        if (definition.isFormula())
            return evaluateFormula(definition, query);
        return definition.isSql() ? evaluateSql(definition, query, m_context)
                                  : evaluateFact(definition, query, m_context);
    }

    // What stands in a formula, in its order. The catalogue has checked that they exist and lead to no circle.
    std::vector<const MetricDefinition *> operandsOf(const MetricDefinition &definition) const
    {
        std::vector<const MetricDefinition *> operands;
        const auto formula = Formula::parse(definition.formula);
        if (!formula)
            return operands;
        for (const QString &name : formula->metrics()) {
            const MetricDefinition *operand = m_catalog.find(name, definition.set);
            operands.push_back(operand ? operand : m_catalog.find(name));
        }
        return operands;
    }

    // Whether the figure is in working hours: of a formula, when all durations in it are.
    bool isWorking(const MetricDefinition &definition, const MetricQuery &query) const
    {
        if (!definition.isFormula())
            return definition.unit == MetricUnit::Duration && isWorkingTime(definition, query);
        bool any = false;
        for (const MetricDefinition *operand : operandsOf(definition)) {
            if (operand->unit != MetricUnit::Duration)
                continue;
            if (!isWorking(*operand, query))
                return false;
            any = true;
        }
        return any && definition.unit == MetricUnit::Duration;
    }

    // Periods that are counted by the week cannot be shown by the day.
    Grain grainFor(const MetricDefinition &definition, Grain asked) const
    {
        if (definition.isSql())
            return std::max(asked, definition.period);
        if (!definition.isFormula())
            return definition.hasPeriod() ? std::max(asked, definition.period) : asked;
        for (const MetricDefinition *operand : operandsOf(definition))
            asked = std::max(asked, grainFor(*operand, asked));
        return asked;
    }

private:
    Result<Evaluation> evaluateFormula(const MetricDefinition &definition, const MetricQuery &query) const
    {
        const auto formula = Formula::parse(definition.formula);
        if (!formula)
            return fail(ErrorKind::Config, Words::tr("The formula of '%1' cannot be read.").arg(definition.title),
                formula.error().message);
        std::vector<Evaluation> operands;
        for (const MetricDefinition *operand : operandsOf(definition)) {
            auto evaluated = evaluate(*operand, query);
            if (!evaluated)
                return evaluated;
            operands.push_back(std::move(*evaluated));
        }
        Evaluation result;
        std::vector<SeriesByKey> known;
        std::vector<QStringList> keys;
        QSet<QStringList> seen;
        for (const Evaluation &operand : operands) {
            known.push_back(byKey(operand.series));
            for (const MetricSeries &series : operand.series) {
                if (!seen.contains(series.key))
                    keys.push_back(series.key);
                seen.insert(series.key);
            }
            merge(operand, result);
        }
        for (const QStringList &key : keys)
            result.series.push_back(combine(*formula, operands, known, key));
        result.empty = combine(*formula, operands, known, {u"\n"_s}); // a key that nobody has
        return result;
    }

    static void merge(const Evaluation &operand, Evaluation &result)
    {
        for (const QString &note : operand.notes) {
            if (!result.notes.contains(note))
                result.notes.append(note);
        }
        // Operands mostly look at the same rows: the larger count is the truth, their sum would count rows twice.
        for (const ExcludedCount &excluded : operand.excluded) {
            const auto known = std::ranges::find(result.excluded, excluded.reason, &ExcludedCount::reason);
            if (known == result.excluded.end())
                result.excluded.push_back(excluded);
            else
                known->count = std::max(known->count, excluded.count);
        }
    }

    static MetricSeries combine(const Formula &formula, const std::vector<Evaluation> &operands,
        const std::vector<SeriesByKey> &known, const QStringList &key)
    {
        std::vector<const MetricSeries *> parts;
        for (std::size_t i = 0; i < operands.size(); ++i)
            parts.push_back(known[i].value(key, &operands[i].empty));
        const auto at = [&](auto &&pointOf) {
            MetricPoint point = pointOf(*parts.front());
            std::vector<double> values;
            for (const MetricSeries *part : parts) {
                const MetricPoint &other = pointOf(*part);
                values.push_back(other.value);
                point.n = std::max(point.n, other.n);
                point.partial = point.partial || other.partial;
            }
            point.low = kGap;
            point.high = kGap;
            point.value = formula.evaluate(values);
            return point;
        };
        MetricSeries series;
        series.key = key;
        for (std::size_t i = 0; i < parts.front()->points.size(); ++i)
            series.points.push_back(
                at([i](const MetricSeries &part) -> const MetricPoint & { return part.points[i]; }));
        series.total = at([](const MetricSeries &part) -> const MetricPoint & { return part.total; });
        return series;
    }

    const MetricCatalog &m_catalog;
    const EvaluationContext &m_context;
};

// The filters with those by other columns kept.
std::vector<MetricFilter> withOthers(std::vector<MetricFilter> where, const std::vector<MetricFilter> &others)
{
    QStringList columns;
    for (const MetricFilter &filter : others)
        columns += filterColumns(filter);
    std::erase_if(where, [&](const MetricFilter &filter) {
        return std::ranges::any_of(
            filterColumns(filter), [&](const QString &column) { return columns.contains(column); });
    });
    where.insert(where.end(), others.begin(), others.end());
    return where;
}

MetricResult describe(const MetricDefinition &definition, const MetricQuery &query)
{
    MetricResult result;
    result.query = query;
    result.title = definition.title;
    result.definition = definition.definition;
    result.definitionId = definition.id;
    result.definitionSet = definition.set;
    result.definitionVersion = definition.version;
    result.bands = definition.bands;
    result.unit = definition.unit;
    result.better = definition.better;
    return result;
}

} // namespace

MetricEngine::MetricEngine(std::shared_ptr<const MetricCatalog> catalog, std::shared_ptr<const FactsSnapshot> facts,
    CalendarRules calendar, Instant now, std::shared_ptr<const SqlSource> sql)
    : m_catalog(std::move(catalog))
    , m_facts(std::move(facts))
    , m_calendar(std::move(calendar))
    , m_now(now)
    , m_sql(std::move(sql))
{
}

Result<MetricResult> MetricEngine::evaluate(const MetricQuery &asked, const CancelToken &cancel) const
{
    const auto definition = definitionOf(*m_catalog, asked.metric, asked.set);
    if (!definition)
        return std::unexpected(definition.error());
    if (const auto good = checkQuery(asked); !good)
        return std::unexpected(good.error());
    const EvaluationContext context{
        .facts = *m_facts, .calendar = m_calendar, .now = m_now, .cancel = cancel, .sql = m_sql.get(), .known = {}};
    const Evaluator evaluator(*m_catalog, context);
    MetricQuery query = asked;
    query.grain = evaluator.grainFor(**definition, asked.grain);
    auto evaluation = evaluator.evaluate(**definition, query);
    if (!evaluation)
        return std::unexpected(evaluation.error());
    MetricResult result = describe(**definition, query);
    result.series = std::move(evaluation->series);
    result.excluded = std::move(evaluation->excluded);
    std::ranges::sort(result.excluded, [](const ExcludedCount &a, const ExcludedCount &b) {
        return a.count != b.count ? a.count > b.count : a.reason < b.reason;
    });
    result.notes = std::move(evaluation->notes);
    if (query.grain != asked.grain)
        result.notes.prepend(
            Words::tr("Shown by the %1, the shortest period this metric has.").arg(grainName(query.grain)));
    if (evaluator.isWorking(**definition, query)) {
        result.unit = MetricUnit::WorkingTime;
        result.bands.clear(); // the groups of DORA are of elapsed time
    } else if (query.clock == MeasuredBy::WorkingHours && result.unit == MetricUnit::Duration) {
        result.notes.append(
            Words::tr("Shown as elapsed time: working hours are only known of a time between two moments."));
    }
    const QStringList facts = m_catalog->factsOf(**definition);
    result.freshness = freshnessOf(facts, *m_facts);
    Instant knownFrom; // where the first of its parts begins
    for (const MetricDefinition *part : m_catalog->partsOf(**definition)) {
        const Instant from = knownRange(*part, context).from;
        knownFrom = knownFrom.isSet() && from.isSet() ? std::min(knownFrom, from) : std::max(knownFrom, from);
    }
    result.warnings = completenessWarnings(facts, result.freshness, query.range, knownFrom, m_calendar.zone);
    result.generation = m_facts->generation();
    if (const auto good = addCompared(**definition, query, context, result); !good)
        return std::unexpected(good.error());
    std::ranges::stable_sort(result.series, [](const MetricSeries &left, const MetricSeries &right) {
        return left.total.n != right.total.n ? left.total.n > right.total.n : left.key < right.key;
    });
    return result;
}

Result<void> MetricEngine::addCompared(const MetricDefinition &definition, const MetricQuery &query,
    const EvaluationContext &context, MetricResult &result) const
{
    const Evaluator evaluator(*m_catalog, context);
    MetricQuery whole = query;
    whole.grain = Grain::All;
    const MetricDefinition *bandMetric = nullptr;
    if (!definition.bandMetric.isEmpty()) {
        bandMetric = m_catalog->find(definition.bandMetric, definition.set);
        if (!bandMetric)
            bandMetric = m_catalog->find(definition.bandMetric);
    }
    for (MetricSeries &series : result.series)
        series.bandValue = series.total.value;
    const auto join = [&](const MetricDefinition &metric, auto &&take) -> Result<void> {
        const auto evaluated = evaluator.evaluate(metric, whole);
        if (!evaluated)
            return std::unexpected(evaluated.error());
        const SeriesByKey known = byKey(evaluated->series);
        for (MetricSeries &series : result.series)
            take(series, known.value(series.key, &evaluated->empty)->total);
        return {};
    };
    if (bandMetric) {
        if (auto good = join(
                *bandMetric, [](MetricSeries &series, const MetricPoint &point) { series.bandValue = point.value; });
            !good)
            return good;
    }
    if (query.compare == CompareWith::Nothing || query.compare == CompareWith::Target)
        return {};
    if (query.compare == CompareWith::Others) {
        whole.where = withOthers(query.where, query.others);
        return join(definition, [](MetricSeries &series, const MetricPoint &point) { series.previous = point; });
    }
    whole.range = comparedRange(query.range, query.compare, m_calendar.zone, m_now);
    return join(definition, [](MetricSeries &series, const MetricPoint &point) { series.previous = point; });
}

Result<MetricRows> MetricEngine::rows(
    const MetricQuery &query, const QStringList &seriesKey, const TimeRange &period, int limit) const
{
    auto definition = definitionOf(*m_catalog, query.metric, query.set);
    if (!definition)
        return std::unexpected(definition.error());
    if (const auto good = checkQuery(query); !good)
        return std::unexpected(good.error());
    const EvaluationContext context{
        .facts = *m_facts, .calendar = m_calendar, .now = m_now, .cancel = {}, .sql = m_sql.get(), .known = {}};
    const Evaluator evaluator(*m_catalog, context);
    // Behind a formula are the rows of what it names first.
    const MetricDefinition *metric = *definition;
    while (metric->isFormula())
        metric = evaluator.operandsOf(*metric).front();
    if (metric->isSql())
        return rowsOfSql(*metric, query, seriesKey, period, limit, context);
    return rowsOfFact(*metric, query, seriesKey, period, limit, context);
}

} // namespace leadline
