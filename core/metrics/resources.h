#pragma once

#include <QByteArray>
#include <QString>

namespace leadline {

// A file that is built into the metrics layer: ":/leadline/…". Empty when there is none of that name.
[[nodiscard]] QByteArray metricResource(const QString &path);

} // namespace leadline
