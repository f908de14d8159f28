#pragma once

#include "core/domain/recordbatch.h"

namespace leadline::bitbucketweek {

using namespace Qt::StringLiterals;

inline Instant at(const QString &text)
{
    return Instant::fromIso("2026-03-"_L1 + text + ":00Z"_L1);
}

inline QString sha(int number)
{
    return u"%1"_s.arg(number, 6, 16, QChar(u'0')).leftJustified(40, u'a');
}

// One week of a repository, small enough to count by hand.
class Week {
public:
    Week()
    {
        Repository repository;
        repository.externalId = u"77"_s;
        repository.path = u"acme/shop"_s;
        repository.defaultBranch = u"main"_s;
        repository.updatedAt = at(u"06T18:00"_s);
        records.add(repository);
        for (const QString &name : {u"ann"_s, u"bob"_s}) {
            Identity identity;
            identity.externalId = identity.login = name;
            identity.name = name;
            identity.email = name + "@acme.test"_L1;
            identity.actor = ActorClass::Human;
            records.add(identity);
        }
        addPull(
            1, {u"02T08:00"_s, u"02T10:00"_s, u"02T11:00"_s, u"02T12:00"_s, u"02T14:00"_s}); // pickup 1 h, review 1 h
        addPull(
            2, {u"03T08:00"_s, u"03T09:00"_s, u"03T12:00"_s, u"03T16:00"_s, u"03T17:00"_s}); // pickup 3 h, review 4 h
        addPull(
            3, {u"04T07:00"_s, u"04T09:00"_s, u"04T11:00"_s, u"04T13:00"_s, u"05T09:00"_s}); // pickup 2 h, review 2 h
        addBuild(1, {u"02T14:01"_s, u"02T14:03"_s, u"02T14:13"_s}, RunResult::Success); // waits 2 min, takes 10
        addBuild(2, {u"03T17:01"_s, u"03T17:05"_s, u"03T17:25"_s}, RunResult::Failure); // waits 4 min, takes 20
        addBuild(3, {u"05T09:01"_s, u"05T09:07"_s, u"05T09:37"_s}, RunResult::Success); // waits 6 min, takes 30
        addBuild(4, {u"05T10:00"_s, u"05T10:08"_s, u"05T10:48"_s}, RunResult::Success); // waits 8 min, takes 40
        addDeployment(2, u"03T18:00"_s, u"03T18:10"_s);
        addDeployment(3, u"05T11:00"_s, u"05T11:10"_s);
    }

    RecordBatch records;

private:
    // Written, opened, answered, approved, merged.
    void addPull(int number, const QStringList &moments)
    {
        ChangeRequest change;
        change.externalId = QString::number(number);
        change.repository.id = u"77"_s;
        change.number = number;
        change.title = u"Change %1"_s.arg(number);
        change.author.id = u"ann"_s;
        change.state = ChangeState::Merged;
        change.firstCommitAt = at(moments[0]);
        change.createdAt = change.readyAt = at(moments[1]);
        change.mergedAt = change.closedAt = change.updatedAt = at(moments[4]);
        change.mergedBy.id = u"ann"_s;
        change.mergeSha = sha(number);
        change.headSha = sha(900 + number);
        change.headBranch = u"change-%1"_s.arg(number);
        change.baseBranch = u"main"_s;
        change.commits = 1;
        change.additions = 10 * number;
        change.deletions = 0;
        change.files = 1;
        records.add(change);
        addReview(number, 10, Verdict::Commented, at(moments[2]));
        addReview(number, 20, Verdict::Approved, at(moments[3]));
        Commit commit;
        commit.externalId = change.mergeSha;
        commit.repository.id = u"77"_s;
        commit.author.id = u"ann"_s;
        commit.committedAt = commit.authoredAt = change.mergedAt;
        if (number > 1)
            commit.parents = {sha(number - 1)};
        commit.subject = change.title;
        commit.onDefaultBranch = true;
        records.add(commit);
    }

    // Queued, started, finished.
    void addBuild(int number, const QStringList &moments, RunResult result)
    {
        Build build;
        build.externalId = "build-"_L1 + QString::number(number);
        build.repository.id = u"77"_s;
        build.pipeline = u"CI"_s;
        build.number = number;
        build.branch = u"main"_s;
        build.sha = sha(number);
        build.result = result;
        build.queuedAt = at(moments[0]);
        build.startedAt = at(moments[1]);
        build.finishedAt = build.updatedAt = at(moments[2]);
        build.trigger = u"push"_s;
        build.actor.id = u"ann"_s;
        records.add(build);
    }

    void addDeployment(int number, const QString &startedAt, const QString &finishedAt)
    {
        Deployment deployment;
        deployment.externalId = "deployment-"_L1 + QString::number(number);
        deployment.repository.id = u"77"_s;
        deployment.environment = u"Production"_s;
        deployment.sha = sha(number);
        deployment.ref = u"main"_s;
        deployment.result = RunResult::Success;
        deployment.startedAt = at(startedAt);
        deployment.finishedAt = deployment.updatedAt = at(finishedAt);
        records.add(deployment);
    }

    void addReview(int number, int kind, Verdict verdict, Instant when)
    {
        Review review;
        review.externalId = QString::number(number * 100 + kind);
        review.changeRequest.id = QString::number(number);
        review.reviewer.id = u"bob"_s;
        review.verdict = verdict;
        review.at = review.updatedAt = when;
        records.add(review);
    }
};

} // namespace leadline::bitbucketweek
