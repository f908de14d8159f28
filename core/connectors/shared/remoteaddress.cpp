#include "core/connectors/shared/remoteaddress.h"

#include <QRegularExpression>
#include <QUrl>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kBitbucketServer = "scm/"_L1; // begins its addresses for https, not those for ssh

} // namespace

QString RemoteAddress::web() const
{
    return isSet() ? u"https://%1/%2"_s.arg(host, path) : QString();
}

QString RemoteAddress::id() const
{
    return isSet() ? (host + u'/' + path).toLower() : QString();
}

RemoteAddress remoteAddressOf(const QString &remoteUrl)
{
    // "git@host:owner/name.git" is not a URL; bring it into the form of one.
    static const QRegularExpression scp(uR"(^(?:[^@/]+@)?([^:/]+):(?!/)(.+)$)"_s);
    QString text = remoteUrl.trimmed();
    if (const auto match = scp.match(text); match.hasMatch() && !text.contains("://"_L1))
        text = u"ssh://%1/%2"_s.arg(match.captured(1), match.captured(2));
    const QUrl url(text);
    if (url.host().isEmpty() || url.isLocalFile())
        return {};
    QString path = url.path();
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    while (path.endsWith(u'/'))
        path.chop(1);
    if (path.endsWith(".git"_L1))
        path.chop(4);
    if (path.startsWith(kBitbucketServer) && path.count(u'/') == 2)
        path.remove(0, kBitbucketServer.size());
    if (path.isEmpty())
        return {};
    return {.host = url.host().toLower(), .path = path};
}

} // namespace leadline
