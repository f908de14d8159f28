#pragma once

#include "core/connectors/shared/restapi.h"

namespace leadline {

struct BitbucketServerSettings {
    QUrl base; // "https://host/context/rest"; no slash at the end
    QString user; // of a password; empty: an HTTP access token
    bool builds = true; // also ask for the build status of commits
};

[[nodiscard]] Result<BitbucketServerSettings> bitbucketServerSettings(const SourceConfig &config);
[[nodiscard]] ConnectorDescriptor bitbucketServerDescriptor();
[[nodiscard]] RestTool bitbucketServerTool(const ConnectorContext &context, const BitbucketServerSettings &settings);

// "PROJECT/repository" as "/api/1.0/projects/PROJECT/repos/repository"; a Config error for anything else.
[[nodiscard]] Result<QString> bitbucketServerAddress(const QString &scope);

} // namespace leadline
