#include "core/net/redirect.h"

#include <QHostAddress>

namespace leadline {

using namespace Qt::StringLiterals;

static int portOf(const QUrl &url)
{
    return url.port(url.scheme() == "https"_L1 ? 443 : 80);
}

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host().compare(b.host(), Qt::CaseInsensitive) == 0 && portOf(a) == portOf(b);
}

bool isLoopback(const QUrl &url)
{
    const QString host = url.host().toLower();
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) || QHostAddress(host).isLoopback();
}

Result<void> checkUrl(const QUrl &url)
{
    const QString shown = url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    if (!url.isValid() || url.host().isEmpty())
        return fail(ErrorKind::Config,
            u"“%1” is not a web address. Enter one such as https://example.org."_s.arg(shown), url.errorString());
    if (url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isLoopback(url)))
        return {};
    if (url.scheme() == "http"_L1)
        return fail(ErrorKind::Config,
            u"“%1” is not encrypted, and the token would be readable on its way. Use https:// instead."_s.arg(shown));
    return fail(ErrorKind::Config, u"“%1” cannot be used: only https:// addresses can."_s.arg(shown));
}

bool isFollowed(const HttpRequest &asked, const HttpResponse &answer)
{
    static constexpr int codes[] = {301, 302, 303, 307, 308};
    return (asked.method == "GET" || asked.method == "HEAD") && std::ranges::contains(codes, answer.status);
}

Result<HttpRequest> redirected(const HttpRequest &asked, const HttpResponse &answer)
{
    const QByteArray location = answer.header("location");
    const QUrl target = answer.url.resolved(QUrl::fromEncoded(location));
    if (location.isEmpty() || !target.isValid())
        return fail(ErrorKind::Http,
            u"%1 sends the request elsewhere without saying where. Check the address of the source."_s.arg(
                answer.url.host()),
            u"HTTP %1 without a usable Location"_s.arg(answer.status));
    if (asked.url.scheme() == "https"_L1 && target.scheme() != "https"_L1)
        return fail(ErrorKind::Http,
            u"%1 sends the request on to an address that is not encrypted, which Leadline refuses. Check the address of the source."_s
                .arg(asked.url.host()),
            u"HTTP %1 to %2"_s.arg(answer.status)
                .arg(target.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)));
    if (const auto usable = checkUrl(target); !usable)
        return std::unexpected(usable.error());

    HttpRequest next = asked;
    next.url = target;
    next.url.setUserInfo({});
    if (!sameOrigin(asked.url, target)) {
        next.authorization.clear();
        std::erase_if(next.headers, [](const auto &header) {
            const QByteArray name = header.first.toLower();
            return name != "accept" && name != "accept-language" && name != "user-agent";
        });
    }
    return next;
}

} // namespace leadline
