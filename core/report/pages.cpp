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
    m_pages.emplace_back();
    m_y = m_body.top();
}

void Pages::place(const Block &block, double follows)
{
    // What is taller than a page has to begin somewhere: at the top.
    if (!atTop() && block.height + follows > left() + 1)
        startPage();
    m_pages.back().push_back({QRectF(m_body.left(), m_y, m_body.width(), block.height), block.paint});
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
