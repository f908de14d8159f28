#pragma once

#include "ui/charts/theme.h"
#include "ui/charts/timeticks.h"
#include "ui/charts/valuescale.h"

#include <QLineF>
#include <QRectF>
#include <QStringList>

#include <vector>

namespace leadline {

struct PlacedText {
    QRectF rect;
    QString text;
    Qt::Alignment alignment = Qt::AlignLeft;
    QColor color;
};

struct Swatch {
    QRectF rect;
    int series = 0;
};

// The name of a horizontal line: "85 %", and with its value "85 %: 3.2 d".
struct LineName {
    QString brief;
    QString full;
};

// How the lines of a plot are named. Never over its data: in full beside it, else briefly beside it and in full above
// it, else only above it.
enum class LineNaming { Beside, Brief, Above };

// The names below a plot, broken between words into lines.
struct CategoryNames {
    std::vector<QStringList> lines; // by category; empty where there is no room for it
    int rows = 1; // of text, the second line and both levels included
    int perLevel = 1; // rows of names alone
    bool staggered = false; // odd ones stand a level lower
    double room = 0; // width of one
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
    std::vector<QLineF> leaders; // from a line to its name, where that had to move

    // Names in rows at the top of the area; gives the height they took.
    double placeLegend(const QStringList &names, const QRectF &area);
    void placeValues(const ValueScale &scale, const QRectF &plot, double left);
    // Breaks names for slots of this width; `withSecondLine` keeps a row for a figure below each. Never more than
    // `mostRows`: rather than that, names are cut.
    [[nodiscard]] CategoryNames breakCategories(
        const QStringList &names, double slot, bool withSecondLine, int mostRows) const;
    // `x` gives the pixel of an index.
    void placeCategories(const CategoryNames &names, const QStringList &secondLine, const QRectF &plot,
        const std::function<double(double)> &x);
    std::vector<TimeTick> placeTimes(const TimeAxis &axis, const QRectF &plot);

    // Right of the plot, each at its height, moved apart where they would touch; of two at one height the later stands
    // higher. Nothing is placed, and false given, when one would have to move further than `furthest`.
    struct Beside {
        double wanted = 0; // y
        QString text;
        int series = -1; // its swatch, or none
        bool led = false; // to a line that is there to be seen
    };
    bool placeBeside(std::vector<Beside> labels, const QRectF &plot, double right, double furthest);

    [[nodiscard]] LineNaming naming(const std::vector<LineName> &lines, double areaWidth) const;
    // Width kept right of the plot for them.
    [[nodiscard]] double lineGutter(const std::vector<LineName> &lines, LineNaming naming) const;
    // The lines in full, in rows from `top`; gives the height they took.
    double placeLinesAbove(const std::vector<LineName> &lines, const QRectF &area, double top);

    [[nodiscard]] double width(const QString &text) const;
    [[nodiscard]] double widestBeside(double areaWidth) const; // 0 in a narrow area
};

// Moves intervals of one height, in ascending order, apart until none overlaps, inside [top, bottom]: those that would
// touch stand around the middle of the places they wanted.
void spread(std::vector<double> &centres, double height, double top, double bottom);

} // namespace leadline
