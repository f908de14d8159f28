#pragma once

#include "core/metrics/dimensions.h"
#include "core/metrics/factssnapshot.h"
#include "core/metrics/metricdefinition.h"
#include "core/metrics/periodindex.h"
#include "core/metrics/rowtest.h"
#include "core/metrics/workingclock.h"

#include <memory>

namespace leadline {

// Rows that belong to a query, with the cell each falls into: group × width + period.
struct ScannedRows {
    std::vector<qint32> rows;
    std::vector<qint32> cells;
    std::size_t width = 1; // number of periods
    std::vector<double> values; // empty where the aggregate only counts rows
    std::vector<std::vector<qint32>>
        groupCodes; // code in each dimension; one group without codes when nothing is split
    std::vector<qint64> firstTimes; // of each group, also before the range (ms); only where the definition has a period
    std::vector<qint64> openCounts; // stocks that only count: by cell
    std::vector<ExcludedCount> excluded;
};

// The one pass over a fact: places, filters, groups and values rows, block by block, column by column.
class RowScan {
public:
    // Config errors: unknown columns, dimensions and values of the wrong kind. What is passed must outlive the scan.
    // `moment`: when the age of open rows is looked at.
    [[nodiscard]] static Result<RowScan> prepare(const MetricDefinition &definition, const MetricQuery &query,
        const FactTable &table, const Organisation &organisation, const CalendarRules &calendar, Instant moment);

    // Flows are placed in the periods of the index.
    [[nodiscard]] Result<ScannedRows> runFlow(const PeriodIndex &periods, const CancelToken &cancel) const;
    // Stocks are looked at in each of the moments (ms, ascending); those open then are listed, or only counted.
    [[nodiscard]] Result<ScannedRows> runStock(
        const std::vector<qint64> &moments, bool listRows, const CancelToken &cancel) const;

    [[nodiscard]] const QStringList &unknownValues() const { return m_unknownValues; } // of the query's filters
    [[nodiscard]] QStringList spreadingDimensions() const; // those of the split under which rows count several times
    [[nodiscard]] QStringList groupKey(const std::vector<qint32> &codes) const;
    [[nodiscard]] const FactColumn &times() const { return *m_time; }
    [[nodiscard]] const FactColumn *names() const { return m_names; } // MetricDefinition::of, or nullptr

private:
    class FlowRun;
    class StockRun;
    struct Exclusion {
        RowTest test;
        QString reason;
    };
    RowScan() = default;
    [[nodiscard]] Result<void> prepareTimes(const MetricDefinition &definition, const FactTable &table);
    [[nodiscard]] Result<void> prepareTests(
        const MetricDefinition &definition, const MetricQuery &query, const FactTable &table);
    [[nodiscard]] Result<void> prepareValue(const MetricDefinition &definition, const FactTable &table);
    [[nodiscard]] Result<void> prepareClock(
        const MetricDefinition &definition, const FactTable &table, const WorkCalendars &calendars);
    [[nodiscard]] std::vector<const FactColumn *> groupColumns() const;
    void filter(int block, BlockRows &rows, std::vector<ExcludedCount> &excluded) const;
    [[nodiscard]] BlockRows sharing(int block, BlockRows rows) const; // those that count for a rate
    [[nodiscard]] QString valueReason(bool outOfOrder) const;

    const MetricDefinition *m_definition = nullptr;
    const FactTable *m_table = nullptr;
    CalendarRules m_calendar;
    const FactColumn *m_time = nullptr; // of a stock: the beginning
    const FactColumn *m_placeAt = nullptr; // instead of an unset time
    std::vector<const FactColumn *> m_until;
    std::vector<RowTest> m_tests;
    std::vector<Exclusion> m_exclusions;
    std::vector<RowTest> m_share;
    std::shared_ptr<Dimensions> m_available;
    std::vector<const Dimension *> m_dimensions; // of the split
    QStringList m_by; // their names
    const FactColumn *m_names = nullptr;
    const FactColumn *m_value = nullptr; // or its beginning
    const FactColumn *m_valueEnd = nullptr;
    std::shared_ptr<const WorkingClock> m_clock; // where durations are measured in working hours …
    const FactColumn *m_since = nullptr; // … of a stored duration: the time from which …
    std::vector<const FactColumn *> m_after; // … these durations go by before it begins
    QStringList m_unknownValues;
};

// Adds to the count of a reason.
void addExcluded(std::vector<ExcludedCount> &excluded, const QString &reason, qint64 count);

} // namespace leadline
