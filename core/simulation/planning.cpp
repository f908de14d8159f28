#include "core/simulation/planning.h"

#include <cmath>

// What happens to one issue; sprints are in planningsprints.cpp.
namespace leadline::sim {

using namespace Qt::StringLiterals;

namespace {

const QString kTodo = u"To do"_s;
const QString kInProgress = u"In progress"_s;
const QString kInReview = u"In review"_s;
const QString kDone = u"Done"_s;
const QString kImpediment = u"Impediment"_s;

} // namespace

Planning::Planning(World &world, bool active, quint64 seed)
    : m_world(world)
    , m_active(active)
    , m_random(seed ^ 0x737072696e74U)
    , m_current(world.squads.size(), -1)
    , m_counts(world.squads.size(), 0)
{
    if (active)
        world.recorder.nameStatuses(kTodo, kDone);
}

QString Planning::loginOf(int squad)
{
    const std::vector<int> members = m_world.presentMembers(squad);
    return members.empty() ? QString() : m_world.engineer(members.front()).login;
}

// Independent of what will be read from the transitions: the time is added up as it passes.
void Planning::account(int ticket)
{
    Card &moved = card(ticket);
    const Ms time = m_world.now() - moved.since;
    moved.since = m_world.now();
    if (!moved.started)
        return;
    if (moved.status == StatusCategory::Doing)
        moved.running.doing += time;
    if (moved.status == StatusCategory::Done)
        moved.running.waiting += time;
    else if (moved.flagged)
        moved.running.blocked += time;
    else if (moved.status == StatusCategory::Doing)
        moved.running.active += time;
    else
        moved.running.waiting += time;
}

void Planning::setStatus(int ticket, StatusCategory status, const QString &name, const QString &by)
{
    account(ticket);
    Card &moved = card(ticket);
    Issue &record = issue(ticket);
    m_world.recorder.moveIssue(
        m_world.ticket(ticket).record, TransitionField::Status, moved.statusName, name, by, m_world.now());
    if (status == StatusCategory::Doing && !moved.started) {
        moved.started = true;
        moved.running.startedAt = Instant{m_world.now()};
    }
    if (moved.status == StatusCategory::Done && status != StatusCategory::Done)
        ++moved.running.reopened;
    moved.status = status;
    moved.statusName = name;
    record.status = status;
    record.statusRaw = name;
    record.resolvedAt = status == StatusCategory::Done ? Instant{m_world.now()} : Instant();
    moved.running.resolvedAt = record.resolvedAt;
    if (status == StatusCategory::Done)
        moved.atDone = moved.running;
}

void Planning::assign(int ticket, int engineer, const QString &by)
{
    Issue &record = issue(ticket);
    const QString before = record.assignee.id;
    record.assignee = {m_world.engineer(engineer).login};
    m_world.recorder.moveIssue(
        m_world.ticket(ticket).record, TransitionField::Assignee, before, record.assignee.id, by, m_world.now());
}

void Planning::setFlag(int ticket, bool on, const QString &by)
{
    account(ticket);
    card(ticket).flagged = on;
    issue(ticket).flagged = on;
    m_world.recorder.moveIssue(m_world.ticket(ticket).record, TransitionField::Flag, on ? QString() : kImpediment,
        on ? kImpediment : QString(), by, m_world.now());
}

void Planning::estimate(int ticket, double points, const QString &by)
{
    Issue &record = issue(ticket);
    if (record.points == points)
        return;
    const QString before = record.points ? QString::number(*record.points) : QString();
    record.points = points;
    m_world.recorder.moveIssue(
        m_world.ticket(ticket).record, TransitionField::Points, before, QString::number(points), by, m_world.now());
}

QString Planning::fieldOf(const std::vector<int> &sprints) const
{
    QStringList ids;
    for (const int index : sprints)
        ids += m_world.recorder.sprint(m_sprints[static_cast<std::size_t>(index)].record).externalId;
    return ids.join(u", "_s);
}

// Sprints that have ended stay in the field, as trackers keep them.
void Planning::move(int ticket, int toSprint, const QString &by)
{
    Card &moved = card(ticket);
    const QString before = fieldOf(moved.sprints);
    const int from = moved.sprint;
    if (from >= 0 && !sprint(from).ended)
        std::erase(moved.sprints, from);
    if (toSprint >= 0)
        moved.sprints.push_back(toSprint);
    moved.sprint = toSprint;
    m_world.recorder.moveIssue(
        m_world.ticket(ticket).record, TransitionField::Sprint, before, fieldOf(moved.sprints), by, m_world.now());
    if (from >= 0 && sprint(from).begun && !sprint(from).ended) {
        if (const auto item = sprint(from).items.find(ticket); item != sprint(from).items.end())
            item->second.removed = true;
    }
    if (toSprint >= 0 && sprint(toSprint).begun)
        addItem(toSprint, ticket, false);
}

void Planning::opened(int ticket, int engineer)
{
    if (!m_active)
        return;
    m_cards.resize(m_world.tickets.size());
    Card &created = card(ticket);
    created.statusName = kTodo;
    created.since = m_world.now();
    created.squad = m_world.engineer(engineer).team;
    Issue &record = issue(ticket);
    const double dice = m_random.uniform();
    record.priority = dice < 0.06 ? Priority::Highest
        : dice < 0.25             ? Priority::High
        : dice < 0.8              ? Priority::Medium
                                  : Priority::Low;
    if (m_random.chance(0.06)) // "I will see to it myself"
        assign(ticket, engineer, m_world.engineer(engineer).login);
    if (record.type == IssueClass::Feature && m_random.chance(0.2)) {
        const Ms due = m_world.now() + static_cast<Ms>(m_random.between(20, 90)) * kDay;
        record.dueAt = Instant{due - due % kDay};
    }
}

void Planning::taken(int ticket, int engineer)
{
    if (!m_active)
        return;
    const QString by = m_world.engineer(engineer).login;
    const int current = m_current[static_cast<std::size_t>(m_world.engineer(engineer).team)];
    if (current >= 0 && card(ticket).sprint != current && m_random.chance(0.9))
        move(ticket, current, by);
    setStatus(ticket, StatusCategory::Doing, kInProgress, by);
    if (m_random.chance(0.25))
        m_world.queue.at(
            m_world.now() + World::round(m_random.between(1, 30) * kHour), [this, ticket] { block(ticket); });
}

void Planning::inReview(int ticket)
{
    if (m_active && card(ticket).statusName == kInProgress)
        setStatus(ticket, StatusCategory::Doing, kInReview, issue(ticket).assignee.id);
}

void Planning::putBack(int ticket)
{
    if (m_active && card(ticket).status == StatusCategory::Doing)
        setStatus(ticket, StatusCategory::Todo, kTodo, issue(ticket).assignee.id);
}

void Planning::finished(int ticket, int engineer)
{
    const QString by = m_world.engineer(engineer).login;
    if (card(ticket).flagged)
        setFlag(ticket, false, by);
    setStatus(ticket, StatusCategory::Done, kDone, by);
    if (m_random.chance(0.05))
        m_world.queue.at(
            m_world.now() + World::round(m_random.between(5, 90) * kHour), [this, ticket] { reopen(ticket); });
}

void Planning::block(int ticket)
{
    if (card(ticket).status != StatusCategory::Doing || card(ticket).flagged)
        return;
    const QString by = issue(ticket).assignee.id;
    setFlag(ticket, true, by);
    m_world.queue.at(m_world.now() + World::round(m_random.lognormal(30, 0.8) * kHour), [this, ticket, by] {
        if (card(ticket).flagged)
            setFlag(ticket, false, by);
    });
}

// It was not done after all: the rest is done within a day or two.
void Planning::reopen(int ticket)
{
    if (card(ticket).status != StatusCategory::Done)
        return;
    const QString by = issue(ticket).assignee.id;
    const int current = m_current[static_cast<std::size_t>(card(ticket).squad)];
    if (current >= 0 && card(ticket).sprint != current)
        move(ticket, current, by);
    setStatus(ticket, StatusCategory::Doing, kInProgress, by);
    if (current >= 0)
        sprint(current).doneBefore.erase(ticket);
    m_world.queue.at(m_world.now() + World::round(m_random.between(2, 40) * kHour), [this, ticket, by] {
        if (card(ticket).status == StatusCategory::Doing)
            setStatus(ticket, StatusCategory::Done, kDone, by);
    });
}

} // namespace leadline::sim
