#include "core/connectors/github/githubapi.h"

#include "core/connectors/github/graphqldocument.h"

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

constexpr qsizetype kMostUnknownFields = 12;

HttpVerdict cutOff(const HttpResponse &response, const QJsonParseError &problem)
{
    Error error{.kind = ErrorKind::Parse,
        .text =
            u"An answer of GitHub was cut off or garbled on the way, several times. Check the network and any proxy, then sync again."_s,
        .detail = u"%1 at byte %2 of %3"_s.arg(problem.errorString()).arg(problem.offset).arg(response.body.size()),
        .httpStatus = response.status,
        .retryAfterMs = {}};
    return {.action = Action::Retry, .waitMs = -1, .pauseHost = false, .error = std::move(error)};
}

// The server gave up: a smaller question may be answered.
bool isServerTimeOut(const HttpResponse &response)
{
    return response.status == 502 || response.status == 504;
}

} // namespace

void GitHubApi::Seen::note(const HttpResponse &response)
{
    ++requests;
    if (const Instant expiry = githubTokenExpiry(response); expiry.isSet())
        tokenExpiresAt = expiry;
    if (const QByteArray date = response.header("sunset"); !date.isEmpty())
        sunset = QString::fromLatin1(date).left(60);
}

GitHubApi::GitHubApi(std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs)
    : m_context(std::move(context))
    , m_settings(std::move(settings))
    , m_secondaryWaitMs(secondaryWaitMs)
{
}

HttpRequest GitHubApi::request(const QUrl &url) const
{
    HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"},
        {"User-Agent", "Leadline/" LEADLINE_VERSION}};
    if (!m_context->token.isEmpty())
        request.authorization = "Bearer " + m_context->token.trimmed();
    request.readQuota = githubQuota;
    return request;
}

QCoro::Task<Result<GitHubAnswer>> GitHubApi::get(QUrl url, bool useETag)
{
    const auto json = std::make_shared<QJsonDocument>();
    HttpRequest asked = request(url);
    asked.useETag = useETag;
    asked.judge = [json, seen = m_seen, clock = m_context->clock, wait = m_secondaryWaitMs](
                      const HttpResponse &response) -> HttpVerdict {
        seen->note(response);
        HttpVerdict verdict = githubVerdict(response, clock->now(), wait);
        if (verdict.action != Action::Accept || response.status == 204)
            return verdict;
        QJsonParseError problem;
        *json = QJsonDocument::fromJson(response.body, &problem);
        return problem.error == QJsonParseError::NoError ? verdict : cutOff(response, problem);
    };
    auto sending = m_context->http->send(std::move(asked), m_context->cancel);
    Result<HttpResponse> response = co_await std::move(sending);
    if (!response)
        co_return std::unexpected(response.error());
    co_return GitHubAnswer{.response = std::move(*response), .json = std::move(*json)};
}

QCoro::Task<Result<GitHubApi::GraphQlAnswer>> GitHubApi::ask(
    QString query, QJsonObject variables, Patience patience, bool partsMayFail)
{
    for (;;) {
        auto asking = askOnce(query, variables, patience, partsMayFail);
        Result<GraphQlAnswer> answer = co_await std::move(asking);
        if (!answer || answer->fault.kind != GraphQlFault::Kind::UndefinedField)
            co_return answer;
        const qsizetype known = m_unknownFields.size();
        m_unknownFields.unite(QSet<QString>(answer->fault.fields.begin(), answer->fault.fields.end()));
        m_documents.clear();
        if (m_unknownFields.size() == known || m_unknownFields.size() > kMostUnknownFields)
            co_return std::unexpected(answer->fault.error);
    }
}

QCoro::Task<Result<GitHubApi::GraphQlAnswer>> GitHubApi::askOnce(
    QString query, QJsonObject variables, Patience patience, bool partsMayFail)
{
    QString &document = m_documents[query];
    if (document.isEmpty())
        document = graphQlDocument(query, m_unknownFields);
    const QJsonObject body{
        {u"operationName"_s, operationName(document)}, {u"query"_s, document}, {u"variables"_s, variables}};

    const auto reply = std::make_shared<GraphQlAnswer>();
    HttpRequest asked = request(m_settings.graphQl);
    asked.method = "POST";
    asked.headers.emplace_back("Content-Type", "application/json");
    asked.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    asked.budget = "graphql";
    asked.judge = [reply, seen = m_seen, clock = m_context->clock, wait = m_secondaryWaitMs, patience, partsMayFail](
                      const HttpResponse &response) -> HttpVerdict {
        using Kind = GraphQlFault::Kind;
        seen->note(response);
        *reply = {};
        HttpVerdict verdict = githubVerdict(response, clock->now(), wait);
        if (isServerTimeOut(response)) {
            reply->fault = {.kind = Kind::TooExpensive, .error = verdict.error, .fields = {}};
            if (patience == Patience::TellWhenTooExpensive)
                verdict.action = Action::Fail;
        }
        if (verdict.action != Action::Accept)
            return verdict;
        QJsonParseError problem;
        const QJsonObject answer = QJsonDocument::fromJson(response.body, &problem).object();
        if (problem.error != QJsonParseError::NoError)
            return cutOff(response, problem);
        reply->fault = graphQlFault(answer, response, partsMayFail);
        verdict.error = reply->fault.error;
        if (reply->fault.kind == Kind::None) {
            reply->data = answer.value("data"_L1).toObject();
        } else if (reply->fault.kind == Kind::RateLimited) {
            verdict.action = Action::Retry;
            verdict.waitMs = rateLimitWaitMs(response, clock->now(), wait);
            verdict.pauseHost = true;
        } else {
            const bool again = reply->fault.kind == Kind::TooExpensive && patience == Patience::Normal;
            verdict.action = again ? Action::Retry : Action::Fail;
        }
        return verdict;
    };
    auto sending = m_context->http->send(std::move(asked), m_context->cancel);
    Result<HttpResponse> response = co_await std::move(sending);
    if (response)
        co_return std::move(*reply);
    const bool tellIt = reply->fault.kind == GraphQlFault::Kind::UndefinedField
        || (reply->fault.kind == GraphQlFault::Kind::TooExpensive && patience == Patience::TellWhenTooExpensive);
    if (tellIt)
        co_return std::move(*reply);
    co_return std::unexpected(response.error());
}

} // namespace leadline
