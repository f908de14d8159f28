#include "core/store/derived/serviceloading.h"

#include "core/domain/enums.h"
#include "core/domain/reviewtimes.h"
#include "core/store/database.h"
#include "core/store/derived/servicelinks.h"
#include "core/store/derived/sqlread.h"

#include <algorithm>

namespace leadline {

namespace {

QByteArray bytes(const Statement &row, int column)
{
    return row.blob(column); // text of the database is UTF-8 already
}

struct ReviewRow {
    qint64 change = 0;
    qint64 reviewer = 0;
    Verdict verdict = Verdict::Unknown;
    Instant at;
};

class ServiceLoader {
public:
    ServiceLoader(Database &database, const WorkspaceMaps &maps, const EnvironmentClassifier &environments)
        : m_database(database)
        , m_maps(maps)
        , m_environments(environments)
    {
    }

    Result<std::vector<ServiceRecords>> load(const QSet<qint64> &services)
    {
        if (auto found = findServices(services); !found)
            return std::unexpected(found.error());
        for (const auto part :
            {&ServiceLoader::loadChanges, &ServiceLoader::loadReviews, &ServiceLoader::loadDeployments,
                &ServiceLoader::loadReleases, &ServiceLoader::loadIncidents, &ServiceLoader::loadCommits}) {
            if (auto loaded = (this->*part)(); !loaded)
                return std::unexpected(loaded.error());
        }
        return std::move(m_services);
    }

private:
    Result<void> findServices(const QSet<qint64> &services);
    Result<void> loadChanges();
    Result<void> loadReviews();
    Result<void> loadDeployments();
    Result<void> loadReleases();
    void addMergeEvents(ServiceRecords &service) const;
    Result<void> loadIncidents();
    Result<void> loadCommits();
    Result<void> connectCommits(qint64 repository, RepositoryCommits &commits, std::vector<QByteArray> parents);
    void applyReviews(ServiceChange &change, std::span<const ReviewRow> reviews) const;

    [[nodiscard]] ServiceRecords *serviceOf(qint64 repository)
    {
        const auto found = m_byRepository.constFind(repository);
        return found == m_byRepository.cend() ? nullptr : &m_services[*found];
    }
    // The table, by its index on the repository or in its own order.
    [[nodiscard]] QByteArray from(const char *table) const
    {
        return QByteArray(" FROM ") + table + (m_mostRepositories ? " NOT INDEXED" : "");
    }
    [[nodiscard]] QByteArray ofRepositories(const char *column = "repository") const
    {
        return QByteArray(column) + " IN (" + idList(m_byRepository.keys()) + ')';
    }

    Database &m_database;
    const WorkspaceMaps &m_maps;
    const EnvironmentClassifier &m_environments;
    std::vector<ServiceRecords> m_services;
    QHash<qint64, std::size_t> m_byRepository; // → index into m_services
    bool m_mostRepositories = false; // reading tables in their own order is quicker than by index then
    bool m_sharedCommits = false; // some repository is a fork: its commits may be kept under another one
};

Result<void> ServiceLoader::findServices(const QSet<qint64> &services)
{
    QHash<qint64, std::size_t> indexes;
    auto read = forEachRow(m_database,
        "SELECT s.id, s.stand_in, r.id, r.default_branch, r.fork FROM service s JOIN service_repository sr ON "
        "sr.service = s.id "
        "JOIN repository r ON r.id = sr.repository WHERE s.id IN ("
            + idList(services) + ") ORDER BY s.id, r.id",
        [&](const Statement &row) {
            const qint64 id = row.integer(0);
            if (!indexes.contains(id)) {
                indexes.insert(id, m_services.size());
                ServiceRecords service;
                service.service = id;
                service.standIn = static_cast<DeploymentStandIn>(row.integer(1));
                m_services.push_back(std::move(service));
            }
            m_services[indexes.value(id)].defaultBranches.insert(row.integer(2), bytes(row, 3));
            m_byRepository.insert(row.integer(2), indexes.value(id));
            m_sharedCommits = m_sharedCommits || row.integer(4) != 0;
        });
    if (!read)
        return read;
    const auto all = m_database.integer(u"SELECT count(*) FROM repository"_s);
    if (!all)
        return std::unexpected(all.error());
    m_mostRepositories = m_byRepository.size() * 2 > *all;
    return {};
}

Result<void> ServiceLoader::loadChanges()
{
    return forEachRow(m_database,
        "SELECT id, source, repository, author, state, draft, created_at, first_commit_at, ready_at, "
        "first_response_at, first_approval_at, "
        "merged_at, closed_at, merge_sha, base_branch, issue_keys, additions, deletions, files, commits, comments, "
        "deployed_at, deployment, "
        "deployment_inferred, labels, masked_additions + masked_deletions"
            + from("change_request") + " WHERE " + ofRepositories() + " ORDER BY id",
        [this](const Statement &row) {
            ServiceChange change;
            change.id = row.integer(0);
            change.source = row.integer(1);
            change.repository = row.integer(2);
            change.author = row.integer(3);
            change.state = static_cast<int>(row.integer(4));
            change.times = {.createdAt = row.instant(6),
                .firstCommitAt = row.instant(7),
                .readyAt = row.instant(8),
                .firstResponseAt = row.instant(9),
                .firstApprovalAt = row.instant(10),
                .mergedAt = row.instant(11),
                .deployedAt = {},
                .draft = row.integer(5) != 0};
            change.closedAt = row.instant(12);
            change.mergeSha = bytes(row, 13);
            change.baseBranch = bytes(row, 14);
            change.issueKeys = bytes(row, 15);
            change.additions = optionalInteger(row, 16);
            change.deletions = optionalInteger(row, 17);
            change.files = optionalInteger(row, 18);
            change.commits = optionalInteger(row, 19);
            change.comments = optionalInteger(row, 20);
            change.recordedDeployedAt = row.instant(21);
            change.recordedDeployment = row.integer(22);
            change.recordedInferred = row.integer(23) != 0;
            change.labels = bytes(row, 24);
            change.masked = optionalInteger(row, 25);
            serviceOf(change.repository)->changes.push_back(std::move(change));
        });
}

// Counts the answers of other people; where the workspace knows an account better than its tool, finds the response
// times anew.
void ServiceLoader::applyReviews(ServiceChange &change, std::span<const ReviewRow> reviews) const
{
    const qint64 author = m_maps.personKey(change.author);
    bool reclassified = false;
    for (const ReviewRow &review : reviews) {
        const auto reviewer = m_maps.identities.constFind(review.reviewer);
        reclassified = reclassified || (reviewer != m_maps.identities.cend() && reviewer->reclassified);
        if (review.reviewer != 0 && m_maps.personKey(review.reviewer) != author && m_maps.isHuman(review.reviewer))
            ++change.reviews;
    }
    if (!reclassified)
        return;
    ReviewHistory history;
    history.author = QString::number(author);
    history.createdAt = change.times.readyAt.isSet() ? change.times.readyAt : change.times.createdAt;
    history.endedAt = change.times.mergedAt.isSet() ? change.times.mergedAt : change.closedAt;
    for (const ReviewRow &review : reviews) {
        const auto reviewer = m_maps.identities.constFind(review.reviewer);
        history.responses.push_back({.at = review.at,
            .who = QString::number(m_maps.personKey(review.reviewer)),
            .actor = reviewer == m_maps.identities.cend() ? ActorClass::Unknown : reviewer->actor,
            .verdict = review.verdict});
    }
    const ReviewTimes times = reviewTimesOf(std::move(history));
    change.times.firstResponseAt = times.firstResponseAt;
    change.times.firstApprovalAt = times.firstApprovalAt;
}

Result<void> ServiceLoader::loadReviews()
{
    std::vector<ReviewRow> rows;
    auto read = forEachRow(m_database,
        "SELECT change_request, reviewer, verdict, at FROM review"
            + (m_mostRepositories
                    ? QByteArray()
                    : " WHERE change_request IN (SELECT id FROM change_request WHERE " + ofRepositories() + ')'),
        [&rows](const Statement &row) {
            rows.push_back({.change = row.integer(0),
                .reviewer = row.integer(1),
                .verdict = static_cast<Verdict>(row.integer(2)),
                .at = row.instant(3)});
        });
    if (!read)
        return read;
    std::ranges::stable_sort(rows, {}, &ReviewRow::change);
    for (ServiceRecords &service : m_services) {
        for (ServiceChange &change : service.changes) {
            const auto own = std::ranges::equal_range(rows, change.id, {}, &ReviewRow::change);
            if (!own.empty())
                applyReviews(change, own);
        }
    }
    return {};
}

Result<void> ServiceLoader::loadDeployments()
{
    return forEachRow(m_database,
        "SELECT id, source, repository, environment, sha, result, started_at, finished_at, rollback, unplanned FROM "
        "deployment WHERE "
            + ofRepositories(),
        [this](const Statement &row) {
            DeployEvent event;
            event.record = row.integer(0);
            event.id = eventId(EventOrigin::Deployment, event.record);
            event.source = row.integer(1);
            event.repository = row.integer(2);
            event.environment = row.text(3);
            event.environmentClass = m_environments.classOf(event.environment);
            event.sha = bytes(row, 4);
            event.startedAt = row.instant(6);
            event.finishedAt = row.instant(7);
            event.succeeded = static_cast<RunResult>(row.integer(5)) == RunResult::Success;
            event.rollback = row.integer(8) != 0;
            event.unplanned = row.integer(9) != 0;
            serviceOf(event.repository)->events.push_back(std::move(event));
        });
}

// After the deployments: where one reached production, nothing stands for it.
Result<void> ServiceLoader::loadReleases()
{
    QSet<qint64> wanted;
    for (ServiceRecords &service : m_services) {
        if (!needsStandIn(service))
            continue;
        if (service.standIn == DeploymentStandIn::Merges)
            addMergeEvents(service);
        else
            wanted.unite({service.defaultBranches.keyBegin(), service.defaultBranches.keyEnd()});
    }
    if (wanted.isEmpty())
        return {};
    return forEachRow(m_database,
        "SELECT id, source, repository, sha, published_at FROM \"release\" WHERE prerelease = 0 AND published_at IS "
        "NOT NULL AND repository IN ("
            + idList(wanted) + ')',
        [this](const Statement &row) {
            DeployEvent event;
            event.origin = EventOrigin::Release;
            event.record = row.integer(0);
            event.id = eventId(event.origin, event.record);
            event.source = row.integer(1);
            event.repository = row.integer(2);
            event.environment = u"release"_s;
            event.environmentClass = EnvironmentClass::Production;
            event.sha = bytes(row, 3);
            event.startedAt = event.finishedAt = row.instant(4);
            event.succeeded = true;
            serviceOf(event.repository)->events.push_back(std::move(event));
        });
}

void ServiceLoader::addMergeEvents(ServiceRecords &service) const
{
    for (const ServiceChange &change : service.changes) {
        const QByteArray trunk = service.defaultBranches.value(change.repository);
        if (!change.times.mergedAt.isSet()
            || (!trunk.isEmpty() && !change.baseBranch.isEmpty() && change.baseBranch != trunk))
            continue;
        DeployEvent event;
        event.origin = EventOrigin::Merge;
        event.record = change.id;
        event.id = eventId(event.origin, event.record);
        event.source = change.source;
        event.repository = change.repository;
        event.environment = u"merge"_s;
        event.environmentClass = EnvironmentClass::Production;
        event.sha = change.mergeSha;
        event.startedAt = event.finishedAt = change.times.mergedAt;
        event.succeeded = true;
        service.events.push_back(std::move(event));
    }
}

Result<void> ServiceLoader::loadIncidents()
{
    // The deployment that a tool names says which service it is about, also where the incident has no repository.
    return forEachRow(m_database,
        "SELECT i.id, ifnull(d.repository, i.repository), i.opened_at, i.resolved_at, i.cause_sha, d.id, s.\"key\" "
        "FROM incident i "
        "LEFT JOIN deployment d ON d.id = i.deployment LEFT JOIN issue s ON s.source = i.source AND s.external_id = "
        "i.external_id WHERE "
            + ofRepositories("ifnull(d.repository, i.repository)") + " ORDER BY i.opened_at, i.id",
        [this](const Statement &row) {
            ServiceIncident incident;
            incident.id = row.integer(0);
            incident.repository = row.integer(1);
            incident.openedAt = row.instant(2);
            incident.resolvedAt = row.instant(3);
            incident.causeSha = bytes(row, 4);
            incident.deployment = row.integer(5);
            incident.issueKey = bytes(row, 6);
            serviceOf(incident.repository)->incidents.push_back(std::move(incident));
        });
}

// Only where they can tell something: services with a production event of a known commit.
Result<void> ServiceLoader::loadCommits()
{
    QHash<qint64, std::vector<QByteArray>> parents; // by repository, of each commit, joined by line feeds
    for (const ServiceRecords &service : m_services) {
        const bool hasEvents = std::ranges::any_of(
            service.events, [](const DeployEvent &event) { return event.reachedProduction() && !event.sha.isEmpty(); });
        for (auto it = service.defaultBranches.keyBegin(); hasEvents && it != service.defaultBranches.keyEnd(); ++it)
            parents.insert(*it, {});
    }
    auto read = forEachRow(m_database,
        "SELECT repository, external_id, parents" + from("\"commit\"") + " WHERE repository IN ("
            + idList(parents.keys()) + ')',
        [&](const Statement &row) {
            const qint64 repository = row.integer(0);
            std::vector<QByteArray> &own = parents[repository];
            serviceOf(repository)->commits[repository].numbers.insert(bytes(row, 1), static_cast<int>(own.size()));
            own.push_back(bytes(row, 2));
        });
    if (!read)
        return read;
    for (ServiceRecords &service : m_services) {
        for (auto it = service.commits.begin(); it != service.commits.end(); ++it) {
            if (auto connected = connectCommits(it.key(), *it, parents.take(it.key())); !connected)
                return connected;
        }
    }
    return {};
}

Result<void> ServiceLoader::connectCommits(
    qint64 repository, RepositoryCommits &commits, std::vector<QByteArray> parents)
{
    auto elsewhere = Statement::prepare(m_database,
        "SELECT parents FROM \"commit\" WHERE source = (SELECT source FROM repository WHERE id = ?1) AND external_id = "
        "?2");
    if (!elsewhere)
        return std::unexpected(elsewhere.error());
    std::vector<std::pair<int, int>> edges;
    edges.reserve(parents.size() + parents.size() / 4);
    for (std::size_t commit = 0; commit < parents.size();
        ++commit) { // grows while the commits that forks share are followed
        const QByteArray joined = parents[commit];
        for (const QByteArray &sha : joined.isEmpty() ? QList<QByteArray>() : joined.split('\n')) {
            if (m_sharedCommits && !commits.numbers.contains(sha)) {
                elsewhere->reset();
                elsewhere->bind(1, repository);
                elsewhere->bind(2, QStringView(QString::fromLatin1(sha)));
                const auto found = elsewhere->step();
                if (!found)
                    return std::unexpected(found.error());
                if (*found) {
                    commits.numbers.insert(sha, static_cast<int>(parents.size()));
                    parents.push_back(bytes(*elsewhere, 0));
                }
            }
            if (const int parent = commits.numberOf(sha); parent >= 0)
                edges.emplace_back(static_cast<int>(commit), parent);
        }
    }
    commits.graph = CommitGraph(static_cast<int>(parents.size()), edges);
    return {};
}

} // namespace

Result<std::vector<ServiceRecords>> loadServices(Database &database, const QSet<qint64> &services,
    const WorkspaceMaps &maps, const EnvironmentClassifier &environments)
{
    return ServiceLoader(database, maps, environments).load(services);
}

} // namespace leadline
