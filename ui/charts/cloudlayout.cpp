#include "ui/charts/cloudlayout.h"

#include "ui/charts/chartlayout.h"
#include "ui/charts/paintutil.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace leadline {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(leadline::Cloud)
};

constexpr double kCell = 16; // pixels of the hit grid
constexpr size_t kEnoughToCap = 50; // points
constexpr double kShareBelow = 0.4; // of the height, at most, for the names of the categories

class CloudBuilder {
public:
    CloudBuilder(const CloudSpec &spec, const Theme &theme, const QRectF &area, double ratio)
        : m_spec(spec)
        , m_texts(theme)
    {
        m_layout.area = area;
        m_layout.ratio = ratio;
        const size_t count = spec.points.size();
        m_layout.radius = count > 20'000 ? 2 : count > 2'000 ? 2.5 : 3.5;
        for (const auto *lines : {&spec.lines, &spec.zones}) {
            for (const ChartLine &line : *lines)
                m_names.push_back(lineName(line, spec.formatValue));
        }
        m_naming = m_texts.naming(m_names, area.width());
    }

    CloudLayout build()
    {
        const QRectF &area = m_layout.area;
        double top = area.top();
        if (m_spec.groups.size() > 1)
            top += m_texts.placeLegend(m_spec.groups, area);
        if (m_naming != LineNaming::Beside)
            top += m_texts.placeLinesAbove(m_names, area, top);
        top += std::ceil(m_texts.line / 2);
        findTop();
        if (m_layout.beyond > 0)
            top += m_texts.line;
        setDomain();
        // How many rows the names below take depends on the width, that on the labels of the scale, and those on the
        // height.
        m_categories.rows = 1;
        for (int rows = 0; rows < m_categories.rows;) {
            rows = m_categories.rows;
            setPlot(top, rows);
            if (!m_spec.timeAxis)
                breakCategories();
        }
        m_texts.placeValues(m_layout.scale, m_layout.plot, area.left());
        placeAxis();
        placeZones();
        placeBeyond();
        placeLineTexts();
        placePoints();
        fillGrid();
        m_layout.texts = std::move(m_texts.texts);
        m_layout.swatches = std::move(m_texts.swatches);
        m_layout.leaders = std::move(m_texts.leaders);
        return std::move(m_layout);
    }

private:
    void setPlot(double top, int rowsBelow)
    {
        const QRectF &area = m_layout.area;
        const double bottom = std::max(area.bottom() - m_texts.line * rowsBelow - 8, top + 8);
        setScale(std::clamp(int((bottom - top) / 44), 2, 6));
        double left = 0;
        for (const ValueTick &tick : m_layout.scale.ticks)
            left = std::max(left, m_texts.width(tick.label));
        const double gutter = std::max(14.0, m_texts.lineGutter(m_names, m_naming));
        const double right = std::max(area.right() - gutter, area.left() + left + 16);
        m_layout.plot = QRectF(QPointF(area.left() + left + 8, top), QPointF(right, bottom));
    }

    void breakCategories()
    {
        const double slot = m_layout.pixelX(1) - m_layout.pixelX(0);
        const int most = int(m_layout.area.height() * kShareBelow / m_texts.line);
        CategoryNames names = m_texts.breakCategories(m_spec.categories, slot, true, most);
        names.rows = std::max(names.rows, m_categories.rows); // never less than what was kept for them
        m_categories = std::move(names);
    }

    void findTop()
    {
        std::vector<double> values;
        for (const CloudPoint &point : m_spec.points) {
            if (std::isfinite(point.y))
                values.push_back(point.y);
        }
        for (const auto *lines : {&m_spec.lines, &m_spec.zones}) {
            for (const ChartLine &line : *lines)
                m_top = std::max(m_top, line.value * 1.1);
        }
        if (values.empty())
            return;
        m_layout.highest = std::ranges::max(values);
        const auto nearlyAll = values.begin() + std::ssize(values) * 99 / 100;
        std::ranges::nth_element(values, nearlyAll);
        const double capped = std::max(m_top, *nearlyAll * 1.25);
        if (!m_spec.logarithmic && values.size() >= kEnoughToCap && m_layout.highest > 2 * capped) {
            m_top = capped;
            m_layout.beyond = int(std::ranges::count_if(values, [&](double value) { return value > capped; }));
        } else {
            m_top = std::max(m_top, m_layout.highest);
        }
    }

    void setScale(int wanted)
    {
        double lowest = m_top; // above 0, for the logarithm
        for (const CloudPoint &point : m_spec.points) {
            if (point.y > 0)
                lowest = std::min(lowest, point.y);
        }
        if (m_spec.logarithmic && lowest > 0)
            m_layout.scale = logarithmicScale(lowest / 1.3, m_top * 1.3, wanted * 2, m_spec.formatValue);
        else
            m_layout.scale = linearScale(0, m_top, wanted, m_spec.formatValue, m_layout.beyond > 0);
    }

    void placeBeyond()
    {
        if (m_layout.beyond == 0)
            return;
        const QString text = Texts::tr("\u2191 %n above %1", nullptr, m_layout.beyond)
                                 .arg(formatted(m_spec.formatValue, m_layout.scale.high));
        const QRectF rect(
            m_layout.plot.left(), m_layout.plot.top() - m_texts.line - 4, m_layout.plot.width(), m_texts.line);
        m_texts.texts.push_back({rect, text, Qt::AlignLeft, m_texts.theme.textFaint});
    }

    void setDomain()
    {
        if (!m_spec.timeAxis) {
            m_layout.fromX = -0.5;
            m_layout.toX = std::max<double>(double(m_spec.categories.size()), 1) - 0.5;
            return;
        }
        if (m_spec.points.empty()) {
            m_layout.fromX = m_layout.toX = 0;
            return;
        }
        const auto [low, high] = std::ranges::minmax_element(m_spec.points, {}, &CloudPoint::x);
        const double margin = high->x > low->x ? (high->x - low->x) * 0.015 : 43'200'000;
        m_layout.fromX = low->x - margin;
        m_layout.toX = high->x + margin;
    }

    void placeAxis()
    {
        if (m_spec.timeAxis) {
            m_layout.timeTicks = m_texts.placeTimes({m_layout.fromX, m_layout.toX, m_spec.zone, 0, {}}, m_layout.plot);
            return;
        }
        std::vector<int> counts(size_t(m_spec.categories.size()), 0);
        for (const CloudPoint &point : m_spec.points) {
            if (point.x >= 0 && point.x < double(counts.size()))
                ++counts[size_t(point.x)];
        }
        QStringList numbers;
        for (const int count : counts)
            numbers += QLocale().toString(count);
        m_texts.placeCategories(m_categories, numbers, m_layout.plot, [this](double x) { return m_layout.pixelX(x); });
    }

    void placeZones()
    {
        if (m_spec.zones.empty())
            return;
        double bottom = m_layout.plot.bottom();
        for (const ChartLine &zone : m_spec.zones) {
            const double top = m_layout.pixelY(zone.value);
            m_layout.zones.push_back(
                QRectF(QPointF(m_layout.plot.left(), top), QPointF(m_layout.plot.right(), bottom)));
            bottom = top;
        }
        m_layout.zones.push_back(QRectF(m_layout.plot.topLeft(), QPointF(m_layout.plot.right(), bottom)));
    }

    void placeLineTexts()
    {
        std::vector<AxisTexts::Beside> beside;
        for (const auto *lines : {&m_spec.lines, &m_spec.zones}) {
            for (const ChartLine &line : *lines) {
                const double y = m_layout.pixelY(line.value);
                if (lines == &m_spec.lines)
                    m_layout.lines.push_back(y);
                const LineName name = lineName(line, m_spec.formatValue);
                if (m_naming != LineNaming::Above)
                    beside.push_back({y, m_naming == LineNaming::Beside ? name.full : name.brief, -1, true});
            }
        }
        m_texts.placeBeside(
            std::move(beside), m_layout.plot, m_layout.area.right(), std::numeric_limits<double>::infinity());
    }

    void placePoints()
    {
        const double slot = m_layout.pixelX(1) - m_layout.pixelX(0);
        m_layout.points.reserve(m_spec.points.size());
        for (const CloudPoint &point : m_spec.points) {
            double x = m_layout.pixelX(point.x);
            if (!m_spec.timeAxis)
                x += jitterOf(point.id) * std::max(slot / 2 - 8, 0.0) * 0.8;
            m_layout.points.emplace_back(
                x, std::isfinite(point.y) ? m_layout.pixelY(point.y) : std::numeric_limits<double>::quiet_NaN());
        }
    }

    [[nodiscard]] int cellOf(QPointF at) const
    {
        const int column = std::clamp(int((at.x() - m_layout.plot.left()) / kCell), 0, m_layout.gridColumns - 1);
        const int row = std::clamp(int((at.y() - m_layout.plot.top()) / kCell), 0, m_layout.gridRows - 1);
        return row * m_layout.gridColumns + column;
    }

    void fillGrid()
    {
        m_layout.gridColumns = int(m_layout.plot.width() / kCell) + 1;
        m_layout.gridRows = int(m_layout.plot.height() / kCell) + 1;
        std::vector<int> counts(size_t(m_layout.gridColumns * m_layout.gridRows) + 1, 0);
        const auto isPlaced = [](QPointF at) { return std::isfinite(at.y()); };
        for (const QPointF &at : m_layout.points) {
            if (isPlaced(at))
                ++counts[size_t(cellOf(at)) + 1];
        }
        for (size_t i = 1; i < counts.size(); ++i)
            counts[i] += counts[i - 1];
        m_layout.starts = counts;
        m_layout.items.resize(size_t(counts.back()));
        for (size_t i = 0; i < m_layout.points.size(); ++i) {
            if (isPlaced(m_layout.points[i]))
                m_layout.items[size_t(counts[size_t(cellOf(m_layout.points[i]))]++)] = int(i);
        }
    }

    const CloudSpec &m_spec;
    AxisTexts m_texts;
    std::vector<LineName> m_names;
    LineNaming m_naming = LineNaming::Above;
    CategoryNames m_categories;
    double m_top = 0; // of the data, before the scale rounds it
    CloudLayout m_layout;
};

} // namespace

double CloudLayout::pixelX(double x) const
{
    return plot.left() + (toX > fromX ? (x - fromX) / (toX - fromX) : 0) * plot.width();
}

double CloudLayout::pixelY(double y) const
{
    return plot.bottom() - std::clamp(scale.fraction(y), 0.0, 1.0) * plot.height();
}

double CloudLayout::xAt(double pixel) const
{
    return fromX + (pixel - plot.left()) / plot.width() * (toX - fromX);
}

double CloudLayout::yAt(double pixel) const
{
    return scale.valueAt((plot.bottom() - pixel) / plot.height());
}

int CloudLayout::pointAt(QPointF at, double reach) const
{
    const auto index = [](double offset, int count) {
        return std::clamp(int(std::floor(offset / kCell)), 0, count - 1);
    };
    int best = -1;
    double nearest = reach * reach;
    for (int row = index(at.y() - reach - plot.top(), gridRows); row <= index(at.y() + reach - plot.top(), gridRows);
        ++row) {
        for (int column = index(at.x() - reach - plot.left(), gridColumns);
            column <= index(at.x() + reach - plot.left(), gridColumns); ++column) {
            const auto cell = size_t(row * gridColumns + column);
            for (int i = starts[cell]; i < starts[cell + 1]; ++i) {
                const QPointF away = points[size_t(items[size_t(i)])] - at;
                const double distance = QPointF::dotProduct(away, away);
                if (distance <= nearest) {
                    nearest = distance;
                    best = items[size_t(i)];
                }
            }
        }
    }
    return best;
}

CloudLayout layOutCloud(const CloudSpec &spec, const Theme &theme, const QRectF &area, double ratio)
{
    return CloudBuilder(spec, theme, area, ratio).build();
}

double jitterOf(qint64 id)
{
    // The finaliser of SplitMix64: neighbouring ids land far apart.
    auto bits = static_cast<quint64>(id) + 0x9e3779b97f4a7c15ULL;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    bits ^= bits >> 31;
    return double(bits >> 11) / double(1ULL << 52) - 1;
}

QColor zoneColor(const Theme &theme, int index, int count)
{
    const double t = count > 1 ? double(index) / (count - 1) : 0;
    return mixed(theme.surface, mixed(theme.warning, theme.worse, t), 0.02 + 0.16 * t);
}

} // namespace leadline
