#pragma once

#include "core/connectors/gitlab/gitlabapi.h"
#include "core/connectors/gitlab/gitlabcursor.h"
#include "core/connectors/gitlab/gitlablists.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/syncrun.h"

namespace leadline {

// One run over all projects of a source: first looks at each (one request tells what changed), then reads what did.
class GitLabSync {
public:
    GitLabSync(std::shared_ptr<const ConnectorContext> context, GitLabSettings settings, qint64 silentWaitMs,
        RecordSink *sink);

    [[nodiscard]] QCoro::Task<Result<SyncReport>> run();

private:
    struct Target {
        QString scope; // as the person wrote it, or as it was first found in a group: the key of the checkpoints
        GitLabScope where;
        GitLabProjectHead head;
        Instant at; // of the look, by the server's clock
    };
    struct Reading { // of one list
        GitLabCursor cursor;
        ListGuard guard{QStringLiteral("GitLab")};
        int goodPages = 0;
        bool restarted = false;
    };
    using Answer = Result<GitLabApi::GraphQlAnswer>;
    using Step = QCoro::Task<Result<void>> (GitLabSync::*)(const Target *target);
    struct RestList {
        QLatin1StringView title;
        Step read;
    };

    // --- gitlabsync.cpp
    [[nodiscard]] QCoro::Task<Result<QStringList>> projectScopes();
    [[nodiscard]] QCoro::Task<Result<QStringList>> projectsOf(QString scope, QString group);
    [[nodiscard]] QCoro::Task<Result<Target>> look(QString scope);
    [[nodiscard]] Result<Target> targetOf(const QString &scope, GitLabProjectHead head, Instant at) const;
    [[nodiscard]] QCoro::Task<Result<QString>> currentPath(QString scope, QString id);
    [[nodiscard]] QCoro::Task<Result<void>> readTarget(const Target *target);
    [[nodiscard]] std::optional<GitLabCursor> stored(
        const QString &scope, QLatin1StringView entity, bool &finished) const;
    [[nodiscard]] QString rememberedId(const QString &scope) const;

    // --- gitlablists.cpp
    [[nodiscard]] QCoro::Task<Result<void>> readList(const Target *target, const GitLabList *list);
    [[nodiscard]] std::optional<GitLabCursor> begin(
        const Target &target, const GitLabList &list) const; // nothing: there is nothing new
    [[nodiscard]] QCoro::Task<Result<QJsonObject>> readPage(
        const Target *target, const GitLabList *list, Reading *reading);
    [[nodiscard]] QCoro::Task<Result<QJsonObject>> readTails(
        const Target *target, QJsonObject project, const GitLabList *list);
    [[nodiscard]] QCoro::Task<Result<QJsonObject>> readSquashCommits(const Target *target, QJsonObject project);
    [[nodiscard]] Result<bool> takePage(
        const Target &target, const GitLabList &list, Reading &reading, GitLabPage &page);

    // --- gitlabrest.cpp
    [[nodiscard]] QCoro::Task<Result<void>> readDeployments(const Target *target);
    [[nodiscard]] QCoro::Task<Result<void>> readCommits(const Target *target);
    [[nodiscard]] QCoro::Task<Result<void>> readMembers(const Target *target);
    [[nodiscard]] QCoro::Task<Result<void>> keep(
        const Target *target, QLatin1StringView entity, const GitLabCursor *cursor, bool finished, GitLabPage *page);
    [[nodiscard]] QUrl deploymentsUrl(const Target &target, const GitLabCursor &cursor) const;
    [[nodiscard]] QUrl commitsUrl(const Target &target, const GitLabCursor &cursor, const QString &upTo) const;
    [[nodiscard]] GitLabCursor continued(const GitLabCursor &last) const;

    std::shared_ptr<const ConnectorContext> m_context;
    GitLabApi m_api;
    SyncRun m_run;
};

} // namespace leadline
