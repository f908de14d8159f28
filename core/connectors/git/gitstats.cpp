#include "core/connectors/git/gitstats.h"

#include "core/connectors/git/gitlinecount.h"
#include "core/connectors/git/gittreechanges.h"

#include <atomic>
#include <map>
#include <thread>

namespace leadline {

static GitTreePtr treeOf(git_commit *commit)
{
    git_tree *tree = nullptr;
    return git_commit_tree(&tree, commit) == 0 ? GitTreePtr(tree) : nullptr;
}

// A moved file is not a rewritten one: a file that is gone and one that is new with the same content are one changed
// file without changed lines.
static std::vector<GitFileChange> withoutMoves(const std::vector<GitFileChange> &files, GitLineStats &moved)
{
    const auto less = [](const git_oid *left, const git_oid *right) { return git_oid_cmp(left, right) < 0; };
    std::multimap<const git_oid *, std::size_t, decltype(less)> gone(less);
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!files[i].after)
            gone.emplace(files[i].before, i);
    }
    std::vector<bool> skipped(files.size());
    for (std::size_t i = 0; i < files.size() && !gone.empty(); ++i) {
        if (files[i].before)
            continue;
        if (const auto from = gone.find(files[i].after); from != gone.end()) {
            skipped[i] = skipped[from->second] = true;
            gone.erase(from);
            ++moved.files;
            moved.maskedFiles += files[i].masked ? 1 : 0;
        }
    }
    std::vector<GitFileChange> others;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!skipped[i])
            others.push_back(files[i]);
    }
    return others;
}

static std::optional<GitLineStats> statsOf(git_repository *repository, const git_oid &oid, GitTreeChanges &changes)
{
    git_commit *handle = nullptr;
    if (git_commit_lookup(&handle, repository, &oid) != 0)
        return {};
    const GitCommitPtr commit(handle);
    const GitTreePtr tree = treeOf(handle);
    GitTreePtr parentTree;
    if (git_commit_parentcount(handle) > 0) {
        git_commit *parent = nullptr;
        if (git_commit_parent(&parent, handle, 0) != 0)
            return {}; // a shallow clone ends here
        const GitCommitPtr holder(parent);
        parentTree = treeOf(parent);
    }
    if (!tree || !changes.compare(repository, parentTree.get(), tree.get()))
        return {};
    GitLineStats stats;
    const std::vector<GitFileChange> files = withoutMoves(changes.files(), stats);
    stats.files += qint64(files.size());
    for (const GitFileChange &file : files) {
        stats.maskedFiles += file.masked ? 1 : 0;
        GitBlobPtr blobs[2];
        std::string_view texts[2];
        const git_oid *ids[2] = {file.before, file.after};
        if (file.before && file.after && git_oid_equal(file.before, file.after))
            continue; // only its mode has changed
        for (int side = 0; side < 2; ++side) {
            git_blob *blob = nullptr;
            if (!ids[side])
                continue;
            if (git_blob_lookup(&blob, repository, ids[side]) != 0)
                return {};
            blobs[side].reset(blob);
            texts[side] = {static_cast<const char *>(git_blob_rawcontent(blob)), std::size_t(git_blob_rawsize(blob))};
        }
        const GitLineCount lines = gitLineCount(texts[0], texts[1]);
        stats.additions += lines.additions;
        stats.deletions += lines.deletions;
        stats.maskedAdditions += file.masked ? lines.additions : 0;
        stats.maskedDeletions += file.masked ? lines.deletions : 0;
    }
    return stats;
}

GitStatsReader::GitStatsReader(QString folder, int threads, FileMasks masks)
    : m_folder(std::move(folder))
    , m_masks(std::move(masks))
{
    m_repositories.resize(std::size_t(std::max(1, threads)));
}

std::vector<std::optional<GitLineStats>> GitStatsReader::read(const std::vector<git_oid> &commits)
{
    std::vector<std::optional<GitLineStats>> stats(commits.size());
    // Neighbours share files, so each thread takes a stretch of the history rather than every other commit; short ones
    // keep all busy.
    constexpr std::size_t stretch = 50;
    std::atomic<std::size_t> next = 0;
    const auto work = [&](std::size_t thread) {
        GitRepositoryPtr &repository = m_repositories[thread];
        if (!repository) {
            auto opened = openGitRepository(m_folder);
            if (!opened)
                return;
            repository = std::move(*opened);
        }
        GitTreeChanges changes(m_masks);
        for (std::size_t from = next.fetch_add(stretch); from < commits.size(); from = next.fetch_add(stretch)) {
            for (std::size_t i = from; i < std::min(commits.size(), from + stretch); ++i)
                stats[i] = statsOf(repository.get(), commits[i], changes);
        }
    };
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < m_repositories.size(); ++i)
        helpers.emplace_back([&work, i] { work(i); });
    work(0);
    helpers.clear(); // waits
    return stats;
}

} // namespace leadline
