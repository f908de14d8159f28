#pragma once

#include "core/connectors/jenkins/jenkinsapi.h"
#include "core/connectors/jenkins/jenkinscursor.h"
#include "core/connectors/jenkins/jenkinsparse.h"
#include "core/connectors/jenkins/jenkinsrepositories.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/syncrun.h"

namespace leadline {

// One run over all scopes of a source: first looks at each (one answer names every job and its newest build), then
// reads the builds of those jobs that have new ones.
class JenkinsSync {
public:
    JenkinsSync(std::shared_ptr<const ConnectorContext> context, JenkinsSettings settings, RecordSink *sink);

    [[nodiscard]] QCoro::Task<Result<SyncReport>> run();

private:
    struct Target {
        QString scope; // as the person wrote it: the key of the checkpoints
        std::vector<JenkinsJob> jobs;
        QHash<QString, int> troubles; // how many jobs could not be read, by the reason
    };
    struct Reading { // of one job's builds
        const Target *target = nullptr;
        const JenkinsJob *job = nullptr;
        JenkinsCursor cursor;
        JenkinsBuildScope where;
        qint64 wantedFrom = 0; // number: what is older was read by an earlier run
        QList<qint64> farOpen; // still running then, and not among the newest now
        Instant until; // what is older is not wanted
        bool hasList = false; // else only single builds are to be read again
    };

    // --- jenkinssync.cpp
    [[nodiscard]] QCoro::Task<Result<Target>> look(QString scope);
    [[nodiscard]] QCoro::Task<Result<JenkinsListing>> list(JenkinsFolder folder);
    [[nodiscard]] QCoro::Task<Result<void>> readTarget(Target *target);
    [[nodiscard]] Result<void> noteTrouble(Target &target, const JenkinsJob &job, const Error &error);

    // --- jenkinsbuilds.cpp
    [[nodiscard]] std::optional<Reading> begin(const Target &target, const JenkinsJob &job) const; // nothing: no news
    [[nodiscard]] QCoro::Task<Result<void>> readJob(const Target *target, const JenkinsJob *job);
    [[nodiscard]] QCoro::Task<Result<void>> readList(Reading *reading);
    [[nodiscard]] QCoro::Task<Result<JenkinsPage>> readPage(const Reading *reading);
    [[nodiscard]] bool takePage(Reading &reading, JenkinsPage &page) const; // true: the list goes on
    [[nodiscard]] QCoro::Task<Result<void>> readFarOpen(Reading *reading);
    void finish(Reading &reading) const;

    // --- jenkinsgather.cpp
    [[nodiscard]] QCoro::Task<Result<void>> keep(Reading *reading, JenkinsPage page, bool finished);
    [[nodiscard]] QCoro::Task<Result<void>> followUpstream(JenkinsBuild *build);
    [[nodiscard]] QCoro::Task<Result<std::vector<JenkinsStage>>> readStages(
        const Reading *reading, const JenkinsPage *page);
    [[nodiscard]] QCoro::Task<Result<std::optional<QJsonValue>>> askStages(QString path);
    void addBuilds(
        Reading &reading, const JenkinsPage &page, const std::vector<JenkinsStage> &stages, RecordBatch &batch);

    std::shared_ptr<const ConnectorContext> m_context;
    JenkinsSettings m_settings;
    RestApi m_api;
    SyncRun m_run;
    JenkinsRepositories m_repositories;
    QSet<QString> m_done; // jobs that another scope has, too
    QHash<QString, JenkinsRevision> m_upstream; // by "job#number"
    bool m_hasStages = false; // an answer told stages
    bool m_lacksStages = false;
};

} // namespace leadline
