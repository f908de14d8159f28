#pragma once

#include "core/simulation/model.h"

namespace leadline::sim {

// How a team works at a moment. Multipliers are 1 for "as usual".
struct Habits {
    double size = 150; // lines, median
    double effort = 1; // to write the same lines
    double answer = 1; // time until a review request is looked at
    double defects = 1;
    double unreviewed = 0.02; // share merged without a review
    double drafts = 0.2; // share that begins as a draft
    double dropped = 0.035; // share that is never merged
};

// The chapters that make the sample worth reading: which team's habits change when, told from the end backwards.
class Story {
public:
    Story(Ms start, Ms end)
        : m_start(start)
        , m_end(end)
    {
    }

    // Indices of those who play a part; -1 = not in this organisation.
    struct Cast {
        int improving = -1; // team
        int hasty = -1; // team
        int reorganised[2] = {-1, -1}; // teams
        int migration = -1; // repository
        int gated = -1; // repository
        int gatekeeper = -1; // engineer
        int shaky = -1; // repository of the bad fortnight
        int flaky = -1; // repository
        int expert = -1; // engineer who leaves
        bool trains = false;
        bool standIns = false;
    } cast;

    [[nodiscard]] Habits habits(int team, int repository, Ms now) const;
    [[nodiscard]] bool isGated(int repository, Ms now) const; // one person must approve
    [[nodiscard]] bool isStalled(Ms now) const { return within(now, 271, 150); }
    [[nodiscard]] bool hasYetToLearn(Ms now) const { return now < ago(330); } // the improving team
    [[nodiscard]] bool isMigrating(Ms now) const { return now >= ago(390); }
    [[nodiscard]] bool isFlaky(int repository, Ms now) const
    {
        return repository == cast.flaky && within(now, 425, 340);
    }
    [[nodiscard]] bool hasAiReviewer(Ms now) const { return now >= ago(300); }
    [[nodiscard]] Ms reorganisationAt() const { return ago(181); }
    [[nodiscard]] Ms expertLeavesAt() const { return ago(200); }
    // Between the years nothing is deployed but repairs.
    [[nodiscard]] static bool isFrozen(Ms now);

    [[nodiscard]] QStringList told(const std::vector<Engineer> &engineers, const QStringList &names,
        const std::vector<Squad> &squads, const std::vector<Repository> &repositories) const;

private:
    [[nodiscard]] Ms ago(int days) const { return m_end - days * kDay; }
    [[nodiscard]] bool within(Ms now, int fromDaysAgo, int toDaysAgo) const
    {
        return now >= ago(fromDaysAgo) && now < ago(toDaysAgo);
    }

    Ms m_start;
    Ms m_end;
};

} // namespace leadline::sim
