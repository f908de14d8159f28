#include "core/store/dirtyrows.h"

#include "core/store/database.h"
#include "core/store/statement.h"

#include <algorithm>

namespace leadline {

namespace {

Result<void> markAll(Database &database, int kind)
{
    return runOnce(database, "DELETE FROM dirty WHERE kind = ?1", kind).and_then([&] {
        return runOnce(database, "INSERT INTO dirty (kind, id) VALUES (?1, 0)", kind);
    });
}

Result<void> markRows(Database &database, int kind, const std::vector<qint64> &ids)
{
    auto insert = Statement::prepare(database, "INSERT OR IGNORE INTO dirty (kind, id) VALUES (?1, ?2)");
    if (!insert)
        return std::unexpected(insert.error());
    for (const qint64 id : ids) {
        insert->bind(1, kind);
        insert->bind(2, id);
        if (auto done = insert->run(); !done)
            return done;
    }
    return {};
}

} // namespace

Result<void> DirtyRows::flush(Database &database)
{
    for (int kind = 0; kind < kRecordKindCount; ++kind) {
        std::vector<qint64> &ids = m_ids[static_cast<std::size_t>(kind)];
        if (ids.empty())
            continue;
        std::ranges::sort(ids);
        const auto repeated = std::ranges::unique(ids);
        ids.erase(repeated.begin(), repeated.end());
        const auto all = database.integer(u"SELECT count(*) FROM dirty WHERE kind = %1 AND id = 0"_s.arg(kind));
        const auto noted = database.integer(u"SELECT count(*) FROM dirty WHERE kind = %1"_s.arg(kind));
        if (!all || !noted)
            return std::unexpected(all ? noted.error() : all.error());
        Result<void> done;
        if (*all == 0)
            done = ids.front() == 0 || *noted + std::ssize(ids) > kAllAbove ? markAll(database, kind)
                                                                            : markRows(database, kind, ids);
        if (!done)
            return done;
        ids.clear();
    }
    return {};
}

void DirtyRows::clear()
{
    for (auto &ids : m_ids)
        ids.clear();
}

} // namespace leadline
