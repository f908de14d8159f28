#pragma once

#include "core/domain/recordbatch.h"

#include <optional>
#include <utility>
#include <vector>

// A software organisation at work, day by day, from a seed: the sample workspace, the emulators' data, and a known
// truth for tests.
namespace leadline {

struct SimulationOptions {
    quint64 seed = 20260301;
    Instant end; // the last moment simulated; unset = 2026-03-01T00:00:00Z
    int teams = 8;
    int people = 60;
    int repositories = 25;
    int days = 730;
    double activity = 1.0; // scales the number of changes (benchmarks: 100,000 and more)
    bool planning = false; // issues as a tracker with sprints, points and a board has them; else as GitHub
};

// What really happened to a change, whatever the tools' records make of it.
struct TrueChange {
    QString externalId;
    QString repository; // external id
    // External id, of the author when it was merged (when it was created while it is not); empty for bots and for those
    // who have left.
    QString team;
    Instant startedAt;
    Instant readyAt;
    Instant firstResponseAt; // of a human other than the author, before the end
    Instant firstApprovalAt;
    Instant mergedAt;
    Instant deployedAt; // first successful production deployment that holds it
    QString deployment;
};

struct TrueDeployment {
    QString externalId;
    QString repository;
    Instant finishedAt;
    bool production = false;
    bool succeeded = false;
    bool failed = false; // caused an incident or was rolled back
    bool unplanned = false; // made because of an incident
    Instant recoveredAt;
};

// Where the time of an issue went, with planning. Durations in milliseconds, of what is done.
struct TrueIssue {
    QString externalId;
    Instant startedAt;
    Instant resolvedAt;
    qint64 reopened = 0;
    qint64 doing = 0;
    qint64 active = 0;
    qint64 waiting = 0;
    qint64 blocked = 0;
};

// An issue in a sprint that has begun, with planning.
struct TrueSprintItem {
    QString issue;
    QString sprint;
    bool planned = false;
    bool added = false;
    bool readded = false;
    bool removed = false;
    bool completed = false;
    qint64 carries = 0;
    std::optional<double> pointsAtStart;
    std::optional<double> points;
};

// A time during which a pipeline was red on a branch.
struct TrueRedPeriod {
    QString firstBuild; // external id
    QString repository; // external id
    QString branch;
    Instant beganAt; // end of the first failed build
    Instant endedAt; // end of the one that passed; unset = still red
    int builds = 0; // failed ones
    bool onDefaultBranch = false;
};

// What became of a vulnerability or another finding.
struct TrueFinding {
    QString externalId;
    QString repository; // external id
    Instant fixedAt; // unset: open or ignored
    bool late = false; // fixed after 7 (critical), 30 (high) or 90 days (medium)
};

// What became of a message that began a thread or stood alone.
struct TrueMessage {
    QString externalId;
    Instant answeredAt; // first reply of another person
    bool unanswered = false; // and nobody reacted
};

struct SimulatedOrganisation {
    RecordBatch records; // external ids are numbers, as GitHub's; in the order of writing
    std::vector<Person> people;
    std::vector<Team> teams;
    std::vector<Membership> memberships;
    std::vector<std::pair<QString, QString>> identityPeople; // identity external id → person external id
    std::vector<TrueChange> changes;
    std::vector<TrueDeployment> deployments;
    std::vector<TrueIssue> issues; // but incidents
    std::vector<TrueSprintItem> sprintItems;
    std::vector<TrueRedPeriod> redPeriods;
    QStringList flakyBuilds; // external ids: another run on the same commit ended differently
    std::vector<TrueFinding> findings;
    std::vector<TrueMessage> messages;
    QStringList escapedBugs; // external ids of issues that were met in production
    QStringList story; // "Team Falcon's move to the new billing platform stalls from June to September" … what a reader
                       // should find
};

[[nodiscard]] SimulatedOrganisation simulate(const SimulationOptions &options = {});

} // namespace leadline
