#include "core/store/recordviews.h"

#include "core/domain/enums.h"
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

QString typeWords(const ColumnInfo &column)
{
    switch (column.type) {
    case ColumnInfo::Type::Time:
        return u"Time as ISO 8601, UTC."_s;
    case ColumnInfo::Type::Enum: {
        QStringList names;
        for (const QLatin1StringView name : column.names)
            names += name;
        return u"One of: %1."_s.arg(names.join(u", "_s));
    }
    case ColumnInfo::Type::Reference:
        return u"external_id of the %1."_s.arg(QString(enumName(column.target)).replace(u'_', u' '));
    case ColumnInfo::Type::Boolean:
        return u"0 or 1."_s;
    case ColumnInfo::Type::List:
        return u"Texts, one a line."_s;
    default:
        return {};
    }
}

QString typeName(const ColumnInfo &column)
{
    switch (column.type) {
    case ColumnInfo::Type::Integer:
    case ColumnInfo::Type::Boolean:
        return u"integer"_s;
    case ColumnInfo::Type::Real:
        return u"real"_s;
    default:
        return u"text"_s;
    }
}

} // namespace

std::vector<RecordViewColumn> recordViewColumns(RecordKind kind, bool milliseconds)
{
    std::vector<RecordViewColumn> columns{{"id", "t.id", u"integer"_s, u"Key within the workspace."_s},
        {"source", "(SELECT name FROM source WHERE id = t.source)", u"text"_s, u"Source that told of it."_s},
        {"external_id", "t.external_id", u"text"_s, u"Key in the tool."_s},
        {"url", "t.url", u"text"_s, u"Page in the tool."_s}};
    const auto addTime = [&](const QByteArray &name, const QString &words) {
        columns.push_back({name, isoTime("t.\"" + name + '"'), u"text"_s, words});
        if (milliseconds)
            columns.push_back({name + "_ms", "t.\"" + name + '"', u"integer"_s, u"The same in ms since 1970."_s});
    };
    addTime("updated_at", u"When the tool last changed it."_s);
    for (const ColumnInfo &column : tableOf(kind).columns) {
        if (column.type == ColumnInfo::Type::Time)
            addTime(column.name, typeWords(column));
        else
            columns.push_back({column.name, decoded(column), typeName(column), typeWords(column)});
    }
    return columns;
}

QByteArray recordViewSelect(RecordKind kind, bool milliseconds)
{
    QByteArray sql;
    for (const RecordViewColumn &column : recordViewColumns(kind, milliseconds))
        sql += (sql.isEmpty() ? "SELECT " : ", ") + column.sql + " AS \"" + column.name + '"';
    return sql + " FROM " + tableOf(kind).name + " t";
}

Result<void> makeRecordViews(Database &database)
{
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        const QByteArray name = pluralName(kind).toUtf8();
        const QByteArray sql =
            "DROP VIEW IF EXISTS " + name + "; CREATE VIEW " + name + " AS " + recordViewSelect(kind, false);
        if (auto made = database.execute(QString::fromUtf8(sql)); !made)
            return made;
    }
    return {};
}

} // namespace leadline
