#pragma once

#include "core/base/timerange.h"
#include "core/domain/facts.h"

#include <QString>
#include <QStringList>

#include <limits>
#include <vector>

namespace leadline {

// One condition: the column's value is (or is not) one of the values; or several conditions joined by and, or. The
// filters of a query are all met together. filtertext.h reads and writes them as text.
struct MetricFilter {
    enum class Join { None, All, Any };
    QString column; // a dimension of the metric's fact: "service", "team", "repository" …
    QStringList values; // names; "" = none
    bool exclude = false; // not
    Join join = Join::None; // of the parts; column and values are empty then
    std::vector<MetricFilter> parts = {};

    bool operator==(const MetricFilter &) const = default;
};

enum class MeasuredBy {
    Definition,
    Elapsed,
    WorkingHours
}; // durations: as the definition says, or the one or the other

enum class CompareWith {
    Nothing,
    PreviousPeriod,
    SamePeriodLastYear,
    Target, // targets.h
    Others // the same question with other filters: another team
};

struct MetricQuery {
    QString metric; // id in the catalogue
    TimeRange range;
    Grain grain = Grain::Week;
    QStringList by; // up to two dimensions to split by
    std::vector<MetricFilter> where;
    CompareWith compare = CompareWith::Nothing;
    std::vector<MetricFilter> others = {}; // CompareWith::Others: these in place of the filters by the same columns
    QString set; // of definitions; empty = the default one
    MeasuredBy clock = MeasuredBy::Definition;

    bool operator==(const MetricQuery &) const = default;
};

inline constexpr double kGap = std::numeric_limits<double>::quiet_NaN(); // no value; never zero

struct MetricPoint {
    TimeRange range;
    double value = kGap; // in the metric's unit: milliseconds for durations, 0…1 for shares
    double low = kGap; // p25 where the aggregate is a median
    double high = kGap; // p75
    qint64 n = 0; // records behind the value
    bool partial = false; // the period is cut by the asked range or not over yet

    [[nodiscard]] bool isGap() const { return value != value; }
};

// What a series should be, where somebody has said so.
struct SeriesTarget {
    enum class State { None, Met, Missed }; // None: no target, or nothing to hold against it
    double value = kGap;
    bool atLeast = false; // else at most
    State state = State::None;
};

struct MetricSeries {
    QStringList key; // a name for each dimension of `by`; empty when not split
    std::vector<MetricPoint> points; // one for each period, gaps included
    MetricPoint total; // the same aggregate over the whole range
    MetricPoint previous; // over the compared range; gap when nothing is compared
    SeriesTarget target;
    double bandValue = kGap; // for bandOf(): total.value, or that of the metric's band metric (deployment days)
};

struct ExcludedCount {
    QString reason; // "drafts", "bots", "not deployed yet" …
    qint64 count = 0;
};

enum class MetricUnit {
    Count,
    Duration,
    Share,
    PerDay,
    PerWeek,
    Lines,
    Points,
    Days,
    Rating, // 1 = A … 5 = E
    WorkingTime // milliseconds of working hours; only of results
};
enum class BetterDirection { Neither, Lower, Higher };

struct MetricResult {
    MetricQuery query;
    QString title; // "Change lead time"
    QString definition; // in words
    QString definitionId;
    QString definitionSet; // "Leadline 1"
    int definitionVersion = 0;
    QString bands; // key for bandOf(); empty = none
    MetricUnit unit = MetricUnit::Count;
    BetterDirection better = BetterDirection::Neither;
    std::vector<MetricSeries> series; // one when not split; largest n first otherwise
    std::vector<ExcludedCount> excluded;
    std::vector<Freshness> freshness;
    QStringList warnings; // what of the data behind it is missing or old
    QStringList notes; // "Releases stand for deployments in 3 services"
    quint64 generation = 0; // of the facts
};

// The records behind a point, with the values that went into it.
struct MetricRow {
    qint64 id = 0; // key of the fact
    QJsonObject record; // keys of the record schema
    double value = kGap; // what this record added, in the unit of the rows
    QString explanation; // "ready 3 March 10:02, first response 4 March 09:10"
};

struct MetricRows {
    QString fact;
    MetricUnit unit = MetricUnit::Count; // of the values
    std::vector<MetricRow> rows;
    qint64 total = 0; // may be more than rows when limited
};

} // namespace leadline
