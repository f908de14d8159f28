#include "core/store/surrogateids.h"

#include "core/store/schema.h"

namespace leadline {

Result<qint64> SurrogateIds::find(RecordKind kind, qint64 source, const QString &externalId)
{
    const Generations &known = generationsOf(kind, source);
    for (const auto *generation : {&known.young, &known.old}) {
        if (const auto found = generation->constFind(externalId); found != generation->cend())
            return *found;
    }
    Statement &lookup = m_lookups[static_cast<std::size_t>(kind)];
    if (lookup.isNull()) {
        auto prepared = Statement::prepare(
            m_database, "SELECT id FROM " + tableOf(kind).name + " WHERE source = ?1 AND external_id = ?2");
        if (!prepared)
            return std::unexpected(prepared.error());
        lookup = std::move(*prepared);
    }
    lookup.bind(1, source);
    lookup.bind(2, externalId);
    const auto row = lookup.step();
    const qint64 id = row && *row ? lookup.integer(0) : 0;
    lookup.reset();
    if (!row)
        return std::unexpected(row.error());
    if (id != 0)
        remember(kind, source, externalId, id);
    return id;
}

void SurrogateIds::remember(RecordKind kind, qint64 source, const QString &externalId, qint64 id)
{
    Generations &known = generationsOf(kind, source);
    if (known.young.size() >= kGenerationSize) {
        known.old.swap(known.young);
        known.young.clear();
    }
    known.young.insert(externalId, id);
}

void SurrogateIds::forget()
{
    m_known.clear();
}

} // namespace leadline
