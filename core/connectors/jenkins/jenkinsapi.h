#pragma once

#include "core/connectors/jenkins/jenkinssettings.h"
#include "core/connectors/shared/restapi.h"

namespace leadline {

// How Jenkins is spoken to: with the user and token at once, because it does not ask for them.
[[nodiscard]] RestTool jenkinsTool(const ConnectorContext &context, const JenkinsSettings &settings);

// The address of a page's data: never without a tree, which a large Jenkins could not bear.
[[nodiscard]] QUrl jenkinsUrl(const RestApi &api, const QString &path, const QString &tree);

} // namespace leadline
