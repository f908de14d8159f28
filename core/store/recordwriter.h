#pragma once

#include "core/domain/recordbatch.h"
#include "core/store/dirtyrows.h"
#include "core/store/pendingreferences.h"
#include "core/store/quarantine.h"
#include "core/store/rowbinder.h"
#include "core/store/surrogateids.h"

#include <QSet>

namespace leadline {

// Which source and run the records come from.
struct RecordOrigin {
    qint64 source = 0;
    qint64 run = 0;
    Instant now;
};

// Puts batches into the tables: upserts by natural key, references resolved, orphans into quarantine. Everything inside
// a transaction of the caller; one prepared statement a kind.
class RecordWriter {
public:
    explicit RecordWriter(Database &database);

    [[nodiscard]] Result<void> write(const RecordBatch &batch, const RecordOrigin &origin);
    [[nodiscard]] Result<void> finish(); // before the commit: notes the rows that were written for the derivation
    void forget(); // after a rollback, or when others changed the tables

    [[nodiscard]] const QSet<RecordKind> &kinds() const { return m_kinds; } // written since forgetCounts()
    [[nodiscard]] qint64 written() const { return m_written; }
    void forgetCounts();

private:
    template <typename Record> [[nodiscard]] bool writeRecord(const Record &record);
    template <typename Record> [[nodiscard]] bool bindFields(const Record &record, qint64 source);
    [[nodiscard]] bool rowWritten(
        RecordKind kind, qint64 source, const QString &externalId, qint64 newId, bool changed);
    [[nodiscard]] bool prepare(RecordKind kind);
    [[nodiscard]] qint64 resolve(
        RecordKind target, qint64 source, const QString &externalId); // 0 = not there; -1 = fault
    [[nodiscard]] qint64 addIdentity(qint64 source, const QString &externalId);
    [[nodiscard]] bool keepOrphan(RecordKind kind, const QString &externalId, const QString &reason);
    [[nodiscard]] Result<void> remove(const Tombstone &tombstone);
    [[nodiscard]] Result<void> writeRest(const RecordBatch &batch);
    [[nodiscard]] bool failedWith(Error error);

    Database &m_database;
    SurrogateIds m_ids;
    PendingReferences m_pending;
    Quarantine m_quarantine;
    DirtyRows m_dirty;
    RowBinder m_row;
    std::array<Statement, kRecordKindCount> m_upserts;
    Statement m_newIdentity;
    RecordOrigin m_origin;
    std::optional<Error> m_error;
    struct Missing {
        const ColumnInfo *column;
        QString externalId;
    };
    std::vector<Missing> m_missing; // references of the present row that lead nowhere yet
    QSet<RecordKind> m_kinds;
    qint64 m_written = 0;
};

} // namespace leadline
