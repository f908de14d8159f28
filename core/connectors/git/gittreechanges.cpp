#include "core/connectors/git/gittreechanges.h"

namespace leadline {

static constexpr int kDeepest = 512; // folders in folders: more is damage, not a project

bool GitTreeChanges::compare(git_repository *repository, git_tree *before, git_tree *after)
{
    m_repository = repository;
    m_files.clear();
    m_trees.clear();
    m_folder.clear();
    return walk(before, after, 0);
}

bool GitTreeChanges::walk(git_tree *before, git_tree *after, int depth)
{
    if (depth > kDeepest)
        return false;
    const std::size_t beforeCount = before ? git_tree_entrycount(before) : 0;
    const std::size_t afterCount = after ? git_tree_entrycount(after) : 0;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < beforeCount || j < afterCount) {
        const git_tree_entry *left = i < beforeCount ? git_tree_entry_byindex(before, i) : nullptr;
        const git_tree_entry *right = j < afterCount ? git_tree_entry_byindex(after, j) : nullptr;
        // The order of git: a folder's name ends with a slash, so a file and a folder of one name are different
        // entries.
        const int order = !left ? 1 : !right ? -1 : git_tree_entry_cmp(left, right);
        if (order < 0)
            right = nullptr;
        else if (order > 0)
            left = nullptr;
        i += left ? 1 : 0;
        j += right ? 1 : 0;
        const bool same = left && right && git_oid_equal(git_tree_entry_id(left), git_tree_entry_id(right))
            && git_tree_entry_filemode_raw(left) == git_tree_entry_filemode_raw(right);
        if (!same && !add(left, right, depth))
            return false;
    }
    return true;
}

bool GitTreeChanges::add(const git_tree_entry *before, const git_tree_entry *after, int depth)
{
    const git_object_t type = git_tree_entry_type(before ? before : after);
    if (type == GIT_OBJECT_COMMIT)
        return true;
    // One name may be a file on one side and a submodule on the other.
    if (before && after && git_tree_entry_type(after) != type)
        return add(before, nullptr, depth) && add(nullptr, after, depth);
    if (type != GIT_OBJECT_TREE) {
        m_files.push_back({.before = before ? git_tree_entry_id(before) : nullptr,
            .after = after ? git_tree_entry_id(after) : nullptr,
            .masked = isMasked(before ? before : after)});
        return true;
    }
    git_tree *trees[2] = {};
    const git_tree_entry *entries[2] = {before, after};
    for (int side = 0; side < 2; ++side) {
        if (!entries[side])
            continue;
        if (git_tree_lookup(&trees[side], m_repository, git_tree_entry_id(entries[side])) != 0)
            return false;
        m_trees.emplace_back(trees[side]);
    }
    const qsizetype length = m_folder.size();
    m_folder += git_tree_entry_name(before ? before : after);
    m_folder += '/';
    const bool good = walk(trees[0], trees[1], depth + 1);
    m_folder.truncate(length);
    return good;
}

bool GitTreeChanges::isMasked(const git_tree_entry *entry) const
{
    return !m_masks.isEmpty() && m_masks.matches(m_folder + git_tree_entry_name(entry));
}

} // namespace leadline
