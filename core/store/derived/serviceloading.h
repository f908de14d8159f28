#pragma once

#include "core/store/derived/environmentclasses.h"
#include "core/store/derived/servicerecords.h"
#include "core/store/derived/workspacemaps.h"

#include <QSet>

namespace leadline {

class Database;

// Reads all records of the services into memory, ready to be linked: events include what stands for deployments,
// changes have their review times by what the workspace knows of the reviewers.
[[nodiscard]] Result<std::vector<ServiceRecords>> loadServices(Database &database, const QSet<qint64> &services,
    const WorkspaceMaps &maps, const EnvironmentClassifier &environments);

} // namespace leadline
