#pragma once

#include "core/base/error.h"
#include "core/domain/source.h"

#include <QRegularExpression>
#include <QUrl>

namespace leadline {

// The three addresses of a GitHub are separate things; only GitHub's own well-known layouts are filled in when just one
// is given.
struct GitHubSettings {
    QUrl rest; // "https://api.github.com", "https://host/api/v3"; no slash at the end
    QUrl graphQl; // "https://api.github.com/graphql", "https://host/api/graphql"
    QString web; // "https://github.com"; empty = unknown
    QRegularExpression incidentLabels;
    int buildDays = 0; // how far back workflow runs are read; 0 = all
};

[[nodiscard]] Result<GitHubSettings> githubSettings(const SourceConfig &config);
[[nodiscard]] ConnectorDescriptor githubDescriptor();

// "owner/name" in its two parts; a Config error for anything else.
struct GitHubRepositoryName {
    QString owner;
    QString name;
};
[[nodiscard]] Result<GitHubRepositoryName> githubRepositoryName(const QString &scope);

} // namespace leadline
