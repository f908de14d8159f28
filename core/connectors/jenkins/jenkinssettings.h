#pragma once

#include "core/base/error.h"
#include "core/domain/source.h"

#include <QRegularExpression>
#include <QUrl>

namespace leadline {

struct JenkinsSettings {
    QUrl base; // "https://example.org/jenkins"; no slash at the end
    QString user;
    QRegularExpression deploymentJobs; // fits the full name of a job whose builds are deployments
    QRegularExpression deploymentStages; // fits the name of a stage that is one; empty = stages are not read
    QRegularExpression libraries; // fits repositories that pipelines load code from, which they do not build
    QStringList environmentParameters; // of a build: the first that is there names the environment
    QStringList defaultBranches; // the first that a repository has
    int buildDays = 0; // how far back builds are read; 0 = all that Jenkins keeps
    bool unstableFails = true; // a build whose tests failed is a failure
};

[[nodiscard]] Result<JenkinsSettings> jenkinsSettings(const SourceConfig &config);
[[nodiscard]] ConnectorDescriptor jenkinsDescriptor();

// "Basic …", of a token that may hold its user ("user:token") or not.
[[nodiscard]] QByteArray jenkinsAuthorization(const JenkinsSettings &settings, const QByteArray &token);

// A folder or job as people write it ("acme/shop", "/", "job/acme/job/shop") → its full name; empty = everything.
[[nodiscard]] QString jenkinsFullName(const QString &scope);
// The path of its page, encoded, without a slash at the end: "/job/acme/job/shop". The names of branch jobs hold
// percent signs, which are encoded once more.
[[nodiscard]] QString jenkinsPath(const QString &fullName);

} // namespace leadline
