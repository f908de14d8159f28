#include "core/connectors/bitbucketserver/bitbucketserversettings.h"

namespace leadline {

using namespace Qt::StringLiterals;

Result<BitbucketServerSettings> bitbucketServerSettings(const SourceConfig &config)
{
    QString base = config.url.trimmed();
    if (const qsizetype rest = base.indexOf("/rest/"_L1); rest > 0)
        base.truncate(rest);
    while (base.endsWith(u'/'))
        base.chop(1);
    const QUrl url(base + "/rest"_L1, QUrl::StrictMode);
    if (base.isEmpty() || !url.isValid() || url.host().isEmpty()
        || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return fail(ErrorKind::Config,
            u"“%1” is not a usable address. Enter the one that people open in the browser, such as https://bitbucket.example.org."_s
                .arg(config.url));
    BitbucketServerSettings settings;
    settings.base = url;
    settings.user = config.options.value("user"_L1).toString().trimmed();
    const QJsonValue builds = config.options.value("builds"_L1); // the command line gives every option as text
    const QString word = builds.toString().trimmed().toLower();
    settings.builds = builds.isString() ? word != "false"_L1 && word != "0"_L1 && word != "no"_L1 : builds.toBool(true);
    return settings;
}

ConnectorDescriptor bitbucketServerDescriptor()
{
    ConnectorDescriptor descriptor;
    descriptor.kind = u"bitbucket_server"_s;
    descriptor.name = u"Bitbucket Data Center"_s;
    descriptor.urlLabel = u"Address"_s;
    descriptor.scopeLabel = u"Repository (PROJECT/repository)"_s;
    descriptor.needsToken = true;
    descriptor.canDiscover = true;
    descriptor.tokenKinds = {{.name = u"HTTP access token"_s,
        .leastScopes = {u"Project read"_s, u"Repository read"_s},
        .helpUrl = u"https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html"_s}};
    using Type = SettingSpec::Type;
    descriptor.settings = {
        {.key = u"builds"_s,
            .type = Type::Boolean,
            .label = u"Read the build status of commits"_s,
            .help = u"One request for each commit."_s,
            .defaultValue = true,
            .choices = {}},
        {.key = u"user"_s,
            .type = Type::Text,
            .label = u"User name"_s,
            .help = u"Only where the token is the password of an account, on servers without access tokens."_s,
            .defaultValue = {},
            .choices = {}},
    };
    return descriptor;
}

RestTool bitbucketServerTool(const ConnectorContext &context, const BitbucketServerSettings &settings)
{
    RestTool tool;
    tool.name = u"Bitbucket"_s;
    tool.base = settings.base;
    tool.headers = {{"Accept", "application/json"}};
    const QByteArray token = context.token.trimmed();
    tool.authorization =
        settings.user.isEmpty() ? "Bearer " + token : "Basic " + (settings.user.toUtf8() + ':' + token).toBase64();
    return tool;
}

Result<QString> bitbucketServerAddress(const QString &scope)
{
    const QStringList parts = scope.trimmed().split(u'/');
    if (parts.size() != 2 || parts[0].isEmpty() || parts[1].isEmpty() || scope.contains(u':'))
        return fail(ErrorKind::Config,
            u"“%1” is not a repository. Write it as PROJECT/repository: the key of the project and the short name of the repository, as in the address of its page."_s
                .arg(scope));
    return QString::fromLatin1(
        "/api/1.0/projects/" + QUrl::toPercentEncoding(parts[0], "~") + "/repos/" + QUrl::toPercentEncoding(parts[1]));
}

} // namespace leadline
