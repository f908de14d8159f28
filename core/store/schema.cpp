#include "core/store/schema.h"

#include "core/domain/recordbatch.h"

#include <array>

namespace leadline {

namespace {

template <typename T> struct TypeOf;
template <> struct TypeOf<QString> {
    static constexpr auto type = ColumnInfo::Type::Text;
};
template <> struct TypeOf<QStringList> {
    static constexpr auto type = ColumnInfo::Type::List;
};
template <> struct TypeOf<qint64> {
    static constexpr auto type = ColumnInfo::Type::Integer;
};
template <> struct TypeOf<std::optional<qint64>> : TypeOf<qint64> { };
template <> struct TypeOf<std::optional<double>> {
    static constexpr auto type = ColumnInfo::Type::Real;
};
template <> struct TypeOf<bool> {
    static constexpr auto type = ColumnInfo::Type::Boolean;
};
template <> struct TypeOf<Instant> {
    static constexpr auto type = ColumnInfo::Type::Time;
};

template <typename Value> void describe(ColumnInfo &column, const Value *)
{
    if constexpr (std::is_enum_v<Value>) {
        column.type = ColumnInfo::Type::Enum;
        column.names = EnumNames<Value>::values;
    } else {
        column.type = TypeOf<Value>::type;
    }
}

template <RecordKind K> void describe(ColumnInfo &column, const RefTo<K> *)
{
    column.type = ColumnInfo::Type::Reference;
    column.target = K;
}

template <typename Record> TableInfo describeTable()
{
    TableInfo table;
    table.kind = RecordSchema<Record>::kind;
    table.name = '"' + QByteArray(enumName(table.kind).data()) + '"';
    const auto add = [&table]<typename Value>(const Field<Record, Value> &field) {
        ColumnInfo column;
        column.name = field.name;
        column.role = field.role;
        describe(column, static_cast<const Value *>(nullptr));
        table.columns.push_back(std::move(column));
    };
    std::apply([&](const auto &...fields) { (add(fields), ...); }, RecordSchema<Record>::fields);
    return table;
}

std::array<TableInfo, kRecordKindCount> describeAll()
{
    std::array<TableInfo, kRecordKindCount> tables;
    RecordBatch().forEachKind([&tables]<typename Record>(const std::vector<Record> &) {
        tables[static_cast<std::size_t>(RecordSchema<Record>::kind)] = describeTable<Record>();
    });
    return tables;
}

// What becomes of a column when a newer version of the record comes.
QByteArray newValue(const ColumnInfo &column)
{
    const QByteArray name = column.quoted();
    if (column.role == FieldRole::Plain)
        return "excluded." + name;
    switch (column.type) {
    case ColumnInfo::Type::Boolean:
        return "max(" + name + ", excluded." + name + ")";
    case ColumnInfo::Type::Enum:
        return "coalesce(nullif(excluded." + name + ", 0), " + name + ")";
    default:
        return "coalesce(excluded." + name + ", " + name + ")";
    }
}

} // namespace

const ColumnInfo *TableInfo::column(QStringView name) const
{
    for (const ColumnInfo &column : columns) {
        if (QLatin1StringView(column.name) == name)
            return &column;
    }
    return nullptr;
}

const TableInfo &tableOf(RecordKind kind)
{
    static const std::array<TableInfo, kRecordKindCount> tables = describeAll();
    return tables[static_cast<std::size_t>(kind)];
}

bool isRequired(RecordKind kind, const ColumnInfo &column)
{
    if (column.type != ColumnInfo::Type::Reference)
        return false;
    switch (kind) {
    case RecordKind::Review:
        return column.target == RecordKind::ChangeRequest;
    case RecordKind::IssueTransition:
        return column.target == RecordKind::Issue;
    case RecordKind::Membership:
        return true;
    default:
        return false;
    }
}

QByteArray upsertSql(RecordKind kind)
{
    const TableInfo &table = tableOf(kind);
    QByteArray columns = "source, external_id, url, updated_at, run";
    QByteArray parameters = "?1, ?2, ?3, ?4, ?5";
    QByteArray updates =
        "url = coalesce(excluded.url, url), updated_at = coalesce(excluded.updated_at, updated_at), run = excluded.run";
    int index = 5;
    for (const ColumnInfo &column : table.columns) {
        if (column.role == FieldRole::Derived)
            continue;
        columns += ", " + column.quoted();
        parameters += ", ?" + QByteArray::number(++index);
        updates += ", " + column.quoted() + " = " + newValue(column);
    }
    // A stored version dated behind "now" says nothing of which is newer: a wrong date must not keep a record as it is
    // for years.
    const QByteArray now = "?" + QByteArray::number(index + 1);
    return "INSERT INTO " + table.name + " (" + columns + ") VALUES (" + parameters
        + ") ON CONFLICT (source, external_id) DO UPDATE SET " + updates + " WHERE excluded.updated_at IS NULL OR "
        + table.name + ".updated_at IS NULL OR excluded.updated_at >= " + table.name + ".updated_at OR " + table.name
        + ".updated_at > " + now;
}

QByteArray mainTimeSql(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Commit:
        return "coalesce(committed_at, authored_at, updated_at)";
    case RecordKind::ChangeRequest:
        return "coalesce(merged_at, closed_at, created_at, updated_at)";
    case RecordKind::Issue:
        return "coalesce(resolved_at, created_at, updated_at)";
    case RecordKind::Review:
    case RecordKind::IssueTransition:
    case RecordKind::Message:
    case RecordKind::Measure:
        return "coalesce(at, updated_at)";
    case RecordKind::Sprint:
        return "coalesce(completed_at, end_at, start_at, updated_at)";
    case RecordKind::Build:
        return "coalesce(finished_at, started_at, queued_at, updated_at)";
    case RecordKind::Deployment:
        return "coalesce(finished_at, started_at, updated_at)";
    case RecordKind::Incident:
    case RecordKind::Finding:
        return "coalesce(opened_at, updated_at)";
    case RecordKind::Release:
        return "coalesce(published_at, updated_at)";
    case RecordKind::Membership:
        return "coalesce(from_at, updated_at)";
    case RecordKind::Repository:
    case RecordKind::Person:
    case RecordKind::Identity:
    case RecordKind::Team:
        break;
    }
    return "updated_at";
}

} // namespace leadline
