#include "core/workspace/factskeeper.h"

#include "core/metrics/rowtest.h"

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

// Called with the lock held, which is let go while the disk is read: two threads load two facts side by side.
Result<void> FactsKeeper::loadOne(
    QMutexLocker<QMutex> &lock, const QString &fact, Instant since, const CancelToken &cancel)
{
    m_loading.insert(fact);
    const quint64 generation = m_generation;
    lock.unlock();
    auto loaded = FactsSnapshot::load(*m_source, {fact}, generation, cancel, nullptr, since);
    lock.relock();
    m_loading.remove(fact);
    m_loaded.wakeAll();
    if (!loaded)
        return std::unexpected(loaded.error());
    if (m_generation == generation) // else the facts have changed meanwhile, and whoever asked looks again
        keep(m_snapshot ? m_snapshot->with(**loaded) : *loaded);
    return {};
}

Result<std::shared_ptr<const FactsSnapshot>> FactsKeeper::ensure(
    const QStringList &facts, Instant since, const CancelToken &cancel)
{
    QMutexLocker lock(&m_mutex);
    for (;;) {
        bool missing = false;
        QString free; // missing, and nobody is loading it
        for (const QString &fact : facts) {
            const FactTable *table = m_snapshot ? m_snapshot->table(fact) : nullptr;
            if (table && reachesBack(*table, since))
                continue;
            missing = true;
            if (free.isEmpty() && !m_loading.contains(fact))
                free = fact;
        }
        if (!missing && !m_snapshot) // nothing is asked for, and nothing was loaded yet
            return FactsSnapshot::load(*m_source, {}, m_generation, cancel);
        if (!missing)
            return m_snapshot;
        if (free.isEmpty()) {
            m_loaded.wait(&m_mutex);
            continue;
        }
        // What is here but does not reach back far enough is completed at once: the next question may go further still.
        const bool known = m_snapshot && m_snapshot->table(free);
        if (auto loaded = loadOne(lock, free, known ? Instant() : since, cancel); !loaded)
            return std::unexpected(loaded.error());
    }
}

QStringList FactsKeeper::partialFacts() const
{
    QStringList facts = m_snapshot ? m_snapshot->facts() : QStringList();
    facts.removeIf([this](const QString &fact) { return reachesBack(*m_snapshot->table(fact), {}); });
    return facts;
}

bool FactsKeeper::isComplete() const
{
    const QMutexLocker lock(&m_mutex);
    return partialFacts().isEmpty();
}

Result<void> FactsKeeper::complete(const CancelToken &cancel)
{
    QMutexLocker lock(&m_mutex);
    for (;;) {
        QStringList partial = partialFacts();
        if (partial.isEmpty() && m_loading.isEmpty())
            return {};
        partial.removeIf([this](const QString &fact) { return m_loading.contains(fact); });
        if (partial.isEmpty())
            m_loaded.wait(&m_mutex);
        else if (auto loaded = loadOne(lock, partial.front(), {}, cancel); !loaded)
            return loaded;
    }
}

Result<quint64> FactsKeeper::reload(const QStringList &changed)
{
    QMutexLocker lock(&m_mutex);
    const quint64 next = m_generation + 1;
    std::shared_ptr<const FactsSnapshot> loaded;
    // Facts that somebody else was loading may be of before the change: they are waited for, then loaded again.
    for (;;) {
        std::map<Instant, QStringList> wanted; // by how far back they reach
        bool busy = false;
        for (const QString &fact : changed) {
            busy = busy || m_loading.contains(fact);
            const FactTable *table = m_snapshot ? m_snapshot->table(fact) : nullptr;
            const FactTable *again = loaded ? loaded->table(fact) : nullptr;
            if (table && (!again || !reachesBack(*again, table->completeFrom)))
                wanted[table->completeFrom] += fact;
        }
        if (busy) {
            m_loaded.wait(&m_mutex);
            continue;
        }
        if (wanted.empty() && (loaded || !m_snapshot))
            break;
        if (wanted.empty())
            wanted.emplace(); // nothing in use has changed: only the freshness is read
        lock.unlock();
        for (const auto &[since, names] : wanted) {
            auto read = FactsSnapshot::load(*m_source, names, next, {}, loaded, since);
            if (!read)
                return std::unexpected(read.error());
            loaded = std::move(*read);
        }
        lock.relock();
    }
    m_generation = next;
    if (loaded)
        keep(m_snapshot->with(*loaded));
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
    m_snapshot = std::move(snapshot);
    m_range = range;
}

QStringList FactsKeeper::facts() const
{
    const QMutexLocker lock(&m_mutex);
    return m_snapshot ? m_snapshot->facts() : QStringList();
}

quint64 FactsKeeper::generation() const
{
    const QMutexLocker lock(&m_mutex);
    return m_snapshot ? m_snapshot->generation() : 0;
}

std::shared_ptr<const FactsSnapshot> FactsKeeper::snapshot() const
{
    const QMutexLocker lock(&m_mutex);
    return m_snapshot;
}

TimeRange FactsKeeper::dataRange() const
{
    const QMutexLocker lock(&m_mutex);
    return m_range;
}

namespace {

// The times that say until when a row matters.
struct TimeColumns {
    std::vector<const FactColumn *> ends, all;

    [[nodiscard]] bool isOver(qsizetype row, Instant since) const
    {
        return std::ranges::none_of(ends, [row](const FactColumn *column) {
            return column->integer(row) == Instant::kUnset;
        }) && std::ranges::all_of(all, [&](const FactColumn *column) { return column->integer(row) < since.ms(); });
    }
};

TimeColumns timeColumns(const FactTable &table, const std::vector<FactColumnInfo> &columnInfos)
{
    TimeColumns times;
    for (const FactColumnInfo &info : columnInfos) {
        const auto column = table.columns.constFind(info.name);
        if (info.type != FactColumnInfo::Type::Time || column == table.columns.cend())
            continue;
        times.all.push_back(&*column);
        if (info.ends)
            times.ends.push_back(&*column);
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

Result<FactTable> selectFacts(const FactTable &table, const QStringList &columns,
    const std::vector<MetricFilter> &where, Instant since, const std::vector<FactColumnInfo> &columnInfos,
    const Organisation &organisation)
{
    Dimensions dimensions(table, organisation);
    std::vector<RowTest> tests;
    for (const MetricFilter &filter : where) {
        auto test = RowTest::of(filter, dimensions, nullptr);
        if (!test)
            return std::unexpected(test.error());
        tests.push_back(std::move(*test));
    }
    const TimeColumns over = timeColumns(table, columnInfos);
    std::vector<qsizetype> rows;
    for (qsizetype first = 0; first < table.rows; first += ColumnBlock::kRows) {
        BlockRows kept(static_cast<std::size_t>(std::min<qsizetype>(ColumnBlock::kRows, table.rows - first)));
        std::iota(kept.begin(), kept.end(), quint16(0));
        for (const RowTest &test : tests)
            test.keep(static_cast<int>(first / ColumnBlock::kRows), kept);
        for (const quint16 place : kept) {
            if (!since.isSet() || !over.isOver(first + place, since))
                rows.push_back(first + place);
        }
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
        selected.columns.insert(name, column->picked(rows));
    }
    return selected;
}

} // namespace leadline
