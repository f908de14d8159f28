#include "core/connectors/gitlab/gitlabverdict.h"

#include "core/net/retrypolicy.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

constexpr qsizetype kLongestMessage = 300;
constexpr qsizetype kPathOfItem = 4; // project, list, nodes, number

Error errorOf(ErrorKind kind, const QString &text, const HttpResponse &response, const QString &said)
{
    return {.kind = kind,
        .text = text,
        .detail = said.isEmpty() ? u"HTTP %1"_s.arg(response.status) : u"HTTP %1: %2"_s.arg(response.status).arg(said),
        .httpStatus = response.status,
        .retryAfterMs = {}};
}

HttpVerdict refused(ErrorKind kind, const QString &text, const HttpResponse &response)
{
    return {.action = Action::Fail,
        .waitMs = -1,
        .pauseHost = false,
        .error = errorOf(kind, text, response, gitlabMessage(response))};
}

QString words(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    QStringList parts;
    for (const QJsonValue &part : value.toArray())
        parts.append(words(part));
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        parts.append(it.key() + u' ' + words(it.value()));
    return parts.join(", "_L1);
}

HttpVerdict limited(const HttpResponse &response, Instant now, qint64 silentWaitMs)
{
    const Instant serverNow = serverTime(response, now);
    qint64 wait = silentWaitMs;
    const HttpQuota quota = gitlabQuota(response);
    if (const auto told = retryAfterMs(response.header("retry-after"), serverNow))
        wait = *told;
    else if (quota.remaining == 0 && quota.resetAt.isSet()) // a second kind of limit does not show in the headers
        wait = std::max<qint64>(0, quota.resetAt.ms() - serverNow.ms()) + 1000;
    Error error = errorOf(ErrorKind::RateLimit,
        u"GitLab's limit of requests is used up, and waiting did not help. What was read is kept; the next sync goes on from there."_s,
        response, gitlabMessage(response));
    error.retryAfterMs = wait;
    return {.action = Action::Retry, .waitMs = wait, .pauseHost = true, .error = std::move(error)};
}

HttpVerdict unauthorised(const HttpResponse &response)
{
    const QString said = gitlabMessage(response);
    if (said.contains("expired"_L1, Qt::CaseInsensitive))
        return refused(ErrorKind::Auth,
            u"The token has expired. Make a new token on GitLab and enter it in the source's settings."_s, response);
    return refused(ErrorKind::Auth,
        u"GitLab does not accept the token: it is wrong, was revoked or has run out. Make a new token and enter it in the source's settings."_s,
        response);
}

HttpVerdict forbidden(const HttpResponse &response)
{
    const QString said = gitlabMessage(response);
    if (said.contains("scope"_L1) || said.contains("higher privileges"_L1))
        return refused(ErrorKind::Permission,
            u"The token lacks the scope “read_api”. Make a token with it and enter that in the source's settings."_s,
            response);
    return refused(ErrorKind::Permission,
        u"GitLab does not let this token read that. Its owner needs the role Reporter (for pipelines Developer, where those are restricted) in the project, and the feature must be switched on there."_s,
        response);
}

} // namespace

QString gitlabMessage(const HttpResponse &response)
{
    const QJsonObject body = QJsonDocument::fromJson(response.body).object();
    if (body.isEmpty()) {
        const QString text = QString::fromUtf8(response.body.left(kLongestMessage)).trimmed();
        return text.startsWith(u'<') || text.startsWith(u'[') ? QString() : text;
    }
    QStringList parts;
    for (const QLatin1StringView key : {"message"_L1, "error"_L1, "error_description"_L1, "errors"_L1}) {
        if (const QString part = words(body.value(key)); !part.isEmpty())
            parts.append(part);
    }
    return parts.join(": "_L1).left(kLongestMessage);
}

HttpQuota gitlabQuota(const HttpResponse &response)
{
    HttpQuota quota;
    bool ok = false;
    if (const qint64 remaining = response.header("ratelimit-remaining").toLongLong(&ok); ok)
        quota.remaining = remaining;
    if (const qint64 limit = response.header("ratelimit-limit").toLongLong(&ok); ok)
        quota.limit = limit;
    if (const qint64 reset = response.header("ratelimit-reset").toLongLong(&ok); ok)
        quota.resetAt = Instant{reset * 1000};
    return quota;
}

HttpVerdict gitlabVerdict(const HttpResponse &response, Instant now, qint64 silentWaitMs)
{
    switch (response.status) {
    case 401:
        return unauthorised(response);
    case 403:
        if (!response.header("retry-after").isEmpty())
            return limited(response, now, silentWaitMs);
        return forbidden(response);
    case 404:
        return refused(ErrorKind::Http,
            u"GitLab has nothing there, or this token may not see it. Check the name, and that the token's owner is a member of the project."_s,
            response);
    case 429:
        return limited(response, now, silentWaitMs);
    default:
        return standardVerdict(response, now);
    }
}

GitLabGraphQlFault gitlabGraphQlFault(const QJsonObject &answer, const HttpResponse &response)
{
    using Kind = GitLabGraphQlFault::Kind;
    GitLabGraphQlFault fault;
    for (const QJsonValue &value : answer.value("errors"_L1).toArray()) {
        const QJsonObject error = value.toObject();
        const QString message = error.value("message"_L1).toString().left(kLongestMessage);
        const QJsonObject extensions = error.value("extensions"_L1).toObject();
        const QString code = extensions.value("code"_L1).toString();
        // Below an item only that part is blank: the numbers of lines of a branch that is damaged, say.
        if (error.value("path"_L1).toArray().size() > kPathOfItem
            && answer.value("data"_L1).toObject().value("project"_L1).isObject())
            continue;
        const auto says = [&message](QLatin1StringView text) { return message.contains(text, Qt::CaseInsensitive); };
        Kind kind = Kind::Other;
        if (code == "undefinedField"_L1 || code == "undefinedType"_L1) {
            kind = Kind::Unknown;
            fault.names.append(
                extensions.value(code == "undefinedField"_L1 ? "fieldName"_L1 : "typeName"_L1).toString());
        } else if (says("complexity"_L1) || says("timeout"_L1) || says("timed out"_L1)) {
            kind = Kind::TooExpensive;
        }
        if (fault.kind == Kind::Other || (fault.kind != Kind::None && kind != Kind::Other))
            continue;
        fault.kind = kind;
        fault.error = errorOf(ErrorKind::Http,
            kind == Kind::TooExpensive
                ? u"GitLab could not put the answer together in time, even in small pieces. Try again later."_s
                : u"GitLab refused the query: “%1”. Try again later; if it stays so, please report it."_s.arg(message),
            response, message);
    }
    if (fault.kind == Kind::None && !answer.value("data"_L1).isObject()) {
        fault.kind = Kind::Other;
        fault.error = errorOf(ErrorKind::Parse,
            u"The answer is not one of GitLab. Check the address: it is the one that you open in the browser, without a path of a group or project."_s,
            response, {});
    }
    return fault;
}

Error gitlabNoProject(const QString &scope, bool wasThere)
{
    Error error = fail(ErrorKind::Http,
        wasThere
            ? u"The project %1 was deleted, or this token may no longer see it. What was read before is kept; remove it from the source if it is gone."_s
                  .arg(scope)
            : u"There is no project %1, or this token may not see it. Check the name, and that the token's owner is a member of it."_s
                  .arg(scope),
        u"no such project"_s)
                      .error();
    error.httpStatus = 404;
    return error;
}

} // namespace leadline
