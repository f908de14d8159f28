#pragma once

#include "core/domain/source.h"

#include <QString>

namespace leadline {

// What a token may read, as lines for a person: "✓ Pull requests", "✕ Deployments: tick “Deployments: read” …".
[[nodiscard]] QString probeText(const ProbeReport &report);

} // namespace leadline
