#pragma once

#include <QRectF>

#include <functional>
#include <vector>

class QPainter;

namespace leadline {

// Something of a known height that is painted in one piece.
struct Block {
    double height = 0;
    std::function<void(QPainter &, const QRectF &)> paint;
    double stretch = 0; // by so much it may be painted higher
};

// Fills pages from top to bottom with blocks. What is left of a page that others follow makes its blocks higher, as far
// as they can be stretched. Measures in device units.
class Pages {
public:
    explicit Pages(const QRectF &body);

    [[nodiscard]] const QRectF &body() const { return m_body; }
    [[nodiscard]] double left() const { return m_body.bottom() - m_y; } // room on this page
    [[nodiscard]] bool atTop() const { return m_y <= m_body.top(); }
    [[nodiscard]] int count() const { return static_cast<int>(m_pages.size()); }

    void startPage();
    // On this page when there is room for it and for `follows` behind it, else on the next.
    void place(const Block &block, double follows = 0);
    void skip(double height); // nothing at the top of a page
    void paint(QPainter &painter, int page) const;

private:
    struct Placed {
        QRectF area;
        std::function<void(QPainter &, const QRectF &)> paint;
        double stretch = 0;
    };
    void fill(); // gives what is left of the last page to what may grow

    QRectF m_body;
    double m_y;
    std::vector<std::vector<Placed>> m_pages;
};

} // namespace leadline
