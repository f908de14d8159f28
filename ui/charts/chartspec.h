#pragma once

#include <QColor>
#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <functional>
#include <limits>
#include <optional>
#include <vector>

// What a chart shows, without how: a spec goes in, a widget (or a page of the report) comes out.
namespace leadline {

struct ChartPoint {
    double x = 0; // ms since 1970 on a time axis, else the category's index
    double y = std::numeric_limits<double>::quiet_NaN(); // NaN = a gap
    double low = std::numeric_limits<double>::quiet_NaN(); // of the band (p25)
    double high = std::numeric_limits<double>::quiet_NaN(); // (p75)
    qint64 n = 0; // records behind it; fewer than ChartSpec::thinBelow is greyed
    bool partial = false; // hatched, and the hover says so
};

struct ChartSeries {
    QString name;
    std::vector<ChartPoint> points;
    QColor color; // invalid = the next of the theme
};

struct ChartLine { // a quiet annotation: target, percentile, deployment
    QString label;
    double value = 0;
    bool vertical = false; // at x instead of at y
};

enum class ChartForm { Line, Bars, StackedBars, Area };

struct ChartSpec {
    ChartForm form = ChartForm::Line;
    QString accessibleName;
    std::vector<ChartSeries> series;
    bool timeAxis = true;
    double periodMs = 0; // length of the periods on a time axis, whose starts are x; 0 = points in time
    QTimeZone zone = QTimeZone::utc(); // of the dates on a time axis
    QStringList categories; // names on the x axis where it is no time axis
    std::vector<ChartLine> lines;
    std::function<QString(double)> formatValue; // y values for axis and hover: "3.2 h"
    std::function<QString(double)> formatX; // x values for the hover: "week of 2 March"
    std::optional<double> maximum; // of the y axis; else from the data
    bool zeroBased = true;
    int thinBelow = 5;
};

// One dot of a cloud: a change request, an issue.
struct CloudPoint {
    qint64 id = 0;
    double x = 0;
    double y = 0;
    int group = 0; // index into CloudSpec::groups
};

struct CloudSpec {
    QString accessibleName;
    std::vector<CloudPoint> points; // any number: painted to an image, hit-tested by a grid
    QStringList groups;
    bool timeAxis = true;
    QTimeZone zone = QTimeZone::utc(); // of the dates on a time axis
    QStringList categories; // columns (states) where x is an index: ageing charts; dots are spread inside their column
    bool logarithmic = false; // y
    std::vector<ChartLine> lines; // p50, p85, p95
    std::vector<ChartLine> zones; // horizontal zones that end at these values, painted from calm to warm (ageing)
    std::function<QString(double)> formatValue;
    std::function<QString(const CloudPoint &)> describe; // hover text
};

} // namespace leadline
