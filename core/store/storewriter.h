#pragma once

#include "core/base/clock.h"
#include "core/domain/recordsink.h"
#include "core/domain/source.h"

#include <QFuture>
#include <QObject>
#include <QSet>

#include <functional>
#include <memory>

namespace leadline {

class Database;

// The one writer: a thread with the only writable connection. Jobs run in order; record batches that wait are joined
// into one transaction. All public calls return at once and may come from any thread.
class StoreWriter final : public QObject {
    Q_OBJECT

public:
    // Opens (and creates, migrates with a backup) the file; waits for the disk. Refuses a file that another instance
    // has open.
    [[nodiscard]] static Result<std::unique_ptr<StoreWriter>> open(
        const QString &file, const QByteArray &key, bool create, std::shared_ptr<const Clock> clock);
    ~StoreWriter() override; // writes what is queued, then closes

    // A run of a source: records go through the sink, then finishRun() keeps the report, freshness and an audit line.
    // Its error is also that of batches which the sink had taken and the disk refused later: then the run is kept as
    // failed.
    [[nodiscard]] std::unique_ptr<RecordSink> openRun(const QString &source);
    [[nodiscard]] QFuture<Result<void>> finishRun(const SyncReport &report);

    // Any other change, in a transaction of its own with its audit line (empty = none).
    [[nodiscard]] QFuture<Result<void>> write(const QString &audit, std::function<Result<void>(Database &)> change);

    [[nodiscard]] const QString &file() const;

Q_SIGNALS:
    void recordsCommitted(const QSet<leadline::RecordKind> &kinds, qint64 records); // after each commit
    void failed(
        const leadline::Error &error); // disk full, file gone: queued batches are refused until a write works again

private:
    StoreWriter();
    class Private;
    std::unique_ptr<Private> d;
};

// A run whose records could not all be kept is no success, whatever the connector thought.
void noteStorageFailure(SyncReport &report, const Error &error);

} // namespace leadline
