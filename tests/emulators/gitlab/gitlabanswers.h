#pragma once

#include "tests/emulators/gitlab/gitlabworld.h"
#include "tests/emulators/server/emulatedtool.h"

namespace leadline {

// Answers of the emulated GitLab from its world.
class GitLabAnswers {
public:
    GitLabAnswers(GitLabWorld *world, const EmulatedRequest *request, QString root); // "/gitlab", mostly empty

    [[nodiscard]] EmulatedAnswer graphQl(const QStringList &unknown) const;
    [[nodiscard]] EmulatedAnswer rest(const QList<QByteArray> &path) const; // behind "/api/v4", each part encoded

    // Without the fields that the query does not name; answering so takes longer.
    [[nodiscard]] EmulatedAnswer withoutUnasked(EmulatedAnswer answer) const;

    [[nodiscard]] static EmulatedAnswer error(int status, const QString &message);
    [[nodiscard]] static EmulatedAnswer json(const QByteArray &body);

private:
    [[nodiscard]] QByteArray look(GitLabProject &project) const;
    [[nodiscard]] QByteArray page(GitLabProject &project, const QString &connection) const;
    [[nodiscard]] QJsonObject tail(GitLabProject &project, const QString &operation) const;
    [[nodiscard]] EmulatedAnswer projectPart(GitLabProject &project, const QString &part) const;
    [[nodiscard]] EmulatedAnswer commits(const GitLabProject &project) const;
    [[nodiscard]] EmulatedAnswer deployments(const GitLabProject &project) const;
    [[nodiscard]] EmulatedAnswer squashes(const GitLabProject &project) const;
    // A page of numbers, with its Link header and totals.
    [[nodiscard]] EmulatedAnswer numbered(const QList<QByteArray> &all) const;
    [[nodiscard]] EmulatedAnswer keyset(const std::vector<GitLabProject *> &projects) const;

    GitLabWorld *m_world;
    const EmulatedRequest *m_request;
    QString m_root;
    QJsonObject m_variables;
};

} // namespace leadline
