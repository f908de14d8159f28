#pragma once

#include "core/base/error.h"
#include "core/domain/recordbatch.h"

#include <QJsonArray>
#include <QJsonObject>

// Answers of Bitbucket Data Center → records. Pure functions: no network, no clock, no state.
namespace leadline {

struct BitbucketServerScope {
    QString id; // number of the repository: names change
    QString path; // "PROJECT/repository", as it is called now
    QString url; // of its page, without "/browse"
    QString defaultBranch; // empty in an empty repository
};

struct BitbucketServerPage {
    RecordBatch batch;
    std::vector<ChangeRequest> pulls; // to be completed, not in the batch yet
    QString next; // where the next page begins; empty = this was the last
    qint64 items = 0;
    QByteArray firstItem; // its id
    Instant newest;
    Instant oldest;
    bool isNewestFirst = true;
};

struct BitbucketServerPullParts {
    QJsonArray activities;
    std::optional<QJsonArray> commits; // nothing: they are gone
};

// Milliseconds, or a text as some servers write it; unset where there is none.
[[nodiscard]] Instant bitbucketServerTime(const QJsonValue &value);
[[nodiscard]] Result<Repository> parseBitbucketServerRepository(const QJsonObject &answer);
[[nodiscard]] Result<BitbucketServerPage> parseBitbucketServerPulls(
    const QJsonObject &answer, const BitbucketServerScope &scope);
[[nodiscard]] Result<BitbucketServerPage> parseBitbucketServerCommits(
    const QJsonObject &answer, const BitbucketServerScope &scope);
// Where a page of any list ends: as `next` of a page.
[[nodiscard]] QString bitbucketServerNext(const QJsonObject &answer);
// The pull request with its reviews and times, into the batch.
void completeBitbucketServerPull(ChangeRequest change, const BitbucketServerPullParts &parts, RecordBatch &batch);
// What was built of a commit of the default branch. `unfinished` is set when something still runs.
void addBitbucketServerBuilds(const QJsonArray &statuses, const Commit &commit, const BitbucketServerScope &scope,
    RecordBatch &batch, bool &unfinished);
// All that shows in the list when something happens to an open pull request.
[[nodiscard]] QString bitbucketServerFingerprint(const QJsonObject &pull);

} // namespace leadline
