#include "core/connectors/jira/jiraverdict.h"

#include "core/base/logging.h"
#include "core/net/retrypolicy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

constexpr qsizetype kMessageChars = 300;

HttpVerdict refused(ErrorKind kind, const QString &text, const HttpResponse &response)
{
    const QString said = jiraMessage(response);
    Error error{.kind = kind,
        .text = text,
        .detail = said.isEmpty() ? u"HTTP %1"_s.arg(response.status) : u"HTTP %1: %2"_s.arg(response.status).arg(said),
        .httpStatus = response.status,
        .retryAfterMs = {}};
    return {.action = Action::Fail, .waitMs = -1, .pauseHost = false, .error = std::move(error)};
}

HttpVerdict limited(const HttpResponse &response, Instant now)
{
    const Instant serverNow = serverTime(response, now);
    auto wait = retryAfterMs(response.header("retry-after"), serverNow);
    // "2026-02-03T10:20Z": a minute, so that it may have passed already.
    const Instant reset = Instant::fromIso(QString::fromLatin1(response.header("x-ratelimit-reset")));
    if (!wait && reset.isSet())
        wait = std::max<qint64>(0, reset.ms() - serverNow.ms());
    HttpVerdict verdict = refused(ErrorKind::RateLimit,
        u"Jira's limit of requests is used up, and waiting did not help. What was read is kept; the next sync goes on from there."_s,
        response);
    verdict.action = Action::Retry;
    verdict.waitMs = wait.value_or(-1);
    verdict.pauseHost = true;
    verdict.error.retryAfterMs = wait;
    return verdict;
}

HttpVerdict badRequest(const HttpResponse &response)
{
    const QString said = jiraMessage(response);
    return refused(ErrorKind::Http,
        said.isEmpty() ? u"Jira could not work with the request. Please report this, with the log."_s
                       : u"Jira could not work with the request: “%1”. Please report this, with the log."_s.arg(said),
        response);
}

} // namespace

QString jiraMessage(const HttpResponse &response)
{
    if (!response.isJson())
        return {};
    const QJsonObject object = QJsonDocument::fromJson(response.body).object();
    QStringList said;
    for (const QJsonValue &message : object.value("errorMessages"_L1).toArray())
        said.append(message.toString());
    const QJsonValue errors = object.value("errors"_L1);
    for (const QJsonValue &message : errors.toObject()) // by field
        said.append(message.toString());
    for (const QJsonValue &message : errors.toArray()) // of requests for many things
        said.append(message.toObject().value("message"_L1).toString());
    said.removeAll(QString());
    return said.isEmpty() ? serverMessage(response) : redacted(said.join(u' ').simplified().left(kMessageChars));
}

HttpQuota jiraQuota(const HttpResponse &response)
{
    HttpQuota quota;
    bool ok = false;
    if (const qint64 remaining = response.header("x-ratelimit-remaining").toLongLong(&ok); ok)
        quota.remaining = remaining;
    if (const qint64 limit = response.header("x-ratelimit-limit").toLongLong(&ok); ok)
        quota.limit = limit;
    return quota;
}

HttpVerdict jiraVerdict(const HttpResponse &response, Instant now)
{
    switch (response.status) {
    case 400:
        return badRequest(response);
    case 401:
        return refused(ErrorKind::Auth,
            u"Jira does not accept the token: it is wrong, was revoked or has expired (API tokens live a year at most), or the e-mail address is not that of its account. Make a new token and enter it in the source's settings."_s,
            response);
    case 403:
        if (response.header("x-seraph-loginreason").toUpper().contains("DENIED")
            || response.header("x-authentication-denied-reason").toUpper().contains("CAPTCHA"))
            return refused(ErrorKind::Auth,
                u"Jira does not let this account in without a person: it asks for a captcha after failed attempts. Sign in once in the browser, then sync again."_s,
                response);
        return refused(ErrorKind::Permission,
            u"Jira does not let this account read that. Give it the permission “Browse projects”, and Jira Software for boards and sprints; a token with scopes needs those that the documentation names."_s,
            response);
    case 404:
        return refused(ErrorKind::Http,
            u"Jira has nothing there, or this account may not see it. Check the project's key, and that the account may browse it."_s,
            response);
    case 410:
        return refused(ErrorKind::Http,
            u"Jira has removed this part of its interface. Update Leadline; if there is no newer version, please report it."_s,
            response);
    case 429:
        return limited(response, now);
    default:
        return standardVerdict(response, now);
    }
}

} // namespace leadline
