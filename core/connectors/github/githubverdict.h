#pragma once

#include "core/net/httpclient.h"

#include <QJsonObject>
#include <QStringList>

// What GitHub's answers mean: pure functions, so that every refusal can be tested.
namespace leadline {

inline constexpr qint64 kSecondaryLimitWaitMs = 60'000; // GitHub asks for a minute at least

// By status and headers. `secondaryWaitMs`: what to wait when a secondary limit does not say for how long.
[[nodiscard]] HttpVerdict githubVerdict(
    const HttpResponse &response, Instant now, qint64 secondaryWaitMs = kSecondaryLimitWaitMs);
[[nodiscard]] HttpQuota githubQuota(const HttpResponse &response);
// From "github-authentication-token-expiration", in both of its forms; unset for tokens that do not expire.
[[nodiscard]] Instant githubTokenExpiry(const HttpResponse &response);

// What stands in `errors` of a GraphQL answer: it has status 200 all the same.
struct GraphQlFault {
    enum class Kind { None, RateLimited, TooExpensive, UndefinedField, NotFound, Forbidden, Other };
    Kind kind = Kind::None;
    Error error;
    QStringList fields; // UndefinedField: that this server does not know
};

// With `partsMayFail`, a refusal of a part below the repository is no fault: the rest of the answer is good.
[[nodiscard]] GraphQlFault graphQlFault(const QJsonObject &answer, const HttpResponse &response, bool partsMayFail);
// How long a GraphQL rate limit lasts, by the headers.
[[nodiscard]] qint64 rateLimitWaitMs(const HttpResponse &response, Instant now, qint64 secondaryWaitMs);

} // namespace leadline
