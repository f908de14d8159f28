#pragma once

#include "core/connectors/jira/jiraapi.h"
#include "core/connectors/jira/jiracursor.h"
#include "core/connectors/jira/jiraparse.h"
#include "core/connectors/jira/jirazone.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/syncrun.h"

namespace leadline {

// One run over all projects of a source: who asks and what words mean here, then the issues of all projects with their
// histories, the sprints of their boards, their versions.
class JiraSync {
public:
    JiraSync(std::shared_ptr<const ConnectorContext> context, JiraSettings settings, RecordSink *sink);

    [[nodiscard]] QCoro::Task<Result<SyncReport>> run();

private:
    struct Project {
        QString scope; // as the person wrote it: the key of the checkpoints
        QString id;
        QString key; // as Jira calls it now
    };
    struct Reading { // of issues: one question after the other
        QHash<QString, Instant> from; // lower bounds, by project
        Instant place; // from here on, once pages were read; floored
        QString jql;
        QString token; // Cloud: goes on in the same question
        qint64 startAt = 0; // Data Center
        int most = 100; // issues of a page; fewer where the server takes too long
        QByteArray expected; // Data Center: with what the page must begin when nothing moved
        int restarts = 0;
        ListGuard guard{QStringLiteral("Jira")};
    };

    // --- jirasync.cpp
    // Keeps the problem of a part and lets the others go on; an Error when nothing further can work.
    [[nodiscard]] Result<void> attend(const QString &scope, const QString &entity, const Result<void> &part);
    [[nodiscard]] QCoro::Task<Result<void>> lookAtServer();
    [[nodiscard]] QCoro::Task<Result<void>> lookAtAccount();
    [[nodiscard]] QCoro::Task<Result<void>> lookAtFields();
    [[nodiscard]] QCoro::Task<Result<void>> lookAtStatuses();
    [[nodiscard]] QCoro::Task<Result<void>> lookAtProject(QString scope);
    [[nodiscard]] QCoro::Task<Result<void>> look();
    [[nodiscard]] QCoro::Task<Result<void>> keepFields();
    [[nodiscard]] QCoro::Task<Result<void>> keep(QString scope, QString entity, QByteArray cursor);
    [[nodiscard]] QString scopes() const; // of all projects, for problems that concern all

    // --- jiraboards.cpp
    [[nodiscard]] QCoro::Task<Result<void>> lookAtBoards(const Project *project);
    [[nodiscard]] QCoro::Task<Result<void>> lookAtEstimates();
    [[nodiscard]] QCoro::Task<Result<void>> readSprints(const JiraBoard *board);
    [[nodiscard]] QCoro::Task<Result<void>> readAllSprints(const JiraBoard *board, JiraListCursor cursor);
    [[nodiscard]] QCoro::Task<Result<void>> readOpenSprints(const JiraBoard *board, JiraListCursor cursor);
    [[nodiscard]] QCoro::Task<Result<void>> readSprint(QString id, const JiraBoard *board, RecordBatch *batch);
    [[nodiscard]] QCoro::Task<Result<void>> readVersions(const Project *project);

    // --- jiraissuelist.cpp
    [[nodiscard]] QCoro::Task<Result<void>> readIssues();
    [[nodiscard]] QCoro::Task<Result<void>> walkIssues(Reading *reading);
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> askForIssues(Reading *reading);
    [[nodiscard]] QCoro::Task<Result<void>> countIssues(const Project *project);
    [[nodiscard]] QCoro::Task<Result<void>> findEpics(QStringList keys);
    [[nodiscard]] Reading beginReading() const;
    [[nodiscard]] QString jqlOf(const Reading &reading) const;
    void takePlace(JiraIssuePage &page, Instant serverNow);
    [[nodiscard]] bool goesOn(const Reading &reading, const JiraIssuePage &page) const;
    [[nodiscard]] Result<void> moveOn(Reading &reading, const JiraIssuePage &page) const;
    [[nodiscard]] QCoro::Task<Result<void>> readHistories(bool all); // else whole questions only
    [[nodiscard]] QCoro::Task<Result<void>> readPendingHistories(bool all);
    void giveUpHistories();
    [[nodiscard]] bool isWaitingForHistories(bool goesOn) const;
    [[nodiscard]] QCoro::Task<Result<void>> putIssues(RecordBatch batch, bool finished);

    std::shared_ptr<const ConnectorContext> m_context;
    JiraApi m_api;
    SyncRun m_run;
    JiraZone m_zone;
    JiraTerms m_terms;
    std::vector<Project> m_projects;
    std::vector<JiraBoard> m_boards;
    JiraIssueCursor m_cursor;
    QByteArray m_keptCursor; // as it was last written
    Instant m_newest; // of the changes that this run has read
    bool m_hasFields = false;
    bool m_hasHistories = true; // until they could not be read
    qint64 m_shortenedHistories = 0;
};

} // namespace leadline
