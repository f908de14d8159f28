#include "core/store/directorystore.h"

#include "core/store/database.h"
#include "core/store/derived/calendarsetting.h"
#include "core/store/derived/directoryimage.h"
#include "core/store/derived/environmentclasses.h"
#include "core/store/derived/people.h"
#include "core/store/derived/services.h"
#include "core/store/derived/sqlread.h"

#include <QUuid>

#include <sqlite3.h>

namespace leadline {

namespace {

QString newExternalId(QLatin1StringView kind)
{
    return kind + u':' + QUuid::createUuid().toString(QUuid::WithoutBraces);
}

// One overload for each change.
class DirectoryChanger {
public:
    explicit DirectoryChanger(Database &database)
        : m_database(database)
    {
    }

    Result<void> operator()(const SetIdentityPerson &change) const;
    Result<void> operator()(const SetActorClass &change) const
    {
        // What the tool says itself needs no decision.
        auto decided =
            execute("INSERT INTO identity_decision (identity, actor) SELECT id, ?1 FROM identity WHERE id IN ("
                    + idList(change.identities) + ") ON CONFLICT(identity) DO UPDATE SET actor = excluded.actor",
                static_cast<qint64>(change.actor));
        if (!decided)
            return decided;
        decided = execute("UPDATE identity_decision SET actor = NULL WHERE actor = 0 OR actor = (SELECT i.actor FROM "
                          "identity i WHERE i.id = identity)");
        return decided ? execute("DELETE FROM identity_decision WHERE actor IS NULL AND pinned = 0") : decided;
    }
    Result<void> operator()(const SavePerson &change) const
    {
        if (change.person.name.trimmed().isEmpty())
            return fail(ErrorKind::Config, u"A person needs a name. Type one and save again."_s);
        qint64 id = change.person.id;
        if (id == 0) {
            auto made = makePerson(m_database, newExternalId("person"_L1), change.person.name);
            if (!made)
                return std::unexpected(made.error());
            id = *made;
        }
        return execute("UPDATE person SET name = ?1, time_zone = nullif(?2, ''), left_at = ?3 WHERE id = ?4",
            QStringView(change.person.name), QStringView(change.person.timeZone), change.person.leftAt, id);
    }
    Result<void> operator()(const SaveTeam &change) const;
    Result<void> operator()(const RemoveTeam &change) const
    {
        return execute("DELETE FROM membership WHERE team = ?1", change.team)
            .and_then([&] {
                return execute(
                    "UPDATE team SET parent = (SELECT parent FROM team WHERE id = ?1) WHERE parent = ?1", change.team);
            })
            .and_then([&] { return saveOwnCalendar(m_database, {.team = change.team, .calendar = {}}); })
            .and_then([&] { return execute("DELETE FROM team WHERE id = ?1", change.team); });
    }
    Result<void> operator()(const SaveMembership &change) const;
    Result<void> operator()(const RemoveMembership &change) const
    {
        return execute("DELETE FROM membership WHERE id = ?1", change.membership);
    }
    Result<void> operator()(const DismissSuggestion &change) const
    {
        const auto [first, second] = std::minmax(change.suggestion.keep, change.suggestion.merge);
        return execute("INSERT OR IGNORE INTO dismissed_suggestion (keep, merge) VALUES (?1, ?2)", first, second);
    }
    Result<void> operator()(const SaveService &change) const;
    Result<void> operator()(const RemoveService &change) const
    {
        return execute("DELETE FROM service_repository WHERE service = ?1", change.service)
            .and_then([&] { return execute("DELETE FROM service WHERE id = ?1", change.service); })
            .and_then([&] { return giveServices(); });
    }
    Result<void> operator()(const SetEnvironmentPatterns &change) const
    {
        return saveEnvironmentPatterns(m_database, change.patterns);
    }
    Result<void> operator()(const SetWorkCalendar &change) const
    {
        return saveWorkCalendar(m_database, change.calendar);
    }
    Result<void> operator()(const SetOwnCalendar &change) const { return saveOwnCalendar(m_database, change); }
    Result<void> operator()(const std::shared_ptr<const RestoreDirectory> &change) const
    {
        return change ? restoreRows(m_database, *change) : Result<void>();
    }

private:
    template <typename... Values> Result<void> execute(const QByteArray &sql, const Values &...values) const
    {
        return runOnce(m_database, sql, values...);
    }
    [[nodiscard]] qint64 lastId() const
    {
        return sqlite3_last_insert_rowid(static_cast<sqlite3 *>(m_database.handle()));
    }
    Result<void> giveServices() const
    {
        return updateServices(m_database).transform([](bool) { });
    }
    Result<void> moveOut(const QByteArray &identities, qint64 person) const;

    Database &m_database;
};

Result<void> DirectoryChanger::operator()(const SetIdentityPerson &change) const
{
    if (change.identities.empty())
        return {};
    const QByteArray identities = idList(change.identities);
    qint64 person = change.person;
    if (person == 0) {
        auto name = Statement::prepare(m_database,
            "SELECT coalesce(name, login, external_id) FROM identity WHERE id IN (" + identities
                + ") ORDER BY name IS NULL, id LIMIT 1");
        if (!name)
            return std::unexpected(name.error());
        if (const auto row = name->step(); !row || !*row)
            return row ? fail(ErrorKind::Config, u"This account is gone. Open the list again."_s)
                       : std::unexpected(row.error());
        auto made = makePerson(m_database, newExternalId("person"_L1), name->text(0));
        if (!made)
            return std::unexpected(made.error());
        person = *made;
    }
    // Accounts that stay with their person are meant to stay: matching must not let them follow the others.
    auto pinned = execute("INSERT INTO identity_decision (identity, pinned) SELECT id, 1 FROM identity WHERE id IN ("
            + identities + ") OR person = ?1 OR person IN (SELECT person FROM identity WHERE id IN (" + identities
            + ")) ON CONFLICT(identity) DO UPDATE SET pinned = 1",
        person);
    return pinned ? moveOut(identities, person) : pinned;
}

// People who have lost their last account to another person were that person: their teams go along.
Result<void> DirectoryChanger::moveOut(const QByteArray &identities, qint64 person) const
{
    std::vector<qint64> before;
    auto read = forEachRow(m_database,
        "SELECT DISTINCT person FROM identity WHERE person IS NOT NULL AND id IN (" + identities + ')',
        [&before](const Statement &row) { before.push_back(row.integer(0)); });
    if (!read)
        return read;
    if (auto moved = execute("UPDATE identity SET person = ?1 WHERE id IN (" + identities + ')', person); !moved)
        return moved;
    for (const qint64 old : before) {
        if (old == person)
            continue;
        auto left = m_database.integer(u"SELECT count(*) FROM identity WHERE person = %1"_s.arg(old));
        if (!left)
            return std::unexpected(left.error());
        if (*left > 0)
            continue;
        auto merged = execute("UPDATE membership SET person = ?1 WHERE person = ?2", person, old).and_then([&] {
            return execute("DELETE FROM person WHERE id = ?1", old);
        });
        if (!merged)
            return merged;
    }
    return {};
}

Result<void> DirectoryChanger::operator()(const SaveTeam &change) const
{
    const TeamEntry &team = change.team;
    if (team.name.trimmed().isEmpty())
        return fail(ErrorKind::Config, u"A team needs a name. Type one and save again."_s);
    if (team.id != 0 && team.parent != 0) {
        auto loop = m_database.integer(u"WITH RECURSIVE above(id) AS (SELECT %1 UNION SELECT t.parent FROM team t JOIN "
                                       u"above a ON t.id = a.id WHERE t.parent IS NOT NULL) "
                                       "SELECT count(*) FROM above WHERE id = %2"_s.arg(team.parent)
                                           .arg(team.id));
        if (!loop)
            return std::unexpected(loop.error());
        if (*loop > 0)
            return fail(
                ErrorKind::Config, u"A team cannot be part of itself or of a team below it. Choose another parent."_s);
    }
    if (team.id != 0)
        return execute("UPDATE team SET name = ?1, parent = nullif(?2, 0) WHERE id = ?3", QStringView(team.name),
            team.parent, team.id);
    return execute("INSERT INTO team (source, external_id, name, parent) VALUES (0, ?1, ?2, nullif(?3, 0))",
        QStringView(newExternalId("team"_L1)), QStringView(team.name), team.parent);
}

Result<void> DirectoryChanger::operator()(const SaveMembership &change) const
{
    const MembershipEntry &entry = change.membership;
    if (entry.fromAt.isSet() && entry.toAt.isSet() && entry.toAt <= entry.fromAt)
        return fail(ErrorKind::Config, u"The membership ends before it begins. Correct the dates and save again."_s);
    auto known = m_database.integer(
        u"SELECT (SELECT count(*) FROM team WHERE id = %1) + (SELECT count(*) FROM person WHERE id = %2)"_s
            .arg(entry.team)
            .arg(entry.person));
    if (!known)
        return std::unexpected(known.error());
    if (*known < 2)
        return fail(ErrorKind::Config, u"The team or the person is gone. Open the list again."_s);
    if (entry.id != 0)
        return execute("UPDATE membership SET team = ?1, person = ?2, from_at = ?3, to_at = ?4 WHERE id = ?5",
            entry.team, entry.person, entry.fromAt, entry.toAt, entry.id);
    return execute(
        "INSERT INTO membership (source, external_id, team, person, from_at, to_at) VALUES (0, ?1, ?2, ?3, ?4, ?5)",
        QStringView(newExternalId("membership"_L1)), entry.team, entry.person, entry.fromAt, entry.toAt);
}

Result<void> DirectoryChanger::operator()(const SaveService &change) const
{
    const ServiceEntry &service = change.service;
    const QString name = service.name.trimmed();
    if (name.isEmpty())
        return fail(ErrorKind::Config, u"A service needs a name. Type one and save again."_s);
    auto free = freeServiceName(m_database, name, {}, service.id);
    if (!free)
        return std::unexpected(free.error());
    if (*free != name)
        return fail(ErrorKind::Config, u"There is a service called “%1” already. Choose another name."_s.arg(name));
    const auto standIn = static_cast<qint64>(service.standIn);
    // A service that somebody named or composed does not follow a repository's path any more.
    auto saved = service.id == 0
        ? execute("INSERT INTO service (name, stand_in) VALUES (?1, ?2)", QStringView(name), standIn)
        : execute("UPDATE service SET automatic = automatic AND name = ?1 AND ?4 = 1, name = ?1, stand_in = ?2 WHERE "
                  "id = ?3",
              QStringView(name), standIn, service.id, static_cast<qint64>(service.repositories.size()));
    if (!saved)
        return saved;
    const qint64 id = service.id == 0 ? lastId() : service.id;
    return execute("DELETE FROM service_repository WHERE service = ?1 AND repository NOT IN ("
            + idList(service.repositories) + ')',
        id)
        .and_then([&] {
            return execute(
                "INSERT INTO service_repository (repository, service) SELECT id, ?1 FROM repository WHERE id IN ("
                    + idList(service.repositories)
                    + ") ON CONFLICT(repository) DO UPDATE SET service = excluded.service WHERE service <> "
                      "excluded.service",
                id);
        })
        .and_then([&] { return giveServices(); });
}

} // namespace

Result<DirectoryChange> applyDirectoryChange(Database &database, const DirectoryChange &change)
{
    // Accounts that came since the last derivation are matched first, so that this is not taken for a part of the
    // change.
    if (auto matched = matchIdentities(database); !matched)
        return std::unexpected(matched.error());
    const auto before = DirectoryImage::read(database);
    if (!before)
        return std::unexpected(before.error());
    if (auto done = std::visit(DirectoryChanger(database), change); !done)
        return std::unexpected(done.error());
    if (auto matched = matchIdentities(database); !matched)
        return std::unexpected(matched.error());
    const auto after = DirectoryImage::read(database);
    if (!after)
        return std::unexpected(after.error());
    // Both directions: a repository's old service changes as much as its new one.
    RestoreDirectory inverse = before->difference(*after);
    for (const RestoreDirectory &changed : {inverse, after->difference(*before)}) {
        if (auto noted = noteChanges(database, changed); !noted)
            return std::unexpected(noted.error());
    }
    return DirectoryChange(std::make_shared<const RestoreDirectory>(std::move(inverse)));
}

} // namespace leadline
