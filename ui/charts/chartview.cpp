#include "ui/charts/chartview.h"

#include "ui/charts/chartexport.h"
#include "ui/charts/chartpainter.h"
#include "ui/charts/charttip.h"
#include "ui/charts/overlay.h"
#include "ui/charts/paintutil.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPixmap>

#include <cmath>

namespace leadline {

namespace {

constexpr double kReach = 14; // pixels around a mark that still mean it

} // namespace

class ChartView::Private {
public:
    ChartSpec spec;
    Theme theme = Theme::of(ThemeKind::Light);
    ChartLayout layout;
    QPixmap picture;
    bool stale = true;

    int column = -1; // under the pointer or reached with the keys
    int series = -1;
    bool byKeys = false;
    QPointF pointer;
    DragBand drag;

    void layOut(const ChartView &view)
    {
        const double ratio = view.devicePixelRatioF();
        if (!stale && picture.devicePixelRatio() == ratio && picture.deviceIndependentSize() == QSizeF(view.size()))
            return;
        stale = false;
        layout = layOutChart(spec, theme, QRectF(view.rect()).adjusted(4, 2, -4, -2), ratio);
        picture = QPixmap(QSizeF(QSizeF(view.size()) * ratio).toSize());
        picture.setDevicePixelRatio(ratio);
        picture.fill(theme.surface);
        QPainter painter(&picture);
        paintLayout(painter, layout, spec, theme);
    }

    [[nodiscard]] bool hasPoint(int atSeries, int atColumn) const
    {
        return atSeries >= 0 && atColumn >= 0 && atColumn < int(layout.columns.size())
            && atSeries < int(spec.series.size()) && std::isfinite(layout.pointAt(spec, atSeries, atColumn).y());
    }

    // The series at this place of the column: the bar or layer under it, else the nearest point. -1 when none is near.
    [[nodiscard]] int seriesAt(QPointF at, int atColumn, double reach) const
    {
        for (const ChartBar &bar : layout.bars) {
            const bool ofColumn = layout.columns[size_t(atColumn)].points[size_t(bar.series)] == bar.point;
            if (ofColumn && bar.rect.adjusted(-1, -1, 1, 1).contains(at))
                return bar.series;
        }
        const bool bars = spec.form == ChartForm::Bars || spec.form == ChartForm::StackedBars;
        int best = -1;
        double nearest = reach;
        for (int s = 0; s < int(spec.series.size()); ++s) {
            if (!hasPoint(s, atColumn))
                continue;
            const QPointF point = layout.pointAt(spec, s, atColumn);
            const double away = std::abs(point.y() - at.y());
            if (away <= nearest && (bars || spec.periodMs > 0 || std::abs(point.x() - at.x()) <= reach)) {
                nearest = away;
                best = s;
            }
        }
        return best;
    }

    void point(QPointF at)
    {
        pointer = at;
        byKeys = false;
        const bool inside = layout.plot.adjusted(-2, -8, 2, 8).contains(at);
        column = inside ? layout.columnAt(at.x()) : -1;
        series = column < 0 ? -1 : seriesAt(at, column, kReach);
    }

    void release()
    {
        column = series = -1;
        byKeys = false;
    }

    bool step(int columns, int seriesStep)
    {
        const int count = int(layout.columns.size());
        if (count == 0 || spec.series.empty())
            return false;
        if (column < 0 || !hasPoint(series, column)) {
            column = columns < 0 ? count : columns > 0 ? -1 : count;
            columns = columns == 0 ? -1 : columns;
            series = std::max(series, 0);
        }
        byKeys = true;
        if (seriesStep != 0)
            return stepUp(seriesStep);
        for (int c = column + columns; c >= 0 && c < count; c += columns) {
            for (int k = 0; k < int(spec.series.size()); ++k) { // the same series, else the next that has a value there
                const int s = (series + k) % int(spec.series.size());
                if (hasPoint(s, c)) {
                    column = c;
                    series = s;
                    return true;
                }
            }
        }
        column = std::clamp(column, 0, count - 1);
        return false;
    }

    // To the next higher (or lower) point of the same column.
    bool stepUp(int by)
    {
        std::vector<std::pair<double, int>> order;
        for (int s = 0; s < int(spec.series.size()); ++s) {
            if (hasPoint(s, column))
                order.emplace_back(-layout.pointAt(spec, s, column).y(), s);
        }
        std::ranges::sort(order);
        const auto here = std::ranges::find(order, series, &std::pair<double, int>::second) - order.begin();
        if (here + by < 0 || here + by >= std::ssize(order))
            return false;
        series = order[size_t(here + by)].second;
        return true;
    }

    [[nodiscard]] ChartTip tip() const { return column < 0 ? ChartTip() : tipOf(spec, theme, layout, column, series); }

    void paintFocus(QPainter &painter) const
    {
        const ChartColumn &at = layout.columns[size_t(column)];
        const bool bars = spec.form == ChartForm::Bars || spec.form == ChartForm::StackedBars;
        if (bars) {
            painter.fillRect(QRectF(QPointF(at.left, layout.plot.top()), QPointF(at.right, layout.plot.bottom())),
                withAlpha(theme.accent, 0.10));
        } else {
            const double x = snapped(at.centre(), layout.ratio);
            painter.fillRect(QRectF(x, layout.plot.top(), hairline(layout.ratio), layout.plot.height()), theme.axis);
        }
        for (int s = 0; s < int(spec.series.size()) && !bars; ++s) {
            if (!hasPoint(s, column))
                continue;
            painter.setPen(QPen(theme.surface, 1.5));
            painter.setBrush(seriesColor(spec, theme, s));
            painter.drawEllipse(layout.pointAt(spec, s, column), 4.5, 4.5);
        }
        painter.setBrush(Qt::NoBrush);
        if (!hasPoint(series, column))
            return;
        painter.setPen(QPen(theme.accent, 2));
        for (const ChartBar &bar : layout.bars) {
            if (bar.series == series && bar.point == at.points[size_t(series)])
                painter.drawRect(bar.rect.adjusted(-1, -1, 1, 1));
        }
        if (!bars && byKeys)
            painter.drawEllipse(layout.pointAt(spec, series, column), 8, 8);
    }

    // The dragged stretch in units of x: whole periods where there are periods.
    [[nodiscard]] std::optional<std::pair<double, double>> draggedRange() const
    {
        const double from = std::max(drag.rect().left(), layout.plot.left());
        const double to = std::min(drag.rect().right(), layout.plot.right());
        if (to <= from)
            return std::nullopt;
        if (spec.timeAxis && spec.periodMs <= 0)
            return std::pair(layout.xAt(from), layout.xAt(to));
        std::optional<std::pair<double, double>> range;
        for (const ChartColumn &column : layout.columns) {
            if (column.right <= from || column.left >= to)
                continue;
            const double end = spec.timeAxis ? layout.xAt(column.right) : column.x;
            range = std::pair(range ? range->first : column.x, end);
        }
        return range;
    }
};

ChartView::ChartView(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>())
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

ChartView::~ChartView() = default;

void ChartView::setSpec(ChartSpec spec)
{
    d->spec = std::move(spec);
    d->stale = true;
    d->release();
    d->drag.cancel();
    setAccessibleName(d->spec.accessibleName);
    setAccessibleDescription(describeChart(d->spec));
    update();
}

void ChartView::setTheme(const Theme &theme)
{
    d->theme = theme;
    d->stale = true;
    update();
}

const ChartSpec &ChartView::spec() const
{
    return d->spec;
}

const Theme &ChartView::theme() const
{
    return d->theme;
}

QString ChartView::hoverText() const
{
    return d->column < 0 ? QString() : d->tip().text();
}

QString ChartView::toCsv() const
{
    return chartCsv(d->spec);
}

QByteArray ChartView::toSvg(const QSizeF &size, const Theme &theme) const
{
    return svgOf(size, theme, d->spec.accessibleName,
        [&](QPainter &painter, const QRectF &area) { paintChart(painter, area, d->spec, theme); });
}

QSize ChartView::sizeHint() const
{
    return {480, 240};
}

QSize ChartView::minimumSizeHint() const
{
    return {160, 96};
}

void ChartView::paintEvent(QPaintEvent *)
{
    d->layOut(*this);
    QPainter painter(this);
    painter.drawPixmap(0, 0, d->picture);
    painter.setRenderHint(QPainter::Antialiasing);
    if (d->drag.isActive()) {
        const QRectF rect(QPointF(d->drag.rect().left(), d->layout.plot.top()),
            QPointF(d->drag.rect().right(), d->layout.plot.bottom()));
        paintBand(painter, rect & d->layout.plot, d->theme);
    } else if (d->column >= 0 && d->column < int(d->layout.columns.size())) {
        d->paintFocus(painter);
        const QPointF mark =
            d->hasPoint(d->series, d->column) ? d->layout.pointAt(d->spec, d->series, d->column) : d->pointer;
        const QPointF anchor(d->layout.columns[size_t(d->column)].centre(), d->byKeys ? mark.y() : d->pointer.y());
        paintTip(painter, d->tip(), anchor, rect(), d->theme);
    }
    if (hasFocus())
        paintFocusFrame(painter, rect(), d->theme);
}

void ChartView::resizeEvent(QResizeEvent *)
{
    d->stale = true;
    d->release();
}

void ChartView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        d->drag.press(event->position());
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    d->layOut(*this);
    d->drag.move(event->position());
    d->point(event->position());
    setCursor(d->series >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void ChartView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !d->drag.isPressed())
        return;
    d->layOut(*this);
    const auto range = d->drag.isActive() ? d->draggedRange() : std::nullopt;
    const bool click = !d->drag.isActive();
    d->drag.cancel();
    d->point(event->position());
    update();
    if (range)
        Q_EMIT rangeSelected(range->first, range->second);
    else if (click && d->series >= 0)
        Q_EMIT pointActivated(d->series, d->layout.columns[size_t(d->column)].points[size_t(d->series)]);
}

void ChartView::mouseDoubleClickEvent(QMouseEvent *event)
{
    d->layOut(*this);
    d->point(event->position());
    if (event->button() == Qt::LeftButton && d->series < 0)
        Q_EMIT resetRequested();
}

void ChartView::leaveEvent(QEvent *)
{
    if (!d->byKeys)
        d->release();
    update();
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    d->layOut(*this);
    bool moved = false;
    switch (event->key()) {
    case Qt::Key_Left:
        moved = d->step(-1, 0);
        break;
    case Qt::Key_Right:
        moved = d->step(1, 0);
        break;
    case Qt::Key_Up:
        moved = d->step(0, 1);
        break;
    case Qt::Key_Down:
        moved = d->step(0, -1);
        break;
    case Qt::Key_Home:
        d->column = -1;
        moved = d->step(1, 0);
        break;
    case Qt::Key_End:
        d->column = -1;
        moved = d->step(-1, 0);
        break;
    case Qt::Key_Enter:
    case Qt::Key_Return:
    case Qt::Key_Space:
        if (d->hasPoint(d->series, d->column))
            Q_EMIT pointActivated(d->series, d->layout.columns[size_t(d->column)].points[size_t(d->series)]);
        return;
    case Qt::Key_Escape:
        if (d->column < 0 && !d->drag.isPressed()) {
            QWidget::keyPressEvent(event);
            return;
        }
        d->release();
        d->drag.cancel();
        break;
    default:
        if (event->matches(QKeySequence::Copy))
            QGuiApplication::clipboard()->setText(toCsv());
        else
            QWidget::keyPressEvent(event);
        return;
    }
    if (moved)
        announce(this, d->tip().text());
    update();
}

void ChartView::focusOutEvent(QFocusEvent *)
{
    d->release();
    update();
}

void ChartView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LocaleChange)
        d->stale = true;
    QWidget::changeEvent(event);
}

} // namespace leadline
