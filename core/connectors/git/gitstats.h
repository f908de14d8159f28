#pragma once

#include "core/connectors/git/gitrepository.h"
#include "core/domain/filemasks.h"

#include <optional>
#include <vector>

namespace leadline {

// Lines and files that a commit changed against its first parent; and how many of them are generated.
struct GitLineStats {
    qint64 additions = 0;
    qint64 deletions = 0;
    qint64 files = 0;
    qint64 maskedAdditions = 0;
    qint64 maskedDeletions = 0;
    qint64 maskedFiles = 0;
};

// Compares trees on several threads, each with a repository handle of its own: the expensive part of reading a history.
class GitStatsReader {
public:
    explicit GitStatsReader(QString folder, int threads, FileMasks masks = {});

    // In the order of the commits; nothing where a tree cannot be read. Waits: for pool threads.
    [[nodiscard]] std::vector<std::optional<GitLineStats>> read(const std::vector<git_oid> &commits);

private:
    QString m_folder;
    FileMasks m_masks;
    std::vector<GitRepositoryPtr> m_repositories;
};

} // namespace leadline
