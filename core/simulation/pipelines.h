#pragma once

#include "core/simulation/world.h"

#include <map>

namespace leadline::sim {

// Whatever is built runs through here: it is written down and followed to its end, so that it is known when a branch
// was red. Failed builds of the default branch are often run again, and many then pass.
class Pipelines {
public:
    Pipelines(World &world, quint64 seed)
        : m_world(world)
        , m_random(seed ^ 0x6275696cu) // of its own: what the model draws stays the same
    {
    }

    void run(int repository, const Recorder::BuildDraft &draft);

private:
    struct Lane {
        int repository;
        QString branch;
        bool forChange;
        auto operator<=>(const Lane &) const = default;
    };
    void ended(int repository, const Recorder::BuildDraft &draft, int build);
    void runAgain(int repository, Recorder::BuildDraft draft, int failed);

    World &m_world;
    Random m_random;
    std::map<Lane, std::size_t> m_red; // → index of the truth
};

} // namespace leadline::sim
