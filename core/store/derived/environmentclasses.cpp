#include "core/store/derived/environmentclasses.h"

#include "core/store/recordstore.h"

namespace leadline {

namespace {

const QString kPatternsSetting = u"environment_patterns"_s;

constexpr std::array kClasses = {
    EnvironmentClass::Production, EnvironmentClass::Staging, EnvironmentClass::Test, EnvironmentClass::Development};

QRegularExpression compiled(const QString &pattern)
{
    return QRegularExpression(
        pattern, QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
}

} // namespace

EnvironmentPatterns defaultEnvironmentPatterns()
{
    // Whole words, so that "product-demo" is not production; "pre-prod" and "non-prod" are not either.
    return {
        .production = u"^(?!.*(pre|non|not)[-_. ]?pro?d).*(?<![a-z])(prod|prd|production|live)(?![a-z])"_s,
        .staging = u"(?<![a-z])(stag(e|ing)?|stg|pre[-_. ]?prod(uction)?|uat|acceptance|rc)(?![a-z])"_s,
        .test = u"(?<![a-z])(test(s|ing)?|qa|ci|e2e|integration)(?![a-z])"_s,
        .development = u"(?<![a-z])(dev(el|elopment)?|preview|review|sandbox|local|playground)(?![a-z])"_s,
    };
}

Result<EnvironmentPatterns> readEnvironmentPatterns(Database &database)
{
    auto setting = readSetting(database, kPatternsSetting);
    if (!setting)
        return std::unexpected(setting.error());
    const QJsonObject object = setting->toObject();
    const EnvironmentPatterns defaults = defaultEnvironmentPatterns();
    return EnvironmentPatterns{
        .production = object.value("production"_L1).toString(defaults.production),
        .staging = object.value("staging"_L1).toString(defaults.staging),
        .test = object.value("test"_L1).toString(defaults.test),
        .development = object.value("development"_L1).toString(defaults.development),
    };
}

Result<void> saveEnvironmentPatterns(Database &database, const EnvironmentPatterns &patterns)
{
    for (const QString &pattern : {patterns.production, patterns.staging, patterns.test, patterns.development}) {
        const QRegularExpression expression = compiled(pattern);
        if (!expression.isValid()) {
            return fail(ErrorKind::Config,
                u"The pattern “%1” is not a regular expression: %2. Correct it and save again."_s.arg(
                    pattern, expression.errorString()));
        }
    }
    return saveSetting(database, kPatternsSetting,
        QJsonObject{{u"production"_s, patterns.production}, {u"staging"_s, patterns.staging},
            {u"test"_s, patterns.test}, {u"development"_s, patterns.development}});
}

EnvironmentClassifier::EnvironmentClassifier(const EnvironmentPatterns &patterns)
    : m_patterns{compiled(patterns.production), compiled(patterns.staging), compiled(patterns.test),
          compiled(patterns.development)}
{
}

EnvironmentClass EnvironmentClassifier::classOf(const QString &environment) const
{
    if (environment.isEmpty())
        return EnvironmentClass::Unknown;
    const auto known = m_known.constFind(environment);
    if (known != m_known.cend())
        return *known;
    EnvironmentClass found = EnvironmentClass::Unknown;
    for (std::size_t i = 0; i < m_patterns.size() && found == EnvironmentClass::Unknown; ++i) {
        if (!m_patterns[i].pattern().isEmpty() && m_patterns[i].match(environment).hasMatch())
            found = kClasses[i];
    }
    m_known.insert(environment, found);
    return found;
}

} // namespace leadline
