#pragma once

#include "core/base/timerange.h"
#include "ui/charts/chartspec.h"
#include "ui/charts/theme.h"
#include "ui/present/changefacts.h"
#include "ui/present/dashboardspec.h"

#include <QHash>

// From answers to pictures: what a widget shows of metric results and of single changes, on screen and on paper alike.
namespace leadline {

// A series of a chart, and what it was made of: for opening a point.
struct SeriesSource {
    QString metric;
    QStringList key;
    std::vector<TimeRange> ranges; // by point
};

struct ChartPicture {
    ChartSpec spec;
    std::vector<SeriesSource> sources; // beside spec.series
};
// Lines, bars, stacked bars or areas of the widget's metrics, in its order. At least one result.
[[nodiscard]] ChartPicture chartOf(const WidgetSpec &widget, const std::vector<const MetricResult *> &results,
    const Theme &theme, const QTimeZone &zone);

struct CloudPicture {
    CloudSpec spec; // without `describe` and the zone of its dates
    QHash<qint64, QString> repositories; // by change
    qsizetype finished = 0; // behind the zones of an ageing chart
};
// Cycle time of the changes merged in the period.
[[nodiscard]] CloudPicture scatterOf(
    const WidgetSpec &widget, const std::vector<ChangeFact> &changes, const TimeRange &period);
// Age of the open changes by step; the zones are the time that those merged in the period had been open.
[[nodiscard]] CloudPicture ageingOf(
    const WidgetSpec &widget, const std::vector<ChangeFact> &changes, const TimeRange &period, Instant now);

} // namespace leadline
