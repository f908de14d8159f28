#pragma once

#include "tests/emulators/gitlab/gitlabjson.h"

#include <functional>
#include <map>

namespace leadline {

// One entry of a list, already written.
struct GitLabItem {
    Instant order; // lists are sorted by it
    Instant updated;
    QString id;
    QByteArray json;
};

struct GitLabItems {
    bool newestFirst = false;
    std::vector<GitLabItem> items;

    void sort();
    // Replaces the item of that id or adds it, in its place.
    void put(GitLabItem item);
    // A cursor is a place, not a number: what moves does not disturb it.
    [[nodiscard]] std::size_t firstAfter(const QString &cursor) const;
    [[nodiscard]] static QString cursorOf(const GitLabItem &item);
    [[nodiscard]] bool comesBefore(const GitLabItem &a, const GitLabItem &b) const;
};

struct GitLabProject {
    Repository record;
    bool deleted = false;
    GitLabItems mergeRequests; // by change, oldest first
    GitLabItems workItems;
    GitLabItems pipelines{.newestFirst = true, .items = {}}; // by id
    GitLabItems releases{.newestFirst = true, .items = {}};
    GitLabItems deployments;
    std::vector<GitLabItem> commits; // of the default branch, newest first

    [[nodiscard]] GitLabItems *list(const QString &connection); // "mergeRequests" …; nullptr when there is none
    [[nodiscard]] QString headSha() const { return commits.empty() ? QString() : commits.front().id; }
};

// Everything that the emulated GitLab has, written once so that answering is joining pieces.
class GitLabWorld {
public:
    struct Limits { // how many of an item's own lists a page shows
        int notes = 100;
        int commits = 100;
        int discussions = 50;
        int jobs = 100;
    };

    GitLabWorld(const RecordBatch &records, Limits limits);

    [[nodiscard]] GitLabProject *byPath(const QString &path); // only by its name now; nullptr when there is none
    [[nodiscard]] GitLabProject *byId(const QString &id);
    [[nodiscard]] std::vector<GitLabProject *> projects(); // by id
    // The whole list behind an item: by global id, then "notes", "commits", "discussions", "jobs".
    [[nodiscard]] QJsonArray wholeList(const QString &globalId, const QString &list) const;
    [[nodiscard]] const GitLabJson &json() const { return m_json; }

    bool hasNoIssues = false; // the feature is switched off in every project

    void rename(const QString &from, const QString &to);
    GitLabProject &add(const Repository &repository); // a new, empty project
    // Changes a field or more of an item and moves it to its new place.
    bool edit(GitLabItems &list, const QString &id, const std::function<void(QJsonObject &)> &change);

private:
    void addRequests(const RecordBatch &records);
    void addIssues(const RecordBatch &records);
    void addDelivery(const RecordBatch &records);
    [[nodiscard]] QJsonObject shortened(const QString &globalId, const QString &list, QJsonArray all, int most);

    GitLabJson m_json;
    Limits m_limits;
    std::map<qint64, GitLabProject> m_projects; // by id
    QHash<QString, QHash<QString, QJsonArray>> m_wholeLists;
};

} // namespace leadline
