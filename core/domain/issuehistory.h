#pragma once

#include "core/base/instant.h"
#include "core/domain/enums.h"

#include <algorithm>
#include <optional>
#include <vector>

// How one issue came to be what it is: what is known of it now, and what was changed when.
namespace leadline {

// A value of an issue was changed. Steps of a list are in order of time.
template <typename Value> struct Step {
    Instant at;
    Value from{};
    Value to{};
};

// The value at a moment; `now` where nothing is known to have changed.
template <typename Value> [[nodiscard]] Value valueAt(const std::vector<Step<Value>> &steps, Instant at, Value now)
{
    const auto later = std::ranges::upper_bound(steps, at, {}, &Step<Value>::at);
    if (later != steps.begin())
        return std::prev(later)->to;
    return steps.empty() ? now : steps.front().from;
}

struct IssueStatus {
    StatusCategory category = StatusCategory::Unknown;
    bool blocked = false; // its name says so

    bool operator==(const IssueStatus &) const = default;
};

struct IssueHistory {
    // as the tool has it now
    Instant createdAt;
    Instant startedAt;
    Instant resolvedAt;
    Instant dueAt;
    IssueStatus status;
    bool flagged = false;
    qint64 assignee = 0; // 0 = nobody
    std::optional<double> points;
    // what was changed
    std::vector<Step<IssueStatus>> statuses;
    std::vector<Step<bool>> flags;
    std::vector<Step<qint64>> assignees;
    std::vector<Step<std::optional<double>>> estimates;
    std::vector<Step<std::vector<qint64>>> sprints; // those that it is in, in ascending order

    [[nodiscard]] bool isTold() const // something is known of its past
    {
        return !statuses.empty() || !flags.empty() || !assignees.empty() || !estimates.empty() || !sprints.empty();
    }
};

struct Spell {
    Instant from;
    Instant to; // unset = it goes on

    bool operator==(const Spell &) const = default;
};

} // namespace leadline
