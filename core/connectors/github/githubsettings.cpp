#include "core/connectors/github/githubsettings.h"

#include "core/connectors/shared/labels.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kCloudRest = "https://api.github.com"_L1;
constexpr auto kDefaultIncidentLabels = "incident,outage,sev"_L1;

QString withoutTrailingSlash(QString text)
{
    while (text.endsWith(u'/'))
        text.chop(1);
    return text;
}

std::unexpected<Error> badAddress(const QString &label, const QString &text)
{
    return fail(ErrorKind::Config,
        u"“%1” is not a usable %2. Enter a whole address such as https://api.github.com, or https://HOST/api/v3 for an Enterprise Server."_s
            .arg(text, label));
}

Result<QUrl> addressFrom(const QString &label, const QString &text)
{
    const QUrl url(withoutTrailingSlash(text), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return badAddress(label, text);
    return url;
}

QUrl siblingOf(const QUrl &base, const QString &path)
{
    QUrl url = base;
    url.setPath(path);
    return url;
}

} // namespace

Result<GitHubSettings> githubSettings(const SourceConfig &config)
{
    const QJsonObject &options = config.options;
    QString base = withoutTrailingSlash(config.url.trimmed());
    if (base.isEmpty() || base == "https://github.com"_L1 || base == "https://www.github.com"_L1)
        base = kCloudRest;
    const auto rest = addressFrom(u"address"_s, base);
    if (!rest)
        return std::unexpected(rest.error());

    GitHubSettings settings;
    settings.rest = *rest;
    const bool isCloud = base == kCloudRest;
    const bool isEnterpriseServer = rest->path() == "/api/v3"_L1;
    const QString graphQl = options.value("graphql_url"_L1).toString().trimmed();
    if (!graphQl.isEmpty()) {
        const auto url = addressFrom(u"GraphQL address"_s, graphQl);
        if (!url)
            return std::unexpected(url.error());
        settings.graphQl = *url;
    } else {
        settings.graphQl = siblingOf(*rest, isEnterpriseServer ? u"/api/graphql"_s : rest->path() + "/graphql"_L1);
    }
    settings.web = withoutTrailingSlash(options.value("web_url"_L1).toString().trimmed());
    if (settings.web.isEmpty() && (isCloud || isEnterpriseServer))
        settings.web = isCloud ? u"https://github.com"_s : siblingOf(*rest, {}).toString();
    settings.incidentLabels = wordPattern(options.value("incident_labels"_L1).toString(kDefaultIncidentLabels));
    const QJsonValue days = options.value("build_days"_L1); // the command line gives every option as text
    settings.buildDays = days.isString() ? days.toString().toInt() : days.toInt(0);
    return settings;
}

ConnectorDescriptor githubDescriptor()
{
    ConnectorDescriptor descriptor;
    descriptor.kind = u"github"_s;
    descriptor.name = u"GitHub"_s;
    descriptor.defaultUrl = kCloudRest;
    descriptor.urlLabel = u"Address"_s;
    descriptor.scopeLabel = u"Repository (owner/name)"_s;
    descriptor.needsToken = true;
    descriptor.canDiscover = true;
    descriptor.tokenKinds = {
        {.name = u"Fine-grained personal access token"_s,
            .leastScopes = {u"Metadata: read"_s, u"Contents: read"_s, u"Pull requests: read"_s, u"Issues: read"_s,
                u"Deployments: read"_s, u"Actions: read"_s},
            .helpUrl = u"https://github.com/settings/personal-access-tokens/new"_s},
        {.name = u"Classic personal access token"_s,
            .leastScopes = {u"repo"_s, u"read:org"_s},
            .helpUrl = u"https://github.com/settings/tokens/new"_s},
    };
    using Type = SettingSpec::Type;
    descriptor.settings = {
        {.key = u"graphql_url"_s,
            .type = Type::Text,
            .label = u"GraphQL address"_s,
            .help =
                u"Only where it is not beside the address: https://HOST/api/graphql of an Enterprise Server is found by itself."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"web_url"_s,
            .type = Type::Text,
            .label = u"Web address"_s,
            .help = u"Where people open GitHub in the browser; only for servers that are not found by themselves."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"incident_labels"_s,
            .type = Type::Text,
            .label = u"Labels of incidents"_s,
            .help = u"Words, with commas. An issue with such a label is an incident."_s,
            .defaultValue = QString(kDefaultIncidentLabels),
            .choices = {}},
        {.key = u"build_days"_s,
            .type = Type::Integer,
            .label = u"Days of workflow runs"_s,
            .help = u"How far back Actions runs are read the first time. 0 = all that GitHub keeps."_s,
            .defaultValue = 0,
            .choices = {}},
    };
    return descriptor;
}

Result<GitHubRepositoryName> githubRepositoryName(const QString &scope)
{
    static const QRegularExpression form(uR"(^([A-Za-z0-9][A-Za-z0-9_.-]*)/([A-Za-z0-9_.-]+)$)"_s);
    const auto match = form.match(scope.trimmed());
    if (!match.hasMatch())
        return fail(ErrorKind::Config,
            u"“%1” is not a repository. Write it as owner/name, for example octocat/hello-world."_s.arg(scope));
    return GitHubRepositoryName{.owner = match.captured(1), .name = match.captured(2)};
}

} // namespace leadline
