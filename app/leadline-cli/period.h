#pragma once

#include "command.h"

#include "core/base/timerange.h"

namespace leadline::cli {

// --from and --to: a day ("2026-03-01", both days included, in the workspace's time zone) or an instant
// ("2026-03-01T12:00:00Z"). Without them: `days` days up to now; with days = 0 an unset range. Config error:
// unreadable, or reversed.
[[nodiscard]] Result<TimeRange> readPeriod(const Context &context, int days);

} // namespace leadline::cli
