#pragma once

#include <QColor>
#include <QIcon>

namespace leadline {

// An icon of resources/icons by its name ("back"), drawn in the colour; crisp at every scale.
[[nodiscard]] QIcon icon(const QString &name, const QColor &color);

} // namespace leadline
