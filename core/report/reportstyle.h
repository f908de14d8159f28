#pragma once

#include <QColor>
#include <QFont>
#include <QList>
#include <QRectF>
#include <QString>

class QPainter;

// Type, ink and measures of the printed page.
namespace leadline {

inline constexpr double kPoint = 10; // device units in a typographic point
inline constexpr int kDotsPerInch = 720;
inline constexpr double kChartUnit =
    0.7 * kPoint; // what a chart takes for a pixel: its 11 pixel notes become 7.7 points

[[nodiscard]] constexpr double points(double value)
{
    return value * kPoint;
}

struct Ink {
    QColor text{0x1b1f27};
    QColor muted{0x4b5362};
    QColor rule{0xb9bec7};
    QColor hair{0xdfe2e7};
    QColor better{0x17634a};
    QColor worse{0xa32c23};
    // Neighbours differ in lightness, so that they stay apart in grey print.
    QList<QColor> series{0x1f4e8c, 0xd9761a, 0x00584f, 0xcf6ea6, 0x4f3183, 0x3a96c8, 0x7d2727, 0x6b952d};
    QList<QColor> stages{0x4a5fb0, 0xe6a93c, 0x226b66, 0xe59cbb, 0x6b4d9c};
};
[[nodiscard]] const Ink &ink();

// Unhinted, with tabular figures; size in points for text on the page itself.
[[nodiscard]] QFont reportFont(double size, QFont::Weight weight = QFont::Normal);
[[nodiscard]] QFont chartFont(int pixels, QFont::Weight weight = QFont::Normal);

struct TextStyle {
    QFont font;
    QColor color;
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignTop;
};

[[nodiscard]] double reportLineHeight(const QFont &font);
// Height of the text broken into lines of the width; at most `lines` lines (0 = as many as it takes).
[[nodiscard]] double wrappedHeight(const QString &text, const QFont &font, double width, int lines = 0);
// Paints the text broken into lines; the last one allowed is shortened with "…".
void paintWrapped(QPainter &painter, const QRectF &area, const QString &text, const TextStyle &style, int lines = 0);
void paintLine(QPainter &painter, const QRectF &area, const QString &text, const TextStyle &style); // shortened to fit

} // namespace leadline
