#pragma once

#include "tests/emulators/github/githubworld.h"
#include "tests/emulators/server/emulatedtool.h"

namespace leadline {

// What GitHub would say: reads the world, knows nothing of HTTP connections, limits and faults.
class GitHubAnswers {
public:
    GitHubAnswers(GitHubWorld *world, QUrl base);

    [[nodiscard]] EmulatedAnswer rest(const QString &path, const QUrlQuery &query) const;
    [[nodiscard]] EmulatedAnswer graphQl(const QJsonObject &request) const;

    // Fields that this server is too old to know: a query with one of them is refused as GitHub does.
    void setUnknownFields(QStringList fields) { m_unknownFields = std::move(fields); }

    [[nodiscard]] static EmulatedAnswer error(int status, const QString &message);
    [[nodiscard]] static QByteArray graphQlError(const QJsonObject &error, bool withData);

private:
    [[nodiscard]] EmulatedAnswer repositoryRest(
        WorldRepository &repository, const QString &part, const QString &path, const QUrlQuery &query) const;
    [[nodiscard]] EmulatedAnswer runs(const WorldRepository &repository, const QUrlQuery &query) const;
    [[nodiscard]] EmulatedAnswer repositoryList(
        const QString &owner, const QString &path, const QUrlQuery &query) const;
    [[nodiscard]] EmulatedAnswer pageOf(const std::vector<QByteArray> &items, const QString &path,
        const QUrlQuery &query, const QByteArray &wrap) const;
    [[nodiscard]] QByteArray head(const WorldRepository &repository) const;
    [[nodiscard]] QByteArray list(
        const QString &operation, WorldRepository &repository, const QJsonObject &variables) const;
    [[nodiscard]] QByteArray tail(const QJsonObject &variables) const;

    GitHubWorld *m_world;
    QUrl m_base;
    QStringList m_unknownFields;
};

} // namespace leadline
