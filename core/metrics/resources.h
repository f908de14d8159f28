#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace leadline {

// A file that is built into the metrics layer: ":/leadline/…". Empty when there is none of that name.
[[nodiscard]] QByteArray metricResource(const QString &path);

// The files of built-in definitions, in the order in which metrics are listed.
[[nodiscard]] QStringList builtInMetricFiles();

} // namespace leadline
