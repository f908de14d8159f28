#include "ui/charts/chartpainter.h"

#include "ui/charts/paint.h"
#include "ui/charts/paintutil.h"

#include <QCoreApplication>

#include <cmath>

namespace leadline {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(leadline::Chart)
};

constexpr double kLineWidth = 2;
constexpr double kDotRadius = 3;
constexpr double kHatchSpacing = 5;

void paintBars(QPainter &painter, const ChartLayout &layout, const ChartSpec &spec, const Theme &theme)
{
    const bool stacked = spec.form == ChartForm::StackedBars;
    for (const ChartBar &bar : layout.bars) {
        if (bar.rect.height() <= 0)
            continue;
        const ChartPoint &point = spec.series[size_t(bar.series)].points[size_t(bar.point)];
        const QColor color = markColor(seriesColor(spec, theme, bar.series), theme, isThin(spec, point));
        QRectF rect = bar.rect;
        if (stacked && rect.height() > 4 && rect.width() > 4) // a thread of surface parts the layers for every eye
            rect.setTop(rect.top() + hairline(layout.ratio));
        if (point.partial)
            paintPartialBar(painter, rect, color, theme, layout.ratio);
        else
            painter.fillRect(rect, color);
    }
}

void paintFills(QPainter &painter, const ChartLayout &layout, const ChartSpec &spec, const Theme &theme)
{
    const bool layers = spec.form == ChartForm::Area && spec.series.size() > 1;
    for (const ChartFill &fill : layout.fills) {
        const QColor color = seriesColor(spec, theme, fill.series);
        painter.setPen(layers ? QPen(theme.surface, hairline(layout.ratio)) : QPen(Qt::NoPen));
        painter.setBrush(layers ? color : withAlpha(color, theme.kind == ThemeKind::HighContrast ? 0.35 : 0.18));
        painter.drawPolygon(fill.polygon);
    }
    painter.setBrush(Qt::NoBrush);
}

void paintHatches(QPainter &painter, const ChartLayout &layout, const ChartSpec &spec, const Theme &theme)
{
    const bool layers = spec.form == ChartForm::Area && spec.series.size() > 1;
    for (const QRectF &rect : layout.hatches) {
        // Over layers the lines have the colour of the surface, so that they are seen only where there is a layer.
        if (layers)
            paintHatch(painter,
                QRectF(layout.plot.topLeft(), rect.bottomRight()) & rect.adjusted(-rect.width() / 2, 0, 0, 0),
                theme.hatch, kHatchSpacing, 1.4);
        else
            paintHatch(
                painter, rect, mixed(theme.surface, theme.axis, 0.35), kHatchSpacing + 1, hairline(layout.ratio));
    }
}

void paintStrokes(QPainter &painter, const ChartLayout &layout, const ChartSpec &spec, const Theme &theme)
{
    painter.setBrush(Qt::NoBrush);
    const QColor thinLine = mixed(theme.textFaint, theme.surface, 0.25);
    for (const ChartStroke &stroke : layout.strokes) {
        QPen pen(stroke.thin ? thinLine : seriesColor(spec, theme, stroke.series), kLineWidth, Qt::SolidLine,
            Qt::RoundCap, Qt::RoundJoin);
        if (double(stroke.path.size()) > layout.plot.width()) { // joins and width would only cover what is beside
            pen.setWidthF(1);
            pen.setJoinStyle(Qt::BevelJoin);
        }
        if (stroke.partial) {
            pen.setCapStyle(Qt::FlatCap);
            pen.setDashPattern({2.5, 2});
        }
        painter.setPen(pen);
        painter.drawPolyline(stroke.path);
    }
    for (const ChartDot &dot : layout.dots) {
        const QColor color = dot.thin ? thinLine : seriesColor(spec, theme, dot.series);
        painter.setPen(QPen(color, 1.5));
        painter.setBrush(dot.thin || dot.partial ? theme.surface : color);
        painter.drawEllipse(dot.at, kDotRadius, kDotRadius);
    }
    painter.setBrush(Qt::NoBrush);
}

} // namespace

QColor markColor(const QColor &color, const Theme &theme, bool thin)
{
    if (!thin)
        return color;
    const int grey = qGray(color.rgb());
    return mixed(mixed(color, QColor(grey, grey, grey), 0.6), theme.surface, 0.5);
}

void paintPartialBar(QPainter &painter, const QRectF &rect, const QColor &color, const Theme &theme, double ratio)
{
    painter.fillRect(rect, mixed(theme.surface, color, 0.22));
    paintHatch(painter, rect, color, kHatchSpacing, 1.4);
    const double line = hairline(ratio);
    if (rect.width() > 4 && rect.height() > 2) {
        painter.setPen(QPen(color, line));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(line / 2, line / 2, -line / 2, -line / 2));
    }
}

void paintTexts(QPainter &painter, const std::vector<PlacedText> &texts, const Theme &theme)
{
    const QFont font = theme.noteFont();
    for (const PlacedText &text : texts) {
        paintText(painter, text.rect, text.alignment, text.text, font, text.color);
    }
}

void paintGrid(QPainter &painter, const QRectF &plot, const ValueScale &scale, const Theme &theme, double ratio)
{
    const double line = hairline(ratio);
    for (const ValueTick &tick : scale.ticks) {
        const double y = snapped(plot.bottom() - scale.fraction(tick.value) * plot.height(), ratio);
        const bool baseline = tick.value == 0 && !scale.logarithmic;
        painter.fillRect(QRectF(plot.left(), y, plot.width(), line), baseline ? theme.axis : theme.gridLine);
    }
}

void paintTimeMarks(
    QPainter &painter, const std::vector<double> &marks, const QRectF &plot, const Theme &theme, double ratio)
{
    const double line = hairline(ratio);
    for (const double x : marks)
        painter.fillRect(QRectF(snapped(x, ratio), plot.bottom(), line, 16), theme.axis);
    painter.fillRect(QRectF(plot.left(), snapped(plot.bottom(), ratio), plot.width(), line), theme.axis);
}

void paintHorizontalLine(QPainter &painter, const QRectF &plot, double y, const Theme &theme, double ratio)
{
    const double at = snapped(y, ratio) + hairline(ratio) / 2;
    painter.setPen(QPen(withAlpha(theme.surface, 0.7), 3, Qt::SolidLine, Qt::FlatCap)); // seen on dark marks too
    painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at));
    QPen pen(theme.target, std::max(1.0, hairline(ratio)), Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at));
}

void paintLeaders(QPainter &painter, const std::vector<QLineF> &leaders, const Theme &theme, double ratio)
{
    painter.setPen(QPen(theme.axis, hairline(ratio), Qt::SolidLine, Qt::FlatCap));
    for (const QLineF &leader : leaders)
        painter.drawLine(leader);
}

void paintEmpty(QPainter &painter, const QRectF &area, const Theme &theme)
{
    paintText(painter, area, Qt::AlignHCenter, Texts::tr("Nothing was recorded in this period."), theme.bodyFont(),
        theme.textMuted);
}

void paintLayout(QPainter &painter, const ChartLayout &layout, const ChartSpec &spec, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (layout.isEmpty) {
        paintEmpty(painter, layout.area, theme);
        painter.restore();
        return;
    }
    const bool layers = spec.form == ChartForm::Area && spec.series.size() > 1;
    if (!layers)
        paintHatches(painter, layout, spec, theme);
    paintGrid(painter, layout.plot, layout.scale, theme, layout.ratio);
    paintFills(painter, layout, spec, theme);
    if (layers)
        paintHatches(painter, layout, spec, theme);
    paintBars(painter, layout, spec, theme);
    for (const ChartAnnotation &annotation : layout.annotations) {
        if (annotation.offScale)
            continue;
        if (annotation.vertical) {
            const double x = snapped(annotation.at, layout.ratio);
            painter.setPen(QPen(theme.target, hairline(layout.ratio), Qt::DotLine, Qt::FlatCap));
            painter.drawLine(QPointF(x, layout.plot.top() - 12), QPointF(x, layout.plot.bottom()));
        } else {
            paintHorizontalLine(painter, layout.plot, annotation.at, theme, layout.ratio);
        }
    }
    paintStrokes(painter, layout, spec, theme);
    std::vector<double> marks;
    for (const TimeTick &tick : layout.timeTicks) {
        if (!tick.centred)
            marks.push_back(layout.pixelX(tick.at));
    }
    paintTimeMarks(painter, marks, layout.plot, theme, layout.ratio);
    for (const Swatch &swatch : layout.swatches)
        painter.fillRect(swatch.rect, seriesColor(spec, theme, swatch.series));
    paintLeaders(painter, layout.leaders, theme, layout.ratio);
    paintTexts(painter, layout.texts, theme);
    painter.restore();
}

void paintChart(QPainter &painter, const QRectF &area, const ChartSpec &spec, const Theme &theme)
{
    paintLayout(painter, layOutChart(spec, theme, area, 1), spec, theme);
}

} // namespace leadline
