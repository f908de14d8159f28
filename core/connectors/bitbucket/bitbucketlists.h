#pragma once

#include "core/connectors/bitbucket/bitbucketparse.h"

#include <span>

namespace leadline {

// The lists of a repository, in the order of reading.
struct BitbucketList {
    enum class What { Commits, PullRequests, Pipelines, Deployments, Tags };
    What what;
    QLatin1StringView entity; // of checkpoints
    QLatin1StringView title; // for people
    RecordKind kind;
    qint64 overlapMs; // read again each time, for what changed while the last run was reading
    qint64 deepMs; // so far back once a day, for what changes without a sign; 0 = never
    bool mayBeOff; // 404: switched off for this repository
};

[[nodiscard]] std::span<const BitbucketList> bitbucketLists();

// Changes may become visible a little after the time that they bear.
inline constexpr qint64 kBitbucketOverlapMs = 600'000;

// True for what is part of the tool's own address: the token goes nowhere else.
[[nodiscard]] bool isBelow(const QUrl &base, const QUrl &url);

} // namespace leadline
