#include "core/report/reportstyle.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

const Ink &ink()
{
    static const Ink values;
    return values;
}

namespace {

QFont plainFont(int pixels, QFont::Weight weight)
{
    QFont font;
    font.setFamilies({u"Noto Sans"_s, u"Source Sans 3"_s, u"Segoe UI"_s, u"Helvetica Neue"_s, u"sans-serif"_s});
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setFeature("tnum", 1);
    font.setFeature("liga", 0); // so that "first" can be searched for in the document
    return font;
}

// Calls line(text, y) for each line; gives the height.
template <typename Line> double breakLines(const QString &text, const QFont &font, double width, int lines, Line &&line)
{
    double y = 0;
    int count = 0;
    const QFontMetricsF metrics(font);
    const QStringList paragraphs = text.split(u'\n');
    for (const QString &paragraph : paragraphs) {
        if (paragraph.isEmpty()) {
            y += reportLineHeight(font);
            continue;
        }
        if (metrics.horizontalAdvance(paragraph) <= width) { // most texts are one line
            line(paragraph, y);
            y += reportLineHeight(font);
            if (lines > 0 && ++count == lines)
                return y;
            continue;
        }
        QTextLayout layout(paragraph, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        for (;;) {
            QTextLine laid = layout.createLine();
            if (!laid.isValid())
                break;
            laid.setLineWidth(width);
            const bool last = lines > 0 && ++count == lines;
            const QString rest = paragraph.mid(laid.textStart());
            line(last ? metrics.elidedText(rest, Qt::ElideRight, width) : rest.left(laid.textLength()).trimmed(), y);
            y += reportLineHeight(font);
            if (last) {
                layout.endLayout();
                return y;
            }
        }
        layout.endLayout();
    }
    return y;
}

} // namespace

QFont reportFont(double size, QFont::Weight weight)
{
    return plainFont(static_cast<int>(std::lround(size * kPoint)), weight);
}

QFont chartFont(int pixels, QFont::Weight weight)
{
    return plainFont(pixels, weight);
}

// From the size, not from the metrics: a line with a fallback font must not be taller than its neighbours.
double reportLineHeight(const QFont &font)
{
    return font.pixelSize() * 1.32;
}

double wrappedHeight(const QString &text, const QFont &font, double width, int lines)
{
    if (text.isEmpty())
        return 0;
    return breakLines(text, font, width, lines, [](const QString &, double) { });
}

void paintWrapped(QPainter &painter, const QRectF &area, const QString &text, const TextStyle &style, int lines)
{
    if (text.isEmpty())
        return;
    breakLines(text, style.font, area.width(), lines, [&](const QString &line, double y) {
        paintLine(
            painter, QRectF(area.left(), area.top() + y, area.width(), reportLineHeight(style.font)), line, style);
    });
}

void paintLine(QPainter &painter, const QRectF &area, const QString &text, const TextStyle &style)
{
    painter.setFont(style.font);
    painter.setPen(style.color);
    const QFontMetricsF metrics(style.font);
    QString shown = text;
    double width = metrics.horizontalAdvance(text);
    if (width > area.width() * 1.001 + 1) {
        shown = metrics.elidedText(text, Qt::ElideRight, area.width());
        width = metrics.horizontalAdvance(shown);
    }
    const double room = reportLineHeight(style.font);
    double top = area.top();
    if (style.alignment & Qt::AlignVCenter)
        top += (area.height() - room) / 2;
    else if (style.alignment & Qt::AlignBottom)
        top += area.height() - room;
    // On the baseline of the page's own font, whichever font a letter comes from.
    const double baseline = top + room * 0.77;
    double x = area.left();
    if (style.alignment & Qt::AlignRight)
        x = area.right() - width;
    else if (style.alignment & Qt::AlignHCenter)
        x = area.center().x() - width / 2;
    painter.drawText(QPointF(x, baseline), shown);
}

} // namespace leadline
