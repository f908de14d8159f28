#pragma once

#include "core/connectors/connector.h"
#include "core/connectors/git/gitrecords.h"

#include <QSet>

namespace leadline {

// Where a Git source stands: everything reachable from `done` is read; of what `target` adds, the first `position`
// commits are.
struct GitCursor {
    git_oid done{};
    git_oid target{};
    qint64 position = 0;
    QByteArray masks; // fingerprint of those that the lines were counted with

    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static GitCursor fromJson(const QByteArray &json); // all zero when unreadable
};

// One sync of a Git folder. Every function that touches the repository waits for the disk: for pool threads.
class GitRun {
public:
    explicit GitRun(std::shared_ptr<const ConnectorContext> context);

    // Opens, decides what to read, reads the commits' texts. `cursor` is the newest checkpoint.
    [[nodiscard]] Result<void> prepare(GitCursor cursor);
    [[nodiscard]] bool isFinished() const { return m_position >= qint64(m_history.commits.size()); }
    // The next commits with their line counts, and the checkpoint that covers them.
    [[nodiscard]] RecordBatch nextPage();
    // Repository, tags that are new or moved, tombstones of tags that are gone. `knownTags`: cursor of the last run.
    [[nodiscard]] RecordBatch repositoryAndTags(const QByteArray &knownTags) const;

    [[nodiscard]] const QString &scope() const { return m_scope; }
    [[nodiscard]] qint64 position() const { return m_position; }
    [[nodiscard]] qint64 total() const { return qint64(m_history.commits.size()); }
    [[nodiscard]] const QStringList &notes() const { return m_notes; }

private:
    [[nodiscard]] QHash<int, std::optional<GitLineStats>> statsOfChanges(
        const std::vector<int> &changes, std::size_t from, const std::vector<std::optional<GitLineStats>> &commitStats);

    std::shared_ptr<const ConnectorContext> m_context;
    FileMasks m_masks;
    QString m_folder;
    QString m_scope;
    QString m_branch;
    WebPages m_pages;
    GitRepositoryPtr m_repository;
    GitHistory m_history;
    GitCursor m_cursor;
    qint64 m_position = 0;
    std::unique_ptr<GitRecords> m_records;
    GitStatsReader m_stats;
    QStringList m_notes;
};

} // namespace leadline
