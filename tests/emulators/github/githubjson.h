#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace leadline {

// Records → JSON as GitHub writes it. The other half of what the connector reads, written from GitHub's documentation
// on its own.
class GitHubJson {
public:
    explicit GitHubJson(const RecordBatch &records); // which stay where they are

    // The parts of a pull request that are lists; the page shows a beginning of each.
    struct PullLists {
        QJsonArray reviews;
        QJsonArray commits;
        QJsonArray timeline;
        qint64 commitCount = 0;
    };

    [[nodiscard]] QJsonObject pullRequest(const ChangeRequest &change) const; // without its lists
    [[nodiscard]] PullLists pullLists(const ChangeRequest &change) const;
    [[nodiscard]] QJsonObject issue(const Issue &issue) const; // without its timeline
    [[nodiscard]] QJsonArray issueTimeline(const Issue &issue) const;
    [[nodiscard]] QJsonObject deployment(
        const Deployment &deployment, Instant replacedAt) const; // replacedAt: gets an "inactive" status then
    [[nodiscard]] QJsonObject release(const Release &release) const;
    [[nodiscard]] QJsonObject commit(const Commit &commit) const;
    [[nodiscard]] QJsonObject run(const Build &build) const; // REST
    [[nodiscard]] QJsonObject repository(const Repository &repository, Instant createdAt) const; // REST

    [[nodiscard]] static QString nodeId(QLatin1StringView kind, const QString &externalId); // "PR_1234"

private:
    [[nodiscard]] QJsonValue actor(const QString &identity, bool withName = false) const; // GraphQL
    [[nodiscard]] QJsonValue restUser(const QString &identity) const;
    [[nodiscard]] QJsonObject commitAuthor(const QString &identity) const;

    QHash<QString, const Identity *> m_identities;
    QHash<QString, const Commit *> m_commits;
    QHash<QString, const ChangeRequest *> m_changes;
    QHash<QString, std::vector<const Review *>> m_reviewsOf;
    QHash<QString, std::vector<const Commit *>> m_commitsOf;
    QHash<QString, std::vector<const IssueTransition *>> m_transitionsOf;
};

} // namespace leadline
