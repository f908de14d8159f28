#pragma once

#include <QColor>
#include <QPainter>

namespace leadline {

// t = 0 gives a, t = 1 gives b.
[[nodiscard]] QColor mixed(const QColor &a, const QColor &b, double t);
[[nodiscard]] QColor withAlpha(QColor color, double alpha);

// Where device pixels begin, and how wide a thin crisp line is, for a painter of this device pixel ratio.
[[nodiscard]] double snapped(double value, double ratio);
[[nodiscard]] double hairline(double ratio);

// Diagonal lines cut to the rectangle by arithmetic: SVG and PDF writers turn patterns and clips into images.
void paintHatch(QPainter &painter, const QRectF &rect, const QColor &color, double spacing, double width);

// One line of text, its right end cut with an ellipsis when it does not fit.
void paintText(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text, const QFont &font,
    const QColor &color);

[[nodiscard]] double textWidth(const QFont &font, const QString &text);
[[nodiscard]] double lineHeight(const QFont &font);

} // namespace leadline
