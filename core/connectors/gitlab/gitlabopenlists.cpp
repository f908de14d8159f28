#include "core/connectors/gitlab/gitlabopenlists.h"

#include "core/connectors/gitlab/gitlabpage.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kMergeRequests = "mergeRequests"_L1;

QJsonArray nodesOf(const QJsonObject &project, QLatin1StringView connection)
{
    return project.value(connection).toObject().value("nodes"_L1).toArray();
}

void setNodes(QJsonObject &project, QLatin1StringView connection, const QJsonArray &nodes)
{
    QJsonObject list = project.value(connection).toObject();
    list.insert("nodes"_L1, nodes);
    project.insert(connection, list);
}

} // namespace

std::vector<GitLabOpenList> gitlabOpenLists(const QJsonObject &project, QLatin1StringView connection)
{
    std::vector<GitLabOpenList> open;
    const QJsonArray items = nodesOf(project, connection);
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QJsonObject item = items.at(i).toObject();
        for (const QString &list : {u"notes"_s, u"commits"_s, u"discussions"_s, u"jobs"_s}) {
            const QJsonObject info = listOfItem(item, list).value("pageInfo"_L1).toObject();
            if (info.value("hasNextPage"_L1).toBool())
                open.push_back({.item = i,
                    .iid = item.value("iid"_L1).toString(),
                    .list = list,
                    .endCursor = info.value("endCursor"_L1).toString()});
        }
    }
    return open;
}

void appendToGitLabList(
    QJsonObject &project, QLatin1StringView connection, const GitLabOpenList &open, const QJsonArray &nodes)
{
    QJsonArray items = nodesOf(project, connection);
    const QJsonObject item = items.at(open.item).toObject();
    QJsonObject list = listOfItem(item, open.list);
    QJsonArray all = list.value("nodes"_L1).toArray();
    for (const QJsonValue &node : nodes)
        all.append(node);
    list.insert("nodes"_L1, all);
    items.replace(open.item, withListOfItem(item, open.list, list));
    setNodes(project, connection, items);
}

QStringList squashedWithoutCommit(const QJsonObject &project)
{
    QStringList numbers;
    for (const QJsonValue &node : nodesOf(project, kMergeRequests)) {
        const QJsonObject item = node.toObject();
        if (item.value("state"_L1).toString() == "merged"_L1 && item.value("squashOnMerge"_L1).toBool()
            && item.value("mergeCommitSha"_L1).toString().isEmpty())
            numbers.append(item.value("iid"_L1).toString());
    }
    return numbers;
}

void addSquashCommits(QJsonObject &project, const QJsonArray &mergeRequests)
{
    QHash<QString, QString> commits;
    for (const QJsonValue &value : mergeRequests) {
        const QJsonObject object = value.toObject();
        commits.insert(
            QString::number(object.value("iid"_L1).toInteger()), object.value("squash_commit_sha"_L1).toString());
    }
    QJsonArray items = nodesOf(project, kMergeRequests);
    for (qsizetype i = 0; i < items.size(); ++i) {
        QJsonObject item = items.at(i).toObject();
        const QString sha = commits.value(item.value("iid"_L1).toString());
        if (sha.isEmpty())
            continue;
        item.insert("squashCommitSha"_L1, sha);
        items.replace(i, item);
    }
    setNodes(project, kMergeRequests, items);
}

} // namespace leadline
