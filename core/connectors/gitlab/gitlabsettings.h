#pragma once

#include "core/base/error.h"
#include "core/domain/source.h"

#include <QRegularExpression>
#include <QUrl>

namespace leadline {

struct GitLabSettings {
    QUrl rest; // "https://gitlab.com/api/v4"; no slash at the end
    QUrl graphQl; // "https://gitlab.com/api/graphql"
    QString web; // "https://gitlab.com", with the folder of an installation below one
    QRegularExpression incidentLabels;
    bool sprintsAreMilestones = false; // else iterations
    bool buildsAreJobs = false; // else pipelines
    int buildDays = 0; // how far back pipelines are read the first time; 0 = all
};

[[nodiscard]] Result<GitLabSettings> gitlabSettings(const SourceConfig &config);
[[nodiscard]] ConnectorDescriptor gitlabDescriptor();

// "group/project", or "group/*" for all projects of a group, new ones too.
struct GitLabScopeName {
    QString path; // of the project or the group
    bool isGroup = false;
};
[[nodiscard]] Result<GitLabScopeName> gitlabScopeName(const QString &scope);

} // namespace leadline
