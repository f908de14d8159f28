#include "core/metrics/rowscan.h"
#include "core/metrics/rowgrouping.h"
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

void RowScan::filter(std::vector<qint32> &rows, std::vector<ExcludedCount> &excluded) const
{
    for (const RowTest &test : m_tests)
        test.keep(rows);
    for (const Exclusion &exclusion : m_exclusions) {
        const auto before = rows.size();
        exclusion.test.keep(rows);
        addExcluded(excluded, exclusion.reason, static_cast<qint64>(before - rows.size()));
    }
}

void RowScan::selectFlow(const TimeRange &range, qint32 from, qint32 to, std::vector<qint32> &placed,
    std::vector<qint32> &unplaced, std::vector<qint32> &earlier) const
{
    const qint64 *times = m_time->integers().data();
    const qint64 begin = range.from.ms();
    const qint64 end = range.to.ms();
    placed.resize(static_cast<std::size_t>(to - from));
    std::size_t kept = 0;
    for (qint32 row = from; row < to; ++row) {
        placed[kept] = row;
        kept += times[row] >= begin && times[row] < end ? 1U : 0U;
    }
    placed.resize(kept);
    unplaced.clear();
    if (m_placeAt) {
        const qint64 *places = m_placeAt->integers().data();
        for (qint32 row = from; row < to; ++row) {
            if (times[row] == Instant::kUnset && places[row] >= begin && places[row] < end)
                unplaced.push_back(row);
        }
    }
    earlier.clear();
    if (m_definition->hasPeriod()) {
        for (qint32 row = from; row < to; ++row) {
            if (times[row] < begin && times[row] != Instant::kUnset)
                earlier.push_back(row);
        }
    }
}

// One run over the rows for RowScan::runFlow().
class RowScan::FlowRun {
public:
    FlowRun(const RowScan &scan, const PeriodIndex &periods)
        : m_scan(scan)
        , m_periods(periods)
        , m_grouping(scan.m_dimensions, m_result.groupCodes)
        , m_times(scan.m_time->integers().data())
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

    void block(qint32 from, qint32 to)
    {
        m_scan.selectFlow(m_periods.range(), from, to, m_placed, m_unplaced, m_earlier);
        m_scan.filter(m_placed, m_result.excluded);
        if (!m_unplaced.empty()) {
            m_scan.filter(m_unplaced, m_result.excluded);
            addExcluded(
                m_result.excluded, m_scan.m_definition->unsetTimeExcludedAs, static_cast<qint64>(m_unplaced.size()));
        }
        m_scan.filter(m_earlier, m_ignored);
        for (const qint32 row : m_earlier)
            seen(m_grouping.of(row), m_times[row]);
        for (std::size_t i = 0; m_hasPeriod && i < m_placed.size(); ++i)
            seen(m_grouping.of(m_placed[i]), m_times[m_placed[i]]);
        if (m_valued)
            addValues();
        else if (m_rate)
            addShares();
        addCells();
    }

    ScannedRows finish()
    {
        if (m_hasPeriod)
            m_result.firstTimes.resize(m_result.groupCodes.size(), kNever);
        return std::move(m_result);
    }

private:
    // Values of the placed rows; rows without one are dropped and counted.
    void addValues()
    {
        RowValues values(m_scan.m_definition->value, m_scan.m_value, m_scan.m_valueEnd, m_days.get());
        m_block.resize(m_placed.size());
        const qint64 outOfOrder = values.fill(m_placed, m_block);
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
    void addShares()
    {
        const std::vector<qint32> good = m_scan.sharing(m_placed);
        auto next = good.cbegin();
        for (const qint32 row : m_placed) {
            const bool isGood = next != good.cend() && *next == row;
            next += isGood ? 1 : 0;
            m_result.values.push_back(isGood ? 1 : 0);
        }
    }

    void addCells()
    {
        const std::size_t start = m_result.cells.size();
        m_result.rows.insert(m_result.rows.end(), m_placed.begin(), m_placed.end());
        m_result.cells.resize(start + m_placed.size());
        qint32 *cells = m_result.cells.data() + start;
        const auto width = static_cast<qint32>(m_result.width);
        for (std::size_t i = 0; i < m_placed.size(); ++i)
            cells[i] = m_grouping.of(m_placed[i]) * width + m_periods.indexOf(m_times[m_placed[i]]);
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
    const qint64 *m_times;
    bool m_hasPeriod;
    bool m_rate;
    bool m_valued;
    std::unique_ptr<PeriodIndex> m_days;
    std::vector<qint32> m_placed;
    std::vector<double> m_block; // values of the placed rows
    std::vector<qint32> m_unplaced;
    std::vector<qint32> m_earlier;
    std::vector<ExcludedCount> m_ignored;
};

Result<ScannedRows> RowScan::runFlow(const PeriodIndex &periods, const CancelToken &cancel) const
{
    FlowRun run(*this, periods);
    const auto rows = static_cast<qint32>(m_table->rows);
    run.reserve(static_cast<std::size_t>(rows));
    for (qint32 from = 0; from < rows; from += kBlock) {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, Words::tr("The calculation was cancelled."));
        run.block(from, std::min(rows, from + kBlock));
    }
    return run.finish();
}

std::vector<qint32> RowScan::sharing(std::vector<qint32> rows) const
{
    for (const RowTest &test : m_share)
        test.keep(rows);
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
        key.append(m_dimensions[i]->dictionary->names.at(codes[i]));
    return key;
}

} // namespace leadline
