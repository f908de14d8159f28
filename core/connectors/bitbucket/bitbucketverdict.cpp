#include "core/connectors/bitbucket/bitbucketverdict.h"

#include "core/net/retrypolicy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

Error errorOf(ErrorKind kind, const QString &text, const HttpResponse &response)
{
    const QString said = serverMessage(response);
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

HttpVerdict limited(const HttpResponse &response, Instant now, qint64 usualWaitMs)
{
    const qint64 wait = retryAfterMs(response.header("retry-after"), serverTime(response, now)).value_or(usualWaitMs);
    Error error = errorOf(ErrorKind::RateLimit,
        u"Bitbucket's limit of requests is used up, and waiting did not help. What was read is kept; the next sync goes on from there."_s,
        response);
    error.retryAfterMs = wait;
    return {.action = Action::Retry, .waitMs = wait, .pauseHost = true, .error = std::move(error)};
}

HttpVerdict unauthorised(const HttpResponse &response, bool hasEmail)
{
    return refused(ErrorKind::Auth,
        hasEmail
            ? u"Bitbucket does not accept the token: it is wrong, was revoked or has expired, or it is not of the account with this e-mail address. Make a new API token and enter it in the source's settings. App passwords no longer work."_s
            : u"Bitbucket does not accept the token: it is wrong, was revoked or has expired. An API token also needs the e-mail address of its account in the source's settings; app passwords no longer work."_s,
        response);
}

// {"error": {"detail": {"required": ["pullrequest"], "granted": …}}}
QString requiredScopes(const HttpResponse &response)
{
    const QJsonObject error = QJsonDocument::fromJson(response.body).object().value("error"_L1).toObject();
    QStringList scopes;
    for (const QJsonValue &scope : error.value("detail"_L1).toObject().value("required"_L1).toArray())
        scopes.append(scope.toString().left(60));
    return scopes.join(u", "_s);
}

HttpVerdict forbidden(const HttpResponse &response)
{
    const QString scopes = requiredScopes(response);
    return refused(ErrorKind::Permission,
        scopes.isEmpty()
            ? u"Bitbucket does not let this token read that. Give the token the missing scope, use the token of somebody who has access, or ask whether the workspace admits only certain addresses."_s
            : u"Bitbucket does not let this token read that. The token needs the scope “%1”: make a new one that has it."_s
                  .arg(scopes),
        response);
}

} // namespace

HttpVerdict bitbucketVerdict(const HttpResponse &response, Instant now, const BitbucketManners &manners)
{
    switch (response.status) {
    case 401:
        return unauthorised(response, manners.hasEmail);
    case 403:
        return forbidden(response);
    case 404:
        return refused(ErrorKind::Http,
            u"Bitbucket has nothing there, or this token may not see it. Check the name, and that the token has access to this repository."_s,
            response);
    case 410:
        return refused(ErrorKind::Http,
            u"Bitbucket no longer offers this. Check whether there is a newer Leadline; if not, please report it."_s,
            response);
    case 429:
        return limited(response, now, manners.limitWaitMs);
    case kBitbucketDiffTooLarge:
        return refused(ErrorKind::Http, u"Bitbucket could not compute a difference that is too large."_s, response);
    default:
        return standardVerdict(response, now);
    }
}

} // namespace leadline
