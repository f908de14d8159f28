#pragma once

#include "core/connectors/bitbucket/bitbucketcursor.h"
#include "core/connectors/bitbucket/bitbucketparse.h"
#include "core/connectors/bitbucket/bitbucketsettings.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/recentitems.h"
#include "core/connectors/shared/syncrun.h"

namespace leadline {

struct BitbucketList;

// One run over all repositories of a source: looks at each, then reads its lists. Commits come first, because pull
// requests name the commits they were merged as only by the first letters.
class BitbucketSync {
public:
    BitbucketSync(std::shared_ptr<const ConnectorContext> context, BitbucketSettings settings, qint64 limitWaitMs,
        RecordSink *sink);

    [[nodiscard]] QCoro::Task<Result<SyncReport>> run();

private:
    struct Target {
        QString scope; // as the person wrote it: the key of the checkpoints
        BitbucketScope where;
        QString address; // "/repositories/workspace/repository", encoded
        Repository record;
        QHash<QString, QString> shas; // of commits read in this run, by their first letters
    };
    struct Reading { // of one list
        BitbucketCursor cursor;
        ListGuard guard{u"Bitbucket"_s};
        RecentItems recent;
        bool restarted = false;
    };
    struct Known { // of a repository, from earlier runs
        QString id;
        QString workspace;
    };

    // --- bitbucketsync.cpp
    [[nodiscard]] QCoro::Task<Result<Target>> look(QString scope);
    [[nodiscard]] QCoro::Task<Result<BitbucketRepositoryHead>> askRepository(QString encodedPath);
    [[nodiscard]] QCoro::Task<Result<void>> readTarget(Target *target);
    [[nodiscard]] Known rememberedRepository(const QString &scope) const;
    [[nodiscard]] QHash<QString, QString> rememberedEnvironments(const QString &scope) const;

    // --- bitbucketlists.cpp
    [[nodiscard]] QCoro::Task<Result<void>> readList(Target *target, const BitbucketList *list);
    [[nodiscard]] BitbucketCursor begin(const Target &target, const BitbucketList &list) const;
    [[nodiscard]] QUrl firstPage(const Target &target, const BitbucketList &list, const BitbucketCursor &cursor) const;
    [[nodiscard]] QCoro::Task<Result<QJsonObject>> askPage(
        const Target *target, const BitbucketList *list, Reading *reading);
    [[nodiscard]] Result<bool> takePage(
        const Target &target, const BitbucketList &list, Reading &reading, BitbucketPage &page) const;
    void finish(const Target &target, const BitbucketList &list, Reading &reading, BitbucketPage &page) const;

    // --- bitbucketdetails.cpp
    // The page of a list with all that belongs to its items.
    [[nodiscard]] QCoro::Task<Result<BitbucketPage>> wholePage(
        Target *target, const BitbucketList *list, Reading *reading, QJsonObject answer);
    [[nodiscard]] QCoro::Task<Result<void>> addPulls(Target *target, Reading *reading, BitbucketPage *page);
    [[nodiscard]] QCoro::Task<Result<BitbucketPullParts>> partsOf(const Target *target, BitbucketPull pull);
    [[nodiscard]] QCoro::Task<Result<QString>> wholeSha(const Target *target, QString hash, QJsonArray commits);
    [[nodiscard]] QCoro::Task<Result<void>> addSteps(const Target *target, Reading *reading, BitbucketPage *page);
    [[nodiscard]] QCoro::Task<Result<QHash<QString, QString>>> environmentsOf(
        const Target *target, QJsonObject deployments, RecordBatch *batch);
    // All pages of a list that belongs to one item.
    [[nodiscard]] QCoro::Task<Result<QJsonArray>> readAll(QUrl url);

    std::shared_ptr<const ConnectorContext> m_context;
    BitbucketSettings m_settings;
    RestApi m_api;
    SyncRun m_run;
    FileMasks m_masks;
};

} // namespace leadline
