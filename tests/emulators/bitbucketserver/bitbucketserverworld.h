#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <map>

namespace leadline {

struct BitbucketServerPullItem {
    Instant updatedAt;
    QString state;
    QJsonObject json;
};

struct BitbucketServerWorldRepository {
    Repository record;
    bool deleted = false;
    std::vector<BitbucketServerPullItem> pulls; // newest change first
    std::vector<std::pair<QString, QJsonObject>> commits; // of the default branch by sha, newest first
    QHash<QString, QStringList> parents;
    QHash<QString, QJsonArray> activities; // by number of the pull request
    QHash<QString, QJsonArray> pullCommits;
};

// Everything that the emulated server has, as Bitbucket Data Center writes it.
class BitbucketServerWorld {
public:
    explicit BitbucketServerWorld(const RecordBatch &records);

    // By its name, or a name of earlier times; nullptr when there is none.
    [[nodiscard]] BitbucketServerWorldRepository *find(const QString &path);
    [[nodiscard]] std::vector<BitbucketServerWorldRepository *> repositories();
    [[nodiscard]] static QJsonObject repository(const Repository &record);
    [[nodiscard]] QJsonArray buildsOf(const QString &sha) const { return m_builds.value(sha); }

    void rename(const QString &from, const QString &to); // the old name leads on
    void editPull(BitbucketServerWorldRepository &repository, qint64 number, const QString &title, Instant at);

private:
    [[nodiscard]] QJsonValue user(const QString &identity) const;
    [[nodiscard]] QJsonObject pull(const ChangeRequest &change) const;
    [[nodiscard]] QJsonArray activities(const ChangeRequest &change) const;
    [[nodiscard]] QJsonArray commitsOf(const ChangeRequest &change) const;
    [[nodiscard]] QJsonObject commit(const Commit &commit) const;

    QHash<QString, const Identity *> m_identities;
    QHash<QString, std::vector<const Review *>> m_reviews;
    QHash<QString, std::vector<const Commit *>> m_commits;
    QHash<QString, QJsonArray> m_builds; // by sha
    std::map<QString, BitbucketServerWorldRepository> m_repositories; // by id
    QHash<QString, QString> m_paths; // path, lower case → id
};

} // namespace leadline
