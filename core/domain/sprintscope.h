#pragma once

#include "core/domain/issueflow.h"

namespace leadline {

// A sprint by the times that count.
struct SprintTimes {
    qint64 id = 0;
    Instant startedAt; // unset = it has not begun
    Instant endedAt; // unset = it is running
    qint64 previous = 0; // the consecutive one before it on the same board; 0 = none
};

// What an issue was to a sprint that has begun. The scope of a sprint is what is in it between its start and its end;
// an issue that was done before is no part of it.
struct SprintItem {
    qint64 sprint = 0;
    bool planned = false; // in it when it started
    bool added = false; // came into it later (again, too)
    bool readded = false; // came back after it had been taken out
    bool removed = false; // taken out and not in it at the end
    bool completed = false; // in it and done at the end, or now
    qint64 carries = 0; // how many consecutive sprints before this one ended with it, not done
    bool first = false; // no earlier sprint had it
    Instant enteredAt; // the start of the sprint for what was planned
    Instant leftAt; // of what was removed
    Instant doneAt; // of what was completed
    qint64 assignee = 0; // at the end, or now
    std::optional<double> pointsAtStart; // estimate when it came into the scope
    std::optional<double> points; // estimate at the end, or now
};

// In the order of the sprints' starts. `sprints`: every sprint that the history names, and the ones before them.
[[nodiscard]] std::vector<SprintItem> sprintItemsOf(
    const IssueHistory &history, const std::vector<SprintTimes> &sprints);

} // namespace leadline
