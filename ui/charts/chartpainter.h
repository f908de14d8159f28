#pragma once

#include "ui/charts/chartlayout.h"

#include <QPainter>

namespace leadline {

// Paints what the layout says, without a background: the same on screen, in SVG, in PNG and on paper.
void paintLayout(QPainter &painter, const ChartLayout &layout, const ChartSpec &spec, const Theme &theme);

// The colour a mark is painted with: thin data is greyed towards the surface.
[[nodiscard]] QColor markColor(const QColor &color, const Theme &theme, bool thin);

// A hatched rectangle with an outline: an incomplete period.
void paintPartialBar(QPainter &painter, const QRectF &rect, const QColor &color, const Theme &theme, double ratio);

// Lines, labels and baseline shared by charts and clouds.
void paintTexts(QPainter &painter, const std::vector<PlacedText> &texts, const Theme &theme);
void paintGrid(QPainter &painter, const QRectF &plot, const ValueScale &scale, const Theme &theme, double ratio);
void paintTimeMarks(
    QPainter &painter, const std::vector<double> &marks, const QRectF &plot, const Theme &theme, double ratio);
void paintHorizontalLine(QPainter &painter, const QRectF &plot, double y, const Theme &theme, double ratio);
void paintLeaders(QPainter &painter, const std::vector<QLineF> &leaders, const Theme &theme, double ratio);
void paintEmpty(QPainter &painter, const QRectF &area, const Theme &theme);

} // namespace leadline
