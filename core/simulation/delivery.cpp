#include "core/simulation/delivery.h"

namespace leadline::sim {

using namespace Qt::StringLiterals;

void DeliveryLine::begin()
{
    for (int i = 0; i < static_cast<int>(m_world.repositories.size()); ++i) {
        const Repository &repository = m_world.repository(i);
        const Ms midnight = startOf(dateOf(m_world.start)) + kDay;
        if (repository.delivery == Delivery::DailyTrain || repository.delivery == Delivery::WeeklyTrain)
            m_world.queue.at(midnight + 12 * kHour + i * 7 * kMinute, [this, i] { runTrain(i); });
        if (repository.delivery == Delivery::Releases)
            m_world.queue.at(midnight + 15 * kHour, [this, i] { runReleases(i); });
        if (isLive(repository))
            m_world.queue.at(
                m_world.start + World::round(m_world.random.exponential(90 * kDay)), [this, i] { outage(i); });
    }
}

void DeliveryLine::merged(int index)
{
    const Change &change = m_world.change(index);
    const int repositoryIndex = change.repository;
    Repository &repository = m_world.repository(repositoryIndex);
    repository.waiting.push_back(index);
    const bool fails = m_world.random.chance(0.02);
    const Ms queued = m_world.now() + 3 * kSecond;
    const Ms started = queued + m_world.minutes(0.1, 2);
    const Ms finished = started + m_world.around(11, 0.3);
    m_pipelines.run(repositoryIndex,
        {.branch = change.base,
            .sha = m_world.recorder.change(change.record).mergeSha,
            .trigger = u"push"_s,
            .actor = m_world.recorder.change(change.record).mergedBy.id,
            .queuedAt = queued,
            .startedAt = started,
            .finishedAt = finished,
            .success = !fails,
            .attempt = 1});
    if (change.kind == WorkKind::Revert)
        unblock(repositoryIndex);
    if (!isLive(repository))
        return;
    if (change.kind == WorkKind::Hotfix)
        m_world.queue.at(finished + kMinute, [this, index] { produceRepair(index); });
    else if (repository.delivery == Delivery::Continuous)
        m_world.queue.at(finished + (fails ? m_world.minutes(40, 200) : kMinute),
            [this, repositoryIndex] { request(repositoryIndex); });
}

void DeliveryLine::runTrain(int index)
{
    m_world.queue.at(m_world.now() + kDay, [this, index] { runTrain(index); });
    const int weekday = dateOf(m_world.now()).dayOfWeek();
    const bool weekly = m_world.repository(index).delivery == Delivery::WeeklyTrain;
    if (weekly ? weekday == 2 : weekday <= 5)
        request(index);
}

void DeliveryLine::runReleases(int index)
{
    m_world.queue.at(
        m_world.now() + World::round(m_world.random.between(12, 33) * kDay), [this, index] { runReleases(index); });
    Repository &repository = m_world.repository(index);
    if (repository.waiting.size() < 2)
        return;
    repository.waiting.clear();
    const int number = ++repository.releases;
    const bool candidate = m_world.random.chance(0.15);
    m_world.recorder.addRelease(repository, u"v1.%1.0%2"_s.arg(number).arg(candidate ? u"-rc.1"_s : QString()),
        repository.head, m_world.now(), candidate);
}

void DeliveryLine::request(int index)
{
    Repository &repository = m_world.repository(index);
    if (repository.position == repository.livePosition || Story::isFrozen(m_world.now()))
        return; // the first merge after the freeze takes everything along
    if (repository.deploying || repository.blockers > 0) {
        repository.wanted = true;
        return;
    }
    repository.wanted = false;
    stage({.repository = index,
        .sha = repository.head,
        .ref = repository.branch,
        .position = repository.position,
        .only = -1,
        .unplanned = false});
}

void DeliveryLine::stage(const Freight &freight)
{
    Repository &repository = m_world.repository(freight.repository);
    repository.deploying = true;
    const Ms started = m_world.now() + m_world.minutes(0.5, 2);
    const Ms finished = started + m_world.around(5, 0.3);
    const bool success = m_world.random.chance(0.96);
    m_world.recorder.addDeployment(repository,
        {.environment = repository.staging,
            .sha = freight.sha,
            .ref = freight.ref,
            .startedAt = started,
            .finishedAt = finished,
            .success = success,
            .production = false,
            .rollback = false,
            .unplanned = false,
            .creator = QString::fromLatin1(kActionsBot)});
    // A weekly train is tried out for two days.
    const Ms trial = repository.delivery == Delivery::WeeklyTrain ? 2 * kDay : m_world.minutes(6, 45);
    m_world.queue.at(finished + kSecond, [this, freight, success, trial] {
        m_world.repository(freight.repository).deploying = false;
        if (success)
            m_world.queue.at(m_world.now() + trial, [this, freight] { produce(freight); });
        else
            m_world.queue.at(
                m_world.now() + m_world.minutes(30, 150), [this, freight] { request(freight.repository); });
    });
}

void DeliveryLine::produce(const Freight &freight)
{
    Repository &repository = m_world.repository(freight.repository);
    if (freight.only < 0 && freight.position <= repository.livePosition)
        return; // overtaken
    // Before the next deployment somebody looks at production: most of what smoulders there is found now.
    if (!freight.unplanned && repository.latentIncident >= 0 && m_world.random.chance(0.93))
        notice(repository.latentIncident);
    if (!freight.unplanned && repository.blockers > 0) {
        repository.wanted = true;
        if (repository.delivery == Delivery::WeeklyTrain)
            m_world.queue.at(m_world.now() + 4 * kHour, [this, freight] { produce(freight); });
        return;
    }
    if (repository.deploying) {
        m_world.queue.at(m_world.now() + 3 * kMinute, [this, freight] { produce(freight); });
        return;
    }
    repository.deploying = true;
    const Ms started = m_world.now();
    const Ms finished = started + m_world.around(6, 0.35);
    const bool success = m_world.random.chance(0.97);
    const QString creator = repository.delivery == Delivery::Continuous && !freight.unplanned
        ? QString::fromLatin1(kActionsBot)
        : QString();
    const int duty = m_world.onCall(repository.team);
    const int deployment = m_world.recorder.addDeployment(repository,
        {.environment = repository.production,
            .sha = freight.sha,
            .ref = freight.ref,
            .startedAt = started,
            .finishedAt = finished,
            .success = success,
            .production = true,
            .rollback = false,
            .unplanned = freight.unplanned,
            .creator =
                creator.isEmpty() && duty >= 0 ? m_world.engineer(duty).login : QString::fromLatin1(kActionsBot)});
    m_world.queue.at(finished, [this, freight, success, deployment] {
        if (success) {
            land(freight, deployment);
            return;
        }
        m_world.repository(freight.repository).deploying = false;
        m_world.queue.at(
            m_world.now() + m_world.minutes(10, freight.unplanned ? 20 : 90), [this, freight] { produce(freight); });
    });
}

void DeliveryLine::produceRepair(int index)
{
    const Change &change = m_world.change(index);
    const Repository &repository = m_world.repository(change.repository);
    const bool onLive = change.base != repository.branch;
    const Freight freight{.repository = change.repository,
        .sha = onLive ? m_world.recorder.change(change.record).mergeSha : repository.head,
        .ref = change.branch,
        .position = repository.position,
        .only = onLive ? index : -1,
        .unplanned = true};
    produce(freight);
}

// The deployment has reached production.
void DeliveryLine::land(const Freight &freight, int deployment)
{
    Repository &repository = m_world.repository(freight.repository);
    repository.deploying = false;
    repository.previousSha = repository.liveSha;
    repository.previousPosition = repository.livePosition;
    repository.liveSha = freight.sha;
    repository.liveDeployment = deployment;
    repository.lastDeployedAt = m_world.now();
    if (freight.only < 0)
        repository.livePosition = freight.position;
    std::vector<int> landed;
    std::erase_if(repository.waiting, [&](int index) {
        const Change &change = m_world.change(index);
        // A repair of the live branch reaches the default branch by its own merge: whoever holds that holds the repair.
        const bool holds = freight.only < 0 ? change.position <= freight.position : index == freight.only;
        if (holds)
            landed.push_back(index);
        return holds;
    });
    for (const int index : landed) {
        const Change &change = m_world.change(index);
        TrueChange &truth = m_world.recorder.truth(change.record);
        truth.deployedAt = Instant{m_world.now()};
        truth.deployment = m_world.recorder.deployment(deployment).externalId;
        if (change.incident >= 0)
            resolve(change.incident, m_world.now() + m_world.minutes(3, 40));
    }
    if (repository.delivery == Delivery::WeeklyTrain && freight.only < 0)
        m_world.recorder.addRelease(repository,
            u"v%1.%2"_s.arg(dateOf(m_world.now()).year()).arg(++repository.releases), freight.sha, m_world.now(),
            false);
    collectDefects(landed, deployment);
    if (repository.wanted)
        m_world.queue.at(m_world.now() + m_world.minutes(1, 4), [this, i = freight.repository] { request(i); });
}

void DeliveryLine::collectDefects(const std::vector<int> &landed, int deployment)
{
    Random &random = m_world.random;
    bool troubled = false;
    for (const int index : landed) {
        const Change &change = m_world.change(index);
        const int repository = change.repository;
        if (change.defect == Defect::None)
            continue;
        if (change.defect == Defect::Bug || troubled || m_world.repository(repository).latentIncident >= 0) {
            m_world.queue.at(m_world.now() + World::round(random.exponential(5 * kDay)),
                [this, repository] { m_backlog.reportBug(repository); });
            continue;
        }
        troubled = true;
        if (change.defect == Defect::FailsAtOnce && m_world.repository(repository).openIncidents == 0) {
            ++m_world.repository(repository).blockers;
            m_world.queue.at(m_world.now() + m_world.minutes(3, 14),
                [this, repository, deployment, index] { rollBack(repository, deployment, -1, index); });
            continue;
        }
        IncidentState state;
        state.repository = repository;
        state.deployment = deployment;
        state.change = index;
        m_world.incidents.push_back(state);
        const int incident = static_cast<int>(m_world.incidents.size()) - 1;
        m_world.repository(repository).latentIncident = incident;
        const Ms unnoticed = random.chance(0.05) ? World::round(random.between(2, 6) * kDay) : m_world.around(75, 1.0);
        m_world.queue.at(m_world.now() + unnoticed, [this, incident] { notice(incident); });
    }
}

} // namespace leadline::sim
