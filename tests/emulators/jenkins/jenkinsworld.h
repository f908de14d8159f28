#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>
#include <QJsonArray>
#include <QMap>

namespace leadline {

struct JenkinsWorldStage {
    QString id;
    QString name;
    QString status; // "SUCCESS", "FAILED", "NOT_EXECUTED" …
    Instant startedAt;
    qint64 durationMs = 0;
    qint64 pauseMs = 0;
};

struct JenkinsWorldBuild {
    qint64 number = 0;
    Instant startedAt;
    Instant finishedAt; // unset = still running
    qint64 queueMs = -1; // -1 = Jenkins does not keep it
    QString result; // "SUCCESS" …
    QString title;
    QString remote; // address of the repository; empty = nothing was fetched
    QString branch; // as the Git plug-in names it: "refs/remotes/origin/main"
    QString sha;
    QStringList causes; // classes
    QString user; // who started it
    QString userName;
    QString upstream; // full name of the job that started it
    qint64 upstreamNumber = 0;
    QList<std::pair<QString, QJsonValue>> parameters;
    std::vector<JenkinsWorldStage> stages;
    QJsonArray moreActions; // others, before those of above
};

struct JenkinsWorldJob {
    QString fullName; // with the encoded name of a branch
    QString className;
    bool isPrimary = false;
    std::vector<JenkinsWorldBuild> builds; // oldest first
    qint64 nextNumber = 1;
};

// Everything that the emulated Jenkins has. Of records: a folder for the owner, one for the repository, in it a project
// of branches for each pipeline and a job "deploy" for the deployments.
class JenkinsWorld {
public:
    explicit JenkinsWorld(const RecordBatch &records);

    // Folders are made with their jobs.
    JenkinsWorldJob &addJob(const QString &fullName, const QString &className);
    void addFolder(const QString &fullName, const QString &className);
    // Gives it the job's next number.
    qint64 addBuild(JenkinsWorldJob &job, JenkinsWorldBuild build);
    [[nodiscard]] JenkinsWorldJob *job(const QString &fullName); // nullptr when there is none
    [[nodiscard]] bool has(const QString &fullName) const; // a folder or a job
    [[nodiscard]] QString classOf(const QString &fullName) const;
    [[nodiscard]] QStringList childrenOf(const QString &fullName) const; // full names
    void remove(const QString &fullName); // with all that is in it
    void rename(const QString &from, const QString &to); // of a job

    // Where a record's build is now: "acme/shop/CI/main#12"; empty where Jenkins has none.
    [[nodiscard]] QString idOf(RecordKind kind, const QString &externalId) const;
    [[nodiscard]] const QStringList &repositoryFolders() const { return m_repositoryFolders; }

    [[nodiscard]] static QString remoteOf(const QString &path); // "https://git.acme.example/owner/name.git"
    [[nodiscard]] static QString encoded(const QString &branch); // the name of a branch's job

private:
    void addBuilds(const RecordBatch &records);
    void addDeployments(const RecordBatch &records);
    [[nodiscard]] QString jobOf(const Build &build, const Repository &repository);

    QMap<QString, JenkinsWorldJob> m_jobs;
    QMap<QString, QString> m_folders; // class by full name
    QHash<QString, QString> m_ids;
    QHash<QString, int> m_turns; // by repository and branch of a change
    QStringList m_repositoryFolders;
    QHash<QString, const Repository *> m_repositories; // only while it is made
    QHash<QString, const Identity *> m_identities;
};

} // namespace leadline
