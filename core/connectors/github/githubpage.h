#pragma once

#include "core/connectors/github/githubparse.h"
#include "core/connectors/shared/fieldreader.h"

// What the parsers of the single lists share.
namespace leadline {

[[nodiscard]] Result<QJsonObject> connectionOf(const QJsonObject &data, QLatin1StringView name);
[[nodiscard]] GitHubPage pageOf(const QJsonObject &connection);
void noteOrder(GitHubPage &page, Instant at);
[[nodiscard]] QStringList labelNames(const FieldReader &reader);
[[nodiscard]] QString bigId(FieldReader &reader); // the number, else the node id

} // namespace leadline
