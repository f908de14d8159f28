#pragma once

#include "core/connectors/gitlab/gitlabparse.h"

#include <span>

namespace leadline {

// The lists of a project that are read by GraphQL, in the order of reading.
struct GitLabList {
    QLatin1StringView entity; // of checkpoints and reports
    QLatin1StringView title; // for people
    QLatin1StringView query; // name of the GraphQL document
    QLatin1StringView connection; // member of the project
    QLatin1StringView tailQuery; // for what does not fit on a page; empty = nothing can
    // By change: oldest change first, so what changes meanwhile comes at the end. ById: newest first, only what
    // changed. ByDate: newest first, until what is known.
    enum class Order { ByChange, ById, ByDate };
    Order order;
    int largestPage; // GitLab's bounds on complexity and its time-out of 30 seconds set the measure
    int smallestPage;
    qint64 overlapMs; // read again each time, for what changed while the last run was reading
    Instant GitLabProjectHead::*newest; // none for pipelines
    Result<GitLabPage> (*parse)(const QJsonObject &project, const GitLabScope &scope);
};

[[nodiscard]] std::span<const GitLabList> gitlabLists();

} // namespace leadline
