#include "core/store/recordwriter.h"

#include "core/store/database.h"
#include "core/store/removal.h"
#include "core/store/schema.h"
#include "core/store/storageerror.h"

#include <sqlite3.h>

namespace leadline {

namespace {

constexpr int kFaultId = -1;

sqlite3 *connectionOf(const Database &database)
{
    return static_cast<sqlite3 *>(database.handle());
}

template <typename Value> struct IsReference : std::false_type { };
template <RecordKind K> struct IsReference<RefTo<K>> : std::true_type {
    static constexpr RecordKind target = K;
};

} // namespace

RecordWriter::RecordWriter(Database &database)
    : m_database(database)
    , m_ids(database)
    , m_pending(database)
    , m_quarantine(database)
{
}

bool RecordWriter::failedWith(Error error)
{
    m_error = std::move(error);
    return false;
}

bool RecordWriter::prepare(RecordKind kind)
{
    Statement &upsert = m_upserts[static_cast<std::size_t>(kind)];
    if (!upsert.isNull())
        return true;
    auto prepared = Statement::prepare(m_database, upsertSql(kind));
    if (!prepared)
        return failedWith(prepared.error());
    upsert = std::move(*prepared);
    return true;
}

// An account that is only heard of gets a row of its own: its details may come later, or never.
qint64 RecordWriter::addIdentity(qint64 source, const QString &externalId)
{
    if (m_newIdentity.isNull()) {
        auto prepared = Statement::prepare(m_database, "INSERT INTO identity (source, external_id) VALUES (?1, ?2)");
        if (!prepared) {
            m_error = prepared.error();
            return kFaultId;
        }
        m_newIdentity = std::move(*prepared);
    }
    m_newIdentity.bind(1, source);
    m_newIdentity.bind(2, externalId);
    if (auto added = m_newIdentity.run(); !added) {
        m_error = added.error();
        return kFaultId;
    }
    const qint64 id = sqlite3_last_insert_rowid(connectionOf(m_database));
    m_ids.remember(RecordKind::Identity, source, externalId, id);
    m_dirty.add(RecordKind::Identity, id);
    m_kinds.insert(RecordKind::Identity);
    return id;
}

qint64 RecordWriter::resolve(RecordKind target, qint64 source, const QString &externalId)
{
    const qint64 owner = belongsToWorkspace(target) ? 0 : source;
    const auto id = m_ids.find(target, owner, externalId);
    if (!id) {
        m_error = id.error();
        return kFaultId;
    }
    if (*id == 0 && target == RecordKind::Identity)
        return addIdentity(owner, externalId);
    return *id;
}

bool RecordWriter::keepOrphan(RecordKind kind, const QString &externalId, const QString &reason)
{
    const QuarantinedRecord orphan{.kind = kind, .externalId = externalId, .path = {}, .reason = reason, .payload = {}};
    const auto kept = m_quarantine.keep(m_origin.source, m_origin.run, m_origin.now, orphan);
    return kept ? true : failedWith(kept.error());
}

// Binds what stands in the record; references that lead nowhere are gathered in m_missing and bound as NULL.
template <typename Record> bool RecordWriter::bindFields(const Record &record, qint64 source)
{
    constexpr RecordKind kind = RecordSchema<Record>::kind;
    qsizetype characters = charactersOf(record.externalId) + charactersOf(record.url);
    forEachField(record, [&characters](const auto &, const auto &value) { characters += charactersOf(value); });
    m_row.start(m_upserts[static_cast<std::size_t>(kind)].handle(), characters);
    m_row.add(source);
    m_row.add(record.externalId);
    m_row.add(record.url);
    m_row.add(record.updatedAt);
    m_row.add(m_origin.run);
    std::size_t index = 0;
    bool good = true;
    const auto bindOne = [&]<typename Field, typename Value>(const Field &field, const Value &value) {
        const std::size_t column = index++;
        if (field.role == FieldRole::Derived || !good)
            return;
        if constexpr (IsReference<Value>::value) {
            const qint64 id = value.isSet() ? resolve(IsReference<Value>::target, source, value.id) : 0;
            good = id != kFaultId;
            if (id > 0)
                m_row.add(id);
            else
                m_row.addNull();
            if (id == 0)
                m_missing.push_back({&tableOf(kind).columns[column], value.id});
        } else {
            m_row.add(value);
        }
    };
    forEachField(record, bindOne);
    m_row.add(m_origin.now);
    return good;
}

template <typename Record> bool RecordWriter::writeRecord(const Record &record)
{
    constexpr RecordKind kind = RecordSchema<Record>::kind;
    if (record.externalId.isEmpty())
        return keepOrphan(kind, {}, u"The record has no id of its own."_s);
    const qint64 source = belongsToWorkspace(kind) ? 0 : m_origin.source;
    m_missing.clear();
    if (!prepare(kind) || !bindFields(record, source))
        return false;
    for (const Missing &missing : m_missing) {
        if (!isRequired(kind, *missing.column))
            continue;
        const QString what = QString(enumName(missing.column->target)).replace(u'_', u' ');
        return keepOrphan(kind, record.externalId,
            missing.externalId.isEmpty()
                ? u"It does not say which %1 it belongs to."_s.arg(what)
                : u"The %1 %2 that it belongs to has not been read."_s.arg(what, missing.externalId));
    }
    sqlite3 *connection = connectionOf(m_database);
    sqlite3_stmt *upsert = m_upserts[static_cast<std::size_t>(kind)].handle();
    sqlite3_set_last_insert_rowid(
        connection, 0); // an update leaves it alone: so 0 afterwards means "was there already"
    if (sqlite3_step(upsert) != SQLITE_DONE) {
        const Error error = storageError(connection, m_database.file(), u"write a "_s + enumName(kind));
        sqlite3_reset(upsert);
        return failedWith(error);
    }
    const qint64 newId = sqlite3_last_insert_rowid(connection);
    const bool changed = sqlite3_changes64(connection) > 0;
    sqlite3_reset(upsert);
    return rowWritten(kind, source, record.externalId, newId, changed);
}

bool RecordWriter::rowWritten(RecordKind kind, qint64 source, const QString &externalId, qint64 newId, bool changed)
{
    ++m_written;
    qint64 id = newId;
    if (newId != 0) {
        if (kind != RecordKind::Commit) // commits are many, and nothing refers to them by key
            m_ids.remember(kind, source, externalId, newId);
        const auto settled = m_pending.settle(source, kind, externalId, newId);
        if (!settled)
            return failedWith(settled.error());
        for (const auto &[referring, row] : *settled) {
            m_dirty.add(referring, row);
            m_kinds.insert(referring);
        }
    } else {
        const auto known = m_ids.find(kind, source, externalId);
        if (!known)
            return failedWith(known.error());
        id = *known;
    }
    if (changed) {
        m_dirty.add(kind, id);
        m_kinds.insert(kind);
        for (const Missing &missing : m_missing) {
            if (missing.externalId.isEmpty())
                continue;
            if (auto noted = m_pending.note(source, *missing.column, missing.externalId, kind, id); !noted)
                return failedWith(noted.error());
        }
    }
    const auto released = m_quarantine.release(m_origin.source, kind, externalId);
    return released ? true : failedWith(released.error());
}

Result<void> RecordWriter::remove(const Tombstone &tombstone)
{
    const qint64 source = belongsToWorkspace(tombstone.kind) ? 0 : m_origin.source;
    const auto id = m_ids.find(tombstone.kind, source, tombstone.externalId);
    if (!id)
        return std::unexpected(id.error());
    if (*id == 0)
        return {};
    if (auto removed = removeRow(m_database, tombstone.kind, *id, m_dirty); !removed)
        return removed;
    m_ids.forget();
    m_pending.forget();
    m_kinds.insert(tombstone.kind);
    return {};
}

Result<void> RecordWriter::writeRest(const RecordBatch &batch)
{
    for (const Tombstone &tombstone : batch.tombstones) {
        if (auto done = remove(tombstone); !done)
            return done;
    }
    for (const QuarantinedRecord &record : batch.quarantine) {
        if (auto done = m_quarantine.keep(m_origin.source, m_origin.run, m_origin.now, record); !done)
            return done;
    }
    for (const Completeness &total : batch.completeness) {
        const auto done = runOnce(m_database,
            "INSERT OR REPLACE INTO completeness (source, scope, kind, server_total, run) VALUES (?1, ?2, ?3, ?4, ?5)",
            m_origin.source, total.scope, static_cast<int>(total.kind), total.serverTotal, m_origin.run);
        if (!done)
            return done;
    }
    for (const Checkpoint &checkpoint : batch.checkpoints) {
        const auto done = runOnce(m_database,
            "INSERT OR REPLACE INTO checkpoint (source, scope, entity, cursor, finished, run) VALUES (?1, ?2, ?3, ?4, "
            "?5, ?6)",
            m_origin.source, checkpoint.scope, checkpoint.entity, checkpoint.cursor, checkpoint.finished, m_origin.run);
        if (!done)
            return done;
    }
    return {};
}

Result<void> RecordWriter::write(const RecordBatch &batch, const RecordOrigin &origin)
{
    m_origin = origin;
    m_error.reset();
    bool good = true;
    batch.forEachKind([&](const auto &records) {
        for (const auto &record : records) {
            if (!good)
                return;
            good = writeRecord(record);
        }
    });
    if (!good)
        return std::unexpected(*m_error);
    return writeRest(batch);
}

Result<void> RecordWriter::finish()
{
    return m_dirty.flush(m_database);
}

void RecordWriter::forget()
{
    m_ids.forget();
    m_pending.forget();
    m_quarantine.forget();
    m_dirty.clear();
    forgetCounts();
}

void RecordWriter::forgetCounts()
{
    m_kinds.clear();
    m_written = 0;
}

} // namespace leadline
