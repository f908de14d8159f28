#include "core/metrics/factssnapshot.h"

#include <QCoreApplication>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(FactsSnapshot)
};

// Queries index columns by row and names by code without looking again, so both are checked once here.
QString damageOf(const FactTable &table)
{
    for (auto it = table.columns.begin(); it != table.columns.end(); ++it) {
        const FactColumn &column = it.value();
        if (column.rows() != table.rows)
            return u"column %1 has %2 values for %3 rows"_s.arg(it.key()).arg(column.rows()).arg(table.rows);
        if (!column.isCode())
            continue;
        const auto names = column.dictionary() ? column.names().size() : 0;
        for (int i = 0; i < column.blocks(); ++i) {
            const ColumnBlock &block = column.block(i);
            if (block.least() < 0 || block.most() >= names)
                return u"column %1 has codes from %2 to %3 for %4 names"_s.arg(it.key())
                    .arg(block.least())
                    .arg(block.most())
                    .arg(names);
        }
    }
    const auto id = table.columns.constFind(u"id"_s);
    return id == table.columns.constEnd() || !id->isInteger() ? u"no column id"_s : QString();
}

TimeRange spanOf(const FactColumn &times)
{
    qint64 first = std::numeric_limits<qint64>::max();
    qint64 last = Instant::kUnset;
    for (int i = 0; i < times.blocks(); ++i) {
        first = std::min(first, times.block(i).least());
        last = std::max(last, times.block(i).most());
    }
    return last == Instant::kUnset ? TimeRange{} : TimeRange{Instant{first}, Instant{last + 1}};
}

} // namespace

Result<FactsSnapshot::Loaded> FactsSnapshot::loadFact(
    FactSource &source, const QString &fact, Instant since, const CancelToken &cancel)
{
    auto table = source.load(fact, since, cancel);
    if (!table)
        return std::unexpected(table.error());
    if (const QString damage = damageOf(*table); !damage.isEmpty()) {
        return fail(ErrorKind::Storage,
            Words::tr("The stored facts about '%1' do not fit together. Synchronise again, or restore a backup.")
                .arg(fact),
            damage);
    }
    Loaded loaded{.table = std::make_shared<const FactTable>(std::move(*table)), .spans = {}};
    for (const FactColumnInfo &info : source.columnsOf(fact)) {
        const auto column = loaded.table->columns.constFind(info.name);
        if (info.type == FactColumnInfo::Type::Time && column != loaded.table->columns.constEnd()
            && column->isInteger())
            loaded.spans.insert(info.name, spanOf(*column));
    }
    // Older rows exist: for questions about later times the data begin here.
    if (const Instant from = loaded.table->completeFrom; from.isSet()) {
        for (TimeRange &span : loaded.spans)
            span = span.isEmpty() ? TimeRange{} : TimeRange{std::min(span.from, from), span.to};
    }
    return loaded;
}

Result<std::shared_ptr<const FactsSnapshot>> FactsSnapshot::load(FactSource &source, const QStringList &facts,
    quint64 generation, const CancelToken &cancel, const std::shared_ptr<const FactsSnapshot> &previous, Instant since)
{
    auto snapshot = std::make_shared<FactsSnapshot>();
    snapshot->m_generation = generation;
    if (previous)
        snapshot->m_facts = previous->m_facts;
    for (const QString &fact : facts) {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, Words::tr("Loading was cancelled."));
        auto loaded = loadFact(source, fact, since, cancel);
        if (!loaded)
            return std::unexpected(loaded.error());
        snapshot->m_facts.insert(fact, std::move(*loaded));
    }
    auto freshness = source.freshness();
    if (!freshness)
        return std::unexpected(freshness.error());
    snapshot->m_freshness = std::move(*freshness);
    auto organisation = source.organisation();
    if (!organisation)
        return std::unexpected(organisation.error());
    snapshot->m_organisation = std::move(*organisation);
    return snapshot;
}

std::shared_ptr<const FactsSnapshot> FactsSnapshot::with(const FactsSnapshot &newer) const
{
    auto joined = std::make_shared<FactsSnapshot>(newer);
    for (auto fact = m_facts.cbegin(); fact != m_facts.cend(); ++fact) {
        if (!joined->m_facts.contains(fact.key()))
            joined->m_facts.insert(fact.key(), fact.value());
    }
    return joined;
}

QStringList FactsSnapshot::facts() const
{
    return m_facts.keys();
}

const FactTable *FactsSnapshot::table(const QString &fact) const
{
    const auto found = m_facts.constFind(fact);
    return found == m_facts.constEnd() ? nullptr : found->table.get();
}

std::shared_ptr<const FactTable> FactsSnapshot::sharedTable(const QString &fact) const
{
    const auto found = m_facts.constFind(fact);
    return found == m_facts.constEnd() ? nullptr : found->table;
}

TimeRange FactsSnapshot::span(const QString &fact, const QString &timeColumn) const
{
    const auto found = m_facts.constFind(fact);
    return found == m_facts.constEnd() ? TimeRange{} : found->spans.value(timeColumn);
}

qint64 FactsSnapshot::bytes() const
{
    qint64 bytes = 0;
    for (const Loaded &loaded : m_facts) {
        for (const FactColumn &column : loaded.table->columns)
            bytes += column.bytes();
    }
    return bytes;
}

} // namespace leadline
