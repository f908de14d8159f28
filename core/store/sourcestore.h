#pragma once

#include "core/domain/recordbatch.h"
#include "core/domain/source.h"

namespace leadline {

class Database;

// What the writer needs of sources and runs, beside recordstore.h. Inside a transaction of the caller.

// Surrogate id of the source; a row is made where it is missing.
[[nodiscard]] Result<qint64> sourceId(Database &database, const QString &name);

// A run begins; it has no outcome until finishRun().
[[nodiscard]] Result<qint64> startRun(Database &database, qint64 source, Instant at);
// Keeps the report and stamps the freshness of the source: complete only after a run that read all there is.
[[nodiscard]] Result<void> finishRun(Database &database, qint64 source, qint64 run, const SyncReport &report);
[[nodiscard]] Result<void> stampCommit(Database &database, qint64 source, Instant at);

// Every committed checkpoint of all sources, with the name of its source.
[[nodiscard]] Result<std::vector<std::pair<QString, Checkpoint>>> readCheckpoints(Database &database);

} // namespace leadline
