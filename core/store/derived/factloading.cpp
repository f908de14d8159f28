#include "core/store/derived/factloading.h"

#include "core/store/database.h"
#include "core/store/derived/columnreader.h"
#include "core/store/derived/escapedbugs.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/derived/officehours.h"
#include "core/store/derived/servicerecords.h"
#include "core/store/derived/sqlread.h"
#include "core/store/derived/workspacemaps.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace leadline {

namespace {

constexpr qint64 kNone = Instant::kUnset;

template <typename E> QString codeName(qint64 code)
{
    const auto &names = EnumNames<E>::values;
    return code >= 0 && code < static_cast<qint64>(names.size()) ? QString(names[static_cast<std::size_t>(code)])
                                                                 : QString(names[0]);
}

QString originName(qint64 code)
{
    static constexpr std::array names = {"deployment"_L1, "release"_L1, "merge"_L1};
    return names[static_cast<std::size_t>(std::clamp<qint64>(code, 0, 2))];
}

// One fact being made from the columns of a query.
class FactBuilder {
public:
    FactBuilder(ColumnReader cells, const WorkspaceMaps &maps, const QString &fact)
        : m_cells(std::move(cells))
        , m_maps(maps)
    {
        m_table.fact = fact;
        m_table.rows = m_cells.rows();
    }

    // The query's columns from the given one on, by these names.
    void take(int column, std::initializer_list<const char *> names)
    {
        for (const char *name : names)
            add(name, m_cells.take(column++));
    }
    void add(const char *name, FactColumn column)
    {
        m_table.columns.insert(QString::fromLatin1(name), std::move(column));
    }
    void addCoded(const char *name, int column, QString (*nameOf)(qint64)) { add(name, m_cells.named(column, nameOf)); }
    template <typename E> void addEnum(const char *name, int column) { addCoded(name, column, codeName<E>); }
    void addPlace(int repository, bool withService = true)
    {
        add("repository", m_cells.named(repository, [this](qint64 id) { return m_maps.repositories.value(id).path; }));
        if (withService)
            add("service", m_cells.named(repository, [this](qint64 id) {
                return m_maps.services.value(m_maps.repositories.value(id).service);
            }));
    }
    void addSource(int column)
    {
        add("source", m_cells.named(column, [this](qint64 id) { return m_maps.sources.value(id); }));
    }
    void addService(int column)
    {
        add("service", m_cells.named(column, [this](qint64 id) { return m_maps.services.value(id); }));
    }
    void addSprint(int column)
    {
        add("sprint", m_cells.named(column, [this](qint64 id) { return m_maps.sprints.value(id).name; }));
        add("board", m_cells.named(column, [this](qint64 id) { return m_maps.sprints.value(id).board; }));
    }
    void addWho(const char *name, int identity)
    {
        add(name, m_cells.named(identity, [this](qint64 id) { return m_maps.labelOf(id); }));
    }
    void addWhoseClass(const char *name, int identity)
    {
        add(name, m_cells.named(identity, [this](qint64 id) {
            return QString(enumName(m_maps.identities.value(id).actor));
        }));
    }
    // The team of the identity at the first of the times that is set.
    void addTeam(int identity, std::initializer_list<int> times)
    {
        const IntegerCells who = m_cells.integers(identity);
        const std::vector<int> columns(times);
        QHash<qint64, qint64> people;
        const auto teamOf = [&](qsizetype row) -> qint64 {
            const auto i = static_cast<std::size_t>(row);
            if (who[i] == kNone)
                return kNone;
            auto person = people.constFind(who[i]);
            if (person == people.cend())
                person = people.insert(who[i], m_maps.identities.value(who[i]).person);
            for (const int column : columns) {
                if (const qint64 at = m_cells.integers(column)[i]; at != kNone)
                    return m_maps.teamAt(*person, Instant(at));
            }
            return m_maps.teamAt(*person, Instant());
        };
        add("team", m_cells.named(teamOf, [this](qint64 id) { return m_maps.teams.value(id); }));
    }
    // An integer column computed row by row.
    template <typename Value> void compute(const char *name, Value value)
    {
        FactColumnBuilder values(FactColumn::Kind::Integer);
        for (std::size_t row = 0; row < static_cast<std::size_t>(m_cells.rows()); ++row)
            values.addInteger(value(row));
        add(name, values.finish());
    }
    [[nodiscard]] IntegerCells integers(int column) const { return m_cells.integers(column); }
    [[nodiscard]] FactTable finish() { return std::move(m_table); }

private:
    ColumnReader m_cells;
    const WorkspaceMaps &m_maps;
    FactTable m_table;
};

// What all loaders share.
struct Loading {
    Database &database;
    const CancelToken &cancel;
    Instant since;
    WorkspaceMaps maps;

    // The condition for what is wanted; empty = everything.
    [[nodiscard]] QByteArray wanted(const char *fact) const
    {
        return since.isSet() ? " WHERE " + overSql(QString::fromLatin1(fact)) + " >= " + QByteArray::number(since.ms())
                             : QByteArray();
    }
    [[nodiscard]] Result<FactBuilder> read(const char *fact, const char *sql, const char *kinds) const
    {
        auto cells = ColumnReader::read(database, sql + wanted(fact), kinds, cancel);
        if (!cells)
            return std::unexpected(cells.error());
        return FactBuilder(std::move(*cells), maps, QString::fromLatin1(fact));
    }
};

// Tools that tell of no review at all (a Git folder) say nothing about who was reviewed.
Result<QSet<qint64>> sourcesWithReviews(Database &database)
{
    QSet<qint64> sources;
    auto read =
        forEachRow(database, "SELECT id FROM source o WHERE EXISTS (SELECT 1 FROM review r WHERE r.source = o.id)",
            [&sources](const Statement &row) { sources.insert(row.integer(0)); });
    if (!read)
        return std::unexpected(read.error());
    return sources;
}

// Lines without those in generated files.
qint64 sizeOf(qint64 additions, qint64 deletions, qint64 masked)
{
    if (additions == kNone || deletions == kNone)
        return kNone;
    return std::max<qint64>(0, additions + deletions - (masked == kNone ? 0 : masked));
}

Result<FactTable> loadChanges(const Loading &loading)
{
    auto reviewed = sourcesWithReviews(loading.database);
    if (!reviewed)
        return std::unexpected(reviewed.error());
    auto fact = loading.read("change",
        "SELECT repository, author, source, state, base_branch, merged_at, created_at, first_response_at, reviews, "
        "additions, deletions, "
        "id, draft, deployment_inferred, started_at, ready_at, first_approval_at, closed_at, deployed_at, files, "
        "commits, comments, "
        "coding, pickup, review, merge, deploy, cycle, lead, linked, masked, labels FROM change_fact",
        "iiiitiiiiiiiiiiiiiiiiiiiiiiiiiit");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addWho("author", 1);
    fact->addWhoseClass("author_class", 1);
    fact->addTeam(1, {5, 6});
    fact->addSource(2);
    fact->addEnum<ChangeState>("state", 3);
    const auto tellsReviews = [&](std::size_t row) { return reviewed->contains(fact->integers(2)[row]); };
    fact->compute("unreviewed", [&](std::size_t row) -> qint64 {
        if (!tellsReviews(row))
            return kNone;
        return fact->integers(5)[row] != kNone && fact->integers(7)[row] == kNone;
    });
    fact->compute("reviews", [&](std::size_t row) { return tellsReviews(row) ? fact->integers(8)[row] : kNone; });
    fact->compute("size", [&](std::size_t row) {
        return sizeOf(fact->integers(9)[row], fact->integers(10)[row], fact->integers(29)[row]);
    });
    fact->take(4, {"base_branch", "merged_at", "created_at", "first_response_at"});
    fact->take(9,
        {"additions", "deletions", "id", "draft", "deployment_inferred", "started_at", "ready_at", "first_approval_at",
            "closed_at", "deployed_at", "files", "commits", "comments", "coding", "pickup", "review", "merge", "deploy",
            "cycle", "lead", "linked", "masked", "labels"});
    return fact->finish();
}

Result<FactTable> loadDeployments(const Loading &loading)
{
    auto fact = loading.read("deployment",
        "SELECT service, repository, environment_class, origin, source, environment, id, started_at, finished_at, "
        "recovered_at, succeeded, "
        "failed, unplanned, rollback, changes FROM deploy_event",
        "iiiiitiiiiiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addService(0);
    fact->addPlace(1, false);
    fact->addEnum<EnvironmentClass>("environment_class", 2);
    fact->addCoded("origin", 3, originName);
    fact->addSource(4);
    fact->compute("recovery", [&fact](std::size_t row) -> qint64 {
        const qint64 finished = fact->integers(8)[row] != kNone ? fact->integers(8)[row] : fact->integers(7)[row];
        const qint64 recovered = fact->integers(9)[row];
        return finished == kNone || recovered == kNone ? kNone : std::max<qint64>(0, recovered - finished);
    });
    fact->take(5,
        {"environment", "id", "started_at", "finished_at", "recovered_at", "succeeded", "failed", "unplanned",
            "rollback", "changes"});
    return fact->finish();
}

Result<FactTable> loadIncidents(const Loading &loading)
{
    auto fact = loading.read("incident",
        "SELECT coalesce(f.service, sr.service), i.repository, i.severity, ifnull(f.link, 0), i.source, i.id, "
        "i.opened_at, i.resolved_at "
        "FROM incident i LEFT JOIN incident_fact f ON f.id = i.id LEFT JOIN service_repository sr ON sr.repository = "
        "i.repository",
        "iiiiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addService(0);
    fact->addPlace(1, false);
    fact->addEnum<Severity>("severity", 2);
    fact->addEnum<IncidentLink>("link", 3);
    fact->addSource(4);
    fact->add("resolution", durations(fact->integers(6), fact->integers(7)));
    fact->take(5, {"id", "opened_at", "resolved_at"});
    return fact->finish();
}

Result<FactTable> loadReviews(const Loading &loading)
{
    // The change of each review, from the narrow table.
    QByteArray changesSql = "SELECT id, repository, author FROM change_fact";
    if (loading.since.isSet())
        changesSql += " WHERE id IN (SELECT change_request FROM review" + loading.wanted("review") + ")";
    auto changes = ColumnReader::read(loading.database, changesSql, "iii", loading.cancel);
    if (!changes)
        return std::unexpected(changes.error());
    QHash<qint64, std::pair<qint64, qint64>> placeAndAuthor;
    placeAndAuthor.reserve(changes->rows());
    for (std::size_t i = 0; i < static_cast<std::size_t>(changes->rows()); ++i)
        placeAndAuthor.insert(changes->integers(0)[i], {changes->integers(1)[i], changes->integers(2)[i]});
    auto cells = ColumnReader::read(loading.database,
        "SELECT change_request, reviewer, verdict, source, id, at FROM review" + loading.wanted("review"), "iiiiii",
        loading.cancel);
    if (!cells)
        return std::unexpected(cells.error());
    const FactColumn changeOfReview = cells->take(0);
    const IntegerCells change(changeOfReview);
    const auto repositoryOf = [&](qsizetype row) {
        return placeAndAuthor.value(change[static_cast<std::size_t>(row)], {kNone, kNone}).first;
    };
    const WorkspaceMaps &maps = loading.maps;
    FactColumn repositories =
        cells->named(repositoryOf, [&maps](qint64 id) { return maps.repositories.value(id).path; });
    FactColumn services = cells->named(
        repositoryOf, [&maps](qint64 id) { return maps.services.value(maps.repositories.value(id).service); });
    FactBuilder fact(std::move(*cells), maps, u"review"_s);
    fact.add("repository", std::move(repositories));
    fact.add("service", std::move(services));
    fact.addWho("reviewer", 1);
    fact.addWhoseClass("reviewer_class", 1);
    fact.addTeam(1, {5});
    fact.addEnum<Verdict>("verdict", 2);
    fact.addSource(3);
    fact.compute("own", [&](std::size_t row) -> qint64 {
        const qint64 author = placeAndAuthor.value(change[row], {kNone, kNone}).second;
        const qint64 reviewer = fact.integers(1)[row];
        return author != kNone && reviewer != kNone && maps.personKey(author) == maps.personKey(reviewer);
    });
    fact.take(4, {"id", "at"});
    return fact.finish();
}

// Where no issue of a tool was ever blocked, the tool tells nothing of it.
Result<QSet<qint64>> sourcesWithFlags(Database &database)
{
    QSet<qint64> sources;
    auto read = forEachRow(database,
        "SELECT id FROM source o WHERE EXISTS (SELECT 1 FROM issue_fact f WHERE f.source = o.id AND f.flags > 0)",
        [&sources](const Statement &row) { sources.insert(row.integer(0)); });
    if (!read)
        return std::unexpected(read.error());
    return sources;
}

Result<FactTable> loadIssues(const Loading &loading)
{
    auto flagging = sourcesWithFlags(loading.database);
    if (!flagging)
        return std::unexpected(flagging.error());
    const auto escaped = EscapedBugs::read(loading.database);
    if (!escaped)
        return std::unexpected(escaped.error());
    const QByteArray sql =
        "SELECT repository, assignee, type, status, priority, source, created_at, started_at, resolved_at, blocked, "
        "project, id, assigned_at, due_at, blocked_at, slow_start_at, long_wip_at, on_time, changes, sprints, "
        "reopened, doing, active, waiting, backlog, pickup, resolution, points, "
        "(SELECT i.labels FROM issue i WHERE i.id = issue_fact.id), (SELECT "
        + escaped->sql + " FROM issue WHERE issue.id = issue_fact.id) FROM issue_fact";
    auto fact = loading.read("issue", sql.constData(), "iiiiiiiiiitiiiiiiiiiiiiiiiirti");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0, false);
    fact->addWho("assignee", 1);
    fact->addTeam(1, {8, 6});
    fact->addEnum<IssueClass>("type", 2);
    fact->addEnum<StatusCategory>("status", 3);
    fact->addEnum<Priority>("priority", 4);
    fact->addSource(5);
    fact->add("lead", durations(fact->integers(6), fact->integers(8)));
    fact->add("cycle", durations(fact->integers(7), fact->integers(8)));
    fact->compute("blocked",
        [&](std::size_t row) { return flagging->contains(fact->integers(5)[row]) ? fact->integers(9)[row] : kNone; });
    fact->compute("escaped", [&](std::size_t row) {
        return escaped->sources.contains(fact->integers(5)[row]) ? fact->integers(29)[row] : kNone;
    });
    fact->take(6, {"created_at", "started_at", "resolved_at"});
    fact->take(10,
        {"project", "id", "assigned_at", "due_at", "blocked_at", "slow_start_at", "long_wip_at", "on_time", "changes",
            "sprints", "reopened", "doing", "active", "waiting", "backlog", "pickup", "resolution", "points", "labels"});
    return fact->finish();
}

Result<FactTable> loadSprintItems(const Loading &loading)
{
    auto fact = loading.read("sprint_item",
        "SELECT sprint, holder, assignee, type, priority, source, ended_at, started_at, carries, project, id, "
        "entered_at, left_at, done_at, planned, added, readded, removed, completed, first, points_at_start, points "
        "FROM sprint_item",
        "iiiiiiiiitiiiiiiiiiirr");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addSprint(0);
    fact->addTeam(1, {6, 7});
    fact->addWho("assignee", 2);
    fact->addEnum<IssueClass>("type", 3);
    fact->addEnum<Priority>("priority", 4);
    fact->addSource(5);
    fact->compute("carried", [&fact](std::size_t row) -> qint64 { return fact->integers(8)[row] > 0 ? 1 : 0; });
    fact->take(6,
        {"ended_at", "started_at", "carries", "project", "id", "entered_at", "left_at", "done_at", "planned", "added",
            "readded", "removed", "completed", "first", "points_at_start", "points"});
    return fact->finish();
}

Result<FactTable> loadSprints(const Loading &loading)
{
    auto fact = loading.read("sprint",
        "SELECT id, holder, state, source, ended_at, started_at, due_at, items, planned, kept, added, removed, "
        "completed, carried, planned_points, completed_points, predictability, volatility, points_volatility FROM "
        "sprint_fact",
        "iiiiiiiiiiiiiirrrrr");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addSprint(0);
    fact->addTeam(1, {4, 5});
    fact->addEnum<SprintState>("state", 2);
    fact->addSource(3);
    fact->take(0, {"id"});
    fact->take(4,
        {"ended_at", "started_at", "due_at", "items", "planned", "kept", "added", "removed", "completed", "carried",
            "planned_points", "completed_points", "predictability", "volatility", "points_volatility"});
    return fact->finish();
}

Result<FactTable> loadBuilds(const Loading &loading)
{
    auto fact = loading.read("build",
        "SELECT repository, result, source, pipeline, branch, id, queued_at, started_at, finished_at, attempt, "
        "on_default_branch, flaky, retry, until_at FROM build",
        "iiittiiiiiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addEnum<RunResult>("result", 1);
    fact->addSource(2);
    fact->add("queue", durations(fact->integers(6), fact->integers(7)));
    fact->add("duration", durations(fact->integers(7), fact->integers(8)));
    fact->add("holds", durations(fact->integers(8), fact->integers(13)));
    const auto attempt = [&fact](std::size_t row) { return fact->integers(9)[row]; };
    const auto repeats = [&fact](std::size_t row) { return fact->integers(12)[row] != 0; };
    fact->compute("retry", [&](std::size_t row) -> qint64 { return repeats(row) || attempt(row) > 1; });
    fact->compute("passed_first", [&](std::size_t row) -> qint64 {
        const auto result = static_cast<RunResult>(fact->integers(1)[row]);
        if (repeats(row) || (result != RunResult::Success && result != RunResult::Failure))
            return kNone;
        return result == RunResult::Success && attempt(row) <= 1; // of what passed later, the first run failed
    });
    fact->take(3,
        {"pipeline", "branch", "id", "queued_at", "started_at", "finished_at", "attempt", "on_default_branch",
            "flaky"});
    return fact->finish();
}

Result<FactTable> loadRedPeriods(const Loading &loading)
{
    auto fact = loading.read("red_period",
        "SELECT repository, source, pipeline, branch, id, began_at, ended_at, builds, on_default_branch FROM "
        "red_period",
        "iittiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addSource(1);
    fact->add("duration", durations(fact->integers(5), fact->integers(6)));
    fact->take(2, {"pipeline", "branch", "id", "began_at", "ended_at", "builds", "on_default_branch"});
    return fact->finish();
}

Result<FactTable> loadCommits(const Loading &loading)
{
    auto fact = loading.read("commit",
        "SELECT repository, author, source, id, authored_at, committed_at, additions, deletions, files, "
        "ifnull(instr(parents, char(10)) > 0, 0), on_default_branch, masked_additions + masked_deletions FROM "
        "\"commit\"",
        "iiiiiiiiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addWho("author", 1);
    fact->addWhoseClass("author_class", 1);
    fact->addTeam(1, {4, 5});
    fact->addSource(2);
    fact->compute("size", [&](std::size_t row) {
        return sizeOf(fact->integers(6)[row], fact->integers(7)[row], fact->integers(11)[row]);
    });
    fact->take(3,
        {"id", "authored_at", "committed_at", "additions", "deletions", "files", "merge", "on_default_branch",
            "masked"});
    return fact->finish();
}

Result<FactTable> loadReleases(const Loading &loading)
{
    auto fact =
        loading.read("release", "SELECT repository, source, id, published_at, prerelease FROM \"release\"", "iiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addSource(1);
    fact->take(2, {"id", "published_at", "prerelease"});
    return fact->finish();
}

QString exposureName(qint64 code)
{
    static constexpr std::array names = {"up to 30 days"_L1, "31 to 90 days"_L1, "more than 90 days"_L1};
    return names[static_cast<std::size_t>(std::clamp<qint64>(code, 0, 2))];
}

Result<FactTable> loadFindings(const Loading &loading)
{
#define CLOSED "CASE WHEN f.state IN (2, 3) THEN ifnull(f.closed_at, f.updated_at) ELSE f.closed_at END"
    const QByteArray sql =
        "SELECT p.repository, f.kind, f.severity, f.state, f.source, (" CLOSED " - f.opened_at > 30 * 86400000) + "
        "(" CLOSED " - f.opened_at > 90 * 86400000), f.project, f.rule, f.package, f.id, f.opened_at, " CLOSED ", "
        + dueSql() + " FROM finding f LEFT JOIN project_place p ON p.project = f.project";
#undef CLOSED
    auto fact = loading.read("finding", sql.constData(), "iiiiiitttiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addEnum<FindingKind>("kind", 1);
    fact->addEnum<Severity>("severity", 2);
    fact->addEnum<FindingState>("state", 3);
    fact->addSource(4);
    fact->addCoded("exposure", 5, exposureName);
    const auto fixedAt = [&fact](std::size_t row) {
        return static_cast<FindingState>(fact->integers(3)[row]) == FindingState::Fixed ? fact->integers(11)[row]
                                                                                       : kNone;
    };
    fact->compute("fix", [&](std::size_t row) -> qint64 {
        const qint64 opened = fact->integers(10)[row];
        return fixedAt(row) == kNone || opened == kNone ? kNone : std::max<qint64>(0, fixedAt(row) - opened);
    });
    fact->compute("late", [&](std::size_t row) -> qint64 {
        const qint64 due = fact->integers(12)[row];
        return fixedAt(row) == kNone || due == kNone ? kNone : fixedAt(row) > due;
    });
    fact->take(6, {"project", "rule", "package", "id", "opened_at", "closed_at", "due_at"});
    return fact->finish();
}

Result<FactTable> loadMeasures(const Loading &loading)
{
    auto fact = loading.read("measure",
        "SELECT p.repository, m.source, m.project, m.metric, m.id, m.at, m.until_at, m.value FROM measure m LEFT JOIN "
        "project_place p ON p.project = m.project",
        "iittiiir");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addSource(1);
    fact->take(2, {"project", "metric", "id", "at", "until_at", "value"});
    return fact->finish();
}

Result<FactTable> loadMessages(const Loading &loading)
{
    auto hours = OfficeHours::read(loading.database);
    if (!hours)
        return std::unexpected(hours.error());
    auto fact = loading.read("message",
        "SELECT author, source, ifnull(thread <> external_id, 0), channel, id, at, answered_at, replies, reactions "
        "FROM message",
        "iiitiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addWho("author", 0);
    fact->addWhoseClass("author_class", 0);
    fact->addTeam(0, {5});
    fact->addSource(1);
    fact->add("response", durations(fact->integers(5), fact->integers(6)));
    fact->compute("reply", [&fact](std::size_t row) { return fact->integers(2)[row]; });
    fact->compute("unanswered", [&fact](std::size_t row) -> qint64 {
        if (fact->integers(2)[row] != 0)
            return kNone;
        return fact->integers(6)[row] == kNone && fact->integers(8)[row] <= 0;
    });
    fact->compute("outside_hours", [&](std::size_t row) -> qint64 {
        const qint64 author = fact->integers(0)[row];
        const qint64 at = fact->integers(5)[row];
        if (author == kNone || at == kNone || !loading.maps.isHuman(author))
            return kNone;
        return hours->isOutside(loading.maps.identities.value(author).person, Instant(at));
    });
    fact->take(3, {"channel", "id", "at", "answered_at", "replies", "reactions"});
    return fact->finish();
}

using Loader = Result<FactTable> (*)(const Loading &);

Loader loaderOf(const QString &fact)
{
    static const QHash<QString, Loader> loaders = {{u"change"_s, loadChanges}, {u"deployment"_s, loadDeployments},
        {u"incident"_s, loadIncidents}, {u"issue"_s, loadIssues}, {u"build"_s, loadBuilds}, {u"review"_s, loadReviews},
        {u"commit"_s, loadCommits}, {u"release"_s, loadReleases}, {u"sprint_item"_s, loadSprintItems},
        {u"sprint"_s, loadSprints}, {u"red_period"_s, loadRedPeriods}, {u"finding"_s, loadFindings},
        {u"measure"_s, loadMeasures}, {u"message"_s, loadMessages}};
    return loaders.value(fact);
}

} // namespace

Result<FactTable> loadFact(Database &database, const QString &fact, Instant since, const CancelToken &cancel)
{
    const Loader loader = loaderOf(fact);
    if (!loader)
        return fail(ErrorKind::Config, u"There is no fact called “%1”."_s.arg(fact));
    auto maps = WorkspaceMaps::read(database);
    if (!maps)
        return std::unexpected(maps.error());
    if (since.isSet()) {
        const auto older = database.integer(QString::fromLatin1("SELECT EXISTS (SELECT 1 FROM " + factTable(fact)
            + " WHERE " + overSql(fact) + " < " + QByteArray::number(since.ms()) + ")"));
        if (!older)
            return std::unexpected(older.error());
        if (*older == 0)
            since = {};
    }
    auto table = loader(Loading{.database = database, .cancel = cancel, .since = since, .maps = std::move(*maps)});
    if (table)
        table->completeFrom = since;
    return table;
}

} // namespace leadline
