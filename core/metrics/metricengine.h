#pragma once

#include "core/metrics/metricquery.h"

#include <memory>

namespace leadline {

class MetricCatalog;
class FactsSnapshot;
class SqlSource;
struct EvaluationContext;
struct MetricDefinition;

// Answers queries over one snapshot of facts. Immutable and thread-safe: pool threads share one.
class MetricEngine {
public:
    MetricEngine(std::shared_ptr<const MetricCatalog> catalog, std::shared_ptr<const FactsSnapshot> facts,
        CalendarRules calendar, Instant now, std::shared_ptr<const SqlSource> sql = nullptr);

    // Config errors: unknown metric, dimension or column; reversed or empty period. Cancelled when the token says so.
    [[nodiscard]] Result<MetricResult> evaluate(const MetricQuery &query, const CancelToken &cancel = {}) const;
    // Ids (with the values that went in) of the records behind one period of one series; an unset range means the whole
    // of the query's. `value` and `id` are filled; records and explanations are added by explainRows().
    [[nodiscard]] Result<MetricRows> rows(
        const MetricQuery &query, const QStringList &seriesKey, const TimeRange &period, int limit) const;

private:
    // Fills in what the range is compared with, and what bands are read from.
    [[nodiscard]] Result<void> addCompared(const MetricDefinition &definition, const MetricQuery &query,
        const EvaluationContext &context, MetricResult &result) const;

    std::shared_ptr<const MetricCatalog> m_catalog;
    std::shared_ptr<const FactsSnapshot> m_facts;
    CalendarRules m_calendar;
    Instant m_now;
    std::shared_ptr<const SqlSource> m_sql;
};

// Adds the records and how each got its value, in words.
[[nodiscard]] Result<MetricRows> explainRows(
    MetricRows rows, const MetricQuery &query, const MetricCatalog &catalog, FactSource &source, const QTimeZone &zone);

} // namespace leadline
