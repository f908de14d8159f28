#include "core/connectors/gitlab/gitlabapi.h"

#include "core/connectors/shared/graphqldocument.h"
#include "core/net/retrypolicy.h"

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;
using Kind = GitLabGraphQlFault::Kind;

namespace {

constexpr qsizetype kMostUnknown = 25;

RestTool toolOf(const ConnectorContext &context, const GitLabSettings &settings, qint64 silentWaitMs)
{
    RestTool tool;
    tool.name = u"GitLab"_s;
    tool.base = settings.rest;
    tool.headers = {{"Accept", "application/json"}};
    if (!context.token.isEmpty())
        tool.authorization = "Bearer " + context.token.trimmed(); // good for every kind of token
    tool.quota = gitlabQuota;
    tool.verdict = [silentWaitMs](const HttpResponse &response, Instant now) {
        return gitlabVerdict(response, now, silentWaitMs);
    };
    return tool;
}

// The server gave up: a smaller question may be answered.
bool isServerTimeOut(const HttpResponse &response)
{
    return response.status == 502 || response.status == 504;
}

} // namespace

GitLabApi::GitLabApi(std::shared_ptr<const ConnectorContext> context, GitLabSettings settings, qint64 silentWaitMs)
    : m_settings(std::move(settings))
    , m_rest(context, toolOf(*context, m_settings, silentWaitMs))
{
}

QCoro::Task<Result<GitLabApi::GraphQlAnswer>> GitLabApi::ask(QString query, QJsonObject variables, Patience patience)
{
    for (;;) {
        auto asking = askOnce(query, variables, patience);
        Result<GraphQlAnswer> answer = co_await std::move(asking);
        if (!answer || answer->fault.kind != Kind::Unknown)
            co_return answer;
        const qsizetype known = m_unknown.size();
        for (const QString &name : std::as_const(answer->fault.names))
            m_unknown.insert(name);
        m_documents.clear();
        if (m_unknown.size() == known || m_unknown.size() > kMostUnknown)
            co_return std::unexpected(answer->fault.error);
    }
}

QCoro::Task<Result<GitLabApi::GraphQlAnswer>> GitLabApi::askOnce(
    QString query, QJsonObject variables, Patience patience)
{
    QString &document = m_documents[query];
    if (document.isEmpty())
        document = graphQlDocument("gitlab/"_L1 + query, m_unknown);
    const QJsonObject body{
        {u"operationName"_s, operationName(document)}, {u"query"_s, document}, {u"variables"_s, variables}};

    const auto reply = std::make_shared<GraphQlAnswer>();
    HttpRequest asked = m_rest.request(m_settings.graphQl);
    asked.method = "POST";
    asked.headers.emplace_back("Content-Type", "application/json");
    asked.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    auto sending = m_rest.send(std::move(asked),
        [reply, clock = context().clock, patience](
            const HttpResponse &response, const QJsonDocument &json, HttpVerdict &verdict) {
            *reply = {};
            reply->at = serverTime(response, clock->now());
            const bool tellsAtOnce = patience == Patience::TellWhenTooExpensive;
            if (isServerTimeOut(response)) {
                reply->fault = {.kind = Kind::TooExpensive, .error = verdict.error, .names = {}};
                if (tellsAtOnce)
                    verdict.action = Action::Fail;
            }
            if (verdict.action != Action::Accept)
                return;
            reply->fault = gitlabGraphQlFault(json.object(), response);
            if (reply->fault.kind == Kind::None) {
                reply->data = json.object().value("data"_L1).toObject();
                reply->project = reply->data.value("project"_L1).toObject();
                return;
            }
            verdict.error = reply->fault.error;
            verdict.action = reply->fault.kind == Kind::TooExpensive && !tellsAtOnce ? Action::Retry : Action::Fail;
        });
    const Result<RestAnswer> response = co_await std::move(sending);
    if (response)
        co_return std::move(*reply);
    const bool tellIt = reply->fault.kind == Kind::Unknown
        || (reply->fault.kind == Kind::TooExpensive && patience == Patience::TellWhenTooExpensive);
    if (tellIt)
        co_return std::move(*reply);
    co_return std::unexpected(response.error());
}

} // namespace leadline
