#include "core/store/derived/workspacemaps.h"

#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <QSet>

#include <algorithm>

namespace leadline {

namespace {

// Two things of one name could not be told apart in a list: the later one gets the hint, or its number.
class UniqueNames {
public:
    QString take(const QString &name, const QString &hint, qint64 id)
    {
        QString unique = name;
        if (m_taken.contains(unique) && !hint.isEmpty())
            unique = u"%1 (%2)"_s.arg(name, hint);
        if (m_taken.contains(unique))
            unique = u"%1 (#%2)"_s.arg(name).arg(id);
        m_taken.insert(unique);
        return unique;
    }

private:
    QSet<QString> m_taken;
};

Result<void> readPlaces(Database &database, WorkspaceMaps &maps)
{
    const auto takeSource = [&maps](const Statement &row) { maps.sources.insert(row.integer(0), row.text(1)); };
    if (auto read = forEachRow(database, "SELECT id, name FROM source", takeSource); !read)
        return read;
    const auto takeService = [&maps](const Statement &row) { maps.services.insert(row.integer(0), row.text(1)); };
    if (auto read = forEachRow(database, "SELECT id, name FROM service", takeService); !read)
        return read;
    UniqueNames names;
    return forEachRow(database,
        "SELECT r.id, ifnull(r.path, r.external_id), r.source, ifnull(sr.service, 0) FROM repository r "
        "LEFT JOIN service_repository sr ON sr.repository = r.id ORDER BY r.id",
        [&](const Statement &row) {
            WorkspaceMaps::RepositoryEntry entry;
            entry.source = row.integer(2);
            entry.path = names.take(row.text(1), maps.sources.value(entry.source), row.integer(0));
            entry.service = row.integer(3);
            maps.repositories.insert(row.integer(0), entry);
        });
}

Result<void> readSprints(Database &database, WorkspaceMaps &maps)
{
    UniqueNames names;
    return forEachRow(database, "SELECT id, ifnull(name, id), ifnull(board, '') FROM sprint_fact ORDER BY id",
        [&](const Statement &row) {
            const QString board = row.text(2);
            maps.sprints.insert(
                row.integer(0), {.name = names.take(row.text(1), board, row.integer(0)), .board = board});
        });
}

Result<void> readPeople(Database &database, WorkspaceMaps &maps)
{
    UniqueNames names;
    if (auto read = forEachRow(database, "SELECT id, ifnull(name, external_id) FROM person ORDER BY id",
            [&](const Statement &row) {
                maps.people.insert(row.integer(0), names.take(row.text(1), {}, row.integer(0)));
            });
        !read)
        return read;
    return forEachRow(database,
        "SELECT i.id, coalesce(i.login, i.name, i.external_id), i.actor, ifnull(i.person, 0), ifnull(c.actor, "
        "i.actor), i.source "
        "FROM identity i LEFT JOIN identity_decision c ON c.identity = i.id ORDER BY i.id",
        [&](const Statement &row) {
            WorkspaceMaps::IdentityEntry entry;
            entry.login = row.text(1);
            entry.person = row.integer(3);
            entry.actor = static_cast<ActorClass>(row.integer(4));
            entry.reclassified = row.integer(2) != row.integer(4);
            const auto person = maps.people.constFind(entry.person);
            entry.label = person != maps.people.cend()
                ? *person
                : names.take(entry.login, maps.sources.value(row.integer(5)), row.integer(0));
            maps.identities.insert(row.integer(0), entry);
        });
}

Result<void> readTeams(Database &database, WorkspaceMaps &maps)
{
    UniqueNames names;
    if (auto read = forEachRow(database, "SELECT id, ifnull(name, external_id) FROM team ORDER BY id",
            [&](const Statement &row) {
                maps.teams.insert(row.integer(0), names.take(row.text(1), {}, row.integer(0)));
            });
        !read)
        return read;
    return forEachRow(database,
        "SELECT person, team, from_at, to_at FROM membership WHERE person IS NOT NULL AND team IS NOT NULL ORDER BY "
        "person, from_at DESC, id",
        [&maps](const Statement &row) {
            maps.memberships[row.integer(0)].push_back(
                {.fromAt = row.instant(2), .toAt = row.instant(3), .team = row.integer(1)});
        });
}

} // namespace

qint64 WorkspaceMaps::teamAt(qint64 person, Instant at) const
{
    const auto found = memberships.constFind(person);
    if (found == memberships.cend() || !at.isSet())
        return 0;
    const auto member = std::ranges::find_if(*found, [at](const Membership &m) {
        return (!m.fromAt.isSet() || m.fromAt <= at) && (!m.toAt.isSet() || at < m.toAt);
    });
    return member == found->end() ? 0 : member->team;
}

QString WorkspaceMaps::labelOf(qint64 identity) const
{
    const auto found = identities.constFind(identity);
    return found == identities.cend() ? QString() : found->label;
}

qint64 WorkspaceMaps::personKey(qint64 identity) const
{
    const auto found = identities.constFind(identity);
    return found != identities.cend() && found->person != 0 ? found->person : -identity;
}

bool WorkspaceMaps::isHuman(qint64 identity) const
{
    const auto found = identities.constFind(identity);
    return found == identities.cend() || (found->actor != ActorClass::Bot && found->actor != ActorClass::AiReviewer);
}

Result<WorkspaceMaps> WorkspaceMaps::read(Database &database)
{
    WorkspaceMaps maps;
    for (const auto part : {readPlaces, readSprints, readPeople, readTeams}) {
        if (auto read = part(database, maps); !read)
            return std::unexpected(read.error());
    }
    return maps;
}

} // namespace leadline
