#include "core/net/exchange.h"

namespace leadline {

using namespace Qt::StringLiterals;

static constexpr int kAsOftenAsAllowed = 1'000'000;
static constexpr int kFewTries = 3; // passing trouble is over soon; a wrong address stays wrong

struct Words {
    QString text;
    int worthTries;
};

static Words tlsWords(const QString &host, const QStringList &problems)
{
    const QString why =
        problems.isEmpty() ? u"the encrypted connection could not be agreed on"_s : problems.join(u"; "_s);
    return {
        u"The connection to %1 is not safe: %2. If your company signs its own certificates, install its root certificate on this computer."_s
            .arg(host, why),
        1};
}

static Words proxyWords(QNetworkReply::NetworkError error)
{
    if (error == QNetworkReply::ProxyAuthenticationRequiredError)
        return {
            u"The proxy of this network asks for a name and a password. Enter them in the system's proxy settings."_s,
            1};
    return {u"The proxy of this network cannot be reached. Check the system's proxy settings."_s, kFewTries};
}

static Words cutWords(const QString &host)
{
    return {
        u"%1 closed the connection before its answer was complete. Try again later."_s.arg(host), kAsOftenAsAllowed};
}

static Words wordsOf(const QNetworkReply &reply, const QStringList &tlsProblems)
{
    const QUrl url = reply.request().url();
    const QString host = url.host();
    switch (reply.error()) {
    case QNetworkReply::HostNotFoundError:
        return {u"The server “%1” was not found. Check its address and the network connection."_s.arg(host), kFewTries};
    case QNetworkReply::ConnectionRefusedError:
        return {
            u"%1 refuses connections on port %2. Check the address, and that the server is running."_s.arg(host).arg(
                url.port(url.scheme() == "https"_L1 ? 443 : 80)),
            kFewTries};
    case QNetworkReply::RemoteHostClosedError:
        return {u"%1 closed the connection before its answer was complete. Try again later."_s.arg(host),
            kAsOftenAsAllowed};
    case QNetworkReply::OperationCanceledError: // the inactivity time-out; our own aborts never come here
    case QNetworkReply::TimeoutError:
        return {u"%1 did not answer in time. Check the network connection and try again later."_s.arg(host),
            kAsOftenAsAllowed};
    case QNetworkReply::SslHandshakeFailedError:
        return tlsWords(host, tlsProblems);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return proxyWords(reply.error());
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolUnknownError:
        return {u"%1 gave an answer that is not proper HTTP. Check that the address is the one of the API."_s.arg(host),
            kFewTries};
    case QNetworkReply::UnknownContentError: // a packed body that cannot be unpacked
        return {u"%1 sent an answer that is damaged. Try again later."_s.arg(host), kFewTries};
    default:
        return {u"%1 cannot be reached. Check the network connection and try again."_s.arg(host), kAsOftenAsAllowed};
    }
}

static TransportFailure failure(const Words &words, const QString &detail)
{
    return {.error = fail(ErrorKind::Network, words.text, detail).error(), .worthTries = words.worthTries};
}

TransportFailure transportFailure(const QNetworkReply &reply, const QStringList &tlsProblems)
{
    return failure(wordsOf(reply, tlsProblems),
        u"network error %1: %2"_s.arg(static_cast<int>(reply.error())).arg(reply.errorString()));
}

TransportFailure cutFailure(const QString &host)
{
    return failure(cutWords(host), u"the body ends in the middle"_s);
}

} // namespace leadline
