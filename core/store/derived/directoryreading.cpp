#include "core/store/directorystore.h"

#include "core/store/database.h"
#include "core/store/derived/calendarsetting.h"
#include "core/store/derived/environmentclasses.h"
#include "core/store/derived/people.h"
#include "core/store/derived/sqlread.h"

namespace leadline {

namespace {

Result<void> readPeople(Database &database, Directory &directory)
{
    return forEachRow(database,
        "SELECT i.id, o.name, i.login, i.name, i.email, ifnull(c.actor, i.actor), ifnull(i.person, 0) FROM identity i "
        "JOIN source o ON o.id = i.source LEFT JOIN identity_decision c ON c.identity = i.id ORDER BY i.id",
        [&directory](const Statement &row) {
            directory.identities.push_back({.id = row.integer(0),
                .source = row.text(1),
                .login = row.text(2),
                .name = row.text(3),
                .email = row.text(4),
                .actor = static_cast<ActorClass>(row.integer(5)),
                .person = row.integer(6)});
        })
        .and_then([&] {
            return forEachRow(database,
                "SELECT id, ifnull(name, external_id), time_zone, left_at FROM person ORDER BY id",
                [&](const Statement &row) {
                    directory.people.push_back(
                        {.id = row.integer(0), .name = row.text(1), .timeZone = row.text(2), .leftAt = row.instant(3)});
                });
        });
}

Result<void> readTeams(Database &database, Directory &directory)
{
    return forEachRow(database, "SELECT id, ifnull(name, external_id), ifnull(parent, 0) FROM team ORDER BY id",
        [&directory](const Statement &row) {
            directory.teams.push_back({.id = row.integer(0), .name = row.text(1), .parent = row.integer(2)});
        })
        .and_then([&] {
            return forEachRow(database,
                "SELECT id, team, person, from_at, to_at FROM membership WHERE team IS NOT NULL AND person IS NOT NULL "
                "ORDER BY id",
                [&](const Statement &row) {
                    directory.memberships.push_back({.id = row.integer(0),
                        .team = row.integer(1),
                        .person = row.integer(2),
                        .fromAt = row.instant(3),
                        .toAt = row.instant(4)});
                });
        });
}

Result<void> readServices(Database &database, Directory &directory)
{
    QHash<qint64, std::size_t> indexes;
    const auto countInto = [&](qint64 ServiceEntry::*member) {
        return [&directory, &indexes, member](const Statement &row) {
            if (const auto index = indexes.constFind(row.integer(0)); index != indexes.cend())
                directory.services[*index].*member = row.integer(1);
        };
    };
    return forEachRow(database, "SELECT id, name, stand_in FROM service ORDER BY name",
        [&](const Statement &row) {
            indexes.insert(row.integer(0), directory.services.size());
            ServiceEntry service;
            service.id = row.integer(0);
            service.name = row.text(1);
            service.standIn = static_cast<DeploymentStandIn>(row.integer(2));
            directory.services.push_back(std::move(service));
        })
        .and_then([&] {
            return forEachRow(database,
                "SELECT r.id, o.name, ifnull(r.path, r.external_id), ifnull(sr.service, 0) FROM repository r JOIN "
                "source o ON o.id = r.source "
                "LEFT JOIN service_repository sr ON sr.repository = r.id ORDER BY r.path, r.id",
                [&](const Statement &row) {
                    const qint64 service = row.integer(3);
                    directory.repositories.push_back(
                        {.id = row.integer(0), .source = row.text(1), .path = row.text(2), .service = service});
                    if (const auto index = indexes.constFind(service); index != indexes.cend())
                        directory.services[*index].repositories.push_back(row.integer(0));
                });
        })
        .and_then([&] {
            return forEachRow(database,
                "SELECT service, count(*) FROM deploy_event WHERE origin = 0 AND environment_class = 1 AND succeeded "
                "GROUP BY service",
                countInto(&ServiceEntry::deployments));
        })
        .and_then([&] {
            return forEachRow(database,
                "SELECT sr.service, count(*) FROM \"release\" x JOIN service_repository sr ON sr.repository = "
                "x.repository "
                "WHERE x.prerelease = 0 AND x.published_at IS NOT NULL GROUP BY sr.service",
                countInto(&ServiceEntry::releases));
        })
        .and_then([&] {
            return forEachRow(database,
                "SELECT sr.service, count(*) FROM change_fact x JOIN service_repository sr ON sr.repository = "
                "x.repository "
                "WHERE x.merged_at IS NOT NULL GROUP BY sr.service",
                countInto(&ServiceEntry::merges));
        });
}

Result<void> readEnvironments(Database &database, Directory &directory)
{
    auto patterns = readEnvironmentPatterns(database);
    if (!patterns)
        return std::unexpected(patterns.error());
    directory.patterns = *patterns;
    const EnvironmentClassifier classifier(*patterns);
    return forEachRow(database,
        "SELECT environment, count(*) FROM deploy_event WHERE origin = 0 AND environment IS NOT NULL GROUP BY "
        "environment ORDER BY 2 DESC, 1",
        [&](const Statement &row) {
            directory.environments.push_back({.name = row.text(0),
                .environmentClass = classifier.classOf(row.text(0)),
                .deployments = row.integer(1)});
        });
}

} // namespace

Result<Directory> readDirectory(Database &database)
{
    Directory directory;
    for (const auto part : {readPeople, readTeams, readServices, readEnvironments}) {
        if (auto read = part(database, directory); !read)
            return std::unexpected(read.error());
    }
    auto suggestions = suggestMerges(database);
    if (!suggestions)
        return std::unexpected(suggestions.error());
    directory.suggestions = std::move(*suggestions);
    auto calendar = readWorkCalendar(database);
    if (!calendar)
        return std::unexpected(calendar.error());
    directory.calendar = std::move(*calendar);
    auto own = readOwnCalendars(database);
    if (!own)
        return std::unexpected(own.error());
    directory.ownCalendars = std::move(*own);
    return directory;
}

} // namespace leadline
