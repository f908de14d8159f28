#pragma once

#include "ui/charts/axes.h"
#include "ui/charts/chartspec.h"

#include <QPolygonF>
#include <QRectF>

#include <vector>

namespace leadline {

// All points at one x; left and right are the pixels it answers to.
struct ChartColumn {
    double x = 0;
    double left = 0;
    double right = 0;
    std::vector<int> points; // per series: index into its points, or -1

    [[nodiscard]] double centre() const { return (left + right) / 2; }
};

struct ChartBar {
    QRectF rect;
    int series = 0;
    int point = 0;
};

struct ChartStroke { // a stretch of a line without gap and of one style
    QPolygonF path;
    int series = 0;
    bool thin = false;
    bool partial = false;
};

struct ChartFill { // band between p25 and p75, or a layer of an area
    QPolygonF polygon;
    int series = 0;
};

struct ChartDot { // a point that needs to be seen alone: thin, partial, or between gaps
    QPointF at;
    int series = 0;
    bool thin = false;
    bool partial = false;
};

struct ChartAnnotation {
    double at = 0; // y, or x of a vertical one
    bool vertical = false;
    bool offScale = false; // above the axis: only its label is shown
};

// Where everything of a chart is, in the coordinates of the painter: painted, hit-tested and tested from the same
// numbers.
struct ChartLayout {
    QRectF area;
    QRectF plot;
    ValueScale scale;
    double fromX = 0; // of the domain
    double toX = 1;
    double ratio = 1; // device pixels a unit
    std::vector<TimeTick> timeTicks;
    std::vector<ChartColumn> columns;
    std::vector<ChartBar> bars;
    std::vector<ChartFill> fills;
    std::vector<ChartStroke> strokes;
    std::vector<ChartDot> dots;
    std::vector<QRectF> hatches; // of incomplete periods behind lines and over areas
    std::vector<ChartAnnotation> annotations;
    std::vector<PlacedText> texts;
    std::vector<Swatch> swatches; // of the legend
    std::vector<QLineF> leaders; // from a horizontal line to its name
    bool isEmpty = true; // no value at all

    [[nodiscard]] double pixelX(double x) const;
    [[nodiscard]] double pixelY(double y) const;
    [[nodiscard]] double xAt(double pixel) const;
    [[nodiscard]] QPointF pointAt(
        const ChartSpec &spec, int series, int column) const; // top of its mark; NaN y where there is none
    [[nodiscard]] int columnAt(double pixel) const; // nearest, -1 without columns
};

[[nodiscard]] ChartLayout layOutChart(const ChartSpec &spec, const Theme &theme, const QRectF &area, double ratio);

[[nodiscard]] QColor seriesColor(const ChartSpec &spec, const Theme &theme, int series);
[[nodiscard]] bool isThin(const ChartSpec &spec, const ChartPoint &point);
[[nodiscard]] LineName lineName(const ChartLine &line, const std::function<QString(double)> &format);

// Fills bars, fills, strokes, dots and hatches: the second half of layOutChart.
void layOutMarks(ChartLayout &layout, const ChartSpec &spec);

} // namespace leadline
