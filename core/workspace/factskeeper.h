#pragma once

#include "core/base/timerange.h"
#include "core/domain/facts.h"
#include "core/metrics/factssnapshot.h"
#include "core/metrics/metricquery.h"

#include <QFuture>
#include <QMutex>
#include <QSet>
#include <QWaitCondition>

#include <memory>

namespace leadline {

// Keeps the newest snapshot of the facts that somebody has asked for. Facts are loaded when first needed, so that a
// dashboard does not wait for what it does not show. Thread-safe.
class FactsKeeper {
public:
    explicit FactsKeeper(std::unique_ptr<FactSource> source);

    [[nodiscard]] FactSource &source() { return *m_source; }
    // A snapshot that has at least these facts, complete from `since` on (unset = from their beginning); loads what is
    // missing. A fact that is needed for the first time is loaded no further back than asked. For pool threads: waits
    // for the disk.
    [[nodiscard]] Result<std::shared_ptr<const FactsSnapshot>> ensure(
        const QStringList &facts, Instant since = {}, const CancelToken &cancel = {});
    [[nodiscard]] bool isComplete() const; // everything in memory reaches back to its beginning
    // Loads the history that is still missing of the facts in memory; questions go on being answered meanwhile.
    [[nodiscard]] Result<void> complete(const CancelToken &cancel);
    // Loads the changed facts again (those in memory) and starts a new generation, whose number is returned.
    [[nodiscard]] Result<quint64> reload(const QStringList &changed);
    [[nodiscard]] QStringList facts() const; // in memory
    [[nodiscard]] quint64 generation() const;
    [[nodiscard]] std::shared_ptr<const FactsSnapshot> snapshot() const; // null before anything was asked for
    // From the oldest change, deployment or commit to the newest, as far as they are loaded.
    [[nodiscard]] TimeRange dataRange() const;

private:
    [[nodiscard]] Result<void> loadOne(
        QMutexLocker<QMutex> &lock, const QString &fact, Instant since, const CancelToken &cancel);
    [[nodiscard]] QStringList partialFacts() const;
    void keep(std::shared_ptr<const FactsSnapshot> snapshot);

    std::unique_ptr<FactSource> m_source;
    mutable QMutex m_mutex; // guards what follows
    QWaitCondition m_loaded;
    QSet<QString> m_loading; // facts that some thread is reading: nobody reads one twice
    std::shared_ptr<const FactsSnapshot> m_snapshot;
    quint64 m_generation = 1;
    TimeRange m_range;
};

// The rows that pass the conditions, with the asked columns (and "id"). With `since` only those that were not over
// before: `columnInfos` says which times there are. Config error: unknown column.
[[nodiscard]] Result<FactTable> selectFacts(const FactTable &table, const QStringList &columns,
    const std::vector<MetricFilter> &where, Instant since, const std::vector<FactColumnInfo> &columnInfos,
    const Organisation &organisation = {});

} // namespace leadline
