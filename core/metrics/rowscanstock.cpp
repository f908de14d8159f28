#include "core/metrics/rowgrouping.h"
#include "core/metrics/rowscan.h"
#include "core/metrics/rowspread.h"
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

// One run over the rows for RowScan::runStock().
class RowScan::StockRun {
public:
    StockRun(const RowScan &scan, const std::vector<qint64> &moments, bool listRows)
        : m_scan(scan)
        , m_moments(moments)
        , m_listRows(listRows)
        , m_grouping(scan.groupColumns(), m_result.groupCodes)
        , m_valued(scan.m_definition->value.kind != MetricValue::Kind::Row)
        , m_rate(scan.m_definition->aggregate == Aggregate::Rate)
    {
        m_result.width = std::max<std::size_t>(moments.size(), 1);
    }

    void block(int index)
    {
        if (!readTimes(index))
            return;
        m_rows.clear();
        for (std::size_t row = 0; row < m_begins.size(); ++row) {
            if (m_begins[row] != Instant::kUnset && m_begins[row] < m_moments.back()
                && m_ends[row] >= m_moments.front())
                m_rows.push_back(static_cast<quint16>(row));
        }
        // Reasons are counted for what would be open at the last moment.
        BlockRows atEnd = m_rows;
        std::erase_if(atEnd, [&](quint16 row) { return m_ends[row] < m_moments.back(); });
        m_scan.filter(index, atEnd, m_result.excluded);
        m_scan.filter(index, m_rows, m_ignored);
        if (m_rows.empty())
            return;
        m_grouping.open(index);
        BlockRows good;
        if (m_rate)
            good = m_scan.sharing(index, m_rows);
        auto nextGood = good.cbegin();
        for (const quint16 row : m_rows) {
            const bool isGood = !m_rate || (nextGood != good.cend() && *nextGood == row);
            nextGood += m_rate && isGood ? 1 : 0;
            take(index, row, isGood);
        }
    }

    ScannedRows finish()
    {
        m_result.openCounts.resize(m_result.groupCodes.size() * m_moments.size(), 0);
        return std::move(m_result);
    }

private:
    // When the block's rows began and ended (kNever: not yet); says whether any had begun.
    bool readTimes(int index)
    {
        const ColumnBlock &begins = m_scan.m_time->block(index);
        if (begins.least() > begins.most() || begins.least() >= m_moments.back())
            return false;
        m_begins.resize(static_cast<std::size_t>(begins.rows()));
        begins.visitIntegers([&](const auto &times) {
            for (std::size_t row = 0; row < m_begins.size(); ++row)
                m_begins[row] = times[row];
        });
        m_ends.assign(m_begins.size(), kNever);
        for (const FactColumn *until : m_scan.m_until) {
            until->block(index).visitIntegers([&](const auto &times) {
                for (std::size_t row = 0; row < m_ends.size(); ++row)
                    m_ends[row] = times.isSet(row) ? std::min(m_ends[row], times[row]) : m_ends[row];
            });
        }
        return true;
    }

    // Open at a moment: begun before it and not ended before it.
    void take(int index, quint16 row, bool isGood)
    {
        const auto first =
            static_cast<std::size_t>(std::ranges::upper_bound(m_moments, m_begins[row]) - m_moments.begin());
        const auto last =
            static_cast<std::size_t>(std::ranges::upper_bound(m_moments, m_ends[row]) - m_moments.begin());
        if (first >= last)
            return;
        const qint32 group = m_grouping.of(row);
        if (m_listRows)
            return list(index, row, group, first, last, isGood);
        m_result.openCounts.resize(m_result.groupCodes.size() * m_moments.size(), 0);
        for (std::size_t at = first; at < last; ++at)
            ++m_result.openCounts[static_cast<std::size_t>(group) * m_moments.size() + at];
    }

    void list(int index, quint16 row, qint32 group, std::size_t first, std::size_t last, bool isGood)
    {
        RowValues values(m_scan.m_definition->value, m_scan.m_value, m_scan.m_valueEnd, nullptr);
        values.measureWith(m_scan.m_clock.get(), m_scan.m_since, m_scan.m_after);
        for (std::size_t at = first; at < last; ++at) {
            const double value = m_valued ? values.of(index, row, m_moments[at]) : isGood ? 1 : 0;
            if (std::isnan(value)) {
                if (at + 1 == m_moments.size())
                    addExcluded(m_result.excluded, m_scan.valueReason(values.outOfOrder), 1);
                continue;
            }
            m_result.rows.push_back(index * ColumnBlock::kRows + row);
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
    std::vector<qint64> m_begins; // of the block
    std::vector<qint64> m_ends;
    BlockRows m_rows;
    std::vector<ExcludedCount> m_ignored;
};

Result<ScannedRows> RowScan::runStock(
    const std::vector<qint64> &moments, bool listRows, const CancelToken &cancel) const
{
    StockRun run(*this, moments, listRows);
    for (int block = 0; !moments.empty() && block < m_time->blocks(); ++block) {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, Words::tr("The calculation was cancelled."));
        run.block(block);
    }
    return spreadOver(run.finish(), m_dimensions);
}

} // namespace leadline
