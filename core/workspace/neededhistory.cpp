#include "core/workspace/neededhistory.h"

#include "core/metrics/metriccatalog.h"
#include "core/metrics/periodindex.h"
#include "core/metrics/variation.h"

#include <QDateTime>

namespace leadline {

namespace {

constexpr int kLeastDays = 180;

// A stock whose rows stay in every load until they end. "Merged, not deployed yet" is none: to the store a merged
// change has ended.
bool keepsOpenRows(const MetricDefinition &metric, const FactSource &source)
{
    return std::ranges::any_of(source.columnsOf(metric.fact),
        [&](const FactColumnInfo &column) { return column.ends && metric.openUntil.contains(column.name); });
}

// A stock that begins when its rows do. Others ("blocked since") are known from their first row on, which may be an old one.
bool beginsWithItsRows(const MetricDefinition &metric, const FactSource &source)
{
    const auto columns = source.columnsOf(metric.fact);
    const auto first = std::ranges::find(columns, FactColumnInfo::Type::Time, &FactColumnInfo::type);
    return first != columns.end() && first->name == metric.openFrom;
}

} // namespace

Instant neededHistory(Instant at, const QTimeZone &zone, Instant now)
{
    if (!at.isSet())
        return {};
    const QDate halfYear = QDateTime::fromMSecsSinceEpoch(now.ms(), zone).date().addDays(-kLeastDays);
    const QDate day = std::min(QDateTime::fromMSecsSinceEpoch(at.ms(), zone).date(), halfYear);
    return Instant(QDate(day.year(), day.month(), 1).startOfDay(zone).toMSecsSinceEpoch());
}

Instant neededHistory(const MetricQuery &query, const MetricDefinition &definition, const MetricCatalog &catalog,
    const FactSource &source, const CalendarRules &calendar, Instant now)
{
    Instant from = query.range.from;
    if (!from.isSet() || query.range.isEmpty())
        return {};
    for (const MetricDefinition *part : catalog.partsOf(definition)) {
        if (part->isStock() && !(keepsOpenRows(*part, source) && beginsWithItsRows(*part, source)))
            return {};
    }
    if (const TimeRange other = comparedRange(query.range, query.compare, calendar.zone, now); !other.isEmpty())
        from = std::min(from, other.from);
    const Instant begin = from;
    for (const MetricDefinition *part : catalog.partsOf(definition)) {
        if (part->aggregate == Aggregate::Variation)
            from = std::min(from, lastPeriods(begin, part->period, part->lastPeriods, calendar).from);
    }
    return neededHistory(from, calendar.zone, now);
}

} // namespace leadline
