#pragma once

#include "ui/charts/theme.h"
#include "ui/charts/timeticks.h"
#include "ui/charts/valuescale.h"

#include <QRectF>
#include <QStringList>

#include <vector>

namespace leadline {

struct PlacedText {
    QRectF rect;
    QString text;
    Qt::Alignment alignment = Qt::AlignLeft;
    QColor color;
    bool onData = false; // painted over marks: gets a ground of its own
};

struct Swatch {
    QRectF rect;
    int series = 0;
};

// Labels around a plot, shared by charts and clouds. Every function appends to `texts`; sizes are those of the theme's
// note font.
struct AxisTexts {
    explicit AxisTexts(const Theme &theme);

    const Theme &theme;
    QFont font;
    double line = 0; // height of a line of text
    std::vector<PlacedText> texts;
    std::vector<Swatch> swatches;

    // Names in rows at the top of the area; gives the height they took.
    double placeLegend(const QStringList &names, const QRectF &area);
    void placeValues(const ValueScale &scale, const QRectF &plot, double left);
    // `x` gives the pixel of an index.
    void placeCategories(const QStringList &names, const QStringList &secondLine, const QRectF &plot, double slot,
        const std::function<double(double)> &x);
    std::vector<TimeTick> placeTimes(const TimeAxis &axis, const QRectF &plot);

    // Right of the plot, each at its height, moved apart where they would touch. Nothing is placed, and false given,
    // when one would have to move further than `furthest`.
    struct Beside {
        double wanted = 0; // y
        QString text;
        int series = -1; // its swatch, or none
    };
    bool placeBeside(std::vector<Beside> labels, const QRectF &plot, double right, double furthest);

    // Inside the plot at its right end, above the line at y, where other texts leave room.
    void placeInside(const QString &text, double y, const QRectF &plot);

    [[nodiscard]] double width(const QString &text) const;
    // Room beside the plot is given only in a wide area, and only for short texts.
    [[nodiscard]] bool fitsBeside(const QString &text, double areaWidth) const;
    [[nodiscard]] double widestBeside(double areaWidth) const;
};

// Moves intervals of one height apart until none overlaps, inside [top, bottom], with as little movement as one pass
// each way gives.
void spread(std::vector<double> &centres, double height, double top, double bottom);

} // namespace leadline
