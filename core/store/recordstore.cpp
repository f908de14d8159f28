#include "core/store/recordstore.h"

#include "core/domain/recordexport.h"
#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

namespace leadline {

namespace {

constexpr int kBaseColumns = 4;

QByteArray selectSql(const TableInfo &table)
{
    QByteArray columns = "(SELECT name FROM source WHERE id = t.source), t.external_id, t.url, t.updated_at";
    for (const ColumnInfo &column : table.columns) {
        const QByteArray name = "t." + column.quoted();
        if (column.type == ColumnInfo::Type::Reference)
            columns += ", (SELECT r.external_id FROM " + tableOf(column.target).name + " r WHERE r.id = " + name + ")";
        else
            columns += ", " + name;
    }
    return "SELECT " + columns + " FROM " + table.name + " t";
}

void readValue(const Statement &row, int column, QString &value)
{
    value = row.text(column);
}
void readValue(const Statement &row, int column, QStringList &value)
{
    value = row.text(column).split(u'\n', Qt::SkipEmptyParts);
}
void readValue(const Statement &row, int column, Instant &value)
{
    value = row.instant(column);
}
void readValue(const Statement &row, int column, bool &value)
{
    value = row.integer(column) != 0;
}
void readValue(const Statement &row, int column, qint64 &value)
{
    value = row.integer(column);
}
void readValue(const Statement &row, int column, std::optional<qint64> &value)
{
    value = row.isNull(column) ? std::nullopt : std::optional(row.integer(column));
}
void readValue(const Statement &row, int column, std::optional<double> &value)
{
    value = row.isNull(column) ? std::nullopt : std::optional(row.real(column));
}
template <RecordKind K> void readValue(const Statement &row, int column, RefTo<K> &value)
{
    value.id = row.text(column);
}
template <typename E>
    requires std::is_enum_v<E>
void readValue(const Statement &row, int column, E &value)
{
    const qint64 code = row.integer(column);
    const bool known = code >= 0 && code < static_cast<qint64>(EnumNames<E>::values.size());
    value = known ? static_cast<E>(code) : E{};
}

template <typename Record> QJsonObject readJson(const Statement &row)
{
    Record record;
    record.source = row.text(0);
    record.externalId = row.text(1);
    record.url = row.text(2);
    record.updatedAt = row.instant(3);
    int column = kBaseColumns;
    forEachField(record, [&](const auto &, auto &value) { readValue(row, column++, value); });
    return toJson(record);
}

using JsonReader = QJsonObject (*)(const Statement &);

JsonReader readerOf(RecordKind kind)
{
    JsonReader reader = nullptr;
    RecordBatch().forEachKind([&]<typename Record>(const std::vector<Record> &) {
        if (RecordSchema<Record>::kind == kind)
            reader = &readJson<Record>;
    });
    return reader;
}

// By what else than its external id a person would call a record.
QByteArrayList namesOf(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Repository:
        return {"path"};
    case RecordKind::Identity:
        return {"login", "name", "email"};
    case RecordKind::Person:
    case RecordKind::Team:
    case RecordKind::Sprint:
        return {"name"};
    case RecordKind::ChangeRequest:
        return {"number"};
    case RecordKind::Issue:
        return {"\"key\""};
    default:
        return {};
    }
}

// A condition and the value of its one parameter.
struct Condition {
    QByteArray sql;
    QVariant value;
};

Result<Condition> conditionOn(const ColumnInfo &column, const QString &value)
{
    const QByteArray name = "t." + column.quoted();
    const auto unreadable = [&](const QString &expected) {
        return fail(ErrorKind::Config,
            u"\"%1\" is not a value of %2. It takes %3."_s.arg(value, QString::fromLatin1(column.name), expected));
    };
    switch (column.type) {
    case ColumnInfo::Type::Text:
        return Condition{"coalesce(" + name + ", '') = ?", value};
    case ColumnInfo::Type::List:
        return Condition{"instr(char(10) || " + name + " || char(10), char(10) || ? || char(10)) > 0", value};
    case ColumnInfo::Type::Integer:
    case ColumnInfo::Type::Real: {
        bool good = false;
        const double number = value.toDouble(&good);
        return good ? Result<Condition>(Condition{name + " = ?", number}) : unreadable(u"a number"_s);
    }
    case ColumnInfo::Type::Boolean:
        if (value != "true"_L1 && value != "false"_L1)
            return unreadable(u"true or false"_s);
        return Condition{name + " = ?", value == "true"_L1 ? 1 : 0};
    case ColumnInfo::Type::Time: {
        const Instant at = Instant::fromIso(value);
        return at.isSet() ? Result<Condition>(Condition{name + " = ?", at.ms()})
                          : unreadable(u"a time such as 2026-03-03T10:02:00Z"_s);
    }
    case ColumnInfo::Type::Enum: {
        QStringList known;
        for (std::size_t code = 0; code < column.names.size(); ++code) {
            if (column.names[code] == value)
                return Condition{name + " = ?", static_cast<qint64>(code)};
            known += column.names[code];
        }
        return unreadable(known.join(u", "_s));
    }
    case ColumnInfo::Type::Reference:
        break;
    }
    QByteArray match = "external_id = ?1";
    for (const QByteArray &other : namesOf(column.target))
        match += " OR " + other + " = ?1";
    return Condition{
        name + " IN (SELECT id FROM " + tableOf(column.target).name + " WHERE " + match.replace("?1", "?") + ")",
        value};
}

Result<Condition> conditionOn(const TableInfo &table, const QString &field, const QString &value)
{
    if (field == "source"_L1)
        return Condition{"t.source IN (SELECT id FROM source WHERE name = ?)", value};
    if (field == "external_id"_L1)
        return Condition{"t.external_id = ?", value};
    if (field == "url"_L1)
        return Condition{"t.url = ?", value};
    if (field == "updated_at"_L1) {
        ColumnInfo updatedAt;
        updatedAt.name = "updated_at";
        updatedAt.type = ColumnInfo::Type::Time;
        return conditionOn(updatedAt, value);
    }
    if (const ColumnInfo *column = table.column(field))
        return conditionOn(*column, value);
    return fail(ErrorKind::Config,
        u"%1 have no field \"%2\". They have: %3."_s.arg(
            pluralName(table.kind).replace(u'_', u' '), field, csvHeadings(table.kind).join(u", "_s)));
}

void bindValue(Statement &statement, int index, const QVariant &value)
{
    if (value.typeId() == QMetaType::Double)
        statement.bind(index, value.toDouble());
    else if (value.typeId() == QMetaType::QString)
        statement.bind(index, value.toString());
    else
        statement.bind(index, value.toLongLong());
}

Result<Statement> prepareRead(Database &database, const TableInfo &table, const RecordFilter &filter)
{
    QByteArrayList conditions;
    QVariantList values;
    const QByteArray mainTime = mainTimeSql(table.kind);
    if (filter.range.from.isSet()) {
        conditions += mainTime + " >= ?";
        values += filter.range.from.ms();
    }
    if (filter.range.to.isSet()) {
        conditions += mainTime + " < ?";
        values += filter.range.to.ms();
    }
    for (const auto &[field, value] : filter.where) {
        const auto condition = conditionOn(table, field, value);
        if (!condition)
            return std::unexpected(condition.error());
        conditions += condition->sql;
        for (qsizetype i = 0; i < condition->sql.count('?'); ++i)
            values += condition->value;
    }
    QByteArray sql = selectSql(table);
    if (!conditions.isEmpty())
        sql += " WHERE (" + conditions.join(") AND (") + ")";
    sql += " ORDER BY " + mainTime + ", t.id";
    if (filter.limit >= 0)
        sql += " LIMIT " + QByteArray::number(filter.limit);
    auto statement = Statement::prepare(database, sql);
    for (qsizetype i = 0; statement && i < values.size(); ++i)
        bindValue(*statement, static_cast<int>(i) + 1, values[i]);
    return statement;
}

} // namespace

Result<void> readRecords(Database &database, RecordKind kind, const RecordFilter &filter,
    const std::function<bool(const QJsonObject &)> &row)
{
    auto select = prepareRead(database, tableOf(kind), filter);
    if (!select)
        return std::unexpected(select.error());
    const JsonReader read = readerOf(kind);
    for (;;) {
        const auto next = select->step();
        if (!next)
            return std::unexpected(next.error());
        if (!*next || !row(read(*select)))
            return {};
    }
}

Result<std::vector<QJsonObject>> readRecordsById(Database &database, RecordKind kind, const std::vector<qint64> &ids)
{
    auto select = Statement::prepare(database, selectSql(tableOf(kind)) + " WHERE t.id = ?1");
    if (!select)
        return std::unexpected(select.error());
    const JsonReader read = readerOf(kind);
    std::vector<QJsonObject> records;
    for (const qint64 id : ids) {
        select->bind(1, id);
        const auto found = select->step();
        if (!found)
            return std::unexpected(found.error());
        if (*found)
            records.push_back(read(*select));
        select->reset();
    }
    return records;
}

} // namespace leadline
