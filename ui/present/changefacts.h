#pragma once

#include "core/base/timerange.h"
#include "core/domain/facts.h"
#include "core/metrics/metricquery.h"

#include <array>

// Reads the columns of the fact "change" the way the scatter, the ageing chart and the attention list need them. Pure
// functions.
namespace leadline {

struct ChangeFact {
    qint64 id = 0;
    QString repository;
    QString state; // "open", "merged", "closed"
    bool draft = false;
    bool unreviewed = false;
    Instant created, ready, firstResponse, firstApproval, merged, deployed;
    qint64 size = -1; // lines; -1 = unknown
    qint64 cycle = -1; // ms, first commit to merge; -1 = not merged
};

[[nodiscard]] QStringList changeColumns(); // what must be asked for
[[nodiscard]] std::vector<ChangeFact> changesOf(const FactTable &table);
[[nodiscard]] MetricFilter withoutBots();

// The step at which an open change stands.
enum class OpenStep { Draft, WaitingForReview, InReview, Approved };
inline constexpr std::array kOpenSteps{
    OpenStep::Draft, OpenStep::WaitingForReview, OpenStep::InReview, OpenStep::Approved};
[[nodiscard]] OpenStep stepOf(const ChangeFact &change);
[[nodiscard]] QString stepText(OpenStep step);

// Interpolated; the values need no order. NaN when there are none.
[[nodiscard]] double quantileOf(std::vector<double> values, double quantile);

} // namespace leadline
