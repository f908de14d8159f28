#include "core/metrics/rowscan.h"
#include "core/metrics/rowgrouping.h"
#include "core/metrics/rowspread.h"
#include "core/metrics/rowvalues.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

constexpr qint64 kNever = std::numeric_limits<qint64>::max();

} // namespace

void addExcluded(std::vector<ExcludedCount> &excluded, const QString &reason, qint64 count)
{
    if (count == 0 || reason.isEmpty())
        return;
    const auto found = std::ranges::find(excluded, reason, &ExcludedCount::reason);
    if (found != excluded.end())
        found->count += count;
    else
        excluded.push_back({.reason = reason, .count = count});
}

void RowScan::filter(int block, BlockRows &rows, std::vector<ExcludedCount> &excluded) const
{
    for (const RowTest &test : m_tests)
        test.keep(block, rows);
    for (const Exclusion &exclusion : m_exclusions) {
        const auto before = rows.size();
        exclusion.test.keep(block, rows);
        addExcluded(excluded, exclusion.reason, static_cast<qint64>(before - rows.size()));
    }
}

// One run over the rows for RowScan::runFlow().
class RowScan::FlowRun {
public:
    FlowRun(const RowScan &scan, const PeriodIndex &periods)
        : m_scan(scan)
        , m_periods(periods)
        , m_grouping(scan.groupColumns(), m_result.groupCodes)
        , m_hasPeriod(scan.m_definition->hasPeriod())
        , m_rate(scan.m_definition->aggregate == Aggregate::Rate)
        , m_valued(scan.m_definition->value.kind != MetricValue::Kind::Row
              && scan.m_definition->aggregate != Aggregate::PerPeriod)
    {
        m_result.width = static_cast<std::size_t>(periods.size());
        if (m_valued && scan.m_definition->value.kind == MetricValue::Kind::DayOf)
            m_days = std::make_unique<PeriodIndex>(periods.range(), Grain::Day, scan.m_calendar);
    }

    void reserve(std::size_t rows) // address space only: pages are taken when they are written
    {
        m_result.rows.reserve(rows);
        m_result.cells.reserve(rows);
        if (m_valued || m_rate)
            m_result.values.reserve(rows);
    }

    void block(int index)
    {
        select(index);
        m_scan.filter(index, m_placed, m_result.excluded);
        if (!m_unplaced.empty()) {
            m_scan.filter(index, m_unplaced, m_result.excluded);
            addExcluded(
                m_result.excluded, m_scan.m_definition->unsetTimeExcludedAs, static_cast<qint64>(m_unplaced.size()));
        }
        if (!m_earlier.empty())
            m_scan.filter(index, m_earlier, m_ignored);
        if (m_placed.empty() && m_earlier.empty())
            return;
        m_grouping.open(index);
        for (const quint16 row : m_earlier)
            seen(m_grouping.of(row), m_scan.m_time->block(index).integer(row));
        for (std::size_t i = 0; m_hasPeriod && i < m_placed.size(); ++i)
            seen(m_grouping.of(m_placed[i]), m_scan.m_time->block(index).integer(m_placed[i]));
        if (m_valued)
            addValues(index);
        else if (m_rate)
            addShares(index);
        addCells(index);
    }

    ScannedRows finish()
    {
        if (m_hasPeriod)
            m_result.firstTimes.resize(m_result.groupCodes.size(), kNever);
        return std::move(m_result);
    }

private:
    // Rows of the block inside the range, those without a time that are counted there, and those before it.
    void select(int index)
    {
        const ColumnBlock &block = m_scan.m_time->block(index);
        const qint64 begin = m_periods.range().from.ms();
        const qint64 end = m_periods.range().to.ms();
        collect(block, begin, end, m_placed);
        m_unplaced.clear();
        if (m_scan.m_placeAt && block.hasUnset()) {
            collect(m_scan.m_placeAt->block(index), begin, end, m_unplaced);
            block.visitIntegers(
                [&](const auto &times) { std::erase_if(m_unplaced, [&](quint16 row) { return times.isSet(row); }); });
        }
        m_earlier.clear();
        if (m_hasPeriod)
            collect(block, Instant::kUnset + 1, begin, m_earlier);
    }

    // A block that lies outside is not read.
    static void collect(const ColumnBlock &block, qint64 from, qint64 to, BlockRows &rows)
    {
        rows.clear();
        if (block.least() > block.most() || block.most() < from || block.least() >= to)
            return;
        block.visitIntegers([&](const auto &times) {
            const auto [first, end] = times.rawRange(from, to);
            rows.resize(static_cast<std::size_t>(block.rows()));
            std::size_t kept = 0;
            for (int row = 0; row < block.rows(); ++row) {
                rows[kept] = static_cast<quint16>(row);
                const quint64 raw = times.raw[row];
                kept += raw >= first && raw < end ? 1U : 0U;
            }
            rows.resize(kept);
        });
    }

    // Values of the placed rows; rows without one are dropped and counted.
    void addValues(int index)
    {
        RowValues values(m_scan.m_definition->value, m_scan.m_value, m_scan.m_valueEnd, m_days.get());
        values.measureWith(m_scan.m_clock.get(), m_scan.m_since, m_scan.m_after);
        m_block.resize(m_placed.size());
        const qint64 outOfOrder = values.fill(index, m_placed, m_block);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_placed.size(); ++i) {
            m_placed[kept] = m_placed[i];
            m_block[kept] = m_block[i];
            kept += std::isnan(m_block[i]) ? 0U : 1U;
        }
        const auto dropped = static_cast<qint64>(m_placed.size() - kept);
        if (dropped > 0) {
            addExcluded(m_result.excluded, m_scan.valueReason(true), outOfOrder);
            addExcluded(m_result.excluded, m_scan.valueReason(false), dropped - outOfOrder);
        }
        m_placed.resize(kept);
        m_result.values.insert(
            m_result.values.end(), m_block.begin(), m_block.begin() + static_cast<std::ptrdiff_t>(kept));
    }

    // 1 for the rows that a rate counts, 0 for the others.
    void addShares(int index)
    {
        const BlockRows good = m_scan.sharing(index, m_placed);
        auto next = good.cbegin();
        for (const quint16 row : m_placed) {
            const bool isGood = next != good.cend() && *next == row;
            next += isGood ? 1 : 0;
            m_result.values.push_back(isGood ? 1 : 0);
        }
    }

    void addCells(int index)
    {
        const std::size_t start = m_result.cells.size();
        m_result.rows.resize(start + m_placed.size());
        m_result.cells.resize(start + m_placed.size());
        qint32 *rows = m_result.rows.data() + start;
        qint32 *cells = m_result.cells.data() + start;
        const auto width = static_cast<qint32>(m_result.width);
        m_scan.m_time->block(index).visitIntegers([&](const auto &times) {
            for (std::size_t i = 0; i < m_placed.size(); ++i) {
                const quint16 row = m_placed[i];
                rows[i] = index * ColumnBlock::kRows + row;
                cells[i] = m_grouping.of(row) * width + m_periods.indexOf(times[row]);
            }
        });
    }

    void seen(qint32 group, qint64 time)
    {
        m_result.firstTimes.resize(std::max(m_result.firstTimes.size(), m_result.groupCodes.size()), kNever);
        qint64 &first = m_result.firstTimes[static_cast<std::size_t>(group)];
        first = std::min(first, time);
    }

    ScannedRows m_result;
    const RowScan &m_scan;
    const PeriodIndex &m_periods;
    RowGrouping m_grouping;
    bool m_hasPeriod;
    bool m_rate;
    bool m_valued;
    std::unique_ptr<PeriodIndex> m_days;
    BlockRows m_placed;
    std::vector<double> m_block; // values of the placed rows
    BlockRows m_unplaced;
    BlockRows m_earlier;
    std::vector<ExcludedCount> m_ignored;
};

Result<ScannedRows> RowScan::runFlow(const PeriodIndex &periods, const CancelToken &cancel) const
{
    FlowRun run(*this, periods);
    run.reserve(static_cast<std::size_t>(m_table->rows));
    for (int block = 0; block < m_time->blocks(); ++block) {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, Words::tr("The calculation was cancelled."));
        run.block(block);
    }
    return spreadOver(run.finish(), m_dimensions);
}

BlockRows RowScan::sharing(int block, BlockRows rows) const
{
    for (const RowTest &test : m_share)
        test.keep(block, rows);
    return rows;
}

QString RowScan::valueReason(bool outOfOrder) const
{
    return outOfOrder ? Words::tr("times out of order") : m_definition->value.excludedAs;
}

QStringList RowScan::groupKey(const std::vector<qint32> &codes) const
{
    QStringList key;
    for (std::size_t i = 0; i < codes.size(); ++i)
        key.append(m_dimensions[i]->names.at(codes[i]));
    return key;
}

std::vector<const FactColumn *> RowScan::groupColumns() const
{
    std::vector<const FactColumn *> columns;
    for (const Dimension *dimension : m_dimensions)
        columns.push_back(dimension->column);
    return columns;
}

QStringList RowScan::spreadingDimensions() const
{
    QStringList names;
    for (std::size_t i = 0; i < m_dimensions.size(); ++i) {
        if (!m_dimensions[i]->spread.empty())
            names.append(m_by.at(static_cast<qsizetype>(i)));
    }
    return names;
}

} // namespace leadline
