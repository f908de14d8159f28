#include "ui/charts/overlay.h"

#include "ui/charts/paintutil.h"

#include <QAccessible>
#include <QAccessibleAnnouncementEvent>
#include <QGuiApplication>
#include <QStyleHints>

namespace leadline {

void DragBand::press(QPointF at)
{
    m_from = m_to = at;
    m_pressed = true;
    m_active = false;
}

void DragBand::move(QPointF at)
{
    if (!m_pressed)
        return;
    m_to = at;
    if ((m_to - m_from).manhattanLength() >= QGuiApplication::styleHints()->startDragDistance())
        m_active = true;
}

void DragBand::cancel()
{
    m_pressed = m_active = false;
}

void paintBand(QPainter &painter, const QRectF &rect, const Theme &theme)
{
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(withAlpha(theme.accent, 0.16));
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.setBrush(Qt::NoBrush);
}

void paintFocusFrame(QPainter &painter, const QRectF &rect, const Theme &theme)
{
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
}

void announce(QWidget *widget, const QString &text)
{
    QAccessibleAnnouncementEvent event(widget, text);
    QAccessible::updateAccessibility(&event);
}

} // namespace leadline
