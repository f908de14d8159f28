#include "core/simulation/changeflow.h"

#include "core/simulation/texts.h"

#include <cmath>

// From an idea to an open change with passing checks; reviews and merging are in review.cpp.
namespace leadline::sim {

using namespace Qt::StringLiterals;

void ChangeFlow::begin()
{
    const int streams = std::max(1, static_cast<int>(std::lround(m_world.activity)));
    for (int engineer = 0; engineer < static_cast<int>(m_world.engineers.size()); ++engineer) {
        for (int i = 0; i < streams; ++i) {
            const Ms from = std::max(m_world.start, m_world.engineer(engineer).joinedAt) + m_world.minutes(5, 600);
            m_world.queue.at(from, [this, engineer] { startNext(engineer); });
        }
    }
    for (int repository = 0; repository < static_cast<int>(m_world.repositories.size()); ++repository)
        m_world.queue.at(m_world.start + 5 * kHour + repository * kHour, [this, repository] { depend(repository); });
}

QString ChangeFlow::login(int engineer) const
{
    return engineer < 0 ? QString::fromLatin1(kDependencyBot) : m_world.engineer(engineer).login;
}

QString ChangeFlow::identityOf(int engineer)
{
    if (engineer >= 0 && !m_world.engineer(engineer).oldEmail.isEmpty() && m_world.random.chance(0.3))
        return u"email:"_s + m_world.engineer(engineer).oldEmail;
    return login(engineer);
}

int ChangeFlow::add(Change change)
{
    m_world.changes.push_back(std::move(change));
    return static_cast<int>(m_world.changes.size()) - 1;
}

void ChangeFlow::startNext(int engineer)
{
    // An organisation of little activity has people with other work between two changes.
    const int streams = std::max(1, static_cast<int>(std::lround(m_world.activity)));
    const double pause = 110 + 900 * (streams / m_world.activity - 1);
    const Ms at = m_world.engineer(engineer).work.after(m_world.now(), m_world.around(std::max(pause, 5.0), 0.7));
    m_world.queue.at(at, [this, engineer] { pickUp(engineer); });
}

void ChangeFlow::pickUp(int engineer)
{
    Random &random = m_world.random;
    const Engineer &author = m_world.engineer(engineer);
    const Backlog::Work work = m_backlog.take(engineer);
    const Habits habits = m_world.story.habits(author.team, work.repository, m_world.now());
    const double kindSize = work.kind == WorkKind::Bug ? 0.4 : work.kind == WorkKind::Task ? 0.75 : 1.3;

    Change change;
    change.repository = work.repository;
    change.author = engineer;
    change.ticket = work.ticket;
    change.incident = work.incident;
    change.kind = work.kind;
    change.size = std::clamp<qint64>(std::llround(random.lognormal(habits.size * kindSize, 0.85)), 1, 9000);
    change.title = work.ticket >= 0 ? m_world.recorder.issue(m_world.ticket(work.ticket).record).title
                                    : titleOf(work.kind, random);
    change.willBeDropped = work.incident < 0 && random.chance(habits.dropped);
    const double minutes =
        (60 + 2.6 * std::pow(static_cast<double>(change.size), 0.85)) * 3.0 * habits.effort / author.pace;
    const Ms coding = m_world.around(std::min(minutes, 6000.0), 0.4);
    planCoding(change, coding);
    const Ms done = author.work.after(m_world.now(), coding);
    if (done >= kNever)
        return; // leaves before it is done: nobody ever sees it
    m_world.queue.at(done, [this, engineer] { startNext(engineer); });

    const Ms firstSight = change.commitTimes.front() + kMinute;
    const bool draft = random.chance(habits.drafts);
    const Ms early = std::max(firstSight,
        author.work.after(m_world.now(), static_cast<Ms>(static_cast<double>(coding) * random.between(0.4, 0.8))));
    const int index = add(std::move(change));
    if (draft) {
        m_world.queue.at(early, [this, index] { open(index, true); });
        m_world.queue.at(std::max(done, early) + m_world.minutes(2, 60), [this, index] { makeReady(index); });
    } else {
        m_world.queue.at(std::max(done, firstSight) + m_world.minutes(1, 25), [this, index] { open(index, false); });
    }
}

void ChangeFlow::planCoding(Change &change, Ms coding)
{
    Random &random = m_world.random;
    const WorkTime &work = m_world.engineer(change.author).work;
    const int count =
        std::clamp(static_cast<int>(1 + static_cast<double>(change.size) / 90 * random.between(0.4, 1.4)), 1, 14);
    std::vector<double> parts;
    for (int i = 0; i < count; ++i)
        parts.push_back(random.between(0.08, 1.0));
    std::ranges::sort(parts);
    for (const double part : parts)
        change.commitTimes.push_back(World::round(
            static_cast<double>(work.after(m_world.now(), static_cast<Ms>(part * static_cast<double>(coding))))));
    const Repository &repository = m_world.repository(change.repository);
    change.base = repository.branch;
    change.baseSha = repository.head;
    change.branch = (change.kind == WorkKind::Bug ? "fix/"_L1 : "feature/"_L1)
        + change.title.toLower().simplified().replace(u' ', u'-');
}

void ChangeFlow::addCommit(int index, Ms authored, Ms committed, const QString &subject, qint64 lines)
{
    Change &change = m_world.change(index);
    ChangeRequest &request = m_world.recorder.change(change.record);
    const Recorder::CommitDraft draft{.author = identityOf(change.author),
        .authoredAt = authored,
        .committedAt = committed,
        .parents = {change.commits.empty() ? change.baseSha : m_world.recorder.shaOf(change.commits.back())},
        .subject = subject,
        .change = request.externalId,
        .lines = lines,
        .onDefault = false};
    const int commit = m_world.recorder.addCommit(m_world.repository(change.repository), draft);
    change.commits.push_back(commit);
    const Instant authoredAt{authored};
    if (!request.firstCommitAt.isSet() || authoredAt < request.firstCommitAt)
        request.firstCommitAt = authoredAt;
    request.headSha = m_world.recorder.shaOf(commit);
    request.commits = static_cast<qint64>(change.commits.size());
    request.updatedAt = Instant{m_world.now()};
    const qint64 size = request.additions.value_or(0) + request.deletions.value_or(0) + lines;
    request.deletions = size * 3 / 10;
    request.additions = size - *request.deletions;
    request.files = 1 + size / 40;
}

// Pushes the planned commits that are due.
void ChangeFlow::push(int index, Ms upTo)
{
    const auto total = static_cast<qint64>(m_world.change(index).commitTimes.size());
    const qint64 share = std::max<qint64>(m_world.change(index).size / total, 1);
    for (auto i = static_cast<qint64>(m_world.change(index).commits.size()); i < total; ++i) {
        const Change &change = m_world.change(index);
        const Ms at = change.commitTimes[static_cast<std::size_t>(i)];
        if (at > upTo)
            break;
        const bool last = i + 1 == total;
        addCommit(index, at, at, i == 0 ? change.title : commitSubject(m_world.random),
            last ? std::max<qint64>(change.size - share * i, 0) : share);
    }
}

void ChangeFlow::open(int index, bool draft)
{
    Change &change = m_world.change(index);
    Repository &repository = m_world.repository(change.repository);
    change.opened = true;
    change.record = m_world.recorder.addChange(repository, login(change.author), change.title, m_world.now());
    ChangeRequest &request = m_world.recorder.change(change.record);
    request.draft = draft;
    request.headBranch = change.branch;
    request.baseBranch = change.base;
    if (change.kind == WorkKind::Hotfix || change.kind == WorkKind::Revert)
        request.labels = {change.kind == WorkKind::Hotfix ? u"hotfix"_s : u"revert"_s};
    else if (change.kind == WorkKind::Bug)
        request.labels = {u"bug"_s};
    else if (change.kind == WorkKind::Dependency)
        request.labels = {u"dependencies"_s};
    if (change.ticket >= 0 && m_world.random.chance(0.85))
        request.issueKeys = {m_world.recorder.issue(m_world.ticket(change.ticket).record).key};
    if (!draft && m_world.random.chance(0.015) && m_world.now() + kHour < m_world.queue.end()) {
        // Rewritten after it was opened: the tool now shows only author dates later than the creation.
        for (Ms &at : change.commitTimes)
            at = m_world.now() + m_world.minutes(3, 40);
        std::ranges::sort(change.commitTimes);
        push(index, kNever);
    } else {
        push(index, draft ? m_world.now() : kNever);
    }
    TrueChange &truth = m_world.recorder.truth(m_world.change(index).record);
    const ChangeRequest &opened = m_world.recorder.change(m_world.change(index).record);
    truth.startedAt = std::min(opened.firstCommitAt, opened.createdAt);
    if (m_world.change(index).author >= 0)
        truth.team = m_world.squad(m_world.engineer(m_world.change(index).author).team).id;
    if (!draft)
        makeReady(index);
}

void ChangeFlow::makeReady(int index)
{
    if (m_world.change(index).closed || !m_world.change(index).opened)
        return;
    push(index, kNever);
    Change &change = m_world.change(index);
    ChangeRequest &request = m_world.recorder.change(change.record);
    request.draft = false;
    request.readyAt = Instant{m_world.now()};
    request.updatedAt = Instant{m_world.now()};
    m_world.recorder.truth(change.record).readyAt = request.readyAt;
    if (change.ticket >= 0)
        m_backlog.handOver(change.ticket);
    const int author = change.author;
    const bool urgent = change.kind == WorkKind::Hotfix || change.kind == WorkKind::Revert;
    check(index);
    waitForBot(index);
    if (urgent)
        return; // who started it sees to the rest
    if (m_world.change(index).willBeDropped) {
        const WorkTime &work = m_world.engineer(author).work;
        // Most are given up soon; some are forgotten until somebody clears away.
        const double hours =
            m_world.random.chance(0.12) ? m_world.random.between(350, 900) : m_world.random.between(4, 90);
        const Ms days = World::round(hours * kHour);
        m_world.queue.at(work.after(m_world.now(), days), [this, index] { drop(index); });
    }
    if (author >= 0) {
        const Habits habits = m_world.story.habits(m_world.engineer(author).team, change.repository, m_world.now());
        if (!m_world.change(index).willBeDropped && m_world.random.chance(habits.unreviewed)) {
            const Ms at = m_world.engineer(author).work.after(m_world.now(), m_world.around(25, 0.6));
            m_world.queue.at(at, [this, index] { merge(index); });
            return;
        }
    }
    askReview(index);
}

void ChangeFlow::drop(int index)
{
    Change &change = m_world.change(index);
    if (change.closed)
        return;
    change.closed = true;
    ChangeRequest &request = m_world.recorder.change(change.record);
    request.state = ChangeState::Closed;
    request.closedAt = Instant{m_world.now()};
    request.updatedAt = request.closedAt;
    if (change.ticket >= 0)
        m_backlog.putBack(change.ticket);
}

// Runs the checks of the newest commit; a real failure is mended by its author, a flaky one passes at the second
// attempt.
void ChangeFlow::check(int index)
{
    Random &random = m_world.random;
    Change &change = m_world.change(index);
    const bool flaky = random.chance(m_world.story.isFlaky(change.repository, m_world.now()) ? 0.4 : 0.03);
    const bool fails = !flaky && change.author >= 0 && change.kind != WorkKind::Hotfix
        && change.kind != WorkKind::Revert && random.chance(0.09);
    Ms queued = m_world.now() + random.integer(2, 9) * kSecond;
    queued = std::max(queued, m_world.recorder.committedAt(change.commits.back()) + kSecond);
    const Ms started = queued + (flaky ? m_world.minutes(15, 90) : m_world.minutes(0.1, 3));
    const Ms finished = started + m_world.around(9, 0.35);
    m_pipelines.run(change.repository,
        {.branch = change.branch,
            .sha = m_world.recorder.change(change.record).headSha,
            .trigger = u"pull_request"_s,
            .actor = login(change.author),
            .queuedAt = queued,
            .startedAt = started,
            .finishedAt = finished,
            .success = !fails,
            .attempt = flaky ? 2 : 1});
    change.greenAt = fails ? kNever : finished;
    if (!fails) {
        m_world.queue.at(finished + 5 * kSecond, [this, index] {
            if (m_world.change(index).mergeWhenGreen)
                merge(index);
        });
        return;
    }
    const Ms mended = m_world.engineer(change.author).work.after(finished, m_world.minutes(10, 70));
    m_world.queue.at(mended, [this, index] {
        if (m_world.change(index).closed)
            return;
        addCommit(index, m_world.now(), m_world.now(), u"Fix the build"_s, m_world.random.integer(1, 15));
        check(index);
    });
}

void ChangeFlow::depend(int index)
{
    Random &random = m_world.random;
    m_world.queue.at(m_world.now() + 7 * kDay, [this, index] { depend(index); });
    if (!random.chance(0.35))
        return;
    const Repository &repository = m_world.repository(index);
    Change change;
    change.repository = index;
    change.kind = WorkKind::Dependency;
    change.title = dependencyTitle(random);
    change.branch = u"dependabot/"_s + change.title.section(u' ', 1, 1) + u'-' + change.title.section(u' ', -1);
    change.base = repository.branch;
    change.baseSha = repository.head;
    change.size = random.integer(2, 30);
    change.commitTimes = {m_world.now()};
    const int added = add(std::move(change));
    open(added, false);
    if (random.chance(0.2)) // superseded by a newer version
        m_world.queue.at(m_world.now() + 7 * kDay + kHour, [this, added] { drop(added); });
}

void ChangeFlow::startUrgent(int index, WorkKind kind, int incident, int repairs)
{
    Random &random = m_world.random;
    const Repository &repository = m_world.repository(index);
    const int engineer = m_world.onCall(repository.team);
    if (engineer < 0)
        return;
    const bool train = repository.delivery == Delivery::DailyTrain || repository.delivery == Delivery::WeeklyTrain;
    const Ms now = m_world.now();
    Change change;
    change.repository = index;
    change.author = engineer;
    change.kind = kind;
    change.incident = kind == WorkKind::Hotfix ? incident : -1;
    change.repairs = repairs;
    const QString guilty = repairs >= 0 ? m_world.change(repairs).title : QString();
    change.title = kind == WorkKind::Revert ? u"Revert \"%1\""_s.arg(guilty) : titleOf(WorkKind::Bug, random);
    change.size = kind == WorkKind::Revert && repairs >= 0 ? m_world.change(repairs).size : random.integer(2, 60);
    // What leaves by train is repaired on the branch that is live; everything else on the default branch.
    const bool onLive = train && kind == WorkKind::Hotfix;
    change.base = onLive ? u"release/"_s + repository.liveSha.left(7) : repository.branch;
    change.baseSha = onLive ? repository.liveSha : repository.head;
    change.branch = (kind == WorkKind::Revert ? u"revert-"_s : u"hotfix/"_s) + change.baseSha.left(7) + u'-'
        + QString::number(repository.lastNumber + 1);
    const Ms written = now + m_world.around(25, 0.5);
    change.commitTimes = {written};
    const int added = add(std::move(change));
    const Ms opened = written + m_world.minutes(1, 5);
    m_world.queue.at(opened, [this, added] { open(added, false); });

    const std::vector<int> colleagues = m_world.presentMembers(repository.team);
    const int second = colleagues.empty() ? engineer : random.pick(colleagues);
    const Ms looked = opened + m_world.minutes(5, 35);
    const bool reviewed = second != engineer && random.chance(0.65);
    if (reviewed)
        m_world.queue.at(looked, [this, added, second] { record(added, second, Verdict::Approved, 0); });
    m_world.queue.at((reviewed ? looked : opened) + m_world.minutes(1, 8), [this, added] { merge(added); });
}

} // namespace leadline::sim
