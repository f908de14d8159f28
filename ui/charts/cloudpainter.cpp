#include "ui/charts/cloudpainter.h"

#include "ui/charts/chartpainter.h"
#include "ui/charts/paint.h"
#include "ui/charts/paintutil.h"

#include <QPixmap>

#include <cmath>

namespace leadline {

namespace {

double dotAlpha(size_t points)
{
    return points > 50'000 ? 0.25 : points > 5'000 ? 0.4 : points > 800 ? 0.55 : 0.75;
}

// Which points are worth painting: more than a few on one device pixel cannot be seen. Newest (last) win.
std::vector<int> visiblePoints(const CloudLayout &layout, size_t mostInPixel)
{
    const double cells = layout.ratio;
    const int columns = int(layout.plot.width() * cells) + 2;
    const int rows = int(layout.plot.height() * cells) + 2;
    std::vector<unsigned char> taken(size_t(columns) * size_t(rows), 0);
    std::vector<int> visible;
    for (size_t i = layout.points.size(); i-- > 0;) {
        const QPointF &at = layout.points[i];
        if (!std::isfinite(at.y()) || at.x() < layout.plot.left() - 1 || at.x() > layout.plot.right() + 1)
            continue;
        const int column = std::clamp(int((at.x() - layout.plot.left()) * cells), 0, columns - 1);
        const int row = std::clamp(int((at.y() - layout.plot.top()) * cells), 0, rows - 1);
        unsigned char &count = taken[size_t(row) * size_t(columns) + size_t(column)];
        if (count < mostInPixel) {
            ++count;
            visible.push_back(int(i));
        }
    }
    std::ranges::reverse(visible);
    return visible;
}

bool isBeyond(const CloudLayout &layout, const CloudPoint &point)
{
    return layout.beyond > 0 && point.y > layout.scale.high;
}

void paintBeyond(QPainter &painter, QPointF at, double radius)
{
    const double half = radius + 1;
    painter.drawPolygon(QPolygonF({at, at + QPointF(-half, 1.8 * half), at + QPointF(half, 1.8 * half)}));
}

} // namespace

QColor groupColor(const Theme &theme, int group)
{
    return theme.series[std::max(group, 0) % theme.series.size()];
}

void paintCloudFrame(QPainter &painter, const CloudLayout &layout, const CloudSpec &spec, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (spec.points.empty()) {
        paintEmpty(painter, layout.area, theme);
        painter.restore();
        return;
    }
    const int zones = int(layout.zones.size());
    for (int i = 0; i < zones; ++i) {
        QRectF rect = layout.zones[size_t(i)];
        rect.setTop(snapped(rect.top(), layout.ratio));
        rect.setBottom(snapped(rect.bottom(), layout.ratio));
        painter.fillRect(rect, zoneColor(theme, i, zones));
    }
    if (zones == 0) // on zones a grid would be a second set of lines
        paintGrid(painter, layout.plot, layout.scale, theme, layout.ratio);
    std::vector<double> marks;
    for (const TimeTick &tick : layout.timeTicks)
        marks.push_back(layout.pixelX(tick.at));
    for (int i = 1; !spec.timeAxis && i < spec.categories.size(); ++i)
        painter.fillRect(QRectF(snapped(layout.pixelX(i - 0.5), layout.ratio), layout.plot.top(),
                             hairline(layout.ratio), layout.plot.height()),
            zones > 0 ? theme.surface : theme.gridLine);
    paintTimeMarks(painter, marks, layout.plot, theme, layout.ratio);
    for (const Swatch &swatch : layout.swatches) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(groupColor(theme, swatch.series));
        painter.drawEllipse(swatch.rect);
    }
    paintLeaders(painter, layout.leaders, theme, layout.ratio);
    paintTexts(painter, layout.texts, theme);
    painter.restore();
}

void paintCloudPoints(QPainter &painter, const CloudLayout &layout, const CloudSpec &spec, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double alpha = dotAlpha(spec.points.size());
    for (const int i : visiblePoints(layout, 1)) {
        painter.setBrush(withAlpha(groupColor(theme, spec.points[size_t(i)].group), alpha));
        if (isBeyond(layout, spec.points[size_t(i)]))
            paintBeyond(painter, layout.points[size_t(i)], layout.radius);
        else
            painter.drawEllipse(layout.points[size_t(i)], layout.radius, layout.radius);
    }
    for (const double y : layout.lines)
        paintHorizontalLine(painter, layout.plot, y, theme, layout.ratio);
    painter.restore();
}

void stampCloudPoints(QPainter &painter, const CloudLayout &layout, const CloudSpec &spec, const Theme &theme)
{
    const double side = std::ceil(2 * layout.radius + 2);
    const double alpha = dotAlpha(spec.points.size());
    std::vector<QPixmap> stamps;
    for (int group = 0; group < theme.series.size(); ++group) {
        QPixmap stamp(QSizeF(side * layout.ratio, side * layout.ratio).toSize());
        stamp.setDevicePixelRatio(layout.ratio);
        stamp.fill(Qt::transparent);
        QPainter dot(&stamp);
        dot.setRenderHint(QPainter::Antialiasing);
        dot.setPen(Qt::NoPen);
        dot.setBrush(withAlpha(groupColor(theme, group), alpha));
        dot.drawEllipse(QPointF(side / 2, side / 2), layout.radius, layout.radius);
        stamps.push_back(stamp);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const int i : visiblePoints(layout, 4)) {
        const QPointF &at = layout.points[size_t(i)];
        if (isBeyond(layout, spec.points[size_t(i)])) {
            painter.setBrush(withAlpha(groupColor(theme, spec.points[size_t(i)].group), alpha));
            paintBeyond(painter, at, layout.radius);
            continue;
        }
        const auto group = size_t(std::max(spec.points[size_t(i)].group, 0)) % stamps.size();
        painter.drawPixmap(
            QPointF(snapped(at.x() - side / 2, layout.ratio), snapped(at.y() - side / 2, layout.ratio)), stamps[group]);
    }
    for (const double y : layout.lines)
        paintHorizontalLine(painter, layout.plot, y, theme, layout.ratio);
}

void paintCloud(QPainter &painter, const QRectF &area, const CloudSpec &spec, const Theme &theme)
{
    const CloudLayout layout = layOutCloud(spec, theme, area, 1);
    paintCloudFrame(painter, layout, spec, theme);
    if (!spec.points.empty())
        paintCloudPoints(painter, layout, spec, theme);
}

} // namespace leadline
