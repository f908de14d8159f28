#pragma once

#include "core/domain/directory.h"
#include "core/domain/lineage.h"
#include "core/domain/stages.h"

#include <QByteArray>
#include <QHash>

#include <optional>
#include <vector>

// The records of one service as the derivation holds them, and what it finds out about them. Ids are those of the
// database; 0 = none.
namespace leadline {

enum class EventOrigin { Deployment, Release, Merge };

struct DeployEvent {
    qint64 id = 0;
    EventOrigin origin = EventOrigin::Deployment;
    qint64 record = 0;
    qint64 repository = 0;
    qint64 source = 0;
    QString environment;
    EnvironmentClass environmentClass = EnvironmentClass::Unknown;
    QByteArray sha;
    Instant startedAt;
    Instant finishedAt;
    bool succeeded = false;
    bool rollback = false;
    bool unplanned = false;
    // found out
    bool failed = false;
    Instant recoveredAt;
    int changes = 0;

    [[nodiscard]] Instant at() const { return finishedAt.isSet() ? finishedAt : startedAt; }
    [[nodiscard]] bool reachedProduction() const
    {
        return succeeded && environmentClass == EnvironmentClass::Production && at().isSet();
    }
};

struct ServiceChange {
    qint64 id = 0;
    qint64 source = 0;
    qint64 repository = 0;
    qint64 author = 0;
    int state = 0;
    ChangeTimes times; // deployedAt is found out
    Instant closedAt;
    QByteArray mergeSha;
    QByteArray baseBranch;
    QByteArray issueKeys; // joined by line feeds
    QByteArray labels; // likewise
    std::optional<qint64> additions;
    std::optional<qint64> deletions;
    std::optional<qint64> files;
    std::optional<qint64> masked; // lines in generated files
    std::optional<qint64> commits;
    std::optional<qint64> comments;
    // as the record has it so far
    Instant recordedDeployedAt;
    qint64 recordedDeployment = 0;
    bool recordedInferred = false;
    // found out
    qint64 reviews = 0;
    int event = -1; // index into ServiceRecords::events
    bool inferred = false;
};

struct ServiceIncident {
    qint64 id = 0;
    qint64 repository = 0;
    Instant openedAt;
    Instant resolvedAt;
    QByteArray causeSha;
    qint64 deployment = 0; // named by the tool
    QByteArray issueKey; // of the issue that reports it, where there is one
    // found out
    int event = -1;
    IncidentLink link = IncidentLink::None;
    Instant fixedAt; // finish of the deployment that mended it
};

struct RepositoryCommits {
    QHash<QByteArray, int> numbers; // sha → number in the graph
    CommitGraph graph;

    [[nodiscard]] int numberOf(const QByteArray &sha) const { return sha.isEmpty() ? -1 : numbers.value(sha, -1); }
};

struct ServiceRecords {
    qint64 service = 0;
    DeploymentStandIn standIn = DeploymentStandIn::None;
    QHash<qint64, QByteArray> defaultBranches; // of each of its repositories
    std::vector<DeployEvent> events; // in order of finish after linking
    std::vector<ServiceChange> changes;
    std::vector<ServiceIncident> incidents;
    QHash<qint64, RepositoryCommits> commits; // by repository; absent where nothing is stored
};

} // namespace leadline
