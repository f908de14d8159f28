#pragma once

#include "core/connectors/github/githubparse.h"

#include <span>

namespace leadline {

// The lists of a repository that are read by GraphQL, in the order of reading.
struct GitHubList {
    QLatin1StringView entity; // of checkpoints and reports
    QLatin1StringView title; // for people
    QLatin1StringView query; // name of the GraphQL document
    QLatin1StringView connection; // member of the repository; empty for commits
    QLatin1StringView tailQuery; // for what does not fit on a page; empty = nothing can
    RecordKind kind;
    int largestPage; // GitHub's time-out of ten seconds sets the measure
    int smallestPage;
    qint64 overlapMs; // read again each time, for what changed while the last run was reading
    GitHubListHead GitHubRepositoryHead::*head;
    Result<GitHubPage> (*parse)(const QJsonObject &data, const GitHubScope &scope);
};

[[nodiscard]] std::span<const GitHubList> githubLists();

} // namespace leadline
