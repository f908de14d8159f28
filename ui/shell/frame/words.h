#pragma once

#include "core/base/instant.h"

#include <QString>
#include <QTimeZone>

// Small things said the same way everywhere.
namespace leadline {

[[nodiscard]] QString agoText(Instant at, Instant now); // "just now", "3 h ago", "on 3 Mar 2026"
[[nodiscard]] QString waitText(qint64 ms); // "40 s", "about 3 min", "about 2 h"
[[nodiscard]] QString dayText(Instant at, const QTimeZone &zone); // "3 Mar 2026"
[[nodiscard]] QString momentText(Instant at, const QTimeZone &zone); // "3 Mar 2026, 10:02"
[[nodiscard]] QString countText(qint64 count); // "1,180"

} // namespace leadline
