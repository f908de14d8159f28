#pragma once

#include "core/connectors/git/githistory.h"
#include "core/connectors/git/gitstats.h"
#include "core/domain/recordbatch.h"

#include <QHash>

namespace leadline {

// A tag that points at a commit, annotated or not.
struct GitTag {
    QString name;
    QString sha;
    Instant at; // of the tagger, else of the commit
};
[[nodiscard]] std::vector<GitTag> readGitTags(git_repository *repository);

inline constexpr auto kGitRepositoryId = u"repository"; // a Git source has exactly one

// Turns commits [from, to) into records: identities, change requests whose first commit is among them, commits.
class GitRecords {
public:
    GitRecords(const GitHistory &history, WebPages pages, QString mainBranch);

    // `commitStats` are beside the commits of the range, `changeStats` by index of the change.
    [[nodiscard]] RecordBatch page(std::size_t from, std::size_t to,
        const std::vector<std::optional<GitLineStats>> &commitStats,
        const QHash<int, std::optional<GitLineStats>> &changeStats) const;
    // Changes that page() will write for the range.
    [[nodiscard]] std::vector<int> changesOf(std::size_t from, std::size_t to) const;

private:
    [[nodiscard]] ChangeRequest changeRecord(int index, const std::optional<GitLineStats> &stats) const;
    [[nodiscard]] Commit commitRecord(const GitCommitInfo &info, const std::optional<GitLineStats> &stats) const;
    [[nodiscard]] QString changeId(int index) const;

    const GitHistory &m_history;
    WebPages m_pages;
    QString m_mainBranch;
    QHash<int, std::vector<int>> m_changesByCommit; // first commit → changes
};

[[nodiscard]] Release releaseRecord(const GitTag &tag, const WebPages &pages);

} // namespace leadline
