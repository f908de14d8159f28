#include "core/domain/recordexport.h"
#include "core/store/database.h"
#include "core/store/recordstore.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace leadline {

namespace {

ErrorKind errorKindFromName(const QString &name)
{
    for (int i = 0; i <= static_cast<int>(ErrorKind::Config); ++i) {
        if (errorKindName(static_cast<ErrorKind>(i)) == name)
            return static_cast<ErrorKind>(i);
    }
    return ErrorKind::Config;
}

SyncReport readReport(const Statement &row)
{
    SyncReport report;
    report.source = row.text(0);
    report.startedAt = row.instant(1);
    report.finishedAt = row.instant(2);
    report.outcome = static_cast<SyncOutcome>(row.integer(3));
    report.requests = row.integer(4);
    report.pages = row.integer(5);
    report.records = row.integer(6);
    report.quarantined = row.integer(7);
    const QJsonArray problems = QJsonDocument::fromJson(row.text(8).toUtf8()).array();
    for (const auto entry : problems) {
        const QJsonObject problem = entry.toObject();
        ScopeProblem read;
        read.scope = problem.value("scope"_L1).toString();
        read.entity = problem.value("entity"_L1).toString();
        read.error.kind = errorKindFromName(problem.value("kind"_L1).toString());
        read.error.text = problem.value("text"_L1).toString();
        read.error.detail = problem.value("detail"_L1).toString();
        read.error.httpStatus = problem.value("http_status"_L1).toInt();
        report.problems.push_back(std::move(read));
    }
    const QJsonArray notes = QJsonDocument::fromJson(row.text(9).toUtf8()).array();
    for (const auto note : notes)
        report.notes += note.toString();
    return report;
}

// How many records of the kind are kept of a scope: of the repository with that path where the kind has repositories.
// Conditions on the source itself would lead SQLite to walk through everything of the source.
Result<qint64> keptOf(Database &database, const QString &source, const Completeness &total)
{
    const TableInfo &table = tableOf(total.kind);
    const QByteArray ofSource = "source = (SELECT id FROM source WHERE name = ?1)";
    const QByteArray repositories = "(SELECT id FROM repository WHERE path = ?2 AND " + ofSource + ")";
    QByteArray within = ofSource;
    if (total.kind == RecordKind::Repository)
        within += " AND path = ?2";
    else if (table.column(u"repository"))
        within = "repository IN " + repositories;
    else if (table.column(u"change_request"))
        within = "change_request IN (SELECT id FROM change_request WHERE repository IN " + repositories + ")";
    else if (table.column(u"project"))
        within += " AND project = ?2";
    auto select = Statement::prepare(database, "SELECT count(*) FROM " + table.name + " WHERE " + within);
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, source);
    if (within.contains("?2"))
        select->bind(2, total.scope);
    const auto row = select->step();
    if (!row)
        return std::unexpected(row.error());
    return select->integer(0);
}

} // namespace

Result<std::vector<SyncReport>> readReports(Database &database, const QString &source, int limit)
{
    auto select = Statement::prepare(database,
        "SELECT s.name, r.started_at, r.finished_at, r.outcome, r.requests, r.pages, r.records, r.quarantined, "
        "r.problems, r.notes"
        " FROM run r JOIN source s ON s.id = r.source WHERE r.outcome IS NOT NULL AND (?1 = '' OR s.name = ?1) ORDER "
        "BY r.id DESC LIMIT ?2");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, source);
    select->bind(2, limit);
    std::vector<SyncReport> reports;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return reports;
        reports.push_back(readReport(*select));
    }
}

Result<SourceCounts> readCounts(Database &database, const QString &source)
{
    SourceCounts counts;
    auto select = Statement::prepare(database,
        "SELECT ifnull(sum(records) FILTER (WHERE kind >= 0), 0), ifnull(sum(records) FILTER (WHERE kind < 0), 0)"
        " FROM record_count WHERE source = (SELECT id FROM source WHERE name = ?1)");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, source);
    if (const auto row = select->step(); !row)
        return std::unexpected(row.error());
    counts.records = select->integer(0);
    counts.quarantined = select->integer(1);
    return counts;
}

Result<std::vector<ScopeCount>> readScopeCounts(Database &database, const QString &source)
{
    auto select = Statement::prepare(database,
        "SELECT scope, kind, server_total FROM completeness WHERE source = (SELECT id FROM source WHERE name = ?1) "
        "ORDER BY scope, kind");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, source);
    std::vector<ScopeCount> counts;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return counts;
        const Completeness total{select->text(0), static_cast<RecordKind>(select->integer(1)), select->integer(2)};
        const auto kept = keptOf(database, source, total);
        if (!kept)
            return std::unexpected(kept.error());
        counts.push_back({.tool = total, .kept = *kept});
    }
}

Result<std::vector<QuarantinedRecord>> readQuarantine(Database &database, const QString &source, int limit)
{
    auto select = Statement::prepare(database,
        "SELECT kind, external_id, path, reason, payload FROM quarantine WHERE source = (SELECT id FROM source WHERE "
        "name = ?1)"
        " ORDER BY id DESC LIMIT ?2");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, source);
    select->bind(2, limit);
    std::vector<QuarantinedRecord> records;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return records;
        records.push_back({static_cast<RecordKind>(select->integer(0)), select->text(1), select->text(2),
            select->text(3), select->blob(4)});
    }
}

Result<QJsonValue> readSetting(Database &database, const QString &key)
{
    auto select = Statement::prepare(database, "SELECT value FROM setting WHERE key = ?1");
    if (!select)
        return std::unexpected(select.error());
    select->bind(1, key);
    const auto row = select->step();
    if (!row)
        return std::unexpected(row.error());
    // The parser takes an array or an object only: so the value is read as the one item of an array.
    return *row ? QJsonDocument::fromJson('[' + select->text(0).toUtf8() + ']').array().at(0)
                : QJsonValue(QJsonValue::Undefined);
}

Result<void> saveSetting(Database &database, const QString &key, const QJsonValue &value)
{
    if (value.isUndefined())
        return runOnce(database, "DELETE FROM setting WHERE key = ?1", key);
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).chopped(1).sliced(1);
    return runOnce(
        database, "INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)", key, QString::fromUtf8(text));
}

} // namespace leadline
