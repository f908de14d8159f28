#include "core/simulation/simulation.h"
#include "core/store/directorystore.h"
#include "core/store/factimage.h"
#include "core/store/health.h"
#include "core/store/recordstore.h"
#include "core/workspace/neededhistory.h"
#include "core/workspace/workspace_p.h"

#include <QStorageInfo>

namespace leadline {

static constexpr std::size_t kSampleChunk = 5'000;
static const QString kSampleSource = QStringLiteral("Sample");

namespace {

// Puts the organisation into the sink in pages, as a connector would.
bool putInPages(RecordBatch &records, RecordSink &sink)
{
    bool accepted = true;
    const auto putKind = [&]<typename Record>(std::vector<Record> &all) {
        for (std::size_t from = 0; accepted && from < all.size(); from += kSampleChunk) {
            RecordBatch page;
            const auto to = std::min(all.size(), from + kSampleChunk);
            page.of<Record>().assign(std::make_move_iterator(all.begin() + qsizetype(from)),
                std::make_move_iterator(all.begin() + qsizetype(to)));
            accepted = sink.put(std::move(page));
        }
        all = {};
    };
    records.forEachKindMutable(putKind);
    return accepted;
}

} // namespace

QFuture<Result<void>> Workspace::fillWithSample(quint64 seed)
{
    SourceConfig config;
    config.name = kSampleSource;
    config.kind = u"sample"_s;
    config.paused = true;
    setSetting(u"sample"_s, true);
    SimulationOptions options;
    options.seed = seed;
    options.planning = true;
    options.end = Instant::fromIso(u"2026-03-01T00:00:00Z");
    setSetting(u"sample_end"_s, options.end.toIso());
    StoreWriter *writer = d->writer.get();
    auto saved = saveSource(config, {});
    auto filled = saved.then(&d->pool, [writer, options, clock = d->options.clock](const Result<void> &source) {
        if (!source)
            return readyResult<void>(std::unexpected(source.error()));
        SyncReport report;
        report.source = kSampleSource;
        report.startedAt = clock->now();
        SimulatedOrganisation organisation = simulate(options);
        report.records = organisation.records.size();
        const auto sink = writer->openRun(kSampleSource);
        if (!putInPages(organisation.records, *sink)) {
            return readyResult<void>(std::unexpected(sink->failure().value_or(Error{.kind = ErrorKind::Storage,
                .text = u"The sample could not be written."_s,
                .detail = {},
                .httpStatus = 0,
                .retryAfterMs = {}})));
        }
        (void)writer->write({}, [organisation = std::move(organisation)](Database &database) {
            return importOrganisation(database, organisation.people, organisation.teams, organisation.memberships,
                organisation.identityPeople, kSampleSource);
        });
        report.finishedAt = clock->now();
        return writer->finishRun(report);
    });
    return filled.unwrap().then(this, [this](const Result<void> &result) {
        d->refreshSources();
        d->surroundingsChanged = true;
        d->deriveNow();
        return result;
    });
}

QFuture<Result<void>> Workspace::exportRecords(RecordKind kind, const TimeRange &range,
    const QList<std::pair<QString, QString>> &where, std::function<bool(const QJsonObject &)> row) const
{
    return d->read([kind, range, where, row = std::move(row)](Database &database) -> Result<void> {
        RecordFilter filter;
        filter.range = range;
        filter.where.assign(where.begin(), where.end());
        return readRecords(database, kind, filter, row);
    });
}

QFuture<Result<qint64>> Workspace::verifyAudit() const
{
    return d->read([](Database &database) { return leadline::verifyAudit(database); });
}

QFuture<Result<QStringList>> Workspace::doctor() const
{
    const QString keychain = d->options.secrets ? d->options.secrets->description() : u"none"_s;
    return d->read(
        [file = d->options.file, keychain, now = d->options.clock->now()](Database &database) -> Result<QStringList> {
            QStringList lines;
            lines +=
                u"ok\tLeadline %1, Qt %2"_s.arg(QString::fromLatin1(LEADLINE_VERSION), QString::fromLatin1(qVersion()));
            auto cipher = cipherVersion(database);
            lines += cipher ? u"ok\tThe workspace is encrypted (SQLCipher %1)"_s.arg(*cipher)
                            : u"fault\t"_s + cipher.error().text;
            auto schema = schemaVersion(database);
            lines += schema ? u"ok\tSchema %1"_s.arg(*schema) : u"fault\t"_s + schema.error().text;
            lines += (keychain == u"none" ? u"warning\tKeychain: "_s : u"ok\tKeychain: "_s) + keychain;
            const auto sound = database.checkIntegrity();
            lines += sound ? u"ok\tEvery page of the file is sound"_s : u"fault\t"_s + sound.error().text;
            const QStorageInfo disk(file);
            lines += (disk.bytesAvailable() > 500'000'000 ? u"ok\t"_s : u"warning\t"_s)
                + u"%1 GB free beside the workspace"_s.arg(double(disk.bytesAvailable()) / 1e9, 0, 'f', 1);
            auto audit = leadline::verifyAudit(database);
            lines += audit ? u"ok\tAudit log: %1 lines, unbroken"_s.arg(*audit) : u"fault\t"_s + audit.error().text;
            auto sources = readSources(database);
            if (!sources)
                return std::unexpected(sources.error());
            if (sources->empty())
                lines += u"warning\tNo sources yet: add one with “source add”"_s;
            for (const SourceConfig &config : *sources) {
                auto counts = readCounts(database, config.name);
                auto reports = readReports(database, config.name, 1);
                if (!counts || !reports)
                    continue;
                if (reports->empty()) {
                    lines += u"warning\t%1: never synced"_s.arg(config.name);
                } else {
                    const SyncReport &last = reports->front();
                    const qint64 hours = (now.ms() - last.finishedAt.ms()) / 3'600'000;
                    lines += (last.outcome == SyncOutcome::Success ? u"ok\t"_s : u"warning\t"_s)
                        + u"%1: %2 records, last sync %3, %4"_s.arg(config.name)
                              .arg(counts->records)
                              .arg(hours < 1 ? u"less than an hour ago"_s : u"%1 h ago"_s.arg(hours))
                              .arg(syncOutcomeName(last.outcome));
                    for (const ScopeProblem &problem : last.problems)
                        lines += u"warning\t%1 %2 %3: %4"_s.arg(
                            config.name, problem.scope, problem.entity, problem.error.text);
                }
                if (counts->quarantined > 0)
                    lines += u"warning\t%1: %2 records could not be understood and are set aside"_s.arg(config.name)
                                 .arg(counts->quarantined);
                const auto scopes = readScopeCounts(database, config.name);
                if (!scopes)
                    continue;
                for (const auto &[entry, kept] : *scopes) {
                    lines += (kept >= entry.serverTotal ? u"ok\t"_s : u"warning\t"_s)
                        + u"%1 %2: %3 of %4 %5"_s.arg(config.name, entry.scope)
                              .arg(kept)
                              .arg(entry.serverTotal)
                              .arg(QString(enumName(entry.kind)));
                }
            }
            return lines;
        });
}

// What a start would load, as it lies in memory. The writer's thread does the work, and finds out what is not needed.
void Workspace::Private::keepImages()
{
    const auto snapshot = facts->snapshot();
    if (!snapshot)
        return;
    const Instant since = neededHistory(q->now(), q->calendar().zone, q->now());
    for (const QString &fact : snapshot->facts()) {
        // A failed write is told through storageFailed().
        (void)writer->write({},
            [table = snapshot->sharedTable(fact), since, columns = facts->source().columnsOf(fact)](
                Database &database) -> Result<void> {
                const auto stamp = factStamp(database, table->fact);
                const auto known = readFactImage(database, table->fact, since); // a damaged one is written anew
                if (!stamp || !known)
                    return std::unexpected(stamp ? known.error() : stamp.error());
                if (*known || *stamp != table->stamp)
                    return {};
                if (table->completeFrom.isSet() && table->completeFrom >= since)
                    return writeFactImage(database, *table);
                auto newest = selectFacts(*table, table->columns.keys(), {}, since, columns);
                if (!newest)
                    return std::unexpected(newest.error());
                newest->completeFrom = newest->rows < table->rows ? since : table->completeFrom;
                newest->stamp = table->stamp;
                return writeFactImage(database, *newest);
            });
    }
}

} // namespace leadline
