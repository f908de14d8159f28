#include "tests/fakes/memoryfacts.h"

#include <limits>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

using Type = FactColumnInfo::Type;

void addColumns(std::vector<FactColumnInfo> &columns, Type type, const QString &names)
{
    for (const QString &name : names.split(u' ', Qt::SkipEmptyParts))
        columns.push_back({.name = name, .type = type, .description = name});
}

std::vector<FactColumnInfo> columns(
    const QString &codes, const QString &times, const QString &integers, const QString &reals = {})
{
    std::vector<FactColumnInfo> list;
    addColumns(list, Type::Integer, u"id"_s);
    addColumns(list, Type::Code, codes);
    addColumns(list, Type::Time, times);
    addColumns(list, Type::Integer, integers);
    addColumns(list, Type::Real, reals);
    return list;
}

FactColumn codeColumn(const std::vector<QJsonObject> &rows, const QString &name)
{
    auto dictionary = std::make_shared<Dictionary>();
    dictionary->names.append(QString());
    std::vector<qint32> codes;
    for (const QJsonObject &row : rows) {
        const QString value = row[name].toString();
        auto code = dictionary->names.indexOf(value);
        if (code < 0) {
            code = dictionary->names.size();
            dictionary->names.append(value);
        }
        codes.push_back(static_cast<qint32>(code));
    }
    return FactColumn::ofCodes(codes, std::move(dictionary));
}

FactColumn integerColumn(const std::vector<QJsonObject> &rows, const QString &name, bool time)
{
    std::vector<qint64> values;
    for (const QJsonObject &row : rows) {
        const QJsonValue value = row[name];
        values.push_back(time      ? Instant::fromIso(value.toString()).ms()
                : value.isDouble() ? value.toInteger()
                                   : Instant::kUnset);
    }
    return FactColumn::ofIntegers(values);
}

FactColumn realColumn(const std::vector<QJsonObject> &rows, const QString &name)
{
    std::vector<double> values;
    for (const QJsonObject &row : rows)
        values.push_back(row[name].toDouble(std::numeric_limits<double>::quiet_NaN()));
    return FactColumn::ofReals(values);
}

} // namespace

void MemoryFacts::add(const QString &fact, const QJsonObject &row)
{
    m_rows[fact].push_back(row);
}

const FactColumns &MemoryFacts::dataModel()
{
    static const FactColumns model = {
        {u"change"_s,
            columns(u"repository service team author author_class source state base_branch labels"_s,
                u"created_at started_at ready_at first_response_at first_approval_at merged_at closed_at deployed_at"_s,
                u"draft deployment_inferred unreviewed linked additions deletions size masked files commits comments reviews coding pickup review merge deploy cycle lead"_s)},
        {u"deployment"_s,
            columns(u"service repository environment environment_class origin source"_s,
                u"started_at finished_at recovered_at"_s, u"succeeded failed unplanned rollback recovery changes"_s)},
        {u"incident"_s,
            columns(u"service repository severity link source"_s, u"opened_at resolved_at"_s, u"resolution"_s)},
        {u"review"_s, columns(u"repository service team reviewer reviewer_class verdict source"_s, u"at"_s, u"own"_s)},
        {u"issue"_s,
            columns(u"repository project team assignee type status priority source labels"_s,
                u"created_at assigned_at started_at resolved_at due_at blocked_at slow_start_at long_wip_at"_s,
                u"on_time changes sprints reopened lead cycle doing active waiting blocked backlog pickup resolution escaped"_s,
                u"points"_s)},
        {u"build"_s,
            columns(u"repository service pipeline branch result source"_s, u"queued_at started_at finished_at"_s,
                u"queue duration attempt holds on_default_branch retry passed_first flaky"_s)},
        {u"red_period"_s,
            columns(u"repository service pipeline branch source"_s, u"began_at ended_at"_s,
                u"duration builds on_default_branch"_s)},
        {u"commit"_s,
            columns(u"repository service team author author_class source"_s, u"authored_at committed_at"_s,
                u"additions deletions size masked files merge on_default_branch"_s)},
        {u"sprint_item"_s,
            columns(u"board sprint team assignee project type priority source"_s,
                u"started_at ended_at entered_at left_at done_at"_s,
                u"planned added readded removed completed carried carries first"_s, u"points_at_start points"_s)},
        {u"sprint"_s,
            columns(u"board sprint team state source"_s, u"started_at ended_at due_at"_s,
                u"items planned kept added removed completed carried"_s,
                u"planned_points completed_points predictability volatility points_volatility"_s)},
        {u"release"_s, columns(u"repository service source"_s, u"published_at"_s, u"prerelease"_s)},
        {u"finding"_s,
            columns(u"repository service project kind severity state rule package exposure source"_s,
                u"opened_at closed_at due_at"_s, u"fix late"_s)},
        {u"measure"_s, columns(u"repository service project metric source"_s, u"at until_at"_s, {}, u"value"_s)},
        {u"message"_s,
            columns(u"channel team author author_class source"_s, u"at answered_at"_s,
                u"reply response unanswered outside_hours replies reactions"_s)},
    };
    return model;
}

QStringList MemoryFacts::facts() const
{
    QStringList names = dataModel().keys();
    names.sort();
    return names;
}

std::vector<FactColumnInfo> MemoryFacts::columnsOf(const QString &fact) const
{
    return dataModel().value(fact);
}

Result<FactTable> MemoryFacts::load(const QString &fact, Instant /*since*/, const CancelToken &cancel)
{
    if (m_error)
        return std::unexpected(*m_error);
    if (cancel.isCancelled())
        return fail(ErrorKind::Cancelled, u"cancelled"_s);
    const std::vector<QJsonObject> &rows = m_rows[fact];
    FactTable table{.fact = fact, .rows = static_cast<qsizetype>(rows.size()), .columns = {}};
    for (const FactColumnInfo &info : columnsOf(fact)) {
        table.columns.insert(info.name,
            info.type == Type::Code       ? codeColumn(rows, info.name)
                : info.type == Type::Real ? realColumn(rows, info.name)
                                          : integerColumn(rows, info.name, info.type == Type::Time));
    }
    return table;
}

Result<std::vector<QJsonObject>> MemoryFacts::rowsBehind(const QString &fact, const std::vector<qint64> &ids)
{
    if (m_error)
        return std::unexpected(*m_error);
    std::vector<QJsonObject> records;
    for (const qint64 id : ids) {
        for (const QJsonObject &row : m_rows[fact]) {
            if (row["id"_L1].toInteger() == id)
                records.push_back(row);
        }
    }
    return records;
}

Result<std::vector<Freshness>> MemoryFacts::freshness()
{
    if (m_error)
        return std::unexpected(*m_error);
    return m_freshness;
}

} // namespace leadline
