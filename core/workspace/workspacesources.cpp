#include "core/domain/filemasks.h"
#include "core/store/recordstore.h"
#include "core/workspace/workspace_p.h"

namespace leadline {

SourceStatus *Workspace::Private::source(const QString &name)
{
    const auto found = std::ranges::find(sources, name, [](const SourceStatus &status) { return status.config.name; });
    return found == sources.end() ? nullptr : &*found;
}

QString Workspace::Private::tokenName(const QString &source) const
{
    return u"token:%1:%2"_s.arg(id, source);
}

std::vector<ConnectorDescriptor> Workspace::connectors() const
{
    return d->engine->connectors();
}

std::vector<SourceStatus> Workspace::sources() const
{
    std::vector<SourceStatus> all = d->sources;
    for (SourceStatus &status : all)
        status.nextSync = d->nextSyncOf(status);
    return all;
}

QFuture<Result<void>> Workspace::saveSource(const SourceConfig &config, const std::optional<QByteArray> &token)
{
    if (config.name.trimmed().isEmpty())
        return readyResult<void>(fail(ErrorKind::Config, u"Give the source a name."_s));
    QFuture<Result<void>> kept = readyResult<void>({});
    if (token && !token->isEmpty()) {
        if (!d->options.secrets) {
            return readyResult<void>(fail(
                ErrorKind::Config, u"There is no keychain to keep the token in. Unlock the keychain and try again."_s));
        }
        kept = d->options.secrets->write(d->tokenName(config.name), *token);
    }
    auto written = kept.then(this, [this, config](const Result<void> &result) {
        if (!result)
            return readyResult<void>(std::unexpected(result.error()));
        return d->writer->write(u"source %1 saved"_s.arg(config.name),
            [config](Database &database) { return leadline::saveSource(database, config); });
    });
    return written.unwrap().then(
        this, [this, config, hasToken = token && !token->isEmpty()](const Result<void> &result) {
            if (result) {
                SourceStatus *status = d->source(config.name);
                if (!status) {
                    d->sources.push_back({});
                    status = &d->sources.back();
                }
                status->config = config;
                status->hasToken |= hasToken;
                Q_EMIT sourcesChanged();
            }
            return result;
        });
}

QFuture<Result<void>> Workspace::removeSource(const QString &name, bool deleteData)
{
    cancelSync(name);
    if (d->options.secrets)
        d->options.secrets->remove(d->tokenName(name)).then(this, [](const Result<void> &) { });
    auto written = d->writer->write(
        deleteData ? u"source %1 removed with its data"_s.arg(name) : u"source %1 removed, data kept"_s.arg(name),
        [name, deleteData](Database &database) { return leadline::removeSource(database, name, deleteData); });
    return written.then(this, [this, name](const Result<void> &result) {
        if (result) {
            std::erase_if(d->sources, [&](const SourceStatus &status) { return status.config.name == name; });
            d->deriveNow();
            Q_EMIT sourcesChanged();
        }
        return result;
    });
}

QFuture<Result<SyncJob>> Workspace::Private::jobFor(
    const SourceConfig &config, const std::optional<QByteArray> &token, bool full)
{
    const QJsonValue generated = settings.value(kGeneratedFilesSetting.toString());
    SyncJob job{.config = config,
        .token = token.value_or(QByteArray()),
        .full = full,
        .generatedFiles =
            generated.isArray() ? generated.toVariant().toStringList() : FileMasks::defaults()};
    const auto &known = engine->connectors();
    const auto connector = std::ranges::find(known, config.kind, &ConnectorDescriptor::kind);
    if (token || connector == known.end() || !connector->needsToken)
        return readyResult<SyncJob>(std::move(job));
    const Error missing{.kind = ErrorKind::Auth,
        .text =
            u"There is no token for “%1” in the keychain. Open Settings › Sources, edit the source and enter its token."_s
                .arg(config.name),
        .detail = {},
        .httpStatus = 0,
        .retryAfterMs = {}};
    if (!options.secrets)
        return readyResult<SyncJob>(std::unexpected(missing));
    return options.secrets->read(tokenName(config.name))
        .then(q, [job, missing](const Result<std::optional<QByteArray>> &secret) -> Result<SyncJob> {
            if (!secret)
                return std::unexpected(secret.error());
            if (!*secret)
                return std::unexpected(missing);
            SyncJob ready = job;
            ready.token = **secret;
            return ready;
        });
}

QFuture<Result<ProbeReport>> Workspace::probe(const SourceConfig &config, const std::optional<QByteArray> &token)
{
    return d->jobFor(config, token, false)
        .then(this,
            [this](const Result<SyncJob> &job) {
                return job ? d->engine->probe(*job) : readyResult<ProbeReport>(std::unexpected(job.error()));
            })
        .unwrap();
}

QFuture<Result<std::vector<DiscoveredScope>>> Workspace::discover(
    const SourceConfig &config, const std::optional<QByteArray> &token)
{
    return d->jobFor(config, token, false)
        .then(this,
            [this](const Result<SyncJob> &job) {
                return job ? d->engine->discover(*job)
                           : readyResult<std::vector<DiscoveredScope>>(std::unexpected(job.error()));
            })
        .unwrap();
}

void Workspace::startSync(const QStringList &names, bool full)
{
    for (const SourceStatus &status : d->sources) {
        const SourceConfig config = status.config;
        const bool wanted = names.isEmpty() ? !config.paused : names.contains(config.name);
        if (!wanted || config.kind == u"sample" || d->engine->isRunning(config.name))
            continue;
        ++d->startsPending;
        d->jobFor(config, {}, full).then(this, [this, config](const Result<SyncJob> &job) {
            --d->startsPending;
            if (job) {
                d->engine->start({*job});
                return;
            }
            SyncReport report;
            report.source = config.name;
            report.startedAt = report.finishedAt = d->options.clock->now();
            report.outcome = SyncOutcome::Failed;
            report.problems.push_back({.scope = {}, .entity = {}, .error = job.error()});
            (void)d->writer->finishRun(report);
            if (SourceStatus *failed = d->source(config.name))
                failed->lastReport = report;
            Q_EMIT syncFinished(report);
            if (d->startsPending == 0 && d->engine->running().isEmpty())
                Q_EMIT allSyncsFinished();
        });
    }
    if (!isSyncing())
        QMetaObject::invokeMethod(this, &Workspace::allSyncsFinished, Qt::QueuedConnection);
}

void Workspace::cancelSync(const QString &source)
{
    d->engine->cancel(source);
}

bool Workspace::isSyncing() const
{
    return d->startsPending > 0 || !d->engine->running().isEmpty();
}

QFuture<Result<std::vector<SyncReport>>> Workspace::reports(const QString &source, int limit) const
{
    return d->read([source, limit](Database &database) { return readReports(database, source, limit); });
}

void Workspace::Private::refreshSources()
{
    QStringList names;
    for (const SourceStatus &status : sources)
        names += status.config.name;
    struct State {
        SourceCounts counts;
        std::optional<SyncReport> lastReport;
    };
    using Counts = QHash<QString, State>;
    read([names](Database &database) -> Result<Counts> {
        Counts all;
        for (const QString &name : names) {
            auto counts = readCounts(database, name);
            auto reports = readReports(database, name, 1);
            if (!counts || !reports)
                return std::unexpected(counts ? reports.error() : counts.error());
            all.insert(name, {*counts, reports->empty() ? std::nullopt : std::optional(reports->front())});
        }
        return all;
    }).then(q, [this, refresh = ++refreshes](const Result<Counts> &all) {
        if (!all || refresh != refreshes) // an older reader may end after a newer one
            return;
        for (auto it = all->cbegin(); it != all->cend(); ++it) {
            if (SourceStatus *status = source(it.key())) {
                status->records = it->counts.records;
                status->quarantined = it->counts.quarantined;
                status->lastReport = it->lastReport;
            }
        }
        Q_EMIT q->sourcesChanged();
    });
}

Instant Workspace::Private::nextSyncOf(const SourceStatus &status) const
{
    if (status.config.paused || status.config.everyHours <= 0)
        return {};
    const qint64 interval = qint64(status.config.everyHours) * 3'600'000;
    const Instant now = options.clock->now();
    const Instant last = status.lastReport ? status.lastReport->finishedAt : Instant{};
    // A wall clock that was set back must not postpone the next sync for long.
    if (!last.isSet() || last > now)
        return now;
    return std::max(now, Instant{last.ms() + interval});
}

void Workspace::Private::runSchedule()
{
    QStringList due;
    const Instant now = options.clock->now();
    for (const SourceStatus &status : sources) {
        const Instant next = nextSyncOf(status);
        if (next.isSet() && next <= now)
            due += status.config.name;
    }
    if (!due.isEmpty())
        q->startSync(due);
}

void Workspace::startSchedule()
{
    QStringList atStart;
    for (const SourceStatus &status : d->sources) {
        if (status.config.atStart && !status.config.paused)
            atStart += status.config.name;
    }
    if (!atStart.isEmpty())
        startSync(atStart);
    d->scheduleTimer.start();
    d->runSchedule();
}

void Workspace::setExchangeLog(const QString &file)
{
    d->engine->setExchangeLog(file);
}

} // namespace leadline
