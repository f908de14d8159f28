#pragma once

#include "core/store/derived/servicerecords.h"

namespace leadline {

// Ids of events, stable across derivations.
[[nodiscard]] constexpr qint64 eventId(EventOrigin origin, qint64 record)
{
    return record * 4 + static_cast<qint64>(origin);
}

// Whether releases or merges stand for the deployments of a service: when somebody chose so and no real deployment
// reached production.
[[nodiscard]] bool needsStandIn(const ServiceRecords &service);

// Orders the events and finds, for each change, the production event that brought it first: by commit ancestry, else
// the first one that started after the merge (inferred). Fills ServiceChange::{event, inferred, times.deployedAt} and
// DeployEvent::{changes, rollback}.
void linkChanges(ServiceRecords &service);

// Finds the deployment that caused each incident, what mended it, and which deployments failed or were made out of
// need. After linkChanges().
void linkIncidents(ServiceRecords &service, qint64 windowMs);

} // namespace leadline
