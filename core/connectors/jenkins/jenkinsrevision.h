#pragma once

#include "core/connectors/jenkins/jenkinsjobs.h"
#include "core/connectors/jenkins/jenkinssettings.h"
#include "core/connectors/shared/remoteaddress.h"

namespace leadline {

// What a build was made of.
struct JenkinsRevision {
    RemoteAddress remote; // unset where Jenkins does not say
    QString sha; // of Subversion the number of the revision
    QString branch; // "main"; empty where not known
};

// A build may have checked out several repositories: the one it is of, not the library that its pipeline was loaded
// from. By the revision of a branch job, else by the names of branch and job, else the last.
[[nodiscard]] JenkinsRevision revisionOf(
    const QJsonObject &build, const JenkinsJob &job, const JenkinsSettings &settings);

} // namespace leadline
