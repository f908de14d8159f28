#pragma once

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/domain/enums.h"

#include <QHash>
#include <QString>

#include <vector>

namespace leadline {

class Database;

// Who is who and what belongs to what, in memory, to name the ids of facts. Small beside the facts themselves.
struct WorkspaceMaps {
    struct RepositoryEntry {
        QString path; // unique: with the source's name where two sources have the same path
        qint64 service = 0;
        qint64 source = 0;
    };
    struct IdentityEntry {
        QString label; // name of the person, else login or name
        QString login;
        ActorClass actor = ActorClass::Unknown; // as decided in the workspace, else as the tool says
        qint64 person = 0;
        bool reclassified = false; // the workspace says something else than the tool
    };
    struct Membership {
        Instant fromAt; // unset = always
        Instant toAt;
        qint64 team = 0;
    };

    struct SprintEntry {
        QString name; // unique: with the board's name where two boards have the same
        QString board;
    };

    QHash<qint64, QString> sources;
    QHash<qint64, RepositoryEntry> repositories;
    QHash<qint64, QString> services;
    QHash<qint64, SprintEntry> sprints;
    QHash<qint64, IdentityEntry> identities;
    QHash<qint64, QString> people; // unique names
    QHash<qint64, QString> teams; // unique names
    QHash<qint64, std::vector<Membership>> memberships; // by person, the newest first

    [[nodiscard]] qint64 teamAt(qint64 person, Instant at) const; // 0 = none
    [[nodiscard]] QString labelOf(qint64 identity) const; // empty = nobody
    // One key for all identities of a person.
    [[nodiscard]] qint64 personKey(qint64 identity) const;
    // Anybody who is not known to be a program.
    [[nodiscard]] bool isHuman(qint64 identity) const;

    [[nodiscard]] static Result<WorkspaceMaps> read(Database &database);
};

} // namespace leadline
