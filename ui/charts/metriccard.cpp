#include "ui/charts/metriccard.h"

#include "ui/charts/paintutil.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace leadline {

class MetricCard::Private {
public:
    CardSpec spec;
    Theme theme = Theme::of(ThemeKind::Light);
    bool hovered = false;
    bool pressed = false;

    [[nodiscard]] QString description() const
    {
        QStringList parts = {spec.subtitle, spec.value};
        if (!spec.delta.isEmpty())
            parts += spec.judgement > 0 ? tr("Better: %1").arg(spec.delta)
                : spec.judgement < 0    ? tr("Worse: %1").arg(spec.delta)
                                        : spec.delta;
        parts += {spec.band >= 0 ? spec.bandText : QString(), spec.note};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
};

MetricCard::MetricCard(QWidget *parent)
    : QFrame(parent)
    , d(std::make_unique<Private>())
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

MetricCard::~MetricCard() = default;

void MetricCard::setSpec(CardSpec spec)
{
    d->spec = std::move(spec);
    setAccessibleName(d->spec.title);
    setAccessibleDescription(d->description());
    setToolTip(d->spec.subtitle.isEmpty() ? QString() : d->spec.title + u'\n' + d->description());
    update();
}

void MetricCard::setTheme(const Theme &theme)
{
    d->theme = theme;
    update();
}

const CardSpec &MetricCard::spec() const
{
    return d->spec;
}

int MetricCard::titleLines() const
{
    return cardTitleLines(d->spec, width(), d->theme);
}

void MetricCard::setTitleLines(int lines)
{
    if (lines == d->spec.titleLines)
        return;
    d->spec.titleLines = lines;
    update();
}

QSize MetricCard::sizeHint() const
{
    const double note = lineHeight(d->theme.noteFont());
    // Title in two lines, subtitle, figure, two lines of the change, foot.
    const double height = 10 + 2 * lineHeight(d->theme.titleFont()) + note + 4 + lineHeight(d->theme.figureFont()) + 4
        + 2 * note + 8 + note + 10;
    return {280, int(height)};
}

QSize MetricCard::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

void MetricCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintCard(painter, rect(), d->spec, d->theme);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus() || d->hovered) {
        const double width = hasFocus() ? 2 : 1;
        painter.setPen(QPen(d->theme.accent, width));
        painter.drawRoundedRect(QRectF(rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 6, 6);
    }
}

void MetricCard::mousePressEvent(QMouseEvent *event)
{
    d->pressed = event->button() == Qt::LeftButton;
}

void MetricCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (d->pressed && event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT activated();
    d->pressed = false;
}

void MetricCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Enter || event->key() == Qt::Key_Return || event->key() == Qt::Key_Space)
        Q_EMIT activated();
    else
        QFrame::keyPressEvent(event);
}

void MetricCard::enterEvent(QEnterEvent *)
{
    d->hovered = true;
    update();
}

void MetricCard::leaveEvent(QEvent *)
{
    d->hovered = false;
    update();
}

} // namespace leadline
