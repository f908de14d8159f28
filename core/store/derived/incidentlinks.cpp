#include "core/store/derived/servicelinks.h"

#include <algorithm>

namespace leadline {

namespace {

DeployEvent &eventAt(ServiceRecords &service, int index)
{
    return service.events[static_cast<std::size_t>(index)];
}

// The first production event that holds the commit: by the change that it merged, by the event's own commit, by
// ancestry.
int firstHolding(const ServiceRecords &service, const QByteArray &sha)
{
    for (const ServiceChange &change : service.changes) {
        if (change.mergeSha == sha && change.event >= 0)
            return change.event;
    }
    for (const RepositoryCommits &commits : service.commits) {
        const int number = commits.numberOf(sha);
        if (number < 0)
            continue;
        std::vector<int> deployed;
        deployed.reserve(service.events.size());
        for (const DeployEvent &event : service.events)
            deployed.push_back(event.reachedProduction() ? commits.numberOf(event.sha) : -1);
        return firstDeploymentOf(commits.graph, deployed)[static_cast<std::size_t>(number)];
    }
    const auto found = std::ranges::find_if(
        service.events, [&sha](const DeployEvent &event) { return event.reachedProduction() && event.sha == sha; });
    return found == service.events.end() ? -1 : static_cast<int>(found - service.events.begin());
}

// The last production event that finished before the incident was opened, not longer ago than the window.
int lastBefore(const ServiceRecords &service, Instant openedAt, qint64 windowMs)
{
    if (!openedAt.isSet())
        return -1;
    auto end = std::ranges::upper_bound(service.events, openedAt, {}, &DeployEvent::at);
    while (end != service.events.begin()) {
        --end;
        if (!end->at().isSet() || openedAt.ms() - end->at().ms() > windowMs)
            return -1;
        if (end->reachedProduction())
            return static_cast<int>(end - service.events.begin());
    }
    return -1;
}

void findCause(const ServiceRecords &service, ServiceIncident &incident, qint64 windowMs)
{
    if (incident.deployment != 0) {
        const auto found =
            std::ranges::find(service.events, eventId(EventOrigin::Deployment, incident.deployment), &DeployEvent::id);
        if (found != service.events.end())
            incident.event = static_cast<int>(found - service.events.begin());
    }
    if (incident.event < 0 && !incident.causeSha.isEmpty())
        incident.event = firstHolding(service, incident.causeSha);
    if (incident.event >= 0) {
        incident.link = IncidentLink::Explicit;
        return;
    }
    incident.event = lastBefore(service, incident.openedAt, windowMs);
    incident.link = incident.event >= 0 ? IncidentLink::Inferred : IncidentLink::None;
}

// Deployments that brought a change which closes the issue of a linked incident were made because of it.
void findFixesByIssue(ServiceRecords &service)
{
    QHash<QByteArray, std::vector<ServiceIncident *>> byKey;
    for (ServiceIncident &incident : service.incidents) {
        if (incident.event >= 0 && !incident.issueKey.isEmpty())
            byKey[incident.issueKey].push_back(&incident);
    }
    if (byKey.isEmpty())
        return;
    for (const ServiceChange &change : service.changes) {
        if (change.event < 0 || change.issueKeys.isEmpty())
            continue;
        DeployEvent &event = eventAt(service, change.event);
        for (const QByteArray &key : change.issueKeys.split('\n')) {
            for (ServiceIncident *incident : byKey.value(key)) {
                if (change.event <= incident->event || event.at() < incident->openedAt)
                    continue;
                event.unplanned = true;
                if (!incident->fixedAt.isSet() || event.at() < incident->fixedAt)
                    incident->fixedAt = event.at();
            }
        }
    }
}

// True when the fix answers incidents that are linked already: then it blames no other deployment.
bool mendsIncident(ServiceRecords &service, int fix)
{
    const DeployEvent &event = eventAt(service, fix);
    const Instant started = event.startedAt.isSet() ? event.startedAt : event.at();
    bool mends = false;
    for (ServiceIncident &incident : service.incidents) {
        if (incident.event < 0 || incident.event >= fix || incident.openedAt > event.at()
            || (incident.resolvedAt.isSet() && incident.resolvedAt < started))
            continue;
        mends = true;
        if (!incident.fixedAt.isSet() || event.at() < incident.fixedAt)
            incident.fixedAt = event.at();
    }
    return mends;
}

// Rollbacks and hotfixes that answer no known incident say that the deployment before them failed.
void blamePredecessors(ServiceRecords &service, qint64 windowMs)
{
    QHash<std::pair<qint64, QString>, int> latest; // newest event that is no rollback, by repository and environment
    for (int i = 0; i < static_cast<int>(service.events.size()); ++i) {
        const DeployEvent &event = eventAt(service, i);
        if (!event.reachedProduction())
            continue;
        const std::pair place(event.repository, event.environment);
        const int before = latest.value(place, -1);
        if ((event.rollback || event.unplanned) && !mendsIncident(service, i) && before >= 0) {
            DeployEvent &culprit = eventAt(service, before);
            const Instant started = event.startedAt.isSet() ? event.startedAt : event.at();
            if ((event.rollback || started.ms() - culprit.at().ms() <= windowMs) && !culprit.failed) {
                culprit.failed = true;
                culprit.recoveredAt = event.at();
            }
        }
        if (!event.rollback)
            latest.insert(place, i);
    }
}

// A deployment has recovered when all its incidents have: resolved, else mended by a deployment.
void judgeByIncidents(ServiceRecords &service)
{
    QHash<int, Instant> recovered; // unset: some incident goes on
    for (const ServiceIncident &incident : service.incidents) {
        if (incident.event < 0)
            continue;
        const Instant end = incident.resolvedAt.isSet() ? incident.resolvedAt : incident.fixedAt;
        const auto known = recovered.find(incident.event);
        if (known == recovered.end())
            recovered.insert(incident.event, end);
        else
            *known = known->isSet() && end.isSet() ? std::max(*known, end) : Instant();
    }
    for (auto it = recovered.cbegin(); it != recovered.cend(); ++it) {
        DeployEvent &event = eventAt(service, it.key());
        event.failed = true;
        event.recoveredAt = it->isSet() ? std::max(*it, event.at()) : Instant();
    }
}

} // namespace

void linkIncidents(ServiceRecords &service, qint64 windowMs)
{
    for (ServiceIncident &incident : service.incidents)
        findCause(service, incident, windowMs);
    findFixesByIssue(service);
    blamePredecessors(service, windowMs);
    judgeByIncidents(service);
    for (DeployEvent &event : service.events)
        event.unplanned = event.unplanned || event.rollback;
}

} // namespace leadline
