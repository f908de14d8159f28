#include "core/store/derived/servicelinks.h"

#include <algorithm>

namespace leadline {

namespace {

// Production events by the moment they started, to find the first to finish among those that started after a merge.
class LaterEvents {
public:
    void add(Instant startedAt, int event) { m_entries.emplace_back(startedAt, event); }
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    void prepare()
    {
        std::ranges::sort(m_entries);
        for (std::size_t i = m_entries.size(); i-- > 1;)
            m_entries[i - 1].second = std::min(m_entries[i - 1].second, m_entries[i].second);
    }
    [[nodiscard]] int firstAfter(Instant at) const
    {
        const auto found = std::ranges::lower_bound(m_entries, at, {}, &std::pair<Instant, int>::first);
        return found == m_entries.end() ? -1 : found->second;
    }

private:
    std::vector<std::pair<Instant, int>> m_entries;
};

// What is known of one repository's way to production.
struct RepositoryLineage {
    const RepositoryCommits *commits = nullptr;
    std::vector<int> firstEvent; // of each commit
    LaterEvents any; // its own production events; those of the whole service where it has none
    LaterEvents unplaced; // of these, the ones whose commit is not stored
};

RepositoryLineage lineageOf(const ServiceRecords &service, qint64 repository)
{
    RepositoryLineage lineage;
    if (const auto found = service.commits.constFind(repository); found != service.commits.cend())
        lineage.commits = &*found;
    const bool hasOwn = std::ranges::any_of(service.events,
        [repository](const DeployEvent &event) { return event.reachedProduction() && event.repository == repository; });
    std::vector<int> deployed(service.events.size(), -1);
    for (std::size_t i = 0; i < service.events.size(); ++i) {
        const DeployEvent &event = service.events[i];
        if (!event.reachedProduction())
            continue;
        if (lineage.commits)
            deployed[i] = lineage.commits->numberOf(event.sha);
        if (hasOwn && event.repository != repository)
            continue;
        const Instant started = event.startedAt.isSet() ? event.startedAt : event.finishedAt;
        lineage.any.add(started, static_cast<int>(i));
        if (deployed[i] < 0)
            lineage.unplaced.add(started, static_cast<int>(i));
    }
    lineage.any.prepare();
    lineage.unplaced.prepare();
    if (lineage.commits)
        lineage.firstEvent = firstDeploymentOf(lineage.commits->graph, deployed);
    return lineage;
}

// The event of the change and whether it is a guess by order in time.
std::pair<int, bool> eventOf(const ServiceChange &change, const RepositoryLineage &lineage)
{
    const int number = lineage.commits ? lineage.commits->numberOf(change.mergeSha) : -1;
    if (number < 0)
        return {lineage.any.firstAfter(change.times.mergedAt), true};
    if (const int event = lineage.firstEvent[static_cast<std::size_t>(number)]; event >= 0)
        return {event, false};
    return {lineage.unplaced.firstAfter(change.times.mergedAt), true};
}

bool holds(const CommitGraph &graph, int commit, int wanted)
{
    std::vector<bool> seen(static_cast<std::size_t>(graph.size()));
    std::vector<int> pending = {commit};
    while (!pending.empty()) {
        const int at = pending.back();
        pending.pop_back();
        if (at == wanted)
            return true;
        if (seen[static_cast<std::size_t>(at)])
            continue;
        seen[static_cast<std::size_t>(at)] = true;
        const auto parents = graph.parentsOf(at);
        pending.insert(pending.end(), parents.begin(), parents.end());
    }
    return false;
}

// An environment that goes back to a commit it had left behind was rolled back, also when the tool does not call it so.
void markReturns(ServiceRecords &service, const QHash<qint64, RepositoryLineage> &lineages)
{
    QHash<std::pair<qint64, QString>, int> running; // event whose commit an environment of a repository has
    for (std::size_t i = 0; i < service.events.size(); ++i) {
        DeployEvent &event = service.events[i];
        if (!event.reachedProduction() || event.origin != EventOrigin::Deployment)
            continue;
        const std::pair place(event.repository, event.environment);
        const int before = running.value(place, -1);
        running.insert(place, static_cast<int>(i));
        const auto lineage = lineages.constFind(event.repository);
        if (before < 0 || event.rollback || lineage == lineages.cend() || !lineage->commits)
            continue;
        const int now = lineage->commits->numberOf(event.sha);
        const int then = lineage->commits->numberOf(service.events[static_cast<std::size_t>(before)].sha);
        if (now < 0 || then < 0 || now == then
            || lineage->firstEvent[static_cast<std::size_t>(now)] == static_cast<int>(i))
            continue;
        if (holds(lineage->commits->graph, then, now))
            event.rollback = event.unplanned = true;
    }
}

} // namespace

bool needsStandIn(const ServiceRecords &service)
{
    return service.standIn != DeploymentStandIn::None
        && std::ranges::none_of(service.events, [](const DeployEvent &event) { return event.reachedProduction(); });
}

void linkChanges(ServiceRecords &service)
{
    std::ranges::sort(service.events,
        [](const DeployEvent &a, const DeployEvent &b) { return std::pair(a.at(), a.id) < std::pair(b.at(), b.id); });
    QHash<qint64, RepositoryLineage> lineages;
    for (auto it = service.defaultBranches.cbegin(); it != service.defaultBranches.cend(); ++it)
        lineages.insert(it.key(), lineageOf(service, it.key()));
    QHash<qint64, int> ownEvents; // of changes whose merge stands for a deployment
    for (std::size_t i = 0; i < service.events.size(); ++i) {
        if (service.events[i].origin == EventOrigin::Merge)
            ownEvents.insert(service.events[i].record, static_cast<int>(i));
    }
    for (ServiceChange &change : service.changes) {
        if (!change.times.mergedAt.isSet())
            continue;
        if (const int own = ownEvents.value(change.id, -1); own >= 0)
            change.event = own;
        else
            std::tie(change.event, change.inferred) = eventOf(change, lineages[change.repository]);
        if (change.event < 0) {
            change.inferred = false;
            continue;
        }
        DeployEvent &event = service.events[static_cast<std::size_t>(change.event)];
        ++event.changes;
        change.times.deployedAt = event.at();
    }
    markReturns(service, lineages);
}

} // namespace leadline
