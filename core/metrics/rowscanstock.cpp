#include "core/metrics/rowgrouping.h"
#include "core/metrics/rowscan.h"
#include "core/metrics/rowvalues.h"

#include <QCoreApplication>

#include <limits>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

constexpr qint64 kNever = std::numeric_limits<qint64>::max();

} // namespace

qint64 RowScan::endOf(qint32 row) const
{
    qint64 end = kNever;
    for (const FactColumn *until : m_until) {
        const qint64 time = until->integers()[static_cast<std::size_t>(row)];
        if (time != Instant::kUnset)
            end = std::min(end, time);
    }
    return end;
}

// One run over the rows for RowScan::runStock().
class RowScan::StockRun {
public:
    StockRun(const RowScan &scan, const std::vector<qint64> &moments, bool listRows)
        : m_scan(scan)
        , m_moments(moments)
        , m_listRows(listRows)
        , m_grouping(scan.m_dimensions, m_result.groupCodes)
        , m_valued(scan.m_definition->value.kind != MetricValue::Kind::Row)
        , m_rate(scan.m_definition->aggregate == Aggregate::Rate)
    {
        m_result.width = std::max<std::size_t>(moments.size(), 1);
    }

    void block(qint32 from, qint32 to)
    {
        const qint64 *begins = m_scan.m_time->integers().data();
        m_rows.clear();
        for (qint32 row = from; row < to; ++row) {
            if (begins[row] != Instant::kUnset && begins[row] < m_moments.back()
                && m_scan.endOf(row) >= m_moments.front())
                m_rows.push_back(row);
        }
        // Reasons are counted for what would be open at the last moment.
        std::vector<qint32> atEnd = m_rows;
        std::erase_if(atEnd, [&](qint32 row) { return m_scan.endOf(row) < m_moments.back(); });
        m_scan.filter(atEnd, m_result.excluded);
        m_scan.filter(m_rows, m_ignored);
        std::vector<qint32> good;
        if (m_rate)
            good = m_scan.sharing(m_rows);
        auto nextGood = good.cbegin();
        for (const qint32 row : m_rows) {
            const bool isGood = !m_rate || (nextGood != good.cend() && *nextGood == row);
            nextGood += m_rate && isGood ? 1 : 0;
            take(row, begins[row], isGood);
        }
    }

    ScannedRows finish()
    {
        m_result.openCounts.resize(m_result.groupCodes.size() * m_moments.size(), 0);
        return std::move(m_result);
    }

private:
    // Open at a moment: begun before it and not ended before it.
    void take(qint32 row, qint64 begin, bool isGood)
    {
        const auto first = static_cast<std::size_t>(std::ranges::upper_bound(m_moments, begin) - m_moments.begin());
        const auto last =
            static_cast<std::size_t>(std::ranges::upper_bound(m_moments, m_scan.endOf(row)) - m_moments.begin());
        if (first >= last)
            return;
        const qint32 group = m_grouping.of(row);
        if (m_listRows)
            return list(row, group, first, last, isGood);
        m_result.openCounts.resize(m_result.groupCodes.size() * m_moments.size(), 0);
        for (std::size_t at = first; at < last; ++at)
            ++m_result.openCounts[static_cast<std::size_t>(group) * m_moments.size() + at];
    }

    void list(qint32 row, qint32 group, std::size_t first, std::size_t last, bool isGood)
    {
        RowValues values(m_scan.m_definition->value, m_scan.m_value, m_scan.m_valueEnd, nullptr);
        for (std::size_t at = first; at < last; ++at) {
            const double value = m_valued ? values.of(row, m_moments[at]) : isGood ? 1 : 0;
            if (std::isnan(value)) {
                if (at + 1 == m_moments.size())
                    addExcluded(m_result.excluded, m_scan.valueReason(values.outOfOrder), 1);
                continue;
            }
            m_result.rows.push_back(row);
            m_result.cells.push_back(group * static_cast<qint32>(m_result.width) + static_cast<qint32>(at));
            m_result.values.push_back(value);
        }
    }

    ScannedRows m_result;
    const RowScan &m_scan;
    const std::vector<qint64> &m_moments;
    bool m_listRows;
    RowGrouping m_grouping;
    bool m_valued;
    bool m_rate;
    std::vector<qint32> m_rows;
    std::vector<ExcludedCount> m_ignored;
};

Result<ScannedRows> RowScan::runStock(
    const std::vector<qint64> &moments, bool listRows, const CancelToken &cancel) const
{
    StockRun run(*this, moments, listRows);
    const auto rows = static_cast<qint32>(moments.empty() ? 0 : m_table->rows);
    for (qint32 from = 0; from < rows; from += kBlock) {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, Words::tr("The calculation was cancelled."));
        run.block(from, std::min(rows, from + kBlock));
    }
    return run.finish();
}

} // namespace leadline
