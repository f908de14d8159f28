#pragma once

#include "core/base/instant.h"

#include <optional>

namespace leadline {

// What is known of a change's life, as the tool tells it: in any order, each may be unset.
struct ChangeTimes {
    Instant createdAt;
    Instant firstCommitAt;
    Instant readyAt;
    Instant firstResponseAt;
    Instant firstApprovalAt;
    Instant mergedAt;
    Instant deployedAt;
    bool draft = false; // still a draft: the work has not been handed over, whatever readyAt says
};

// A partition of a change's time: every millisecond from the start to the end is in exactly one stage. Durations in
// milliseconds.
struct ChangeStages {
    Instant startedAt; // first commit, never later than the creation
    Instant readyAt; // between the start and the merge
    Instant deployedAt; // never before the merge
    std::optional<qint64> coding; // started → ready
    std::optional<qint64> pickup; // → first response of another human
    std::optional<qint64> review; // → first approval of another human
    std::optional<qint64> merge; // → merged
    std::optional<qint64> deploy; // → in production
    std::optional<qint64> cycle; // started → merged
    std::optional<qint64> lead; // started → in production
};

// A stage whose closing event never came, though a later one did, is a gap and its time is counted in the next stage:
// so the stages add up to `lead`, or to `cycle` while not deployed. An open change has the stages that it has left
// behind.
[[nodiscard]] ChangeStages stagesOf(const ChangeTimes &times);

} // namespace leadline
