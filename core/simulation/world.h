#pragma once

#include "core/simulation/eventqueue.h"
#include "core/simulation/model.h"
#include "core/simulation/random.h"
#include "core/simulation/recorder.h"
#include "core/simulation/story.h"

namespace leadline::sim {

// Everything and everybody at the present moment of the simulation.
struct World {
    World(const SimulationOptions &options, Ms start, Ms end, SimulatedOrganisation &organisation)
        : activity(options.activity > 0 ? options.activity : 1)
        , start(start)
        , random(options.seed)
        , queue(end)
        , recorder(organisation, options.seed, end)
        , story(start, end)
    {
    }

    double activity;
    Ms start;
    Random random;
    EventQueue queue;
    Recorder recorder;
    Story story;
    std::vector<Engineer> engineers;
    std::vector<Squad> squads;
    std::vector<Repository> repositories;
    std::vector<Change> changes;
    std::vector<Ticket> tickets;
    std::vector<IncidentState> incidents;

    [[nodiscard]] Engineer &engineer(int index) { return engineers[static_cast<std::size_t>(index)]; }
    [[nodiscard]] Squad &squad(int index) { return squads[static_cast<std::size_t>(index)]; }
    [[nodiscard]] Repository &repository(int index) { return repositories[static_cast<std::size_t>(index)]; }
    [[nodiscard]] Change &change(int index) { return changes[static_cast<std::size_t>(index)]; }
    [[nodiscard]] Ticket &ticket(int index) { return tickets[static_cast<std::size_t>(index)]; }
    [[nodiscard]] IncidentState &incident(int index) { return incidents[static_cast<std::size_t>(index)]; }

    [[nodiscard]] Ms now() const { return queue.now(); }
    [[nodiscard]] bool isPresent(const Engineer &engineer) const
    {
        return engineer.joinedAt <= now() && now() < engineer.leftAt;
    }
    [[nodiscard]] std::vector<int> presentMembers(int squad) const;
    // Somebody of the team at work or, when nobody is, the one who comes first; somebody else for an empty team; -1
    // when nobody is left.
    [[nodiscard]] int onCall(int squad);

    // Random spans, rounded to seconds as the tools have them.
    [[nodiscard]] Ms minutes(double low, double high) { return round(random.between(low, high) * kMinute); }
    [[nodiscard]] Ms around(double medianMinutes, double sigma)
    {
        return round(random.lognormal(medianMinutes, sigma) * kMinute);
    }
    [[nodiscard]] static Ms round(double ms) { return static_cast<Ms>(ms / kSecond) * kSecond; }
};

// Teams, people, accounts, memberships and repositories, before the first day; plans the reorganisation.
void settle(World &world, const SimulationOptions &options, SimulatedOrganisation &organisation);

} // namespace leadline::sim
