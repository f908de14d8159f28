#pragma once

#include "core/base/error.h"
#include "core/domain/recordbatch.h"

#include <QJsonObject>
#include <QRegularExpression>

// Answers of GitHub → records. Pure functions: no network, no clock, no state.
namespace leadline {

// The repository that a page belongs to.
struct GitHubScope {
    QString id; // the number: names change
    QString path; // "owner/name", as GitHub calls it now
    QString url;
    QString webBase;
    QRegularExpression incidentLabels; // an issue with such a label is an incident
};

struct GitHubPage {
    RecordBatch batch;
    bool hasNext = false;
    QString endCursor;
    qint64 items = 0; // of the list itself, quarantined ones too
    qint64 total = -1; // that the server says there are
    QByteArray firstItem; // its id
    Instant newest; // of what the list is ordered by
    Instant oldest;
    Instant oldestUnfinished; // deployments and builds still under way: to be read again
    Instant oldestMergedCommit; // commits that a merge brought to the base branch with their old dates
};

// What the lists of a repository have at their newest end.
struct GitHubListHead {
    qint64 total = -1; // -1: the token may not read it
    Instant newest;
};

struct GitHubRepositoryHead {
    Repository record;
    QString headSha; // of the default branch; empty in an empty repository
    Instant createdAt;
    GitHubListHead pullRequests;
    GitHubListHead issues;
    GitHubListHead releases;
    GitHubListHead deployments;
    GitHubListHead commits; // without `newest`
};

// `data` is the member of that name of a GraphQL answer. A Parse error when the page as a whole is not what was asked
// for.
[[nodiscard]] Result<GitHubRepositoryHead> parseRepository(const QJsonObject &data);
[[nodiscard]] Result<GitHubPage> parsePullRequests(const QJsonObject &data, const GitHubScope &scope);
[[nodiscard]] Result<GitHubPage> parseIssues(const QJsonObject &data, const GitHubScope &scope);
[[nodiscard]] Result<GitHubPage> parseDeployments(const QJsonObject &data, const GitHubScope &scope);
[[nodiscard]] Result<GitHubPage> parseReleases(const QJsonObject &data, const GitHubScope &scope);
[[nodiscard]] Result<GitHubPage> parseCommits(const QJsonObject &data, const GitHubScope &scope);
// A page of the REST list of Actions runs.
[[nodiscard]] Result<GitHubPage> parseRuns(const QJsonObject &answer, const GitHubScope &scope);

// One list inside an item that goes on: its name ("reviews") and where.
struct GitHubOpenList {
    qsizetype item = 0;
    QString id; // node id of the item
    QString list;
    QString endCursor;
};

// Lists of the items of `connection` ("pullRequests") that did not fit, and the way to add what was asked for later.
[[nodiscard]] std::vector<GitHubOpenList> openLists(const QJsonObject &data, QLatin1StringView connection);
void appendToList(QJsonObject &data, QLatin1StringView connection, const GitHubOpenList &open, const QJsonArray &nodes);

} // namespace leadline
