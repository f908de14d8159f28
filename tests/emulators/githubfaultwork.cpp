#include "tests/emulators/githubfaultwork.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = GitHubFault::Kind;

namespace {

EmulatedAnswer with(EmulatedAnswer answer, std::vector<std::pair<QByteArray, QByteArray>> headers)
{
    answer.headers = std::move(headers);
    return answer;
}

EmulatedAnswer htmlPage(int status, const QByteArray &title)
{
    return {.status = status,
        .body =
            "<!DOCTYPE html><html><head><title>" + title + "</title></head><body><p>" + title + "</p></body></html>",
        .type = "text/html; charset=utf-8",
        .headers = {}};
}

EmulatedAnswer graphQlFault(const QJsonObject &error)
{
    return {.status = 200, .body = GitHubAnswers::graphQlError(error, true), .headers = {}};
}

QByteArray httpDateIn(int seconds)
{
    return QLocale::c()
               .toString(QDateTime::currentDateTimeUtc().addSecs(seconds), u"ddd, dd MMM yyyy HH:mm:ss"_s)
               .toLatin1()
        + " GMT";
}

const QString kSecondaryText =
    u"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."_s;

// Calls change for the first object of the answer's list of items.
void changeFirst(QJsonObject &answer, const std::function<void(QJsonObject &)> &change)
{
    if (answer.contains("workflow_runs"_L1)) {
        QJsonArray runs = answer.value("workflow_runs"_L1).toArray();
        if (QJsonObject first = runs.at(0).toObject(); !first.isEmpty()) {
            change(first);
            runs.replace(0, first);
        }
        answer.insert("workflow_runs"_L1, runs);
        return;
    }
    QJsonObject data = answer.value("data"_L1).toObject();
    QJsonObject repository = data.value("repository"_L1).toObject();
    for (const QLatin1StringView name : {"pullRequests"_L1, "issues"_L1, "deployments"_L1, "releases"_L1}) {
        QJsonObject list = repository.value(name).toObject();
        QJsonArray nodes = list.value("nodes"_L1).toArray();
        QJsonObject first = nodes.at(0).toObject();
        if (!list.contains("pageInfo"_L1) || first.isEmpty())
            continue;
        change(first);
        nodes.replace(0, first);
        list.insert("nodes"_L1, nodes);
        repository.insert(name, list);
    }
    data.insert("repository"_L1, repository);
    answer.insert("data"_L1, data);
}

// Sets fields of every pageInfo directly below a list of the repository.
void changePageInfo(QJsonObject &answer, const std::function<void(QJsonObject &)> &change)
{
    QJsonObject data = answer.value("data"_L1).toObject();
    QJsonObject repository = data.value("repository"_L1).toObject();
    for (const QString &name : repository.keys()) {
        QJsonObject list = repository.value(name).toObject();
        QJsonObject info = list.value("pageInfo"_L1).toObject();
        if (info.isEmpty())
            continue;
        change(info);
        list.insert("pageInfo"_L1, info);
        repository.insert(name, list);
    }
    data.insert("repository"_L1, repository);
    answer.insert("data"_L1, data);
}

void spoilPaging(const GitHubFault &fault, EmulatedAnswer &answer, QJsonObject &json, int page)
{
    if (json.contains("workflow_runs"_L1)) {
        const QByteArray number = fault.kind == Kind::EndlessNext ? QByteArray::number(page + 1) : QByteArray("1");
        std::erase_if(answer.headers, [](const auto &header) { return header.first == "Link"; });
        answer.headers.emplace_back("Link", "<?per_page=100&page=" + number + ">; rel=\"next\"");
        return;
    }
    changePageInfo(json, [&](QJsonObject &info) {
        info.insert("hasNextPage"_L1, true);
        const QString far = QString::fromLatin1(
            (QByteArray::number(9'000'000'000'000 + page) + ":x").toBase64()); // before the first item
        info.insert("endCursor"_L1, fault.kind == Kind::EndlessNext ? far : u"b25jZQ=="_s);
    });
}

} // namespace

std::optional<EmulatedAnswer> refusalOf(const GitHubFault &fault, const QJsonObject &graphQlRequest)
{
    const QByteArray seconds = QByteArray::number(fault.value);
    switch (fault.kind) {
    case Kind::BadToken:
        return GitHubAnswers::error(401, u"Bad credentials"_s);
    case Kind::ExpiredToken:
        return with(GitHubAnswers::error(401, u"Bad credentials"_s),
            {{"github-authentication-token-expiration", "2025-09-22 17:03:22 UTC"}});
    case Kind::MissingScope:
        return with(GitHubAnswers::error(403, u"Resource not accessible by personal access token"_s),
            {{"x-accepted-github-permissions", "actions=read"}});
    case Kind::SingleSignOn:
        return with(GitHubAnswers::error(403, u"Resource protected by organization SAML enforcement."_s),
            {{"X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso?authorization_request=SECRETPART"}});
    case Kind::NotFound:
        return GitHubAnswers::error(404, u"Not Found"_s);
    case Kind::Gone:
        return GitHubAnswers::error(410, u"Issues has been disabled in this repository."_s);
    case Kind::LegalBlock:
        return GitHubAnswers::error(451, u"Repository access blocked"_s);
    case Kind::Unprocessable:
        return GitHubAnswers::error(422, u"Validation Failed"_s);
    case Kind::LimitSeconds:
        return with(GitHubAnswers::error(429, kSecondaryText), {{"Retry-After", seconds}});
    case Kind::LimitDate:
        return with(GitHubAnswers::error(429, kSecondaryText), {{"Retry-After", httpDateIn(fault.value)}});
    case Kind::SecondaryLimit:
        return GitHubAnswers::error(403, kSecondaryText);
    case Kind::PrimaryLimit:
        return with(GitHubAnswers::error(403, u"API rate limit exceeded for user ID 4711."_s),
            {{"X-RateLimit-Limit", "5000"}, {"X-RateLimit-Remaining", "0"},
                {"X-RateLimit-Reset", QByteArray::number(QDateTime::currentSecsSinceEpoch() + fault.value)}});
    case Kind::ServerError:
        return EmulatedAnswer{.status = 500, .body = R"({"error":"Server Error"})", .headers = {}};
    case Kind::BadGateway:
        return htmlPage(502, "502 Bad Gateway");
    case Kind::Unavailable:
        return htmlPage(503, "Unicorn! &middot; GitHub");
    case Kind::GatewayTimeout:
        return htmlPage(504, "504 Gateway Time-out");
    case Kind::Html:
        return htmlPage(200, "Sign in to the network");
    case Kind::GraphQlError:
        return graphQlFault({{u"message"_s, u"Something unheard of"_s}, {u"type"_s, u"UNHEARD_OF"_s}});
    case Kind::GraphQlRateLimit:
        return with(graphQlFault({{u"type"_s, u"RATE_LIMIT"_s}, {u"code"_s, u"graphql_rate_limit"_s},
                        {u"message"_s, u"API rate limit already exceeded for user ID 4711."_s}}),
            {{"Retry-After", seconds}});
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
        if (graphQlRequest.value("variables"_L1).toObject().value("first"_L1).toInteger() <= fault.value)
            return {};
        return graphQlFault({{u"type"_s, u"RESOURCE_LIMITS_EXCEEDED"_s},
            {u"message"_s, u"Resource limits for this query exceeded."_s}});
    default:
        return {};
    }
}

void spoil(const GitHubFault &fault, EmulatedAnswer &answer, int page)
{
    if (fault.kind == Kind::Truncated) {
        answer.body.chop(answer.body.size() / 3);
        return;
    }
    QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    if (json.isEmpty())
        return;
    switch (fault.kind) {
    case Kind::EndlessNext:
    case Kind::RepeatedCursor:
        spoilPaging(fault, answer, json, page);
        break;
    case Kind::HugeField:
        changeFirst(json, [](QJsonObject &item) {
            item.insert(item.contains("title"_L1) ? u"title"_s : u"name"_s, u"x"_s.repeated(10'000'000));
        });
        break;
    case Kind::UnknownEnums:
        changeFirst(json, [](QJsonObject &item) {
            item.insert(u"state"_s, u"SUPERSEDED"_s);
            item.insert(u"status"_s, u"dreaming"_s);
            item.insert(u"conclusion"_s, u"who_knows"_s);
        });
        break;
    case Kind::NullAuthors:
        changeFirst(json, [](QJsonObject &item) {
            for (const QString &key : {u"author"_s, u"mergedBy"_s, u"actor"_s, u"triggering_actor"_s, u"creator"_s})
                item.insert(key, QJsonValue::Null);
        });
        break;
    case Kind::FutureTimes:
        changeFirst(json, [](QJsonObject &item) {
            item.insert(u"updatedAt"_s, u"2199-01-01T00:00:00Z"_s);
            item.insert(u"updated_at"_s, u"2199-01-01T00:00:00Z"_s);
        });
        break;
    case Kind::WrongType:
        changeFirst(json, [](QJsonObject &item) {
            item.insert(item.contains("createdAt"_L1) ? u"createdAt"_s : u"created_at"_s, u"yesterday"_s);
        });
        break;
    default:
        return;
    }
    answer.body = QJsonDocument(json).toJson(QJsonDocument::Compact);
}

} // namespace leadline
