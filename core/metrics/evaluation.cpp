#include "core/metrics/evaluation.h"

#include "core/base/suggest.h"
#include "core/metrics/dimensions.h"
#include "core/metrics/figures.h"
#include "core/metrics/rownotes.h"
#include "core/metrics/shares.h"
#include "core/metrics/stockbymoment.h"
#include "core/metrics/variation.h"

#include <QCoreApplication>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

constexpr std::size_t kMaxCells = 20'000'000;

// Where no row at all is the number zero and not a gap.
bool countsFromZero(Aggregate aggregate)
{
    return aggregate == Aggregate::Count || aggregate == Aggregate::Sum || aggregate == Aggregate::Distinct;
}

class FactEvaluation {
public:
    FactEvaluation(const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context,
        const RowScan &scan)
        : m_definition(definition)
        , m_query(query)
        , m_context(context)
        , m_scan(scan)
        , m_known(knownRange(definition, context))
        , m_periods(query.range, query.grain, context.calendar)
    {
    }

    Result<Evaluation> run()
    {
        if (m_definition.isStock())
            return stock();
        if (m_definition.aggregate == Aggregate::Variation)
            return variation();
        return m_definition.aggregate == Aggregate::PerPeriod ? perPeriod() : flow();
    }

private:
    // --- points

    [[nodiscard]] bool isFuture(const TimeRange &range) const { return range.from >= m_context.now; }
    [[nodiscard]] bool holdsNow(const TimeRange &range) const
    {
        return range.from <= m_context.now && m_context.now < range.to;
    }

    MetricPoint point(const Bucket &bucket, const TimeRange &clipped, const Figures &figures) const
    {
        MetricPoint point{.range = bucket.range,
            .value = figures.value,
            .low = figures.low,
            .high = figures.high,
            .n = figures.n,
            .partial = bucket.partial || holdsNow(clipped)};
        if (figures.n == 0 && countsFromZero(m_definition.aggregate) && !m_definition.isStock() && isKnown(clipped))
            point.value = 0;
        if (m_definition.perDay)
            point.value /= daysOver(clipped);
        return point;
    }

    [[nodiscard]] bool isKnown(const TimeRange &range) const
    {
        return !m_known.isEmpty() && range.from < m_known.to && range.to > m_known.from && !isFuture(range);
    }

    // Days of the range of which something can be known; a gap when there are none.
    [[nodiscard]] double daysOver(const TimeRange &range) const
    {
        const TimeRange over{std::max(range.from, m_known.from), std::min(range.to, m_known.to)};
        return over.isEmpty() ? kGap : localDays(over, m_context.calendar.zone);
    }

    MetricPoint totalPoint(const Figures &figures) const
    {
        return point({.range = m_query.range, .partial = false}, m_query.range, figures);
    }

    Result<void> checkSize(const ScannedRows &scanned, int periods) const
    {
        if (scanned.groupCodes.size() * static_cast<std::size_t>(periods) <= kMaxCells)
            return {};
        return fail(ErrorKind::Config,
            Words::tr("That would be %1 series of %2 periods. Choose longer periods, a shorter range or fewer splits.")
                .arg(scanned.groupCodes.size())
                .arg(periods));
    }

    // --- flows

    Result<Evaluation> flow()
    {
        const auto scanned = m_scan.runFlow(m_periods, m_context.cancel);
        if (!scanned)
            return std::unexpected(scanned.error());
        if (const auto good = checkSize(*scanned, m_periods.size()); !good)
            return std::unexpected(good.error());
        bool hidden = false;
        const FigureTable table = tableOf(*scanned, hidden);
        Evaluation evaluation = dressed(*scanned, hidden);
        for (std::size_t group = 0; group < scanned->groupCodes.size(); ++group)
            evaluation.series.push_back(flowSeries(m_scan.groupKey(scanned->groupCodes[group]), table, group));
        evaluation.empty = flowSeries({}, {}, 0);
        return evaluation;
    }

    // What the rows say; figures of too few names are taken out.
    FigureTable tableOf(const ScannedRows &scanned, bool &hidden) const
    {
        const FactColumn *names = m_scan.names();
        FigureTable table = m_definition.isOfShares() ? shareFigures(m_definition, scanned, *names)
                                                      : figuresOf(m_definition, scanned, m_scan.times());
        hidden = m_definition.atLeast > 0 && hideSmall(table, scanned, *names, m_definition.atLeast);
        return table;
    }

    MetricSeries flowSeries(const QStringList &key, const FigureTable &table, std::size_t group) const
    {
        MetricSeries series;
        series.key = key;
        const auto periods = static_cast<std::size_t>(m_periods.size());
        for (std::size_t i = 0; i < periods; ++i) {
            const Figures figures = table.cells.empty() ? Figures{} : table.cells[group * periods + i];
            series.points.push_back(point(m_periods.buckets()[i], m_periods.clipped(static_cast<int>(i)), figures));
        }
        series.total = totalPoint(table.totals.empty() ? Figures{} : table.totals[group]);
        return series;
    }

    Evaluation dressed(const ScannedRows &scanned, bool hidden = false) const
    {
        Evaluation evaluation;
        evaluation.excluded = scanned.excluded;
        evaluation.notes = notesOf(m_definition, *m_context.facts.table(m_definition.fact), scanned);
        if (hidden)
            evaluation.notes.append(Words::tr("No figure is shown where fewer than %1 of '%2' took part.")
                    .arg(m_definition.atLeast)
                    .arg(m_definition.of));
        for (const QString &name : m_scan.spreadingDimensions())
            evaluation.notes.append(
                Words::tr("Records count under each %1 they have, so the parts add up to more than the whole.")
                    .arg(QString(name).replace(u'_', u' ')));
        for (const QString &value : m_scan.unknownValues()) {
            if (!value.isEmpty())
                evaluation.notes.append(Words::tr("No record has '%1', which is filtered by.").arg(value));
        }
        return evaluation;
    }

    // --- stocks: what is open at the end of each period, or now

    Result<Evaluation> stock()
    {
        std::vector<qint64> moments;
        for (int i = 0; i < m_periods.size(); ++i) {
            const TimeRange clipped = m_periods.clipped(i);
            if (!isFuture(clipped))
                moments.push_back(std::min(clipped.to, m_context.now).ms());
        }
        const bool countOnly = m_definition.aggregate == Aggregate::Count && m_definition.atLeast == 0;
        const auto scanned = m_scan.runStock(moments, !countOnly, m_context.cancel);
        if (!scanned)
            return std::unexpected(scanned.error());
        if (const auto good = checkSize(*scanned, m_periods.size()); !good)
            return std::unexpected(good.error());
        bool hidden = false;
        const FigureTable table = countOnly ? FigureTable{} : tableOf(*scanned, hidden);
        Evaluation evaluation = dressed(*scanned, hidden);
        for (std::size_t group = 0; group < scanned->groupCodes.size(); ++group) {
            const auto at = [&](std::size_t moment) {
                const std::size_t cell = group * moments.size() + moment;
                if (!countOnly)
                    return table.cells[cell];
                const qint64 open = scanned->openCounts[cell];
                return Figures{.value = static_cast<double>(open), .n = open};
            };
            evaluation.series.push_back(stockSeries(m_scan.groupKey(scanned->groupCodes[group]), moments, at));
        }
        evaluation.empty = stockSeries({}, moments, [](std::size_t) { return Figures{}; });
        return evaluation;
    }

    template <typename FiguresAt>
    MetricSeries stockSeries(const QStringList &key, const std::vector<qint64> &moments, FiguresAt at) const
    {
        MetricSeries series;
        series.key = key;
        for (std::size_t i = 0; i < m_periods.buckets().size(); ++i) {
            const bool over = i < moments.size();
            MetricPoint next =
                point(m_periods.buckets()[i], m_periods.clipped(static_cast<int>(i)), over ? at(i) : Figures{});
            if (next.n == 0 && countsFromZero(m_definition.aggregate)) {
                const bool known = over && !m_known.isEmpty() && moments[i] > m_known.from.ms()
                    && m_periods.clipped(static_cast<int>(i)).from < m_known.to;
                next.value = known ? 0 : kGap;
            }
            series.points.push_back(next);
        }
        // The whole range is worth what its last moment is worth.
        series.total = MetricPoint{.range = m_query.range};
        if (!moments.empty())
            series.total = series.points[moments.size() - 1];
        series.total.range = m_query.range;
        series.total.partial = holdsNow(m_query.range);
        return series;
    }

    // --- counts in complete periods

    Result<Evaluation> perPeriod()
    {
        const bool byDay = m_definition.value.kind == MetricValue::Kind::DayOf;
        const PeriodIndex counted(m_query.range, byDay ? Grain::Day : m_definition.period, m_context.calendar);
        const PeriodIndex steps(m_query.range, m_definition.period, m_context.calendar);
        const auto scanned = m_scan.runFlow(counted, m_context.cancel);
        if (!scanned)
            return std::unexpected(scanned.error());
        if (const auto good = checkSize(*scanned, counted.size()); !good)
            return std::unexpected(good.error());
        MetricDefinition counting = m_definition;
        counting.aggregate = Aggregate::Count;
        const FigureTable table = figuresOf(counting, *scanned, m_scan.times());
        Evaluation evaluation = dressed(*scanned);
        for (std::size_t group = 0; group < scanned->groupCodes.size(); ++group) {
            const auto width = static_cast<std::size_t>(counted.size());
            const std::span cells = std::span(table.cells).subspan(group * width, width);
            const std::vector<Figures> counts = countSteps(cells, counted, steps, byDay);
            evaluation.series.push_back(stepSeries(
                m_scan.groupKey(scanned->groupCodes[group]), counts, steps, Instant{scanned->firstTimes[group]}));
        }
        evaluation.empty = stepSeries({}, std::vector<Figures>(static_cast<std::size_t>(steps.size())), steps,
            Instant{std::numeric_limits<qint64>::max()});
        return evaluation;
    }

    // Rows, or days with rows, in each step; n is always the number of rows.
    static std::vector<Figures> countSteps(
        std::span<const Figures> cells, const PeriodIndex &counted, const PeriodIndex &steps, bool byDay)
    {
        std::vector<Figures> counts(static_cast<std::size_t>(steps.size()), Figures{.value = 0});
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const qint64 start = std::max(counted.buckets()[i].range.from, counted.range().from).ms();
            Figures &step = counts[static_cast<std::size_t>(steps.indexOf(start))];
            step.n += cells[i].n;
            step.value += byDay ? (cells[i].n > 0 ? 1 : 0) : static_cast<double>(cells[i].n);
        }
        return counts;
    }

    MetricSeries stepSeries(
        const QStringList &key, const std::vector<Figures> &counts, const PeriodIndex &steps, Instant first) const
    {
        MetricSeries series;
        series.key = key;
        for (std::size_t i = 0; i < m_periods.buckets().size(); ++i) {
            const Bucket &bucket = m_periods.buckets()[i];
            Figures figures = overSteps(counts, steps, first, bucket.range);
            MetricPoint next = point(bucket, m_periods.clipped(static_cast<int>(i)), figures);
            // A step that is not over yet shows what it has so far, and says so.
            if (next.isGap() && next.n > 0 && m_query.grain == m_definition.period)
                next.value = counts[i].value;
            series.points.push_back(next);
        }
        series.total = totalPoint(overSteps(counts, steps, first, m_query.range));
        return series;
    }

    // The median (or mean) over the complete steps that begin in the range, from the group's first row on.
    Figures overSteps(
        const std::vector<Figures> &counts, const PeriodIndex &steps, Instant first, const TimeRange &range) const
    {
        Figures figures;
        std::vector<double> values;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const Bucket &step = steps.buckets()[i];
            if (!range.contains(std::max(step.range.from, m_query.range.from)))
                continue;
            figures.n += counts[i].n;
            if (!step.partial && step.range.to <= m_known.to && step.range.to > first)
                values.push_back(counts[i].value);
        }
        if (values.empty())
            return figures;
        if (m_definition.meanOfPeriods) {
            figures.value = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
            return figures;
        }
        figures.value = quantileOf(values, 0.5);
        figures.low = quantileOf(values, 0.25);
        figures.high = quantileOf(values, 0.75);
        return figures;
    }

    // --- how much complete periods differ, over the last of them

    Result<Evaluation> variation()
    {
        const auto over = [&](Instant at) {
            return lastPeriods(at, m_definition.period, m_definition.lastPeriods, m_context.calendar);
        };
        const PeriodIndex steps(
            {over(m_query.range.from).from, m_query.range.to}, m_definition.period, m_context.calendar);
        const auto scanned = m_scan.runFlow(steps, m_context.cancel);
        if (!scanned)
            return std::unexpected(scanned.error());
        if (const auto good = checkSize(*scanned, steps.size()); !good)
            return std::unexpected(good.error());
        MetricDefinition adding = m_definition;
        adding.aggregate = m_definition.value.kind == MetricValue::Kind::Row ? Aggregate::Count : Aggregate::Sum;
        const FigureTable table = figuresOf(adding, *scanned, m_scan.times());
        // What each point looks at, and at last the whole range; empty where nothing is known yet.
        std::vector<TimeRange> windows;
        for (int i = 0; i <= m_periods.size(); ++i) {
            const TimeRange clipped = i < m_periods.size() ? m_periods.clipped(i) : m_query.range;
            const bool known = !m_known.isEmpty() && clipped.from < m_known.to;
            windows.push_back(known ? over(std::min(clipped.to, m_known.to)) : TimeRange{});
        }
        Evaluation evaluation = dressed(*scanned);
        for (std::size_t group = 0; group < scanned->groupCodes.size(); ++group) {
            const auto width = static_cast<std::size_t>(steps.size());
            evaluation.series.push_back(variationSeries(m_scan.groupKey(scanned->groupCodes[group]),
                std::span(table.cells).subspan(group * width, width), steps, windows,
                Instant{scanned->firstTimes[group]}));
        }
        const std::vector<Figures> nothing(static_cast<std::size_t>(steps.size()));
        evaluation.empty = variationSeries({}, nothing, steps, windows, Instant{std::numeric_limits<qint64>::max()});
        return evaluation;
    }

    MetricSeries variationSeries(const QStringList &key, std::span<const Figures> cells, const PeriodIndex &steps,
        const std::vector<TimeRange> &windows, Instant first) const
    {
        const auto at = [&](const TimeRange &window) {
            Figures figures;
            if (window.isEmpty())
                return figures;
            const auto start = static_cast<std::size_t>(steps.indexOf(window.from.ms()));
            std::vector<double> values;
            for (const Figures &step : cells.subspan(start, static_cast<std::size_t>(m_definition.lastPeriods))) {
                figures.n += step.n;
                values.push_back(step.n == 0 ? 0 : step.value);
            }
            if (steps.buckets()[start].range.to > first)
                figures.value = coefficientOfVariation(values);
            return figures;
        };
        MetricSeries series;
        series.key = key;
        for (std::size_t i = 0; i < m_periods.buckets().size(); ++i)
            series.points.push_back(
                point(m_periods.buckets()[i], m_periods.clipped(static_cast<int>(i)), at(windows[i])));
        series.total = totalPoint(at(windows.back()));
        return series;
    }

    const MetricDefinition &m_definition;
    const MetricQuery &m_query;
    const EvaluationContext &m_context;
    const RowScan &m_scan;
    TimeRange m_known;
    PeriodIndex m_periods;
};

} // namespace

Result<const FactTable *> tableOf(const MetricDefinition &definition, const FactsSnapshot &facts)
{
    if (const FactTable *table = facts.table(definition.fact))
        return table;
    return fail(ErrorKind::Config,
        Words::tr("'%1' counts '%2', of which nothing is loaded. Connect a tool that has it, or synchronise.")
            .arg(definition.title, definition.fact));
}

TimeRange knownRange(const MetricDefinition &definition, const EvaluationContext &context)
{
    if (context.known)
        return *context.known;
    const TimeRange span =
        context.facts.span(definition.fact, definition.isStock() ? definition.openFrom : definition.time);
    if (span.isEmpty())
        return {};
    Instant synced;
    for (const Freshness &freshness : context.facts.freshness())
        synced = std::max(synced, freshness.lastSuccess);
    const Instant until = synced.isSet() ? std::min(synced, context.now) : context.now;
    return {span.from, std::max(until, std::min(span.to, context.now))};
}

Result<Evaluation> evaluateFact(
    const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context)
{
    const auto table = tableOf(definition, context.facts);
    if (!table)
        return std::unexpected(table.error());
    if (definition.isStock() && query.grain != Grain::All && dependsOnAge(query))
        return evaluateByMoment(definition, query, context);
    const Organisation &organisation = context.facts.organisation();
    const Instant moment = std::min(query.range.to, context.now);
    const auto scan = RowScan::prepare(definition, query, **table, organisation, context.calendar, moment);
    if (!scan)
        return std::unexpected(scan.error());
    return FactEvaluation(definition, query, context, *scan).run();
}

} // namespace leadline
