#pragma once

#include "core/connectors/bitbucketserver/bitbucketserverparse.h"
#include "core/connectors/bitbucketserver/bitbucketserversettings.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/recentitems.h"
#include "core/connectors/shared/syncrun.h"

#include <QSet>

namespace leadline {

// Where the reading of one list stands: what a checkpoint of this connector holds.
struct BitbucketServerCursor {
    QString start; // of the page where it goes on; empty = the first
    Instant began;
    Instant until; // what is older was read by an earlier run
    Instant newest; // seen so far
    bool isUnsorted = false; // the list is not newest first: it is read to its end
    QString headSeen; // newest commit of this run
    Instant watermark; // of the last finished run
    QString head; // newest commit that is known
    QString recent; // RecentItems: of pull requests, or of commits whose builds are to be asked for
    QString marks; // of open pull requests: how they looked
};

// One run over all repositories of a source: looks at each, then reads its commits, pull requests and builds.
class BitbucketServerSync {
public:
    BitbucketServerSync(
        std::shared_ptr<const ConnectorContext> context, BitbucketServerSettings settings, RecordSink *sink);

    [[nodiscard]] QCoro::Task<Result<SyncReport>> run();

private:
    enum class List { Commits, PullRequests, OpenPullRequests };
    struct Target {
        QString scope; // as the person wrote it: the key of the checkpoints
        QString address; // "/api/1.0/projects/PROJECT/repos/repository"
        BitbucketServerScope where;
        QSet<QString> pullsRead; // numbers, in this run
        RecentItems waiting; // commits whose builds are to be asked for
    };

    // --- bitbucketserversync.cpp
    [[nodiscard]] QCoro::Task<Result<Target>> look(QString scope);
    [[nodiscard]] QCoro::Task<Result<QString>> defaultBranch(QString address);
    [[nodiscard]] QCoro::Task<Result<void>> readTarget(Target *target);

    // --- bitbucketserverlists.cpp
    [[nodiscard]] QCoro::Task<Result<void>> readList(Target *target, List list);
    [[nodiscard]] BitbucketServerCursor begin(const Target &target, List list) const;
    [[nodiscard]] QCoro::Task<Result<QJsonObject>> askPage(
        const Target *target, List list, BitbucketServerCursor *cursor);
    [[nodiscard]] QCoro::Task<Result<BitbucketServerPage>> wholePage(
        Target *target, List list, BitbucketServerCursor *cursor, QJsonObject answer);
    [[nodiscard]] QCoro::Task<Result<void>> readBuilds(Target *target);
    void loadWaiting(Target &target) const;
    static void noteCommits(Target &target, BitbucketServerPage &page);
    // All pages of a list that belongs to one item.
    [[nodiscard]] QCoro::Task<Result<QJsonArray>> readAll(QString path);

    std::shared_ptr<const ConnectorContext> m_context;
    BitbucketServerSettings m_settings;
    RestApi m_api;
    SyncRun m_run;
};

} // namespace leadline
