#pragma once

#include "core/net/httpclient.h"

namespace leadline {

struct BitbucketManners {
    qint64 limitWaitMs = 300'000; // Bitbucket counts over a rolling hour and does not say when it goes on
    bool hasEmail = false; // an API token, not an access token
};

// Status of a diff that Bitbucket could not compute in time.
inline constexpr int kBitbucketDiffTooLarge = 555;

// What an answer of Bitbucket Cloud means. Messages may be in the account's language: only codes are looked at.
[[nodiscard]] HttpVerdict bitbucketVerdict(
    const HttpResponse &response, Instant now, const BitbucketManners &manners = {});

} // namespace leadline
