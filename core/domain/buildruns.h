#pragma once

#include "core/base/instant.h"

#include <span>
#include <vector>

namespace leadline {

// A repetition comes within this time: a month later the world around the commit is another one.
inline constexpr qint64 kRepetitionMs = qint64{30} * 24 * 60 * 60 * 1000;

// One run of a pipeline that ended with success or failure.
struct BuildRun {
    qint64 id = 0;
    int lane = 0; // pipeline and branch, as a number
    int commit = -1; // as a number; -1 = not known, so nothing repeats it
    Instant finishedAt;
    bool passed = false;
    qint64 attempt = 1; // as the tool counts
    bool repeats = false; // in: for runs before `from`; out: an earlier run on the same commit is known
    bool flaky = false; // out: the same commit ended differently when it was run again
    Instant untilAt; // out: end of the next run of the lane, until which the result holds
};

// From the end of the first failed run to the end of the next that passed.
struct RedPeriod {
    qint64 id = 0; // of the first failed run
    int lane = 0;
    Instant beganAt;
    Instant endedAt; // unset = still red
    qint64 green = 0; // the run that passed
    int builds = 0; // failed ones

    bool operator==(const RedPeriod &) const = default;
};

// Into the order that the functions below need: by lane, then by end.
void sortRuns(std::vector<BuildRun> &runs);

// Fills `repeats` (of runs from `from` on) and `flaky`. A run is flaky when the next one on the same commit within 30
// days ended differently. Where a tool keeps only the last attempt, a repeated run that passed is flaky itself: people
// repeat what failed.
void markRepetitions(std::span<BuildRun> sorted, Instant from = {});

// Fills `untilAt`.
void markSpans(std::span<BuildRun> sorted);

// Of runs that begin while every lane is green.
[[nodiscard]] std::vector<RedPeriod> redPeriodsOf(std::span<const BuildRun> sorted);

} // namespace leadline
