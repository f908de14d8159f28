#pragma once

#include "core/metrics/evaluation.h"

namespace leadline {

// A stock that is split or filtered by how old its rows are: each moment is a question of its own, because a row ages
// from one to the next.
[[nodiscard]] Result<Evaluation> evaluateByMoment(
    const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context);

} // namespace leadline
