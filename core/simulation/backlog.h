#pragma once

#include "core/simulation/planning.h"

namespace leadline::sim {

// What there is to do: each team plans every other week; bugs and repairs come in between.
class Backlog {
public:
    Backlog(World &world, Planning &planning);

    void begin();

    struct Work {
        int repository = 0;
        int ticket = -1;
        WorkKind kind = WorkKind::Task;
        int incident = -1;
    };
    // The next thing for somebody to work on; the ticket is theirs from now on.
    [[nodiscard]] Work take(int engineer);
    void reportBug(int repository); // somebody met it
    void addRepair(int repository, int incident); // a small incident's fix, through the usual way
    void handOver(int ticket); // its change is ready for review
    void finish(int ticket, int engineer);
    void putBack(int ticket); // what was tried was given up

private:
    void plan(int squad);
    int open(int repository, WorkKind kind, int author);
    [[nodiscard]] int chooseRepository(int squad);

    struct Repair {
        int repository;
        int incident;
    };
    World &m_world;
    Planning &m_planning;
    std::vector<std::deque<int>> m_waiting; // tickets, by team
    std::vector<std::deque<Repair>> m_repairs;
};

} // namespace leadline::sim
