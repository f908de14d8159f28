#include "ui/shell/dashboard/skeletonview.h"

#include <QPainter>

namespace leadline {

SkeletonView::SkeletonView(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Loading"));
}

void SkeletonView::paintEvent(QPaintEvent *)
{
    constexpr std::array heights{0.35, 0.55, 0.45, 0.7, 0.6, 0.8, 0.5, 0.65, 0.4, 0.75, 0.55, 0.6};
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor color = palette().color(QPalette::WindowText);
    color.setAlphaF(0.06F);
    painter.setBrush(color);
    const double step = double(width()) / double(heights.size());
    for (std::size_t i = 0; i < heights.size(); ++i) {
        const double bar = heights[i] * height();
        painter.drawRoundedRect(QRectF(double(i) * step + 4, height() - bar, step - 8, bar), 3, 3);
    }
}

} // namespace leadline
