#pragma once

#include "ui/charts/axes.h"
#include "ui/charts/chartspec.h"

#include <QPointF>

#include <vector>

namespace leadline {

// Where everything of a cloud is, in the coordinates of the painter.
struct CloudLayout {
    QRectF area;
    QRectF plot;
    ValueScale scale;
    double fromX = 0;
    double toX = 1;
    double ratio = 1;
    std::vector<TimeTick> timeTicks;
    std::vector<PlacedText> texts;
    std::vector<Swatch> swatches;
    std::vector<QLineF> leaders;
    std::vector<double> lines; // y of the percentile lines inside the scale
    std::vector<QRectF> zones; // from the bottom up; one more than CloudSpec::zones, the last one open upwards
    std::vector<QPointF> points; // of CloudSpec::points; NaN where a value is missing
    double radius = 3;
    int beyond = 0; // points above the scale, marked at its upper edge: a few outliers must not press the rest flat
    double highest = 0; // y of the highest point

    [[nodiscard]] double pixelX(double x) const;
    [[nodiscard]] double pixelY(double y) const;
    [[nodiscard]] double xAt(double pixel) const;
    [[nodiscard]] double yAt(double pixel) const;
    [[nodiscard]] int pointAt(QPointF at, double reach) const; // nearest, or -1

    // Points by cell of a grid over the plot: the points of cell c are items[starts[c] … starts[c + 1]).
    int gridColumns = 0;
    int gridRows = 0;
    std::vector<int> starts;
    std::vector<int> items;
};

[[nodiscard]] CloudLayout layOutCloud(const CloudSpec &spec, const Theme &theme, const QRectF &area, double ratio);

// The place of a point inside its column, -1 … 1: always the same for the same id.
[[nodiscard]] double jitterOf(qint64 id);

// Colour of zone `index` of `count`, from calm to warm.
[[nodiscard]] QColor zoneColor(const Theme &theme, int index, int count);

} // namespace leadline
