#include "core/store/sourcestore.h"

#include "core/domain/recordexport.h"
#include "core/store/database.h"
#include "core/store/recordstore.h"
#include "core/store/removal.h"
#include "core/store/statement.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace leadline {

namespace {

QString jsonText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject toJson(const SourceConfig &config)
{
    return {{u"url"_s, config.url}, {u"scopes"_s, QJsonArray::fromStringList(config.scopes)},
        {u"options"_s, config.options}, {u"paused"_s, config.paused}, {u"every_hours"_s, config.everyHours},
        {u"at_start"_s, config.atStart}};
}

SourceConfig sourceFromJson(const QString &name, const QString &kind, const QJsonObject &json)
{
    SourceConfig config;
    config.name = name;
    config.kind = kind;
    config.url = json.value("url"_L1).toString();
    for (const auto scope : json.value("scopes"_L1).toArray())
        config.scopes += scope.toString();
    config.options = json.value("options"_L1).toObject();
    config.paused = json.value("paused"_L1).toBool();
    config.everyHours = json.value("every_hours"_L1).toInt();
    config.atStart = json.value("at_start"_L1).toBool();
    return config;
}

Result<qint64> knownSource(Database &database, const QString &name)
{
    auto select = Statement::prepare(database, "SELECT id FROM source WHERE name = ?1 AND id > 0");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, name);
    const auto row = select->step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? select->integer(0) : 0;
}

// What the source lacks, as one sentence; empty when the tool's totals are all there.
Result<QString> missingRecords(Database &database, const QString &source)
{
    const auto counts = readScopeCounts(database, source);
    if (!counts)
        return std::unexpected(counts.error());
    for (const auto &[total, kept] : *counts) {
        if (kept < total.serverTotal) {
            return u"%1 of %2 %3 of %4 were read."_s.arg(QString::number(kept), QString::number(total.serverTotal),
                pluralName(total.kind).replace(u'_', u' '), total.scope);
        }
    }
    return QString();
}

} // namespace

Result<std::vector<SourceConfig>> readSources(Database &database)
{
    // A removed source whose records are kept stays in the table for their sake.
    auto select =
        Statement::prepare(database, "SELECT name, kind, config FROM source WHERE id > 0 AND kind <> '' ORDER BY id");
    if (!select)
        return std::unexpected(select.error());
    std::vector<SourceConfig> sources;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return sources;
        const QJsonObject config = QJsonDocument::fromJson(select->text(2).toUtf8()).object();
        sources.push_back(sourceFromJson(select->text(0), select->text(1), config));
    }
}

Result<void> saveSource(Database &database, const SourceConfig &config)
{
    if (config.name.isEmpty() || config.kind.isEmpty())
        return fail(ErrorKind::Config, u"A source needs a name and a kind. Enter both."_s);
    return runOnce(database,
        "INSERT INTO source (name, kind, config) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, config = excluded.config",
        config.name, config.kind, jsonText(toJson(config)));
}

Result<void> removeSource(Database &database, const QString &name, bool deleteData)
{
    const auto id = knownSource(database, name);
    if (!id)
        return std::unexpected(id.error());
    if (*id == 0)
        return fail(ErrorKind::Config, u"There is no source named \"%1\"."_s.arg(name));
    if (!deleteData)
        return runOnce(database, "UPDATE source SET kind = '', config = '{}' WHERE id = ?1", *id);
    return removeRowsOfSource(database, *id).and_then([&] {
        return runOnce(database, "DELETE FROM source WHERE id = ?1", *id);
    });
}

Result<qint64> sourceId(Database &database, const QString &name)
{
    const auto known = knownSource(database, name);
    if (!known || *known != 0)
        return known;
    return runOnce(database, "INSERT INTO source (name, kind, config) VALUES (?1, '', '{}')", name).and_then([&] {
        return knownSource(database, name);
    });
}

Result<qint64> startRun(Database &database, qint64 source, Instant at)
{
    return runOnce(database, "INSERT INTO run (source, started_at) VALUES (?1, ?2)", source, at).and_then([&] {
        return database.integer(u"SELECT last_insert_rowid()"_s);
    });
}

Result<void> stampCommit(Database &database, qint64 source, Instant at)
{
    return runOnce(database,
        "INSERT INTO freshness (source, last_commit) VALUES (?1, ?2) ON CONFLICT (source) DO UPDATE SET last_commit = "
        "excluded.last_commit",
        source, at);
}

Result<std::vector<std::pair<QString, Checkpoint>>> readCheckpoints(Database &database)
{
    auto select = Statement::prepare(database,
        "SELECT s.name, c.scope, c.entity, c.cursor, c.finished FROM checkpoint c JOIN source s ON s.id = c.source");
    if (!select)
        return std::unexpected(select.error());
    std::vector<std::pair<QString, Checkpoint>> checkpoints;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return checkpoints;
        checkpoints.emplace_back(
            select->text(0), Checkpoint{select->text(1), select->text(2), select->blob(3), select->integer(4) != 0});
    }
}

Result<void> finishRun(Database &database, qint64 source, qint64 run, const SyncReport &report)
{
    QJsonArray problems;
    for (const ScopeProblem &problem : report.problems) {
        problems.append(QJsonObject{{u"scope"_s, problem.scope}, {u"entity"_s, problem.entity},
            {u"kind"_s, errorKindName(problem.error.kind)}, {u"text"_s, problem.error.text},
            {u"detail"_s, problem.error.detail}, {u"http_status"_s, problem.error.httpStatus}});
    }
    const QString problemText = QString::fromUtf8(QJsonDocument(problems).toJson(QJsonDocument::Compact));
    const QString notes =
        QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(report.notes)).toJson(QJsonDocument::Compact));
    auto done = runOnce(database,
        "UPDATE run SET started_at = ?2, finished_at = ?3, outcome = ?4, requests = ?5, pages = ?6, records = ?7, "
        "quarantined = ?8,"
        " problems = ?9, notes = ?10 WHERE id = ?1",
        run, report.startedAt, report.finishedAt, static_cast<int>(report.outcome), report.requests, report.pages,
        report.records, report.quarantined, problemText, notes);
    if (!done)
        return done;
    const bool success = report.outcome == SyncOutcome::Success;
    QString note = success || report.problems.empty() ? QString() : report.problems.front().error.text;
    if (success) {
        const auto missing = missingRecords(database, report.source);
        if (!missing)
            return std::unexpected(missing.error());
        note = *missing;
    }
    return runOnce(database,
        "INSERT INTO freshness (source, last_success, complete, note) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (source) DO "
        "UPDATE SET"
        " last_success = coalesce(excluded.last_success, last_success), complete = excluded.complete, note = "
        "excluded.note",
        source, success ? report.finishedAt : Instant(), success && note.isEmpty(), note);
}

} // namespace leadline
