#pragma once

#include "core/net/httpclient.h"

namespace leadline {

// What Jenkins' refusals mean: it answers 403 instead of 401 to strangers, and with web pages.
[[nodiscard]] HttpVerdict jenkinsVerdict(const HttpResponse &response, Instant now);

// "2.479.1", of any answer; empty when the server is no Jenkins or hides it.
[[nodiscard]] QString jenkinsVersion(const HttpResponse &response);

} // namespace leadline
