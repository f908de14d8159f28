#include "core/store/derived/sqlread.h"

#include "core/store/database.h"

#include <sqlite3.h>

namespace leadline {

QByteArray upsertRowSql(QByteArrayView table, const std::vector<QByteArray> &columns)
{
    QByteArray names;
    QByteArray marks;
    QByteArray set;
    QByteArray old;
    QByteArray excluded;
    const auto append = [](QByteArray &list, const QByteArray &item) {
        if (!list.isEmpty())
            list += ',';
        list += item;
    };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const QByteArray &column = columns[i];
        append(names, column);
        append(marks, "?");
        if (i == 0)
            continue;
        append(set, column + "=excluded." + column);
        append(old, table.toByteArray() + '.' + column);
        append(excluded, "excluded." + column);
    }
    return "INSERT INTO " + table.toByteArray() + " (" + names + ") VALUES (" + marks + ") ON CONFLICT("
        + columns.front() + ") DO UPDATE SET " + set + " WHERE (" + old + ") IS NOT (" + excluded + ')';
}

qint64 rowsWritten(Database &database)
{
    return sqlite3_total_changes64(static_cast<sqlite3 *>(database.handle()));
}

} // namespace leadline
