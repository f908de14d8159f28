#include "core/store/derivation.h"

#include "core/store/database.h"
#include "core/store/factimage.h"
#include "core/store/derived/buildfacts.h"
#include "core/store/derived/dirtyimpact.h"
#include "core/store/derived/escapedbugs.h"
#include "core/store/derived/factwriting.h"
#include "core/store/derived/issuefacts.h"
#include "core/store/derived/people.h"
#include "core/store/derived/servicelinks.h"
#include "core/store/derived/serviceloading.h"
#include "core/store/derived/services.h"
#include "core/store/derived/sqlread.h"
#include "core/store/derived/toolfacts.h"
#include "core/store/recordstore.h"

#include <QJsonValue>

namespace leadline {

namespace {

constexpr qint64 kHourMs = 3'600'000;
constexpr double kDefaultIncidentWindowHours = 72;

const QStringList kAllFacts = {u"change"_s, u"deployment"_s, u"incident"_s, u"review"_s, u"issue"_s, u"build"_s,
    u"commit"_s, u"release"_s, u"sprint_item"_s, u"sprint"_s, u"red_period"_s, u"finding"_s, u"measure"_s};

// Repositories whose changes were answered or written by accounts that are now taken for something or somebody else,
// and these accounts.
Result<QSet<qint64>> touchedByIdentities(Database &database, QSet<qint64> &identities)
{
    QSet<qint64> repositories;
    auto read = forEachRow(database,
        "SELECT i.id FROM identity i JOIN identity_fact f ON f.id = i.id LEFT JOIN identity_decision c ON c.identity = "
        "i.id "
        "WHERE f.actor <> ifnull(c.actor, i.actor) OR f.person IS NOT i.person",
        [&identities](const Statement &row) { identities.insert(row.integer(0)); });
    if (!read)
        return std::unexpected(read.error());
    if (!identities.isEmpty()) {
        const QByteArray list = idList(identities);
        read = forEachRow(database,
            "SELECT DISTINCT repository FROM change_request WHERE id IN (SELECT change_request FROM review WHERE "
            "reviewer IN ("
                + list + ")) OR author IN (" + list + ')',
            [&repositories](const Statement &row) { repositories.insert(row.integer(0)); });
        if (!read)
            return std::unexpected(read.error());
    }
    auto kept = runOnce(database,
        "INSERT INTO identity_fact (id, actor, person) SELECT i.id, ifnull(c.actor, i.actor), i.person FROM identity i "
        "LEFT JOIN identity_decision c ON c.identity = i.id WHERE true "
        "ON CONFLICT(id) DO UPDATE SET actor = excluded.actor, person = excluded.person "
        "WHERE actor <> excluded.actor OR person IS NOT excluded.person");
    if (!kept)
        return std::unexpected(kept.error());
    return repositories;
}

Result<void> removeOrphans(Database &database)
{
    for (const char *statement :
        {"DELETE FROM red_period WHERE repository IS NULL OR repository NOT IN (SELECT id FROM repository)",
            "DELETE FROM change_fact WHERE repository IS NULL OR repository NOT IN (SELECT id FROM repository)",
            "DELETE FROM deploy_event WHERE repository IS NULL OR repository NOT IN (SELECT id FROM repository)",
            "DELETE FROM incident_fact WHERE id NOT IN (SELECT id FROM incident)",
            "DELETE FROM identity_fact WHERE id NOT IN (SELECT id FROM identity)",
            "DELETE FROM identity_decision WHERE identity NOT IN (SELECT id FROM identity)",
            "DELETE FROM dismissed_suggestion WHERE keep NOT IN (SELECT id FROM person) OR merge NOT IN (SELECT id "
            "FROM person)"}) {
        if (auto done = runOnce(database, statement); !done)
            return done;
    }
    return {};
}

Result<QSet<qint64>> servicesOf(Database &database, const QSet<qint64> &repositories, bool all)
{
    QSet<qint64> services;
    auto read = forEachRow(database,
        "SELECT DISTINCT service FROM service_repository"
            + (all ? QByteArray() : " WHERE repository IN (" + idList(repositories) + ')'),
        [&services](const Statement &row) { services.insert(row.integer(0)); });
    if (!read)
        return std::unexpected(read.error());
    return services;
}

Result<qint64> incidentWindowMs(Database &database)
{
    auto hours = readSetting(database, u"incident_window_hours"_s);
    if (!hours)
        return std::unexpected(hours.error());
    return static_cast<qint64>(qMax(0.0, hours->toDouble(kDefaultIncidentWindowHours)) * kHourMs);
}

void count(const std::vector<ServiceRecords> &services, DerivationReport &report)
{
    for (const ServiceRecords &service : services) {
        for (const ServiceChange &change : service.changes) {
            if (change.event >= 0)
                ++(change.inferred ? report.changesInferred : report.changesLinked);
        }
        for (const ServiceIncident &incident : service.incidents)
            report.incidentsLinked += incident.event >= 0;
    }
}

// Everything that is linked within a service is computed for the whole service: one late record can move many.
Result<WrittenFacts> deriveServices(
    Database &database, const QSet<qint64> &services, const CancelToken &cancel, DerivationReport &report)
{
    auto maps = WorkspaceMaps::read(database);
    if (!maps)
        return std::unexpected(maps.error());
    auto patterns = readEnvironmentPatterns(database);
    if (!patterns)
        return std::unexpected(patterns.error());
    auto window = incidentWindowMs(database);
    if (!window)
        return std::unexpected(window.error());
    const EnvironmentClassifier environments(*patterns);
    auto records = loadServices(database, services, *maps, environments);
    if (!records)
        return std::unexpected(records.error());
    for (ServiceRecords &service : *records) {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, u"The calculation was stopped. It goes on with the next sync."_s);
        linkChanges(service);
        linkIncidents(service, *window);
        service.commits.clear(); // the largest part, and done with
    }
    count(*records, report);
    return writeFacts(database, *records);
}

void addFacts(QStringList &facts, const QStringList &more)
{
    for (const QString &fact : more) {
        if (!facts.contains(fact))
            facts += fact;
    }
}

// What must be computed again.
struct Work {
    bool any = false;
    QSet<qint64> services;
    QSet<qint64> places; // repositories of another name or default branch
    QSet<qint64> identities; // accounts that are now taken for something or somebody else
    bool placesChanged = false;
    QStringList facts; // that show rows which changed themselves
};

Result<Work> findWork(Database &database)
{
    Work work;
    auto repositoriesGone = updateServices(database);
    if (!repositoriesGone)
        return std::unexpected(repositoriesGone.error());
    auto places = takeChangedRepositories(database);
    if (!places)
        return std::unexpected(places.error());
    auto dirty = DirtyImpact::read(database);
    if (!dirty)
        return std::unexpected(dirty.error());
    work.places = *places;
    work.placesChanged = !places->isEmpty() || *repositoriesGone;
    work.any = dirty->any || work.placesChanged;
    work.facts = work.placesChanged ? kAllFacts : dirty->facts;
    auto labels = takeChangedEscapedLabels(database);
    if (!labels)
        return std::unexpected(labels.error());
    if (*labels) {
        work.any = true;
        addFacts(work.facts, {u"issue"_s});
    }
    QSet<qint64> repositories = dirty->repositories + *places;
    if (dirty->identities) {
        if (auto matched = matchIdentities(database); !matched)
            return std::unexpected(matched.error());
        auto touched = touchedByIdentities(database, work.identities);
        if (!touched)
            return std::unexpected(touched.error());
        repositories.unite(*touched);
    }
    const bool all = dirty->all || *repositoriesGone;
    if (all) {
        if (auto removed = removeOrphans(database); !removed)
            return std::unexpected(removed.error());
    }
    auto services = servicesOf(database, repositories, all);
    if (!services)
        return std::unexpected(services.error());
    work.services = std::move(*services);
    return work;
}

// What follows from records of one kind alone.
Result<void> deriveKinds(Database &database, const Work &work, QStringList &facts)
{
    const auto take = [&facts](const QStringList &changed) { addFacts(facts, changed); };
    return deriveBuilds(database, work.places)
        .transform(take)
        .and_then([&] { return deriveMeasures(database); })
        .transform(take)
        .and_then([&] { return deriveMessages(database, work.identities); })
        .transform(take)
        .and_then([&] { return placeProjects(database, work.placesChanged); })
        .transform(take);
}

} // namespace

Result<DerivationReport> derive(Database &database, const CancelToken &cancel)
{
    DerivationReport report;
    auto work = findWork(database);
    if (!work)
        return std::unexpected(work.error());
    if (!work->any)
        return report;
    report.facts = work->facts;
    if (auto done = runOnce(database, "DELETE FROM incident_fact WHERE id IN (SELECT id FROM dirty WHERE kind = 9)");
        !done)
        return std::unexpected(done.error());
    if (!work->services.isEmpty()) {
        auto written = deriveServices(database, work->services, cancel, report);
        if (!written)
            return std::unexpected(written.error());
        if (written->changes)
            addFacts(report.facts, {u"change"_s});
        if (written->deployments)
            addFacts(report.facts, {u"deployment"_s});
        if (written->incidents)
            addFacts(report.facts, {u"incident"_s});
    }
    auto issueFacts = deriveIssues(database, cancel);
    if (!issueFacts)
        return std::unexpected(issueFacts.error());
    addFacts(report.facts, *issueFacts);
    if (auto done = deriveKinds(database, *work, report.facts); !done)
        return std::unexpected(done.error());
    if (auto done = runOnce(database, "DELETE FROM dirty"); !done)
        return std::unexpected(done.error());
    if (auto noted = noteFactsChanged(database, report.facts); !noted)
        return std::unexpected(noted.error());
    return report;
}

Result<void> invalidateDerived(Database &database)
{
    return runOnce(database, "UPDATE service_repository SET seen = NULL").and_then([&] {
        return runOnce(database, "INSERT OR IGNORE INTO dirty (kind, id) VALUES (4, 0), (6, 0), (11, 0), (12, 0)");
    });
}

} // namespace leadline
