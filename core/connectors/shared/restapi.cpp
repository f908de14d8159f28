#include "core/connectors/shared/restapi.h"

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

constexpr int kNoContent = 204;

HttpVerdict cutOff(const QString &tool, const HttpResponse &response, const QJsonParseError &problem)
{
    Error error{.kind = ErrorKind::Parse,
        .text =
            u"An answer of %1 was cut off or garbled on the way, several times. Check the network and any proxy, then sync again."_s
                .arg(tool),
        .detail = u"%1 at byte %2 of %3"_s.arg(problem.errorString()).arg(problem.offset).arg(response.body.size()),
        .httpStatus = response.status,
        .retryAfterMs = {}};
    return {.action = Action::Retry, .waitMs = -1, .pauseHost = false, .error = std::move(error)};
}

HttpVerdict webPage(const QString &tool, const HttpResponse &response)
{
    Error error{.kind = ErrorKind::Http,
        .text =
            u"%1 answered with a web page instead of data. A login page or a proxy may stand in between, or the address is not the one of the API. Check the address, and sign in to the network if it asks for it."_s
                .arg(tool),
        .detail = u"a body that begins with “<”, from %1"_s.arg(response.url.host()),
        .httpStatus = response.status,
        .retryAfterMs = {}};
    return {.action = Action::Fail, .waitMs = -1, .pauseHost = false, .error = std::move(error)};
}

} // namespace

RestApi::RestApi(std::shared_ptr<const ConnectorContext> context, RestTool tool)
    : m_context(std::move(context))
    , m_tool(std::move(tool))
{
}

QUrl RestApi::url(const QString &path, const Query &query) const
{
    QByteArray text = m_tool.base.toEncoded() + path.toUtf8();
    char separator = '?';
    for (const auto &[name, value] : query) {
        text += separator + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        separator = '&';
    }
    return QUrl::fromEncoded(text);
}

HttpRequest RestApi::request(const QUrl &url) const
{
    HttpRequest request;
    request.url = url;
    request.headers = m_tool.headers;
    request.headers.emplace_back("User-Agent", "Leadline/" LEADLINE_VERSION);
    request.authorization = m_tool.authorization;
    request.budget = m_tool.budget;
    request.readQuota = m_tool.quota;
    return request;
}

QCoro::Task<Result<RestAnswer>> RestApi::get(QUrl url, bool useETag)
{
    HttpRequest asked = request(url);
    asked.useETag = useETag;
    auto sending = send(std::move(asked));
    co_return co_await std::move(sending);
}

QCoro::Task<Result<RestAnswer>> RestApi::post(QUrl url, QJsonObject body)
{
    HttpRequest asked = request(url);
    asked.method = "POST";
    asked.headers.emplace_back("Content-Type", "application/json");
    asked.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    auto sending = send(std::move(asked));
    co_return co_await std::move(sending);
}

QCoro::Task<Result<RestAnswer>> RestApi::send(HttpRequest request, Judge judge)
{
    const auto json = std::make_shared<QJsonDocument>();
    request.judge = [json, judge, traffic = m_traffic, clock = m_context->clock, name = m_tool.name,
                        decide = m_tool.verdict](const HttpResponse &response) -> HttpVerdict {
        ++traffic->requests;
        *json = {};
        HttpVerdict verdict = decide ? decide(response, clock->now()) : standardVerdict(response, clock->now());
        if (verdict.action == Action::Accept && response.status != kNoContent) {
            QJsonParseError problem;
            *json = QJsonDocument::fromJson(response.body, &problem);
            if (problem.error != QJsonParseError::NoError)
                verdict =
                    response.body.trimmed().startsWith('<') ? webPage(name, response) : cutOff(name, response, problem);
        }
        if (judge)
            judge(response, *json, verdict);
        return verdict;
    };
    auto sending = m_context->http->send(std::move(request), m_context->cancel);
    Result<HttpResponse> response = co_await std::move(sending);
    if (!response)
        co_return std::unexpected(response.error());
    co_return RestAnswer{.response = std::move(*response), .json = std::move(*json)};
}

} // namespace leadline
