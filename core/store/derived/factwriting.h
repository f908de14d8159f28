#pragma once

#include "core/base/error.h"
#include "core/store/derived/servicerecords.h"

namespace leadline {

class Database;

struct WrittenFacts {
    bool changes = false; // some row is new, different or gone
    bool deployments = false;
    bool incidents = false;
};

// Puts what was found out about the services into change_fact, deploy_event, incident_fact and the derived columns of
// change_request; rows that stay the same are not written.
[[nodiscard]] Result<WrittenFacts> writeFacts(Database &database, const std::vector<ServiceRecords> &services);

} // namespace leadline
