#pragma once

#include <QList>
#include <QString>

namespace leadline {

// What a new definition begins with: a title for the menu, and a text that counts something at once.
struct MetricTemplate {
    QString title;
    QString text;
};
[[nodiscard]] QList<MetricTemplate> metricTemplates();

} // namespace leadline
