#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>
#include <QSet>

namespace leadline {

class Database;

// Keeps the records that could not be understood or placed, one line for each fault, and takes the line out when the
// record comes good.
class Quarantine {
public:
    explicit Quarantine(Database &database)
        : m_database(database)
    {
    }

    [[nodiscard]] Result<void> keep(qint64 source, qint64 run, Instant now, const QuarantinedRecord &record);
    // Called for every record that was written: cheap where the source has nothing in quarantine.
    [[nodiscard]] Result<void> release(qint64 source, RecordKind kind, const QString &externalId);
    void forget(); // after a rollback, or when others changed the table

private:
    static constexpr qsizetype kMostLines = 10000; // of a source: beyond, the fault is the connector's, not a record's
    static constexpr qsizetype kMostPayloads = 1000;
    static constexpr qsizetype kPayloadBytes = 64 * 1024;

    [[nodiscard]] Result<QSet<QString> *> linesOf(qint64 source);

    Database &m_database;
    QHash<qint64, QSet<QString>> m_lines; // by source: kind and external id
};

} // namespace leadline
