#include "core/store/derived/factwriting.h"

#include "core/store/database.h"
#include "core/store/derived/servicelinks.h"
#include "core/store/derived/sqlread.h"

#include <QSet>

namespace leadline {

namespace {

void bindText(Statement &statement, int index, const QByteArray &utf8)
{
    leadline::bindText(statement, index, QString::fromUtf8(utf8));
}

const std::vector<QByteArray> kChangeColumns = {"id", "repository", "source", "author", "state", "draft", "base_branch",
    "created_at", "started_at", "ready_at", "first_response_at", "first_approval_at", "merged_at", "closed_at",
    "deployed_at", "event", "deployment_inferred", "additions", "deletions", "files", "commits", "comments", "reviews",
    "coding", "pickup", "review", "merge", "deploy", "cycle", "lead", "linked", "labels", "masked"};

Result<void> writeChange(Statement &statement, const ServiceRecords &service, const ServiceChange &change)
{
    const ChangeStages stages = stagesOf(change.times);
    int i = 0;
    for (const qint64 id : {change.id, change.repository, change.source, change.author})
        bindReference(statement, ++i, id);
    statement.bind(++i, qint64{change.state});
    statement.bind(++i, qint64{change.times.draft});
    bindText(statement, ++i, change.baseBranch);
    for (const Instant at : {change.times.createdAt, stages.startedAt, stages.readyAt, change.times.firstResponseAt,
             change.times.firstApprovalAt, change.times.mergedAt, change.closedAt, stages.deployedAt})
        statement.bind(++i, at);
    bindReference(statement, ++i, change.event < 0 ? 0 : service.events[static_cast<std::size_t>(change.event)].id);
    statement.bind(++i, qint64{change.inferred});
    for (const auto &count : {change.additions, change.deletions, change.files, change.commits, change.comments})
        bindOptional(statement, ++i, count);
    statement.bind(++i, change.reviews);
    for (const auto &stage :
        {stages.coding, stages.pickup, stages.review, stages.merge, stages.deploy, stages.cycle, stages.lead})
        bindOptional(statement, ++i, stage);
    statement.bind(++i, qint64{!change.issueKeys.isEmpty()});
    bindText(statement, ++i, change.labels);
    bindOptional(statement, ++i, change.masked);
    return statement.run();
}

// The record shows what was derived, too; only where it differs, because its rows are wide.
Result<void> writeRecord(Statement &statement, const ServiceRecords &service, const ServiceChange &change)
{
    const DeployEvent *event = change.event < 0 ? nullptr : &service.events[static_cast<std::size_t>(change.event)];
    const Instant deployedAt = stagesOf(change.times).deployedAt;
    const qint64 deployment = event && event->origin == EventOrigin::Deployment ? event->record : 0;
    if (deployedAt == change.recordedDeployedAt && deployment == change.recordedDeployment
        && change.inferred == change.recordedInferred)
        return {};
    statement.bind(1, deployedAt);
    bindReference(statement, 2, deployment);
    statement.bind(3, qint64{change.inferred});
    statement.bind(4, change.id);
    return statement.run();
}

const std::vector<QByteArray> kEventColumns = {"id", "origin", "record", "service", "repository", "source",
    "environment", "environment_class", "sha", "started_at", "finished_at", "succeeded", "failed", "unplanned",
    "rollback", "recovered_at", "changes"};

Result<void> writeEvent(Statement &statement, const ServiceRecords &service, const DeployEvent &event)
{
    int i = 0;
    statement.bind(++i, event.id);
    statement.bind(++i, static_cast<qint64>(event.origin));
    for (const qint64 id : {event.record, service.service, event.repository, event.source})
        bindReference(statement, ++i, id);
    leadline::bindText(statement, ++i, event.environment);
    statement.bind(++i, static_cast<qint64>(event.environmentClass));
    bindText(statement, ++i, event.sha);
    statement.bind(++i, event.startedAt);
    statement.bind(++i, event.finishedAt);
    for (const bool flag : {event.succeeded, event.failed, event.unplanned, event.rollback})
        statement.bind(++i, qint64{flag});
    statement.bind(++i, event.recoveredAt);
    statement.bind(++i, qint64{event.changes});
    return statement.run();
}

Result<void> writeIncident(Statement &statement, const ServiceRecords &service, const ServiceIncident &incident)
{
    statement.bind(1, incident.id);
    bindReference(statement, 2, service.service);
    bindReference(statement, 3, incident.event < 0 ? 0 : service.events[static_cast<std::size_t>(incident.event)].id);
    statement.bind(4, static_cast<qint64>(incident.link));
    return statement.run();
}

// Rows of the places that were computed anew, but not found again.
Result<void> removeOthers(Database &database, const QByteArray &table, const QByteArray &place,
    const QSet<qint64> &places, const QSet<qint64> &kept)
{
    std::vector<qint64> gone;
    auto read = forEachRow(database, "SELECT id FROM " + table + " WHERE " + place + " IN (" + idList(places) + ')',
        [&](const Statement &row) {
            if (!kept.contains(row.integer(0)))
                gone.push_back(row.integer(0));
        });
    if (!read || gone.empty())
        return read;
    return runOnce(database, "DELETE FROM " + table + " WHERE id IN (" + idList(gone) + ')');
}

struct KeptRows {
    QSet<qint64> services;
    QSet<qint64> repositories;
    QSet<qint64> changes;
    QSet<qint64> events;
    QSet<qint64> incidents;
};

KeptRows keptRows(const std::vector<ServiceRecords> &services)
{
    KeptRows kept;
    for (const ServiceRecords &service : services) {
        kept.services.insert(service.service);
        kept.repositories.unite({service.defaultBranches.keyBegin(), service.defaultBranches.keyEnd()});
        for (const ServiceChange &change : service.changes)
            kept.changes.insert(change.id);
        for (const DeployEvent &event : service.events)
            kept.events.insert(event.id);
        for (const ServiceIncident &incident : service.incidents)
            kept.incidents.insert(incident.id);
    }
    return kept;
}

// Writes every item of the services with one prepared statement; says whether a row changed.
template <typename Items, typename Write>
Result<bool> writeAll(
    Database &database, const QByteArray &sql, const std::vector<ServiceRecords> &services, Items items, Write write)
{
    const qint64 before = rowsWritten(database);
    auto statement = Statement::prepare(database, sql);
    if (!statement)
        return std::unexpected(statement.error());
    for (const ServiceRecords &service : services) {
        for (const auto &item : service.*items) {
            if (auto written = write(*statement, service, item); !written)
                return std::unexpected(written.error());
        }
    }
    return rowsWritten(database) != before;
}

} // namespace

Result<WrittenFacts> writeFacts(Database &database, const std::vector<ServiceRecords> &services)
{
    const KeptRows kept = keptRows(services);
    const qint64 start = rowsWritten(database);
    for (const auto &[table, place, places, ids] :
        {std::tuple("change_fact", "repository", &kept.repositories, &kept.changes),
            std::tuple("deploy_event", "repository", &kept.repositories, &kept.events),
            std::tuple("incident_fact", "service", &kept.services, &kept.incidents)}) {
        if (auto removed = removeOthers(database, table, place, *places, *ids); !removed)
            return std::unexpected(removed.error());
    }
    const bool removed = rowsWritten(database) != start;
    auto changes = writeAll(
        database, upsertRowSql("change_fact", kChangeColumns), services, &ServiceRecords::changes, writeChange);
    if (!changes)
        return std::unexpected(changes.error());
    auto records = writeAll(database,
        "UPDATE change_request SET deployed_at = ?1, deployment = ?2, deployment_inferred = ?3 WHERE id = ?4", services,
        &ServiceRecords::changes, writeRecord);
    if (!records)
        return std::unexpected(records.error());
    auto events =
        writeAll(database, upsertRowSql("deploy_event", kEventColumns), services, &ServiceRecords::events, writeEvent);
    if (!events)
        return std::unexpected(events.error());
    auto incidents = writeAll(database, upsertRowSql("incident_fact", {"id", "service", "event", "link"}), services,
        &ServiceRecords::incidents, writeIncident);
    if (!incidents)
        return std::unexpected(incidents.error());
    return WrittenFacts{
        .changes = *changes || removed, .deployments = *events || removed, .incidents = *incidents || removed};
}

} // namespace leadline
