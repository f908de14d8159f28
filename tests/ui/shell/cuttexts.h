#pragma once

#include <QStringList>

class QWidget;

namespace leadline {

// What a person cannot read in full because it does not fit: labels, buttons, headings of tables, and texts of charts
// and figures. The cells of tables are left out: their columns can be widened. One line each, in English.
[[nodiscard]] QStringList cutTexts(const QWidget *root);

} // namespace leadline
