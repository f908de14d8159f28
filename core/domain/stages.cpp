#include "core/domain/stages.h"

#include <algorithm>

namespace leadline {

namespace {

Instant atLeast(Instant at, Instant floor)
{
    return at.isSet() ? std::max(at, floor) : at;
}

// Events of a merged change that are told for a later time than the merge belong to the merge.
Instant atMost(Instant at, Instant ceiling)
{
    return at.isSet() && ceiling.isSet() ? std::min(at, ceiling) : at;
}

// Closes a stage at its event and moves on; without the event the time is left to the next stage.
std::optional<qint64> closeStage(Instant event, Instant &from)
{
    if (!event.isSet())
        return {};
    const qint64 duration = event.ms() - from.ms();
    from = event;
    return duration;
}

} // namespace

ChangeStages stagesOf(const ChangeTimes &times)
{
    ChangeStages stages;
    const Instant created = times.createdAt.isSet() ? times.createdAt : times.firstCommitAt;
    if (!created.isSet())
        return stages;
    stages.startedAt = times.firstCommitAt.isSet() ? std::min(times.firstCommitAt, created) : created;
    const Instant merged = atLeast(times.mergedAt, stages.startedAt);
    if (!merged.isSet() && times.draft)
        return stages;

    const Instant ready = atMost(atLeast(times.readyAt.isSet() ? times.readyAt : created, stages.startedAt), merged);
    const Instant approved = atMost(atLeast(times.firstApprovalAt, ready), merged);
    // An approval is a response too.
    Instant response = times.firstResponseAt.isSet() ? times.firstResponseAt : approved;
    response = atMost(atMost(atLeast(response, ready), merged), approved);

    stages.readyAt = ready;
    Instant from = stages.startedAt;
    stages.coding = closeStage(ready, from);
    stages.pickup = closeStage(response, from);
    stages.review = closeStage(approved, from);
    stages.merge = closeStage(merged, from);
    if (!merged.isSet())
        return stages;
    stages.deployedAt = atLeast(times.deployedAt, merged);
    stages.deploy = closeStage(stages.deployedAt, from);
    stages.cycle = merged.ms() - stages.startedAt.ms();
    if (stages.deployedAt.isSet())
        stages.lead = stages.deployedAt.ms() - stages.startedAt.ms();
    return stages;
}

} // namespace leadline
