#include "core/domain/issueflow.h"

#include <limits>

namespace leadline {

namespace {

constexpr qint64 kDayMs = 86'400'000;

bool covers(const StatusSpell &spell, Instant at)
{
    return spell.from <= at && (!spell.to.isSet() || at < spell.to);
}

// Where the statuses know only open and closed, the tool may tell all the same when work began.
void insertStart(std::vector<StatusSpell> &spells, Instant startedAt)
{
    for (std::size_t i = 0; i < spells.size(); ++i) {
        StatusSpell &spell = spells[i];
        if (spell.status.category != StatusCategory::Todo || !covers(spell, startedAt))
            continue;
        StatusSpell doing = spell;
        doing.from = startedAt;
        doing.status.category = StatusCategory::Doing;
        if (spell.from == startedAt) {
            spell = doing;
        } else {
            spell.to = startedAt;
            spells.insert(spells.begin() + static_cast<std::ptrdiff_t>(i) + 1, doing);
        }
        return;
    }
}

// Duration that an issue was in one of the states that the partition knows.
struct Parts {
    qint64 active = 0;
    qint64 waiting = 0;
    qint64 blocked = 0;
    qint64 doing = 0;
    bool known = true;
};

std::vector<Spell> flagSpellsOf(const IssueHistory &history)
{
    std::vector<Spell> spells;
    bool on = false;
    if (!history.flags.empty() && history.flags.front().from) {
        spells.push_back({.from = history.createdAt, .to = {}});
        on = true;
    }
    for (const Step<bool> &flag : history.flags) {
        if (flag.to == on)
            continue;
        if (flag.to)
            spells.push_back({.from = flag.at, .to = {}});
        else
            spells.back().to = flag.at;
        on = flag.to;
    }
    return spells;
}

// Walks from change to change of status or flag between two moments.
class Partition {
public:
    Partition(const std::vector<StatusSpell> &statuses, const std::vector<Spell> &flags, Instant from, Instant to)
        : m_statuses(statuses)
        , m_flags(flags)
    {
        std::vector<Instant> edges{from, to};
        const auto add = [&](Instant at) {
            if (at > from && at < to)
                edges.push_back(at);
        };
        for (const StatusSpell &spell : statuses)
            add(spell.from);
        for (const Spell &flag : flags) {
            add(flag.from);
            add(flag.to);
        }
        std::ranges::sort(edges);
        for (std::size_t i = 0; i + 1 < edges.size(); ++i)
            take(edges[i], edges[i + 1]);
    }

    Parts parts;
    std::vector<Spell> doing;
    std::vector<Spell> blocked;

private:
    void take(Instant from, Instant to)
    {
        const auto found =
            std::ranges::find_if(m_statuses, [from](const StatusSpell &spell) { return covers(spell, from); });
        const IssueStatus status = found == m_statuses.end() ? IssueStatus{} : found->status;
        const bool flagged = std::ranges::any_of(
            m_flags, [from](const Spell &flag) { return flag.from <= from && (!flag.to.isSet() || from < flag.to); });
        const qint64 time = to.ms() - from.ms();
        parts.known = parts.known && status.category != StatusCategory::Unknown;
        if (status.category == StatusCategory::Doing) {
            parts.doing += time;
            append(doing, from, to);
        }
        if (status.category == StatusCategory::Done) {
            parts.waiting += time;
        } else if (flagged || status.blocked) {
            parts.blocked += time;
            append(blocked, from, to);
        } else {
            (status.category == StatusCategory::Doing ? parts.active : parts.waiting) += time;
        }
    }

    static void append(std::vector<Spell> &spells, Instant from, Instant to)
    {
        if (!spells.empty() && spells.back().to == from)
            spells.back().to = to;
        else if (from < to)
            spells.push_back({.from = from, .to = to});
    }

    const std::vector<StatusSpell> &m_statuses;
    const std::vector<Spell> &m_flags;
};

Instant assignedAtOf(const IssueHistory &history)
{
    if (history.assignees.empty())
        return history.assignee != 0 && history.isTold() ? history.createdAt : Instant();
    if (history.assignees.front().from != 0)
        return history.createdAt;
    const auto first = std::ranges::find_if(history.assignees, [](const Step<qint64> &step) { return step.to != 0; });
    return first == history.assignees.end() ? Instant() : std::max(first->at, history.createdAt);
}

std::optional<qint64> closeStage(Instant event, Instant &from)
{
    if (!event.isSet())
        return {};
    const qint64 duration = std::max<qint64>(0, event.ms() - from.ms());
    from = std::max(from, event);
    return duration;
}

void addStages(IssueFlow &flow, Instant createdAt)
{
    if (!createdAt.isSet())
        return;
    Instant started = flow.startedAt;
    if (started.isSet() && flow.resolvedAt.isSet() && started > flow.resolvedAt)
        started = {};
    const Instant next = started.isSet() ? started : flow.resolvedAt;
    const Instant assigned =
        flow.assignedAt.isSet() && next.isSet() && flow.assignedAt > next ? Instant() : flow.assignedAt;
    Instant from = createdAt;
    flow.backlog = closeStage(assigned, from);
    flow.pickup = closeStage(started, from);
    flow.resolution = closeStage(flow.resolvedAt, from);
}

Instant blockedSince(
    const IssueHistory &history, const std::vector<StatusSpell> &spells, const std::vector<Spell> &flags)
{
    Instant since;
    const auto earlier = [&since](Instant at) {
        if (!since.isSet() || at < since)
            since = at;
    };
    if (history.flagged && !flags.empty() && !flags.back().to.isSet())
        earlier(flags.back().from);
    if (!spells.empty() && spells.back().status.blocked)
        earlier(spells.back().from);
    return since;
}

} // namespace

std::vector<StatusSpell> statusSpellsOf(const IssueHistory &history)
{
    std::vector<StatusSpell> spells;
    if (history.statuses.empty() || !history.createdAt.isSet())
        return spells;
    const auto add = [&spells](Instant at, const IssueStatus &status) {
        if (!spells.empty() && spells.back().from == at)
            spells.pop_back(); // it lasted no time
        if (!spells.empty() && spells.back().status == status) {
            spells.back().to = {};
            return;
        }
        if (!spells.empty())
            spells.back().to = at;
        spells.push_back({.from = at, .to = {}, .status = status});
    };
    add(history.createdAt, history.statuses.front().from);
    for (const Step<IssueStatus> &step : history.statuses)
        add(std::max(step.at, spells.back().from), step.to);
    // The record is newer than its history where that is cut off.
    const bool isDone = history.status.category == StatusCategory::Done
        || (history.status.category == StatusCategory::Unknown && history.resolvedAt.isSet());
    if (isDone && spells.back().status.category != StatusCategory::Done && history.resolvedAt >= spells.back().from)
        add(history.resolvedAt, {.category = StatusCategory::Done});
    const bool works = std::ranges::any_of(
        spells, [](const StatusSpell &spell) { return spell.status.category == StatusCategory::Doing; });
    if (!works && history.startedAt.isSet())
        insertStart(spells, std::max(history.startedAt, history.createdAt));
    return spells;
}

Instant doneSince(const IssueHistory &history, const std::vector<StatusSpell> &spells, Instant at)
{
    if (spells.empty())
        return history.resolvedAt.isSet() && history.resolvedAt <= at ? history.resolvedAt : Instant();
    Instant since;
    for (const StatusSpell &spell : spells) {
        if (spell.from > at)
            break;
        if (spell.status.category != StatusCategory::Done)
            since = {};
        else if (!since.isSet())
            since = spell.from;
    }
    return since;
}

IssueFlow issueFlowOf(const IssueHistory &history)
{
    IssueFlow flow;
    flow.assignedAt = assignedAtOf(history);
    const std::vector<StatusSpell> spells = statusSpellsOf(history);
    const bool isOver =
        history.status.category == StatusCategory::Done || history.status.category == StatusCategory::Unknown;
    if (spells.empty()) {
        flow.startedAt = history.startedAt;
        flow.resolvedAt = history.resolvedAt;
        addStages(flow, history.createdAt);
        return flow;
    }
    const auto start = std::ranges::find_if(
        spells, [](const StatusSpell &spell) { return spell.status.category == StatusCategory::Doing; });
    flow.startedAt = start == spells.end() ? history.startedAt : start->from;
    if (isOver)
        flow.resolvedAt = doneSince(history, spells, Instant{std::numeric_limits<qint64>::max()});
    flow.reopened = 0;
    for (std::size_t i = 1; i < spells.size(); ++i) {
        const StatusCategory after = spells[i].status.category;
        flow.reopened = *flow.reopened
            + (spells[i - 1].status.category == StatusCategory::Done
                && (after == StatusCategory::Todo || after == StatusCategory::Doing));
    }
    addStages(flow, history.createdAt);
    const std::vector<Spell> flags = flagSpellsOf(history);
    if (!flow.resolvedAt.isSet()) {
        flow.blockedAt = blockedSince(history, spells, flags);
        return flow;
    }
    if (start == spells.end() || flow.startedAt > flow.resolvedAt)
        return flow;
    const Partition partition(spells, flags, flow.startedAt, flow.resolvedAt);
    flow.doingSpells = partition.doing;
    flow.blockedSpells = partition.blocked;
    if (!partition.parts.known)
        return flow;
    flow.doing = partition.parts.doing;
    if (history.flagged && history.flags.empty())
        return flow; // since when is not told
    flow.active = partition.parts.active;
    flow.waiting = partition.parts.waiting;
    flow.blocked = partition.parts.blocked;
    return flow;
}

std::optional<bool> isOnTime(Instant resolvedAt, Instant dueAt)
{
    if (!resolvedAt.isSet() || !dueAt.isSet())
        return {};
    if (dueAt.ms() % kDayMs == 0)
        return resolvedAt.ms() < dueAt.ms() + kDayMs;
    return resolvedAt <= dueAt;
}

} // namespace leadline
