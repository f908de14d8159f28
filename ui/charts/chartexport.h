#pragma once

#include "ui/charts/chartspec.h"

#include <QByteArray>
#include <QSizeF>

#include <functional>

class QPainter;

namespace leadline {

struct Theme;

// One line a point: period start (ISO 8601) or category, series, raw value, band, n, whether the period is incomplete,
// value as shown.
[[nodiscard]] QString chartCsv(const ChartSpec &spec);
[[nodiscard]] QString cloudCsv(const CloudSpec &spec);

// A sentence or two for screen readers: what is drawn, how many points, lowest, highest and last value of each series.
[[nodiscard]] QString describeChart(const ChartSpec &spec);
[[nodiscard]] QString describeCloud(const CloudSpec &spec);

// Runs a painting into SVG text, on the theme's surface (paper stays unpainted).
[[nodiscard]] QByteArray svgOf(const QSizeF &size, const Theme &theme, const QString &title,
    const std::function<void(QPainter &, const QRectF &)> &paint);

} // namespace leadline
