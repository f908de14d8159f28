#include "core/workspace/factskeeper.h"

#include <QSet>

#include <map>
#include <numeric>

namespace leadline {

using namespace Qt::StringLiterals;

FactsKeeper::FactsKeeper(std::unique_ptr<FactSource> source)
    : m_source(std::move(source))
{
}

static bool reachesBack(const FactTable &table, Instant since)
{
    return !table.completeFrom.isSet() || (since.isSet() && table.completeFrom <= since);
}

std::pair<std::shared_ptr<const FactsSnapshot>, quint64> FactsKeeper::current() const
{
    const QMutexLocker lock(&m_mutex);
    return {m_snapshot, m_generation};
}

Result<std::shared_ptr<const FactsSnapshot>> FactsKeeper::ensure(const QStringList &facts, Instant since, const CancelToken &cancel)
{
    // New facts and those that must reach further back.
    const auto missingFrom = [&](const std::shared_ptr<const FactsSnapshot> &snapshot) {
        std::pair<QStringList, QStringList> missing;
        for (const QString &fact : facts) {
            const FactTable *table = snapshot ? snapshot->table(fact) : nullptr;
            if (!table)
                missing.first += fact;
            else if (!reachesBack(*table, since))
                missing.second += fact;
        }
        return missing;
    };
    if (auto snapshot = current().first; snapshot && missingFrom(snapshot) == std::pair<QStringList, QStringList>())
        return snapshot;
    const QMutexLocker loading(&m_loading);
    auto [snapshot, generation] = current();
    const auto [fresh, deeper] = missingFrom(snapshot);
    for (const auto &[names, from] : {std::pair(fresh, since), std::pair(deeper, Instant())}) {
        if (snapshot && names.isEmpty())
            continue;
        auto loaded = FactsSnapshot::load(*m_source, names, generation, cancel, snapshot, from);
        if (!loaded)
            return loaded;
        snapshot = std::move(*loaded);
        keep(snapshot);
    }
    return snapshot;
}

bool FactsKeeper::isComplete() const
{
    const auto snapshot = current().first;
    return !snapshot
        || std::ranges::all_of(snapshot->facts(), [&](const QString &fact) { return reachesBack(*snapshot->table(fact), {}); });
}

Result<void> FactsKeeper::complete(const CancelToken &cancel)
{
    m_loading.lock(); // what is being loaded now belongs to it
    m_loading.unlock();
    for (;;) {
        const auto [snapshot, generation] = current();
        QStringList partial = snapshot ? snapshot->facts() : QStringList();
        partial.removeIf([&](const QString &fact) { return reachesBack(*snapshot->table(fact), {}); });
        if (partial.isEmpty())
            return {};
        auto loaded = FactsSnapshot::load(*m_source, partial, generation, cancel);
        if (!loaded)
            return std::unexpected(loaded.error());
        const QMutexLocker loading(&m_loading);
        const auto [newest, newestGeneration] = current();
        if (newestGeneration == generation) // else a sync has changed the facts meanwhile: once more
            keep(newest->with(**loaded));
    }
}

Result<quint64> FactsKeeper::reload(const QStringList &changed)
{
    const QMutexLocker loading(&m_loading);
    auto [snapshot, generation] = current();
    const quint64 next = generation + 1;
    if (snapshot) {
        std::map<Instant, QStringList> facts; // by how far back they reach
        for (const QString &fact : changed) {
            if (const FactTable *table = snapshot->table(fact))
                facts[table->completeFrom] += fact;
        }
        if (facts.empty())
            facts.emplace();
        for (const auto &[since, names] : facts) {
            auto loaded = FactsSnapshot::load(*m_source, names, next, {}, snapshot, since);
            if (!loaded)
                return std::unexpected(loaded.error());
            snapshot = std::move(*loaded);
        }
        keep(snapshot);
    }
    const QMutexLocker lock(&m_mutex);
    m_generation = next;
    return next;
}

void FactsKeeper::keep(std::shared_ptr<const FactsSnapshot> snapshot)
{
    TimeRange range;
    for (const auto &[fact, column] : {std::pair(u"change"_s, u"created_at"_s), std::pair(u"change"_s, u"merged_at"_s),
             std::pair(u"deployment"_s, u"finished_at"_s), std::pair(u"commit"_s, u"committed_at"_s)}) {
        const TimeRange span = snapshot->span(fact, column);
        if (span.isEmpty())
            continue;
        range.from = range.from.isSet() ? std::min(range.from, span.from) : span.from;
        range.to = std::max(range.to, Instant(span.to.ms() - 1));
    }
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

// The times that say until when a row matters.
struct TimeColumns {
    std::vector<const std::vector<qint64> *> ends, all;

    [[nodiscard]] bool isOver(qsizetype row, Instant since) const
    {
        const auto at = static_cast<std::size_t>(row);
        return std::ranges::none_of(ends, [at](const auto *column) { return (*column)[at] == Instant::kUnset; })
            && std::ranges::all_of(all, [&](const auto *column) { return (*column)[at] < since.ms(); });
    }
};

TimeColumns timeColumns(const FactTable &table, const std::vector<FactColumnInfo> &columnInfos)
{
    TimeColumns times;
    for (const FactColumnInfo &info : columnInfos) {
        const auto column = table.columns.constFind(info.name);
        if (info.type != FactColumnInfo::Type::Time || column == table.columns.cend())
            continue;
        times.all.push_back(&column->integers());
        if (info.ends)
            times.ends.push_back(&column->integers());
    }
    return times;
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

Result<FactTable> selectFacts(const FactTable &table, const QStringList &columns, const std::vector<MetricFilter> &where, Instant since,
    const std::vector<FactColumnInfo> &columnInfos)
{
    std::vector<qsizetype> rows(static_cast<std::size_t>(table.rows));
    std::iota(rows.begin(), rows.end(), 0);
    if (since.isSet())
        std::erase_if(rows, [over = timeColumns(table, columnInfos), since](qsizetype row) { return over.isOver(row, since); });
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
