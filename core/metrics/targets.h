#pragma once

#include "core/metrics/metricquery.h"

#include <QDate>
#include <QJsonArray>
#include <QLocale>

namespace leadline {

// What somebody wants a figure to be: for a team, a service or the workspace, from a day on until a newer one.
struct MetricTarget {
    QString metric; // id in the catalogue
    QString team; // empty = every team
    QString service; // empty = every service
    double value = 0; // in the metric's unit: milliseconds for durations, 0…1 for shares
    bool atLeast = false; // else at most
    bool working = false; // a duration in working hours
    QDate from;

    bool operator==(const MetricTarget &) const = default;
};

// As it lies in the workspace. What cannot be read is left out.
[[nodiscard]] QJsonArray targetsToJson(const std::vector<MetricTarget> &targets);
[[nodiscard]] std::vector<MetricTarget> targetsFromJson(const QJsonArray &json);
// A copy with the target put in, in place of one of the same metric, scope and day.
[[nodiscard]] std::vector<MetricTarget> withTarget(std::vector<MetricTarget> targets, const MetricTarget &target);

// Fills MetricSeries::target, and MetricSeries::previous where the query compares with targets. A series has the
// target of its team and service, else of the one or the other, else the workspace's where the figure does not add up
// over teams (a duration or a share). Series of anything else have none.
void applyTargets(MetricResult &result, const std::vector<MetricTarget> &targets, const QTimeZone &zone);

// "target 12 h: met"; empty without one. For cards and tables.
[[nodiscard]] QString targetText(const MetricSeries &series, MetricUnit unit, const QLocale &locale = {});

// "4 h", "2 d", "30 min", "15 %", "3": a value in a metric's unit as people type it. Config error: not readable.
[[nodiscard]] Result<double> valueFromText(const QString &text, MetricUnit unit);

} // namespace leadline
