#include "core/workspace/workspace.h"

#include "core/connectors/registry.h"
#include "core/metrics/dimensions.h"
#include "core/store/derivation.h"
#include "core/store/directorystore.h"
#include "core/store/factstore.h"
#include "core/store/health.h"
#include "core/store/recordstore.h"
#include "core/store/sqlstore.h"
#include "core/workspace/neededhistory.h"
#include "core/workspace/workspace_p.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>
#include <QScopeGuard>
#include <QUuid>

namespace leadline {

static constexpr qint64 kDeriveAfterMs = 400;
static constexpr qint64 kDeriveAfterAtMostMs = 30'000;
static constexpr qint64 kDeriveShare = 10; // deriving takes at most about this part of a sync: one tenth
static constexpr int kHistoryAfterMs = 1000;
static constexpr int kImagesAfterMs = 5000;

Workspace::Workspace()
    : d(std::make_unique<Private>())
{
    d->q = this;
}

Workspace::~Workspace()
{
    const bool settled = isSettled();
    d->scheduleTimer.stop();
    d->deriveTimer.stop();
    d->historyTimer.stop();
    d->imageTimer.stop();
    d->loadingHistory.cancel();
    d->engine.reset(); // cancels, and waits until the running pages are in the writer's queue
    if (settled) // else the next start computes them anew anyhow
        d->keepImages();
    d->writer.reset(); // writes what waits; its last answers still go to the pool
    d->pool.waitForDone();
}

Result<std::unique_ptr<Workspace>> Workspace::open(WorkspaceOptions options)
{
    std::unique_ptr<Workspace> workspace(new Workspace);
    Private &d = *workspace->d;
    if (!options.clock)
        options.clock = std::make_shared<SystemClock>();
    d.options = std::move(options);
    d.facts = std::make_shared<FactsKeeper>(makeFactStore(d.options.file, d.options.key));
    d.sql = makeSqlStore(d.options.file, d.options.key);
    auto writer = StoreWriter::open(d.options.file, d.options.key, d.options.create, d.options.clock);
    if (!writer)
        return std::unexpected(writer.error());
    d.writer = std::move(*writer);
    auto catalog = QtConcurrent::run(&d.pool, [columns = factColumnsOf(d.facts->source()), sql = d.sql] {
        return MetricCatalog::load({}, columns, sql.get()); // some are a SELECT over the file that is there now
    });
    auto database = Database::open(d.options.file, d.options.key, Database::Mode::ReadOnly);
    if (!database)
        return std::unexpected(database.error());
    if (auto state = d.readState(*database); !state)
        return std::unexpected(state.error());
    d.metrics = std::make_unique<MetricLibrary>(MetricLibrary::Parts{.writer = d.writer.get(),
                                                    .pool = &d.pool,
                                                    .clock = d.options.clock,
                                                    .columns = factColumnsOf(d.facts->source()),
                                                    .sql = d.sql},
        d.settings, catalog.result());
    d.engine = std::make_unique<SyncEngine>(d.writer.get(), d.options.clock.get(), makeConnectors());
    d.connectParts();
    return workspace;
}

Result<void> Workspace::Private::readState(Database &database)
{
    auto saved = readSettings(database);
    if (!saved)
        return std::unexpected(saved.error());
    settings = std::move(*saved);
    id = settings.value(u"workspace_id"_s).toString();
    const bool isNew = id.isEmpty();
    if (isNew) {
        id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        q->setSetting(u"workspace_id"_s, id);
    }
    auto workCalendar = readWorkCalendar(database);
    if (!workCalendar)
        return std::unexpected(workCalendar.error());
    calendar = std::move(*workCalendar);
    if (isNew) {
        // Weeks as people here know them; kept, because a figure must not depend on whose computer shows it.
        calendar.weekStart = static_cast<int>(QLocale::system().firstDayOfWeek());
        (void)writer->write({}, [calendar = calendar](Database &file) {
            return applyDirectoryChange(file, SetWorkCalendar{calendar}).transform([](const DirectoryChange &) { });
        });
    }
    auto configs = readSources(database);
    if (!configs)
        return std::unexpected(configs.error());
    for (const SourceConfig &config : *configs) {
        SourceStatus status{
            .config = config, .hasToken = false, .lastReport = {}, .nextSync = {}, .records = 0, .quarantined = 0};
        if (auto reports = readReports(database, config.name, 1); reports && !reports->empty())
            status.lastReport = reports->front();
        if (auto counts = readCounts(database, config.name)) {
            status.records = counts->records;
            status.quarantined = counts->quarantined;
        }
        sources.push_back(std::move(status));
    }
    return {};
}

void Workspace::Private::connectParts()
{
    QObject::connect(writer.get(), &StoreWriter::recordsCommitted, q, [this] { deriveSoon(); });
    QObject::connect(writer.get(), &StoreWriter::failed, q, &Workspace::storageFailed);
    QObject::connect(metrics.get(), &MetricLibrary::changed, q, &Workspace::catalogChanged);
    QObject::connect(engine.get(), &SyncEngine::progress, q, &Workspace::syncProgress);
    QObject::connect(engine.get(), &SyncEngine::finished, q, [this](const SyncReport &report) {
        if (SourceStatus *status = source(report.source))
            status->lastReport = report;
        refreshSources();
        surroundingsChanged = true;
        deriveNow();
        Q_EMIT q->syncFinished(report);
    });
    QObject::connect(engine.get(), &SyncEngine::allFinished, q, [this] {
        if (startsPending == 0)
            Q_EMIT q->allSyncsFinished();
    });
    deriveTimer.setSingleShot(true);
    QObject::connect(&deriveTimer, &QTimer::timeout, q, [this] { deriveNow(); });
    historyTimer.setSingleShot(true);
    historyTimer.setInterval(kHistoryAfterMs);
    QObject::connect(&historyTimer, &QTimer::timeout, q, [this] { loadHistory(); });
    imageTimer.setSingleShot(true);
    imageTimer.setInterval(kImagesAfterMs);
    QObject::connect(&imageTimer, &QTimer::timeout, q, [this] { keepImages(); });
    scheduleTimer.setInterval(60'000);
    QObject::connect(&scheduleTimer, &QTimer::timeout, q, [this] { runSchedule(); });
    deriveNow(); // what a killed run left underived
}

// A first page has loaded only what it shows. What is older follows behind the jobs that are waiting.
void Workspace::Private::loadHistory()
{
    if (historyTold && facts->isComplete())
        return;
    QtConcurrent::run(&pool, [keeper = facts, cancel = loadingHistory.token()] {
        return keeper->complete(cancel);
    }).then(q, [this](const Result<void> &loaded) {
        if (!loaded && loaded.error().kind != ErrorKind::Cancelled)
            Q_EMIT q->storageFailed(loaded.error());
        if (loaded && q->generation() != 0) {
            historyTold = true;
            imageTimer.start();
            Q_EMIT q->historyLoaded();
        }
    });
}

void Workspace::Private::deriveSoon()
{
    if (!deriveTimer.isActive())
        deriveTimer.start(
            std::chrono::milliseconds(std::clamp(kDeriveShare * lastDeriveMs, kDeriveAfterMs, kDeriveAfterAtMostMs)));
}

void Workspace::Private::deriveNow()
{
    deriveTimer.stop();
    if (deriving) {
        deriveAgain = true;
        return;
    }
    deriving = true;
    auto report = std::make_shared<DerivationReport>();
    auto took = std::make_shared<qint64>(0); // ms on the writer's thread
    auto changed = writer->write({}, [report, took](Database &database) -> Result<void> {
        QElapsedTimer clock;
        clock.start();
        const auto stop = qScopeGuard([&] { *took = clock.elapsed(); });
        auto derived = derive(database);
        if (!derived)
            return std::unexpected(derived.error());
        *report = std::move(*derived);
        return {};
    });
    auto surroundings = std::make_shared<bool>(std::exchange(surroundingsChanged, false));
    auto reloaded =
        changed.then(&pool, [report, surroundings, keeper = facts](const Result<void> &written) -> Result<quint64> {
            if (!written)
                return std::unexpected(written.error());
            if (report->facts.isEmpty() && !*surroundings)
                return keeper->generation();
            auto generation = keeper->reload(report->facts);
            // Where nothing happened, in which team and for how long: every figure may be another one now.
            if (*surroundings)
                report->facts += keeper->facts();
            report->facts.removeDuplicates();
            return generation;
        });
    reloaded.then(q, [this, report, took](const Result<quint64> &generation) {
        deriving = false;
        lastDeriveMs = *took;
        if (!generation) {
            Q_EMIT q->storageFailed(generation.error());
        } else if (!report->facts.isEmpty()) {
            imageTimer.start();
            Q_EMIT q->factsChanged(*generation, report->facts);
            // New accounts, repositories and environments: pages that list them should not blink during a sync.
            if (!q->isSyncing())
                Q_EMIT q->directoryChanged();
        }
        if (std::exchange(deriveAgain, false))
            deriveNow();
        else
            Q_EMIT q->settled();
    });
}

bool Workspace::isSettled() const
{
    return !d->deriving && !d->deriveTimer.isActive() && d->changesPending == 0;
}

QString Workspace::file() const
{
    return d->options.file;
}

QString Workspace::name() const
{
    return QFileInfo(d->options.file).completeBaseName();
}

bool Workspace::isSample() const
{
    return d->settings.value(u"sample"_s).toBool();
}

// --- metrics

quint64 Workspace::generation() const
{
    return d->facts->generation();
}

void Workspace::warmUp(const QStringList &names)
{
    const Instant needed = neededHistory(now(), calendar().zone, now());
    for (const QString &fact : names) {
        // An error is told to whoever asks for the fact.
        (void)QtConcurrent::run(
            &d->pool, [keeper = d->facts, fact, needed] { return keeper->ensure({fact}, needed).has_value(); });
    }
}

QFuture<Result<FactTable>> Workspace::facts(
    const QString &fact, const QStringList &columns, const std::vector<MetricFilter> &where, Instant since)
{
    d->historyTimer.start();
    const Instant needed = neededHistory(since, calendar().zone, now());
    return QtConcurrent::run(&d->pool, [keeper = d->facts, fact, columns, where, since, needed]() -> Result<FactTable> {
        auto facts = keeper->ensure({fact}, needed);
        if (!facts)
            return std::unexpected(facts.error());
        return selectFacts(
            *(*facts)->table(fact), columns, where, since, keeper->source().columnsOf(fact), (*facts)->organisation());
    });
}

QFuture<Result<std::vector<QJsonObject>>> Workspace::records(const QString &fact, const std::vector<qint64> &ids)
{
    return QtConcurrent::run(
        &d->pool, [keeper = d->facts, fact, ids]() { return keeper->source().rowsBehind(fact, ids); });
}

QFuture<Result<QStringList>> Workspace::dimensionValues(const QString &fact, const QString &column)
{
    return QtConcurrent::run(&d->pool, [keeper = d->facts, fact, column]() -> Result<QStringList> {
        auto facts = keeper->ensure({fact});
        if (!facts)
            return std::unexpected(facts.error());
        const FactTable *table = (*facts)->table(fact);
        // Of teams also those that only hold others.
        Dimensions dimensions(*table, (*facts)->organisation());
        const Dimension *found = dimensions.toFilterBy(column);
        if (!found)
            return fail(ErrorKind::Config, u"“%1” is no dimension of %2."_s.arg(column, fact));
        QStringList names = found->names;
        names.removeAll(QString());
        names.sort(Qt::CaseInsensitive);
        return names;
    });
}

QFuture<Result<Timeline>> Workspace::timeline(const QString &fact, qint64 id)
{
    return d->read([fact, id](Database &database) { return readTimeline(database, fact, id); });
}

TimeRange Workspace::dataRange() const
{
    return d->facts->dataRange();
}

// --- people, teams, services, calendar

QFuture<Result<Directory>> Workspace::directory() const
{
    return d->read([](Database &database) { return readDirectory(database); });
}

QFuture<Result<DirectoryChange>> Workspace::apply(const DirectoryChange &change)
{
    struct Outcome {
        DirectoryChange inverse;
        WorkCalendar calendar;
    };
    ++d->changesPending;
    auto outcome = std::make_shared<Outcome>();
    auto written = d->writer->write(u"directory changed"_s, [change, outcome](Database &database) -> Result<void> {
        auto undo = applyDirectoryChange(database, change);
        if (!undo)
            return std::unexpected(undo.error());
        // An undone change may have been the calendar too, so it is read again whatever the change was.
        auto calendar = readWorkCalendar(database);
        if (!calendar)
            return std::unexpected(calendar.error());
        *outcome = {std::move(*undo), std::move(*calendar)};
        return {};
    });
    return written.then(this, [this, outcome](const Result<void> &result) -> Result<DirectoryChange> {
        --d->changesPending;
        if (!result) {
            Q_EMIT settled();
            return std::unexpected(result.error());
        }
        d->calendar = outcome->calendar;
        d->surroundingsChanged = true;
        d->deriveNow();
        Q_EMIT directoryChanged();
        return std::move(outcome->inverse);
    });
}

static const QString kTargetsSetting = QStringLiteral("targets");

std::vector<MetricTarget> Workspace::targets() const
{
    return targetsFromJson(d->settings.value(kTargetsSetting).toArray());
}

QFuture<Result<void>> Workspace::saveTargets(const std::vector<MetricTarget> &targets)
{
    const QJsonArray json = targetsToJson(targets);
    return d->writer
        ->write(
            u"targets changed"_s, [json](Database &database) { return saveSetting(database, kTargetsSetting, json); })
        .then(this, [this, json](const Result<void> &saved) {
            if (saved) {
                d->settings.insert(kTargetsSetting, json);
                Q_EMIT targetsChanged();
            }
            return saved;
        });
}

// --- settings and dashboards

QJsonValue Workspace::setting(const QString &key, const QJsonValue &fallback) const
{
    return d->settings.value(key, fallback);
}

void Workspace::setSetting(const QString &key, const QJsonValue &value)
{
    d->settings.insert(key, value);
    // A failed write is told through storageFailed().
    (void)d->writer->write({}, [key, value](Database &database) { return saveSetting(database, key, value); });
    Q_EMIT settingChanged(key);
}

QJsonObject Workspace::dashboard(const QString &role) const
{
    if (const QJsonValue own = d->settings.value(u"dashboard."_s + role); own.isObject())
        return own.toObject();
    QFile file(u":/leadline/dashboards/%1.json"_s.arg(role));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

CalendarRules Workspace::calendar() const
{
    const QTimeZone zone =
        d->calendar.timeZone.isEmpty() ? QTimeZone::systemTimeZone() : QTimeZone(d->calendar.timeZone.toLatin1());
    return {.zone = zone.isValid() ? zone : QTimeZone::utc(),
        .weekStart = static_cast<Qt::DayOfWeek>(std::clamp(d->calendar.weekStart, 1, 7))};
}

Instant Workspace::now() const
{
    // The sample organisation's history ends on a fixed day: its "now" is that day, or its newest weeks would look
    // empty.
    if (const Instant sampleEnd = Instant::fromIso(d->settings.value(u"sample_end"_s).toString()); sampleEnd.isSet())
        return Instant(sampleEnd.ms() - 1);
    return d->options.clock->now();
}

} // namespace leadline
