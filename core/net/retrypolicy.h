#pragma once

#include "core/net/httpclient.h"

namespace leadline {

// Waits longer than this are not sat out: the request fails as a rate limit that says when to come back.
inline constexpr qint64 kLongestWaitMs = 2LL * 60 * 60 * 1000;

// Exponential with jitter: try 1 waits base/2 … base, try 2 twice that, and so on, at most a minute.
[[nodiscard]] qint64 backOffMs(int failedTries, qint64 baseMs);
// A tool's word plus up to 5 % (at most a second), so that the requests of many do not come back in the same moment.
[[nodiscard]] qint64 withJitter(qint64 waitMs);

// The server's own idea of now, from its Date header; ours when it has none.
[[nodiscard]] Instant serverTime(const HttpResponse &response, Instant now);

// The tool's own short explanation in an error answer ("message", "error" …), redacted; empty when there is none.
[[nodiscard]] QString serverMessage(const HttpResponse &response);

} // namespace leadline
