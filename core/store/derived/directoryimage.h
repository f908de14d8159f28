#pragma once

#include "core/store/directorystore.h"

#include <map>

namespace leadline {

class Database;

// The rows of the directory's tables, to find what a change did to them. They are few: tens of thousands at most.
class DirectoryImage {
public:
    [[nodiscard]] static Result<DirectoryImage> read(Database &database);
    // What must be restored to get from `after` back to this.
    [[nodiscard]] RestoreDirectory difference(const DirectoryImage &after) const;

private:
    using Key = std::pair<std::size_t, RestoreDirectory::Cell>;
    std::map<Key, std::vector<RestoreDirectory::Cell>> m_rows;
};

[[nodiscard]] Result<void> restoreRows(Database &database, const RestoreDirectory &restore);

// Notes for the next derivation that these rows are not what they were.
[[nodiscard]] Result<void> noteChanges(Database &database, const RestoreDirectory &changed);

} // namespace leadline
