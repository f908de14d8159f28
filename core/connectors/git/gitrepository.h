#pragma once

#include "core/base/error.h"

#include <git2.h>

#include <QString>

#include <memory>

namespace leadline {

// libgit2's handles, freed by themselves.
template <auto Free> struct GitDeleter {
    template <typename T> void operator()(T *handle) const { Free(handle); }
};
using GitRepositoryPtr = std::unique_ptr<git_repository, GitDeleter<git_repository_free>>;
using GitCommitPtr = std::unique_ptr<git_commit, GitDeleter<git_commit_free>>;
using GitTreePtr = std::unique_ptr<git_tree, GitDeleter<git_tree_free>>;
using GitBlobPtr = std::unique_ptr<git_blob, GitDeleter<git_blob_free>>;
using GitWalkPtr = std::unique_ptr<git_revwalk, GitDeleter<git_revwalk_free>>;
using GitReferencePtr = std::unique_ptr<git_reference, GitDeleter<git_reference_free>>;
using GitRemotePtr = std::unique_ptr<git_remote, GitDeleter<git_remote_free>>;
using GitMailmapPtr = std::unique_ptr<git_mailmap, GitDeleter<git_mailmap_free>>;
using GitObjectPtr = std::unique_ptr<git_object, GitDeleter<git_object_free>>;
using GitSignaturePtr = std::unique_ptr<git_signature, GitDeleter<git_signature_free>>;

// Makes libgit2 ready, once for the program.
void useLibgit2();

// Opens the repository that holds the folder (the folder itself, a folder in it, or a bare one). Config errors in
// words.
[[nodiscard]] Result<GitRepositoryPtr> openGitRepository(const QString &folder);

// The branch that counts as the main line: origin's HEAD where a remote says so, else the checked-out branch.
struct GitMainLine {
    QString branch; // "main"
    git_oid head;
};
// Nothing when there is no commit yet.
[[nodiscard]] Result<std::optional<GitMainLine>> mainLineOf(git_repository *repository, const QString &wantedBranch);

[[nodiscard]] QString gitRemoteUrl(git_repository *repository); // of origin, else of the first remote; empty without
[[nodiscard]] QString gitText(
    const char *text, const char *encoding = nullptr); // UTF-8, else Latin-1: old history is kept readable
[[nodiscard]] QString gitHex(const git_oid &oid);
[[nodiscard]] QString gitFault(); // what libgit2 says of its last error, for Error::detail

} // namespace leadline
