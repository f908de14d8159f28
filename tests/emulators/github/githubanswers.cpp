#include "tests/emulators/github/githubanswers.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray pageInfo(bool hasNext, const QString &cursor)
{
    return R"("pageInfo":{"hasNextPage":)" + QByteArray(hasNext ? "true" : "false") + R"(,"endCursor":)"
        + (cursor.isEmpty() ? QByteArray("null") : '"' + cursor.toLatin1() + '"') + '}';
}

// {"totalCount":…,"pageInfo":…,"nodes":[…]} of the items from `first` on.
QByteArray connection(const WorldList &list, std::size_t first, std::size_t count, std::size_t end)
{
    QByteArray nodes;
    const std::size_t stop = std::min(end, first + count);
    for (std::size_t i = first; i < stop; ++i)
        nodes += (i == first ? "" : ",") + list.items[i].json;
    const bool hasNext = stop < end;
    const QString cursor = stop > first ? WorldList::cursorOf(list.items[stop - 1]) : QString{};
    return R"({"totalCount":)" + QByteArray::number(static_cast<qint64>(end)) + ',' + pageInfo(hasNext, cursor)
        + R"(,"nodes":[)" + nodes + "]}";
}

QJsonObject newest(const WorldList &list)
{
    QJsonArray nodes;
    if (!list.items.empty())
        nodes.append(QJsonObject{
            {u"updatedAt"_s, QJsonDocument::fromJson(list.items.front().json).object().value("updatedAt"_L1)}});
    return {{u"totalCount"_s, static_cast<qint64>(list.items.size())}, {u"nodes"_s, nodes}};
}

const QByteArray kRateLimit = R"("rateLimit":{"limit":5000,"remaining":4999,"resetAt":"2030-01-01T00:00:00Z"})";

EmulatedAnswer data(const QByteArray &members)
{
    return {.status = 200, .body = R"({"data":{)" + kRateLimit + ',' + members + "}}", .headers = {}};
}

} // namespace

GitHubAnswers::GitHubAnswers(GitHubWorld *world, QUrl base)
    : m_world(world)
    , m_base(std::move(base))
{
}

EmulatedAnswer GitHubAnswers::error(int status, const QString &message)
{
    return {.status = status,
        .body = compact({{u"message"_s, message}, {u"documentation_url"_s, u"https://docs.github.com/rest"_s},
            {u"status"_s, QString::number(status)}}),
        .headers = {}};
}

QByteArray GitHubAnswers::graphQlError(const QJsonObject &error, bool withData)
{
    QJsonObject answer{{u"errors"_s, QJsonArray{error}}};
    if (withData)
        answer.insert(u"data"_s, QJsonObject{{u"repository"_s, QJsonValue::Null}});
    return compact(answer);
}

EmulatedAnswer GitHubAnswers::pageOf(
    const std::vector<QByteArray> &items, const QString &path, const QUrlQuery &query, const QByteArray &wrap) const
{
    const int size = std::clamp(
        query.queryItemValue(u"per_page"_s).toInt() > 0 ? query.queryItemValue(u"per_page"_s).toInt() : 30, 1, 100);
    const int page = std::max(1, query.queryItemValue(u"page"_s).toInt());
    const std::size_t first = static_cast<std::size_t>(size) * static_cast<std::size_t>(page - 1);
    QByteArray body;
    for (std::size_t i = first; i < std::min(items.size(), first + static_cast<std::size_t>(size)); ++i)
        body += (i == first ? "" : ",") + items[i];
    EmulatedAnswer answer{.status = 200, .body = '[' + body + ']', .headers = {}};
    if (!wrap.isEmpty())
        answer.body = R"({"total_count":)" + QByteArray::number(static_cast<qint64>(items.size())) + R"(,")" + wrap
            + R"(":)" + answer.body + '}';
    if (first + static_cast<std::size_t>(size) < items.size()) {
        QUrlQuery next = query;
        next.removeAllQueryItems(u"page"_s);
        next.addQueryItem(u"page"_s, QString::number(page + 1));
        QUrl url = m_base;
        url.setPath(m_base.path() + path);
        url.setQuery(next);
        answer.headers.emplace_back(
            "Link", '<' + url.toEncoded() + ">; rel=\"next\", <https://github.blog/changelog/>; rel=\"deprecation\"");
    }
    return answer;
}

EmulatedAnswer GitHubAnswers::repositoryList(const QString &owner, const QString &path, const QUrlQuery &query) const
{
    std::vector<WorldRepository *> all = m_world->repositories();
    std::ranges::stable_sort(
        all, std::ranges::greater{}, [](const WorldRepository *repository) { return repository->record.updatedAt; });
    std::vector<QByteArray> items;
    for (const WorldRepository *repository : all) {
        if (owner.isEmpty() || repository->record.path.section(u'/', 0, 0) == owner)
            items.push_back(compact(m_world->restRepository(*repository)));
    }
    return pageOf(items, path, query, {});
}

EmulatedAnswer GitHubAnswers::rest(const QString &path, const QUrlQuery &query) const
{
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    if (path == "/user"_L1)
        return {.status = 200, .body = R"({"login":"lena-lead","id":4711,"type":"User"})", .headers = {}};
    if (path == "/rate_limit"_L1)
        return {.status = 200,
            .body = R"({"resources":{"core":{"limit":5000,"remaining":4999,"reset":1893456000}}})",
            .headers = {}};
    if (path == "/user/orgs"_L1) {
        QSet<QString> owners;
        for (const WorldRepository *repository : m_world->repositories())
            owners.insert(repository->record.path.section(u'/', 0, 0));
        std::vector<QByteArray> items;
        for (const QString &owner : owners)
            items.push_back(compact({{u"login"_s, owner}, {u"id"_s, 1}}));
        return pageOf(items, path, query, {});
    }
    if (path == "/user/repos"_L1)
        return repositoryList({}, path, query);
    if (parts.size() == 3 && parts[0] == "orgs"_L1 && parts[2] == "repos"_L1)
        return repositoryList(parts[1], path, query);
    if (parts.size() >= 2 && parts[0] == "repositories"_L1) {
        WorldRepository *repository = m_world->byId(parts[1]);
        return repository ? repositoryRest(*repository, parts.mid(2).join(u'/'), path, query)
                          : error(404, u"Not Found"_s);
    }
    if (parts.size() >= 3 && parts[0] == "repos"_L1) {
        const QString asked = parts[1] + u'/' + parts[2];
        WorldRepository *repository = m_world->byPath(asked);
        if (!repository)
            return error(404, u"Not Found"_s);
        const QString numbered = "/repositories/"_L1 + repository->record.externalId
            + (parts.size() > 3 ? u'/' + parts.mid(3).join(u'/') : QString{});
        if (repository->record.path.compare(asked, Qt::CaseInsensitive) != 0) {
            QUrl url = m_base;
            url.setPath(m_base.path() + numbered);
            url.setQuery(query);
            EmulatedAnswer moved = error(301, u"Moved Permanently"_s);
            moved.headers.emplace_back("Location", url.toEncoded());
            return moved;
        }
        return repositoryRest(*repository, parts.mid(3).join(u'/'), numbered, query);
    }
    return error(404, u"Not Found"_s);
}

EmulatedAnswer GitHubAnswers::repositoryRest(
    WorldRepository &repository, const QString &part, const QString &path, const QUrlQuery &query) const
{
    if (part.isEmpty())
        return {.status = 200, .body = compact(m_world->restRepository(repository)), .headers = {}};
    if (part == "actions/runs"_L1)
        return runs(repository, query);
    // The others are only tried for access: one row is enough.
    const QHash<QString, const WorldList *> lists{{u"pulls"_s, &repository.pulls}, {u"issues"_s, &repository.issues},
        {u"deployments"_s, &repository.deployments}, {u"releases"_s, &repository.releases},
        {u"commits"_s, &repository.commits}};
    const WorldList *list = lists.value(part);
    if (!list)
        return error(404, u"Not Found"_s);
    if (part == "commits"_L1 && list->items.empty())
        return error(409, u"Git Repository is empty."_s);
    std::vector<QByteArray> items;
    if (!list->items.empty())
        items.emplace_back("{}");
    return pageOf(items, path, query, {});
}

// "2026-01-01T00:00:00Z..2026-01-07T00:00:00Z", both ends included.
EmulatedAnswer GitHubAnswers::runs(const WorldRepository &repository, const QUrlQuery &query) const
{
    const QString path = "/repositories/"_L1 + repository.record.externalId + "/actions/runs"_L1;
    const QString created = query.queryItemValue(u"created"_s, QUrl::FullyDecoded);
    const Instant from = Instant::fromIso(created.section(".."_L1, 0, 0));
    const Instant to = Instant::fromIso(created.section(".."_L1, 1));
    std::vector<QByteArray> items;
    for (const WorldItem &item : repository.runs.items) {
        const Instant second{item.order.ms() / 1000 * 1000};
        if (created.isEmpty() || (second >= from && second <= to))
            items.push_back(item.json);
    }
    const std::size_t total = items.size();
    if (!created.isEmpty() && items.size() > 1000)
        items.resize(1000); // GitHub gives no more of a filtered list
    EmulatedAnswer answer = pageOf(items, path, query, "workflow_runs");
    if (total != items.size())
        answer.body.replace(
            R"({"total_count":1000)", R"({"total_count":)" + QByteArray::number(static_cast<qint64>(total)));
    return answer;
}

QByteArray GitHubAnswers::head(const WorldRepository &repository) const
{
    QJsonObject object{{u"databaseId"_s, repository.record.externalId.toLongLong()},
        {u"nameWithOwner"_s, repository.record.path}, {u"url"_s, repository.record.url},
        {u"isArchived"_s, repository.record.archived}, {u"isFork"_s, repository.record.fork},
        {u"isEmpty"_s, repository.commits.items.empty()}, {u"createdAt"_s, repository.createdAt.toIso()},
        {u"updatedAt"_s, repository.record.updatedAt.toIso()}, {u"defaultBranchRef"_s, QJsonValue::Null},
        {u"pullRequests"_s, newest(repository.pulls)}, {u"issues"_s, newest(repository.issues)},
        {u"releases"_s, newest(repository.releases)}, {u"deployments"_s, newest(repository.deployments)}};
    if (!repository.commits.items.empty())
        object.insert(u"defaultBranchRef"_s,
            QJsonObject{{u"name"_s, repository.record.defaultBranch},
                {u"target"_s,
                    QJsonObject{{u"oid"_s, repository.headSha},
                        {u"history"_s,
                            QJsonObject{{u"totalCount"_s, static_cast<qint64>(repository.commits.items.size())}}}}}});
    return compact(object);
}

QByteArray GitHubAnswers::list(
    const QString &operation, WorldRepository &repository, const QJsonObject &variables) const
{
    const auto count = static_cast<std::size_t>(std::clamp<qint64>(variables.value("first"_L1).toInteger(30), 1, 100));
    const QString after = variables.value("after"_L1).toString();
    if (operation == "Commits"_L1) {
        const WorldList &commits = repository.commits;
        const Instant since = Instant::fromIso(variables.value("since"_L1).toString());
        std::size_t end = commits.items.size();
        while (since.isSet() && end > 0 && commits.items[end - 1].order < since)
            --end;
        return R"({"ref":{"target":{"oid":")" + repository.headSha.toLatin1() + R"(","history":)"
            + connection(commits, commits.firstAfter(after), count, end) + "}}}";
    }
    const QHash<QString, std::pair<QByteArray, const WorldList *>> lists{
        {u"PullRequests"_s, {"pullRequests", &repository.pulls}}, {u"Issues"_s, {"issues", &repository.issues}},
        {u"Deployments"_s, {"deployments", &repository.deployments}},
        {u"Releases"_s, {"releases", &repository.releases}}};
    const auto [name, items] = lists.value(operation);
    return "{\"" + name + "\":" + connection(*items, items->firstAfter(after), count, items->items.size()) + '}';
}

// The rest of a list inside an item, a hundred at a time.
QByteArray GitHubAnswers::tail(const QJsonObject &variables) const
{
    const QString id = variables.value("id"_L1).toString();
    QJsonObject node;
    for (const auto &[list, key] : {std::pair{u"reviews"_s, u"reviewsAfter"_s}, {u"commits"_s, u"commitsAfter"_s},
             {u"timelineItems"_s, u"timelineAfter"_s}}) {
        const QJsonArray *all = variables.contains(key) ? m_world->wholeList(id, list) : nullptr;
        if (!all)
            continue;
        const qsizetype first = variables.value(key).toString().toLongLong();
        const qsizetype end = std::min<qsizetype>(all->size(), first + 100);
        QJsonArray nodes;
        for (qsizetype i = first; i < end; ++i)
            nodes.append(all->at(i));
        node.insert(list,
            QJsonObject{{u"pageInfo"_s,
                            QJsonObject{{u"hasNextPage"_s, end < all->size()}, {u"endCursor"_s, QString::number(end)}}},
                {u"nodes"_s, nodes}});
    }
    return compact(node);
}

EmulatedAnswer GitHubAnswers::graphQl(const QJsonObject &request) const
{
    const QString operation = request.value("operationName"_L1).toString();
    const QJsonObject variables = request.value("variables"_L1).toObject();
    for (const QString &field : m_unknownFields) {
        if (request.value("query"_L1).toString().contains(QRegularExpression(u"\\b%1\\b"_s.arg(field)))) {
            const QJsonObject problem{{u"message"_s, u"Field '%1' doesn't exist on type 'Thing'"_s.arg(field)},
                {u"path"_s, QJsonArray{u"query"_s, field}},
                {u"extensions"_s,
                    QJsonObject{
                        {u"code"_s, u"undefinedField"_s}, {u"typeName"_s, u"Thing"_s}, {u"fieldName"_s, field}}}};
            return {.status = 200, .body = graphQlError(problem, false), .headers = {}};
        }
    }
    if (operation == "Viewer"_L1)
        return data(R"("viewer":{"login":"lena-lead"})");
    if (operation.endsWith("Tail"_L1))
        return data("\"node\":" + tail(variables));
    const QString path = variables.value("owner"_L1).toString() + u'/' + variables.value("name"_L1).toString();
    WorldRepository *repository = m_world->byPath(path);
    if (!repository) {
        const QJsonObject problem{{u"type"_s, u"NOT_FOUND"_s}, {u"path"_s, QJsonArray{u"repository"_s}},
            {u"message"_s, u"Could not resolve to a Repository with the name '%1'."_s.arg(path)}};
        return {.status = 200, .body = graphQlError(problem, true), .headers = {}};
    }
    if (operation == "Repository"_L1)
        return data("\"repository\":" + head(*repository));
    static const QStringList known{u"PullRequests"_s, u"Issues"_s, u"Deployments"_s, u"Releases"_s, u"Commits"_s};
    if (known.contains(operation))
        return data("\"repository\":" + list(operation, *repository, variables));
    return {.status = 200,
        .body = graphQlError({{u"message"_s, u"No operation named \"%1\""_s.arg(operation)}}, false),
        .headers = {}};
}

} // namespace leadline
