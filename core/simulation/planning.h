#pragma once

#include "core/simulation/world.h"

#include <deque>
#include <map>

namespace leadline::sim {

// The tracker beside the code: every team works in sprints of two weeks, estimates in points, moves issues over a board
// and flags what is blocked. It watches what the model does and has random numbers of its own, so that changes,
// deployments and incidents are the same with it and without.
class Planning {
public:
    Planning(World &world, bool active, quint64 seed);

    [[nodiscard]] bool isActive() const { return m_active; }

    // What the model does with tickets.
    void opened(int ticket, int engineer);
    void taken(int ticket, int engineer);
    void inReview(int ticket);
    void putBack(int ticket);
    void finished(int ticket, int engineer);
    // The team meets: the sprint ends, and the next one is filled with what is in work and what waits.
    // Every second team meets in the other weeks. `waiting` lives as long as this.
    void meet(int squad, const std::deque<int> &waiting);

    void tell(); // the truth, at the end

private:
    // What an issue has been through.
    struct Card {
        StatusCategory status = StatusCategory::Todo;
        QString statusName;
        bool flagged = false;
        int squad = -1;
        std::vector<int> sprints; // of the field, oldest first
        int sprint = -1; // that it is in now
        Ms since = 0; // of the state
        bool started = false;
        TrueIssue running; // until the last change of state
        TrueIssue atDone; // as it was when it was done
    };
    struct Sprint {
        int record = -1; // index
        int squad = -1;
        int previous = -1;
        bool begun = false;
        bool ended = false;
        std::map<int, TrueSprintItem> items; // by ticket
        std::map<int, bool> doneBefore;
    };

    [[nodiscard]] Card &card(int ticket) { return m_cards[static_cast<std::size_t>(ticket)]; }
    [[nodiscard]] Sprint &sprint(int index) { return m_sprints[static_cast<std::size_t>(index)]; }
    [[nodiscard]] Issue &issue(int ticket) { return m_world.recorder.issue(m_world.ticket(ticket).record); }
    [[nodiscard]] QString loginOf(int squad);
    void account(int ticket); // adds the time since the last change of state
    void setStatus(int ticket, StatusCategory status, const QString &name, const QString &by);
    void assign(int ticket, int engineer, const QString &by);
    void setFlag(int ticket, bool on, const QString &by);
    void estimate(int ticket, double points, const QString &by);
    void move(int ticket, int toSprint, const QString &by); // -1 = out of the sprint that it is in
    [[nodiscard]] QString fieldOf(const std::vector<int> &sprints) const;

    void plan(int squad, const std::deque<int> &waiting);
    void close(int sprint);
    int create(int squad);
    void fill(int sprint, int previous, const std::deque<int> &waiting, const QString &by);
    void beginSprint(int sprint);
    void disturb(int sprint); // what is taken out, brought back and estimated anew
    void addItem(int sprint, int ticket, bool planned);
    void complete(TrueSprintItem &item, int ticket);
    void block(int ticket);
    void reopen(int ticket);

    World &m_world;
    bool m_active;
    Random m_random;
    std::vector<Card> m_cards; // by ticket
    std::vector<Sprint> m_sprints;
    std::vector<int> m_current; // sprint of each squad; -1 = none
    std::vector<int> m_counts; // sprints of each squad so far
};

} // namespace leadline::sim
