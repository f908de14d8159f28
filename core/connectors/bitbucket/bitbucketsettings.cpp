#include "core/connectors/bitbucket/bitbucketsettings.h"

#include "core/connectors/bitbucket/bitbucketverdict.h"

#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kCloud = "https://api.bitbucket.org/2.0"_L1;

// The command line gives every option as text.
int numberIn(const QJsonValue &option)
{
    return option.isString() ? option.toString().toInt() : option.toInt(0);
}

bool flagIn(const QJsonValue &option, bool usual)
{
    if (!option.isString())
        return option.toBool(usual);
    const QString word = option.toString().trimmed().toLower();
    return word != "false"_L1 && word != "0"_L1 && word != "no"_L1;
}

SettingSpec daysSpec(const QString &key, const QString &label, const QString &help)
{
    return {
        .key = key, .type = SettingSpec::Type::Integer, .label = label, .help = help, .defaultValue = 0, .choices = {}};
}

} // namespace

Result<BitbucketSettings> bitbucketSettings(const SourceConfig &config)
{
    QString base = config.url.trimmed();
    while (base.endsWith(u'/'))
        base.chop(1);
    const QUrl given(base, QUrl::StrictMode);
    const QString host = given.host();
    if (base.isEmpty() || host == "bitbucket.org"_L1 || host == "www.bitbucket.org"_L1
        || host == "api.bitbucket.org"_L1)
        base = kCloud;
    const QUrl url(base, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return fail(ErrorKind::Config,
            u"“%1” is not a usable address. Leave it empty for Bitbucket Cloud; a server of your own is a source of the kind Bitbucket Data Center."_s
                .arg(config.url));
    const QJsonObject &options = config.options;
    BitbucketSettings settings;
    settings.base = url;
    settings.email = options.value("email"_L1).toString().trimmed();
    static const QRegularExpression separator(u"[,\\s]+"_s);
    settings.workspaces = options.value("workspaces"_L1).toString().split(separator, Qt::SkipEmptyParts);
    settings.steps = flagIn(options.value("steps"_L1), true);
    settings.pullRequestDays = numberIn(options.value("pull_request_days"_L1));
    settings.buildDays = numberIn(options.value("build_days"_L1));
    return settings;
}

ConnectorDescriptor bitbucketDescriptor()
{
    ConnectorDescriptor descriptor;
    descriptor.kind = u"bitbucket"_s;
    descriptor.name = u"Bitbucket Cloud"_s;
    descriptor.defaultUrl = kCloud;
    descriptor.urlLabel = u"Address"_s;
    descriptor.scopeLabel = u"Repository (workspace/repository)"_s;
    descriptor.needsToken = true;
    descriptor.canDiscover = true;
    descriptor.tokenKinds = {
        {.name = u"API token with scopes (with the e-mail of its account)"_s,
            .leastScopes = {u"read:repository:bitbucket"_s, u"read:pullrequest:bitbucket"_s,
                u"read:pipeline:bitbucket"_s, u"read:workspace:bitbucket"_s, u"read:user:bitbucket"_s},
            .helpUrl = u"https://id.atlassian.com/manage-profile/security/api-tokens"_s},
        {.name = u"Access token of a repository, project or workspace"_s,
            .leastScopes = {u"repository"_s, u"pullrequest"_s, u"pipeline"_s},
            .helpUrl = u"https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/"_s},
    };
    using Type = SettingSpec::Type;
    descriptor.settings = {
        {.key = u"email"_s,
            .type = Type::Text,
            .label = u"E-mail of the account"_s,
            .help =
                u"For an API token: the e-mail address of the Atlassian account. Leave it empty for an access token."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"workspaces"_s,
            .type = Type::Text,
            .label = u"Workspaces"_s,
            .help =
                u"Their short names, with commas: to choose repositories from with an access token, which cannot list them."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"steps"_s,
            .type = Type::Boolean,
            .label = u"Read the steps of pipelines"_s,
            .help = u"They tell how long a pipeline waited; one request for each pipeline."_s,
            .defaultValue = true,
            .choices = {}},
        daysSpec(u"pull_request_days"_s, u"Days of pull requests"_s,
            u"How far back pull requests are read the first time. 0 = all. Bitbucket allows 1,000 requests an hour, and a pull request takes three or four."_s),
        daysSpec(u"build_days"_s, u"Days of pipelines"_s,
            u"How far back pipelines are read the first time. 0 = all that Bitbucket keeps."_s),
    };
    return descriptor;
}

RestTool bitbucketTool(const ConnectorContext &context, const BitbucketSettings &settings, qint64 limitWaitMs)
{
    RestTool tool;
    tool.name = u"Bitbucket"_s;
    tool.base = settings.base;
    tool.headers = {{"Accept", "application/json"}};
    const QByteArray token = context.token.trimmed();
    tool.authorization =
        settings.email.isEmpty() ? "Bearer " + token : "Basic " + (settings.email.toUtf8() + ':' + token).toBase64();
    tool.verdict = [limitWaitMs, hasEmail = !settings.email.isEmpty()](const HttpResponse &response, Instant now) {
        return bitbucketVerdict(response, now, {.limitWaitMs = limitWaitMs, .hasEmail = hasEmail});
    };
    return tool;
}

Result<QString> bitbucketRepositoryPath(const QString &scope)
{
    const QStringList parts = scope.trimmed().split(u'/');
    const bool isGood = parts.size() == 2 && !parts[0].isEmpty() && !parts[1].isEmpty() && !scope.contains(u':');
    if (!isGood)
        return fail(ErrorKind::Config,
            u"“%1” is not a repository. Write it as workspace/repository, as in the address of its page on Bitbucket."_s
                .arg(scope));
    return QString::fromLatin1(QUrl::toPercentEncoding(parts[0]) + '/' + QUrl::toPercentEncoding(parts[1]));
}

} // namespace leadline
