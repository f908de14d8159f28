#include "core/connectors/jenkins/jenkinsapi.h"

#include "core/connectors/jenkins/jenkinsverdict.h"

namespace leadline {

using namespace Qt::StringLiterals;

RestTool jenkinsTool(const ConnectorContext &context, const JenkinsSettings &settings)
{
    RestTool tool;
    tool.name = u"Jenkins"_s;
    tool.base = settings.base;
    tool.headers = {{"Accept", "application/json"}};
    tool.authorization = jenkinsAuthorization(settings, context.token);
    tool.verdict = jenkinsVerdict;
    return tool;
}

QUrl jenkinsUrl(const RestApi &api, const QString &path, const QString &tree)
{
    return api.url(path + "/api/json"_L1, {{u"tree"_s, tree}});
}

} // namespace leadline
