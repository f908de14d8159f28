#include "core/store/derived/factloading.h"

#include "core/store/database.h"
#include "core/store/derived/escapedbugs.h"
#include "core/store/derived/factbuilder.h"
#include "core/store/derived/servicerecords.h"
#include "core/store/derived/sqlread.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace leadline {

namespace {

QString originName(qint64 code)
{
    static constexpr std::array names = {"deployment"_L1, "release"_L1, "merge"_L1};
    return names[static_cast<std::size_t>(std::clamp<qint64>(code, 0, 2))];
}

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
    if (additions == kNoValue || deletions == kNoValue)
        return kNoValue;
    return std::max<qint64>(0, additions + deletions - (masked == kNoValue ? 0 : masked));
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
            return kNoValue;
        return fact->integers(5)[row] != kNoValue && fact->integers(7)[row] == kNoValue;
    });
    fact->compute("reviews", [&](std::size_t row) { return tellsReviews(row) ? fact->integers(8)[row] : kNoValue; });
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
        const qint64 finished = fact->integers(8)[row] != kNoValue ? fact->integers(8)[row] : fact->integers(7)[row];
        const qint64 recovered = fact->integers(9)[row];
        return finished == kNoValue || recovered == kNoValue ? kNoValue : std::max<qint64>(0, recovered - finished);
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
        return placeAndAuthor.value(change[static_cast<std::size_t>(row)], {kNoValue, kNoValue}).first;
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
        const qint64 author = placeAndAuthor.value(change[row], {kNoValue, kNoValue}).second;
        const qint64 reviewer = fact.integers(1)[row];
        return author != kNoValue && reviewer != kNoValue && maps.personKey(author) == maps.personKey(reviewer);
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
    fact->compute("blocked", [&](std::size_t row) {
        return flagging->contains(fact->integers(5)[row]) ? fact->integers(9)[row] : kNoValue;
    });
    fact->compute("escaped", [&](std::size_t row) {
        return escaped->sources.contains(fact->integers(5)[row]) ? fact->integers(29)[row] : kNoValue;
    });
    fact->take(6, {"created_at", "started_at", "resolved_at"});
    fact->take(10,
        {"project", "id", "assigned_at", "due_at", "blocked_at", "slow_start_at", "long_wip_at", "on_time", "changes",
            "sprints", "reopened", "doing", "active", "waiting", "backlog", "pickup", "resolution", "points",
            "labels"});
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
