#include "core/store/derived/services.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <sqlite3.h>

namespace leadline {

namespace {

struct NamelessRepository {
    qint64 id = 0;
    qint64 service = 0; // 0 = has none yet
    QString path;
    QString source;
};

Result<std::vector<NamelessRepository>> repositoriesToName(Database &database)
{
    std::vector<NamelessRepository> repositories;
    const auto take = [&repositories](const Statement &row) {
        repositories.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3)});
    };
    // Automatic services are renamed only when they are not called by the path (with or without a hint) any more.
    auto read = forEachRow(database,
        "SELECT r.id, ifnull(s.id, 0), ifnull(r.path, r.external_id), o.name FROM repository r JOIN source o ON o.id = "
        "r.source "
        "LEFT JOIN service_repository sr ON sr.repository = r.id LEFT JOIN service s ON s.id = sr.service "
        "WHERE s.id IS NULL OR (s.automatic = 1 AND s.name <> r.path AND s.name NOT LIKE r.path || ' (%)') ORDER BY "
        "r.id",
        take);
    if (!read)
        return std::unexpected(read.error());
    return repositories;
}

Result<void> giveService(Database &database, const NamelessRepository &repository, const QString &name)
{
    if (repository.service != 0)
        return runOnce(database, "UPDATE service SET name = ?1 WHERE id = ?2", QStringView(name), repository.service);
    if (auto made = runOnce(database, "INSERT INTO service (name, automatic) VALUES (?1, 1)", QStringView(name)); !made)
        return made;
    const qint64 service = sqlite3_last_insert_rowid(static_cast<sqlite3 *>(database.handle()));
    return runOnce(database, "INSERT OR REPLACE INTO service_repository (repository, service) VALUES (?1, ?2)",
        repository.id, service);
}

} // namespace

Result<QString> freeServiceName(Database &database, const QString &wish, const QString &hint, qint64 service)
{
    auto taken = Statement::prepare(database, "SELECT 1 FROM service WHERE name = ?1 AND id <> ?2");
    if (!taken)
        return std::unexpected(taken.error());
    for (int attempt = 0;; ++attempt) {
        QString name = wish;
        if (attempt == 1 && !hint.isEmpty())
            name += u" (%1)"_s.arg(hint);
        else if (attempt > 0)
            name += u" (%1)"_s.arg(attempt + 1);
        taken->bind(1, QStringView(name));
        taken->bind(2, service);
        const auto found = taken->step();
        if (!found)
            return std::unexpected(found.error());
        if (!*found)
            return name;
        taken->reset();
    }
}

Result<bool> updateServices(Database &database)
{
    const qint64 before = rowsWritten(database);
    for (const char *statement : {
             "DELETE FROM service_repository WHERE repository NOT IN (SELECT id FROM repository)",
             "DELETE FROM service WHERE automatic = 1 AND id NOT IN (SELECT service FROM service_repository)",
         }) {
        if (auto done = runOnce(database, statement); !done)
            return std::unexpected(done.error());
    }
    const bool removed = rowsWritten(database) != before;
    auto repositories = repositoriesToName(database);
    if (!repositories)
        return std::unexpected(repositories.error());
    for (const NamelessRepository &repository : *repositories) {
        auto name = freeServiceName(database, repository.path, repository.source, repository.service);
        if (!name)
            return std::unexpected(name.error());
        if (auto given = giveService(database, repository, *name); !given)
            return std::unexpected(given.error());
    }
    return removed;
}

Result<QSet<qint64>> takeChangedRepositories(Database &database)
{
    QSet<qint64> changed;
    auto read = forEachRow(database,
        "SELECT r.id FROM repository r JOIN service_repository sr ON sr.repository = r.id "
        "WHERE sr.seen IS NOT ifnull(r.default_branch, '') || char(10) || ifnull(r.path, r.external_id)",
        [&changed](const Statement &row) { changed.insert(row.integer(0)); });
    if (!read)
        return std::unexpected(read.error());
    if (!changed.isEmpty()) {
        auto seen = runOnce(database,
            "UPDATE service_repository SET seen = (SELECT ifnull(r.default_branch, '') || char(10) || ifnull(r.path, "
            "r.external_id) "
            "FROM repository r WHERE r.id = service_repository.repository) WHERE repository IN ("
                + idList(changed) + ')');
        if (!seen)
            return std::unexpected(seen.error());
    }
    return changed;
}

} // namespace leadline
