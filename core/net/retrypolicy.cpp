#include "core/net/retrypolicy.h"

#include "core/base/logging.h"
#include "core/net/httpdate.h"

#include <QRandomGenerator>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

static constexpr qint64 kLongestBackOffMs = 60'000;
static constexpr qint64 kMessageChars = 300;

qint64 backOffMs(int failedTries, qint64 baseMs)
{
    const qint64 ceiling =
        std::min(kLongestBackOffMs, std::max<qint64>(1, baseMs) << std::clamp(failedTries - 1, 0, 20));
    return ceiling / 2 + QRandomGenerator::global()->bounded(ceiling / 2 + 1);
}

qint64 withJitter(qint64 waitMs)
{
    return waitMs + QRandomGenerator::global()->bounded(std::clamp<qint64>(waitMs / 20, 0, 1000) + 1);
}

std::optional<qint64> retryAfterMs(const QByteArray &value, Instant now)
{
    const QByteArray text = value.trimmed();
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (isNumber) {
        if (!std::isfinite(seconds))
            return std::nullopt;
        constexpr double century = 100.0 * 365 * 86'400;
        return static_cast<qint64>(std::ceil(std::clamp(seconds, 0.0, century) * 1000));
    }
    Instant at = httpDate(text, now);
    if (!at.isSet())
        at = Instant::fromIso(QString::fromLatin1(text));
    if (!at.isSet())
        return std::nullopt;
    return std::max<qint64>(0, at.ms() - now.ms());
}

Instant serverTime(const HttpResponse &response, Instant now)
{
    const Instant told = httpDate(response.header("date"), now);
    return told.isSet() ? told : now;
}

QString serverMessage(const HttpResponse &response)
{
    const QJsonDocument document = response.isJson() ? QJsonDocument::fromJson(response.body) : QJsonDocument();
    const QJsonObject object = document.object();
    for (const QString &name : {u"message"_s, u"error_description"_s, u"error"_s, u"title"_s, u"detail"_s}) {
        QJsonValue value = object.value(name);
        if (value.isObject()) // {"error": {"message": …}}
            value = value.toObject().value(u"message"_s);
        if (value.isString() && !value.toString().isEmpty())
            return redacted(value.toString().simplified().left(kMessageChars));
    }
    return {};
}

static bool isHtml(const HttpResponse &response)
{
    return response.header("content-type").trimmed().toLower().startsWith("text/html");
}

static HttpVerdict verdict(Action action, ErrorKind kind, const QString &text, const HttpResponse &response)
{
    const QString message = serverMessage(response);
    Error error{.kind = kind,
        .text = text,
        .detail = u"HTTP %1 from %2%3"_s.arg(response.status)
            .arg(response.url.host(), message.isEmpty() ? QString() : u": "_s + message),
        .httpStatus = response.status,
        .retryAfterMs = {}};
    return {.action = action, .waitMs = -1, .pauseHost = false, .error = std::move(error)};
}

static HttpVerdict retryVerdict(const HttpResponse &response, Instant now)
{
    const QString host = response.url.host();
    const bool limited = response.status == 429;
    HttpVerdict result = limited
        ? verdict(Action::Retry, ErrorKind::RateLimit,
              u"%1 says that too many requests were made. Leadline waited and tried again; sync again later."_s.arg(
                  host),
              response)
        : verdict(Action::Retry, ErrorKind::Http,
              u"%1 has a problem of its own (HTTP %2). Try again later; if it stays, ask whoever runs it."_s.arg(host)
                  .arg(response.status),
              response);
    const auto wait = retryAfterMs(response.header("retry-after"), serverTime(response, now));
    result.waitMs = wait.value_or(-1);
    result.pauseHost = limited || wait.has_value();
    result.error.retryAfterMs = wait;
    return result;
}

static HttpVerdict refusal(const HttpResponse &response)
{
    const QString host = response.url.host();
    const QString message = serverMessage(response);
    switch (response.status) {
    case 401:
        return verdict(Action::Fail, ErrorKind::Auth,
            u"%1 does not accept the token: it is wrong, was revoked or has expired. Make a new token and enter it in the source's settings."_s
                .arg(host),
            response);
    case 403:
        return verdict(Action::Fail, ErrorKind::Permission,
            u"%1 does not let this token read that. Give the token the missing permission, or use the token of somebody who has it."_s
                .arg(host),
            response);
    case 404:
        return verdict(Action::Fail, ErrorKind::Http,
            u"%1 has nothing at this address: it was deleted, renamed, or the token may not see it. Check the source's settings."_s
                .arg(host),
            response);
    case 410:
        return verdict(Action::Fail, ErrorKind::Http,
            u"%1 no longer has what was asked for: it was removed for good or is switched off there. Switch it on, or take it out of the source's settings."_s
                .arg(host),
            response);
    case 451:
        return verdict(Action::Fail, ErrorKind::Permission,
            u"%1 may not show this for legal reasons. What was read before is kept; take it out of the source's settings."_s
                .arg(host),
            response);
    default:
        return verdict(Action::Fail, ErrorKind::Http,
            message.isEmpty()
                ? u"%1 refused the request (HTTP %2). Check the source's settings; if it stays so, please report it."_s
                      .arg(host)
                      .arg(response.status)
                : u"%1 refused the request (HTTP %2): “%3” Check the source's settings; if it stays so, please report it."_s
                      .arg(host)
                      .arg(response.status)
                      .arg(message),
            response);
    }
}

HttpVerdict standardVerdict(const HttpResponse &response, Instant now)
{
    const int status = response.status;
    if (status == 304)
        return {};
    if (status >= 200 && status < 300 && !isHtml(response))
        return {};
    if (status >= 200 && status < 300) {
        return verdict(Action::Fail, ErrorKind::Http,
            u"%1 answered with a web page instead of data. A login page or a proxy may stand in between, or the address is not the one of the API. Check the address, and sign in to the network if it asks for it."_s
                .arg(response.url.host()),
            response);
    }
    if (status == 429 || status == 408 || status == 425 || status >= 500)
        return retryVerdict(response, now);
    return refusal(response);
}

} // namespace leadline
