#pragma once

#include "core/net/httpclient.h"

namespace leadline {

[[nodiscard]] bool sameOrigin(const QUrl &a, const QUrl &b); // scheme, host and port
[[nodiscard]] bool isLoopback(const QUrl &url);
// https, or http to this computer; anything else is an error in words.
[[nodiscard]] Result<void> checkUrl(const QUrl &url);

inline constexpr int kMaxRedirects = 5;

// True for the answers that lead elsewhere and may be followed: 301, 302, 303, 307, 308 to a GET or HEAD.
[[nodiscard]] bool isFollowed(const HttpRequest &asked, const HttpResponse &answer);
// The request that follows the answer. To another origin only harmless headers go along, never Authorization.
[[nodiscard]] Result<HttpRequest> redirected(const HttpRequest &asked, const HttpResponse &answer);

} // namespace leadline
