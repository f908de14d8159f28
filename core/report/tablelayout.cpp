#include "core/report/tablelayout.h"

#include "core/report/reportstyle.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace leadline {

namespace {

constexpr double kGapWidth = points(9);
constexpr double kPadding = points(2.6);
constexpr double kAboveGroup = points(3);
constexpr int kMeasuredRows = 400; // enough to know how wide a column is
constexpr int kLines = 2;
constexpr int kHeadingLines = 3;

QFont cellFont()
{
    return reportFont(7.8);
}

QFont headerFont()
{
    return reportFont(7.2, QFont::DemiBold);
}

QFont groupFont()
{
    return reportFont(7.8, QFont::DemiBold);
}

int linesOf(const QString &heading, double width)
{
    return static_cast<int>(std::lround(wrappedHeight(heading, headerFont(), width) / reportLineHeight(headerFont())));
}

// The least width in which it takes so many lines.
double widthFor(const QString &heading, int lines)
{
    const double whole = QFontMetricsF(headerFont()).horizontalAdvance(heading) + points(1);
    double width = whole / lines;
    while (width < whole && linesOf(heading, width) > lines)
        width += points(1);
    return width;
}

} // namespace

TableLayout::TableLayout(const ReportTable &table, double width)
    : m_table(table)
    , m_width(width)
{
    fitColumns();
    measureRows();
}

bool TableLayout::isNumeric(qsizetype column) const
{
    const auto i = static_cast<std::size_t>(column);
    return i < m_table.numeric.size() && m_table.numeric[i];
}

void TableLayout::fitColumns()
{
    const QFontMetricsF cells(cellFont());
    const QFontMetricsF headers(headerFont());
    const double step = std::max(1.0, static_cast<double>(m_table.rows.size()) / kMeasuredRows);
    for (qsizetype column = 0; column < m_table.headings.size(); ++column) {
        // A long heading may break; its longest word may not.
        double width = 0;
        for (const QString &word : m_table.headings.at(column).split(u' '))
            width = std::max(width, headers.horizontalAdvance(word));
        for (double row = 0; row < static_cast<double>(m_table.rows.size()); row += step) {
            if (!isGroup(static_cast<int>(row)))
                width =
                    std::max(width, cells.horizontalAdvance(m_table.rows[static_cast<std::size_t>(row)].value(column)));
        }
        m_columns.push_back(width + points(1));
    }
    const double room = m_width - kGapWidth * static_cast<double>(m_columns.size() - 1);
    spread(room);
}

// Numbers keep their width; texts give way, the widest first, and take what is left over.
void TableLayout::spread(double room)
{
    const auto total = [this] { return std::accumulate(m_columns.begin(), m_columns.end(), 0.0); };
    std::vector<std::size_t> texts;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (!isNumeric(static_cast<qsizetype>(i)))
            texts.push_back(i);
    }
    if (texts.empty()) {
        texts.resize(m_columns.size());
        std::iota(texts.begin(), texts.end(), 0);
    }
    if (total() <= room) {
        widenHeadings(room); // texts take what is left
        const double extra = (room - total()) / static_cast<double>(texts.size());
        for (const std::size_t i : texts)
            m_columns[i] += extra;
        return;
    }
    // The level to which the wide columns are cut so that all fit.
    double fixed = total();
    for (const std::size_t i : texts)
        fixed -= m_columns[i];
    double low = 0;
    double high = room;
    for (int i = 0; i < 40; ++i) {
        const double level = (low + high) / 2;
        double sum = fixed;
        for (const std::size_t column : texts)
            sum += std::min(m_columns[column], level);
        (sum > room ? high : low) = level;
    }
    for (const std::size_t i : texts)
        m_columns[i] = std::min(m_columns[i], std::max(low, points(18)));
    if (const double all = total(); all > room) { // even the numbers are too wide: everything gives way alike
        for (double &width : m_columns)
            width *= room / all;
    }
}

// The heading with the most lines gets room for one line less, as long as there is room.
void TableLayout::widenHeadings(double room)
{
    double left = room - std::accumulate(m_columns.begin(), m_columns.end(), 0.0);
    for (;;) {
        std::size_t tallest = 0;
        int most = 0;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (const int lines = linesOf(m_table.headings.at(static_cast<qsizetype>(i)), m_columns[i]); lines > most) {
                most = lines;
                tallest = i;
            }
        }
        if (most <= 1)
            return;
        const double wider = widthFor(m_table.headings.at(static_cast<qsizetype>(tallest)), most - 1);
        if (wider - m_columns[tallest] > left || wider <= m_columns[tallest])
            return;
        left -= wider - m_columns[tallest];
        m_columns[tallest] = wider;
    }
}

bool TableLayout::isGroup(int row) const
{
    const auto i = static_cast<std::size_t>(row);
    return i < m_table.groups.size() && m_table.groups[i];
}

double TableLayout::headerHeight() const
{
    double height = reportLineHeight(headerFont());
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        height = std::max(height,
            wrappedHeight(m_table.headings.at(static_cast<qsizetype>(i)), headerFont(), m_columns[i], kHeadingLines));
    return height + 2 * kPadding;
}

void TableLayout::measureRows()
{
    m_heights.reserve(m_table.rows.size());
    for (const QStringList &cells : m_table.rows) {
        if (isGroup(static_cast<int>(m_heights.size()))) {
            const double text = wrappedHeight(cells.value(0), groupFont(), m_width, kLines);
            m_heights.push_back(text + 2 * kPadding + kAboveGroup);
            continue;
        }
        double height = reportLineHeight(cellFont());
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            height = std::max(
                height, wrappedHeight(cells.value(static_cast<qsizetype>(i)), cellFont(), m_columns[i], kLines));
        m_heights.push_back(height + 2 * kPadding);
    }
}

void TableLayout::paintHeader(QPainter &painter, QPointF at) const
{
    const double height = headerHeight();
    double x = at.x();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const QString heading = m_table.headings.at(static_cast<qsizetype>(i));
        const double needed = wrappedHeight(heading, headerFont(), m_columns[i], kHeadingLines);
        const Qt::Alignment side = isNumeric(static_cast<qsizetype>(i)) ? Qt::AlignRight : Qt::AlignLeft;
        paintWrapped(painter, QRectF(x, at.y() + height - kPadding - needed, m_columns[i], needed), heading,
            {.font = headerFont(), .color = ink().muted, .alignment = side | Qt::AlignTop}, kHeadingLines);
        x += m_columns[i] + kGapWidth;
    }
    painter.setPen(QPen(ink().text, points(0.6)));
    painter.drawLine(QPointF(at.x(), at.y() + height), QPointF(at.x() + m_width, at.y() + height));
}

void TableLayout::paintRow(QPainter &painter, QPointF at, int row) const
{
    const QStringList &cells = m_table.rows[static_cast<std::size_t>(row)];
    const double height = rowHeight(row);
    painter.setPen(QPen(ink().hair, points(0.4)));
    painter.drawLine(QPointF(at.x(), at.y() + height), QPointF(at.x() + m_width, at.y() + height));
    if (isGroup(row)) {
        paintWrapped(painter, QRectF(at.x(), at.y() + kPadding + kAboveGroup, m_width, height), cells.value(0),
            {.font = groupFont(), .color = ink().text}, kLines);
        return;
    }
    double x = at.x();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const bool numeric = isNumeric(static_cast<qsizetype>(i));
        const TextStyle style{.font = cellFont(),
            .color = ink().text,
            .alignment = (numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop};
        paintWrapped(painter, QRectF(x, at.y() + kPadding, m_columns[i], height),
            cells.value(static_cast<qsizetype>(i)), style, kLines);
        x += m_columns[i] + kGapWidth;
    }
}

} // namespace leadline
