#include "core/connectors/github/githubparse.h"

#include "core/connectors/github/githubpage.h"

namespace leadline {

using namespace Qt::StringLiterals;

Result<QJsonObject> connectionOf(const QJsonObject &data, QLatin1StringView name)
{
    const QJsonValue connection = data.value("repository"_L1).toObject().value(name);
    if (!connection.isObject() || !connection.toObject().value("nodes"_L1).isArray())
        return fail(ErrorKind::Parse,
            u"GitHub's answer does not have the list that was asked for. Try again; if it stays so, the server may be of a version that is not supported."_s,
            u"$.data.repository."_s + name + u" is not a list"_s);
    return connection.toObject();
}

GitHubPage pageOf(const QJsonObject &connection)
{
    const QJsonObject info = connection.value("pageInfo"_L1).toObject();
    GitHubPage page;
    page.hasNext = info.value("hasNextPage"_L1).toBool();
    page.endCursor = info.value("endCursor"_L1).toString();
    const QJsonArray nodes = connection.value("nodes"_L1).toArray();
    page.items = nodes.size();
    for (const QLatin1StringView key : {"id"_L1, "oid"_L1, "databaseId"_L1}) {
        if (page.firstItem.isEmpty())
            page.firstItem = nodes.at(0).toObject().value(key).toVariant().toString().toUtf8();
    }
    page.total = connection.value("totalCount"_L1).toInteger(-1);
    return page;
}

void noteOrder(GitHubPage &page, Instant at)
{
    if (!at.isSet())
        return;
    page.newest = std::max(page.newest, at);
    page.oldest = page.oldest.isSet() ? std::min(page.oldest, at) : at;
}

QStringList labelNames(const FieldReader &reader)
{
    QStringList names;
    for (const QJsonValue &label : reader.nodes("labels"_L1)) {
        if (QString name = label.toObject().value("name"_L1).toString().left(200); !name.isEmpty())
            names.append(std::move(name));
    }
    return names;
}

QString bigId(FieldReader &reader)
{
    for (const QLatin1StringView key : {"fullDatabaseId"_L1, "databaseId"_L1}) { // older servers know only the second
        const QJsonValue number = reader.raw().value(key);
        if (number.isDouble())
            return QString::number(number.toInteger());
        if (QString id = number.toString().left(100); !id.isEmpty())
            return id;
    }
    return reader.needText("id"_L1);
}

namespace {

GitHubListHead listHead(FieldReader &repository, QLatin1StringView name)
{
    const QJsonObject list = repository.object(name);
    const QJsonArray nodes = list.value("nodes"_L1).toArray();
    return {.total = list.value("totalCount"_L1).toInteger(-1),
        .newest =
            nodes.isEmpty() ? Instant{} : Instant::fromIso(nodes.at(0).toObject().value("updatedAt"_L1).toString())};
}

} // namespace

Result<GitHubRepositoryHead> parseRepository(const QJsonObject &data)
{
    const JsonPlace place{.parent = nullptr, .name = u"data.repository"_s};
    FieldReader reader(data.value("repository"_L1).toObject(), &place);
    GitHubRepositoryHead head;
    head.record.externalId = QString::number(reader.needNumber("databaseId"_L1));
    head.record.path = reader.needText("nameWithOwner"_L1);
    head.record.url = reader.text("url"_L1);
    head.record.archived = reader.flag("isArchived"_L1);
    head.record.fork = reader.flag("isFork"_L1);
    head.record.updatedAt = reader.time("updatedAt"_L1);
    head.createdAt = reader.time("createdAt"_L1);
    const QJsonObject branch = reader.object("defaultBranchRef"_L1);
    head.record.defaultBranch = branch.value("name"_L1).toString();
    const QJsonObject target = branch.value("target"_L1).toObject();
    head.headSha = target.value("oid"_L1).toString();
    head.commits.total = target.value("history"_L1).toObject().value("totalCount"_L1).toInteger(-1);
    head.pullRequests = listHead(reader, "pullRequests"_L1);
    head.issues = listHead(reader, "issues"_L1);
    head.releases = listHead(reader, "releases"_L1);
    head.deployments = listHead(reader, "deployments"_L1);
    if (!reader.ok()) {
        const QuarantinedRecord fault = reader.quarantined(RecordKind::Repository, {});
        return fail(ErrorKind::Parse,
            u"GitHub's description of the repository could not be understood. Try again later; if it stays so, please report it."_s,
            fault.path + u": "_s + fault.reason);
    }
    return head;
}

std::vector<GitHubOpenList> openLists(const QJsonObject &data, QLatin1StringView connection)
{
    std::vector<GitHubOpenList> open;
    const QJsonArray nodes =
        data.value("repository"_L1).toObject().value(connection).toObject().value("nodes"_L1).toArray();
    for (qsizetype i = 0; i < nodes.size(); ++i) {
        const QJsonObject node = nodes.at(i).toObject();
        for (const QLatin1StringView list : {"reviews"_L1, "commits"_L1, "timelineItems"_L1, "statuses"_L1}) {
            const QJsonObject info = node.value(list).toObject().value("pageInfo"_L1).toObject();
            if (info.value("hasNextPage"_L1).toBool())
                open.push_back({.item = i,
                    .id = node.value("id"_L1).toString(),
                    .list = list,
                    .endCursor = info.value("endCursor"_L1).toString()});
        }
    }
    return open;
}

void appendToList(QJsonObject &data, QLatin1StringView connection, const GitHubOpenList &open, const QJsonArray &nodes)
{
    QJsonObject repository = data.value("repository"_L1).toObject();
    QJsonObject outer = repository.value(connection).toObject();
    QJsonArray items = outer.value("nodes"_L1).toArray();
    QJsonObject item = items.at(open.item).toObject();
    QJsonObject list = item.value(open.list).toObject();
    QJsonArray all = list.value("nodes"_L1).toArray();
    for (const QJsonValue &node : nodes)
        all.append(node);
    list.insert("nodes"_L1, all);
    item.insert(open.list, list);
    items.replace(open.item, item);
    outer.insert("nodes"_L1, items);
    repository.insert(connection, outer);
    data.insert("repository"_L1, repository);
}

} // namespace leadline
