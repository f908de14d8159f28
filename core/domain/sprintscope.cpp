#include "core/domain/sprintscope.h"

#include <iterator>
#include <limits>

namespace leadline {

namespace {

// Tools move what is left over while a sprint is being closed, which takes a moment.
constexpr qint64 kClosingMs = 60'000;

bool holds(const std::vector<qint64> &sprints, qint64 sprint)
{
    return std::ranges::binary_search(sprints, sprint);
}

std::vector<Spell> membershipsOf(const IssueHistory &history, qint64 sprint)
{
    std::vector<Spell> spells;
    bool in = false;
    const auto move = [&](bool isIn, Instant at) {
        if (isIn == in)
            return;
        in = isIn;
        if (isIn)
            spells.push_back({.from = at, .to = {}});
        else
            spells.back().to = at;
    };
    if (!history.sprints.empty())
        move(holds(history.sprints.front().from, sprint), history.createdAt);
    for (const auto &step : history.sprints)
        move(holds(step.to, sprint), step.at);
    return spells;
}

// One issue in one sprint; nothing when it was no part of the scope.
std::optional<SprintItem> itemOf(
    const IssueHistory &history, const std::vector<StatusSpell> &statuses, const SprintTimes &sprint)
{
    const Instant start = sprint.startedAt;
    const Instant end = sprint.endedAt.isSet() ? sprint.endedAt : Instant{std::numeric_limits<qint64>::max()};
    SprintItem item{.sprint = sprint.id};
    bool inAtEnd = false;
    for (const Spell &spell : membershipsOf(history, sprint.id)) {
        if (spell.from >= end || (spell.to.isSet() && spell.to <= start))
            continue;
        if (spell.from <= start) {
            item.planned = true;
        } else {
            item.added = true;
            item.readded = item.readded || item.enteredAt.isSet();
        }
        if (!item.enteredAt.isSet())
            item.enteredAt = std::max(spell.from, start);
        inAtEnd = !spell.to.isSet() || spell.to.ms() >= end.ms() - kClosingMs;
        item.leftAt = inAtEnd ? Instant() : spell.to;
    }
    if (!item.enteredAt.isSet())
        return {};
    const Instant done = doneSince(history, statuses, end);
    if (done.isSet() && done < start)
        return {};
    item.removed = !inAtEnd;
    item.completed = inAtEnd && done.isSet();
    if (item.completed)
        item.doneAt = done;
    const bool isRunning = !sprint.endedAt.isSet();
    item.assignee = isRunning ? history.assignee : valueAt(history.assignees, end, history.assignee);
    item.pointsAtStart = valueAt(history.estimates, item.enteredAt, history.points);
    item.points = isRunning ? history.points : valueAt(history.estimates, end, history.points);
    return item;
}

} // namespace

std::vector<SprintItem> sprintItemsOf(const IssueHistory &history, const std::vector<SprintTimes> &sprints)
{
    std::vector<SprintTimes> begun;
    std::ranges::copy_if(
        sprints, std::back_inserter(begun), [](const SprintTimes &sprint) { return sprint.startedAt.isSet(); });
    std::ranges::sort(begun, {}, [](const SprintTimes &sprint) { return std::pair(sprint.startedAt, sprint.id); });
    const std::vector<StatusSpell> statuses = statusSpellsOf(history);
    std::vector<SprintItem> items;
    for (const SprintTimes &sprint : begun) {
        auto item = itemOf(history, statuses, sprint);
        if (!item)
            continue;
        item->first = items.empty();
        const auto previous = std::ranges::find_if(items, [&sprint](const SprintItem &earlier) {
            return earlier.sprint == sprint.previous && !earlier.removed && !earlier.completed;
        });
        if (previous != items.end())
            item->carries = previous->carries + 1;
        items.push_back(*item);
    }
    return items;
}

} // namespace leadline
