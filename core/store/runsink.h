#pragma once

#include "core/domain/recordsink.h"

#include <QHash>

#include <memory>
#include <mutex>
#include <optional>

namespace leadline {

// A run of a source as the sink and the writer thread share it.
struct StoreRun {
    QString source;
    qint64 sourceId = 0; // writer thread only; 0 until the first batch
    qint64 runId = 0; // writer thread only

    std::mutex mutex;
    std::optional<Error> failure; // stays: pages after a lost one would move the checkpoint past it
};

// The committed checkpoints of all sources, as sinks see them from the sync thread.
class CommittedCheckpoints {
public:
    void replaceAll(const std::vector<std::pair<QString, Checkpoint>> &checkpoints);
    void update(const QString &source, const std::vector<Checkpoint> &checkpoints);
    [[nodiscard]] std::optional<Checkpoint> find(
        const QString &source, const QString &scope, const QString &entity) const;

private:
    static QString keyOf(const QString &source, const QString &scope, const QString &entity);

    mutable std::mutex m_mutex;
    QHash<QString, Checkpoint> m_checkpoints;
};

} // namespace leadline
