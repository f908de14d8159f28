#pragma once

#include "core/metrics/metricquery.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

// A metric as data. docs/metrics.md and resources/schemas/metric.schema.json describe the JSON it comes from.
namespace leadline {

// What a row must meet. Rows that fail a condition with a reason are counted under it in MetricResult::excluded.
struct MetricCondition {
    enum class Test { Is, IsNot, AtLeast, AtMost, Set, Unset };
    QString column;
    Test test = Test::Is;
    QStringList values; // Is, IsNot: names of a dimension, or whole numbers
    double bound = 0; // AtLeast, AtMost: in the column's unit
    QString excludedAs; // "bots"; empty = the row simply is not of this metric
    MetricFilter::Join join = MetricFilter::Join::None; // of the parts; column and test mean nothing then
    bool negated = false; // of the parts together
    std::vector<MetricCondition> parts = {};
};

// What one row contributes.
struct MetricValue {
    enum class Kind {
        Row,
        Column,
        Between,
        DayOf
    }; // 1 | a column | time between two columns | the local day of a time
    Kind kind = Kind::Row;
    QString column; // Column, DayOf
    QString from; // Between
    QString to; // Between: a time column, or "moment" in stocks
    std::optional<double> unsetAs; // an unset value counts as this instead of being left out
    QString excludedAs; // the reason of rows whose value is unset
    bool working = false; // a duration is measured in working hours
};

enum class Aggregate {
    Count,
    Sum,
    Mean,
    Quantile,
    Rate,
    Distinct,
    Last,
    PerPeriod,
    AbsenceFactor, // how few names make up half
    Gini, // 0 = all names have the same
    Hhi, // sum of the squared shares
    TopShare, // of the name that has most
    Variation // standard deviation over mean of the last periods
};

struct MetricDefinition {
    QString id; // "change_lead_time"
    int version = 1;
    QString set; // "Leadline 1"; the user's own: "Custom" unless they name one
    QString group; // heading in lists: "DORA", "Pull requests" …
    QString title;
    QString description; // for a manager, one sentence
    QString definition; // exactly what is counted, in words
    QString source; // where the definition comes from
    MetricUnit unit = MetricUnit::Count;
    BetterDirection better = BetterDirection::Neither;
    QString bands; // key in the DORA editions; empty = none
    QString bandMetric; // the metric whose value the band is read from; empty = this one
    QStringList beside; // metrics worth showing next to it
    QStringList explain; // clauses with {record keys} in braces, for explainRows()

    // Either a formula over other metrics of the set …
    QString formula;
    // … or a SELECT that gives rows with a time and a value, and what it reads and gives …
    QString sql;
    QStringList sqlFacts;
    QStringList sqlColumns;
    bool sqlReadsRecords = false;
    bool sqlPeriodGiven = false; // `period` was said
    // … or a fact, placed at a time …
    QString fact;
    QString time;
    QString unsetTimePlaceAt; // rows without the time are counted as excluded at this other time
    QString unsetTimeExcludedAs;
    // … or, as a stock, counted while open: from a time until the first set one of others.
    QString openFrom;
    QStringList openUntil;

    std::vector<MetricCondition> where;
    MetricValue value;
    Aggregate aggregate = Aggregate::Count;
    double quantile = 0.5; // Quantile
    bool lowerMedian = false; // Quantile: of two values in the middle the lower one, not what lies between them
    std::vector<MetricCondition> share; // Rate: the share of rows that meet these
    QString of; // AbsenceFactor, Gini, Hhi, TopShare: the dimension whose names have shares; also what atLeast counts
    int atLeast = 0; // with fewer names there is a gap, so that nothing is said of single people; 0 = always shown
    // Of a SELECT the shortest period that it gives. PerPeriod: rows (or days) are counted in complete periods of this
    // length …
    Grain period = Grain::Week;
    bool meanOfPeriods = false; // … and their median is taken, or their mean
    int lastPeriods = 0; // Variation: over so many complete periods
    bool perDay = false; // Count, Sum: divided by the days of the period that are over

    [[nodiscard]] bool isFormula() const { return !formula.isEmpty(); }
    [[nodiscard]] bool isSql() const { return !sql.isEmpty(); }
    [[nodiscard]] QStringList sqlDimensions() const; // what the SELECT can be split and filtered by
    [[nodiscard]] bool isStock() const { return !openFrom.isEmpty(); }
    // The figures of a query depend on whole periods of the definition's own.
    [[nodiscard]] bool hasPeriod() const
    {
        return aggregate == Aggregate::PerPeriod || aggregate == Aggregate::Variation;
    }
    [[nodiscard]] bool isOfShares() const
    {
        return aggregate == Aggregate::AbsenceFactor || aggregate == Aggregate::Gini || aggregate == Aggregate::Hhi
            || aggregate == Aggregate::TopShare;
    }
};

} // namespace leadline
