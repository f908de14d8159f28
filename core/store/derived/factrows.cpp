#include "core/store/derived/factrows.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/derived/issuefacts.h"
#include "core/store/derived/servicerecords.h"
#include "core/store/derived/sqlread.h"
#include "core/store/derived/workspacemaps.h"
#include "core/store/recordstore.h"
#include "core/store/schema.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <array>
#include <map>

namespace leadline {

namespace {

constexpr double kSecondMs = 1000;

void putTime(QJsonObject &row, const QString &key, Instant at)
{
    if (at.isSet())
        row.insert(key, at.toIso());
    else
        row.remove(key);
}

void putDuration(QJsonObject &row, const QString &key, const Statement &statement, int column)
{
    if (!statement.isNull(column))
        row.insert(key, static_cast<double>(statement.integer(column)) / kSecondMs);
}

void putText(QJsonObject &row, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        row.insert(key, text);
}

// Pairs of times: [[from, to], …].
void putSpells(QJsonObject &row, const QString &key, const std::vector<Spell> &spells)
{
    QJsonArray list;
    for (const Spell &spell : spells)
        list.append(QJsonArray{spell.from.toIso(), spell.to.toIso()});
    if (!list.isEmpty())
        row.insert(key, list);
}

// Which record an id of a fact stands for.
std::pair<RecordKind, qint64> recordOf(const QString &fact, qint64 id)
{
    if (fact == "deployment"_L1) {
        static constexpr std::array kinds = {
            RecordKind::Deployment, RecordKind::Release, RecordKind::ChangeRequest, RecordKind::Deployment};
        return {kinds[static_cast<std::size_t>(id & 3)], id >> 2};
    }
    if (fact == "change"_L1)
        return {RecordKind::ChangeRequest, id};
    if (fact == "sprint_item"_L1)
        return {RecordKind::Issue, id / 1024};
    if (fact == "red_period"_L1)
        return {RecordKind::Build, id};
    return {enumFromName<RecordKind>(fact).value_or(RecordKind::ChangeRequest), id};
}

// The records of one kind by id, read with one statement; ids that are gone are missing.
Result<QHash<qint64, QJsonObject>> recordsOf(Database &database, RecordKind kind, const std::vector<qint64> &wanted)
{
    std::vector<qint64> there;
    auto read = forEachRow(database, "SELECT id FROM " + tableOf(kind).name + " WHERE id IN (" + idList(wanted) + ')',
        [&there](const Statement &row) { there.push_back(row.integer(0)); });
    if (!read)
        return std::unexpected(read.error());
    auto records = readRecordsById(database, kind, there);
    if (!records)
        return std::unexpected(records.error());
    QHash<qint64, QJsonObject> found;
    for (std::size_t i = 0; i < records->size(); ++i)
        found.insert(there[i], std::move((*records)[i]));
    return found;
}

// Adds names and derived values to records; statements are prepared once for all rows.
class RowDecorator {
public:
    // `records`: of the rows that are going to be decorated.
    static Result<RowDecorator> make(Database &database, const QString &fact, const std::vector<qint64> &records)
    {
        auto maps = WorkspaceMaps::read(database);
        if (!maps)
            return std::unexpected(maps.error());
        RowDecorator decorator(database, fact, std::move(*maps));
        if (const QByteArray sql = derivedSql(fact); !sql.isEmpty()) {
            auto statement = Statement::prepare(database, sql);
            if (!statement)
                return std::unexpected(statement.error());
            decorator.m_derived = std::move(*statement);
        }
        if (fact == "issue"_L1) {
            auto flows = issueFlows(database, QSet<qint64>(records.begin(), records.end()));
            if (!flows)
                return std::unexpected(flows.error());
            decorator.m_flows = std::move(*flows);
        }
        return decorator;
    }

    // `kind` and `record`: which row of the records' tables the object was read from.
    Result<void> decorate(QJsonObject &row, qint64 id, RecordKind kind, qint64 record)
    {
        if (auto named = nameReferences(row, kind, record); !named)
            return named;
        if (m_derived.isNull())
            return {};
        m_derived.reset();
        m_derived.bind(1, id);
        const auto found = m_derived.step();
        if (!found)
            return std::unexpected(found.error());
        if (!*found)
            return {};
        if (m_fact == "change"_L1)
            addChange(row);
        else if (m_fact == "deployment"_L1)
            addDeployment(row);
        else if (m_fact == "incident"_L1)
            addIncident(row);
        else if (m_fact == "issue"_L1)
            addIssue(row, record);
        else if (m_fact == "sprint_item"_L1)
            addSprintItem(row);
        else if (m_fact == "sprint"_L1)
            addSprint(row);
        else if (m_fact == "red_period"_L1)
            addRedPeriod(row);
        else if (m_fact == "finding"_L1)
            addFinding(row);
        else if (m_fact == "measure"_L1)
            addProject(row, 0);
        else if (m_fact == "message"_L1)
            addMessage(row);
        return {};
    }

private:
    RowDecorator(Database &database, const QString &fact, WorkspaceMaps maps)
        : m_database(&database)
        , m_fact(fact)
        , m_maps(std::move(maps))
    {
    }

    static QByteArray derivedSql(const QString &fact)
    {
        if (fact == "change"_L1)
            return "SELECT author, merged_at, created_at, started_at, first_response_at, first_approval_at, coding, "
                   "pickup, review, merge, "
                   "deploy, cycle, lead, ready_at, masked FROM change_fact WHERE id = ?1";
        if (fact == "deployment"_L1)
            return "SELECT service, environment, environment_class, origin, finished_at, recovered_at, succeeded, "
                   "failed, unplanned, rollback, "
                   "changes, started_at FROM deploy_event WHERE id = ?1";
        if (fact == "incident"_L1)
            return "SELECT f.service, f.link, e.environment, e.sha, e.finished_at FROM incident_fact f LEFT JOIN "
                   "deploy_event e ON e.id = f.event "
                   "WHERE f.id = ?1";
        if (fact == "issue"_L1)
            return "SELECT assignee, resolved_at, created_at, assigned_at, started_at, blocked_at, slow_start_at, "
                   "long_wip_at, changes, sprints, reopened, doing, active, waiting, blocked, backlog, pickup, "
                   "resolution, on_time FROM issue_fact WHERE id = ?1";
        if (fact == "sprint_item"_L1)
            return "SELECT sprint, holder, ended_at, started_at, entered_at, left_at, done_at, planned, added, "
                   "readded, removed, completed, carries, points_at_start, points FROM sprint_item WHERE id = ?1";
        if (fact == "sprint"_L1)
            return "SELECT holder, ended_at, started_at, items, planned, kept, added, removed, completed, carried, "
                   "planned_points, completed_points, predictability, volatility, points_volatility FROM sprint_fact "
                   "WHERE id = ?1";
        if (fact == "red_period"_L1)
            return "SELECT began_at, ended_at, builds FROM red_period WHERE id = ?1";
        if (fact == "finding"_L1)
            return "SELECT p.repository, f.opened_at, CASE WHEN f.state IN (2, 3) THEN ifnull(f.closed_at, "
                   "f.updated_at) ELSE f.closed_at END, "
                + dueSql() + ", f.state FROM finding f LEFT JOIN project_place p ON p.project = f.project WHERE f.id = ?1";
        if (fact == "measure"_L1)
            return "SELECT p.repository FROM measure m LEFT JOIN project_place p ON p.project = m.project WHERE m.id = "
                   "?1";
        if (fact == "message"_L1)
            return "SELECT m.author, m.at, m.answered_at, a.author FROM message m LEFT JOIN message a ON a.id = "
                   "m.answer WHERE m.id = ?1";
        return {};
    }

    // People and places by the names that the charts use, in place of the tool's ids.
    Result<void> nameReferences(QJsonObject &row, RecordKind kind, qint64 record)
    {
        auto statement = m_references.find(kind);
        if (statement == m_references.end()) {
            QByteArray columns;
            std::vector<std::pair<QString, RecordKind>> names;
            for (const ColumnInfo &column : tableOf(kind).columns) {
                if (column.type != ColumnInfo::Type::Reference
                    || (column.target != RecordKind::Identity && column.target != RecordKind::Repository))
                    continue;
                columns += (columns.isEmpty() ? "" : ", ") + column.quoted();
                names.emplace_back(QString::fromLatin1(column.name), column.target);
            }
            if (names.empty())
                return {};
            auto prepared =
                Statement::prepare(*m_database, "SELECT " + columns + " FROM " + tableOf(kind).name + " WHERE id = ?1");
            if (!prepared)
                return std::unexpected(prepared.error());
            statement = m_references.emplace(kind, References{std::move(*prepared), std::move(names)}).first;
        }
        References &references = statement->second;
        references.statement.reset();
        references.statement.bind(1, record);
        const auto found = references.statement.step();
        if (!found)
            return std::unexpected(found.error());
        for (std::size_t i = 0; *found && i < references.names.size(); ++i) {
            const auto &[key, target] = references.names[i];
            const qint64 id = references.statement.integer(static_cast<int>(i));
            if (target == RecordKind::Identity) {
                putText(row, key, m_maps.labelOf(id));
            } else {
                putText(row, key, m_maps.repositories.value(id).path);
                putText(row, u"service"_s, m_maps.services.value(m_maps.repositories.value(id).service));
            }
        }
        return {};
    }

    void addChange(QJsonObject &row) const
    {
        const Instant merged = m_derived.instant(1);
        const qint64 person = m_maps.identities.value(m_derived.integer(0)).person;
        putText(
            row, u"team"_s, m_maps.teams.value(m_maps.teamAt(person, merged.isSet() ? merged : m_derived.instant(2))));
        putTime(row, u"started_at"_s, m_derived.instant(3));
        putTime(row, u"first_response_at"_s, m_derived.instant(4));
        putTime(row, u"first_approval_at"_s, m_derived.instant(5));
        static constexpr std::array stages = {
            "coding"_L1, "pickup"_L1, "review"_L1, "merge"_L1, "deploy"_L1, "cycle"_L1, "lead"_L1};
        for (std::size_t i = 0; i < stages.size(); ++i)
            putDuration(row, stages[i], m_derived, 6 + static_cast<int>(i));
        if (!row.contains("ready_at"_L1))
            putTime(row, u"ready_at"_s, m_derived.instant(13));
        if (m_derived.integer(14) > 0)
            row.insert(u"masked"_s, m_derived.integer(14));
    }

    void addRedPeriod(QJsonObject &row) const
    {
        const Instant began = m_derived.instant(0);
        const Instant ended = m_derived.instant(1);
        putTime(row, u"began_at"_s, began);
        putTime(row, u"ended_at"_s, ended);
        row.insert(u"builds"_s, m_derived.integer(2));
        if (ended.isSet())
            row.insert(u"duration"_s, static_cast<double>(ended.ms() - began.ms()) / kSecondMs);
    }

    void addProject(QJsonObject &row, int column) const
    {
        const auto place = m_maps.repositories.constFind(m_derived.integer(column));
        if (place == m_maps.repositories.cend())
            return;
        putText(row, u"repository"_s, place->path);
        putText(row, u"service"_s, m_maps.services.value(place->service));
    }

    void addFinding(QJsonObject &row) const
    {
        addProject(row, 0);
        const Instant opened = m_derived.instant(1);
        const Instant closed = m_derived.instant(2);
        putTime(row, u"closed_at"_s, closed);
        putTime(row, u"due_at"_s, m_derived.instant(3));
        if (opened.isSet() && closed.isSet()
            && static_cast<FindingState>(m_derived.integer(4)) == FindingState::Fixed)
            row.insert(u"fix"_s, static_cast<double>(std::max<qint64>(0, closed.ms() - opened.ms())) / kSecondMs);
    }

    void addMessage(QJsonObject &row) const
    {
        const qint64 person = m_maps.identities.value(m_derived.integer(0)).person;
        putText(row, u"team"_s, m_maps.teams.value(m_maps.teamAt(person, m_derived.instant(1))));
        putText(row, u"answered_by"_s, m_maps.labelOf(m_derived.integer(3)));
        if (m_derived.instant(2).isSet())
            row.insert(
                u"response"_s, static_cast<double>(m_derived.instant(2).ms() - m_derived.instant(1).ms()) / kSecondMs);
    }

    void addDeployment(QJsonObject &row) const
    {
        putText(row, u"service"_s, m_maps.services.value(m_derived.integer(0)));
        putText(row, u"environment"_s, m_derived.text(1));
        row.insert(u"environment_class"_s, QString(enumName(static_cast<EnvironmentClass>(m_derived.integer(2)))));
        static constexpr std::array origins = {"deployment"_L1, "release"_L1, "merge"_L1};
        row.insert(
            u"origin"_s, QString(origins[static_cast<std::size_t>(std::clamp<qint64>(m_derived.integer(3), 0, 2))]));
        putTime(row, u"started_at"_s, m_derived.instant(11));
        putTime(row, u"finished_at"_s, m_derived.instant(4));
        putTime(row, u"recovered_at"_s, m_derived.instant(5));
        static constexpr std::array flags = {"succeeded"_L1, "failed"_L1, "unplanned"_L1, "rollback"_L1};
        for (std::size_t i = 0; i < flags.size(); ++i)
            row.insert(flags[i], m_derived.integer(6 + static_cast<int>(i)) != 0);
        row.insert(u"changes"_s, m_derived.integer(10));
    }

    void addIncident(QJsonObject &row) const
    {
        putText(row, u"service"_s, m_maps.services.value(m_derived.integer(0)));
        row.insert(u"link"_s, QString(enumName(static_cast<IncidentLink>(m_derived.integer(1)))));
        putText(row, u"deployment_environment"_s, m_derived.text(2));
        putText(row, u"deployment_sha"_s, m_derived.text(3));
        putTime(row, u"deployment_finished_at"_s, m_derived.instant(4));
    }

    // The team of somebody at the first of two times that is set.
    void putTeam(QJsonObject &row, qint64 identity, Instant at, Instant otherwise) const
    {
        const qint64 person = m_maps.identities.value(identity).person;
        putText(row, u"team"_s, m_maps.teams.value(m_maps.teamAt(person, at.isSet() ? at : otherwise)));
    }

    void addIssue(QJsonObject &row, qint64 record) const
    {
        putTeam(row, m_derived.integer(0), m_derived.instant(1), m_derived.instant(2));
        static constexpr std::array times = {"resolved_at"_L1, "created_at"_L1, "assigned_at"_L1, "started_at"_L1,
            "blocked_at"_L1, "slow_start_at"_L1, "long_wip_at"_L1};
        for (std::size_t i = 0; i < times.size(); ++i)
            putTime(row, times[i], m_derived.instant(1 + static_cast<int>(i)));
        static constexpr std::array counts = {"changes"_L1, "sprints"_L1, "reopened"_L1};
        for (std::size_t i = 0; i < counts.size(); ++i)
            putCount(row, counts[i], 8 + static_cast<int>(i));
        static constexpr std::array durations = {
            "doing"_L1, "active"_L1, "waiting"_L1, "blocked"_L1, "backlog"_L1, "pickup"_L1, "resolution"_L1};
        for (std::size_t i = 0; i < durations.size(); ++i)
            putDuration(row, durations[i], m_derived, 11 + static_cast<int>(i));
        if (!m_derived.isNull(18))
            row.insert(u"on_time"_s, m_derived.integer(18) != 0);
        const IssueFlow flow = m_flows.value(record);
        putSpells(row, u"doing_spells"_s, flow.doingSpells);
        putSpells(row, u"blocked_spells"_s, flow.blockedSpells);
    }

    void addSprintItem(QJsonObject &row) const
    {
        const WorkspaceMaps::SprintEntry sprint = m_maps.sprints.value(m_derived.integer(0));
        putText(row, u"sprint"_s, sprint.name);
        putText(row, u"board"_s, sprint.board);
        putTeam(row, m_derived.integer(1), m_derived.instant(2), m_derived.instant(3));
        putTime(row, u"sprint_ended_at"_s, m_derived.instant(2));
        putTime(row, u"sprint_started_at"_s, m_derived.instant(3));
        putTime(row, u"entered_at"_s, m_derived.instant(4));
        putTime(row, u"left_at"_s, m_derived.instant(5));
        putTime(row, u"done_at"_s, m_derived.instant(6));
        static constexpr std::array flags = {"planned"_L1, "added"_L1, "readded"_L1, "removed"_L1, "completed"_L1};
        for (std::size_t i = 0; i < flags.size(); ++i)
            row.insert(flags[i], m_derived.integer(7 + static_cast<int>(i)) != 0);
        if (m_derived.integer(12) > 0)
            putCount(row, "carries"_L1, 12);
        putReal(row, "points_at_start"_L1, 13);
        putReal(row, "points"_L1, 14);
    }

    void addSprint(QJsonObject &row) const
    {
        putText(row, u"title"_s, row.value("name"_L1).toString());
        putTeam(row, m_derived.integer(0), m_derived.instant(1), m_derived.instant(2));
        putTime(row, u"ended_at"_s, m_derived.instant(1));
        putTime(row, u"started_at"_s, m_derived.instant(2));
        static constexpr std::array counts = {
            "items"_L1, "planned"_L1, "kept"_L1, "added"_L1, "removed"_L1, "completed"_L1, "carried"_L1};
        for (std::size_t i = 0; i < counts.size(); ++i)
            putCount(row, counts[i], 3 + static_cast<int>(i));
        static constexpr std::array reals = {
            "planned_points"_L1, "completed_points"_L1, "predictability"_L1, "volatility"_L1, "points_volatility"_L1};
        for (std::size_t i = 0; i < reals.size(); ++i)
            putReal(row, reals[i], 10 + static_cast<int>(i));
    }

    void putCount(QJsonObject &row, QLatin1StringView key, int column) const
    {
        if (!m_derived.isNull(column))
            row.insert(key, m_derived.integer(column));
    }
    void putReal(QJsonObject &row, QLatin1StringView key, int column) const
    {
        if (!m_derived.isNull(column))
            row.insert(key, m_derived.real(column));
    }

    struct References {
        Statement statement;
        std::vector<std::pair<QString, RecordKind>> names;
    };
    Database *m_database;
    QString m_fact;
    WorkspaceMaps m_maps;
    Statement m_derived;
    QHash<qint64, IssueFlow> m_flows;
    std::map<RecordKind, References> m_references;
};

} // namespace

Result<std::vector<QJsonObject>> factRows(Database &database, const QString &fact, const std::vector<qint64> &ids)
{
    std::map<RecordKind, std::vector<qint64>> wanted;
    std::vector<qint64> all;
    for (const qint64 id : ids) {
        const auto [kind, record] = recordOf(fact, id);
        wanted[kind].push_back(record);
        all.push_back(record);
    }
    auto decorator = RowDecorator::make(database, fact, all);
    if (!decorator)
        return std::unexpected(decorator.error());
    std::map<RecordKind, QHash<qint64, QJsonObject>> records;
    for (const auto &[kind, ofKind] : wanted) {
        auto found = recordsOf(database, kind, ofKind);
        if (!found)
            return std::unexpected(found.error());
        records[kind] = std::move(*found);
    }
    std::vector<QJsonObject> rows;
    rows.reserve(ids.size());
    for (const qint64 id : ids) {
        const auto [kind, record] = recordOf(fact, id);
        rows.push_back(records[kind].value(record));
        if (rows.back().isEmpty())
            continue;
        if (auto decorated = decorator->decorate(rows.back(), id, kind, record); !decorated)
            return std::unexpected(decorated.error());
    }
    return rows;
}

} // namespace leadline
