#include "tests/emulators/github/githubtool.h"

#include "tests/emulators/github/githubanswers.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr qint64 kHour = 3600;

EmulatedAnswer with(EmulatedAnswer answer, std::vector<std::pair<QByteArray, QByteArray>> headers)
{
    answer.headers = std::move(headers);
    return answer;
}

EmulatedAnswer graphQlFault(const QJsonObject &error)
{
    return {.status = 200, .body = GitHubAnswers::graphQlError(error, true), .headers = {}};
}

const QString kSecondaryText =
    u"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."_s;

QJsonObject withPageInfo(QJsonObject list, const std::function<void(QJsonObject &)> &change)
{
    QJsonObject info = list.value("pageInfo"_L1).toObject();
    if (info.isEmpty())
        return list;
    change(info);
    list.insert("pageInfo"_L1, info);
    return list;
}

// Sets fields of the pageInfo of every list of the repository, and of its commits.
void changePageInfo(QJsonObject &answer, const std::function<void(QJsonObject &)> &change)
{
    QJsonObject data = answer.value("data"_L1).toObject();
    QJsonObject repository = data.value("repository"_L1).toObject();
    for (const QString &name : repository.keys()) {
        if (repository.value(name).isObject())
            repository.insert(name, withPageInfo(repository.value(name).toObject(), change));
    }
    QJsonObject ref = repository.value("ref"_L1).toObject();
    QJsonObject target = ref.value("target"_L1).toObject();
    if (target.contains("history"_L1)) {
        target.insert("history"_L1, withPageInfo(target.value("history"_L1).toObject(), change));
        ref.insert("target"_L1, target);
        repository.insert("ref"_L1, ref);
    }
    data.insert("repository"_L1, repository);
    answer.insert("data"_L1, data);
}

// Refusals that come as good answers with "errors" in them.
std::optional<EmulatedAnswer> graphQlRefusal(const EmulatorFault &fault, const EmulatedRequest &request)
{
    switch (fault.kind) {
    case Kind::GraphQlError:
        return graphQlFault({{u"message"_s, u"Something unheard of"_s}, {u"type"_s, u"UNHEARD_OF"_s}});
    case Kind::GraphQlRateLimit:
        return with(graphQlFault({{u"type"_s, u"RATE_LIMIT"_s}, {u"code"_s, u"graphql_rate_limit"_s},
                        {u"message"_s, u"API rate limit already exceeded for user ID 4711."_s}}),
            {{"Retry-After", QByteArray::number(fault.value)}});
    case Kind::GraphQlNotFound:
        return graphQlFault({{u"type"_s, u"NOT_FOUND"_s}, {u"path"_s, QJsonArray{u"repository"_s}},
            {u"message"_s, u"Could not resolve to a Repository."_s}});
    case Kind::GraphQlForbidden:
        return graphQlFault({{u"type"_s, u"FORBIDDEN"_s}, {u"path"_s, QJsonArray{u"repository"_s, u"issues"_s}},
            {u"message"_s, u"Resource not accessible by personal access token"_s}});
    case Kind::GraphQlSaml:
        return graphQlFault({{u"type"_s, u"FORBIDDEN"_s}, {u"path"_s, QJsonArray{u"repository"_s}},
            {u"extensions"_s, QJsonObject{{u"saml_failure"_s, true}}},
            {u"message"_s,
                u"Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization."_s}});
    case Kind::GraphQlTooExpensive:
        if (request.body.value("variables"_L1).toObject().value("first"_L1).toInteger() <= fault.value)
            return {};
        return graphQlFault({{u"type"_s, u"RESOURCE_LIMITS_EXCEEDED"_s},
            {u"message"_s, u"Resource limits for this query exceeded."_s}});
    default:
        return {};
    }
}

} // namespace

GitHubTool::GitHubTool(const RecordBatch &records, GitHubEmulatorOptions options)
    : m_options(std::move(options))
    , m_source(records)
    , m_world(m_source, m_options.limits)
{
}

QString GitHubTool::nameOf(const EmulatedRequest &request) const
{
    if (!request.body.isEmpty())
        return request.body.value("operationName"_L1).toString();
    static const QRegularExpression repository(u"^/repos/[^/]+/[^/]+"_s);
    static const QRegularExpression number(u"/[0-9]+"_s);
    QString name = request.path;
    return name.replace(repository, u"/repo"_s).remove(number).replace("/repositories"_L1, "/repo"_L1);
}

bool GitHubTool::isAllowed(const EmulatedRequest &request) const
{
    const QByteArray authorization = request.header("authorization");
    return authorization == "Bearer " + m_options.token || authorization == "token " + m_options.token;
}

EmulatedAnswer GitHubTool::answer(const EmulatedRequest &request)
{
    if (request.header("user-agent").isEmpty())
        return error(403,
            u"Request forbidden by administrative rules. Please make sure your request has a User-Agent header."_s);
    QUrl base = request.base;
    if (m_options.enterprise)
        base.setPath(u"/api/v3"_s);
    GitHubAnswers answers(&m_world, base);
    answers.setUnknownFields(m_options.unknownFields);
    if (request.path == (m_options.enterprise ? "/api/graphql"_L1 : "/graphql"_L1)) {
        QJsonObject body = request.body;
        if (request.mostItems > 0) {
            QJsonObject variables = body.value("variables"_L1).toObject();
            variables.insert(
                "first"_L1, std::min<qint64>(request.mostItems, variables.value("first"_L1).toInteger(30)));
            body.insert("variables"_L1, variables);
        }
        return answers.graphQl(body);
    }
    QUrlQuery query = request.items();
    if (request.mostItems > 0) {
        query.removeAllQueryItems(u"per_page"_s);
        query.addQueryItem(u"per_page"_s, QString::number(request.pageSize(u"per_page"_s, 30, 100)));
    }
    if (!m_options.enterprise)
        return answers.rest(request.path, query);
    return request.path.startsWith("/api/v3/"_L1) ? answers.rest(request.path.mid(7), query)
                                                  : error(404, u"Not Found"_s);
}

EmulatedAnswer GitHubTool::error(int status, const QString &message) const
{
    return GitHubAnswers::error(status, message);
}

std::optional<EmulatedAnswer> GitHubTool::refusal(const EmulatorFault &fault, const EmulatedRequest &request) const
{
    switch (fault.kind) {
    case Kind::BadToken:
        return error(401, u"Bad credentials"_s);
    case Kind::ExpiredToken:
        return with(
            error(401, u"Bad credentials"_s), {{"github-authentication-token-expiration", "2025-09-22 17:03:22 UTC"}});
    case Kind::MissingScope:
        return with(error(403, u"Resource not accessible by personal access token"_s),
            {{"x-accepted-github-permissions", "actions=read"}});
    case Kind::SingleSignOn:
        return with(error(403, u"Resource protected by organization SAML enforcement."_s),
            {{"X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso?authorization_request=SECRETPART"}});
    case Kind::SecondaryLimit:
        return error(403, kSecondaryText);
    case Kind::PrimaryLimit: {
        EmulatedAnswer answer = error(403, u"API rate limit exceeded for user ID 4711."_s);
        addLimit(answer, QDateTime::currentSecsSinceEpoch() + fault.value);
        return answer;
    }
    default:
        return graphQlRefusal(fault, request);
    }
}

SpoilableFields GitHubTool::spoilable() const
{
    SpoilableFields fields;
    fields.lists = {u"workflow_runs"_s, u"data.repository.ref.target.history.nodes"_s};
    fields.totals = {u"total_count"_s, u"data.repository.ref.target.history.totalCount"_s};
    for (const QString &name : {u"pullRequests"_s, u"issues"_s, u"deployments"_s, u"releases"_s}) {
        fields.lists += u"data.repository.%1.nodes"_s.arg(name);
        fields.totals += u"data.repository.%1.totalCount"_s.arg(name);
    }
    fields.texts = {u"title"_s, u"name"_s, u"messageHeadline"_s};
    fields.states = {u"state"_s, u"status"_s, u"conclusion"_s};
    fields.people = {u"author"_s, u"mergedBy"_s, u"actor"_s, u"triggering_actor"_s, u"creator"_s};
    fields.updated = {u"updatedAt"_s, u"updated_at"_s};
    fields.created = {u"createdAt"_s, u"created_at"_s};
    return fields;
}

void GitHubTool::spoilPaging(
    const EmulatorFault &fault, const EmulatedRequest &, EmulatedAnswer &answer, int page) const
{
    QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    if (json.contains("workflow_runs"_L1)) {
        const QByteArray number = fault.kind == Kind::EndlessNext ? QByteArray::number(page + 1) : QByteArray("1");
        answer.set("Link", "<?per_page=100&page=" + number + ">; rel=\"next\"");
        return;
    }
    changePageInfo(json, [&](QJsonObject &info) {
        info.insert("hasNextPage"_L1, true);
        const QString far = QString::fromLatin1(
            (QByteArray::number(9'000'000'000'000 + page) + ":x").toBase64()); // before the first item
        info.insert("endCursor"_L1, fault.kind == Kind::EndlessNext ? far : u"b25jZQ=="_s);
    });
    answer.body = QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void GitHubTool::addHeaders(const EmulatedRequest &request, EmulatedAnswer &answer, qint64 used) const
{
    auto &headers = answer.headers;
    headers.emplace_back("X-RateLimit-Resource", request.body.isEmpty() ? "core" : "graphql");
    if (!answer.has("X-RateLimit-Remaining")) {
        headers.emplace_back("X-RateLimit-Limit", QByteArray::number(m_options.limit));
        headers.emplace_back("X-RateLimit-Remaining", QByteArray::number(std::max<qint64>(0, m_options.limit - used)));
        headers.emplace_back("X-RateLimit-Reset", QByteArray::number(QDateTime::currentSecsSinceEpoch() + kHour));
    }
    if (!m_options.scopes.isEmpty())
        headers.emplace_back("X-OAuth-Scopes", m_options.scopes);
    if (!m_options.tokenExpiry.isEmpty() && !answer.has("github-authentication-token-expiration"))
        headers.emplace_back("github-authentication-token-expiration", m_options.tokenExpiry);
    if (m_options.enterprise)
        headers.emplace_back("X-GitHub-Enterprise-Version", "3.17.2");
}

bool GitHubTool::hasETags(const EmulatedRequest &request) const
{
    return request.body.isEmpty();
}

} // namespace leadline
