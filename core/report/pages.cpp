#include "core/report/pages.h"

#include <QPainter>

namespace leadline {

Pages::Pages(const QRectF &body)
    : m_body(body)
    , m_y(body.top())
    , m_pages(1)
{
}

void Pages::startPage()
{
    fill();
    m_pages.emplace_back();
    m_y = m_body.top();
}

void Pages::fill()
{
    std::vector<Placed> &blocks = m_pages.back();
    double stretch = 0;
    for (const Placed &placed : blocks)
        stretch += placed.stretch;
    const double room = blocks.empty() ? 0 : m_body.bottom() - blocks.back().area.bottom();
    if (stretch <= 0 || room <= 0)
        return;
    const double share = std::min(1.0, room / stretch);
    double moved = 0;
    for (Placed &placed : blocks) {
        placed.area.translate(0, moved);
        placed.area.setHeight(placed.area.height() + placed.stretch * share);
        moved += placed.stretch * share;
    }
}

void Pages::place(const Block &block, double follows)
{
    // What is taller than a page has to begin somewhere: at the top.
    if (!atTop() && block.height + follows > left() + 1)
        startPage();
    m_pages.back().push_back({QRectF(m_body.left(), m_y, m_body.width(), block.height), block.paint, block.stretch});
    m_y += block.height;
}

void Pages::skip(double height)
{
    if (!atTop())
        m_y += height;
}

void Pages::paint(QPainter &painter, int page) const
{
    for (const Placed &placed : m_pages[static_cast<std::size_t>(page)]) {
        painter.save();
        placed.paint(painter, placed.area);
        painter.restore();
    }
}

} // namespace leadline
