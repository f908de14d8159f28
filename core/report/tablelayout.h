#pragma once

#include "core/report/report.h"

namespace leadline {

// A table of a given width: column widths from the contents, rows of one or two lines that are never split. Measures in
// device units.
class TableLayout {
public:
    TableLayout(const ReportTable &table, double width);

    [[nodiscard]] int rows() const { return static_cast<int>(m_table.rows.size()); }
    [[nodiscard]] double headerHeight() const;
    [[nodiscard]] double rowHeight(int row) const { return m_heights[static_cast<std::size_t>(row)]; }
    [[nodiscard]] bool isGroup(int row) const;
    void paintHeader(QPainter &painter, QPointF at) const;
    void paintRow(QPainter &painter, QPointF at, int row) const;

private:
    [[nodiscard]] bool isNumeric(qsizetype column) const;
    void fitColumns();
    void measureRows();
    void spread(double room);
    void widenHeadings(double room);

    ReportTable m_table;
    double m_width;
    std::vector<double> m_columns; // widths without the gaps
    std::vector<double> m_heights; // of the rows
};

} // namespace leadline
