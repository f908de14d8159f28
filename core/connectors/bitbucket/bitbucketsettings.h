#pragma once

#include "core/connectors/shared/restapi.h"

namespace leadline {

struct BitbucketSettings {
    QUrl base; // "https://api.bitbucket.org/2.0"; no slash at the end
    QString email; // of the account whose API token it is; empty: an access token
    QStringList workspaces; // to choose repositories from; empty: all that the account sees
    bool steps = true; // also ask for the steps of pipelines
    int pullRequestDays = 0; // how far back the first sync reads; 0 = all
    int buildDays = 0;
};

[[nodiscard]] Result<BitbucketSettings> bitbucketSettings(const SourceConfig &config);
[[nodiscard]] ConnectorDescriptor bitbucketDescriptor();

// How this Bitbucket is spoken to. `limitWaitMs` as of bitbucketVerdict.
[[nodiscard]] RestTool bitbucketTool(
    const ConnectorContext &context, const BitbucketSettings &settings, qint64 limitWaitMs);

// "workspace/repository" as an encoded piece of an address; a Config error for anything else.
[[nodiscard]] Result<QString> bitbucketRepositoryPath(const QString &scope);

} // namespace leadline
