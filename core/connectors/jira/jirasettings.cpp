#include "core/connectors/jira/jirasettings.h"

#include "core/connectors/shared/labels.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDefaultIncidentWords = "incident,outage,sev"_L1;
constexpr auto kAuto = "auto"_L1;
constexpr auto kCloud = "cloud"_L1;
constexpr auto kDataCenter = "data_center"_L1;

QString optionOf(const SourceConfig &config, QLatin1StringView key, const QString &fallback = {})
{
    return config.options.value(key).toString(fallback).trimmed();
}

QStringList listOf(const SourceConfig &config, QLatin1StringView key)
{
    QStringList list;
    for (const QString &part : optionOf(config, key).split(u',', Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty())
            list.append(part.trimmed());
    }
    return list;
}

// "Fehler = bug, Anfrage = task"
Result<QHash<QString, IssueClass>> typesIn(const QStringList &pairs)
{
    QHash<QString, IssueClass> types;
    for (const QString &pair : pairs) {
        const QString name = pair.section(u'=', 0, 0).trimmed().toLower();
        const auto type = enumFromName<IssueClass>(pair.section(u'=', 1).trimmed().toLower());
        if (name.isEmpty() || !type || *type == IssueClass::Unknown)
            return fail(ErrorKind::Config,
                u"“%1” does not say what an issue type means. Write it as Name = feature, with feature, bug, task, incident, epic or subtask behind the “=”."_s
                    .arg(pair));
        types.insert(name, *type);
    }
    return types;
}

Result<QUrl> addressIn(QString text)
{
    while (text.endsWith(u'/'))
        text.chop(1);
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
        || url.hasQuery())
        return fail(ErrorKind::Config,
            u"“%1” is not a usable address. Enter the one that you see in the browser, such as https://NAME.atlassian.net or https://HOST/jira."_s
                .arg(text));
    return url;
}

std::vector<SettingSpec> jiraSettingSpecs()
{
    using Type = SettingSpec::Type;
    return {
        {.key = u"email"_s,
            .type = Type::Text,
            .label = u"E-mail address of the account"_s,
            .help = u"For Jira Cloud: whose API token it is. Leave it empty for a token of Data Center."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"edition"_s,
            .type = Type::Choice,
            .label = u"Edition"_s,
            .help = u"Only where the server does not tell by itself."_s,
            .defaultValue = QString(kAuto),
            .choices = {QString(kAuto), QString(kCloud), QString(kDataCenter)}},
        {.key = u"points_field"_s,
            .type = Type::Text,
            .label = u"Field of estimates"_s,
            .help = u"Name or id, several with commas; only where the estimates of your boards are not found."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"flag_field"_s,
            .type = Type::Text,
            .label = u"Field that marks blocked issues"_s,
            .help = u"Name or id; only where it is not called “Flagged”."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"issue_types"_s,
            .type = Type::Text,
            .label = u"Meaning of issue types"_s,
            .help =
                u"Such as “Request = feature, Alarm = incident”, for names that do not say it. What can be meant: feature, bug, task, incident, epic, subtask."_s,
            .defaultValue = {},
            .choices = {}},
        {.key = u"incident_words"_s,
            .type = Type::Text,
            .label = u"Words of incidents"_s,
            .help = u"Words, with commas. An issue with such a word in its type or a label is an incident."_s,
            .defaultValue = QString(kDefaultIncidentWords),
            .choices = {}},
    };
}

} // namespace

Result<JiraSettings> jiraSettings(const SourceConfig &config)
{
    const auto base = addressIn(config.url.trimmed());
    if (!base)
        return std::unexpected(base.error());
    auto types = typesIn(listOf(config, "issue_types"_L1));
    if (!types)
        return std::unexpected(types.error());
    JiraSettings settings;
    settings.base = *base;
    settings.email = optionOf(config, "email"_L1);
    settings.pointsFields = listOf(config, "points_field"_L1);
    settings.flagFields = listOf(config, "flag_field"_L1);
    settings.types = std::move(*types);
    settings.incidentWords = wordPattern(optionOf(config, "incident_words"_L1, kDefaultIncidentWords));
    const QString edition = optionOf(config, "edition"_L1);
    const QString host = base->host().toLower();
    if (edition == kCloud || host.endsWith(".atlassian.net"_L1) || host == "api.atlassian.com"_L1)
        settings.edition = JiraEdition::Cloud;
    else if (edition == kDataCenter)
        settings.edition = JiraEdition::DataCenter;
    else if (!edition.isEmpty() && edition != kAuto)
        return fail(ErrorKind::Config, u"“%1” is no edition of Jira. Use auto, cloud or data_center."_s.arg(edition));
    return settings;
}

ConnectorDescriptor jiraDescriptor()
{
    ConnectorDescriptor descriptor;
    descriptor.kind = u"jira"_s;
    descriptor.name = u"Jira"_s;
    descriptor.urlLabel = u"Address"_s;
    descriptor.scopeLabel = u"Project (its key, such as PAY)"_s;
    descriptor.needsToken = true;
    descriptor.canDiscover = true;
    descriptor.tokenKinds = {
        {.name = u"API token (Cloud)"_s,
            .leastScopes = {u"none: it may read what the account may browse"_s},
            .helpUrl = u"https://id.atlassian.com/manage-profile/security/api-tokens"_s},
        {.name = u"API token with scopes (Cloud, address https://api.atlassian.com/ex/jira/CLOUD-ID)"_s,
            .leastScopes = {u"read:jira-work"_s, u"read:jira-user"_s, u"read:board-scope:jira-software"_s,
                u"read:sprint:jira-software"_s, u"read:issue-details:jira"_s, u"read:jql:jira"_s,
                u"read:project:jira"_s},
            .helpUrl = u"https://id.atlassian.com/manage-profile/security/api-tokens"_s},
        {.name = u"Personal access token (Data Center)"_s,
            .leastScopes = {u"none: it may read what the account may browse"_s},
            .helpUrl = u"https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html"_s},
    };
    descriptor.settings = jiraSettingSpecs();
    return descriptor;
}

Result<QString> jiraProjectKey(const QString &scope)
{
    static const QRegularExpression form(uR"(^[\p{L}][\p{L}\d_]*$)"_s);
    const QString key = scope.trimmed().toUpper();
    if (!form.match(key).hasMatch())
        return fail(ErrorKind::Config,
            u"“%1” is not a project. Write its key, which stands before the number of its issues: PAY of PAY-12."_s.arg(
                scope));
    return key;
}

} // namespace leadline
