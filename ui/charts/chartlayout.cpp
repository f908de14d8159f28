#include "ui/charts/chartlayout.h"

#include <algorithm>
#include <cmath>

namespace leadline {

namespace {

// A line far above the data would press them flat: it is named at the top instead.
constexpr double kReach = 2.5;
const QString kAbove = QStringLiteral("\u2191 ");
constexpr double kShareBelow = 0.4; // of the height, at most, for the names of categories

bool isStack(const ChartSpec &spec)
{
    return spec.form == ChartForm::StackedBars || spec.form == ChartForm::Area;
}

bool labelsBeside(const ChartSpec &spec)
{
    return spec.series.size() > 1 && (spec.form == ChartForm::Line || spec.form == ChartForm::Area);
}

std::vector<ChartColumn> columnsOf(const ChartSpec &spec)
{
    std::vector<double> xs;
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points)
            xs.push_back(point.x);
    }
    std::ranges::sort(xs);
    xs.erase(std::ranges::unique(xs).begin(), xs.end());
    std::vector<ChartColumn> columns(xs.size());
    for (size_t i = 0; i < xs.size(); ++i) {
        columns[i].x = xs[i];
        columns[i].points.assign(spec.series.size(), -1);
    }
    for (size_t s = 0; s < spec.series.size(); ++s) {
        const auto &points = spec.series[s].points;
        size_t at = 0; // points are mostly in order: the next is found at once
        for (size_t i = 0; i < points.size(); ++i) {
            if (at >= xs.size() || xs[at] != points[i].x)
                at = size_t(std::ranges::lower_bound(xs, points[i].x) - xs.begin());
            columns[at++].points[s] = int(i);
        }
    }
    return columns;
}

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void take(double value)
    {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    [[nodiscard]] bool isEmpty() const { return low > high; }
};

Extent extentOf(const ChartSpec &spec, const std::vector<ChartColumn> &columns)
{
    Extent extent;
    for (const ChartColumn &column : columns) {
        double above = 0;
        double below = 0;
        bool any = false;
        for (size_t s = 0; s < spec.series.size(); ++s) {
            if (column.points[s] < 0)
                continue;
            const ChartPoint &point = spec.series[s].points[size_t(column.points[s])];
            if (!std::isfinite(point.y))
                continue;
            any = true;
            (point.y < 0 ? below : above) += point.y;
            if (!isStack(spec)) {
                extent.take(point.y);
                extent.take(point.low);
                extent.take(point.high);
            }
        }
        if (any && isStack(spec)) {
            extent.take(above);
            extent.take(below);
        }
    }
    return extent;
}

class Builder {
public:
    Builder(const ChartSpec &spec, const Theme &theme, const QRectF &area, double ratio)
        : m_spec(spec)
        , m_theme(theme)
        , m_texts(theme)
    {
        m_layout.area = area;
        m_layout.ratio = ratio;
        m_layout.columns = columnsOf(spec);
        m_extent = extentOf(spec, m_layout.columns);
        m_layout.isEmpty = m_extent.isEmpty();
        for (const ChartLine &line : spec.lines) {
            if (!line.vertical)
                m_names.push_back(lineName(line, spec.formatValue));
        }
        m_naming = m_texts.naming(m_names, area.width());
    }

    ChartLayout build()
    {
        const bool beside =
            labelsBeside(m_spec) && m_spec.series.size() <= 8 && m_texts.widestBeside(m_layout.area.width()) > 0;
        if (!beside || !place(true))
            place(false);
        m_layout.texts = std::move(m_texts.texts);
        m_layout.swatches = std::move(m_texts.swatches);
        m_layout.leaders = std::move(m_texts.leaders);
        return std::move(m_layout);
    }

private:
    // False when the names of the series find no room beside the plot.
    bool place(bool direct)
    {
        m_texts.texts.clear();
        m_texts.swatches.clear();
        m_texts.leaders.clear();
        m_layout.annotations.clear();
        double top = m_layout.area.top();
        if (!direct && m_spec.series.size() > 1)
            top += placeLegend();
        if (m_naming != LineNaming::Beside)
            top += m_texts.placeLinesAbove(m_names, m_layout.area, top);
        top += std::ceil(m_texts.line / 2);
        if (std::ranges::any_of(m_spec.lines, &ChartLine::vertical))
            top += m_texts.line;
        m_categories.rows = 1;
        for (int rows = 0; rows < m_categories.rows;) { // as in a cloud
            rows = m_categories.rows;
            setPlot(top, rows, direct);
            if (!m_spec.timeAxis)
                breakCategories();
        }
        m_texts.placeValues(m_layout.scale, m_layout.plot, m_layout.area.left());
        placeAxis();
        placeVerticalLines();
        return placeLabels(direct);
    }

    void setPlot(double top, int rowsBelow, bool direct)
    {
        const QRectF &area = m_layout.area;
        const double bottom = std::max(area.bottom() - m_texts.line * rowsBelow - 8, top + 8);
        setScale(std::clamp(int((bottom - top) / 44), 2, 6));
        double left = 0;
        for (const ValueTick &tick : m_layout.scale.ticks)
            left = std::max(left, m_texts.width(tick.label));
        const double right = std::max(area.right() - gutterWidth(direct), area.left() + left + 16);
        m_layout.plot = QRectF(QPointF(area.left() + left + 8, top), QPointF(right, bottom));
        setDomain();
    }

    void breakCategories()
    {
        const double slot = m_layout.pixelX(1) - m_layout.pixelX(0);
        const int most = int(m_layout.area.height() * kShareBelow / m_texts.line);
        CategoryNames names = m_texts.breakCategories(m_spec.categories, slot, false, most);
        names.rows = std::max(names.rows, m_categories.rows);
        m_categories = std::move(names);
    }

    double placeLegend()
    {
        QStringList names;
        for (const ChartSeries &series : m_spec.series)
            names += series.name;
        return m_texts.placeLegend(names, m_layout.area);
    }

    void setScale(int wanted)
    {
        double low = m_extent.isEmpty() ? 0 : m_extent.low;
        double high = m_extent.isEmpty() ? 0 : m_extent.high;
        const double reach =
            m_spec.maximum.value_or(m_extent.isEmpty() ? std::numeric_limits<double>::max() : high * kReach);
        for (const ChartLine &line : m_spec.lines) {
            if (!line.vertical && line.value <= reach) {
                high = std::max(high, line.value);
                low = std::min(low, line.value);
            }
        }
        if (m_spec.zeroBased || m_spec.form != ChartForm::Line) {
            low = std::min(low, 0.0);
            high = std::max(high, 0.0);
        }
        m_layout.scale =
            linearScale(low, m_spec.maximum.value_or(high), wanted, m_spec.formatValue, m_spec.maximum.has_value());
    }

    void setDomain()
    {
        auto &columns = m_layout.columns;
        if (!m_spec.timeAxis) {
            const double last = columns.empty() ? 0 : columns.back().x;
            m_layout.fromX = -0.5;
            m_layout.toX = std::max(double(m_spec.categories.size()), last + 1) - 0.5;
        } else if (columns.empty()) {
            m_layout.fromX = m_layout.toX = 0;
        } else {
            const double span = columns.back().x - columns.front().x;
            const double margin = m_spec.periodMs > 0 ? 0 : span > 0 ? span * 0.015 : 43'200'000;
            m_layout.fromX = columns.front().x - margin;
            m_layout.toX = columns.back().x + m_spec.periodMs + margin;
        }
        for (size_t i = 0; i < columns.size(); ++i)
            setSlot(i);
    }

    void setSlot(size_t i)
    {
        auto &columns = m_layout.columns;
        const double x = columns[i].x;
        double left = x - 0.5;
        double right = x + 0.5;
        if (m_spec.timeAxis && m_spec.periodMs > 0) {
            left = x;
            const bool followed = i + 1 < columns.size() && columns[i + 1].x < x + 1.5 * m_spec.periodMs;
            right = followed ? columns[i + 1].x : x + m_spec.periodMs;
        } else if (m_spec.timeAxis) { // points in time sit in the middle of what they answer to
            const double before = i > 0 ? x - columns[i - 1].x : 0;
            const double after = i + 1 < columns.size() ? columns[i + 1].x - x : 0;
            left = x - std::min(before, after) / 2;
            right = x + std::min(before, after) / 2;
        }
        columns[i].left = m_layout.pixelX(left);
        columns[i].right = m_layout.pixelX(right);
    }

    [[nodiscard]] double gutterWidth(bool direct) const
    {
        const double areaWidth = m_layout.area.width();
        double width = m_texts.lineGutter(m_names, m_naming);
        const auto isAbove = [&](const ChartLine &line) { return !line.vertical && line.value > m_layout.scale.high; };
        if (width > 0 && std::ranges::any_of(m_spec.lines, isAbove))
            width += m_texts.width(kAbove);
        width = std::max(width, 14.0);
        for (const ChartSeries &series : m_spec.series) {
            if (direct)
                width = std::max(width, std::min(m_texts.width(series.name) + 24, m_texts.widestBeside(areaWidth)));
        }
        return width;
    }

    void placeAxis()
    {
        if (m_spec.timeAxis) {
            TimeAxis axis{m_layout.fromX, m_layout.toX, m_spec.zone, m_spec.periodMs, {}};
            for (const ChartColumn &column : m_layout.columns)
                axis.periods.push_back(column.x);
            m_layout.timeTicks = m_texts.placeTimes(axis, m_layout.plot);
        } else {
            m_texts.placeCategories(m_categories, {}, m_layout.plot, [this](double x) { return m_layout.pixelX(x); });
        }
    }

    void placeVerticalLines()
    {
        double taken = -std::numeric_limits<double>::infinity();
        for (const ChartLine &line : m_spec.lines) {
            if (!line.vertical || line.value < m_layout.fromX || line.value > m_layout.toX)
                continue;
            const double x = m_layout.pixelX(line.value);
            m_layout.annotations.push_back({x, true, false});
            const double width = std::min(m_texts.width(line.label) + 1, m_layout.plot.width() * 0.5);
            const double left = x + 4 + width > m_layout.area.right() ? x - 4 - width : x + 4;
            if (left < taken) // still there as a line, and in the hover
                continue;
            const QRectF rect(left, m_layout.plot.top() - 1.5 * m_texts.line, width, m_texts.line);
            m_texts.texts.push_back({rect, line.label, Qt::AlignLeft, m_theme.textFaint});
            taken = left + width + 8;
        }
    }

    // Names of series and annotations, beside the plot where there is room.
    bool placeLabels(bool direct)
    {
        std::vector<AxisTexts::Beside> beside;
        for (const ChartLine &line : m_spec.lines) {
            if (line.vertical)
                continue;
            const bool offScale = line.value > m_layout.scale.high || line.value < m_layout.scale.low;
            const double y = offScale ? m_layout.plot.top() : m_layout.pixelY(line.value);
            m_layout.annotations.push_back({y, false, offScale});
            if (m_naming == LineNaming::Above)
                continue;
            const LineName name = lineName(line, m_spec.formatValue);
            const QString text = m_naming == LineNaming::Beside ? name.full : name.brief;
            beside.push_back({y, offScale ? kAbove + text : text, -1, !offScale});
        }
        for (int s = 0; direct && s < int(m_spec.series.size()); ++s)
            addSeriesLabel(s, beside);
        const double furthest = direct ? 2.5 * m_texts.line : std::numeric_limits<double>::infinity();
        return m_texts.placeBeside(std::move(beside), m_layout.plot, m_layout.area.right(), furthest);
    }

    void addSeriesLabel(int s, std::vector<AxisTexts::Beside> &labels) const
    {
        for (int c = int(m_layout.columns.size()) - 1; c >= 0; --c) {
            double y = m_layout.pointAt(m_spec, s, c).y();
            if (!std::isfinite(y))
                continue;
            if (isStack(m_spec)) { // the middle of the layer
                const ChartPoint &point =
                    m_spec.series[size_t(s)].points[size_t(m_layout.columns[size_t(c)].points[size_t(s)])];
                y += (m_layout.pixelY(0) - m_layout.pixelY(point.y)) / 2;
            }
            labels.push_back({y, m_spec.series[size_t(s)].name, s, false});
            return;
        }
    }

    const ChartSpec &m_spec;
    const Theme &m_theme;
    AxisTexts m_texts;
    std::vector<LineName> m_names; // of the horizontal lines
    LineNaming m_naming = LineNaming::Above;
    CategoryNames m_categories;
    Extent m_extent;
    ChartLayout m_layout;
};

} // namespace

double ChartLayout::pixelX(double x) const
{
    return plot.left() + (toX > fromX ? (x - fromX) / (toX - fromX) : 0) * plot.width();
}

double ChartLayout::pixelY(double y) const
{
    return plot.bottom() - std::clamp(scale.fraction(y), 0.0, 1.0) * plot.height();
}

double ChartLayout::xAt(double pixel) const
{
    return fromX + (pixel - plot.left()) / plot.width() * (toX - fromX);
}

QPointF ChartLayout::pointAt(const ChartSpec &spec, int series, int column) const
{
    const ChartColumn &at = columns[size_t(column)];
    const auto valueOf = [&](size_t s) {
        return at.points[s] < 0 ? std::numeric_limits<double>::quiet_NaN()
                                : spec.series[s].points[size_t(at.points[s])].y;
    };
    double value = valueOf(size_t(series));
    if (isStack(spec) && std::isfinite(value)) {
        double sum = value;
        for (size_t s = 0; s < size_t(series); ++s) {
            if (std::isfinite(valueOf(s)) && (valueOf(s) < 0) == (value < 0))
                sum += valueOf(s);
        }
        value = sum;
    }
    return {at.centre(), std::isfinite(value) ? pixelY(value) : std::numeric_limits<double>::quiet_NaN()};
}

int ChartLayout::columnAt(double pixel) const
{
    if (columns.empty())
        return -1;
    const auto after = std::ranges::lower_bound(columns, pixel, {}, &ChartColumn::centre);
    if (after == columns.begin())
        return 0;
    if (after == columns.end())
        return int(columns.size()) - 1;
    const auto before = std::prev(after);
    return int((pixel - before->centre() <= after->centre() - pixel ? before : after) - columns.begin());
}

ChartLayout layOutChart(const ChartSpec &spec, const Theme &theme, const QRectF &area, double ratio)
{
    ChartLayout layout = Builder(spec, theme, area, ratio).build();
    layOutMarks(layout, spec);
    return layout;
}

QColor seriesColor(const ChartSpec &spec, const Theme &theme, int series)
{
    const QColor own = spec.series[size_t(series)].color;
    return own.isValid() ? own : theme.series[series % theme.series.size()];
}

bool isThin(const ChartSpec &spec, const ChartPoint &point)
{
    return point.n > 0 && point.n < spec.thinBelow; // 0: nobody counted
}

LineName lineName(const ChartLine &line, const std::function<QString(double)> &format)
{
    const QString value = formatted(format, line.value);
    if (line.label.isEmpty())
        return {value, value};
    return {line.label, line.label + QStringLiteral(": ") + value};
}

} // namespace leadline
