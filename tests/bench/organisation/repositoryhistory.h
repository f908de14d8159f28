#pragma once

#include "tests/bench/organisation/dice.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace leadline {

class Database;

inline const Instant kHistoryBegin = Instant::fromIso(u"2021-01-01T00:00:00Z");
inline const Instant kHistoryEnd = Instant::fromIso(u"2026-01-01T00:00:00Z"); // what has not ended by then goes on

// Accounts of the code host.
struct Staff {
    std::vector<std::vector<qint64>> members; // by team
    std::vector<qint64> bots;
};

struct RepositoryPlan {
    qint64 id = 0;
    int team = 0;
    qint64 changes = 0;
    qint64 deployments = 0;
};

// Writes the life of repositories: commits with their ancestry, change requests, reviews, builds, deployments,
// incidents. Ends the program where the store fails.
class HistoryWriter {
public:
    HistoryWriter(Database &database, Dice &dice, const Staff &staff);
    ~HistoryWriter();
    void addRepository(const RepositoryPlan &plan);

private:
    struct Change;
    struct Tables;
    [[nodiscard]] Change someChange(const RepositoryPlan &plan);
    [[nodiscard]] qint64 somebody(int team);
    void addChange(const RepositoryPlan &plan, const Change &change);
    void addReviews(const RepositoryPlan &plan, const Change &change);
    void addBuilds(const RepositoryPlan &plan, const Change &change);
    void addDeployments(const RepositoryPlan &plan, const std::vector<Change *> &merged);

    Dice &m_dice;
    const Staff &m_staff;
    std::unique_ptr<Tables> m_tables;
    qint64 m_changes = 0; // thought of
    qint64 m_ids = 0; // of change requests written
    qint64 m_reviews = 0;
    qint64 m_commits = 0;
    qint64 m_builds = 0;
    qint64 m_deployments = 0;
    qint64 m_incidents = 0;
};

} // namespace leadline
