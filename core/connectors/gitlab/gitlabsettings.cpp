#include "core/connectors/gitlab/gitlabsettings.h"

#include "core/connectors/shared/labels.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kCloud = "https://gitlab.com"_L1;
constexpr auto kRestPath = "/api/v4"_L1;
constexpr auto kDefaultIncidentLabels = "incident,outage,sev"_L1;
constexpr auto kAllOfGroup = "/*"_L1;

QString baseOf(const SourceConfig &config)
{
    QString base = config.url.trimmed();
    const auto chopSlashes = [&base] {
        while (base.endsWith(u'/'))
            base.chop(1);
    };
    chopSlashes();
    for (const QLatin1StringView ending : {kRestPath, "/api/graphql"_L1, "/api"_L1}) {
        if (base.endsWith(ending))
            base.chop(ending.size());
    }
    chopSlashes();
    return base.isEmpty() ? QString(kCloud) : base;
}

SettingSpec choice(const QString &key, const QString &label, const QString &help, const QStringList &choices)
{
    return {.key = key,
        .type = SettingSpec::Type::Choice,
        .label = label,
        .help = help,
        .defaultValue = choices.front(),
        .choices = choices};
}

} // namespace

Result<GitLabSettings> gitlabSettings(const SourceConfig &config)
{
    const QString base = baseOf(config);
    const QUrl url(base, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return fail(ErrorKind::Config,
            u"“%1” is not a usable address. Enter the address of the GitLab that you open in the browser, such as https://gitlab.com or https://gitlab.example.org."_s
                .arg(config.url));
    const QJsonObject &options = config.options;
    GitLabSettings settings;
    settings.rest = QUrl(base + kRestPath);
    settings.graphQl = QUrl(base + "/api/graphql"_L1);
    settings.web = base;
    settings.incidentLabels = wordPattern(options.value("incident_labels"_L1).toString(kDefaultIncidentLabels));
    settings.sprintsAreMilestones = options.value("sprints"_L1).toString() == "milestones"_L1;
    settings.buildsAreJobs = options.value("builds"_L1).toString() == "jobs"_L1;
    const QJsonValue days = options.value("build_days"_L1); // the command line gives every option as text
    settings.buildDays = days.isString() ? days.toString().toInt() : days.toInt(0);
    return settings;
}

ConnectorDescriptor gitlabDescriptor()
{
    ConnectorDescriptor descriptor;
    descriptor.kind = u"gitlab"_s;
    descriptor.name = u"GitLab"_s;
    descriptor.defaultUrl = kCloud;
    descriptor.urlLabel = u"Address"_s;
    descriptor.scopeLabel = u"Project (group/project), or group/* for all of a group"_s;
    descriptor.needsToken = true;
    descriptor.canDiscover = true;
    const QString tokenPage = u"https://gitlab.com/-/user_settings/personal_access_tokens"_s;
    descriptor.tokenKinds = {
        {.name = u"Personal access token"_s, .leastScopes = {u"read_api"_s}, .helpUrl = tokenPage},
        {.name = u"Group or project access token (role: Reporter)"_s,
            .leastScopes = {u"read_api"_s},
            .helpUrl = u"https://docs.gitlab.com/user/group/settings/group_access_tokens/"_s},
    };
    using Type = SettingSpec::Type;
    descriptor.settings = {
        {.key = u"incident_labels"_s,
            .type = Type::Text,
            .label = u"Labels of incidents"_s,
            .help =
                u"Words, with commas. An issue with such a label is an incident, as is everything of GitLab's type “Incident”."_s,
            .defaultValue = QString(kDefaultIncidentLabels),
            .choices = {}},
        choice(u"sprints"_s, u"Sprints are"_s,
            u"Iterations need GitLab Premium. Choose milestones where teams plan their sprints with those."_s,
            {u"iterations"_s, u"milestones"_s}),
        choice(u"builds"_s, u"A build is"_s,
            u"A whole pipeline, with its retried jobs as attempts; or each job of it, with every attempt by itself."_s,
            {u"pipelines"_s, u"jobs"_s}),
        {.key = u"build_days"_s,
            .type = Type::Integer,
            .label = u"Days of pipelines"_s,
            .help = u"How far back pipelines are read the first time. 0 = all that GitLab keeps."_s,
            .defaultValue = 0,
            .choices = {}},
    };
    return descriptor;
}

Result<GitLabScopeName> gitlabScopeName(const QString &scope)
{
    static const QRegularExpression form(
        uR"(^[\w.+-]+(/[\w.+-]+)*$)"_s, QRegularExpression::UseUnicodePropertiesOption);
    GitLabScopeName name{.path = scope.trimmed(), .isGroup = false};
    if (name.path.endsWith(kAllOfGroup)) {
        name.path.chop(kAllOfGroup.size());
        name.isGroup = true;
    }
    if (!form.match(name.path).hasMatch() || (!name.isGroup && !name.path.contains(u'/')))
        return fail(ErrorKind::Config,
            u"“%1” is not a project. Write it as group/project, or group/* for all projects of a group."_s.arg(scope));
    return name;
}

} // namespace leadline
