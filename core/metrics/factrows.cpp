#include "core/metrics/evaluation.h"

#include "core/metrics/rowscan.h"
#include "core/metrics/variation.h"

#include <numeric>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

TimeRange within(const TimeRange &range, const TimeRange &period)
{
    if (period.isEmpty())
        return range;
    return {std::max(range.from, period.from), std::min(range.to, period.to)};
}

// Durations and sizes: the largest first; what is only counted: the newest first.
void order(std::vector<std::size_t> &positions, const ScannedRows &scanned, const FactColumn &times, bool byValue)
{
    std::ranges::stable_sort(positions, [&](std::size_t left, std::size_t right) {
        if (byValue && !scanned.values.empty() && scanned.values[left] != scanned.values[right])
            return scanned.values[left] > scanned.values[right];
        return times.integer(scanned.rows[left]) > times.integer(scanned.rows[right]);
    });
}

} // namespace

Result<MetricRows> rowsOfFact(const MetricDefinition &definition, const MetricQuery &query,
    const QStringList &seriesKey, const TimeRange &period, int limit, const EvaluationContext &context)
{
    const auto table = tableOf(definition, context.facts);
    if (!table)
        return std::unexpected(table.error());
    TimeRange range = within(query.range, period);
    const auto scan = RowScan::prepare(
        definition, query, **table, context.facts.organisation(), context.calendar, std::min(range.to, context.now));
    if (!scan)
        return std::unexpected(scan.error());
    MetricRows result{.fact = definition.fact,
        .unit = isWorkingTime(definition, query) ? MetricUnit::WorkingTime : definition.unit,
        .rows = {},
        .total = 0};
    if (range.isEmpty() || (definition.isStock() && range.from >= context.now))
        return result;
    if (definition.aggregate == Aggregate::Variation) {
        const TimeRange known = knownRange(definition, context);
        if (known.isEmpty() || range.from >= known.to)
            return result;
        range = lastPeriods(std::min(range.to, known.to), definition.period, definition.lastPeriods, context.calendar);
    }
    const auto scanned = definition.isStock()
        ? scan->runStock({std::min(range.to, context.now).ms()}, true, context.cancel)
        : scan->runFlow(PeriodIndex(range, Grain::All, context.calendar), context.cancel);
    if (!scanned)
        return std::unexpected(scanned.error());
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < scanned->rows.size(); ++i) {
        if (scan->groupKey(scanned->groupCodes[static_cast<std::size_t>(scanned->cells[i]) / scanned->width])
            == seriesKey)
            positions.push_back(i);
    }
    const bool byValue = definition.aggregate != Aggregate::Distinct && definition.aggregate != Aggregate::Last;
    order(positions, *scanned, scan->times(), byValue);
    result.total = static_cast<qint64>(positions.size());
    const FactColumn &ids = *(*table)->columns.constFind(u"id"_s);
    if (limit >= 0 && positions.size() > static_cast<std::size_t>(limit))
        positions.resize(static_cast<std::size_t>(limit));
    for (const std::size_t position : positions) {
        result.rows.push_back({.id = ids.integer(scanned->rows[position]),
            .record = {},
            .value = scanned->values.empty() ? 1 : scanned->values[position],
            .explanation = {}});
    }
    return result;
}

} // namespace leadline
