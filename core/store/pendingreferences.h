#pragma once

#include "core/store/schema.h"

#include "core/base/error.h"

#include <QHash>

namespace leadline {

class Database;

// References whose target has not come yet (a parent issue on a later page): remembered, and set when it does.
class PendingReferences {
public:
    explicit PendingReferences(Database &database)
        : m_database(database)
    {
    }

    [[nodiscard]] Result<void> note(
        qint64 source, const ColumnInfo &column, const QString &externalId, RecordKind kind, qint64 id);
    // A new row of `target` came. Returns the rows that refer to it now, as kind and id.
    [[nodiscard]] Result<std::vector<std::pair<RecordKind, qint64>>> settle(
        qint64 source, RecordKind target, const QString &externalId, qint64 id);
    void forget(); // after a rollback, or when others changed the table

private:
    [[nodiscard]] Result<void> load();

    Database &m_database;
    bool m_loaded = false;
    QHash<std::pair<qint64, int>, qint64> m_counts; // by source and target kind: most have none, and cost nothing
};

} // namespace leadline
