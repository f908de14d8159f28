#include "ui/shell/frame/elidedlabel.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOption>

namespace leadline {

ElidedLabel::ElidedLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
    style()->drawItemText(
        &painter, rect(), Qt::AlignLeft | Qt::AlignVCenter, option.palette, isEnabled(), shown, QPalette::WindowText);
}

} // namespace leadline
