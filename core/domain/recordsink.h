#pragma once

#include "core/domain/recordbatch.h"

namespace leadline {

// Where a connector puts what it read. Bound to one source and one run. Called on the sync thread.
class RecordSink {
public:
    RecordSink() = default;
    virtual ~RecordSink() = default;
    Q_DISABLE_COPY_MOVE(RecordSink)

    // Queues the batch for the writer. The batch's records, checkpoints and audit line are committed together, batches
    // in order. Returns false when the writer has failed (the run should stop; the error is in failure()).
    virtual bool put(RecordBatch batch) = 0;
    // True while so much is queued that the connector should wait before it reads on.
    [[nodiscard]] virtual bool isBusy() const = 0;
    [[nodiscard]] virtual std::optional<Error> failure() const = 0;

    // The newest committed checkpoint of a scope's entity, also of earlier runs.
    [[nodiscard]] virtual std::optional<Checkpoint> checkpoint(const QString &scope, const QString &entity) const = 0;
};

} // namespace leadline
