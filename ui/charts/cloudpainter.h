#pragma once

#include "ui/charts/cloudlayout.h"

#include <QPainter>

namespace leadline {

// Zones, grid, lines and labels; then the points as vectors, thinned where they cover each other wholly.
void paintCloudFrame(QPainter &painter, const CloudLayout &layout, const CloudSpec &spec, const Theme &theme);
void paintCloudPoints(QPainter &painter, const CloudLayout &layout, const CloudSpec &spec, const Theme &theme);

// The points again, stamped into an image: many times faster, for the screen only.
void stampCloudPoints(QPainter &painter, const CloudLayout &layout, const CloudSpec &spec, const Theme &theme);

[[nodiscard]] QColor groupColor(const Theme &theme, int group);

} // namespace leadline
