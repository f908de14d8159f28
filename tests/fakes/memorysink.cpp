#include "tests/fakes/memorysink.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QString keyOf(const QString &a, const QString &b)
{
    return a + u'\n' + b;
}

template <typename Value> bool isUnset(const Value &value)
{
    return value == Value{};
}

// The new version, but what only the old one knows stays where the schema says so.
template <typename Record> Record merged(const Record &before, Record after)
{
    std::apply(
        [&](const auto &...fields) {
            (
                [&] {
                    if (fields.role != FieldRole::Plain && isUnset(after.*(fields.member)))
                        after.*(fields.member) = before.*(fields.member);
                }(),
                ...);
        },
        RecordSchema<Record>::fields);
    return after;
}

} // namespace

bool MemorySink::put(RecordBatch batch)
{
    if (m_left == 0) {
        m_failure = fail(ErrorKind::Storage, u"The disk is full."_s).error();
        return false;
    }
    if (m_left > 0)
        --m_left;
    batch.forEachKind([this]<typename Record>(const std::vector<Record> &records) {
        auto &kept = std::get<QHash<QString, Record>>(m_records);
        for (const Record &record : records) {
            const auto before = kept.constFind(record.externalId);
            kept.insert(record.externalId, before == kept.cend() ? record : merged(*before, record));
        }
    });
    for (const Checkpoint &checkpoint : batch.checkpoints)
        m_checkpoints.insert(keyOf(checkpoint.scope, checkpoint.entity), checkpoint);
    for (const Completeness &completeness : batch.completeness)
        m_totals.insert(keyOf(completeness.scope, enumName(completeness.kind)), completeness.serverTotal);
    m_batches.push_back(std::move(batch));
    return true;
}

std::optional<Checkpoint> MemorySink::checkpoint(const QString &scope, const QString &entity) const
{
    const auto found = m_checkpoints.constFind(keyOf(scope, entity));
    return found == m_checkpoints.cend() ? std::nullopt : std::optional(*found);
}

std::vector<QuarantinedRecord> MemorySink::quarantine() const
{
    std::vector<QuarantinedRecord> all;
    for (const RecordBatch &batch : m_batches)
        all.insert(all.end(), batch.quarantine.begin(), batch.quarantine.end());
    return all;
}

qint64 MemorySink::total(RecordKind kind) const
{
    qint64 sum = 0;
    for (const auto &[key, total] : m_totals.asKeyValueRange()) {
        if (key.endsWith(u'\n' + enumName(kind)))
            sum += total;
    }
    return sum;
}

} // namespace leadline
