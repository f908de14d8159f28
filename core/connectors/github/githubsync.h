#pragma once

#include "core/connectors/github/githubapi.h"
#include "core/connectors/github/githubcursor.h"
#include "core/connectors/github/githublists.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/syncrun.h"

namespace leadline {

// One run over all repositories of a source: first looks at each (one point tells what changed), then reads what did.
class GitHubSync {
public:
    GitHubSync(std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs,
        RecordSink *sink);

    [[nodiscard]] QCoro::Task<Result<SyncReport>> run();

private:
    struct Target {
        QString scope; // as the person wrote it: the key of the checkpoints
        GitHubRepositoryName name; // as GitHub calls it now
        GitHubScope where;
        GitHubRepositoryHead head;
    };
    struct Reading { // of one list
        GitHubCursor cursor;
        ListGuard guard{u"GitHub"_s};
        int goodPages = 0;
        bool restarted = false;
    };
    using Answer = Result<GitHubApi::GraphQlAnswer>;

    // --- githubsync.cpp
    [[nodiscard]] QCoro::Task<Result<Target>> look(QString scope);
    [[nodiscard]] QCoro::Task<Result<QString>> currentPath(QString scope, QString id);
    [[nodiscard]] QCoro::Task<Result<void>> readTarget(const Target *target);
    [[nodiscard]] std::optional<GitHubCursor> stored(
        const QString &scope, QLatin1StringView entity, bool &finished) const;
    [[nodiscard]] QString rememberedId(const QString &scope) const;

    // --- githublists.cpp
    [[nodiscard]] QCoro::Task<Result<void>> readList(const Target *target, const GitHubList *list);
    [[nodiscard]] std::optional<GitHubCursor> begin(
        const Target &target, const GitHubList &list) const; // nothing: there is nothing new
    void beginCommits(const Target &target, const std::optional<GitHubCursor> &before, GitHubCursor &cursor) const;
    [[nodiscard]] QCoro::Task<Result<QJsonObject>> readPage(
        const Target *target, const GitHubList *list, Reading *reading);
    [[nodiscard]] QCoro::Task<Result<QJsonObject>> readTails(QJsonObject data, const GitHubList *list);
    [[nodiscard]] Result<bool> takePage(
        const Target &target, const GitHubList &list, Reading &reading, GitHubPage &page);

    // --- githubruns.cpp
    [[nodiscard]] QCoro::Task<Result<void>> readRuns(const Target *target);
    [[nodiscard]] QCoro::Task<Result<void>> walkRuns(const Target *target, GitHubCursor cursor, RestAnswer first);
    [[nodiscard]] QCoro::Task<Result<void>> windowRuns(const Target *target, GitHubCursor cursor);
    [[nodiscard]] QUrl runsUrl(const Target &target, const GitHubCursor &cursor) const;
    [[nodiscard]] bool nextWindow(GitHubCursor &cursor, qint64 runsInThisOne) const;
    void finishRuns(const Target &target, GitHubCursor &cursor, GitHubPage &page) const;
    [[nodiscard]] Result<GitHubPage> takeRuns(const Target &target, const QJsonDocument &json, GitHubCursor &cursor);

    std::shared_ptr<const ConnectorContext> m_context;
    GitHubApi m_api;
    SyncRun m_run;
};

} // namespace leadline
