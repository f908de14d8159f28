#include "core/store/derived/directoryimage.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derivation.h"
#include "core/store/derived/sqlread.h"

#include <sqlite3.h>

namespace leadline {

namespace {

using Cell = RestoreDirectory::Cell;

enum TableNumber : std::size_t {
    kPerson,
    kTeam,
    kMembership,
    kIdentity,
    kDecision,
    kDismissed,
    kService,
    kServiceRepository,
    kSetting
};

struct Table {
    QByteArray name;
    QByteArray key;
    std::vector<QByteArray> columns;
    QByteArray where = {};
};

// In the order of TableNumber. Accounts are the tools': only who they belong to is ours.
const std::vector<Table> &tables()
{
    static const std::vector<Table> all = {
        {"person", "id", {"source", "external_id", "name", "time_zone", "left_at"}},
        {"team", "id", {"source", "external_id", "name", "parent"}},
        {"membership", "id", {"source", "external_id", "team", "person", "from_at", "to_at"}},
        {"identity", "id", {"person"}},
        {"identity_decision", "identity", {"actor", "pinned"}},
        {"dismissed_suggestion", "id", {"keep", "merge"}},
        {"service", "id", {"name", "stand_in", "automatic"}},
        {"service_repository", "repository", {"service"}},
        {"setting", "key", {"value"}, " WHERE key = 'environment_patterns' OR key GLOB 'work_calendar*'"},
    };
    return all;
}

Cell cellOf(const Statement &row, int column)
{
    switch (sqlite3_column_type(row.handle(), column)) {
    case SQLITE_NULL:
        return {};
    case SQLITE_INTEGER:
        return row.integer(column);
    default:
        return row.text(column);
    }
}

void bindCell(Statement &statement, int index, const Cell &cell)
{
    if (const auto *integer = std::get_if<qint64>(&cell))
        statement.bind(index, *integer);
    else if (const auto *text = std::get_if<QString>(&cell))
        statement.bind(index, QStringView(*text));
    else
        statement.bindNull(index);
}

Result<void> restoreRow(Database &database, const RestoreDirectory::Row &row)
{
    const Table &table = tables()[row.table];
    QByteArray sql;
    if (row.values.empty())
        sql = "DELETE FROM " + table.name + " WHERE " + table.key + " = ?1";
    else if (row.table == kIdentity)
        sql = "UPDATE identity SET person = ?2 WHERE id = ?1";
    else {
        std::vector<QByteArray> columns = {table.key};
        columns.insert(columns.end(), table.columns.begin(), table.columns.end());
        sql = upsertRowSql(table.name, columns);
    }
    auto statement = Statement::prepare(database, sql);
    if (!statement)
        return std::unexpected(statement.error());
    bindCell(*statement, 1, row.key);
    for (std::size_t i = 0; i < row.values.size(); ++i)
        bindCell(*statement, static_cast<int>(i) + 2, row.values[i]);
    return statement->run();
}

Result<void> noteRow(Database &database, RecordKind kind, const Cell &key)
{
    const auto *id = std::get_if<qint64>(&key);
    return runOnce(database, "INSERT OR IGNORE INTO dirty (kind, id) VALUES (?1, ?2)", static_cast<qint64>(kind),
        id ? *id : qint64{0});
}

// All repositories of the service before and after are linked anew.
Result<void> noteService(Database &database, const Cell &service)
{
    const auto *id = std::get_if<qint64>(&service);
    return runOnce(database, "UPDATE service_repository SET seen = NULL WHERE service = ?1", id ? *id : qint64{0});
}

Result<void> noteRepository(Database &database, const RestoreDirectory::Row &row)
{
    const auto *id = std::get_if<qint64>(&row.key);
    auto moved = runOnce(database,
        "UPDATE service_repository SET seen = NULL WHERE service IN (SELECT service FROM service_repository WHERE "
        "repository = ?1)",
        id ? *id : qint64{0});
    if (!moved || row.values.empty())
        return moved;
    return noteService(database, row.values.front());
}

} // namespace

Result<DirectoryImage> DirectoryImage::read(Database &database)
{
    DirectoryImage image;
    for (std::size_t number = 0; number < tables().size(); ++number) {
        const Table &table = tables()[number];
        const int columns = static_cast<int>(table.columns.size());
        QByteArray sql = "SELECT " + table.key;
        for (const QByteArray &column : table.columns)
            sql += ", " + column;
        auto read = forEachRow(database, sql + " FROM " + table.name + table.where, [&](const Statement &row) {
            std::vector<Cell> &values = image.m_rows[{number, cellOf(row, 0)}];
            for (int i = 1; i <= columns; ++i)
                values.push_back(cellOf(row, i));
        });
        if (!read)
            return std::unexpected(read.error());
    }
    return image;
}

RestoreDirectory DirectoryImage::difference(const DirectoryImage &after) const
{
    RestoreDirectory restore;
    for (const auto &[key, values] : m_rows) {
        const auto now = after.m_rows.find(key);
        if (now == after.m_rows.end() || now->second != values)
            restore.rows.push_back({.table = key.first, .key = key.second, .values = values});
    }
    for (const auto &[key, values] : after.m_rows) {
        if (!m_rows.contains(key))
            restore.rows.push_back({.table = key.first, .key = key.second, .values = {}});
    }
    return restore;
}

Result<void> restoreRows(Database &database, const RestoreDirectory &restore)
{
    // What did not exist goes first: it may hold a name or a key that comes back.
    for (const bool gone : {true, false}) {
        for (const RestoreDirectory::Row &row : restore.rows) {
            if (row.values.empty() != gone)
                continue;
            if (auto restored = restoreRow(database, row); !restored)
                return restored;
        }
    }
    return {};
}

Result<void> noteChanges(Database &database, const RestoreDirectory &changed)
{
    for (const RestoreDirectory::Row &row : changed.rows) {
        Result<void> noted;
        switch (static_cast<TableNumber>(row.table)) {
        case kPerson:
            noted = noteRow(database, RecordKind::Person, row.key);
            break;
        case kTeam:
            noted = noteRow(database, RecordKind::Team, row.key);
            break;
        case kMembership:
            noted = noteRow(database, RecordKind::Membership, row.key);
            break;
        case kIdentity:
        case kDecision:
            noted = noteRow(database, RecordKind::Identity, row.key);
            break;
        case kService:
            noted = noteService(database, row.key);
            break;
        case kServiceRepository:
            noted = noteRepository(database, row);
            break;
        case kSetting:
            if (row.key == Cell(u"environment_patterns"_s))
                noted = invalidateDerived(database);
            else if (row.key == Cell(u"work_calendar"_s))
                noted = runOnce(database, "INSERT OR IGNORE INTO dirty (kind, id) VALUES (11, 0)"); // office hours
            break;
        case kDismissed:
            break;
        }
        if (!noted)
            return noted;
    }
    return {};
}

} // namespace leadline
