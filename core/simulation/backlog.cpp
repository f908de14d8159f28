#include "core/simulation/backlog.h"

#include "core/simulation/texts.h"

#include <cmath>

namespace leadline::sim {

using namespace Qt::StringLiterals;

Backlog::Backlog(World &world, Planning &planning)
    : m_world(world)
    , m_planning(planning)
    , m_waiting(world.squads.size())
    , m_repairs(world.squads.size())
{
}

void Backlog::begin()
{
    for (int squad = 0; squad < static_cast<int>(m_world.squads.size()); ++squad)
        m_world.queue.at(m_world.start + squad * kMinute, [this, squad] { plan(squad); });
}

int Backlog::chooseRepository(int squad)
{
    const std::vector<int> &owned = m_world.squad(squad).repositories;
    std::vector<double> shares;
    for (const int index : owned) {
        double share = m_world.repository(index).share;
        if (index == m_world.story.cast.migration && !m_world.story.isMigrating(m_world.now()))
            share *= 0.05;
        else if (index == m_world.story.cast.migration && m_world.story.isStalled(m_world.now()))
            share *= 0.3;
        shares.push_back(share);
    }
    return owned[m_world.random.weighted(shares)];
}

int Backlog::open(int repository, WorkKind kind, int author)
{
    Ticket ticket;
    ticket.repository = repository;
    ticket.kind = kind;
    ticket.record = m_world.recorder.addIssue(m_world.repository(repository), m_world.engineer(author).login, kind,
        titleOf(kind, m_world.random), m_world.now());
    m_world.tickets.push_back(ticket);
    const int index = static_cast<int>(m_world.tickets.size()) - 1;
    m_planning.opened(index, author);
    return index;
}

void Backlog::plan(int squad)
{
    m_world.queue.at(m_world.now() + 14 * kDay, [this, squad] { plan(squad); });
    const std::vector<int> members = m_world.presentMembers(squad);
    if (members.empty())
        return;
    const Ms meeting = m_world.engineer(members.front()).work.after(m_world.now(), kHour);
    m_world.queue.at(meeting, [this, squad, members] {
        const auto wanted =
            static_cast<std::size_t>(std::ceil(static_cast<double>(members.size()) * 6 * m_world.activity));
        while (m_waiting[static_cast<std::size_t>(squad)].size() < wanted) {
            const double dice = m_world.random.uniform();
            const WorkKind kind = dice < 0.5 ? WorkKind::Feature : dice < 0.85 ? WorkKind::Task : WorkKind::Bug;
            const int ticket = open(chooseRepository(squad), kind, m_world.random.pick(members));
            m_waiting[static_cast<std::size_t>(squad)].push_back(ticket);
        }
        m_planning.meet(squad, m_waiting[static_cast<std::size_t>(squad)]);
    });
}

Backlog::Work Backlog::take(int engineer)
{
    const int squad = m_world.engineer(engineer).team;
    auto &repairs = m_repairs[static_cast<std::size_t>(squad)];
    if (!repairs.empty()) {
        const Repair repair = repairs.front();
        repairs.pop_front();
        return {.repository = repair.repository, .ticket = -1, .kind = WorkKind::Bug, .incident = repair.incident};
    }
    auto &waiting = m_waiting[static_cast<std::size_t>(squad)];
    if (waiting.empty() || m_world.random.chance(0.22))
        return {.repository = chooseRepository(squad), .ticket = -1, .kind = WorkKind::Task, .incident = -1};
    const auto offset = m_world.random.integer(0, std::min<qint64>(static_cast<qint64>(waiting.size()) - 1, 7));
    const int ticket = waiting[static_cast<std::size_t>(offset)];
    waiting.erase(waiting.begin() + offset);
    const Ticket &taken = m_world.ticket(ticket);
    const QString &login = m_world.engineer(engineer).login;
    Issue &issue = m_world.recorder.issue(taken.record);
    const QString before = issue.assignee.id;
    issue.assignee = {login};
    if (!issue.startedAt.isSet())
        issue.startedAt = Instant{m_world.now()};
    issue.status = StatusCategory::Doing;
    m_world.recorder.moveIssue(taken.record, TransitionField::Assignee, before, login, login, m_world.now());
    m_planning.taken(ticket, engineer);
    return {.repository = taken.repository, .ticket = ticket, .kind = taken.kind, .incident = -1};
}

void Backlog::reportBug(int repository)
{
    const int squad = m_world.repository(repository).team;
    const std::vector<int> members = m_world.presentMembers(squad);
    if (members.empty())
        return;
    const int ticket = open(repository, WorkKind::Bug, m_world.random.pick(members));
    m_world.recorder.markEscaped(m_world.ticket(ticket).record);
    m_waiting[static_cast<std::size_t>(squad)].push_front(ticket);
}

void Backlog::addRepair(int repository, int incident)
{
    m_repairs[static_cast<std::size_t>(m_world.repository(repository).team)].push_back({repository, incident});
}

void Backlog::finish(int ticket, int engineer)
{
    Ticket &finished = m_world.ticket(ticket);
    if (finished.done)
        return;
    finished.done = true;
    if (m_planning.isActive())
        return m_planning.finished(ticket, engineer);
    Issue &issue = m_world.recorder.issue(finished.record);
    issue.statusRaw = u"closed"_s;
    issue.status = StatusCategory::Done;
    issue.resolvedAt = Instant{m_world.now()};
    m_world.recorder.moveIssue(finished.record, TransitionField::Status, u"open"_s, u"closed"_s,
        m_world.engineer(engineer).login, m_world.now());
}

void Backlog::handOver(int ticket)
{
    m_planning.inReview(ticket);
}

void Backlog::putBack(int ticket)
{
    m_planning.putBack(ticket);
    m_waiting[static_cast<std::size_t>(m_world.repository(m_world.ticket(ticket).repository).team)].push_back(ticket);
}

} // namespace leadline::sim
