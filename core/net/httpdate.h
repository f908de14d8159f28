#pragma once

#include "core/base/instant.h"

#include <QByteArray>

namespace leadline {

// The three forms of RFC 9110 section 5.6.7 (IMF-fixdate, RFC 850, asctime); unset when unreadable. `now` settles
// two-digit years.
[[nodiscard]] Instant httpDate(const QByteArray &value, Instant now);

} // namespace leadline
