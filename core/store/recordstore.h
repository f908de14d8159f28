#pragma once

#include "core/base/timerange.h"
#include "core/domain/recordbatch.h"
#include "core/domain/source.h"

#include <QJsonObject>

#include <functional>

namespace leadline {

class Database;

struct RecordFilter {
    TimeRange range; // on the kind's main time (merged, finished, opened … else updated_at); unset = all
    std::vector<std::pair<QString, QString>>
        where; // field = value, by the keys of the record schema; references by external id, name or path
    qint64 limit = -1;
};

// Calls row(JSON) for each record of the kind, oldest first, until it returns false. Config error: unknown field.
[[nodiscard]] Result<void> readRecords(Database &database, RecordKind kind, const RecordFilter &filter,
    const std::function<bool(const QJsonObject &)> &row);

// The records of the kind with these surrogate ids, in the order of the ids; ids that are gone are left out.
[[nodiscard]] Result<std::vector<QJsonObject>> readRecordsById(
    Database &database, RecordKind kind, const std::vector<qint64> &ids);

// --- sources and their runs
[[nodiscard]] Result<std::vector<SourceConfig>> readSources(Database &database);
[[nodiscard]] Result<void> saveSource(Database &database, const SourceConfig &config);
[[nodiscard]] Result<void> removeSource(Database &database, const QString &name, bool deleteData);
[[nodiscard]] Result<std::vector<SyncReport>> readReports(
    Database &database, const QString &source, int limit); // newest first; empty source = all
struct SourceCounts {
    qint64 records = 0;
    qint64 quarantined = 0;
};
[[nodiscard]] Result<SourceCounts> readCounts(
    Database &database, const QString &source); // at once, however many there are
// What the tool says there is of a kind in a scope, and what is kept of it. Counts the records: takes a while.
struct ScopeCount {
    Completeness tool;
    qint64 kept = 0;
};
[[nodiscard]] Result<std::vector<ScopeCount>> readScopeCounts(Database &database, const QString &source);
[[nodiscard]] Result<std::vector<QuarantinedRecord>> readQuarantine(
    Database &database, const QString &source, int limit);

// --- settings: small JSON values by key
[[nodiscard]] Result<QJsonValue> readSetting(Database &database, const QString &key);
[[nodiscard]] Result<void> saveSetting(Database &database, const QString &key, const QJsonValue &value);

// --- audit log: append-only, each line holds the hash of the one before
[[nodiscard]] Result<void> appendAudit(
    Database &database, Instant at, const QString &actor, const QString &action, const QString &detail);
[[nodiscard]] Result<qint64> verifyAudit(
    Database &database); // lines checked; a Storage error names the first broken one

} // namespace leadline
