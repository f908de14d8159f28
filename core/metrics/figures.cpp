#include "core/metrics/figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace leadline {

namespace {

// Rows ordered by cell by counting, without comparing: cell c is [starts[c], starts[c + 1]).
struct CellOrder {
    std::vector<std::size_t> starts;
};

CellOrder orderByCell(const ScannedRows &scanned)
{
    CellOrder order;
    order.starts.assign(scanned.groupCodes.size() * scanned.width + 1, 0);
    for (const qint32 cell : scanned.cells)
        ++order.starts[static_cast<std::size_t>(cell) + 1];
    std::partial_sum(order.starts.begin(), order.starts.end(), order.starts.begin());
    return order;
}

// The quantile at a place (0 … size − 1) where [from, to) is known to hold just the order's from-th to (to − 1)-th
// values.
double atPlace(std::span<double> values, double place, std::size_t from, std::size_t to)
{
    const auto below = static_cast<std::size_t>(std::floor(place));
    const auto at = [&](std::size_t index) { return values.begin() + static_cast<std::ptrdiff_t>(index); };
    std::nth_element(at(from), at(below), at(to));
    const double fraction = place - static_cast<double>(below);
    if (fraction == 0)
        return values[below];
    const double next = below + 1 < to ? *std::min_element(at(below + 1), at(to)) : values[to];
    return values[below] + (next - values[below]) * fraction;
}

Figures quantiles(std::span<double> values, const MetricDefinition &definition)
{
    const double quantile = definition.quantile;
    Figures figures{.n = static_cast<qint64>(values.size())};
    figures.value = definition.lowerMedian
        ? atPlace(values, static_cast<double>((values.size() - 1) / 2), 0, values.size())
        : quantileOf(values, quantile);
    if (quantile != 0.5)
        return figures;
    // The median has parted the values, so each quartile is looked for in its half only.
    const auto last = static_cast<double>(values.size() - 1);
    const auto middle = static_cast<std::size_t>(std::floor(last * 0.5));
    const bool small = values.size() < 4;
    figures.low = small ? quantileOf(values, 0.25) : atPlace(values, last * 0.25, 0, middle);
    figures.high = small ? quantileOf(values, 0.75) : atPlace(values, last * 0.75, middle, values.size());
    return figures;
}

qint64 distinctValues(std::span<double> values)
{
    std::ranges::sort(values);
    return std::ranges::distance(values.begin(), std::ranges::unique(values).begin());
}

Figures figuresOf(const MetricDefinition &definition, std::span<double> values)
{
    if (values.empty())
        return {};
    const auto n = static_cast<qint64>(values.size());
    const auto sum = [&] { return std::accumulate(values.begin(), values.end(), 0.0); };
    switch (definition.aggregate) {
    case Aggregate::Sum:
        return {.value = sum(), .n = n};
    case Aggregate::Mean:
    case Aggregate::Rate:
        return {.value = sum() / static_cast<double>(n), .n = n};
    case Aggregate::Quantile:
        return quantiles(values, definition);
    case Aggregate::Distinct:
        return {.value = static_cast<double>(distinctValues(values)), .n = n};
    case Aggregate::Count:
    case Aggregate::Last:
    case Aggregate::PerPeriod:
    case Aggregate::AbsenceFactor:
    case Aggregate::Gini:
    case Aggregate::Hhi:
    case Aggregate::TopShare:
    case Aggregate::Variation:
        break;
    }
    return {.value = static_cast<double>(n), .n = n};
}

FigureTable countFigures(const CellOrder &order, std::size_t groups, std::size_t periods)
{
    FigureTable table;
    const auto count = [&](std::size_t from, std::size_t to) {
        const auto n = static_cast<qint64>(order.starts[to] - order.starts[from]);
        return n == 0 ? Figures{} : Figures{.value = static_cast<double>(n), .n = n};
    };
    for (std::size_t cell = 0; cell < groups * periods; ++cell)
        table.cells.push_back(count(cell, cell + 1));
    for (std::size_t group = 0; group < groups; ++group)
        table.totals.push_back(count(group * periods, (group + 1) * periods));
    return table;
}

// The value of the latest row; of several at the same time, the one that stands last.
FigureTable lastFigures(const ScannedRows &scanned, const FactColumn &times)
{
    const std::size_t periods = scanned.width;
    const std::size_t groups = scanned.groupCodes.size();
    FigureTable table{.cells = std::vector<Figures>(groups * periods), .totals = std::vector<Figures>(groups)};
    std::vector<qint64> latest(groups * periods + groups, Instant::kUnset);
    for (std::size_t i = 0; i < scanned.rows.size(); ++i) {
        const qint64 time = times.integer(scanned.rows[i]);
        const auto cell = static_cast<std::size_t>(scanned.cells[i]);
        const std::size_t group = cell / periods;
        const auto take = [&](Figures &figures, qint64 &latestTime) {
            ++figures.n;
            if (time < latestTime)
                return;
            latestTime = time;
            figures.value = scanned.values[i];
        };
        take(table.cells[cell], latest[cell]);
        take(table.totals[group], latest[groups * periods + group]);
    }
    return table;
}

} // namespace

double quantileOf(std::span<double> values, double quantile)
{
    return values.empty() ? kGap : atPlace(values, quantile * static_cast<double>(values.size() - 1), 0, values.size());
}

FigureTable figuresOf(const MetricDefinition &definition, const ScannedRows &scanned, const FactColumn &times)
{
    const std::size_t periods = scanned.width;
    const std::size_t groups = scanned.groupCodes.size();
    if (definition.aggregate == Aggregate::Last)
        return lastFigures(scanned, times);
    const CellOrder order = orderByCell(scanned);
    if (definition.aggregate == Aggregate::Count)
        return countFigures(order, groups, periods);
    std::vector<double> values(scanned.rows.size());
    std::vector<std::size_t> next(order.starts.begin(), order.starts.end() - 1);
    for (std::size_t i = 0; i < scanned.rows.size(); ++i)
        values[next[static_cast<std::size_t>(scanned.cells[i])]++] = scanned.values[i];
    const auto slice = [&](std::size_t from, std::size_t to) {
        return std::span(values).subspan(order.starts[from], order.starts[to] - order.starts[from]);
    };
    FigureTable table;
    for (std::size_t group = 0; group < groups; ++group) {
        for (std::size_t cell = group * periods; cell < (group + 1) * periods; ++cell) {
            // Duplicates are wanted again for the total, so distinct works on a copy.
            if (definition.aggregate == Aggregate::Distinct) {
                const auto part = slice(cell, cell + 1);
                std::vector<double> copy(part.begin(), part.end());
                table.cells.push_back(figuresOf(definition, copy));
            } else {
                table.cells.push_back(figuresOf(definition, slice(cell, cell + 1)));
            }
        }
        table.totals.push_back(figuresOf(definition, slice(group * periods, (group + 1) * periods)));
    }
    return table;
}

} // namespace leadline
