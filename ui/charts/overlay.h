#pragma once

#include "ui/charts/theme.h"

#include <QPainter>
#include <QWidget>

namespace leadline {

// What charts and clouds share between press and release.
class DragBand {
public:
    void press(QPointF at);
    void move(QPointF at); // becomes a drag when it left the place
    void cancel();

    [[nodiscard]] bool isPressed() const { return m_pressed; }
    [[nodiscard]] bool isActive() const { return m_active; }
    [[nodiscard]] QRectF rect() const { return QRectF(m_from, m_to).normalized(); }

private:
    QPointF m_from;
    QPointF m_to;
    bool m_pressed = false;
    bool m_active = false;
};

void paintBand(QPainter &painter, const QRectF &rect, const Theme &theme);
void paintFocusFrame(QPainter &painter, const QRectF &rect, const Theme &theme);

// Has a screen reader say the text.
void announce(QWidget *widget, const QString &text);

} // namespace leadline
