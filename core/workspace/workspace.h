#pragma once

#include "core/base/cancel.h"
#include "core/base/clock.h"
#include "core/domain/directory.h"
#include "core/domain/source.h"
#include "core/domain/sqlsource.h"
#include "core/domain/timeline.h"
#include "core/metrics/targets.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace leadline {

class SecretStore;
class MetricCatalog;
class MetricLibrary;

struct WorkspaceOptions {
    QString file;
    QByteArray key; // 32 bytes; workspacekey.h finds or makes it
    bool create = false; // make the file when it is missing
    std::shared_ptr<const Clock> clock; // empty = the system's
    std::shared_ptr<SecretStore> secrets; // keeps tokens; never written into the file
};

struct SourceStatus {
    SourceConfig config;
    bool hasToken = false;
    std::optional<SyncReport> lastReport;
    Instant nextSync; // unset = only by hand
    qint64 records = 0;
    qint64 quarantined = 0;
};

// One open workspace: the encrypted file, its sources, its facts and its settings. Lives on the GUI thread (or the
// command line's main thread); nothing here waits for the disk or the network unless it says so. Destroying it while
// syncing is safe.
class Workspace final : public QObject {
    Q_OBJECT

public:
    // Opens and migrates; waits for the disk. A second instance on the same file is refused with a sentence.
    [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(WorkspaceOptions options);
    ~Workspace() override;

    [[nodiscard]] QString file() const;
    [[nodiscard]] QString name() const; // file name without its ending
    [[nodiscard]] bool isSample() const; // filled by the simulation

    // --- sources
    [[nodiscard]] std::vector<ConnectorDescriptor> connectors() const;
    [[nodiscard]] std::vector<SourceStatus> sources() const;
    [[nodiscard]] QFuture<Result<void>> saveSource(
        const SourceConfig &config, const std::optional<QByteArray> &token); // adds or changes
    [[nodiscard]] QFuture<Result<void>> removeSource(const QString &name, bool deleteData);
    // Without a token the kept one is used.
    [[nodiscard]] QFuture<Result<ProbeReport>> probe(
        const SourceConfig &config, const std::optional<QByteArray> &token);
    [[nodiscard]] QFuture<Result<std::vector<DiscoveredScope>>> discover(
        const SourceConfig &config, const std::optional<QByteArray> &token);

    // --- sync
    void startSync(const QStringList &sources = {}, bool full = false); // empty = all that are not paused
    void cancelSync(const QString &source = {});
    void startSchedule(); // from now on sources sync at their hours; those marked "at start" at once. Desktop only
    [[nodiscard]] bool isSyncing() const;
    [[nodiscard]] QFuture<Result<std::vector<SyncReport>>> reports(
        const QString &source, int limit) const; // newest first

    // Begins to read the newest part of facts that are about to be asked for, while their widgets are still being made.
    void warmUp(const QStringList &facts);

    // --- metrics (on pool threads; results of an older generation are still right for that generation)
    [[nodiscard]] std::shared_ptr<const MetricCatalog> catalog() const;
    [[nodiscard]] MetricLibrary *metrics() const; // the definitions of its people; catalogChanged() follows a change
    [[nodiscard]] quint64 generation() const; // 0 until the first facts are loaded
    [[nodiscard]] bool isSettled() const; // nothing that was written waits to be derived
    // Answers are kept until the facts change. Cancelled soon after the token says so.
    [[nodiscard]] QFuture<Result<MetricResult>> evaluate(const MetricQuery &query, const CancelToken &cancel = {});
    [[nodiscard]] QFuture<Result<MetricRows>> rowsBehind(
        const MetricQuery &query, const QStringList &seriesKey, const TimeRange &period, int limit = 5000);
    // The same with a catalogue of a draft (MetricLibrary::check).
    [[nodiscard]] QFuture<Result<MetricResult>> preview(
        std::shared_ptr<const MetricCatalog> catalog, const MetricQuery &query, const CancelToken &cancel);
    // One SELECT over the views; the calendar and "now" of the question are the workspace's.
    [[nodiscard]] QFuture<SqlResult<SqlTable>> ask(SqlQuestion question, const CancelToken &cancel = {});
    [[nodiscard]] std::vector<SqlView> sqlViews() const;
    // Raw columns of a fact for clouds of points (scatter, ageing): the rows that pass the filters and were not over
    // before `since` (unset = all).
    [[nodiscard]] QFuture<Result<FactTable>> facts(
        const QString &fact, const QStringList &columns, const std::vector<MetricFilter> &where, Instant since = {});
    [[nodiscard]] QFuture<Result<std::vector<QJsonObject>>> records(
        const QString &fact, const std::vector<qint64> &ids);
    // Every record of a kind, oldest first, until `row` (called on a pool thread) says false. `where`: field = value.
    [[nodiscard]] QFuture<Result<void>> exportRecords(RecordKind kind, const TimeRange &range,
        const QList<std::pair<QString, QString>> &where, std::function<bool(const QJsonObject &)> row) const;
    [[nodiscard]] QFuture<Result<QStringList>> dimensionValues(const QString &fact, const QString &column);
    [[nodiscard]] QFuture<Result<Timeline>> timeline(const QString &fact, qint64 id);
    // From the oldest to the newest fact in memory; empty without data. After a start only the newest part may be: see
    // historyLoaded().
    [[nodiscard]] TimeRange dataRange() const;

    // What figures should be. Saving is written into the audit log.
    [[nodiscard]] std::vector<MetricTarget> targets() const;
    [[nodiscard]] QFuture<Result<void>> saveTargets(const std::vector<MetricTarget> &targets);

    // --- people, teams, services, calendar: see domain/directory.h
    [[nodiscard]] QFuture<Result<Directory>> directory() const;
    [[nodiscard]] QFuture<Result<DirectoryChange>> apply(const DirectoryChange &change); // gives what undoes it

    // --- settings and dashboards as data
    [[nodiscard]] QJsonValue setting(const QString &key, const QJsonValue &fallback = {}) const;
    void setSetting(const QString &key, const QJsonValue &value);
    [[nodiscard]] QJsonObject dashboard(const QString &role) const; // the user's, else the built-in one
    [[nodiscard]] CalendarRules calendar() const;
    [[nodiscard]] Instant now() const;

    // --- keeping house
    [[nodiscard]] QFuture<Result<void>> fillWithSample(quint64 seed); // waits for nothing; factsChanged() follows
    [[nodiscard]] QFuture<Result<QStringList>> doctor() const; // one line a finding
    [[nodiscard]] QFuture<Result<qint64>> verifyAudit() const; // lines checked; an Error names the first broken one
    void setExchangeLog(const QString &file);

Q_SIGNALS:
    void sourcesChanged();
    void syncProgress(const leadline::SyncProgress &progress);
    void syncFinished(const leadline::SyncReport &report);
    void allSyncsFinished();
    void factsChanged(quint64 generation, const QStringList &facts);
    void catalogChanged(); // metrics() has other definitions: what shows them asks again
    void historyLoaded(); // all facts in use are in memory from their beginning: dataRange() is whole
    void targetsChanged();
    void settled(); // all that was written so far is derived and in the facts
    void directoryChanged();
    void settingChanged(const QString &key);
    void storageFailed(const leadline::Error &error); // disk full, file gone: sync is paused, dashboards go on

private:
    Workspace();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace leadline
