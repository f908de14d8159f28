#include "tests/core/derived/support/world.h"

#include "core/store/derived/factcolumns.h"
#include "core/store/derived/factloading.h"
#include "core/store/recordstore.h"
#include "core/store/recordwriter.h"

#include <QSqlError>
#include <QSqlQuery>

#include <algorithm>
#include <cmath>

namespace leadline::test {

namespace {

constexpr qint64 kHourMs = 3'600'000;

template <typename T> T taken(Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().text), qPrintable(result.error().detail));
    return std::move(*result);
}

QString cellText(const FactColumn &column, FactColumnInfo::Type type, bool duration, qsizetype row)
{
    if (type == FactColumnInfo::Type::Code)
        return column.name(row);
    if (type == FactColumnInfo::Type::Real)
        return std::isnan(column.real(row)) ? u"-"_s : QString::number(column.real(row));
    const qint64 value = column.integer(row);
    if (value == Instant::kUnset)
        return u"-"_s;
    if (type == FactColumnInfo::Type::Time)
        return QString::number(static_cast<double>(value - hour(0).ms()) / kHourMs);
    return QString::number(duration ? static_cast<double>(value) / kHourMs : static_cast<double>(value));
}

bool isDuration(const QString &fact, const QString &column)
{
    if (fact == "commit"_L1) // whose "merge" is a flag
        return false;
    if (fact == "issue"_L1)
        return column != "id"_L1 && column != "on_time"_L1 && column != "changes"_L1 && column != "sprints"_L1
            && column != "reopened"_L1 && column != "escaped"_L1;
    static const QStringList names = {u"coding"_s, u"pickup"_s, u"review"_s, u"merge"_s, u"deploy"_s, u"cycle"_s,
        u"lead"_s, u"recovery"_s, u"resolution"_s, u"queue"_s, u"duration"_s, u"fix"_s, u"response"_s, u"holds"_s};
    return names.contains(column);
}

} // namespace

Instant hour(int hours)
{
    return Instant(Instant::fromIso(u"2026-01-05T00:00:00Z").ms() + kHourMs * hours);
}

World::World()
{
    m_database = std::make_unique<Database>(taken(Database::open(file(), key(), Database::Mode::ReadWrite, true)));
    check(m_database->execute(u"PRAGMA synchronous = OFF"_s)); // nothing here must survive a power cut
    for (const QString &name : {u"tool"_s, u"other"_s}) {
        SourceConfig config;
        config.name = name;
        config.kind = u"test"_s;
        check(saveSource(*m_database, config));
    }
}

void World::check(const Result<void> &result) const
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().text), qPrintable(result.error().detail));
}

Repository &World::repository(const QString &id, const QString &defaultBranch)
{
    Repository record;
    record.externalId = id;
    record.path = u"acme/"_s + id;
    record.defaultBranch = defaultBranch;
    record.updatedAt = hour(++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Repository>().back();
}

Commit &World::commit(const QString &sha, const QStringList &parents, const QString &repository)
{
    Commit record;
    record.externalId = sha;
    record.repository.id = repository;
    record.parents = parents;
    record.authoredAt = record.committedAt = hour(0);
    record.onDefaultBranch = true;
    m_batch.add(std::move(record));
    return m_batch.of<Commit>().back();
}

ChangeRequest &World::change(const QString &id, const QString &sha, int mergedHour, const QString &repository)
{
    ChangeRequest record;
    record.externalId = id;
    record.repository.id = repository;
    record.number = ++m_serial;
    record.title = u"Change "_s + id;
    record.author.id = u"ann"_s;
    record.baseBranch = u"main"_s;
    record.state = mergedHour < 0 ? ChangeState::Open : ChangeState::Merged;
    record.createdAt = record.readyAt = hour(mergedHour < 0 ? 0 : mergedHour - 2);
    if (mergedHour >= 0) {
        record.mergedAt = record.closedAt = hour(mergedHour);
        record.mergeSha = sha;
    }
    record.updatedAt = hour(1000 + m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<ChangeRequest>().back();
}

Review &World::review(const QString &change, const QString &reviewer, Verdict verdict, int atHour)
{
    Review record;
    record.externalId = u"r%1"_s.arg(++m_serial);
    record.changeRequest.id = change;
    record.reviewer.id = reviewer;
    record.verdict = verdict;
    record.at = hour(atHour);
    m_batch.add(std::move(record));
    return m_batch.of<Review>().back();
}

Deployment &World::deployment(const QString &id, const QString &sha, int finishedHour, const QString &repository)
{
    Deployment record;
    record.externalId = id;
    record.repository.id = repository;
    record.environment = u"production"_s;
    record.sha = sha;
    record.result = RunResult::Success;
    record.startedAt = hour(finishedHour - 1);
    record.finishedAt = hour(finishedHour);
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Deployment>().back();
}

Incident &World::incident(const QString &id, int openedHour, int resolvedHour, const QString &repository)
{
    Incident record;
    record.externalId = id;
    record.repository.id = repository;
    record.title = u"Incident "_s + id;
    record.severity = Severity::High;
    record.openedAt = hour(openedHour);
    if (resolvedHour >= 0)
        record.resolvedAt = hour(resolvedHour);
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Incident>().back();
}

Release &World::release(const QString &id, const QString &sha, int publishedHour, const QString &repository)
{
    Release record;
    record.externalId = record.tag = id;
    record.repository.id = repository;
    record.sha = sha;
    record.publishedAt = hour(publishedHour);
    m_batch.add(std::move(record));
    return m_batch.of<Release>().back();
}

Issue &World::issue(const QString &key, StatusCategory status)
{
    static const QStringList names = {u""_s, u"To do"_s, u"In progress"_s, u"Done"_s};
    Issue record;
    record.externalId = record.key = key;
    record.title = u"Issue "_s + key;
    record.type = IssueClass::Task;
    record.status = status;
    record.statusRaw = names.at(static_cast<qsizetype>(status));
    record.createdAt = hour(0);
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Issue>().back();
}

void World::move(const QString &issue, TransitionField field, const QString &from, const QString &to, int atHour)
{
    IssueTransition record;
    record.externalId = u"t%1"_s.arg(++m_serial);
    record.issue.id = issue;
    record.field = field;
    record.from = from;
    record.to = to;
    record.at = record.updatedAt = hour(atHour);
    m_batch.add(std::move(record));
}

Sprint &World::sprint(const QString &id, int startHour, int endHour, const QString &board)
{
    Sprint record;
    record.externalId = id;
    record.name = u"Sprint "_s + id;
    record.board = board;
    record.state = endHour < 0 ? SprintState::Active : SprintState::Closed;
    record.startAt = hour(startHour);
    record.endAt = hour(endHour < 0 ? startHour + 14 * 24 : endHour);
    if (endHour >= 0)
        record.completedAt = hour(endHour);
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Sprint>().back();
}

Identity &World::identity(const QString &id, const QString &name, const QString &email, ActorClass actor)
{
    Identity record;
    record.externalId = record.login = id;
    record.name = name;
    record.email = email;
    record.actor = actor;
    m_batch.add(std::move(record));
    return m_batch.of<Identity>().back();
}

Build &World::build(
    const QString &id, const QString &sha, RunResult result, int finishedHour, const QString &repository)
{
    Build record;
    record.externalId = id;
    record.repository.id = repository;
    record.pipeline = u"checks"_s;
    record.branch = u"main"_s;
    record.trigger = u"push"_s;
    record.sha = sha;
    record.result = result;
    record.queuedAt = record.startedAt = hour(finishedHour - 1);
    record.finishedAt = hour(finishedHour);
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Build>().back();
}

Message &World::message(const QString &id, const QString &author, int atHour, const QString &thread)
{
    Message record;
    record.externalId = id;
    record.channel = u"help"_s;
    record.author.id = author;
    record.at = hour(atHour);
    record.thread = thread;
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Message>().back();
}

Measure &World::measure(const QString &project, const QString &metric, int atHour, double value)
{
    Measure record;
    record.externalId = u"%1/%2/%3"_s.arg(project, metric).arg(atHour);
    record.project = project;
    record.metric = metric;
    record.at = hour(atHour);
    record.value = value;
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Measure>().back();
}

Finding &World::finding(const QString &id, Severity severity, int openedHour, int closedHour)
{
    Finding record;
    record.externalId = id;
    record.project = u"acme/app"_s;
    record.kind = FindingKind::Vulnerability;
    record.severity = severity;
    record.state = closedHour < 0 ? FindingState::Open : FindingState::Fixed;
    record.openedAt = hour(openedHour);
    if (closedHour >= 0)
        record.closedAt = hour(closedHour);
    record.updatedAt = hour(1000 + ++m_serial);
    m_batch.add(std::move(record));
    return m_batch.of<Finding>().back();
}

void World::write(const QString &source)
{
    const qint64 id = taken(m_database->integer(u"SELECT id FROM source WHERE name = '%1'"_s.arg(source)));
    RecordWriter writer(*m_database);
    check(m_database->begin());
    check(writer.write(m_batch, {.source = id, .run = 0, .now = hour(0)}));
    check(writer.finish());
    check(m_database->commit());
    m_batch = {};
}

DerivationReport World::derive()
{
    if (m_batch.size() > 0 || !m_batch.tombstones.empty())
        write();
    check(m_database->begin());
    DerivationReport report = taken(leadline::derive(*m_database));
    check(m_database->commit());
    return report;
}

DerivationReport World::deriveAll()
{
    for (const QString &table :
        {u"change_fact"_s, u"deploy_event"_s, u"incident_fact"_s, u"identity_fact"_s, u"issue_fact"_s, u"change_key"_s,
            u"status_word"_s, u"sprint_mention"_s, u"sprint_fact"_s, u"sprint_item"_s, u"red_period"_s,
            u"project_place"_s})
        check(m_database->execute(u"DELETE FROM "_s + table));
    for (const QString &marks : {u"build SET on_default_branch = 0, retry = 0, flaky = 0, until_at = NULL"_s,
             u"measure SET until_at = NULL"_s, u"message SET answer = NULL, answered_at = NULL"_s})
        check(m_database->execute(u"UPDATE "_s + marks));
    check(invalidateDerived(*m_database));
    check(m_database->execute(u"INSERT OR IGNORE INTO dirty (kind, id) SELECT 15, id FROM identity"_s));
    check(m_database->execute(u"INSERT OR IGNORE INTO dirty (kind, id) VALUES (2, 0)"_s));
    return derive();
}

qint64 World::idOf(const QString &table, const QString &externalId)
{
    const qint64 id = taken(m_database->integer(
        u"SELECT id FROM \"%1\" WHERE external_id = '%2' ORDER BY source LIMIT 1"_s.arg(table, externalId)));
    if (id == 0)
        qFatal("no %s called %s", qPrintable(table), qPrintable(externalId));
    return id;
}

FactTable World::facts(const QString &fact)
{
    return taken(loadFact(*m_database, fact, {}, {}));
}

QString World::value(const QString &fact, const QString &externalId, const QString &column)
{
    // Events are named by what they are made of: "release:v1", "merge:c1", or a deployment's id alone.
    qint64 id = 0;
    if (fact == "deployment"_L1) {
        const QString origin = externalId.contains(u':') ? externalId.section(u':', 0, 0) : u"deployment"_s;
        const int number = origin == "deployment"_L1 ? 0 : origin == "release"_L1 ? 1 : 2;
        id = idOf(number == 2 ? u"change_request"_s : origin, externalId.section(u':', -1)) * 4 + number;
    } else if (fact == "sprint_item"_L1) { // "issue in sprint"
        id = taken(m_database->integer(u"SELECT id FROM sprint_item WHERE id / 1024 = %1 AND sprint = %2"_s
                .arg(idOf(u"issue"_s, externalId.section(u" in "_s, 0, 0)))
                .arg(idOf(u"sprint"_s, externalId.section(u" in "_s, 1)))));
    } else {
        id = idOf(fact == "change"_L1    ? u"change_request"_s
                : fact == "red_period"_L1 ? u"build"_s
                                          : fact,
            externalId);
    }
    const FactTable table = facts(fact);
    const std::vector<qint64> ids = table.columns.value(u"id"_s).allIntegers();
    const auto found = std::ranges::find(ids, id);
    if (found == ids.end())
        return u"absent"_s;
    for (const FactColumnInfo &info : factColumns(fact)) {
        if (info.name == column)
            return cellText(table.columns.value(column), info.type, isDuration(fact, column), found - ids.begin());
    }
    return u"no such column"_s;
}

QStringList World::dump()
{
    QStringList lines;
    for (const QString &fact : factNames()) {
        const FactTable table = facts(fact);
        for (qsizetype row = 0; row < table.rows; ++row) {
            QString line = fact;
            for (const FactColumnInfo &info : factColumns(fact))
                line += u" %1=%2"_s.arg(
                    info.name, cellText(table.columns.value(info.name), info.type, isDuration(fact, info.name), row));
            lines += line;
        }
    }
    lines += rows(u"SELECT external_id, deployed_at, (SELECT external_id FROM deployment d WHERE d.id = deployment), "
                  u"deployment_inferred FROM "
                  "change_request"_s);
    lines += rows(u"SELECT change, key FROM change_key"_s);
    lines += rows(u"SELECT id, previous, holder FROM sprint_fact"_s);
    lines += rows(u"SELECT id, event, link, (SELECT name FROM service s WHERE s.id = service) FROM incident_fact"_s);
    lines.sort();
    return lines;
}

QStringList World::directoryDump()
{
    QStringList lines;
    for (const QString &query : {u"SELECT 'person', id, external_id, name, time_zone, left_at FROM person"_s,
             u"SELECT 'team', id, external_id, name, parent FROM team"_s,
             u"SELECT 'membership', id, external_id, team, person, from_at, to_at FROM membership"_s,
             u"SELECT 'identity', id, person, actor FROM identity"_s,
             u"SELECT 'decision', identity, actor, pinned FROM identity_decision"_s,
             u"SELECT 'dismissed', keep, merge FROM dismissed_suggestion"_s,
             u"SELECT 'service', id, name, stand_in, automatic FROM service"_s,
             u"SELECT 'repository', repository, service FROM service_repository"_s,
             u"SELECT 'setting', key, value FROM setting"_s})
        lines += rows(query);
    return lines;
}

QStringList World::rows(const QString &sql)
{
    QSqlQuery query(m_database->sql());
    if (!query.exec(sql))
        qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
    QStringList lines;
    while (query.next()) {
        QStringList cells;
        for (int i = 0;; ++i) {
            const QVariant cell = query.value(i);
            if (!cell.isValid())
                break;
            cells += cell.isNull() ? u"NULL"_s : cell.toString();
        }
        lines += cells.join(u'|');
    }
    lines.sort();
    return lines;
}

} // namespace leadline::test
