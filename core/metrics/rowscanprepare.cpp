#include "core/base/suggest.h"
#include "core/metrics/rowscan.h"

#include "core/domain/durationplaces.h"

#include <QCoreApplication>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

Result<const FactColumn *> timeColumn(const FactTable &table, const QString &name)
{
    auto column = columnOf(table, name);
    if (column && !(*column)->isInteger())
        return fail(ErrorKind::Config, Words::tr("'%1' of '%2' is not a time.").arg(name, table.fact));
    return column;
}

} // namespace

Result<RowScan> RowScan::prepare(const MetricDefinition &definition, const MetricQuery &query, const FactTable &table,
    const Organisation &organisation, const CalendarRules &calendar, Instant moment)
{
    RowScan scan;
    scan.m_definition = &definition;
    scan.m_table = &table;
    scan.m_calendar = calendar;
    scan.m_available = std::make_shared<Dimensions>(table, organisation, definition, calendar.zone, moment);
    if (auto good = scan.prepareTimes(definition, table); !good)
        return std::unexpected(good.error());
    if (auto good = scan.prepareTests(definition, query, table); !good)
        return std::unexpected(good.error());
    if (auto good = scan.prepareValue(definition, table); !good)
        return std::unexpected(good.error());
    if (isWorkingTime(definition, query)) {
        if (auto good = scan.prepareClock(definition, table, organisation.calendars); !good)
            return std::unexpected(good.error());
    }
    scan.m_by = query.by;
    for (const QString &name : query.by) {
        const auto dimension = scan.m_available->toSplitBy(name);
        if (!dimension)
            return std::unexpected(dimension.error());
        scan.m_dimensions.push_back(*dimension);
    }
    return scan;
}

Result<void> RowScan::prepareClock(
    const MetricDefinition &definition, const FactTable &table, const WorkCalendars &calendars)
{
    m_clock = std::make_shared<const WorkingClock>(table, calendars);
    if (definition.value.kind != MetricValue::Kind::Column)
        return {};
    const auto place = durationPlace(definition.fact, definition.value.column);
    if (!place)
        return fail(
            ErrorKind::Config, Words::tr("'%1' cannot be measured in working hours.").arg(definition.value.column));
    const auto since = timeColumn(table, place->since);
    if (!since)
        return std::unexpected(since.error());
    m_since = *since;
    for (const QString &name : place->after) {
        const auto before = timeColumn(table, name);
        if (!before)
            return std::unexpected(before.error());
        m_after.push_back(*before);
    }
    return {};
}

Result<void> RowScan::prepareTimes(const MetricDefinition &definition, const FactTable &table)
{
    const auto time = timeColumn(table, definition.isStock() ? definition.openFrom : definition.time);
    if (!time)
        return std::unexpected(time.error());
    m_time = *time;
    for (const QString &name : definition.openUntil) {
        const auto until = timeColumn(table, name);
        if (!until)
            return std::unexpected(until.error());
        m_until.push_back(*until);
    }
    if (!definition.unsetTimePlaceAt.isEmpty()) {
        const auto place = timeColumn(table, definition.unsetTimePlaceAt);
        if (!place)
            return std::unexpected(place.error());
        m_placeAt = *place;
    }
    return {};
}

Result<void> RowScan::prepareTests(const MetricDefinition &definition, const MetricQuery &query, const FactTable &table)
{
    for (const MetricFilter &filter : query.where) {
        auto test = RowTest::of(filter, *m_available, &m_unknownValues);
        if (!test)
            return std::unexpected(test.error());
        m_tests.push_back(std::move(*test));
    }
    for (const MetricCondition &condition : definition.where) {
        auto test = RowTest::of(condition, *m_available);
        if (!test)
            return std::unexpected(test.error());
        if (condition.excludedAs.isEmpty())
            m_tests.push_back(std::move(*test));
        else
            m_exclusions.push_back({.test = std::move(*test), .reason = condition.excludedAs});
    }
    for (const MetricCondition &condition : definition.share) {
        auto test = RowTest::of(condition, *m_available);
        if (!test)
            return std::unexpected(test.error());
        m_share.push_back(std::move(*test));
    }
    if (!definition.of.isEmpty()) {
        const auto names = columnOf(table, definition.of);
        if (!names)
            return std::unexpected(names.error());
        if (!(*names)->isCode())
            return fail(ErrorKind::Config, Words::tr("'%1' of '%2' has no names.").arg(definition.of, table.fact));
        m_names = *names;
        auto named = RowTest::of({.column = definition.of, .test = MetricCondition::Test::Set}, *m_available);
        if (!named)
            return std::unexpected(named.error());
        m_exclusions.push_back({.test = std::move(*named), .reason = Words::tr("without %1").arg(definition.of)});
    }
    return {};
}

Result<void> RowScan::prepareValue(const MetricDefinition &definition, const FactTable &table)
{
    const MetricValue &value = definition.value;
    if (value.kind == MetricValue::Kind::Row)
        return {};
    const bool isTime = value.kind != MetricValue::Kind::Column;
    const QString &first = value.kind == MetricValue::Kind::Between ? value.from : value.column;
    const auto column = isTime ? timeColumn(table, first) : columnOf(table, first);
    if (!column)
        return std::unexpected(column.error());
    m_value = *column;
    if (!isTime && m_value->isCode() && definition.aggregate != Aggregate::Distinct)
        return fail(ErrorKind::Config, Words::tr("'%1' holds names, with which one cannot calculate.").arg(first));
    if (value.kind == MetricValue::Kind::Between && value.to != "moment"_L1) {
        const auto end = timeColumn(table, value.to);
        if (!end)
            return std::unexpected(end.error());
        m_valueEnd = *end;
    }
    return {};
}

} // namespace leadline
