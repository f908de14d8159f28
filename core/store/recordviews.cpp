#include "core/store/recordviews.h"

#include "core/domain/recordexport.h"
#include "core/store/database.h"
#include "core/store/schema.h"

namespace leadline {

namespace {

QByteArray isoTime(const QByteArray &column)
{
    return "strftime('%Y-%m-%dT%H:%M:%fZ', " + column + " / 1000.0, 'unixepoch')";
}

QByteArray decoded(const ColumnInfo &column)
{
    const QByteArray name = "t." + column.quoted();
    switch (column.type) {
    case ColumnInfo::Type::Time:
        return isoTime(name);
    case ColumnInfo::Type::Enum: {
        QByteArray names = "CASE " + name;
        for (std::size_t code = 0; code < column.names.size(); ++code)
            names += " WHEN " + QByteArray::number(code) + " THEN '" + QByteArray(column.names[code].data()) + "'";
        return names + " END";
    }
    case ColumnInfo::Type::Reference:
        return "(SELECT r.external_id FROM " + tableOf(column.target).name + " r WHERE r.id = " + name + ")";
    default:
        return name;
    }
}

QByteArray viewSql(const TableInfo &table)
{
    QByteArray columns = "t.id AS id, (SELECT name FROM source WHERE id = t.source) AS source, t.external_id AS "
                         "external_id, t.url AS url, "
        + isoTime("t.updated_at") + " AS updated_at";
    for (const ColumnInfo &column : table.columns)
        columns += ", " + decoded(column) + " AS " + column.quoted();
    return "CREATE VIEW " + pluralName(table.kind).toUtf8() + " AS SELECT " + columns + " FROM " + table.name + " t";
}

} // namespace

Result<void> makeRecordViews(Database &database)
{
    for (int i = 0; i < kRecordKindCount; ++i) {
        const TableInfo &table = tableOf(static_cast<RecordKind>(i));
        const QByteArray sql = "DROP VIEW IF EXISTS " + pluralName(table.kind).toUtf8() + "; " + viewSql(table);
        if (auto made = database.execute(QString::fromUtf8(sql)); !made)
            return made;
    }
    return {};
}

} // namespace leadline
