#pragma once

#include "core/metrics/metricdefinition.h"
#include "core/metrics/periodindex.h"
#include "core/metrics/rowtest.h"
#include "core/metrics/workingclock.h"

#include <cmath>

namespace leadline {

// What rows contribute, or gaps.
class RowValues {
public:
    RowValues(const MetricValue &rule, const FactColumn *column, const FactColumn *end, const PeriodIndex *days)
        : m_rule(rule)
        , m_column(column)
        , m_end(end)
        , m_days(days)
    {
    }

    // Durations in working hours; a stored one begins when `after` have gone by since a time. nullptr: as they are.
    void measureWith(const WorkingClock *clock, const FactColumn *since, std::span<const FactColumn *const> after)
    {
        m_clock = clock;
        m_since = since;
        m_after = after;
    }

    // Of rows of a block; says how many durations were negative.
    qint64 fill(int block, const BlockRows &rows, std::vector<double> &values)
    {
        qint64 negative = 0;
        if (m_rule.kind == MetricValue::Kind::Column && m_column->isInteger() && !m_clock) {
            m_column->block(block).visitIntegers([&](const auto &column) {
                for (std::size_t i = 0; i < rows.size(); ++i)
                    values[i] = column.isSet(rows[i]) ? static_cast<double>(column[rows[i]]) : kGap;
            });
        } else {
            for (std::size_t i = 0; i < rows.size(); ++i) {
                values[i] = raw(block, rows[i], 0);
                negative += outOfOrder ? 1 : 0;
            }
        }
        if (m_rule.unsetAs)
            std::ranges::replace_if(values, [](double value) { return std::isnan(value); }, *m_rule.unsetAs);
        return negative;
    }

    double of(int block, quint16 row, qint64 moment)
    {
        const double value = raw(block, row, moment);
        return std::isnan(value) ? m_rule.unsetAs.value_or(value) : value;
    }
    bool outOfOrder = false; // the last value was a negative duration

private:
    double raw(int block, std::size_t row, qint64 moment)
    {
        outOfOrder = false;
        switch (m_rule.kind) {
        case MetricValue::Kind::Row:
            return 1;
        case MetricValue::Kind::DayOf: {
            const qint64 time = m_column->block(block).integer(row);
            const bool inside = time != Instant::kUnset && m_days && m_days->range().contains(Instant{time});
            return inside ? m_days->indexOf(time) : kGap;
        }
        case MetricValue::Kind::Between: {
            const qint64 from = m_column->block(block).integer(row);
            const qint64 to = m_end ? m_end->block(block).integer(row) : moment;
            if (from == Instant::kUnset || to == Instant::kUnset)
                return kGap;
            outOfOrder = to < from;
            if (outOfOrder)
                return kGap;
            return static_cast<double>(m_clock ? m_clock->between(block, row, from, to) : to - from);
        }
        case MetricValue::Kind::Column:
            break;
        }
        switch (m_column->kind()) {
        case FactColumn::Kind::Integer: {
            const qint64 value = m_column->block(block).integer(row);
            if (value == Instant::kUnset)
                return kGap;
            return m_clock ? worked(block, row, value) : static_cast<double>(value);
        }
        case FactColumn::Kind::Code: {
            const qint32 code = m_column->block(block).code(row);
            return code == 0 ? kGap : code;
        }
        case FactColumn::Kind::Real:
            break;
        }
        return m_column->block(block).real(row);
    }

    double worked(int block, std::size_t row, qint64 duration) const
    {
        qint64 from = m_since->block(block).integer(row);
        if (from == Instant::kUnset)
            return kGap;
        for (const FactColumn *before : m_after) {
            const qint64 value = before->block(block).integer(row);
            from += value == Instant::kUnset ? 0 : value;
        }
        return static_cast<double>(m_clock->between(block, row, from, from + duration));
    }

    const WorkingClock *m_clock = nullptr;
    const FactColumn *m_since = nullptr;
    std::span<const FactColumn *const> m_after;
    const MetricValue &m_rule;
    const FactColumn *m_column;
    const FactColumn *m_end;
    const PeriodIndex *m_days;
};

} // namespace leadline
