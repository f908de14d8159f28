#pragma once

#include "tests/emulators/bitbucket/bitbucketjson.h"

#include <map>

namespace leadline {

// One entry of a list, already written.
struct BitbucketItem {
    Instant order; // lists are sorted by it, newest first
    QString id;
    QByteArray json;
    QString state; // of a pull request
};
using BitbucketItems = std::vector<BitbucketItem>;

struct BitbucketWorldRepository {
    Repository record;
    bool deleted = false;
    BitbucketItems pulls; // id: number
    BitbucketItems pipelines; // id: uuid
    BitbucketItems deployments;
    BitbucketItems commits; // id: sha; in the order of history
    BitbucketItems tags;
    std::vector<QByteArray> environments;
    QHash<QString, QJsonArray> activity; // by number of the pull request
    QHash<QString, QJsonArray> pullCommits;
    QHash<QString, QJsonArray> diffstat;
    QHash<QString, QJsonArray> steps; // by uuid of the pipeline
    QHash<QString, QStringList> parents; // of commits on the default branch
    QStringList shas; // of all commits
};

// Everything that the emulated Bitbucket has.
class BitbucketWorld {
public:
    explicit BitbucketWorld(const RecordBatch &records);

    // By its name, a name of earlier times, or "{uuid}" in place of the second part; nullptr when there is none.
    [[nodiscard]] BitbucketWorldRepository *find(const QString &workspace, const QString &name);
    [[nodiscard]] std::vector<BitbucketWorldRepository *> repositories(); // the one last changed first
    [[nodiscard]] QJsonObject repository(const BitbucketWorldRepository &repository) const;
    // Commits that the default branch has and `known` does not have among its ancestors; nothing when there is no
    // such commit.
    [[nodiscard]] static std::optional<std::vector<const BitbucketItem *>> commitsWithout(
        const BitbucketWorldRepository &repository, const QString &known);

    void rename(const QString &from, const QString &to); // the old name leads on
    void takeName(const QString &path, const QString &newId); // another, empty repository gets the name
    void editPull(BitbucketWorldRepository &repository, const QString &number,
        const std::function<void(QJsonObject &)> &change); // moves it to the place of its time
    [[nodiscard]] static QByteArray written(const QJsonObject &object);

private:
    void addDelivery(const RecordBatch &records);

    BitbucketJson m_json;
    std::map<QString, BitbucketWorldRepository> m_repositories; // by id
    QHash<QString, QString> m_paths; // path, lower case → id
};

} // namespace leadline
