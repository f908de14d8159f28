#include "core/connectors/git/gitstats.h"

#include <atomic>
#include <thread>

namespace leadline {

static GitTreePtr treeOf(git_commit *commit)
{
    git_tree *tree = nullptr;
    return git_commit_tree(&tree, commit) == 0 ? GitTreePtr(tree) : nullptr;
}

static std::optional<GitLineStats> statsOf(git_repository *repository, const git_oid &oid)
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
    if (!tree)
        return {};
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.context_lines = 0;
    options.flags |= GIT_DIFF_IGNORE_SUBMODULES | GIT_DIFF_SKIP_BINARY_CHECK;
    git_diff *diffHandle = nullptr;
    if (git_diff_tree_to_tree(&diffHandle, repository, parentTree.get(), tree.get(), &options) != 0)
        return {};
    const GitDiffPtr diff(diffHandle);
    // A moved file is not a rewritten one: find what was renamed unchanged (cheap), as `git log` does.
    git_diff_find_options find = GIT_DIFF_FIND_OPTIONS_INIT;
    find.flags = GIT_DIFF_FIND_RENAMES | GIT_DIFF_FIND_EXACT_MATCH_ONLY;
    git_diff_find_similar(diff.get(), &find);
    // Counting lines as they pass is much cheaper than the patches that git_diff_get_stats() builds first.
    GitLineStats stats{.additions = 0, .deletions = 0, .files = qint64(git_diff_num_deltas(diff.get()))};
    const auto countLine = [](const git_diff_delta *, const git_diff_hunk *, const git_diff_line *line, void *payload) {
        auto &counted = *static_cast<GitLineStats *>(payload);
        counted.additions += line->origin == GIT_DIFF_LINE_ADDITION ? 1 : 0;
        counted.deletions += line->origin == GIT_DIFF_LINE_DELETION ? 1 : 0;
        return 0;
    };
    if (git_diff_foreach(diff.get(), nullptr, nullptr, nullptr, countLine, &stats) != 0)
        return {};
    return stats;
}

GitStatsReader::GitStatsReader(QString folder, int threads)
    : m_folder(std::move(folder))
{
    m_repositories.resize(std::size_t(std::max(1, threads)));
}

std::vector<std::optional<GitLineStats>> GitStatsReader::read(const std::vector<git_oid> &commits)
{
    std::vector<std::optional<GitLineStats>> stats(commits.size());
    // Neighbours share files, so each thread takes a stretch of the history rather than every other commit; short ones keep all busy.
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
        for (std::size_t from = next.fetch_add(stretch); from < commits.size(); from = next.fetch_add(stretch)) {
            for (std::size_t i = from; i < std::min(commits.size(), from + stretch); ++i)
                stats[i] = statsOf(repository.get(), commits[i]);
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
