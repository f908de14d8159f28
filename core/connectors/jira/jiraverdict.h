#pragma once

#include "core/net/httpclient.h"

// What Jira's answers mean: pure functions, so that every refusal can be tested.
namespace leadline {

[[nodiscard]] HttpVerdict jiraVerdict(const HttpResponse &response, Instant now);
[[nodiscard]] HttpQuota jiraQuota(const HttpResponse &response);
// What Jira says of a refusal, in its several forms; shortened, empty when nothing.
[[nodiscard]] QString jiraMessage(const HttpResponse &response);

} // namespace leadline
