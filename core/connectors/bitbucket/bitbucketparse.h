#pragma once

#include "core/base/error.h"
#include "core/domain/filemasks.h"
#include "core/domain/recordbatch.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

// Answers of Bitbucket Cloud → records. Pure functions: no network, no clock, no state.
namespace leadline {

// The repository that a page belongs to.
struct BitbucketScope {
    QString id; // uuid without braces: names change
    QString path; // "workspace/repository", as it is called now
    QString url; // of its page
};

struct BitbucketRepositoryHead {
    Repository record;
    QString workspace; // uuid without braces, or its short name
};

// A pull request as the list has it, to be completed with what only its own lists tell.
struct BitbucketPull {
    ChangeRequest change;
    QString mergeHash; // abbreviated
    QString sourceHash; // abbreviated
    QString diffstat; // address; empty when the list does not tell it
};

// The lists of one pull request. What could not be had is not there.
struct BitbucketPullParts {
    QJsonArray activity;
    std::optional<QJsonArray> commits;
    std::optional<QJsonArray> diffstat;
    QString mergeSha; // whole
};

struct BitbucketPage {
    RecordBatch batch;
    std::vector<BitbucketPull> pulls; // not in the batch yet
    QString next; // address of the page after this one; empty = none
    qint64 items = 0; // quarantined ones too
    qint64 total = -1; // that the server says there are
    QByteArray firstItem; // its id
    Instant newest; // change, of any item
    Instant oldest; // by what the list is ordered by
    Instant newestInOrder;
    Instant oldestUnfinished; // pipelines and deployments still under way, by what the list is ordered by
    bool isNewestFirst = true;
};

[[nodiscard]] Result<BitbucketRepositoryHead> parseBitbucketRepository(const QJsonObject &answer);
// A Parse error when the page as a whole is not a list.
[[nodiscard]] Result<BitbucketPage> parseBitbucketPulls(const QJsonObject &answer, const BitbucketScope &scope);
[[nodiscard]] Result<BitbucketPage> parseBitbucketCommits(const QJsonObject &answer, const BitbucketScope &scope);
[[nodiscard]] Result<BitbucketPage> parseBitbucketPipelines(const QJsonObject &answer, const BitbucketScope &scope);
// `environments`: names by uuid (without braces), for deployments that only have the uuid.
[[nodiscard]] Result<BitbucketPage> parseBitbucketDeployments(
    const QJsonObject &answer, const BitbucketScope &scope, const QHash<QString, QString> &environments);
[[nodiscard]] Result<BitbucketPage> parseBitbucketTags(const QJsonObject &answer, const BitbucketScope &scope);

// The pull request with its reviews and times, into the batch.
void completeBitbucketPull(
    BitbucketPull pull, const BitbucketPullParts &parts, const FileMasks &masks, RecordBatch &batch);
// When it began to work, and when it ended where it waits for somebody to go on, into the build.
void completeBitbucketBuild(Build &build, const QJsonArray &steps);

// Uuids (without braces) of environments on a page of deployments that are not told by name.
[[nodiscard]] QStringList unnamedBitbucketEnvironments(const QJsonObject &deployments);
// Names by uuid; with the kind ("Production") where the name does not say it.
[[nodiscard]] QHash<QString, QString> bitbucketEnvironmentNames(const QJsonArray &environments);

} // namespace leadline
