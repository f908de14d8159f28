#include "core/store/derived/changekeys.h"

#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

namespace leadline {

namespace {

using NamedKeys = QSet<std::pair<qint64, QByteArray>>; // change, key

Result<void> apply(Database &database, const char *sql, const NamedKeys &named)
{
    auto statement = Statement::prepare(database, sql);
    if (!statement)
        return std::unexpected(statement.error());
    for (const auto &[change, key] : named) {
        statement->bind(1, change);
        statement->bind(2, QStringView(QString::fromUtf8(key)));
        if (auto done = statement->run(); !done)
            return done;
    }
    return {};
}

// What the records name now.
Result<NamedKeys> namedNow(Database &database, const QByteArray &condition)
{
    NamedKeys named;
    auto read =
        forEachRow(database, "SELECT id, issue_keys FROM change_request WHERE issue_keys IS NOT NULL" + condition,
            [&named](const Statement &row) {
                for (const QByteArray &key : row.blob(1).split('\n')) {
                    if (!key.isEmpty())
                        named.insert({row.integer(0), key});
                }
            });
    if (!read)
        return std::unexpected(read.error());
    return named;
}

Result<NamedKeys> namedBefore(Database &database)
{
    NamedKeys named;
    auto read =
        forEachRow(database, "SELECT change, key FROM change_key WHERE change IN (SELECT id FROM dirty WHERE kind = 2)",
            [&named](const Statement &row) { named.insert({row.integer(0), row.blob(1)}); });
    if (!read)
        return std::unexpected(read.error());
    return named;
}

Result<QSet<qint64>> issuesOf(Database &database, const QSet<QByteArray> &keys)
{
    QSet<qint64> issues;
    auto statement = Statement::prepare(database, "SELECT id FROM issue WHERE \"key\" = ?1");
    if (!statement)
        return std::unexpected(statement.error());
    for (const QByteArray &key : keys) {
        statement->reset();
        statement->bind(1, QStringView(QString::fromUtf8(key)));
        for (;;) {
            const auto more = statement->step();
            if (!more)
                return std::unexpected(more.error());
            if (!*more)
                break;
            issues.insert(statement->integer(0));
        }
    }
    return issues;
}

} // namespace

Result<QSet<qint64>> updateChangeKeys(Database &database, bool all)
{
    static const char *insert = "INSERT INTO change_key (change, key) VALUES (?1, ?2)";
    auto now = namedNow(database, all ? QByteArray() : " AND id IN (SELECT id FROM dirty WHERE kind = 2)");
    if (!now)
        return std::unexpected(now.error());
    if (all) {
        auto done = runOnce(database, "DELETE FROM change_key").and_then([&] { return apply(database, insert, *now); });
        return done ? Result<QSet<qint64>>() : std::unexpected(done.error());
    }
    auto before = namedBefore(database);
    if (!before)
        return std::unexpected(before.error());
    const NamedKeys gone = *before - *now;
    const NamedKeys come = *now - *before;
    auto done = apply(database, "DELETE FROM change_key WHERE change = ?1 AND key = ?2", gone).and_then([&] {
        return apply(database, insert, come);
    });
    if (!done)
        return std::unexpected(done.error());
    QSet<QByteArray> keys;
    for (const NamedKeys *named : {&gone, &come}) {
        for (const auto &[change, key] : *named)
            keys.insert(key);
    }
    return issuesOf(database, keys);
}

} // namespace leadline
