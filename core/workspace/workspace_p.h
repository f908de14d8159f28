#pragma once

#include "core/base/cancel.h"
#include "core/metrics/metriccatalog.h"
#include "core/metrics/resultcache.h"
#include "core/secrets/secretstore.h"
#include "core/store/database.h"
#include "core/store/storewriter.h"
#include "core/sync/syncengine.h"
#include "core/workspace/factskeeper.h"
#include "core/workspace/metriclibrary.h"
#include "core/workspace/workspace.h"

#include <QHash>
#include <QJsonObject>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrentRun>

namespace leadline {

class Workspace::Private {
public:
    Workspace *q = nullptr;
    WorkspaceOptions options;
    QString id;
    std::unique_ptr<StoreWriter> writer;
    std::shared_ptr<FactsKeeper> facts; // shared with pool jobs, which may outlive the workspace by a moment
    std::shared_ptr<ResultCache> answers = std::make_shared<ResultCache>(); // shared with pool jobs too
    std::shared_ptr<const SqlSource> sql;
    std::unique_ptr<SyncEngine> engine;
    QThreadPool pool; // readers and metric queries; waits for its jobs when it dies
    std::unique_ptr<MetricLibrary> metrics;
    std::vector<SourceStatus> sources;
    QHash<QString, QJsonValue> settings;
    WorkCalendar calendar;
    QTimer deriveTimer; // joins the commits of a sync into one derivation
    QTimer historyTimer; // loads what a first page did not need
    QTimer imageTimer; // keeps what is in memory for the next start
    QTimer scheduleTimer;
    CancelSource loadingHistory;
    int startsPending = 0; // tokens being read from the keychain
    int refreshes = 0; // of the sources: the newest that was begun
    int changesPending = 0; // of the directory, on their way to the writer
    qint64 lastDeriveMs = 0;
    bool deriving = false;
    bool deriveAgain = false;
    bool surroundingsChanged = false; // teams, hours or how fresh sources are: the facts in memory do not know yet
    bool historyTold = false;

    void connectParts();
    [[nodiscard]] Result<void> readState(Database &database);
    void loadHistory();
    void keepImages();
    void deriveSoon();
    void deriveNow();
    void refreshSources();
    void runSchedule();
    [[nodiscard]] Instant nextSyncOf(const SourceStatus &status) const;
    [[nodiscard]] SourceStatus *source(const QString &name);
    [[nodiscard]] QString tokenName(const QString &source) const;
    [[nodiscard]] QFuture<Result<SyncJob>> jobFor(
        const SourceConfig &config, const std::optional<QByteArray> &token, bool full);

    // Runs `job` with a read-only connection of its own on a pool thread.
    template <typename Job> auto read(Job job) -> QFuture<std::invoke_result_t<Job, Database &>>
    {
        using R = std::invoke_result_t<Job, Database &>;
        return QtConcurrent::run(&pool, [file = options.file, key = options.key, job = std::move(job)]() -> R {
            auto database = Database::open(file, key, Database::Mode::ReadOnly);
            if (!database)
                return std::unexpected(database.error());
            return job(*database);
        });
    }
};

template <typename T> QFuture<Result<T>> readyResult(Result<T> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

} // namespace leadline
