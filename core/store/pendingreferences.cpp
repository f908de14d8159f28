#include "core/store/pendingreferences.h"

#include "core/store/database.h"
#include "core/store/statement.h"

namespace leadline {

Result<void> PendingReferences::load()
{
    if (m_loaded)
        return {};
    auto select = Statement::prepare(
        m_database, "SELECT source, target, count(*) FROM pending_reference GROUP BY source, target");
    if (!select)
        return std::unexpected(select.error());
    m_counts.clear();
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        m_counts.insert({select->integer(0), static_cast<int>(select->integer(1))}, select->integer(2));
    }
    m_loaded = true;
    return {};
}

Result<void> PendingReferences::note(
    qint64 source, const ColumnInfo &column, const QString &externalId, RecordKind kind, qint64 id)
{
    const int target = static_cast<int>(column.target);
    ++m_counts[{source, target}];
    return runOnce(m_database,
        "INSERT OR IGNORE INTO pending_reference (source, target, external_id, kind, id, field) VALUES (?1, ?2, ?3, "
        "?4, ?5, ?6)",
        source, target, externalId, static_cast<int>(kind), id, QString::fromLatin1(column.name));
}

Result<std::vector<std::pair<RecordKind, qint64>>> PendingReferences::settle(
    qint64 source, RecordKind target, const QString &externalId, qint64 id)
{
    std::vector<std::pair<RecordKind, qint64>> settled;
    if (auto loaded = load(); !loaded)
        return std::unexpected(loaded.error());
    const auto count = m_counts.find({source, static_cast<int>(target)});
    if (count == m_counts.end() || *count <= 0)
        return settled;
    auto waiting = Statement::prepare(m_database,
        "SELECT kind, id, field FROM pending_reference WHERE source = ?1 AND target = ?2 AND external_id = ?3");
    if (!waiting)
        return std::unexpected(waiting.error());
    waiting->bind(1, source);
    waiting->bind(2, static_cast<int>(target));
    waiting->bind(3, externalId);
    std::vector<QString> fields;
    for (;;) {
        const auto row = waiting->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        settled.emplace_back(static_cast<RecordKind>(waiting->integer(0)), waiting->integer(1));
        fields.push_back(waiting->text(2));
    }
    for (std::size_t i = 0; i < settled.size(); ++i) {
        const TableInfo &table = tableOf(settled[i].first);
        const ColumnInfo *column = table.column(fields[i]);
        if (!column)
            continue;
        // A newer version of the row may refer to something else by now.
        const QByteArray update = "UPDATE " + table.name + " SET " + column->quoted() + " = ?1 WHERE id = ?2 AND "
            + column->quoted() + " IS NULL";
        if (auto done = runOnce(m_database, update, id, settled[i].second); !done)
            return std::unexpected(done.error());
    }
    if (settled.empty())
        return settled;
    *count -= std::ssize(settled);
    auto gone =
        runOnce(m_database, "DELETE FROM pending_reference WHERE source = ?1 AND target = ?2 AND external_id = ?3",
            source, static_cast<int>(target), externalId);
    if (!gone)
        return std::unexpected(gone.error());
    return settled;
}

void PendingReferences::forget()
{
    m_loaded = false;
}

} // namespace leadline
