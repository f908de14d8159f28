#pragma once

#include "ui/charts/chartlayout.h"

#include <QPainter>

namespace leadline {

// What the hover says of one place: also read out for screen readers.
struct ChartTip {
    struct Row {
        QColor swatch; // invalid = none
        QString name;
        QString value;
        bool strong = false;
    };
    QString title;
    std::vector<Row> rows;
    QStringList notes;

    [[nodiscard]] QString text() const; // plain lines
};

// Exact values and n of every series at a column; `strongSeries` is the one under the pointer, or -1.
[[nodiscard]] ChartTip tipOf(
    const ChartSpec &spec, const Theme &theme, const ChartLayout &layout, int column, int strongSeries);

// Beside the anchor, inside the bounds, never over the anchor where there is room.
void paintTip(QPainter &painter, const ChartTip &tip, QPointF anchor, const QRectF &bounds, const Theme &theme);

} // namespace leadline
