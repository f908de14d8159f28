#pragma once

#include "core/connectors/jenkins/jenkinsrevision.h"
#include "core/connectors/shared/identitybook.h"

// Answers of Jenkins → builds. Pure functions: no network, no clock, no state.
namespace leadline {

// The build of another job that started this one.
struct JenkinsUpstream {
    QString job; // full name
    qint64 number = 0;
};

struct JenkinsBuild {
    Build build; // without repository
    JenkinsRevision revision;
    JenkinsUpstream upstream; // empty job = none
    QString environment; // of a deployment; empty = the build is none
    QString title; // "#12", or what the pipeline calls it
    bool isUnstable = false;
};

struct JenkinsPage {
    std::vector<JenkinsBuild> builds; // the newest first
    std::vector<QuarantinedRecord> quarantine;
    IdentityBook people;
    qint64 items = 0; // of the list itself, quarantined ones too
    qint64 newest = 0; // numbers; 0 = the page is empty
    qint64 lowest = 0;
    qint64 first = 0; // number of the oldest build that Jenkins keeps; 0 = not told
    Instant newestAt;
};

struct JenkinsBuildScope {
    const JenkinsSettings *settings = nullptr;
    const JenkinsJob *job = nullptr;
    QString key; // of the builds' ids: "key#12"
};

[[nodiscard]] bool isDeploymentJob(const JenkinsJob &job, const JenkinsSettings &settings);
// The value of tree= that parseBuilds() reads: items `from` to `to` (without it) of the list, newest first. Only the
// newest 100 are a cheap question.
[[nodiscard]] QString buildsTree(const JenkinsBuildScope &scope, qint64 from, qint64 to);
// Of the page of one build.
[[nodiscard]] QString buildTree(const JenkinsBuildScope &scope);
// `answer` of the page of a job. A Parse error when it has no list of builds.
[[nodiscard]] Result<JenkinsPage> parseBuilds(const QJsonObject &answer, const JenkinsBuildScope &scope);

// A stage of a pipeline that deploys.
struct JenkinsStage {
    qint64 build = 0;
    QString id;
    QString name;
    QString environment;
    RunResult result = RunResult::Unknown;
    Instant startedAt;
    Instant finishedAt;
};
// `answer` of …/wfapi/runs (a list) or …/wfapi/describe of a build (`build`, its number). Stages that did not run are
// left out, and those whose names do not fit the pattern.
[[nodiscard]] std::vector<JenkinsStage> parseStages(
    const QJsonValue &answer, const JenkinsSettings &settings, qint64 build = 0);
// The builds that such an answer tells about.
[[nodiscard]] QList<qint64> buildsWithStages(const QJsonValue &answer);

} // namespace leadline
