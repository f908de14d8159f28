#include "core/store/derived/buildfacts.h"

#include "core/domain/buildruns.h"
#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <algorithm>
#include <map>
#include <utility>

namespace leadline {

namespace {

static_assert(std::to_underlying(RecordKind::Repository) == 0 && std::to_underlying(RecordKind::Build) == 7
        && std::to_underlying(RunResult::Success) == 3 && std::to_underlying(RunResult::Failure) == 4,
    "the queries below name them by their codes");

constexpr qint64 kAlways = 0; // 1970: before every build
constexpr qint64 kReachBack = -1; // from the run before the first that has changed
constexpr qint64 kNever = std::numeric_limits<qint64>::max();

// Runs for a change are apart from those of the branch that they are named after: somebody's fork may call it "main".
#define FOR_CHANGE "(ifnull(\"trigger\", '') LIKE 'pull%' OR ifnull(\"trigger\", '') LIKE 'merge_request%')"

struct Lane {
    QByteArray pipeline;
    QByteArray branch;
    bool forChange = false;

    auto operator<=>(const Lane &) const = default;
};
using PipelineAndBranch = std::pair<QByteArray, QByteArray>;

// What must be computed of one repository. What ended before `from` has not changed.
struct Scope {
    qint64 from = kAlways;
    bool whole = true; // else only the lanes named here, each from when on its states (red or green) are new
    std::map<PipelineAndBranch, qint64> lanes;

    [[nodiscard]] qint64 statesFrom(const Lane &lane) const
    {
        if (whole)
            return kAlways;
        const auto found = lanes.find({lane.pipeline, lane.branch});
        return found == lanes.end() ? kNever : found->second;
    }
    [[nodiscard]] qint64 readFrom() const
    {
        qint64 earliest = whole ? kAlways : from - kRepetitionMs;
        for (const auto &[lane, states] : lanes)
            earliest = std::min(earliest, states);
        return earliest;
    }
};

struct Scopes {
    bool all = false; // every repository, wholly
    std::map<qint64, Scope> byRepository;

    [[nodiscard]] Scope of(qint64 repository) const { return all ? Scope() : byRepository.at(repository); }
    [[nodiscard]] QByteArray sql() const
    {
        QByteArray list;
        for (const auto &[repository, scope] : byRepository)
            list += (list.isEmpty() ? "" : ",") + QByteArray::number(repository);
        return all ? QByteArray("repository IS NOT NULL") : "repository IN (" + list + ')';
    }
};

// The runs of one repository while they are read.
struct RepositoryRuns {
    qint64 repository = 0;
    qint64 source = 0;
    std::vector<BuildRun> runs; // `repeats` and `flaky` as stored
    std::map<Lane, int> lanes;
    std::vector<bool> onDefault; // by lane
    std::map<QByteArray, int> commits;

    void add(const Statement &row)
    {
        source = row.integer(1);
        const Lane lane{.pipeline = row.blob(3), .branch = row.blob(4), .forChange = row.integer(12) != 0};
        const auto number = lanes.try_emplace(lane, static_cast<int>(lanes.size())).first->second;
        onDefault.resize(lanes.size());
        onDefault[static_cast<std::size_t>(number)] = row.integer(11) != 0;
        const QByteArray sha = row.blob(5);
        runs.push_back({.id = row.integer(2),
            .lane = number,
            .commit = sha.isEmpty() ? -1 : commits.try_emplace(sha, static_cast<int>(commits.size())).first->second,
            .finishedAt = row.instant(7),
            .passed = row.integer(6) == 3,
            .attempt = row.integer(8),
            .repeats = row.integer(9) != 0,
            .flaky = row.integer(10) != 0,
            .untilAt = row.instant(13)});
    }
};

struct PeriodRow {
    RedPeriod period;
    qint64 repository = 0;
    qint64 source = 0;
    Lane lane;
    bool onDefault = false;
};

// What is to be written.
struct Findings {
    std::vector<BuildRun> changed; // runs whose marks are not as stored
    std::vector<PeriodRow> periods;
    QSet<qint64> oldPeriods; // that are found anew, or no more
};

Result<Scopes> findScopes(Database &database, const QSet<qint64> &repositories)
{
    Scopes scopes;
    bool someAreGone = false;
    auto read = forEachRow(database,
        "SELECT d.id, b.repository, b.pipeline, b.branch, ifnull(coalesce(b.queued_at, b.started_at, b.finished_at), "
        "0), ifnull(b.branch = r.default_branch, 0) FROM dirty d LEFT JOIN build b ON b.id = d.id LEFT JOIN repository r "
        "ON r.id = b.repository WHERE d.kind = 7",
        [&](const Statement &row) {
            scopes.all = scopes.all || row.integer(0) == 0;
            someAreGone = someAreGone || row.isNull(1);
            if (row.isNull(1))
                return;
            const auto [scope, isNew] = scopes.byRepository.try_emplace(row.integer(1));
            // It cannot have ended, now or as it was before, earlier than it was asked for.
            scope->second.from = isNew ? row.integer(4) : std::min(scope->second.from, row.integer(4));
            scope->second.whole = false;
            scope->second.lanes.insert({{row.blob(2), row.blob(3)}, row.integer(5) != 0 ? kReachBack : kAlways});
        });
    if (!read)
        return std::unexpected(read.error());
    QSet<qint64> whole = repositories;
    if (someAreGone) { // their repository is noted with them
        read = forEachRow(database, "SELECT id FROM dirty WHERE kind = 0", [&](const Statement &row) {
            scopes.all = scopes.all || row.integer(0) == 0;
            whole.insert(row.integer(0));
        });
        if (!read)
            return std::unexpected(read.error());
    }
    for (const qint64 repository : whole)
        scopes.byRepository[repository] = Scope();
    return scopes;
}

// On the default branch the result of the run before holds until the first that has changed.
Result<void> reachBack(Database &database, Scopes &scopes)
{
    auto before = Statement::prepare(database,
        "SELECT finished_at FROM build WHERE repository = ?1 AND finished_at < ?2 AND result IN (3, 4) AND "
        "ifnull(pipeline, '') = CAST(?3 AS TEXT) AND ifnull(branch, '') = CAST(?4 AS TEXT) AND NOT " FOR_CHANGE
        " ORDER BY finished_at DESC LIMIT 1");
    if (!before)
        return std::unexpected(before.error());
    for (auto &[repository, scope] : scopes.byRepository) {
        for (auto &[lane, states] : scope.lanes) {
            if (states != kReachBack) {
                states = scope.from;
                continue;
            }
            before->reset();
            before->bind(1, repository);
            before->bind(2, scope.from);
            before->bind(3, lane.first);
            before->bind(4, lane.second);
            const auto found = before->step();
            if (!found)
                return std::unexpected(found.error());
            states = *found ? before->integer(0) : scope.from;
        }
    }
    return {};
}

Result<void> markBranches(Database &database, const Scopes &scopes)
{
    QSet<qint64> whole;
    for (const auto &[repository, scope] : scopes.byRepository) {
        if (scope.whole)
            whole.insert(repository);
    }
    const QByteArray where = scopes.all
        ? QByteArray("1")
        : "(id IN (SELECT id FROM dirty WHERE kind = 7) OR repository IN (" + idList(whole) + "))";
    auto marked = runOnce(database,
        "UPDATE build SET on_default_branch = 1 - on_default_branch WHERE " + where
            + " AND on_default_branch <> (branch IS NOT NULL AND NOT " FOR_CHANGE
              " AND EXISTS (SELECT 1 FROM repository r WHERE r.id = build.repository AND r.default_branch = "
              "build.branch))");
    if (!marked)
        return marked;
    return runOnce(database,
        "UPDATE build SET retry = 0, flaky = 0, until_at = NULL WHERE " + where
            + " AND (retry OR flaky OR until_at IS NOT NULL) AND (result NOT IN (3, 4) OR finished_at IS NULL OR repository IS NULL)");
}

// A red period that lasts into what has changed is found anew from its beginning.
Result<void> takeOldPeriods(Database &database, Scopes &scopes, Findings &findings)
{
    return forEachRow(database,
        "SELECT id, repository, pipeline, branch, began_at, ended_at FROM red_period WHERE "
            + (scopes.all ? QByteArray("1") : scopes.sql()),
        [&](const Statement &row) {
            if (scopes.all || scopes.byRepository.at(row.integer(1)).whole) {
                findings.oldPeriods.insert(row.integer(0));
                return;
            }
            Scope &scope = scopes.byRepository.at(row.integer(1));
            const auto lane = scope.lanes.find({row.blob(2), row.blob(3)});
            if (lane == scope.lanes.end() || (!row.isNull(5) && row.integer(5) < scope.from))
                return;
            findings.oldPeriods.insert(row.integer(0));
            lane->second = std::min(lane->second, row.integer(4));
        });
}

void examine(RepositoryRuns &of, const Scope &scope, Findings &findings)
{
    std::vector<Lane> lanes(of.lanes.size());
    std::vector<qint64> statesFrom(of.lanes.size());
    for (const auto &[lane, number] : of.lanes) {
        lanes[static_cast<std::size_t>(number)] = lane;
        statesFrom[static_cast<std::size_t>(number)] = scope.statesFrom(lane);
    }
    sortRuns(of.runs);
    const std::vector<BuildRun> stored = of.runs;
    markRepetitions(of.runs, scope.whole ? Instant() : Instant(scope.from));
    markSpans(of.runs);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        BuildRun &run = of.runs[i];
        const auto lane = static_cast<std::size_t>(run.lane);
        // Of what stands further back the runs before were not read.
        if (!scope.whole && run.finishedAt.ms() < scope.from - kRepetitionMs) {
            run.repeats = stored[i].repeats;
            run.flaky = stored[i].flaky;
        }
        if (run.finishedAt.ms() < statesFrom[lane])
            run.untilAt = stored[i].untilAt;
        else if (!of.onDefault[lane])
            run.untilAt = {};
        if (run.repeats != stored[i].repeats || run.flaky != stored[i].flaky || run.untilAt != stored[i].untilAt)
            findings.changed.push_back(run);
    }
    std::erase_if(of.runs,
        [&](const BuildRun &run) { return run.finishedAt.ms() < statesFrom[static_cast<std::size_t>(run.lane)]; });
    for (const RedPeriod &period : redPeriodsOf(of.runs)) {
        const auto lane = static_cast<std::size_t>(period.lane);
        findings.periods.push_back({.period = period,
            .repository = of.repository,
            .source = of.source,
            .lane = lanes[lane],
            .onDefault = of.onDefault[lane]});
    }
}

Result<void> readRuns(Database &database, const Scopes &scopes, Findings &findings)
{
    qint64 earliest = scopes.all ? kAlways : kNever;
    for (const auto &[repository, scope] : scopes.byRepository)
        earliest = std::min(earliest, scope.readFrom());
    RepositoryRuns runs;
    Scope scope;
    qint64 from = kAlways;
    const auto examineRuns = [&] {
        if (!runs.runs.empty())
            examine(runs, scope, findings);
    };
    auto read = forEachRow(database,
        "SELECT repository, source, id, pipeline, branch, sha, result, finished_at, attempt, retry, flaky, "
        "on_default_branch, " FOR_CHANGE ", until_at FROM build WHERE "
            + scopes.sql() + " AND result IN (3, 4) AND finished_at >= " + QByteArray::number(earliest)
            + " ORDER BY repository",
        [&](const Statement &row) {
            if (const qint64 repository = row.integer(0); repository != runs.repository) {
                examineRuns();
                runs = {};
                runs.repository = repository;
                scope = scopes.of(repository);
                from = scope.readFrom();
            }
            if (row.integer(7) >= from)
                runs.add(row);
        });
    examineRuns();
    return read;
}

Result<void> writeMarks(Database &database, const std::vector<BuildRun> &runs)
{
    auto update = Statement::prepare(database, "UPDATE build SET retry = ?1, flaky = ?2, until_at = ?3 WHERE id = ?4");
    if (!update)
        return std::unexpected(update.error());
    for (const BuildRun &run : runs) {
        update->bind(1, qint64{run.repeats});
        update->bind(2, qint64{run.flaky});
        update->bind(3, run.untilAt);
        update->bind(4, run.id);
        if (auto done = update->run(); !done)
            return done;
    }
    return {};
}

Result<void> writePeriods(Database &database, const Findings &findings)
{
    auto upsert = Statement::prepare(database,
        upsertRowSql("red_period",
            {"id", "repository", "source", "pipeline", "branch", "on_default_branch", "began_at", "ended_at", "green",
                "builds"}));
    if (!upsert)
        return std::unexpected(upsert.error());
    QSet<qint64> gone = findings.oldPeriods;
    for (const PeriodRow &row : findings.periods) {
        gone.remove(row.period.id);
        int i = 0;
        for (const qint64 id : {row.period.id, row.repository, row.source})
            upsert->bind(++i, id);
        bindText(*upsert, ++i, QString::fromUtf8(row.lane.pipeline));
        bindText(*upsert, ++i, QString::fromUtf8(row.lane.branch));
        upsert->bind(++i, qint64{row.onDefault});
        upsert->bind(++i, row.period.beganAt);
        upsert->bind(++i, row.period.endedAt);
        bindReference(*upsert, ++i, row.period.green);
        upsert->bind(++i, qint64{row.period.builds});
        if (auto done = upsert->run(); !done)
            return done;
    }
    return gone.isEmpty() ? Result<void>()
                          : runOnce(database, "DELETE FROM red_period WHERE id IN (" + idList(gone) + ')');
}

} // namespace

Result<QStringList> deriveBuilds(Database &database, const QSet<qint64> &repositories)
{
    auto scopes = findScopes(database, repositories);
    if (!scopes)
        return std::unexpected(scopes.error());
    QStringList facts;
    if (!scopes->all && scopes->byRepository.empty())
        return facts;
    Findings findings;
    qint64 before = rowsWritten(database);
    const auto noteChange = [&](const QString &fact) {
        if (rowsWritten(database) != before)
            facts += fact;
        before = rowsWritten(database);
    };
    auto done = reachBack(database, *scopes)
                    .and_then([&] { return markBranches(database, *scopes); })
                    .and_then([&] { return takeOldPeriods(database, *scopes, findings); })
                    .and_then([&] { return readRuns(database, *scopes, findings); })
                    .and_then([&] { return writeMarks(database, findings.changed); });
    if (!done)
        return std::unexpected(done.error());
    noteChange(u"build"_s);
    if (done = writePeriods(database, findings); !done)
        return std::unexpected(done.error());
    noteChange(u"red_period"_s);
    return facts;
}

} // namespace leadline
