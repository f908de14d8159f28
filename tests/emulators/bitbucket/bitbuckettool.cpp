#include "tests/emulators/bitbucket/bitbuckettool.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr auto kRoot = "/2.0"_L1;

EmulatedAnswer json(const QJsonObject &object)
{
    return {.status = 200, .body = BitbucketWorld::written(object), .headers = {}};
}

// The query without a parameter, as it came.
QByteArrayList queryWithout(const QByteArray &query, const QByteArrayList &names)
{
    QByteArrayList parts;
    for (const QByteArray &part : query.split('&')) {
        if (!part.isEmpty() && !names.contains(part.left(part.indexOf('='))))
            parts.append(part);
    }
    return parts;
}

// "/repositories/a/b/pullrequests/7/activity" → "/repo/pull/activity"
QString plainName(const QString &path)
{
    static const QRegularExpression repository(u"^/repositories/[^/]+/[^/]+"_s);
    static const QRegularExpression diffstat(u"^/repo/diffstat/.*"_s);
    static const QRegularExpression commit(u"^/repo/commit/.*"_s);
    static const QRegularExpression item(u"^/repo/(pull|pipeline)(?:requests|s)/[^/]+"_s);
    QString name = path;
    name.replace(repository, u"/repo"_s);
    name.replace(diffstat, u"/repo/diffstat"_s).replace(commit, u"/repo/commit"_s).replace(item, u"/repo/\\1"_s);
    return name.replace("/repo/refs/tags"_L1, "/repo/tags"_L1);
}

} // namespace

BitbucketTool::BitbucketTool(const RecordBatch &records, BitbucketEmulatorOptions options)
    : m_options(std::move(options))
    , m_source(records)
    , m_world(m_source)
{
}

QString BitbucketTool::nameOf(const EmulatedRequest &request) const
{
    const QString path = request.path.startsWith(kRoot) ? request.path.sliced(kRoot.size()) : request.path;
    const QString name = plainName(path);
    return path.startsWith("/repositories/"_L1) && path.count(u'/') == 2 ? u"/repositories"_s : name;
}

bool BitbucketTool::isAllowed(const EmulatedRequest &request) const
{
    const QByteArray authorization = request.header("authorization");
    return authorization == "Bearer " + m_options.token
        || authorization == "Basic " + (m_options.email + ':' + m_options.token).toBase64();
}

EmulatedAnswer BitbucketTool::answer(const EmulatedRequest &request)
{
    if (!request.path.startsWith(kRoot + u'/'))
        return error(404, u"Resource not found"_s);
    const QStringList parts = request.path.sliced(kRoot.size()).split(u'/', Qt::SkipEmptyParts);
    const bool isAccessToken = request.header("authorization").startsWith("Bearer ");
    if (parts.first() == "user"_L1) {
        if (isAccessToken)
            return error(403, u"This API is not accessible with this type of token"_s);
        if (parts.size() == 1)
            return json({{u"type"_s, u"user"_s}, {u"display_name"_s, u"Lena Lead"_s}, {u"nickname"_s, u"lena-lead"_s},
                {u"uuid"_s, u"{lena-lead}"_s}});
        return parts[1] == "workspaces"_L1 ? workspaces(request) : error(404, u"Resource not found"_s);
    }
    if (parts.first() != "repositories"_L1)
        return error(404, u"Resource not found"_s);
    if (parts.size() == 1)
        return error(410, u"CHANGE-2770 - Functionality has been deprecated"_s);
    return parts.size() == 2 ? repositoriesOf(parts[1], request) : ofRepository(request, parts.mid(1));
}

EmulatedAnswer BitbucketTool::ofRepository(const EmulatedRequest &request, const QStringList &parts)
{
    BitbucketWorldRepository *repository = m_world.find(parts[0], parts[1]);
    if (!repository)
        return error(404, u"Repository %1/%2 not found"_s.arg(parts[0], parts[1]));
    const bool isOldName = !parts[1].startsWith(u'{')
        && repository->record.path.compare(parts[0] + u'/' + parts[1], Qt::CaseInsensitive) != 0;
    if (isOldName) {
        if (!m_options.redirects)
            return error(404, u"Repository not found"_s);
        EmulatedAnswer moved = error(301, u"Moved"_s);
        QByteArrayList rest = request.encodedPath.split('/').mid(5); // behind "/2.0/repositories/workspace/name"
        rest.prepend(request.base.toEncoded() + "/2.0/repositories/" + repository->record.path.toUtf8());
        moved.set("Location", rest.join('/') + '?' + request.query);
        return moved;
    }
    if (parts.size() == 2)
        return json(m_world.repository(*repository));
    const bool isList = parts.size() == 3 || parts[2] == "refs"_L1;
    EmulatedAnswer answer =
        isList ? list(*repository, parts.mid(2).join(u'/'), request) : detail(*repository, parts.mid(2), request);
    answer.body.replace(BitbucketJson::kApi, request.base.toEncoded() + "/2.0");
    return answer;
}

EmulatedAnswer BitbucketTool::list(
    const BitbucketWorldRepository &repository, const QString &part, const EmulatedRequest &request) const
{
    const QString sort = request.item(u"sort"_s);
    if (part == "commits"_L1) {
        const QString branch = request.item(u"include"_s);
        auto commits = BitbucketWorld::commitsWithout(repository, request.item(u"exclude"_s));
        if (!commits || (!branch.isEmpty() && branch != repository.record.defaultBranch))
            return error(404, u"Commit not found"_s);
        return pageOf(itemsOf(std::move(*commits)), request, {.usual = 30, .hasSize = false, .byId = true});
    }
    if (part == "pullrequests"_L1)
        return pulls(repository, request);
    if (part == "pipelines"_L1) {
        if (m_options.withoutPipelines)
            return error(404, u"Pipelines are not enabled"_s);
        return pageOf(itemsOf(repository.pipelines, sort == "-created_on"_L1), request, {});
    }
    if (part == "deployments"_L1)
        return pageOf(itemsOf(repository.deployments, sort == "-state.started_on"_L1 && !m_options.unsortedDeployments),
            request, {});
    if (part == "environments"_L1)
        return pageOf(itemsOf(repository.environments), request, {});
    if (part == "refs/tags"_L1)
        return pageOf(itemsOf(repository.tags, sort == "-target.date"_L1), request, {.hasSize = false});
    return error(404, u"Resource not found"_s);
}

EmulatedAnswer BitbucketTool::pulls(const BitbucketWorldRepository &repository, const EmulatedRequest &request) const
{
    const QStringList states = request.items().allQueryItemValues(u"state"_s);
    const QString condition = request.item(u"q"_s);
    const Instant since = Instant::fromIso(condition.section(">="_L1, 1));
    if (!condition.isEmpty() && (!condition.startsWith("updated_on>="_L1) || !since.isSet()))
        return error(400, u"Invalid query"_s);
    std::vector<const BitbucketItem *> items;
    for (const BitbucketItem &pull : repository.pulls) {
        const bool isAsked = states.isEmpty() ? pull.state == "OPEN"_L1 : states.contains(pull.state);
        if (isAsked && (!since.isSet() || pull.order >= since))
            items.push_back(&pull);
    }
    if (request.item(u"sort"_s) != "-updated_on"_L1)
        std::ranges::reverse(items);
    return pageOf(itemsOf(std::move(items)), request, {.largest = 50});
}

EmulatedAnswer BitbucketTool::detail(
    const BitbucketWorldRepository &repository, const QStringList &parts, const EmulatedRequest &request) const
{
    const QString &id = parts[1];
    const QString part = parts.value(2);
    if (parts[0] == "diffstat"_L1)
        return pageOf(itemsOf(repository.diffstat.value(request.item(u"from_pullrequest_id"_s))), request,
            {.usual = 500, .largest = 5000});
    if (parts[0] == "commit"_L1) {
        for (const QString &sha : repository.shas) {
            if (sha.startsWith(id))
                return json({{u"hash"_s, sha}});
        }
        return error(404, u"Commit not found"_s);
    }
    if (parts[0] == "pipelines"_L1 && part == "steps"_L1 && id.size() > 2)
        return pageOf(itemsOf(repository.steps.value(id.sliced(1, id.size() - 2))), request, {});
    if (parts[0] != "pullrequests"_L1 || !repository.activity.contains(id))
        return error(404, u"Resource not found"_s);
    if (part == "activity"_L1)
        return pageOf(itemsOf(repository.activity.value(id)), request, {.largest = 50, .hasSize = false});
    if (part == "commits"_L1) {
        const QJsonArray commits = repository.pullCommits.value(id);
        return m_options.withoutOldBranches ? error(404, u"Branch not found"_s)
                                            : pageOf(itemsOf(commits), request, {.hasSize = false});
    }
    if (part == "diffstat"_L1) {
        EmulatedAnswer moved = error(302, u"Found"_s);
        moved.set("Location",
            request.base.toEncoded() + "/2.0/repositories/" + repository.record.path.toUtf8()
                + "/diffstat/x?from_pullrequest_id=" + id.toUtf8());
        return moved;
    }
    return error(404, u"Resource not found"_s);
}

EmulatedAnswer BitbucketTool::workspaces(const EmulatedRequest &request)
{
    QStringList names;
    for (const BitbucketWorldRepository *repository : m_world.repositories())
        names.append(repository->record.path.section(u'/', 0, 0));
    names.removeDuplicates();
    std::vector<QByteArray> items;
    for (const QString &name : names)
        items.push_back(BitbucketWorld::written(
            {{u"permission"_s, u"member"_s}, {u"workspace"_s, QJsonObject{{u"slug"_s, name}, {u"name"_s, name}}}}));
    return pageOf(itemsOf(std::move(items)), request, {});
}

EmulatedAnswer BitbucketTool::repositoriesOf(const QString &workspace, const EmulatedRequest &request)
{
    std::vector<QByteArray> items;
    for (const BitbucketWorldRepository *repository : m_world.repositories()) {
        if (repository->record.path.section(u'/', 0, 0) == workspace)
            items.push_back(BitbucketWorld::written(m_world.repository(*repository)));
    }
    return items.empty() ? error(404, u"No workspace with identifier '%1'."_s.arg(workspace))
                         : pageOf(itemsOf(std::move(items)), request, {});
}

BitbucketTool::Items BitbucketTool::itemsOf(const BitbucketItems &items, bool newestFirst)
{
    return {.size = items.size(),
        .at = [&items, newestFirst](std::size_t i) { return items[newestFirst ? i : items.size() - 1 - i].json; },
        .idAt = {}};
}

BitbucketTool::Items BitbucketTool::itemsOf(std::vector<const BitbucketItem *> items)
{
    const auto shared = std::make_shared<const std::vector<const BitbucketItem *>>(std::move(items));
    return {.size = shared->size(),
        .at = [shared](std::size_t i) { return (*shared)[i]->json; },
        .idAt = [shared](std::size_t i) { return (*shared)[i]->id; }};
}

BitbucketTool::Items BitbucketTool::itemsOf(std::vector<QByteArray> items)
{
    const std::size_t size = items.size();
    return {.size = size, .at = [items = std::move(items)](std::size_t i) { return items[i]; }, .idAt = {}};
}

BitbucketTool::Items BitbucketTool::itemsOf(const QJsonArray &items)
{
    return {.size = static_cast<std::size_t>(items.size()),
        .at = [items](
                  std::size_t i) { return BitbucketWorld::written(items.at(static_cast<qsizetype>(i)).toObject()); },
        .idAt = {}};
}

EmulatedAnswer BitbucketTool::pageOf(const Items &items, const EmulatedRequest &request, const Paging &paging) const
{
    if (request.item(u"pagelen"_s).toInt() > paging.largest)
        return error(400, u"Invalid pagelen"_s);
    const auto size = static_cast<std::size_t>(request.pageSize(u"pagelen"_s, paging.usual, paging.largest));
    const QString place = request.item(u"page"_s);
    std::size_t first = 0;
    if (paging.byId && !place.isEmpty()) {
        while (first < items.size && items.idAt(first) != place)
            ++first;
        ++first;
    } else if (!paging.byId) {
        first = size * static_cast<std::size_t>(std::max(0, place.toInt() - 1));
    }
    const std::size_t end = std::min(items.size, first + size);
    QByteArray values;
    for (std::size_t i = std::min(first, end); i < end; ++i)
        values += (i == first ? "" : ",") + items.at(i);
    QByteArray body = R"({"pagelen":)" + QByteArray::number(static_cast<qint64>(size));
    if (paging.hasSize)
        body += R"(,"size":)" + QByteArray::number(static_cast<qint64>(items.size));
    if (end < items.size && end > first) {
        QByteArrayList query = queryWithout(request.query, {"page", "pagelen"});
        query.append("pagelen=" + QByteArray::number(static_cast<qint64>(size)));
        const QByteArray next =
            paging.byId ? items.idAt(end - 1).toLatin1() : QByteArray::number(std::max(1, place.toInt()) + 1);
        query.append("page=" + next);
        body += R"(,"next":")" + request.base.toEncoded() + request.encodedPath + '?' + query.join('&') + '"';
    }
    return {.status = 200, .body = body + R"(,"values":[)" + values + "]}", .headers = {}};
}

EmulatedAnswer BitbucketTool::error(int status, const QString &message) const
{
    if (status == 429)
        return {.status = 429,
            .body = "Rate limit for this resource has been exceeded",
            .type = "text/plain; charset=utf-8",
            .headers = {}};
    return {.status = status,
        .body = BitbucketWorld::written({{u"type"_s, u"error"_s}, {u"error"_s, QJsonObject{{u"message"_s, message}}}}),
        .headers = {}};
}

std::optional<EmulatedAnswer> BitbucketTool::refusal(const EmulatorFault &fault, const EmulatedRequest &) const
{
    if (fault.kind != Kind::MissingScope)
        return {};
    const QJsonObject detail{{u"required"_s, QJsonArray{u"pipeline"_s}}, {u"granted"_s, QJsonArray{u"repository"_s}}};
    EmulatedAnswer answer = json({{u"type"_s, u"error"_s},
        {u"error"_s,
            QJsonObject{{u"message"_s, u"Your credentials lack one or more required privilege scopes."_s},
                {u"detail"_s, detail}}}});
    answer.status = 403;
    return answer;
}

SpoilableFields BitbucketTool::spoilable() const
{
    SpoilableFields fields;
    fields.lists = {u"values"_s};
    fields.texts = {u"title"_s, u"message"_s};
    fields.states = {u"state"_s};
    fields.people = {u"author"_s, u"closed_by"_s, u"creator"_s};
    fields.updated = {u"updated_on"_s};
    fields.created = {u"created_on"_s};
    fields.totals = {u"size"_s};
    return fields;
}

void BitbucketTool::spoilPaging(
    const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const
{
    QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    QByteArrayList query = queryWithout(request.query, {"page"});
    query.append("page=" + QByteArray::number(fault.kind == Kind::EndlessNext ? 9000 + page : 1));
    object.insert(
        u"next"_s, QString::fromLatin1(request.base.toEncoded() + request.encodedPath + '?' + query.join('&')));
    answer.body = BitbucketWorld::written(object);
}

} // namespace leadline
