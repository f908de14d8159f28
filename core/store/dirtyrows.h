#pragma once

#include "core/domain/enums.h"

#include "core/base/error.h"

#include <array>
#include <vector>

namespace leadline {

class Database;

// Rows written since the last derivation, gathered in memory and noted in table `dirty` before the commit.
class DirtyRows {
public:
    // Above this many rows of a kind a single line stands for all of them.
    static constexpr qint64 kAllAbove = 10000;

    void add(RecordKind kind, qint64 id) { m_ids[static_cast<std::size_t>(kind)].push_back(id); }
    void addAll(RecordKind kind) { add(kind, 0); }
    [[nodiscard]] Result<void> flush(Database &database); // inside the transaction
    void clear();

private:
    std::array<std::vector<qint64>, kRecordKindCount> m_ids;
};

} // namespace leadline
