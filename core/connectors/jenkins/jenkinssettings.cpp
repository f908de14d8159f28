#include "core/connectors/jenkins/jenkinssettings.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDeploymentJobs = R"((?<![a-z])deploy(?:ment|ments|s|ing)?(?![a-z]))"_L1;
constexpr auto kLibraries = R"((?:shared|pipeline|jenkins)[-_.]?(?:lib|libs|library|libraries)$)"_L1;
constexpr auto kEnvironmentParameters = "ENVIRONMENT,ENV,DEPLOY_ENV,TARGET_ENV,TARGET_ENVIRONMENT"_L1;
constexpr auto kDefaultBranches = "main,master,trunk,develop"_L1;

Result<QUrl> addressFrom(QString text)
{
    while (text.endsWith(u'/'))
        text.chop(1);
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return fail(ErrorKind::Config,
            u"“%1” is not a usable address. Enter that of Jenkins' start page, such as https://ci.example.org or https://example.org/jenkins."_s
                .arg(text));
    return url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
}

Result<QRegularExpression> patternFrom(const QJsonObject &options, QLatin1StringView key, QLatin1StringView usual)
{
    const QRegularExpression pattern(
        options.value(key).toString(usual).trimmed(), QRegularExpression::CaseInsensitiveOption);
    if (!pattern.isValid())
        return fail(ErrorKind::Config,
            u"The pattern “%1” of the option %2 is not a regular expression: %3. Correct it and save again."_s.arg(
                pattern.pattern(), key, pattern.errorString()));
    return pattern;
}

QStringList wordsFrom(const QJsonObject &options, QLatin1StringView key, QLatin1StringView usual)
{
    QStringList words;
    for (const QString &word : options.value(key).toString(usual).split(u',', Qt::SkipEmptyParts))
        words.append(word.trimmed());
    return words;
}

SettingSpec text(const QString &key, const QString &label, const QString &help, QLatin1StringView usual)
{
    return {.key = key,
        .type = SettingSpec::Type::Text,
        .label = label,
        .help = help,
        .defaultValue = usual.isEmpty() ? QJsonValue() : QJsonValue(QString(usual)),
        .choices = {}};
}

} // namespace

Result<JenkinsSettings> jenkinsSettings(const SourceConfig &config)
{
    const QJsonObject &options = config.options;
    JenkinsSettings settings;
    const auto base = addressFrom(config.url.trimmed());
    if (!base)
        return std::unexpected(base.error());
    settings.base = *base;
    settings.user = options.value("user"_L1).toString().trimmed();
    for (const auto &[member, key, usual] : {
             std::tuple(&JenkinsSettings::deploymentJobs, "deployment_jobs"_L1, kDeploymentJobs),
             std::tuple(&JenkinsSettings::deploymentStages, "deployment_stages"_L1, ""_L1),
             std::tuple(&JenkinsSettings::libraries, "libraries"_L1, kLibraries),
         }) {
        const auto pattern = patternFrom(options, key, usual);
        if (!pattern)
            return std::unexpected(pattern.error());
        settings.*member = *pattern;
    }
    settings.environmentParameters = wordsFrom(options, "environment_parameters"_L1, kEnvironmentParameters);
    settings.defaultBranches = wordsFrom(options, "default_branches"_L1, kDefaultBranches);
    const QJsonValue days = options.value("build_days"_L1); // the command line gives every option as text
    settings.buildDays = days.isString() ? days.toString().toInt() : days.toInt(0);
    settings.unstableFails = options.value("unstable"_L1).toString() != "success"_L1;
    return settings;
}

ConnectorDescriptor jenkinsDescriptor()
{
    ConnectorDescriptor descriptor;
    descriptor.kind = u"jenkins"_s;
    descriptor.name = u"Jenkins"_s;
    descriptor.urlLabel = u"Address of the start page"_s;
    descriptor.scopeLabel = u"Folder or job (name, folder/name; / = everything)"_s;
    descriptor.needsToken = true;
    descriptor.canDiscover = true;
    descriptor.tokenKinds = {{.name = u"API token of a Jenkins user"_s,
        .leastScopes = {u"Overall: Read"_s, u"Job: Read"_s},
        .helpUrl = u"https://www.jenkins.io/doc/book/using/remote-access-api/"_s}};
    descriptor.settings = {
        text(u"user"_s, u"User"_s,
            u"Whose token it is: the user's ID in Jenkins. Not needed when the token is entered as user:token."_s,
            ""_L1),
        text(u"deployment_jobs"_s, u"Jobs that deploy"_s,
            u"A regular expression for full names of jobs. What a group called “environment” fits is the environment: deploy-(?<environment>\\w+)."_s,
            kDeploymentJobs),
        text(u"deployment_stages"_s, u"Stages that deploy"_s,
            u"The same for the names of stages of pipelines. Empty = stages are not read; reading them costs more requests."_s,
            ""_L1),
        text(u"environment_parameters"_s, u"Parameters with the environment"_s,
            u"Names of build parameters, with commas. The first that a deployment has names its environment."_s,
            kEnvironmentParameters),
        text(u"libraries"_s, u"Repositories of libraries"_s,
            u"A regular expression for repositories that pipelines load code from: no build is counted as theirs."_s,
            kLibraries),
        text(u"default_branches"_s, u"Default branches"_s,
            u"Names, with commas. The first that a repository has is its default branch, unless Jenkins says which is."_s,
            kDefaultBranches),
        {.key = u"unstable"_s,
            .type = SettingSpec::Type::Choice,
            .label = u"Unstable builds are"_s,
            .help =
                u"Builds that went through, but whose tests failed. A deployment that is unstable was made all the same."_s,
            .defaultValue = u"failure"_s,
            .choices = {u"failure"_s, u"success"_s}},
        {.key = u"build_days"_s,
            .type = SettingSpec::Type::Integer,
            .label = u"Days of builds"_s,
            .help = u"How far back builds are read the first time. 0 = all that Jenkins keeps."_s,
            .defaultValue = 0,
            .choices = {}},
    };
    return descriptor;
}

QByteArray jenkinsAuthorization(const JenkinsSettings &settings, const QByteArray &token)
{
    const QByteArray secret = token.trimmed();
    if (secret.isEmpty())
        return {};
    const QByteArray whole =
        settings.user.isEmpty() || secret.contains(':') ? secret : settings.user.toUtf8() + ':' + secret;
    return "Basic " + whole.toBase64();
}

QString jenkinsFullName(const QString &scope)
{
    QStringList parts = scope.trimmed().split(u'/', Qt::SkipEmptyParts);
    // As in the address of its page: "job/acme/job/shop", where percent signs are encoded.
    bool isAddress = parts.size() % 2 == 0 && !parts.isEmpty();
    for (qsizetype i = 0; i < parts.size(); i += 2)
        isAddress = isAddress && parts[i] == "job"_L1;
    if (!isAddress)
        return parts.join(u'/');
    QStringList names;
    for (qsizetype i = 1; i < parts.size(); i += 2)
        names.append(QUrl::fromPercentEncoding(parts[i].toUtf8()));
    return names.join(u'/');
}

QString jenkinsPath(const QString &fullName)
{
    QString path;
    for (const QString &name : fullName.split(u'/', Qt::SkipEmptyParts))
        path += "/job/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(name));
    return path;
}

} // namespace leadline
