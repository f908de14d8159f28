#pragma once

#include "core/connectors/git/gitrepository.h"
#include "core/domain/filemasks.h"

#include <vector>

namespace leadline {

// A file that differs between two trees. A side that has no such file has no id.
struct GitFileChange {
    const git_oid *before = nullptr; // both live as long as the trees in GitTreeChanges
    const git_oid *after = nullptr;
    bool masked = false; // generated, by the masks
};

// The files that differ between two trees. Folders with the same id are never opened: a commit touches a handful of
// thousands of files. Submodules are left out.
class GitTreeChanges {
public:
    explicit GitTreeChanges(const FileMasks &masks)
        : m_masks(masks)
    {
    }

    // Either tree may be missing (nullptr: an empty one). False when an object cannot be read, as in a partial clone.
    [[nodiscard]] bool compare(git_repository *repository, git_tree *before, git_tree *after);

    [[nodiscard]] const std::vector<GitFileChange> &files() const { return m_files; }

private:
    [[nodiscard]] bool walk(git_tree *before, git_tree *after, int depth);
    [[nodiscard]] bool add(const git_tree_entry *before, const git_tree_entry *after, int depth);

    [[nodiscard]] bool isMasked(const git_tree_entry *entry) const;

    const FileMasks &m_masks;
    QByteArray m_folder; // that is being walked, with its slash
    git_repository *m_repository = nullptr;
    std::vector<GitFileChange> m_files;
    std::vector<GitTreePtr> m_trees; // keep the ids alive
};

} // namespace leadline
