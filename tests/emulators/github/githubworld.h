#pragma once

#include "tests/emulators/github/githubjson.h"

#include <map>

namespace leadline {

// One entry of a list, already written.
struct WorldItem {
    Instant order; // lists are sorted by it, newest first
    QString id; // node id
    QByteArray json;
};

struct WorldList {
    std::vector<WorldItem> items;

    void sort();
    // Replaces the item of that id or adds it, in its place.
    void put(WorldItem item);
    [[nodiscard]] std::size_t firstAfter(
        const QString &cursor) const; // a cursor is a place, not a number: what moves does not disturb it
    [[nodiscard]] static QString cursorOf(const WorldItem &item);
};

struct WorldRepository {
    Repository record;
    Instant createdAt;
    QString headSha;
    bool deleted = false;
    WorldList pulls;
    WorldList issues;
    WorldList deployments;
    WorldList releases;
    WorldList commits;
    WorldList runs;
};

// Everything that the emulated GitHub has, written once so that answering is joining pieces.
class GitHubWorld {
public:
    struct Limits { // how many of an item's own lists a page shows
        int reviews = 50;
        int commits = 100;
        int timeline = 50;
    };

    GitHubWorld(const RecordBatch &records, Limits limits);

    [[nodiscard]] WorldRepository *byPath(const QString &path); // also by an old name; nullptr when there is none
    [[nodiscard]] WorldRepository *byId(const QString &id);
    [[nodiscard]] std::vector<WorldRepository *> repositories();
    // The whole list behind an item: by node id, then "reviews", "commits", "timelineItems".
    [[nodiscard]] const QJsonArray *wholeList(const QString &nodeId, const QString &list) const;
    [[nodiscard]] QJsonObject restRepository(const WorldRepository &repository) const;

    void rename(const QString &from, const QString &to); // the old name leads on
    void takeName(const QString &path, const QString &newId); // another, empty repository gets the name
    // Changes a field or more of an item and moves it to its new place. `order`: the field of its time ("updatedAt").
    bool edit(
        WorldList &list, const QString &id, QLatin1StringView order, const std::function<void(QJsonObject &)> &change);
    void addPull(WorldRepository &repository, const ChangeRequest &change);

private:
    void addIssues(const RecordBatch &records);
    void addDelivery(const RecordBatch &records);
    [[nodiscard]] QJsonObject shortened(
        const QString &nodeId, const QString &list, QJsonArray all, int most, qint64 total = -1);

    GitHubJson m_json;
    Limits m_limits;
    std::map<QString, WorldRepository> m_repositories; // by id
    QHash<QString, QString> m_paths; // path, lower case → id
    QHash<QString, QHash<QString, QJsonArray>> m_wholeLists;
};

} // namespace leadline
