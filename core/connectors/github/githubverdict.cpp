#include "core/connectors/github/githubverdict.h"

#include "core/net/retrypolicy.h"

#include <QJsonArray>
#include <QUrlQuery>

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

Error errorOf(ErrorKind kind, const QString &text, const HttpResponse &response, const QString &message = {})
{
    const QString said = message.isEmpty() ? serverMessage(response) : message;
    return {.kind = kind,
        .text = text,
        .detail = said.isEmpty() ? u"HTTP %1"_s.arg(response.status) : u"HTTP %1: %2"_s.arg(response.status).arg(said),
        .httpStatus = response.status,
        .retryAfterMs = {}};
}

HttpVerdict refused(ErrorKind kind, const QString &text, const HttpResponse &response)
{
    return {.action = Action::Fail, .waitMs = -1, .pauseHost = false, .error = errorOf(kind, text, response)};
}

HttpVerdict limited(const HttpResponse &response, qint64 waitMs)
{
    Error error = errorOf(ErrorKind::RateLimit,
        u"GitHub's limit of requests is used up, and waiting did not help. What was read is kept; the next sync goes on from there."_s,
        response);
    error.retryAfterMs = waitMs;
    return {.action = Action::Retry, .waitMs = waitMs, .pauseHost = true, .error = std::move(error)};
}

bool saysLimit(const QString &message)
{
    return message.contains("secondary rate limit"_L1, Qt::CaseInsensitive)
        || message.contains("abuse detection"_L1, Qt::CaseInsensitive)
        || message.contains("rate limit exceeded"_L1, Qt::CaseInsensitive);
}

// "required; url=https://…": the page where the person lets the token into the organisation, without the request's
// secret part.
QString singleSignOnText(const HttpResponse &response)
{
    const QByteArray sso = response.header("x-github-sso");
    if (!sso.startsWith("required"))
        return {};
    QString page;
    if (const auto at = sso.indexOf("url="); at >= 0) {
        QUrl url = QUrl::fromEncoded(sso.mid(at + 4).trimmed());
        url.setQuery(QString{});
        page = url.toString();
    }
    return page.isEmpty()
        ? u"The organisation asks for single sign-on, and this token has not been authorised for it. Open the token's page on GitHub, choose “Configure SSO” and authorise it."_s
        : u"The organisation asks for single sign-on, and this token has not been authorised for it. Authorise it at %1, or choose “Configure SSO” on the token's page."_s
              .arg(page);
}

HttpVerdict forbidden(const HttpResponse &response)
{
    if (const QString text = singleSignOnText(response); !text.isEmpty())
        return refused(ErrorKind::Permission, text, response);
    const QString needed = QString::fromLatin1(response.header("x-accepted-github-permissions")).left(200);
    if (!needed.isEmpty())
        return refused(ErrorKind::Permission,
            u"GitHub does not let this token read that. Give the token the permission “%1” for this repository."_s.arg(
                needed),
            response);
    const QString scopes = QString::fromLatin1(response.header("x-accepted-oauth-scopes")).left(200);
    if (!scopes.isEmpty())
        return refused(ErrorKind::Permission,
            u"GitHub does not let this token read that. The token needs one of these scopes: %1."_s.arg(scopes),
            response);
    return refused(ErrorKind::Permission,
        u"GitHub does not let this token read that. Give the token the missing permission, or use the token of somebody who has it."_s,
        response);
}

HttpVerdict unauthorised(const HttpResponse &response, Instant now)
{
    const Instant expiry = githubTokenExpiry(response);
    if ((expiry.isSet() && expiry <= now) || serverMessage(response).contains("expired"_L1, Qt::CaseInsensitive))
        return refused(ErrorKind::Auth,
            expiry.isSet()
                ? u"The token expired on %1. Make a new token on GitHub and enter it in the source's settings."_s.arg(
                      expiry.toIso().left(10))
                : u"The token has expired. Make a new token on GitHub and enter it in the source's settings."_s,
            response);
    return refused(ErrorKind::Auth,
        u"GitHub does not accept the token: it is wrong, was revoked or has expired. Make a new token and enter it in the source's settings."_s,
        response);
}

} // namespace

Instant githubTokenExpiry(const HttpResponse &response)
{
    return Instant::fromIso(QString::fromLatin1(response.header("github-authentication-token-expiration")));
}

HttpQuota githubQuota(const HttpResponse &response)
{
    HttpQuota quota;
    bool ok = false;
    if (const qint64 remaining = response.header("x-ratelimit-remaining").toLongLong(&ok); ok)
        quota.remaining = remaining;
    if (const qint64 limit = response.header("x-ratelimit-limit").toLongLong(&ok); ok)
        quota.limit = limit;
    if (const qint64 reset = response.header("x-ratelimit-reset").toLongLong(&ok); ok)
        quota.resetAt = Instant{reset * 1000};
    return quota;
}

qint64 rateLimitWaitMs(const HttpResponse &response, Instant now, qint64 secondaryWaitMs)
{
    const Instant serverNow = serverTime(response, now);
    if (const auto wait = retryAfterMs(response.header("retry-after"), serverNow))
        return *wait;
    const HttpQuota quota = githubQuota(response);
    if (quota.remaining == 0 && quota.resetAt.isSet())
        return std::max<qint64>(0, quota.resetAt.ms() - serverNow.ms()) + 1000;
    return secondaryWaitMs;
}

HttpVerdict githubVerdict(const HttpResponse &response, Instant now, qint64 secondaryWaitMs)
{
    const QString message = response.status >= 400 ? serverMessage(response) : QString{};
    switch (response.status) {
    case 401:
        return unauthorised(response, now);
    case 403:
    case 429:
        if (response.status == 429 || !response.header("retry-after").isEmpty() || githubQuota(response).remaining == 0
            || saysLimit(message))
            return limited(response, rateLimitWaitMs(response, now, secondaryWaitMs));
        return forbidden(response);
    case 404:
        return refused(ErrorKind::Http,
            u"GitHub has nothing there, or this token may not see it. Check the name, and that the token has access to this repository."_s,
            response);
    case 410:
        return refused(ErrorKind::Http,
            u"GitHub has removed this, or it is switched off for the repository. Open the repository's settings on GitHub to switch it on, or remove the repository from the source."_s,
            response);
    case 422:
        return refused(ErrorKind::Http,
            u"GitHub could not work with the request (%1). Please report this, with the log."_s.arg(message), response);
    case 451:
        return refused(ErrorKind::Permission,
            u"GitHub blocks this repository for legal reasons. What was read before is kept; remove it from the source."_s,
            response);
    default:
        return standardVerdict(response, now);
    }
}

namespace {

GraphQlFault::Kind kindOf(const QJsonObject &error)
{
    using Kind = GraphQlFault::Kind;
    const QString type = error.value("type"_L1).toString();
    const QString message = error.value("message"_L1).toString();
    const QJsonObject extensions = error.value("extensions"_L1).toObject();
    const auto says = [&message](QLatin1StringView text) { return message.contains(text, Qt::CaseInsensitive); };
    if (type.startsWith("RATE_LIMIT"_L1) || error.value("code"_L1).toString() == "graphql_rate_limit"_L1
        || saysLimit(message))
        return Kind::RateLimited;
    if (type == "RESOURCE_LIMITS_EXCEEDED"_L1 || type == "MAX_NODE_LIMIT_EXCEEDED"_L1 || says("resource limits"_L1)
        || says("timeout"_L1) || says("timedout"_L1) || says("something went wrong"_L1))
        return Kind::TooExpensive;
    if (extensions.value("code"_L1).toString() == "undefinedField"_L1)
        return Kind::UndefinedField;
    if (type == "NOT_FOUND"_L1)
        return Kind::NotFound;
    if (type == "FORBIDDEN"_L1 || type == "INSUFFICIENT_SCOPES"_L1 || extensions.value("saml_failure"_L1).toBool()
        || says("SAML"_L1) || says("not accessible"_L1))
        return Kind::Forbidden;
    return Kind::Other;
}

Error errorFor(GraphQlFault::Kind kind, const QString &message, const HttpResponse &response)
{
    using Kind = GraphQlFault::Kind;
    if (kind == Kind::RateLimited)
        return limited(response, 0).error;
    if (kind == Kind::TooExpensive)
        return errorOf(ErrorKind::Http,
            u"GitHub could not put the answer together in time, even in small pieces. Try again later."_s, response,
            message);
    if (kind == Kind::NotFound)
        return githubVerdict(
            {.status = 404, .headers = response.headers, .body = {}, .url = response.url, .notModified = false}, {})
            .error;
    if (kind == Kind::Forbidden) {
        const bool singleSignOn = message.contains("SAML"_L1, Qt::CaseInsensitive);
        if (const QString text = singleSignOnText(response); !text.isEmpty() || singleSignOn)
            return errorOf(ErrorKind::Permission,
                !text.isEmpty()
                    ? text
                    : u"The organisation asks for single sign-on, and this token has not been authorised for it. Open the token's page on GitHub, choose “Configure SSO” and authorise it."_s,
                response, message);
        return errorOf(ErrorKind::Permission,
            u"GitHub does not let this token read that: “%1”. Give the token the missing permission for this repository."_s
                .arg(message),
            response, message);
    }
    return errorOf(ErrorKind::Http,
        u"GitHub refused the query: “%1”. Try again later; if it stays so, please report it."_s.arg(message), response,
        message);
}

} // namespace

GraphQlFault graphQlFault(const QJsonObject &answer, const HttpResponse &response, bool partsMayFail)
{
    using Kind = GraphQlFault::Kind;
    GraphQlFault fault;
    for (const QJsonValue &value : answer.value("errors"_L1).toArray()) {
        const QJsonObject error = value.toObject();
        const Kind kind = kindOf(error);
        const qsizetype depth = error.value("path"_L1).toArray().size();
        // Below an item only that part is blank: a closing issue in a repository that the token may not see, say.
        if ((kind == Kind::NotFound || kind == Kind::Forbidden) && depth > (partsMayFail ? 1 : 2)
            && !answer.value("data"_L1).toObject().value("repository"_L1).isNull())
            continue;
        if (kind == Kind::UndefinedField)
            fault.fields.append(error.value("extensions"_L1).toObject().value("fieldName"_L1).toString());
        // The most telling first, in the order of the enumeration.
        if (fault.kind != Kind::None && kind >= fault.kind)
            continue;
        fault.kind = kind;
        fault.error = errorFor(kind, error.value("message"_L1).toString().left(300), response);
    }
    if (fault.kind == Kind::None && !answer.value("data"_L1).isObject()) {
        fault.kind = Kind::Other;
        fault.error = errorOf(ErrorKind::Parse,
            u"The answer of the GraphQL address is not one of GitHub. Check the address: for an Enterprise Server it is https://HOST/api/graphql."_s,
            response);
    }
    return fault;
}

} // namespace leadline
