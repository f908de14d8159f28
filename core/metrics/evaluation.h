#pragma once

#include "core/metrics/factssnapshot.h"
#include "core/metrics/metricdefinition.h"

#include <optional>

namespace leadline {

class SqlSource;

// What a metric of one fact gives, before it is dressed as a result.
struct Evaluation {
    std::vector<MetricSeries> series;
    MetricSeries empty; // what a key without any rows has: zeros where they are the truth, gaps elsewhere
    std::vector<ExcludedCount> excluded;
    QStringList notes;
};

// What every part of an evaluation needs.
struct EvaluationContext {
    const FactsSnapshot &facts;
    CalendarRules calendar;
    Instant now;
    CancelToken cancel;
    const SqlSource *sql = nullptr; // for metrics that are a SELECT
    std::optional<TimeRange> known; // in place of what knownRange() finds
};

// Evaluates a definition that is no formula; the query's grain must not be finer than the definition's period.
[[nodiscard]] Result<Evaluation> evaluateFact(
    const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context);

// The rows behind one period of one series.
[[nodiscard]] Result<MetricRows> rowsOfFact(const MetricDefinition &definition, const MetricQuery &query,
    const QStringList &seriesKey, const TimeRange &period, int limit, const EvaluationContext &context);

// Config error when the fact was not loaded.
[[nodiscard]] Result<const FactTable *> tableOf(const MetricDefinition &definition, const FactsSnapshot &facts);

// The time until which the absence of records means that there were none: the newest success of the sources, at most
// now.
[[nodiscard]] TimeRange knownRange(const MetricDefinition &definition, const EvaluationContext &context);

} // namespace leadline
