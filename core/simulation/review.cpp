#include "core/simulation/changeflow.h"

#include "core/simulation/texts.h"

#include <cmath>

// The second half of a change's way: reviews, merging, and what was overlooked.
namespace leadline::sim {

using namespace Qt::StringLiterals;

// Among three people of the team the one with the shortest queue, but nobody whose approval a gated repository needs is
// spared.
int ChangeFlow::chooseReviewer(const Change &change, int except)
{
    const Repository &repository = m_world.repository(change.repository);
    const int gatekeeper = m_world.story.cast.gatekeeper;
    if (m_world.story.isGated(change.repository, m_world.now()) && change.author != gatekeeper && except != gatekeeper
        && change.kind != WorkKind::Dependency && m_world.isPresent(m_world.engineer(gatekeeper)))
        return gatekeeper;
    std::vector<int> candidates = m_world.presentMembers(repository.team);
    std::erase(candidates, change.author);
    std::erase(candidates, except);
    if (candidates.empty()) {
        for (int i = 0; i < static_cast<int>(m_world.engineers.size()); ++i) {
            if (i != change.author && i != except && m_world.isPresent(m_world.engineer(i)))
                candidates.push_back(i);
        }
    }
    if (candidates.empty())
        return -1;
    int best = m_world.random.pick(candidates);
    for (int i = 0; i < 2; ++i) {
        const int other = m_world.random.pick(candidates);
        if (m_world.engineer(other).reviewsWaiting < m_world.engineer(best).reviewsWaiting)
            best = other;
    }
    return best;
}

void ChangeFlow::askReview(int index, int except)
{
    const Change &change = m_world.change(index);
    const int reviewer = chooseReviewer(change, except);
    if (reviewer < 0) {
        if (change.author >= 0) { // nobody else is there
            const Ms at = m_world.engineer(change.author).work.after(m_world.now(), m_world.around(60, 0.5));
            m_world.queue.at(at, [this, index] { merge(index); });
        }
        return;
    }
    Engineer &person = m_world.engineer(reviewer);
    const Habits habits =
        m_world.story.habits(m_world.repository(change.repository).team, change.repository, m_world.now());
    const bool gated =
        reviewer == m_world.story.cast.gatekeeper && m_world.story.isGated(change.repository, m_world.now());
    const double size = static_cast<double>(change.size);
    double minutes = person.answerWork * habits.answer * (1 + size / 350) * (gated ? 5 : 1);
    if (change.kind == WorkKind::Dependency)
        minutes *= 6; // nobody hurries
    const Ms looked = person.work.after(m_world.now(), m_world.around(minutes, 0.8));
    // Reviews wait for one another: a day holds only so many. Someone who alone may approve works through a longer
    // queue.
    const Ms from = std::max(looked, std::min(person.reviewingUntil, kNever));
    const double effort = (12 + 0.22 * std::min(size, 1500.0)) * 1.5 / m_world.activity * (gated ? 2 : 1);
    const Ms done = person.work.after(from, m_world.around(effort, 0.3));
    if (done >= kNever) {
        m_world.queue.at(m_world.now() + kDay, [this, index, reviewer] { askReview(index, reviewer); });
        return;
    }
    person.reviewingUntil = std::max(person.reviewingUntil, done);
    ++person.reviewsWaiting;
    m_world.queue.at(
        std::max(done, m_world.now() + kMinute), [this, index, reviewer] { visitReview(index, reviewer); });
}

void ChangeFlow::record(int index, int reviewer, Verdict verdict, qint64 comments)
{
    const Change &change = m_world.change(index);
    if (change.closed || change.record < 0)
        return;
    const Instant now{m_world.now()};
    m_world.recorder.addReview(change.record, login(reviewer), verdict, m_world.now(), comments);
    if (reviewer == change.author)
        return;
    ChangeRequest &request = m_world.recorder.change(change.record);
    TrueChange &truth = m_world.recorder.truth(change.record);
    if (!request.firstResponseAt.isSet())
        request.firstResponseAt = truth.firstResponseAt = now;
    if (verdict == Verdict::Approved && !request.firstApprovalAt.isSet())
        request.firstApprovalAt = truth.firstApprovalAt = now;
}

void ChangeFlow::visitReview(int index, int reviewer)
{
    Change &change = m_world.change(index);
    --m_world.engineer(reviewer).reviewsWaiting;
    if (change.closed)
        return;
    Random &random = m_world.random;
    const double size = static_cast<double>(change.size);
    const double approves = std::clamp(0.72 - size / 1600 + 0.15 * static_cast<double>(change.approvals)
            + (change.kind == WorkKind::Dependency ? 0.3 : 0),
        0.2, 0.98);
    if (random.chance(approves)) {
        approve(index, reviewer);
        return;
    }
    const Verdict verdict = random.chance(0.55) ? Verdict::ChangesRequested : Verdict::Commented;
    record(index, reviewer, verdict, 1 + static_cast<qint64>(random.exponential(1.5 + size / 120)));
    askForWork(index, reviewer);
}

void ChangeFlow::approve(int index, int reviewer)
{
    record(index, reviewer, Verdict::Approved, m_world.random.chance(0.3) ? m_world.random.integer(1, 3) : 0);
    Change &change = m_world.change(index);
    ++change.approvals;
    if (change.approvals < m_world.repository(change.repository).approvals && change.kind != WorkKind::Dependency) {
        askReview(index, reviewer);
        return;
    }
    if (change.willBeDropped)
        return;
    // The author merges; a bot's change and those of people who have left are merged by the reviewer.
    change.merger = change.author >= 0 && m_world.isPresent(m_world.engineer(change.author)) ? change.author : reviewer;
    const Ms at = m_world.engineer(change.merger).work.after(m_world.now(), m_world.around(28, 1.1));
    m_world.queue.at(std::max(at, m_world.now() + 20 * kSecond), [this, index] { merge(index); });
}

// The author answers, pushes, and the same person looks again.
void ChangeFlow::askForWork(int index, int reviewer)
{
    const Change &change = m_world.change(index);
    if (change.author < 0 || change.willBeDropped)
        return;
    const WorkTime &work = m_world.engineer(change.author).work;
    const Ms at = work.after(m_world.now(), m_world.around(110 + static_cast<double>(change.size) / 4, 0.8));
    m_world.queue.at(at, [this, index, reviewer] {
        Change &answered = m_world.change(index);
        if (answered.closed)
            return;
        Random &random = m_world.random;
        if (random.chance(0.6))
            record(index, answered.author, Verdict::Commented, random.integer(1, 3));
        const qint64 lines = std::max<qint64>(1, answered.size / 12);
        addCommit(index, m_world.now(), m_world.now(),
            random.chance(0.5) ? u"Address review comments"_s : commitSubject(random), lines);
        m_world.change(index).size += lines;
        check(index);
        Engineer &person = m_world.engineer(reviewer);
        if (!m_world.isPresent(person)) {
            askReview(index);
            return;
        }
        const Ms again = person.work.after(m_world.now(), m_world.around(person.answerWork * 0.7, 0.8));
        ++person.reviewsWaiting;
        m_world.change(index).approvals = std::max(m_world.change(index).approvals, 0);
        m_world.queue.at(
            std::max(again, m_world.now() + kMinute), [this, index, reviewer] { visitReview(index, reviewer); });
    });
}

void ChangeFlow::waitForBot(int index)
{
    const Change &change = m_world.change(index);
    if (!m_world.repository(change.repository).aiReviewer || !m_world.story.hasAiReviewer(m_world.now())
        || change.author < 0)
        return;
    m_world.queue.at(m_world.now() + m_world.minutes(2, 9), [this, index] {
        const Change &read = m_world.change(index);
        if (!read.closed)
            m_world.recorder.addReview(read.record, QString::fromLatin1(kAiReviewer), Verdict::Commented, m_world.now(),
                m_world.random.integer(0, 5));
    });
}

void ChangeFlow::merge(int index)
{
    Change &change = m_world.change(index);
    if (change.closed)
        return;
    if (change.greenAt > m_world.now()) {
        change.mergeWhenGreen = true; // check() comes back
        return;
    }
    change.closed = true;
    const QString sha = mergeOnto(index);
    if (change.merger < 0)
        change.merger = change.author;
    ChangeRequest &request = m_world.recorder.change(change.record);
    const Instant now{m_world.now()};
    request.state = ChangeState::Merged;
    request.mergedAt = request.closedAt = request.updatedAt = now;
    request.mergedBy = {login(change.merger)};
    request.mergeSha = sha;
    TrueChange &truth = m_world.recorder.truth(change.record);
    truth.mergedAt = now;
    if (change.author >= 0) { // who has left belongs to no team any more
        const Engineer &author = m_world.engineer(change.author);
        truth.team = m_world.isPresent(author) ? m_world.squad(author.team).id : QString();
    }
    if (change.ticket >= 0)
        m_backlog.finish(change.ticket, change.author);
    decideDefect(index);
    m_merged(index);
}

QString ChangeFlow::mergeOnto(int index)
{
    Change &change = m_world.change(index);
    Repository &repository = m_world.repository(change.repository);
    Recorder &recorder = m_world.recorder;
    const ChangeRequest &request = recorder.change(change.record);
    const QString number = QString::number(request.number);
    const qint64 lines = request.additions.value_or(0) + request.deletions.value_or(0);
    const int merger = change.merger < 0 ? change.author : change.merger;
    Recorder::CommitDraft draft{.author = login(merger),
        .authoredAt = m_world.now(),
        .committedAt = m_world.now(),
        .parents = {},
        .subject = {},
        .change = request.externalId,
        .lines = lines,
        .onDefault = true};
    const bool onLive = change.base != repository.branch;
    change.position = ++repository.position;

    if (onLive || repository.mergeStyle == MergeStyle::MergeCommit) {
        draft.parents = {onLive ? change.baseSha : repository.head, request.headSha};
        draft.subject =
            u"Merge pull request #%1 from %2/%3"_s.arg(number, repository.path.section(u'/', 0, 0), change.branch);
        const QString merged = recorder.shaOf(recorder.addCommit(repository, draft));
        for (const int commit : change.commits)
            recorder.markOnDefault(commit);
        if (onLive) { // what was repaired on the live branch comes back to the default branch
            draft.parents = {repository.head, merged};
            draft.subject = u"Merge branch '%1' into %2"_s.arg(change.base, repository.branch);
            draft.change.clear();
            repository.head = recorder.shaOf(recorder.addCommit(repository, draft));
        } else {
            repository.head = merged;
        }
        return merged;
    }
    if (repository.mergeStyle == MergeStyle::Squash) {
        draft.author = login(change.author);
        draft.parents = {repository.head};
        draft.subject = u"%1 (#%2)"_s.arg(change.title, number);
        repository.head = recorder.shaOf(recorder.addCommit(repository, draft));
        return repository.head;
    }
    std::vector<Recorder::CommitDraft> copies;
    for (const int commit : change.commits)
        copies.push_back(recorder.copyOf(commit, m_world.now()));
    for (Recorder::CommitDraft &copy : copies) {
        copy.parents = {repository.head};
        repository.head = recorder.shaOf(recorder.addCommit(repository, copy));
    }
    return repository.head;
}

void ChangeFlow::decideDefect(int index)
{
    Change &change = m_world.change(index);
    const Repository &repository = m_world.repository(change.repository);
    const Habits habits = m_world.story.habits(repository.team, change.repository, m_world.now());
    const bool unreviewed = !m_world.recorder.change(change.record).firstResponseAt.isSet();
    const double size = std::pow(static_cast<double>(change.size) / 150, 0.6);
    double risk = 0.042 * size * habits.defects * (unreviewed ? 2 : 1) / m_world.activity;
    if (change.kind == WorkKind::Revert)
        risk = 0;
    else if (change.kind == WorkKind::Dependency)
        risk *= 0.4;
    else if (change.kind == WorkKind::Hotfix)
        risk *= 0.15;
    const double dice = m_world.random.uniform();
    if (dice < risk * 0.25)
        change.defect = Defect::FailsAtOnce;
    else if (dice < risk)
        change.defect = Defect::Incident;
    else if (dice < risk * 4)
        change.defect = Defect::Bug;
}

} // namespace leadline::sim
