#include "core/workspace/factskeeper.h"

#include <QSet>

#include <numeric>

namespace leadline {

using namespace Qt::StringLiterals;

FactsKeeper::FactsKeeper(std::unique_ptr<FactSource> source)
    : m_source(std::move(source))
{
}

Result<std::shared_ptr<const FactsSnapshot>> FactsKeeper::ensure(const QStringList &facts, const CancelToken &cancel)
{
    const auto missingFrom = [&facts](const std::shared_ptr<const FactsSnapshot> &snapshot) {
        QStringList missing;
        for (const QString &fact : facts) {
            if (!snapshot || !snapshot->table(fact))
                missing += fact;
        }
        return missing;
    };
    const auto current = [this] {
        const QMutexLocker lock(&m_mutex);
        return std::pair(m_snapshot, m_generation);
    };
    if (const auto [snapshot, generation] = current(); snapshot && missingFrom(snapshot).isEmpty())
        return snapshot;
    const QMutexLocker loading(&m_loading);
    const auto [snapshot, generation] = current();
    const QStringList missing = missingFrom(snapshot);
    if (snapshot && missing.isEmpty())
        return snapshot;
    auto loaded = FactsSnapshot::load(*m_source, missing, generation, cancel, snapshot);
    if (loaded)
        keep(*loaded);
    return loaded;
}

Result<quint64> FactsKeeper::reload(const QStringList &changed)
{
    const QMutexLocker loading(&m_loading);
    std::shared_ptr<const FactsSnapshot> snapshot;
    quint64 next = 0;
    {
        const QMutexLocker lock(&m_mutex);
        snapshot = m_snapshot;
        next = m_generation + 1;
    }
    QStringList facts;
    for (const QString &fact : changed) {
        if (snapshot && snapshot->table(fact))
            facts += fact;
    }
    if (snapshot) {
        auto loaded = FactsSnapshot::load(*m_source, facts, next, {}, snapshot);
        if (!loaded)
            return std::unexpected(loaded.error());
        keep(*loaded);
    }
    const QMutexLocker lock(&m_mutex);
    m_generation = next;
    return next;
}

void FactsKeeper::keep(std::shared_ptr<const FactsSnapshot> snapshot)
{
    TimeRange range;
    const auto extend = [&](const QString &fact, const QString &column) {
        const FactTable *table = snapshot->table(fact);
        if (!table || !table->columns.contains(column))
            return;
        for (const qint64 ms : table->columns.constFind(column)->integers()) {
            const Instant at{ms};
            if (!at.isSet())
                continue;
            if (!range.from.isSet() || at < range.from)
                range.from = at;
            if (!range.to.isSet() || at > range.to)
                range.to = at;
        }
    };
    extend(u"change"_s, u"created_at"_s);
    extend(u"change"_s, u"merged_at"_s);
    extend(u"deployment"_s, u"finished_at"_s);
    extend(u"commit"_s, u"committed_at"_s);
    const QMutexLocker lock(&m_mutex);
    m_snapshot = std::move(snapshot);
    m_range = range;
}

quint64 FactsKeeper::generation() const
{
    const QMutexLocker lock(&m_mutex);
    return m_snapshot ? m_snapshot->generation() : 0;
}

TimeRange FactsKeeper::dataRange() const
{
    const QMutexLocker lock(&m_mutex);
    return m_range;
}

namespace {

FactColumn pick(const FactColumn &column, const std::vector<qsizetype> &rows)
{
    FactColumn picked;
    picked.dictionary = column.dictionary;
    std::visit(
        [&](const auto &values) {
            std::remove_cvref_t<decltype(values)> chosen;
            chosen.reserve(rows.size());
            for (const qsizetype row : rows)
                chosen.push_back(values[static_cast<std::size_t>(row)]);
            picked.values = std::move(chosen);
        },
        column.values);
    return picked;
}

Error unknownColumn(const QString &fact, const QString &column)
{
    return {.kind = ErrorKind::Config,
        .text = u"“%1” is no column of %2 that can be filtered."_s.arg(column, fact),
        .detail = {},
        .httpStatus = 0,
        .retryAfterMs = {}};
}

} // namespace

Result<FactTable> selectFacts(const FactTable &table, const QStringList &columns, const std::vector<MetricFilter> &where)
{
    std::vector<qsizetype> rows(static_cast<std::size_t>(table.rows));
    std::iota(rows.begin(), rows.end(), 0);
    for (const MetricFilter &filter : where) {
        const auto column = table.columns.constFind(filter.column);
        if (column == table.columns.cend() || !std::holds_alternative<std::vector<qint32>>(column->values))
            return std::unexpected(unknownColumn(table.fact, filter.column));
        QSet<qint32> wanted;
        for (const QString &value : filter.values)
            wanted += static_cast<qint32>(column->dictionary->names.indexOf(value));
        const auto &codes = column->codes();
        std::erase_if(rows, [&](qsizetype row) { return wanted.contains(codes[static_cast<std::size_t>(row)]) == filter.exclude; });
    }
    FactTable selected;
    selected.fact = table.fact;
    selected.rows = static_cast<qsizetype>(rows.size());
    QStringList wantedColumns = columns;
    wantedColumns += u"id"_s;
    for (const QString &name : std::as_const(wantedColumns)) {
        const auto column = table.columns.constFind(name);
        if (column == table.columns.cend())
            return std::unexpected(unknownColumn(table.fact, name));
        selected.columns.insert(name, pick(*column, rows));
    }
    return selected;
}

} // namespace leadline
