#include "ui/charts/chartlayout.h"

#include "ui/charts/paintutil.h"

#include <cmath>
#include <functional>

namespace leadline {

namespace {

constexpr double kBarShare = 0.74; // of its slot
constexpr double kWidestBar = 48;

const ChartPoint *pointOf(const ChartLayout &layout, const ChartSpec &spec, size_t series, size_t column)
{
    const int index = layout.columns[column].points[series];
    return index < 0 ? nullptr : &spec.series[series].points[size_t(index)];
}

double valueOf(const ChartLayout &layout, const ChartSpec &spec, size_t series, size_t column)
{
    const ChartPoint *point = pointOf(layout, spec, series, column);
    return point && std::isfinite(point->y) ? point->y : std::numeric_limits<double>::quiet_NaN();
}

double total(const ChartLayout &layout, const ChartSpec &spec, size_t column)
{
    double sum = std::numeric_limits<double>::quiet_NaN();
    for (size_t s = 0; s < spec.series.size(); ++s) {
        const double value = valueOf(layout, spec, s, column);
        if (std::isfinite(value))
            sum = std::isfinite(sum) ? sum + value : value;
    }
    return sum;
}

// Splits ascending columns into groups of one pixel; where they are no denser than two a pixel, each is its own group.
std::vector<std::vector<size_t>> pixelGroups(const ChartLayout &layout, const std::vector<size_t> &columns)
{
    std::vector<std::vector<size_t>> groups;
    const double pixels = layout.plot.width();
    const bool dense = double(columns.size()) > 2 * pixels;
    double pixel = -std::numeric_limits<double>::infinity();
    for (const size_t column : columns) {
        const double at = std::floor(layout.columns[column].centre());
        if (!dense || at != pixel)
            groups.emplace_back();
        pixel = at;
        groups.back().push_back(column);
    }
    return groups;
}

// Stretches of columns that belong together: a gap or a missing period ends one.
template <typename HasValue, typename IsGap>
std::vector<std::vector<size_t>> runs(const ChartLayout &layout, const ChartSpec &spec, HasValue hasValue, IsGap isGap)
{
    std::vector<std::vector<size_t>> found(1);
    for (size_t c = 0; c < layout.columns.size(); ++c) {
        const bool far = spec.timeAxis && spec.periodMs > 0 && !found.back().empty()
            && layout.columns[c].x - layout.columns[found.back().back()].x > 1.5 * spec.periodMs;
        if ((far || isGap(c)) && !found.back().empty())
            found.emplace_back();
        if (hasValue(c))
            found.back().push_back(c);
    }
    if (found.back().empty())
        found.pop_back();
    return found;
}

// The columns of one line to draw: lowest and highest of each pixel, in order.
std::vector<size_t> reduced(
    const ChartLayout &layout, const ChartSpec &spec, size_t series, const std::vector<size_t> &run)
{
    std::vector<size_t> kept;
    for (const auto &group : pixelGroups(layout, run)) {
        const auto value = [&](size_t c) { return valueOf(layout, spec, series, c); };
        const auto [low, high] = std::ranges::minmax_element(group, {}, value);
        kept.push_back(std::min(*low, *high));
        if (*low != *high)
            kept.push_back(std::max(*low, *high));
    }
    return kept;
}

void addLine(ChartLayout &layout, const ChartSpec &spec, size_t s)
{
    const auto has = [&](size_t c) { return std::isfinite(valueOf(layout, spec, s, c)); };
    // Only this series' own columns can be gaps: other series may have points between.
    const auto isGap = [&](size_t c) { return layout.columns[c].points[s] >= 0 && !has(c); };
    for (const auto &run : runs(layout, spec, has, isGap)) {
        const std::vector<size_t> columns = reduced(layout, spec, s, run);
        for (size_t i = 0; i < columns.size(); ++i) {
            const ChartPoint &point = *pointOf(layout, spec, s, columns[i]);
            const QPointF at(layout.columns[columns[i]].centre(), layout.pixelY(point.y));
            const bool thin = isThin(spec, point);
            if (thin || point.partial || columns.size() == 1)
                layout.dots.push_back({at, int(s), thin, point.partial});
            if (i == 0)
                continue;
            const ChartPoint &before = *pointOf(layout, spec, s, columns[i - 1]);
            const QPointF from(layout.columns[columns[i - 1]].centre(), layout.pixelY(before.y));
            const bool thinSegment = thin || isThin(spec, before);
            const bool partialSegment = point.partial || before.partial;
            ChartStroke *last = layout.strokes.empty() ? nullptr : &layout.strokes.back();
            if (!last || i == 1 || last->thin != thinSegment || last->partial != partialSegment) {
                layout.strokes.push_back({QPolygonF({from}), int(s), thinSegment, partialSegment});
                last = &layout.strokes.back();
            }
            last->path.append(at);
        }
    }
}

void addBand(ChartLayout &layout, const ChartSpec &spec, size_t s)
{
    const auto has = [&](size_t c) {
        const ChartPoint *point = pointOf(layout, spec, s, c);
        return point && std::isfinite(point->low) && std::isfinite(point->high) && std::isfinite(point->y);
    };
    for (const auto &run : runs(layout, spec, has, std::not_fn(has))) {
        QPolygonF upper;
        QPolygonF lower;
        for (const auto &group : pixelGroups(layout, run)) {
            double low = std::numeric_limits<double>::infinity();
            double high = -low;
            for (const size_t c : group) {
                low = std::min(low, pointOf(layout, spec, s, c)->low);
                high = std::max(high, pointOf(layout, spec, s, c)->high);
            }
            const double x = layout.columns[group.front()].centre();
            upper.append({x, layout.pixelY(high)});
            lower.append({x, layout.pixelY(low)});
        }
        if (upper.size() == 1) { // alone between gaps: a short bar
            upper.append(upper.first() + QPointF(4, 0));
            lower.append(lower.first() + QPointF(4, 0));
            upper.first().rx() -= 4;
            lower.first().rx() -= 4;
        }
        std::reverse(lower.begin(), lower.end());
        layout.fills.push_back({upper + lower, int(s)});
    }
}

void addArea(ChartLayout &layout, const ChartSpec &spec)
{
    const auto has = [&](size_t c) { return std::isfinite(total(layout, spec, c)); };
    for (const auto &run : runs(layout, spec, has, std::not_fn(has))) {
        std::vector<size_t> columns;
        for (const auto &group : pixelGroups(layout, run)) {
            const auto [low, high] =
                std::ranges::minmax_element(group, {}, [&](size_t c) { return total(layout, spec, c); });
            columns.push_back(std::min(*low, *high));
            if (*low != *high)
                columns.push_back(std::max(*low, *high));
        }
        std::vector<double> sums(columns.size(), 0.0);
        for (size_t s = 0; s < spec.series.size(); ++s) {
            QPolygonF upper;
            QPolygonF lower;
            for (size_t i = 0; i < columns.size(); ++i) {
                const double x = layout.columns[columns[i]].centre();
                lower.prepend({x, layout.pixelY(sums[i])});
                const double value = valueOf(layout, spec, s, columns[i]);
                sums[i] += std::isfinite(value) ? std::max(value, 0.0) : 0.0;
                upper.append({x, layout.pixelY(sums[i])});
            }
            layout.fills.push_back({upper + lower, int(s)});
        }
    }
}

void addBars(ChartLayout &layout, const ChartSpec &spec)
{
    const bool stacked = spec.form == ChartForm::StackedBars;
    const size_t side = stacked ? 1 : std::max<size_t>(spec.series.size(), 1);
    const double zero = layout.pixelY(0);
    std::vector<size_t> all;
    for (size_t c = 0; c < layout.columns.size(); ++c) {
        if (std::isfinite(total(layout, spec, c)))
            all.push_back(c);
    }
    for (const auto &group : pixelGroups(layout, all)) {
        const size_t c = *std::ranges::max_element(group, {}, [&](size_t at) { return total(layout, spec, at); });
        const ChartColumn &column = layout.columns[c];
        const double slot = column.right - column.left;
        const double width =
            std::max(std::min(slot * kBarShare, kWidestBar * double(side)), std::min(slot, 1.0)) / double(side);
        const double first = column.centre() - width * double(side) / 2;
        double above = 0;
        double below = 0;
        for (size_t s = 0; s < spec.series.size(); ++s) {
            const double value = valueOf(layout, spec, s, c);
            if (!std::isfinite(value))
                continue;
            double left = stacked ? first : first + width * double(s);
            double right = left + width - (side > 1 && width > 5 ? 1 : 0);
            if (width >= 3) {
                left = snapped(left, layout.ratio);
                right = snapped(right, layout.ratio);
            }
            double &base = value < 0 ? below : above;
            const double from = stacked ? layout.pixelY(base) : zero;
            base += value;
            const double to = layout.pixelY(stacked ? base : value);
            const double top = snapped(std::min(from, to), layout.ratio);
            const double bottom = snapped(std::max(from, to), layout.ratio);
            layout.bars.push_back(
                {QRectF(QPointF(left, top), QPointF(std::max(right, left + 0.5), bottom)), int(s), column.points[s]});
        }
    }
}

void addHatches(ChartLayout &layout, const ChartSpec &spec)
{
    for (size_t c = 0; c < layout.columns.size(); ++c) {
        bool partial = false;
        for (size_t s = 0; s < spec.series.size(); ++s) {
            const ChartPoint *point = pointOf(layout, spec, s, c);
            partial = partial || (point && point->partial);
        }
        const ChartColumn &column = layout.columns[c];
        if (partial && column.right > column.left)
            layout.hatches.push_back(
                QRectF(QPointF(column.left, layout.plot.top()), QPointF(column.right, layout.plot.bottom())));
    }
}

} // namespace

void layOutMarks(ChartLayout &layout, const ChartSpec &spec)
{
    switch (spec.form) {
    case ChartForm::Line:
        addHatches(layout, spec);
        for (size_t s = 0; s < spec.series.size(); ++s) {
            addBand(layout, spec, s);
            addLine(layout, spec, s);
        }
        break;
    case ChartForm::Area:
        addHatches(layout, spec);
        addArea(layout, spec);
        if (spec.series.size() == 1)
            addLine(layout, spec, 0);
        break;
    case ChartForm::Bars:
    case ChartForm::StackedBars:
        addBars(layout, spec);
        break;
    }
}

} // namespace leadline
