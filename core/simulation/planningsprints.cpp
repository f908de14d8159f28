#include "core/simulation/planning.h"

#include <cmath>

// Sprints: what a team plans, what becomes of it, and what is true about it.
namespace leadline::sim {

using namespace Qt::StringLiterals;

namespace {

constexpr Ms kLookingBackTakes = 10 * kMinute;
constexpr Ms kPlanningTakes = kHour;

} // namespace

void Planning::meet(int squad, const std::deque<int> &waiting)
{
    if (!m_active)
        return;
    if (squad % 2 == 0)
        return plan(squad, waiting);
    const std::vector<int> members = m_world.presentMembers(squad);
    const Ms nextWeek = m_world.now() + 7 * kDay;
    const Ms at = members.empty() ? nextWeek : m_world.engineer(members.front()).work.next(nextWeek);
    m_world.queue.at(at, [this, squad, &waiting] { plan(squad, waiting); });
}

void Planning::plan(int squad, const std::deque<int> &waiting)
{
    const int previous = m_current[static_cast<std::size_t>(squad)];
    if (previous >= 0 && !sprint(previous).begun)
        return; // everybody was away for so long that two meetings fall on one day
    if (previous >= 0)
        close(previous);
    const int next = create(squad);
    sprint(next).previous = previous;
    m_current[static_cast<std::size_t>(squad)] = next;
    m_world.queue.at(m_world.now() + kLookingBackTakes,
        [this, squad, next, previous, &waiting] { fill(next, previous, waiting, loginOf(squad)); });
    m_world.queue.at(m_world.now() + kPlanningTakes, [this, next] { beginSprint(next); });
}

void Planning::close(int index)
{
    Sprint &closed = sprint(index);
    leadline::Sprint &record = m_world.recorder.sprint(closed.record);
    record.completedAt = record.updatedAt = Instant{m_world.now()};
    record.state = SprintState::Closed;
    closed.ended = true;
    for (auto &[ticket, item] : closed.items)
        complete(item, ticket);
}

void Planning::complete(TrueSprintItem &item, int ticket)
{
    item.completed = !item.removed && card(ticket).status == StatusCategory::Done;
    item.points = issue(ticket).points;
}

int Planning::create(int squad)
{
    const int number = ++m_counts[static_cast<std::size_t>(squad)];
    const QString team = m_world.squad(squad).name;
    Sprint created;
    created.squad = squad;
    created.record =
        m_world.recorder.addSprint(u"%1 board"_s.arg(team), u"%1 %2"_s.arg(team).arg(number), m_world.now());
    m_sprints.push_back(std::move(created));
    return static_cast<int>(m_sprints.size()) - 1;
}

// What is in work goes on; then as much as the team believes to manage, in the order in which it waits.
void Planning::fill(int index, int previous, const std::deque<int> &waiting, const QString &by)
{
    const int squad = sprint(index).squad;
    int planned = 0;
    int managed = 0;
    if (previous >= 0) {
        for (const auto &[ticket, item] : sprint(previous).items) {
            managed += item.completed;
            const bool isOpen = card(ticket).status != StatusCategory::Done;
            if (item.removed || !isOpen || card(ticket).sprint != previous)
                continue;
            const bool goesOn = card(ticket).status == StatusCategory::Doing || m_random.chance(0.7);
            move(ticket, goesOn ? index : -1, by);
            planned += goesOn;
        }
    }
    if (managed == 0)
        managed = static_cast<int>(m_world.presentMembers(squad).size()) * 3;
    const Story::Cast &cast = m_world.story.cast;
    const bool optimists = squad == cast.hasty;
    const bool learnt = squad == cast.improving && !m_world.story.hasYetToLearn(m_world.now());
    const double belief = optimists ? m_random.between(1.4, 1.9)
        : learnt                    ? m_random.between(0.95, 1.1)
                                    : m_random.between(0.85, 1.35);
    const int capacity = static_cast<int>(std::lround(managed * belief));
    for (const int ticket : waiting) {
        if (planned >= capacity)
            break;
        if (card(ticket).sprint >= 0 && !sprint(card(ticket).sprint).ended)
            continue;
        move(ticket, index, by);
        ++planned;
    }
    const std::vector<int> members = m_world.presentMembers(squad);
    static const std::vector<double> sizes = {1, 2, 3, 5, 8, 13};
    static const std::vector<double> likely = {2, 4, 5, 3, 1.5, 0.5};
    for (int ticket = 0; ticket < static_cast<int>(m_cards.size()); ++ticket) {
        if (card(ticket).sprint != index)
            continue;
        if (!issue(ticket).points && m_random.chance(0.92))
            estimate(ticket, sizes[m_random.weighted(likely)], by);
        if (!issue(ticket).assignee.isSet() && !members.empty() && m_random.chance(0.4))
            assign(ticket, m_random.pick(members), by);
    }
}

void Planning::beginSprint(int index)
{
    Sprint &begun = sprint(index);
    if (begun.begun)
        return;
    begun.begun = true;
    leadline::Sprint &record = m_world.recorder.sprint(begun.record);
    record.startAt = record.updatedAt = Instant{m_world.now()};
    record.endAt = Instant{m_world.now() + 14 * kDay};
    record.state = SprintState::Active;
    for (int ticket = 0; ticket < static_cast<int>(m_cards.size()); ++ticket) {
        if (card(ticket).sprint != index)
            continue;
        addItem(index, ticket, true);
        if (card(ticket).status == StatusCategory::Done)
            begun.doneBefore.insert({ticket, true}); // in the hour since the meeting
    }
    disturb(index);
}

void Planning::addItem(int index, int ticket, bool planned)
{
    Sprint &sprintOf = sprint(index);
    const auto known = sprintOf.items.find(ticket);
    if (known != sprintOf.items.end()) {
        known->second.added = known->second.readded = true;
        known->second.removed = false;
        return;
    }
    TrueSprintItem item;
    item.issue = issue(ticket).externalId;
    item.sprint = m_world.recorder.sprint(sprintOf.record).externalId;
    item.planned = planned;
    item.added = !planned;
    item.pointsAtStart = issue(ticket).points;
    if (sprintOf.previous >= 0) {
        const Sprint &before = sprint(sprintOf.previous);
        const auto earlier = before.items.find(ticket);
        if (earlier != before.items.end() && !before.doneBefore.contains(ticket) && !earlier->second.removed
            && !earlier->second.completed)
            item.carries = earlier->second.carries + 1;
    }
    sprintOf.items.insert({ticket, item});
}

void Planning::disturb(int index)
{
    const QString by = loginOf(sprint(index).squad);
    const auto isHere = [this, index](int ticket) {
        return card(ticket).sprint == index && !sprint(index).ended && card(ticket).status == StatusCategory::Todo;
    };
    const auto later = [this](double fromDays, double toDays) {
        return m_world.now() + World::round(m_random.between(fromDays, toDays) * kDay);
    };
    std::vector<int> tickets;
    for (const auto &[ticket, item] : sprint(index).items)
        tickets.push_back(ticket);
    for (const int ticket : tickets) {
        if (m_random.chance(0.12))
            m_world.queue.at(later(1, 8), [this, index, ticket, by, isHere, later] {
                if (!isHere(ticket))
                    return;
                move(ticket, -1, by);
                if (!m_random.chance(0.3))
                    return;
                m_world.queue.at(later(1, 3), [this, index, ticket, by] {
                    if (card(ticket).sprint < 0 && !sprint(index).ended)
                        move(ticket, index, by);
                });
            });
        if (m_random.chance(0.07))
            m_world.queue.at(later(1, 9), [this, index, ticket, by] {
                if (card(ticket).sprint == index && !sprint(index).ended && issue(ticket).points)
                    estimate(ticket, m_random.chance(0.7) ? *issue(ticket).points + 2 : *issue(ticket).points / 2, by);
            });
    }
}

void Planning::tell()
{
    for (int ticket = 0; ticket < static_cast<int>(m_cards.size()); ++ticket) {
        const Card &known = card(ticket);
        TrueIssue truth = known.status == StatusCategory::Done ? known.atDone : TrueIssue();
        truth.externalId = issue(ticket).externalId;
        truth.startedAt = known.running.startedAt;
        truth.reopened = known.running.reopened;
        m_world.recorder.addTruth(truth);
    }
    for (Sprint &known : m_sprints) {
        for (auto &[ticket, item] : known.items) {
            if (!known.ended)
                complete(item, ticket);
            if (!known.doneBefore.contains(ticket))
                m_world.recorder.addTruth(item);
        }
    }
}

} // namespace leadline::sim
