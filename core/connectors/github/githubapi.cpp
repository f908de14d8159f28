#include "core/connectors/github/githubapi.h"

#include "core/connectors/shared/graphqldocument.h"

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

constexpr qsizetype kMostUnknownFields = 12;

// The server gave up: a smaller question may be answered.
bool isServerTimeOut(const HttpResponse &response)
{
    return response.status == 502 || response.status == 504;
}

} // namespace

void GitHubApi::Seen::note(const HttpResponse &response)
{
    if (const Instant expiry = githubTokenExpiry(response); expiry.isSet())
        tokenExpiresAt = expiry;
    if (const QByteArray date = response.header("sunset"); !date.isEmpty())
        sunset = QString::fromLatin1(date).left(60);
}

RestTool GitHubApi::toolOf(const ConnectorContext &context, const GitHubSettings &settings, qint64 secondaryWaitMs,
    const std::shared_ptr<Seen> &seen)
{
    RestTool tool;
    tool.name = u"GitHub"_s;
    tool.base = settings.rest;
    tool.headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}};
    if (!context.token.isEmpty())
        tool.authorization = "Bearer " + context.token.trimmed();
    tool.quota = githubQuota;
    tool.verdict = [seen, secondaryWaitMs](const HttpResponse &response, Instant now) {
        seen->note(response);
        return githubVerdict(response, now, secondaryWaitMs);
    };
    return tool;
}

GitHubApi::GitHubApi(std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs)
    : m_settings(std::move(settings))
    , m_secondaryWaitMs(secondaryWaitMs)
    , m_rest(context, toolOf(*context, m_settings, secondaryWaitMs, m_seen))
{
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
        document = graphQlDocument("github/"_L1 + query, m_unknownFields,
            {{u"fullDatabaseId"_s, u"databaseId"_s}}); // both hold the same number; the older one is closing down
    const QJsonObject body{
        {u"operationName"_s, operationName(document)}, {u"query"_s, document}, {u"variables"_s, variables}};

    const auto reply = std::make_shared<GraphQlAnswer>();
    HttpRequest asked = m_rest.request(m_settings.graphQl);
    asked.method = "POST";
    asked.headers.emplace_back("Content-Type", "application/json");
    asked.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    asked.budget = "graphql";
    auto sending = m_rest.send(std::move(asked),
        [reply, clock = context().clock, wait = m_secondaryWaitMs, patience, partsMayFail](
            const HttpResponse &response, const QJsonDocument &json, HttpVerdict &verdict) {
            using Kind = GraphQlFault::Kind;
            *reply = {};
            if (isServerTimeOut(response)) {
                reply->fault = {.kind = Kind::TooExpensive, .error = verdict.error, .fields = {}};
                if (patience == Patience::TellWhenTooExpensive)
                    verdict.action = Action::Fail;
            }
            if (verdict.action != Action::Accept)
                return;
            const QJsonObject answer = json.object();
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
        });
    const Result<RestAnswer> response = co_await std::move(sending);
    if (response)
        co_return std::move(*reply);
    const bool tellIt = reply->fault.kind == GraphQlFault::Kind::UndefinedField
        || (reply->fault.kind == GraphQlFault::Kind::TooExpensive && patience == Patience::TellWhenTooExpensive);
    if (tellIt)
        co_return std::move(*reply);
    co_return std::unexpected(response.error());
}

} // namespace leadline
