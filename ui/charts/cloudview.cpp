#include "ui/charts/cloudview.h"

#include "ui/charts/chartexport.h"
#include "ui/charts/charttip.h"
#include "ui/charts/cloudpainter.h"
#include "ui/charts/overlay.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPixmap>

#include <cmath>

namespace leadline {

namespace {

constexpr double kReach = 8; // pixels around a point that still mean it

} // namespace

class CloudView::Private {
public:
    CloudSpec spec;
    Theme theme = Theme::of(ThemeKind::Light);
    CloudLayout layout;
    QPixmap picture;
    bool stale = true;

    int current = -1; // point under the pointer or reached with the keys
    bool byKeys = false;
    DragBand drag;
    std::vector<int> byX; // order for the keys, made when first needed
    std::vector<int> byY;

    void layOut(const CloudView &view)
    {
        const double ratio = view.devicePixelRatioF();
        if (!stale && picture.devicePixelRatio() == ratio && picture.deviceIndependentSize() == QSizeF(view.size()))
            return;
        stale = false;
        byX.clear();
        byY.clear();
        layout = layOutCloud(spec, theme, QRectF(view.rect()).adjusted(4, 2, -4, -2), ratio);
        picture = QPixmap(QSizeF(QSizeF(view.size()) * ratio).toSize());
        picture.setDevicePixelRatio(ratio);
        picture.fill(theme.surface);
        QPainter painter(&picture);
        paintCloudFrame(painter, layout, spec, theme);
        if (!spec.points.empty())
            stampCloudPoints(painter, layout, spec, theme);
    }

    void release()
    {
        current = -1;
        byKeys = false;
    }

    bool step(std::vector<int> &order, int by, bool alongY)
    {
        if (order.empty()) {
            for (size_t i = 0; i < layout.points.size(); ++i) {
                if (std::isfinite(layout.points[i].y()))
                    order.push_back(int(i));
            }
            std::ranges::stable_sort(order, [&](int a, int b) {
                const QPointF &p = layout.points[size_t(a)];
                const QPointF &q = layout.points[size_t(b)];
                return alongY ? p.y() > q.y() : p.x() < q.x();
            });
        }
        if (order.empty())
            return false;
        qsizetype at = by > 0 ? 0 : std::ssize(order) - 1;
        if (current >= 0)
            at = std::ranges::find(order, current) - order.begin() + by;
        if (at < 0 || at >= std::ssize(order))
            return false;
        current = order[size_t(at)];
        byKeys = true;
        return true;
    }

    [[nodiscard]] ChartTip tip() const
    {
        if (current < 0)
            return {};
        const CloudPoint &point = spec.points[size_t(current)];
        if (spec.describe) {
            QStringList lines = spec.describe(point).split(u'\n');
            const QString title = lines.takeFirst();
            return {title, {}, lines};
        }
        const QString title =
            spec.timeAxis ? periodName(point.x, 0, spec.zone) : spec.categories.value(qsizetype(point.x));
        return {title, {{QColor(), spec.groups.value(point.group), formatted(spec.formatValue, point.y), false}}, {}};
    }
};

CloudView::CloudView(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>())
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

CloudView::~CloudView() = default;

void CloudView::setSpec(CloudSpec spec)
{
    d->spec = std::move(spec);
    d->stale = true;
    d->release();
    d->drag.cancel();
    setAccessibleName(d->spec.accessibleName);
    setAccessibleDescription(describeCloud(d->spec));
    update();
}

void CloudView::setTheme(const Theme &theme)
{
    d->theme = theme;
    d->stale = true;
    update();
}

const CloudSpec &CloudView::spec() const
{
    return d->spec;
}

QString CloudView::hoverText() const
{
    return d->current < 0 ? QString() : d->tip().text();
}

QString CloudView::toCsv() const
{
    return cloudCsv(d->spec);
}

QByteArray CloudView::toSvg(const QSizeF &size, const Theme &theme) const
{
    return svgOf(size, theme, d->spec.accessibleName,
        [&](QPainter &painter, const QRectF &area) { paintCloud(painter, area, d->spec, theme); });
}

QSize CloudView::sizeHint() const
{
    return {480, 280};
}

QSize CloudView::minimumSizeHint() const
{
    return {160, 120};
}

void CloudView::paintEvent(QPaintEvent *)
{
    d->layOut(*this);
    QPainter painter(this);
    painter.drawPixmap(0, 0, d->picture);
    painter.setRenderHint(QPainter::Antialiasing);
    if (d->drag.isActive()) {
        paintBand(painter, d->drag.rect() & d->layout.plot, d->theme);
    } else if (d->current >= 0) {
        const QPointF at = d->layout.points[size_t(d->current)];
        painter.setPen(QPen(d->theme.surface, 1.5));
        painter.setBrush(groupColor(d->theme, d->spec.points[size_t(d->current)].group));
        painter.drawEllipse(at, d->layout.radius + 1.5, d->layout.radius + 1.5);
        painter.setPen(QPen(d->theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(at, d->layout.radius + 4, d->layout.radius + 4);
        paintTip(painter, d->tip(), at, rect(), d->theme);
    }
    if (hasFocus())
        paintFocusFrame(painter, rect(), d->theme);
}

void CloudView::resizeEvent(QResizeEvent *)
{
    d->stale = true;
    d->release();
}

void CloudView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        d->drag.press(event->position());
}

void CloudView::mouseMoveEvent(QMouseEvent *event)
{
    d->layOut(*this);
    d->drag.move(event->position());
    const int found = d->layout.pointAt(event->position(), kReach);
    if (found == d->current && !d->drag.isActive())
        return;
    d->current = found;
    d->byKeys = false;
    setCursor(found >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void CloudView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !d->drag.isPressed())
        return;
    d->layOut(*this);
    const bool dragged = d->drag.isActive();
    const QRectF rect = d->drag.rect() & d->layout.plot;
    d->drag.cancel();
    d->current = d->layout.pointAt(event->position(), kReach);
    update();
    if (dragged && !rect.isEmpty()) {
        // What is marked at the upper edge is above it.
        const bool withBeyond = d->layout.beyond > 0 && rect.top() <= d->layout.plot.top() + 1;
        const double top = withBeyond ? d->layout.highest : d->layout.yAt(rect.top());
        Q_EMIT rangeSelected(
            d->layout.xAt(rect.left()), d->layout.xAt(rect.right()), d->layout.yAt(rect.bottom()), top);
    } else if (!dragged && d->current >= 0) {
        Q_EMIT pointActivated(d->spec.points[size_t(d->current)].id);
    }
}

void CloudView::mouseDoubleClickEvent(QMouseEvent *event)
{
    d->layOut(*this);
    if (event->button() == Qt::LeftButton && d->layout.pointAt(event->position(), kReach) < 0)
        Q_EMIT resetRequested();
}

void CloudView::leaveEvent(QEvent *)
{
    if (!d->byKeys)
        d->release();
    update();
}

void CloudView::keyPressEvent(QKeyEvent *event)
{
    d->layOut(*this);
    bool moved = false;
    switch (event->key()) {
    case Qt::Key_Left:
        moved = d->step(d->byX, -1, false);
        break;
    case Qt::Key_Right:
        moved = d->step(d->byX, 1, false);
        break;
    case Qt::Key_Up:
        moved = d->step(d->byY, 1, true);
        break;
    case Qt::Key_Down:
        moved = d->step(d->byY, -1, true);
        break;
    case Qt::Key_Home:
    case Qt::Key_End:
        d->current = -1;
        moved = d->step(d->byX, event->key() == Qt::Key_Home ? 1 : -1, false);
        break;
    case Qt::Key_Enter:
    case Qt::Key_Return:
    case Qt::Key_Space:
        if (d->current >= 0)
            Q_EMIT pointActivated(d->spec.points[size_t(d->current)].id);
        return;
    case Qt::Key_Escape:
        if (d->current < 0 && !d->drag.isPressed()) {
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

void CloudView::focusOutEvent(QFocusEvent *)
{
    d->release();
    update();
}

void CloudView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LocaleChange)
        d->stale = true;
    QWidget::changeEvent(event);
}

} // namespace leadline
