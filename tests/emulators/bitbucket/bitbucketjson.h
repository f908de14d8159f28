#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace leadline {

// Records as Bitbucket Cloud writes them.
class BitbucketJson {
public:
    explicit BitbucketJson(const RecordBatch &records);

    static constexpr QByteArrayView kApi = "@api@"; // in links, for the address of the server

    [[nodiscard]] QJsonObject repository(const Repository &repository) const;
    [[nodiscard]] QJsonObject pull(const ChangeRequest &change, const Repository &repository) const;
    [[nodiscard]] QJsonArray activity(const ChangeRequest &change) const; // newest first
    [[nodiscard]] QJsonArray pullCommits(const ChangeRequest &change) const; // newest first
    [[nodiscard]] static QJsonArray diffstat(const ChangeRequest &change);
    [[nodiscard]] QJsonObject commit(const Commit &commit) const;
    [[nodiscard]] QJsonObject pipeline(const Build &build) const;
    [[nodiscard]] static QJsonArray steps(const Build &build);
    [[nodiscard]] QJsonObject deployment(const Deployment &deployment) const;
    [[nodiscard]] static QJsonObject environment(const QString &name);
    [[nodiscard]] static QJsonObject tag(const Release &release);

private:
    [[nodiscard]] QJsonValue account(const QString &identity) const;

    QHash<QString, const Identity *> m_identities;
    QHash<QString, std::vector<const Review *>> m_reviewsOf;
    QHash<QString, std::vector<const Commit *>> m_commitsOf;
};

} // namespace leadline
