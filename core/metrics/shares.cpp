#include "core/metrics/shares.h"

#include <algorithm>
#include <numeric>

namespace leadline {

namespace {

// What each name has, by code; only the names that have something are visited.
class Amounts {
public:
    explicit Amounts(qsizetype names)
        : m_amounts(static_cast<std::size_t>(names), 0)
        , m_has(static_cast<std::size_t>(names), false)
    {
    }

    void add(qint32 code, double amount)
    {
        const auto at = static_cast<std::size_t>(code);
        if (!m_has[at]) {
            m_has[at] = true;
            m_codes.push_back(code);
        }
        m_amounts[at] += amount;
        ++m_rows;
    }

    [[nodiscard]] qint64 rows() const { return m_rows; }

    // The amounts, and empty again.
    std::vector<double> take()
    {
        std::vector<double> taken;
        for (const qint32 code : m_codes) {
            const auto at = static_cast<std::size_t>(code);
            taken.push_back(m_amounts[at]);
            m_amounts[at] = 0;
            m_has[at] = false;
        }
        m_codes.clear();
        m_rows = 0;
        return taken;
    }

private:
    std::vector<double> m_amounts;
    std::vector<bool> m_has;
    std::vector<qint32> m_codes;
    qint64 m_rows = 0;
};

// Positions in the scanned rows, cell by cell: those of cell c are [starts[c], starts[c + 1]).
struct Positions {
    std::vector<std::size_t> starts;
    std::vector<std::size_t> sorted;
};

Positions positionsByCell(const ScannedRows &scanned)
{
    Positions positions;
    positions.starts.assign(scanned.groupCodes.size() * scanned.width + 1, 0);
    for (const qint32 cell : scanned.cells)
        ++positions.starts[static_cast<std::size_t>(cell) + 1];
    std::partial_sum(positions.starts.begin(), positions.starts.end(), positions.starts.begin());
    std::vector<std::size_t> next(positions.starts.begin(), positions.starts.end() - 1);
    positions.sorted.resize(scanned.rows.size());
    for (std::size_t i = 0; i < scanned.cells.size(); ++i)
        positions.sorted[next[static_cast<std::size_t>(scanned.cells[i])]++] = i;
    return positions;
}

// Calls `cell` and `total` with the amounts of every cell and of every group over its cells, in their order.
template <typename Visit>
void visitAmounts(const ScannedRows &scanned, const FactColumn &names, Visit cell, Visit total)
{
    const Positions positions = positionsByCell(scanned);
    Amounts inCell(names.names().size());
    Amounts inGroup(names.names().size());
    for (std::size_t group = 0; group < scanned.groupCodes.size(); ++group) {
        for (std::size_t at = group * scanned.width; at < (group + 1) * scanned.width; ++at) {
            for (std::size_t i = positions.starts[at]; i < positions.starts[at + 1]; ++i) {
                const std::size_t position = positions.sorted[i];
                const qint32 code = names.code(scanned.rows[position]);
                const double amount = scanned.values.empty() ? 1 : scanned.values[position];
                inCell.add(code, amount);
                inGroup.add(code, amount);
            }
            cell(at, inCell);
        }
        total(group, inGroup);
    }
}

double absenceFactor(std::vector<double> amounts, double total)
{
    std::ranges::sort(amounts, std::greater());
    double sum = 0;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        sum += amounts[i];
        if (2 * sum >= total)
            return static_cast<double>(i + 1);
    }
    return static_cast<double>(amounts.size()); // only rounding leads here
}

// The sum over all pairs, from sorted amounts in one pass.
double gini(std::vector<double> amounts, double total)
{
    std::ranges::sort(amounts);
    const auto n = static_cast<double>(amounts.size());
    double weighted = 0;
    for (std::size_t i = 0; i < amounts.size(); ++i)
        weighted += (2 * static_cast<double>(i + 1) - n - 1) * amounts[i];
    return weighted / (n * total);
}

} // namespace

double shareFigure(Aggregate aggregate, std::vector<double> amounts)
{
    const double total = std::accumulate(amounts.begin(), amounts.end(), 0.0);
    if (amounts.empty() || total <= 0)
        return kGap;
    switch (aggregate) {
    case Aggregate::AbsenceFactor:
        return absenceFactor(std::move(amounts), total);
    case Aggregate::Gini:
        return gini(std::move(amounts), total);
    case Aggregate::Hhi:
        return std::inner_product(amounts.begin(), amounts.end(), amounts.begin(), 0.0) / (total * total);
    case Aggregate::TopShare:
        return std::ranges::max(amounts) / total;
    default:
        return kGap;
    }
}

FigureTable shareFigures(const MetricDefinition &definition, const ScannedRows &scanned, const FactColumn &names)
{
    const std::size_t groups = scanned.groupCodes.size();
    FigureTable table{.cells = std::vector<Figures>(groups * scanned.width), .totals = std::vector<Figures>(groups)};
    const auto fill = [&definition](std::vector<Figures> &figures) {
        return [&definition, &figures](std::size_t at, Amounts &amounts) {
            figures[at].n = amounts.rows();
            figures[at].value = shareFigure(definition.aggregate, amounts.take());
        };
    };
    visitAmounts(scanned, names, fill(table.cells), fill(table.totals));
    return table;
}

bool hideSmall(FigureTable &table, const ScannedRows &scanned, const FactColumn &names, int least)
{
    bool hidden = false;
    const auto hide = [&hidden, least](std::vector<Figures> &figures) {
        return [&hidden, &figures, least](std::size_t at, Amounts &amounts) {
            const auto people = static_cast<int>(amounts.take().size());
            if (people == 0 || people >= least)
                return;
            figures[at] = {.n = figures[at].n};
            hidden = true;
        };
    };
    visitAmounts(scanned, names, hide(table.cells), hide(table.totals));
    return hidden;
}

} // namespace leadline
