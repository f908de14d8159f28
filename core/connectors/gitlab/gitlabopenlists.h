#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace leadline {

// One list inside an item that goes on: its name ("notes") and where.
struct GitLabOpenList {
    qsizetype item = 0;
    QString iid;
    QString list;
    QString endCursor;
};

// Lists of the items of `connection` ("mergeRequests") that did not fit, and the way to add what was asked for later.
[[nodiscard]] std::vector<GitLabOpenList> gitlabOpenLists(const QJsonObject &project, QLatin1StringView connection);
void appendToGitLabList(
    QJsonObject &project, QLatin1StringView connection, const GitLabOpenList &open, const QJsonArray &nodes);
// Merge requests that were squashed and fast-forwarded: GraphQL does not tell the commit. Their numbers, and the way to
// add what REST tells.
[[nodiscard]] QStringList squashedWithoutCommit(const QJsonObject &project);
void addSquashCommits(QJsonObject &project, const QJsonArray &mergeRequests);

} // namespace leadline
