#pragma once

#include "core/connectors/jenkins/jenkinsrevision.h"
#include "core/domain/recordbatch.h"

#include <QMap>
#include <QSet>

namespace leadline {

// Jenkins has no list of repositories: they are known from the builds that were made of them, each with the best of its
// branches' names as its default branch. Kept in a checkpoint of the whole source.
class JenkinsRepositories {
public:
    explicit JenkinsRepositories(QStringList defaultBranches);

    static constexpr QLatin1StringView entity{"repositories"};
    // `again`: all are written once more.
    void load(const QByteArray &cursor, bool again);

    // The id of the repository that a build of the job was made of.
    QString note(const JenkinsRevision &revision, const JenkinsJob &job);
    // Where nothing tells: the pipeline stands for a repository, so that its builds belong somewhere.
    QString noteUnknown(const JenkinsJob &job, const QString &url);
    // A branch of a repository that is known.
    void noteBranch(const QString &id, const QString &branch, bool isPrimary);

    // What is new since the last call, with the checkpoint.
    void moveChangesInto(RecordBatch &batch);

private:
    struct Entry {
        QString path;
        QString url;
        QString branch;
        bool isPrimary = false; // Jenkins said so

        bool operator==(const Entry &) const = default;
    };
    void put(const QString &id, const Entry &entry);

    QStringList m_defaultBranches;
    QMap<QString, Entry> m_entries;
    QSet<QString> m_changed;
};

} // namespace leadline
