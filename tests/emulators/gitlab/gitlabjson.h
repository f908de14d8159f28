#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace leadline {

// Records as GitLab writes them, in GraphQL and in REST.
class GitLabJson {
public:
    explicit GitLabJson(const RecordBatch &records); // keeps pointers into it

    [[nodiscard]] static QString globalId(QLatin1StringView type, const QString &externalId);

    // --- GraphQL
    struct RequestLists {
        QJsonArray notes;
        QJsonArray commits;
    };
    [[nodiscard]] QJsonObject mergeRequest(const ChangeRequest &change) const; // without its lists
    [[nodiscard]] RequestLists requestLists(const ChangeRequest &change) const;
    [[nodiscard]] QJsonObject workItem(const Issue &issue) const; // without its activity
    [[nodiscard]] QJsonArray discussions(const Issue &issue) const;
    [[nodiscard]] QJsonObject pipeline(const Build &build) const;
    [[nodiscard]] QJsonObject release(const Release &release) const;
    [[nodiscard]] QJsonArray labels() const;
    [[nodiscard]] QJsonArray iterations() const;

    // --- REST
    [[nodiscard]] QJsonObject deployment(const Deployment &deployment) const;
    [[nodiscard]] QJsonObject commit(const Commit &commit) const;
    [[nodiscard]] QJsonObject project(const Repository &repository) const;
    [[nodiscard]] QJsonArray members() const;

private:
    [[nodiscard]] QJsonValue user(const QString &identity) const;
    [[nodiscard]] QJsonValue restUser(const QString &identity) const;
    [[nodiscard]] QString activityOf(const IssueTransition &transition) const;
    [[nodiscard]] QString labelsNote(const QString &removed, const QString &added) const;
    [[nodiscard]] QString labelId(const QString &title) const;

    QHash<QString, const Identity *> m_identities;
    QHash<QString, std::vector<const Review *>> m_reviewsOf;
    QHash<QString, std::vector<const Commit *>> m_commitsOf;
    QHash<QString, std::vector<const IssueTransition *>> m_transitionsOf;
    std::vector<const Sprint *> m_sprints;
    QStringList m_labels; // an id is a place here, and 1000
};

} // namespace leadline
