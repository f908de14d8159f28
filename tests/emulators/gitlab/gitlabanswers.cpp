#include "tests/emulators/gitlab/gitlabanswers.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostCounted = 10'000; // more rows, and GitLab does not tell how many
constexpr int kUsualPage = 20;
constexpr int kLargestPage = 100;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray quoted(const QString &text)
{
    return text.isEmpty() ? QByteArray("null") : '"' + text.toUtf8() + '"';
}

QByteArray newestOf(const GitLabItems &list, const QByteArray &field)
{
    if (list.items.empty())
        return R"({"count":0,"nodes":[]})";
    const GitLabItem &newest = list.newestFirst ? list.items.front() : list.items.back();
    return R"({"count":)" + QByteArray::number(static_cast<qint64>(list.items.size())) + R"(,"nodes":[{")" + field
        + R"(":")" + newest.updated.toIso().toLatin1() + R"("}]})";
}

QByteArray joined(const QList<QByteArray> &parts)
{
    return '[' + parts.join(',') + ']';
}

QJsonValue onlyNamed(const QJsonValue &value, const QSet<QString> &names)
{
    if (value.isArray()) {
        QJsonArray kept;
        for (const QJsonValue &item : value.toArray())
            kept.append(onlyNamed(item, names));
        return kept;
    }
    if (!value.isObject())
        return value;
    QJsonObject kept;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (names.contains(it.key()))
            kept.insert(it.key(), onlyNamed(it.value(), names));
    }
    return kept;
}

const QHash<QString, QString> kConnections{{u"MergeRequests"_s, u"mergeRequests"_s}, {u"WorkItems"_s, u"workItems"_s},
    {u"Pipelines"_s, u"pipelines"_s}, {u"Releases"_s, u"releases"_s}};

} // namespace

GitLabAnswers::GitLabAnswers(GitLabWorld *world, const EmulatedRequest *request, QString root)
    : m_world(world)
    , m_request(request)
    , m_root(std::move(root))
    , m_variables(request->body.value("variables"_L1).toObject())
{
}

EmulatedAnswer GitLabAnswers::json(const QByteArray &body)
{
    return {.status = 200, .body = body, .headers = {}};
}

EmulatedAnswer GitLabAnswers::error(int status, const QString &message)
{
    if (status == 429)
        return {.status = 429, .body = "Retry later\n", .type = "text/plain", .headers = {}};
    return {.status = status, .body = compact({{u"message"_s, u"%1 %2"_s.arg(status).arg(message)}}), .headers = {}};
}

EmulatedAnswer GitLabAnswers::withoutUnasked(EmulatedAnswer answer) const
{
    static const QRegularExpression word(u"\\w+"_s);
    QSet<QString> names{
        u"data"_s, u"errors"_s, u"message"_s, u"extensions"_s, u"code"_s, u"fieldName"_s, u"typeName"_s};
    for (const auto &match : word.globalMatch(m_request->body.value("query"_L1).toString()))
        names.insert(match.captured());
    const QJsonObject whole = QJsonDocument::fromJson(answer.body).object();
    answer.body = compact(onlyNamed(whole, names).toObject());
    return answer;
}

EmulatedAnswer GitLabAnswers::graphQl(const QStringList &unknown) const
{
    const QString query = m_request->body.value("query"_L1).toString();
    QJsonArray errors;
    for (const QString &name : unknown) {
        if (!query.contains(QRegularExpression(uR"(\b%1\b)"_s.arg(name))))
            continue;
        const bool isType = name.front().isUpper();
        errors.append(QJsonObject{{u"message"_s, u"%1 doesn't exist"_s.arg(name)},
            {u"extensions"_s,
                QJsonObject{{u"code"_s, isType ? u"undefinedType"_s : u"undefinedField"_s},
                    {isType ? u"typeName"_s : u"fieldName"_s, name}}}});
    }
    if (!errors.isEmpty())
        return json(compact({{u"errors"_s, errors}}));
    const QString operation = m_request->body.value("operationName"_L1).toString();
    if (operation == "Viewer"_L1)
        return json(R"({"data":{"currentUser":{"username":"lena-lead"}}})");
    GitLabProject *project = m_world->byPath(m_variables.value("path"_L1).toString());
    if (!project)
        return json(R"({"data":{"project":null}})");
    if (operation == "Project"_L1)
        return json(R"({"data":{"project":)" + look(*project) + "}}");
    if (operation == "WorkItems"_L1 && m_world->hasNoIssues)
        return json(R"({"data":{"project":{"workItems":null}}})");
    if (const QString connection = kConnections.value(operation); !connection.isEmpty())
        return json(R"({"data":{"project":{")" + connection.toLatin1() + "\":" + page(*project, connection) + "}}}");
    return json(R"({"data":{"project":)" + compact(tail(*project, operation)) + "}}");
}

QByteArray GitLabAnswers::look(GitLabProject &project) const
{
    const Repository &record = project.record;
    const QJsonObject head{{u"sha"_s, project.headSha()}};
    const QJsonObject tree{
        {u"lastCommit"_s, project.commits.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(head)}};
    const auto listOf = [](const QJsonArray &items) {
        QJsonArray shown;
        for (qsizetype i = 0; i < std::min<qsizetype>(items.size(), kLargestPage); ++i)
            shown.append(items.at(i));
        return QJsonObject{{u"nodes"_s, shown}};
    };
    const QJsonObject own{{u"id"_s, GitLabJson::globalId("Project"_L1, record.externalId)},
        {u"fullPath"_s, record.path}, {u"webUrl"_s, record.url}, {u"archived"_s, record.archived},
        {u"mergeRequestsEnabled"_s, true}, {u"issuesEnabled"_s, !m_world->hasNoIssues}, {u"jobsEnabled"_s, true},
        {u"isForked"_s, record.fork}, {u"lastActivityAt"_s, record.updatedAt.toIso()},
        {u"repository"_s, QJsonObject{{u"rootRef"_s, record.defaultBranch}, {u"tree"_s, tree}}},
        {u"labels"_s, listOf(m_world->json().labels())}, {u"milestones"_s, listOf({})},
        {u"iterations"_s, listOf(m_world->json().iterations())}};
    const Instant since = Instant::fromIso(m_variables.value("pipelinesSince"_L1).toString());
    QByteArray pipelines = R"({"nodes":[]})";
    for (const GitLabItem &item : project.pipelines.items) {
        if (!since.isSet() || item.updated >= since) {
            pipelines = R"({"nodes":[{"updatedAt":")" + item.updated.toIso().toLatin1() + R"("}]})";
            break;
        }
    }
    QByteArray body = compact(own);
    body.chop(1);
    return body + R"(,"mergeRequests":)" + newestOf(project.mergeRequests, "updatedAt") + R"(,"workItems":)"
        + (m_world->hasNoIssues ? QByteArray("null") : newestOf(project.workItems, "updatedAt")) + R"(,"releases":)"
        + newestOf(project.releases, "releasedAt") + R"(,"pipelines":)" + pipelines + '}';
}

// {"count":…,"pageInfo":…,"nodes":[…]} of what changed since.
QByteArray GitLabAnswers::page(GitLabProject &project, const QString &connection) const
{
    const GitLabItems &list = *project.list(connection);
    const Instant since = Instant::fromIso(m_variables.value("since"_L1).toString());
    std::size_t at = list.firstAfter(m_variables.value("after"_L1).toString());
    std::size_t first = 0;
    if (since.isSet() && !list.newestFirst)
        first = static_cast<std::size_t>(
            std::ranges::lower_bound(list.items, since, {}, &GitLabItem::order) - list.items.begin());
    at = std::max(at, first);
    qsizetype most = std::clamp<qsizetype>(m_variables.value("first"_L1).toInt(kLargestPage), 1, kLargestPage);
    if (m_request->mostItems > 0)
        most = std::min<qsizetype>(most, m_request->mostItems);
    QList<QByteArray> nodes;
    QString cursor;
    bool hasNext = false;
    for (; at < list.items.size(); ++at) {
        const GitLabItem &item = list.items[at];
        if (since.isSet() && item.updated < since)
            continue;
        hasNext = nodes.size() == most;
        if (hasNext)
            break;
        nodes.append(item.json);
        cursor = GitLabItems::cursorOf(item);
    }
    return R"({"count":)" + QByteArray::number(static_cast<qint64>(list.items.size() - first))
        + R"(,"pageInfo":{"hasNextPage":)" + (hasNext ? "true" : "false") + R"(,"endCursor":)" + quoted(cursor)
        + R"(},"nodes":)" + joined(nodes) + '}';
}

// The rest of a list inside an item.
QJsonObject GitLabAnswers::tail(GitLabProject &project, const QString &operation) const
{
    const QString connection = operation == "WorkItemTail"_L1 ? u"workItems"_s
        : operation == "PipelineTail"_L1                      ? u"pipelines"_s
                                                              : u"mergeRequests"_s;
    const QString iid = m_variables.value("iid"_L1).toString();
    QJsonObject item;
    for (const GitLabItem &candidate : project.list(connection)->items) {
        if (!candidate.json.contains("\"iid\":\"" + iid.toLatin1() + '"'))
            continue;
        for (const QString &name : {u"notes"_s, u"commits"_s, u"discussions"_s, u"jobs"_s}) {
            const QString after = m_variables.value(name + "After"_L1).toString();
            if (after.isEmpty())
                continue;
            const QJsonArray all = m_world->wholeList(candidate.id, name);
            const qsizetype stop = std::min<qsizetype>(all.size(), after.toInt() + kLargestPage);
            QJsonArray nodes;
            for (qsizetype i = after.toInt(); i < stop; ++i)
                nodes.append(all.at(i));
            item.insert(name,
                QJsonObject{
                    {u"pageInfo"_s,
                        QJsonObject{{u"hasNextPage"_s, stop < all.size()}, {u"endCursor"_s, QString::number(stop)}}},
                    {u"nodes"_s, nodes}});
        }
    }
    if (connection != "workItems"_L1)
        return {{u"item"_s, item}};
    const QJsonObject whole{{u"widgets"_s, QJsonArray{QJsonObject(), item}}};
    return {{u"items"_s, QJsonObject{{u"nodes"_s, QJsonArray{whole}}}}};
}

EmulatedAnswer GitLabAnswers::numbered(const QList<QByteArray> &all) const
{
    const int size = m_request->pageSize(u"per_page"_s, kUsualPage, kLargestPage);
    const qsizetype number = std::max(1, m_request->item(u"page"_s).toInt());
    const qsizetype from = std::min<qsizetype>(all.size(), (number - 1) * size);
    const bool hasNext = from + size < all.size();
    EmulatedAnswer answer = json(joined(all.sliced(from, std::min<qsizetype>(size, all.size() - from))));
    answer.set("x-page", QByteArray::number(number));
    answer.set("x-next-page", hasNext ? QByteArray::number(number + 1) : QByteArray());
    if (all.size() <= kMostCounted)
        answer.set("x-total", QByteArray::number(all.size()));
    if (hasNext) {
        QUrl url = m_request->base;
        url.setPath(m_request->path, QUrl::DecodedMode);
        QUrlQuery query = m_request->items();
        query.removeAllQueryItems(u"page"_s);
        query.removeAllQueryItems(u"per_page"_s);
        query.addQueryItem(u"per_page"_s, QString::number(size)); // as large as it was, whatever was asked for
        query.addQueryItem(u"page"_s, QString::number(number + 1));
        url.setQuery(query);
        answer.set(
            "Link", '<' + url.toEncoded() + ">; rel=\"next\", <" + m_request->base.toEncoded() + ">; rel=\"first\"");
    }
    return answer;
}

EmulatedAnswer GitLabAnswers::keyset(const std::vector<GitLabProject *> &projects) const
{
    const int size = m_request->pageSize(u"per_page"_s, kUsualPage, kLargestPage);
    const qint64 after = m_request->item(u"id_after"_s).toLongLong();
    QList<QByteArray> shown;
    qint64 last = 0;
    bool hasNext = false;
    for (const GitLabProject *project : projects) {
        const qint64 id = project->record.externalId.toLongLong();
        if (id <= after)
            continue;
        hasNext = shown.size() == size;
        if (hasNext)
            break;
        shown.append(compact(m_world->json().project(project->record)));
        last = id;
    }
    EmulatedAnswer answer = json(joined(shown));
    if (hasNext) {
        QUrl url = m_request->base;
        url.setPath(m_request->path, QUrl::DecodedMode);
        QUrlQuery query = m_request->items();
        query.removeAllQueryItems(u"id_after"_s);
        query.addQueryItem(u"id_after"_s, QString::number(last));
        url.setQuery(query);
        answer.set("Link", '<' + url.toEncoded() + ">; rel=\"next\"");
    }
    return answer;
}

EmulatedAnswer GitLabAnswers::commits(const GitLabProject &project) const
{
    const QString ref = m_request->item(u"ref_name"_s);
    const QString from = ref.contains(".."_L1) ? ref.section(u".."_s, 0, 0) : QString();
    const QString upTo = ref.section(u".."_s, -1);
    const auto place = [&project](
                           const QString &sha) { return std::ranges::find(project.commits, sha, &GitLabItem::id); };
    auto at = upTo.isEmpty() || upTo == project.record.defaultBranch ? project.commits.begin() : place(upTo);
    const auto end = from.isEmpty() ? project.commits.end() : place(from);
    if (at == project.commits.end() || (!from.isEmpty() && end == project.commits.end()))
        return project.commits.empty() ? json("[]") : error(404, u"Commit Not Found"_s);
    QList<QByteArray> all;
    for (; at < end; ++at)
        all.append(at->json);
    EmulatedAnswer answer = numbered(all);
    std::erase_if(answer.headers, [](const auto &header) { return header.first == "x-total"; }); // never told here
    return answer;
}

EmulatedAnswer GitLabAnswers::deployments(const GitLabProject &project) const
{
    const Instant since = Instant::fromIso(m_request->item(u"updated_after"_s));
    QList<QByteArray> all;
    for (const GitLabItem &item : project.deployments.items) {
        if (!since.isSet() || item.order >= since)
            all.append(item.json);
    }
    return numbered(all);
}

EmulatedAnswer GitLabAnswers::squashes(const GitLabProject &project) const
{
    const QStringList asked = m_request->items().allQueryItemValues(u"iids[]"_s, QUrl::FullyDecoded)
        + m_request->items().allQueryItemValues(u"iids%5B%5D"_s, QUrl::FullyDecoded);
    QList<QByteArray> all;
    for (const GitLabItem &item : project.mergeRequests.items) {
        const QJsonObject request = QJsonDocument::fromJson(item.json).object();
        if (!asked.isEmpty() && !asked.contains(request.value("iid"_L1).toString()))
            continue;
        all.append(compact({{u"id"_s, item.id.section(u'/', -1).toLongLong()},
            {u"iid"_s, request.value("iid"_L1).toString().toLongLong()}, {u"title"_s, request.value("title"_L1)},
            {u"squash_commit_sha"_s, request.value("squashed"_L1)}}));
    }
    return numbered(all);
}

EmulatedAnswer GitLabAnswers::projectPart(GitLabProject &project, const QString &part) const
{
    if (part.isEmpty())
        return json(compact(m_world->json().project(project.record)));
    if (part == "deployments"_L1)
        return deployments(project);
    if (part == "repository/commits"_L1)
        return commits(project);
    if (part == "merge_requests"_L1)
        return squashes(project);
    if (part == "members/all"_L1) {
        QList<QByteArray> all;
        for (const QJsonValue &member : m_world->json().members())
            all.append(compact(member.toObject()));
        return numbered(all);
    }
    if (part == "issues"_L1 || part == "pipelines"_L1 || part == "releases"_L1)
        return json("[]"); // only asked whether they may be read
    return error(404, u"Not Found"_s);
}

EmulatedAnswer GitLabAnswers::rest(const QList<QByteArray> &path) const
{
    const auto part = [&path](qsizetype i) { return QUrl::fromPercentEncoding(path.value(i)); };
    if (part(0) == "projects"_L1 && path.size() == 1)
        return keyset(m_world->projects());
    if (part(0) == "projects"_L1) {
        GitLabProject *project = m_world->byId(part(1));
        if (!project)
            project = m_world->byPath(part(1));
        return project ? projectPart(*project, QString::fromUtf8(path.mid(2).join('/')))
                       : error(404, u"Project Not Found"_s);
    }
    if (part(0) == "groups"_L1 && path.size() == 1)
        return json(R"([{"id":1,"name":"Acme","full_path":"acme"}])");
    if (part(0) == "groups"_L1 && part(2) == "projects"_L1) {
        QList<QByteArray> all;
        for (const GitLabProject *project : m_world->projects()) {
            if (project->record.path.startsWith(part(1) + u'/'))
                all.append(compact(m_world->json().project(project->record)));
        }
        return all.isEmpty() ? error(404, u"Group Not Found"_s) : numbered(all);
    }
    if (part(0) == "user"_L1)
        return json(R"({"id":7,"username":"lena-lead","name":"Lena Lead","state":"active"})");
    if (part(0) == "version"_L1)
        return json(R"({"version":"18.4.1-ee","revision":"abc"})");
    return error(404, u"Not Found"_s);
}

} // namespace leadline
