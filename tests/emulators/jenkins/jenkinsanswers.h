#pragma once

#include "tests/emulators/jenkins/jenkinstree.h"
#include "tests/emulators/jenkins/jenkinsworld.h"
#include "tests/emulators/server/emulatedtool.h"

namespace leadline {

struct JenkinsAnswerOptions {
    QString root =
        QStringLiteral("http://jenkins.internal:8080"); // what Jenkins believes its own address to be: wrong, as often
    bool hasClasses = true; // false: older than version 2
    bool hasQueueTimes = true; // the plug-in "Metrics"
    bool hasStages = true; // the plug-in "Pipeline: REST API"
    QString libraryRemote =
        QStringLiteral("https://git.acme.example/platform/shared-library.git"); // that pipelines load code from
};

// What Jenkins would say: reads the world, knows nothing of HTTP connections and faults.
class JenkinsAnswers {
public:
    JenkinsAnswers(JenkinsWorld *world, JenkinsAnswerOptions options);

    // The data of the page of a folder, a job or everything; nothing when there is none.
    [[nodiscard]] std::optional<QJsonObject> page(const QString &fullName, const JenkinsTree &tree, int mostItems);
    [[nodiscard]] std::optional<QJsonObject> build(const QString &fullName, qint64 number);
    // …/wfapi/runs, the newest ten, and …/wfapi/describe.
    [[nodiscard]] QJsonArray runs(const QString &fullName);
    [[nodiscard]] std::optional<QJsonObject> run(const QString &fullName, qint64 number);

private:
    [[nodiscard]] QJsonObject node(const QString &fullName, const JenkinsTree &tree, int mostItems);
    [[nodiscard]] QJsonValue jobPart(const JenkinsWorldJob &job, const JenkinsTree &part, int mostItems) const;
    [[nodiscard]] QJsonObject buildJson(const JenkinsWorldJob &job, const JenkinsWorldBuild &build) const;
    [[nodiscard]] QJsonArray actions(const JenkinsWorldJob &job, const JenkinsWorldBuild &build) const;
    [[nodiscard]] QJsonObject runJson(const JenkinsWorldJob &job, const JenkinsWorldBuild &build) const;
    [[nodiscard]] QString urlOf(const QString &fullName) const;

    JenkinsWorld *m_world;
    JenkinsAnswerOptions m_options;
};

} // namespace leadline
