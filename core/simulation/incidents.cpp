#include "core/simulation/delivery.h"

#include "core/simulation/texts.h"

// What happens when production breaks: noticing, rolling back or repairing, resolving.
namespace leadline::sim {

using namespace Qt::StringLiterals;

int DeliveryLine::openIncident(IncidentState state, Severity severity)
{
    Repository &repository = m_world.repository(state.repository);
    const int duty = m_world.onCall(repository.team);
    const QString reporter = duty >= 0 ? m_world.engineer(duty).login : QString::fromLatin1(kActionsBot);
    state.issueRecord = m_world.recorder.addIssue(
        repository, reporter, WorkKind::Hotfix, incidentTitle(repository.name, m_world.random), m_world.now());
    state.record = m_world.recorder.addIncident(repository, state.issueRecord, severity, m_world.now());
    state.opened = true;
    ++repository.openIncidents;
    m_world.incidents.push_back(state);
    return static_cast<int>(m_world.incidents.size()) - 1;
}

void DeliveryLine::notice(int index)
{
    if (m_world.incident(index).opened)
        return;
    Random &random = m_world.random;
    const double dice = random.uniform();
    const Severity severity = dice < 0.15 ? Severity::Critical
        : dice < 0.6                      ? Severity::High
        : dice < 0.88                     ? Severity::Medium
                                          : Severity::Low;
    // The state was made when the deployment landed; now it becomes known, under the number it has had.
    const int opened = openIncident(m_world.incident(index), severity);
    m_world.incident(index) = m_world.incident(opened);
    m_world.incidents.pop_back();
    IncidentState &state = m_world.incident(index);
    Repository &repository = m_world.repository(state.repository);
    if (repository.latentIncident == index)
        repository.latentIncident = -1;
    m_world.recorder.deployment(state.deployment).failed = true;
    nameCause(index);
    state.blocks = severity >= Severity::High;
    if (!state.blocks) {
        m_backlog.addRepair(state.repository, index);
        return;
    }
    ++repository.blockers;
    const Ms response = m_world.around(14, 0.8);
    const bool isNewest = repository.liveDeployment == state.deployment && repository.previousSha != repository.liveSha;
    if (isNewest && random.chance(0.45)) {
        m_world.queue.at(m_world.now() + response, [this, index] {
            const IncidentState &incident = m_world.incident(index);
            rollBack(incident.repository, incident.deployment, index, incident.change);
        });
    } else {
        m_world.queue.at(m_world.now() + response,
            [this, index] { m_flow.startUrgent(m_world.incident(index).repository, WorkKind::Hotfix, index, -1); });
    }
}

// Reporters often name the commit to blame. Where nobody could find it by order in time, they always do.
void DeliveryLine::nameCause(int index)
{
    const IncidentState &state = m_world.incident(index);
    const Repository &repository = m_world.repository(state.repository);
    const bool obvious = repository.liveDeployment == state.deployment && !repository.deploying
        && m_world.now() - repository.lastDeployedAt < 70 * kHour;
    if (!obvious || m_world.random.chance(0.65))
        m_world.recorder.incident(state.record).causeSha =
            m_world.recorder.change(m_world.change(state.change).record).mergeSha;
}

void DeliveryLine::rollBack(int index, int deployment, int incident, int guilty)
{
    Repository &repository = m_world.repository(index);
    if (repository.deploying) {
        m_world.queue.at(m_world.now() + 3 * kMinute,
            [this, index, deployment, incident, guilty] { rollBack(index, deployment, incident, guilty); });
        return;
    }
    if (repository.liveDeployment
        != deployment) { // something else has reached production in between: forward is the way
        if (incident >= 0)
            m_flow.startUrgent(index, WorkKind::Hotfix, incident, -1);
        else
            unblock(index);
        return;
    }
    repository.deploying = true;
    const int duty = m_world.onCall(repository.team);
    const Ms finished = m_world.now() + m_world.around(4, 0.3);
    m_world.recorder.addDeployment(repository,
        {.environment = repository.production,
            .sha = repository.previousSha,
            .ref = u"rollback/"_s + repository.previousSha.left(7),
            .startedAt = m_world.now(),
            .finishedAt = finished,
            .success = true,
            .production = true,
            .rollback = true,
            .unplanned = true,
            .creator = duty >= 0 ? m_world.engineer(duty).login : QString::fromLatin1(kActionsBot)});
    m_world.queue.at(
        finished, [this, index, deployment, incident, guilty] { rolledBack(index, deployment, incident, guilty); });
}

void DeliveryLine::rolledBack(int index, int deployment, int incident, int guilty)
{
    Repository &repository = m_world.repository(index);
    repository.deploying = false;
    repository.liveSha = repository.previousSha;
    repository.livePosition = repository.previousPosition;
    repository.liveDeployment = -1;
    repository.lastDeployedAt = m_world.now();
    TrueDeployment &truth = m_world.recorder.deployment(deployment);
    truth.failed = true;
    if (incident >= 0)
        resolve(incident, m_world.now() + m_world.minutes(2, 25));
    else
        truth.recoveredAt = Instant{m_world.now()};
    // The next deployment must not bring it again: the change is taken back first.
    const int duty = m_world.onCall(repository.team);
    if (duty < 0) {
        unblock(index);
        return;
    }
    const Ms at = m_world.engineer(duty).work.after(m_world.now(), m_world.minutes(10, 60));
    if (at >= kNever) {
        unblock(index);
        return;
    }
    m_world.queue.at(at, [this, index, guilty] { m_flow.startUrgent(index, WorkKind::Revert, -1, guilty); });
}

void DeliveryLine::resolve(int index, Ms at)
{
    m_world.queue.at(at, [this, index] {
        IncidentState &state = m_world.incident(index);
        if (state.resolved)
            return;
        state.resolved = true;
        --m_world.repository(state.repository).openIncidents;
        const Instant now{m_world.now()};
        Incident &incident = m_world.recorder.incident(state.record);
        incident.resolvedAt = incident.updatedAt = now;
        Issue &issue = m_world.recorder.issue(state.issueRecord);
        issue.resolvedAt = now;
        issue.statusRaw = m_world.recorder.doneName();
        issue.status = StatusCategory::Done;
        const int duty = m_world.onCall(m_world.repository(state.repository).team);
        m_world.recorder.moveIssue(state.issueRecord, TransitionField::Status, m_world.recorder.openName(),
            m_world.recorder.doneName(), duty >= 0 ? m_world.engineer(duty).login : QString(), m_world.now());
        if (state.deployment < 0)
            return;
        TrueDeployment &truth = m_world.recorder.deployment(state.deployment);
        truth.recoveredAt = now;
        const bool rolledBack = m_world.repository(state.repository).liveDeployment < 0;
        if (state.blocks && !rolledBack)
            unblock(state.repository); // after a rollback the revert does it
    });
}

void DeliveryLine::unblock(int index)
{
    Repository &repository = m_world.repository(index);
    if (repository.blockers > 0)
        --repository.blockers;
    if (repository.blockers == 0 && (repository.wanted || repository.delivery == Delivery::Continuous))
        m_world.queue.at(m_world.now() + m_world.minutes(15, 40), [this, index] { request(index); });
}

// The cloud, the network, a certificate: nothing that a deployment did, and at a quiet time, so that nobody would think
// so.
void DeliveryLine::outage(int index)
{
    m_world.queue.at(
        m_world.now() + World::round(m_world.random.exponential(45 * kDay)), [this, index] { outage(index); });
    const Repository &repository = m_world.repository(index);
    if (m_world.now() - repository.lastDeployedAt < 73 * kHour || repository.deploying
        || repository.latentIncident >= 0)
        return;
    IncidentState state;
    state.repository = index;
    const int incident = openIncident(state, m_world.random.chance(0.3) ? Severity::Critical : Severity::Medium);
    resolve(incident, m_world.now() + m_world.around(80, 0.9));
}

} // namespace leadline::sim
