#include "core/store/quarantine.h"

#include "core/store/database.h"
#include "core/store/statement.h"

namespace leadline {

namespace {

QString keyOf(int kind, const QString &externalId)
{
    return QString::number(kind) + u'/' + externalId;
}

} // namespace

Result<QSet<QString> *> Quarantine::linesOf(qint64 source)
{
    if (const auto known = m_lines.find(source); known != m_lines.end())
        return &*known;
    auto select = Statement::prepare(m_database, "SELECT kind, external_id FROM quarantine WHERE source = ?1");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, source);
    QSet<QString> lines;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        lines.insert(keyOf(static_cast<int>(select->integer(0)), select->text(1)));
    }
    return &*m_lines.insert(source, lines);
}

Result<void> Quarantine::keep(qint64 source, qint64 run, Instant now, const QuarantinedRecord &record)
{
    const auto lines = linesOf(source);
    if (!lines)
        return std::unexpected(lines.error());
    const int kind = static_cast<int>(record.kind);
    const QString key = keyOf(kind, record.externalId);
    if ((*lines)->size() >= kMostLines && !(*lines)->contains(key))
        return {};
    const bool withPayload =
        (*lines)->size() < kMostPayloads && record.kind != RecordKind::Message; // chat is never kept
    (*lines)->insert(key);
    return runOnce(m_database,
        "INSERT INTO quarantine (source, kind, external_id, path, reason, payload, at, run) VALUES (?1, ?2, ?3, ?4, "
        "?5, ?6, ?7, ?8)"
        " ON CONFLICT (source, kind, external_id, path) DO UPDATE SET reason = excluded.reason, payload = "
        "excluded.payload,"
        " at = excluded.at, run = excluded.run",
        source, kind, record.externalId, record.path, record.reason,
        withPayload ? record.payload.left(kPayloadBytes) : QByteArray(), now, run);
}

Result<void> Quarantine::release(qint64 source, RecordKind kind, const QString &externalId)
{
    const auto lines = linesOf(source);
    if (!lines)
        return std::unexpected(lines.error());
    if ((*lines)->isEmpty() || !(*lines)->remove(keyOf(static_cast<int>(kind), externalId)))
        return {};
    return runOnce(m_database, "DELETE FROM quarantine WHERE source = ?1 AND kind = ?2 AND external_id = ?3", source,
        static_cast<int>(kind), externalId);
}

void Quarantine::forget()
{
    m_lines.clear();
}

} // namespace leadline
