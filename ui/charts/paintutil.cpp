#include "ui/charts/paintutil.h"

#include <QFontMetricsF>

#include <cmath>

namespace leadline {

QColor mixed(const QColor &a, const QColor &b, double t)
{
    const auto channel = [t](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * t)); };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

double snapped(double value, double ratio)
{
    return std::round(value * ratio) / ratio;
}

double hairline(double ratio)
{
    return std::max(1.0, std::floor(ratio)) / ratio;
}

void paintHatch(QPainter &painter, const QRectF &rect, const QColor &color, double spacing, double width)
{
    if (rect.isEmpty())
        return;
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::FlatCap));
    // Lines x + y = c, anchored at the origin so that neighbouring rectangles continue each other's lines.
    for (double c = std::ceil((rect.left() + rect.top()) / spacing) * spacing; c < rect.right() + rect.bottom();
        c += spacing) {
        const double fromX = std::max(rect.left(), c - rect.bottom());
        const double toX = std::min(rect.right(), c - rect.top());
        if (toX > fromX)
            painter.drawLine(QPointF(fromX, c - fromX), QPointF(toX, c - toX));
    }
}

void paintText(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text, const QFont &font,
    const QColor &color)
{
    const QFontMetricsF metrics(font);
    const QString shown = metrics.horizontalAdvance(text) > rect.width() + 1
        ? metrics.elidedText(text, Qt::ElideRight, rect.width())
        : text;
    const double width = metrics.horizontalAdvance(shown);
    double x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width / 2;
    painter.setFont(font);
    painter.setPen(color);
    // Placed by the height of the capitals, which is what the eye takes as the middle of a line.
    painter.drawText(QPointF(x, rect.center().y() + metrics.capHeight() / 2), shown);
}

double textWidth(const QFont &font, const QString &text)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

double lineHeight(const QFont &font)
{
    return std::ceil(QFontMetricsF(font).height());
}

} // namespace leadline
