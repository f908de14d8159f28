#pragma once

#include "core/base/instant.h"

#include <algorithm>

namespace leadline {

// The earlier of two moments, of which each may be unset.
[[nodiscard]] inline Instant earlier(Instant a, Instant b)
{
    if (!a.isSet() || !b.isSet())
        return a.isSet() ? a : b;
    return std::min(a, b);
}

// So many milliseconds before; unset stays unset.
[[nodiscard]] inline Instant before(Instant at, qint64 ms)
{
    return at.isSet() ? Instant{at.ms() - ms} : at;
}

} // namespace leadline
