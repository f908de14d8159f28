#pragma once

#include "core/base/cancel.h"
#include "core/base/instant.h"
#include "core/connectors/git/gitrepository.h"
#include "core/connectors/git/gitsubjects.h"

#include <vector>

namespace leadline {

// A commit as far as it can be told without comparing trees.
struct GitCommitInfo {
    git_oid id{};
    std::vector<git_oid> parents;
    QString authorName; // after .mailmap
    QString authorEmail; // after .mailmap, lower case
    Instant authoredAt;
    Instant committedAt;
    QString subject;
    int change = -1; // index into GitHistory::changes
};

// A change request as the main line shows it.
struct GitChange {
    MergedChange merged;
    int mergeCommit = -1; // index into commits
    int firstCommit = -1; // smallest index of its commits: where it is written
    int commits = 0; // without the merge commit
    Instant firstCommitAt; // earliest author date; unset for squashed ones, whose author date is that of the merge
    int author = -1; // commit whose author proposed it (the first of the branch)
};

// What is reachable from `head` but not from `known`, parents before children, with the change requests that brought it
// in.
struct GitHistory {
    std::vector<GitCommitInfo> commits;
    std::vector<GitChange> changes;
};

// Reads it; for pool threads (a repository of 100,000 commits takes about a second). `known` may be unset (all zero).
[[nodiscard]] Result<GitHistory> readGitHistory(
    git_repository *repository, const GitMainLine &mainLine, const git_oid &known, const CancelToken &cancel);

// True when `ancestor` can still be reached from `head`: else history was rewritten and must be read anew.
[[nodiscard]] bool isReachable(git_repository *repository, const git_oid &head, const git_oid &ancestor);

} // namespace leadline
