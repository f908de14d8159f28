#include "core/store/directorystore.h"

#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <array>
#include <utility>

namespace leadline {

namespace {

// Upserts by external id at the workspace itself.
Result<void> writePeople(Database &database, const std::vector<Person> &people)
{
    auto statement = Statement::prepare(database,
        "INSERT INTO person (source, external_id, name, time_zone, left_at) VALUES (0, ?1, ?2, ?3, ?4) "
        "ON CONFLICT(source, external_id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, left_at "
        "= excluded.left_at");
    if (!statement)
        return std::unexpected(statement.error());
    for (const Person &person : people) {
        statement->bind(1, QStringView(person.externalId));
        bindText(*statement, 2, person.name);
        bindText(*statement, 3, person.timeZone);
        statement->bind(4, person.leftAt);
        if (auto done = statement->run(); !done)
            return done;
    }
    return {};
}

Result<void> writeTeams(Database &database, const std::vector<Team> &teams)
{
    for (const Team &team : teams) {
        auto done = runOnce(database,
            "INSERT INTO team (source, external_id, name) VALUES (0, ?1, ?2) ON CONFLICT(source, external_id) DO "
            "UPDATE SET name = excluded.name",
            QStringView(team.externalId), QStringView(team.name));
        if (!done)
            return done;
    }
    for (const Team &team : teams) { // when all are there: a parent may stand behind its child
        auto done = runOnce(database,
            "UPDATE team SET parent = (SELECT id FROM team WHERE source = 0 AND external_id = ?1) WHERE source = 0 AND "
            "external_id = ?2",
            QStringView(team.parent.id), QStringView(team.externalId));
        if (!done)
            return done;
    }
    return {};
}

Result<void> writeMemberships(Database &database, const std::vector<Membership> &memberships)
{
    auto statement = Statement::prepare(database,
        "INSERT INTO membership (source, external_id, team, person, from_at, to_at) VALUES (0, ?1, "
        "(SELECT id FROM team WHERE source = 0 AND external_id = ?2), (SELECT id FROM person WHERE source = 0 AND "
        "external_id = ?3), ?4, ?5) "
        "ON CONFLICT(source, external_id) DO UPDATE SET team = excluded.team, person = excluded.person, from_at = "
        "excluded.from_at, "
        "to_at = excluded.to_at");
    if (!statement)
        return std::unexpected(statement.error());
    for (const Membership &membership : memberships) {
        statement->bind(1, QStringView(membership.externalId));
        statement->bind(2, QStringView(membership.team.id));
        statement->bind(3, QStringView(membership.person.id));
        statement->bind(4, membership.fromAt);
        statement->bind(5, membership.toAt);
        if (auto done = statement->run(); !done)
            return done;
    }
    return {};
}

Result<void> pinIdentities(
    Database &database, const std::vector<std::pair<QString, QString>> &identityPeople, const QString &source)
{
    auto assign = Statement::prepare(database,
        "UPDATE identity SET person = (SELECT id FROM person WHERE source = 0 AND external_id = ?1) "
        "WHERE source = (SELECT id FROM source WHERE name = ?2) AND external_id = ?3");
    if (!assign)
        return std::unexpected(assign.error());
    auto pin = Statement::prepare(database,
        "INSERT INTO identity_decision (identity, pinned) SELECT id, 1 FROM identity "
        "WHERE source = (SELECT id FROM source WHERE name = ?1) AND external_id = ?2 AND person IS NOT NULL "
        "ON CONFLICT(identity) DO UPDATE SET pinned = 1");
    if (!pin)
        return std::unexpected(pin.error());
    for (const auto &[identity, person] : identityPeople) {
        assign->bind(1, QStringView(person));
        assign->bind(2, QStringView(source));
        assign->bind(3, QStringView(identity));
        if (auto done = assign->run(); !done)
            return done;
        pin->bind(1, QStringView(source));
        pin->bind(2, QStringView(identity));
        if (auto done = pin->run(); !done)
            return done;
    }
    return {};
}

} // namespace

Result<void> importOrganisation(Database &database, const std::vector<Person> &people, const std::vector<Team> &teams,
    const std::vector<Membership> &memberships, const std::vector<std::pair<QString, QString>> &identityPeople,
    const QString &source)
{
    return writePeople(database, people)
        .and_then([&] { return writeTeams(database, teams); })
        .and_then([&] { return writeMemberships(database, memberships); })
        .and_then([&] { return pinIdentities(database, identityPeople, source); })
        .and_then([&]() -> Result<void> {
            static constexpr std::array kinds = {
                RecordKind::Person, RecordKind::Team, RecordKind::Membership, RecordKind::Identity};
            for (const RecordKind kind : kinds) {
                auto noted = runOnce(
                    database, "INSERT OR IGNORE INTO dirty (kind, id) VALUES (?1, 0)", static_cast<qint64>(kind));
                if (!noted)
                    return noted;
            }
            return {};
        });
}

} // namespace leadline
