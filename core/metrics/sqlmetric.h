#pragma once

#include "core/metrics/evaluation.h"

namespace leadline {

// Metrics that are a SELECT. Its rows become a table of facts with a time and a value, and from there on they are
// counted like any other: in the same periods, split, filtered and compared.

// Config errors: no SELECT can be asked here, the query splits or filters by what the SELECT does not give, or a row
// has no number for a value.
[[nodiscard]] Result<Evaluation> evaluateSql(
    const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context);

// The rows behind a period: with `id` and `fact` the records they name, else the rows of the SELECT themselves.
[[nodiscard]] Result<MetricRows> rowsOfSql(const MetricDefinition &definition, const MetricQuery &query,
    const QStringList &seriesKey, const TimeRange &period, int limit, const EvaluationContext &context);

} // namespace leadline
