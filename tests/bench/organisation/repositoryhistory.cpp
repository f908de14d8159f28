#include "tests/bench/organisation/repositoryhistory.h"

#include "core/domain/enums.h"
#include "tests/bench/organisation/bigorganisation.h"
#include "tests/bench/organisation/rowinsert.h"

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSource = 1;

Instant before(Instant end, qint64 at)
{
    return at < end.ms() ? Instant(at) : Instant();
}

// Ascending, so that the index on them grows at its end as that of a real file does within a page.
QByteArray shaOf(qint64 number)
{
    return QByteArray::number(number, 16).rightJustified(40, '0');
}

} // namespace

struct HistoryWriter::Change {
    qint64 author = 0;
    bool bot = false;
    Instant firstCommit, created, ready, response, approval, merged, closed;
    qint64 additions = 0, deletions = 0, files = 0;
    int reviews = 0;
    qint64 firstSha = 0; // of kCommitsPerChange in a row; the last is the merge, where there is one
    QByteArray branch;
    QByteArray base; // what it was begun on
    QByteArray trunk; // what it was merged into

    [[nodiscard]] qint64 mergeSha() const { return firstSha + kCommitsPerChange - 1; }
};

struct HistoryWriter::Tables {
    explicit Tables(Database &database)
        : change(database, "change_request",
              "id, source, external_id, updated_at, repository, number, title, author, state, draft, created_at, "
              "first_commit_at, ready_at, first_response_at, first_approval_at, merged_at, closed_at, merge_sha, "
              "head_branch, base_branch, additions, deletions, files, commits, comments")
        , commit(database, "\"commit\"",
              "source, external_id, repository, author, authored_at, committed_at, additions, deletions, files, "
              "parents, subject, change_request, on_default_branch")
        , review(database, "review", "source, external_id, change_request, reviewer, verdict, at, comments")
        , build(database, "build",
              "source, external_id, repository, pipeline, number, branch, sha, result, queued_at, started_at, "
              "finished_at, attempt, \"trigger\"")
        , deployment(database, "deployment",
              "id, source, external_id, repository, environment, sha, result, started_at, finished_at, rollback, "
              "unplanned")
        , incident(database, "incident",
              "source, external_id, repository, title, opened_at, resolved_at, severity, deployment, link")
    {
    }
    RowInsert change, commit, review, build, deployment, incident;
};

HistoryWriter::HistoryWriter(Database &database, Dice &dice, const Staff &staff)
    : m_dice(dice)
    , m_staff(staff)
    , m_tables(std::make_unique<Tables>(database))
{
}

HistoryWriter::~HistoryWriter() = default;

// Mostly of the team that owns the repository.
qint64 HistoryWriter::somebody(int team)
{
    return m_dice.of(
        m_dice.chance(0.85) ? m_staff.members[static_cast<std::size_t>(team)] : m_dice.of(m_staff.members));
}

HistoryWriter::Change HistoryWriter::someChange(const RepositoryPlan &plan)
{
    static constexpr std::array<int, 10> reviews = {0, 1, 2, 2, 3, 3, 4, 4, 5, 6}; // three on average, exactly
    static_assert(std::ranges::fold_left(reviews, 0, std::plus()) == kReviewsPerChange * 10);
    Change change;
    change.bot = m_dice.chance(0.06);
    change.author = change.bot ? m_dice.of(m_staff.bots) : somebody(plan.team);
    change.created = m_dice.workTime(kHistoryBegin, kHistoryEnd);
    change.firstCommit = Instant(change.created.ms() - m_dice.hours(9, 1.5));
    change.reviews = reviews[static_cast<std::size_t>(m_changes++ % 10)];
    const bool draft = m_dice.chance(0.2);
    change.ready = draft ? before(kHistoryEnd, change.created.ms() + m_dice.hours(20, 1.2)) : change.created;
    Instant at = change.ready;
    if (change.reviews > 0 && at.isSet()) {
        change.response = at = before(kHistoryEnd, at.ms() + m_dice.hours(3, 1.7));
        if (at.isSet() && !m_dice.chance(0.1))
            change.approval = at = before(kHistoryEnd, at.ms() + m_dice.hours(5, 1.6));
    }
    const Instant end = at.isSet() ? before(kHistoryEnd, at.ms() + m_dice.hours(1.5, 1.8)) : Instant();
    if (!m_dice.chance(0.002)) // forgotten: stays open
        (m_dice.chance(0.92) ? change.merged : change.closed) = end;
    if (change.merged.isSet())
        change.closed = change.merged;
    change.additions = m_dice.count(45, 1.6);
    change.deletions = m_dice.count(14, 1.8);
    change.files = 1 + m_dice.count(2.5, 1.0);
    return change;
}

void HistoryWriter::addRepository(const RepositoryPlan &plan)
{
    std::vector<Change> changes;
    for (qint64 i = 0; i < plan.changes; ++i)
        changes.push_back(someChange(plan));
    std::ranges::sort(changes, std::ranges::greater(), &Change::created); // the newest is read first
    std::vector<Change *> merged;
    for (Change &change : changes) {
        change.firstSha = m_commits + 1;
        m_commits += kCommitsPerChange;
        change.branch = "feature/" + QByteArray::number(change.firstSha);
        if (change.merged.isSet())
            merged.push_back(&change);
    }
    std::ranges::stable_sort(merged, {}, [](const Change *change) { return change->merged; });
    for (std::size_t i = 0; i < merged.size(); ++i)
        merged[i]->trunk = i == 0 ? QByteArray() : shaOf(merged[i - 1]->mergeSha());
    for (Change &change : changes) {
        const auto base =
            std::ranges::lower_bound(merged, change.firstCommit, {}, [](const Change *other) { return other->merged; });
        if (base != merged.begin())
            change.base = shaOf((*std::prev(base))->mergeSha());
        ++m_ids;
        addChange(plan, change);
        addReviews(plan, change);
        addBuilds(plan, change);
    }
    addDeployments(plan, merged);
}

// Its commits one on the other, and the merge that joins them to the trunk.
void HistoryWriter::addChange(const RepositoryPlan &plan, const Change &change)
{
    const bool merged = change.merged.isSet();
    const auto state = merged ? ChangeState::Merged : change.closed.isSet() ? ChangeState::Closed : ChangeState::Open;
    const QByteArray number = QByteArray::number(m_ids);
    m_tables->change.add(m_ids, kSource, number, std::max(change.created, change.closed), plan.id, m_ids,
        "Change " + number, change.author, static_cast<int>(state), change.ready.isSet() || merged ? 0 : 1,
        change.created, change.firstCommit, change.ready, change.response, change.approval, change.merged,
        change.closed, merged ? shaOf(change.mergeSha()) : QByteArray(), change.branch, "main"_ba, change.additions,
        change.deletions, change.files, kCommitsPerChange, change.reviews / 2);
    QByteArray parent = change.base;
    for (int i = 0; i < kCommitsPerChange; ++i) {
        const bool isMerge = merged && i == kCommitsPerChange - 1;
        const QByteArray sha = shaOf(change.firstSha + i);
        const Instant at = isMerge
            ? change.merged
            : Instant(change.firstCommit.ms() + i * (change.created.ms() - change.firstCommit.ms()) / 5000 * 1000);
        const QByteArray parents = isMerge && !change.trunk.isEmpty() ? change.trunk + '\n' + parent : parent;
        m_tables->commit.add(kSource, sha, plan.id, change.author, at, at, isMerge ? 0 : change.additions / 4,
            isMerge ? 0 : change.deletions / 4, isMerge ? 0 : 1 + change.files / 4, parents, "Commit " + number, m_ids,
            merged ? 1 : 0);
        parent = sha;
    }
}

void HistoryWriter::addReviews(const RepositoryPlan &plan, const Change &change)
{
    const Instant first = change.response.isSet() ? change.response : change.created;
    const qint64 last = std::max(first.ms() + 1000, change.closed.isSet() ? change.closed.ms() : first.ms() + kDayMs);
    for (int i = 0; i < change.reviews; ++i) {
        const bool approves = i == 1 && change.approval.isSet();
        const Instant at = i == 0 ? first
            : approves            ? change.approval
                                  : Instant(first.ms() + m_dice.below((last - first.ms()) / 1000) * 1000);
        const qint64 who = m_dice.chance(0.1) ? change.author
            : m_dice.chance(0.07)             ? m_dice.of(m_staff.bots)
                                              : somebody(plan.team);
        const auto verdict = approves ? Verdict::Approved
            : m_dice.chance(0.15)     ? Verdict::ChangesRequested
                                      : Verdict::Commented;
        m_tables->review.add(
            kSource, QByteArray::number(++m_reviews), m_ids, who, static_cast<int>(verdict), at, m_dice.below(4));
    }
}

void HistoryWriter::addBuilds(const RepositoryPlan &plan, const Change &change)
{
    static const std::vector<QByteArray> pipelines = {"build", "test", "lint", "package", "nightly", "docs"};
    for (int i = 0; i < kBuildsPerChange; ++i) {
        const bool onMain = i == 1 && change.merged.isSet();
        const Instant queued(onMain ? change.merged.ms() : change.created.ms() + i * m_dice.hours(4, 1));
        const Instant started(queued.ms() + m_dice.hours(0.01, 1.2));
        const Instant finished = before(kHistoryEnd, started.ms() + m_dice.hours(0.15, 0.9));
        const auto result = !finished.isSet() ? RunResult::Running
            : m_dice.chance(0.85)             ? RunResult::Success
            : m_dice.chance(0.8)              ? RunResult::Failure
                                              : RunResult::Cancelled;
        ++m_builds;
        m_tables->build.add(kSource, QByteArray::number(m_builds), plan.id, m_dice.of(pipelines), m_builds,
            onMain ? "main"_ba : change.branch, shaOf(change.firstSha + (onMain ? kCommitsPerChange - 1 : 3)),
            static_cast<int>(result), queued, started, finished, m_dice.chance(0.05) ? 2 : 1, "push"_ba);
    }
}

// What stands on the trunk goes to staging and to production; some of it causes an incident, some is rolled back.
void HistoryWriter::addDeployments(const RepositoryPlan &plan, const std::vector<Change *> &merged)
{
    for (qint64 i = 0; i < plan.deployments; ++i) {
        const Instant started = m_dice.workTime(kHistoryBegin, kHistoryEnd);
        const auto newest =
            std::ranges::upper_bound(merged, started, {}, [](const Change *change) { return change->merged; });
        const QByteArray sha = newest == merged.begin() ? QByteArray() : shaOf((*std::prev(newest))->mergeSha());
        const bool production = m_dice.chance(0.6);
        const Instant finished = before(kHistoryEnd, started.ms() + m_dice.hours(0.12, 0.8));
        const auto result = !finished.isSet() ? RunResult::Running
            : m_dice.chance(0.95)             ? RunResult::Success
                                              : RunResult::Failure;
        ++m_deployments;
        m_tables->deployment.add(m_deployments, kSource, QByteArray::number(m_deployments), plan.id,
            production ? "production"_ba : "staging"_ba, sha, static_cast<int>(result), started, finished,
            production && m_dice.chance(0.015) ? 1 : 0, m_dice.chance(0.03) ? 1 : 0);
        if (!production || !finished.isSet() || !m_dice.chance(0.03))
            continue;
        const Instant opened(finished.ms() + m_dice.hours(1, 1.2));
        const QByteArray number = QByteArray::number(++m_incidents);
        m_tables->incident.add(kSource, number, plan.id, "Incident " + number, opened,
            before(kHistoryEnd, opened.ms() + m_dice.hours(2, 1.2)), 1 + m_dice.below(4), m_deployments,
            static_cast<int>(IncidentLink::Explicit));
    }
}

} // namespace leadline
