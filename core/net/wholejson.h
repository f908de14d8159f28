#pragma once

#include <QByteArrayView>

namespace leadline {

// Whether every bracket and string of the text is closed. Tells a cut page from a whole one at a fraction of the cost
// of parsing it; it does not check anything else.
[[nodiscard]] bool isWholeJson(QByteArrayView text);

} // namespace leadline
