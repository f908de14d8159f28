#pragma once

#include "core/base/cancel.h"
#include "core/domain/issueflow.h"
#include "core/store/derived/issuereading.h"

#include <QStringList>

namespace leadline {

// What is computed from issues: which changes name them, how their time was spent, what they were to sprints. Only the
// issues are computed whose records, transitions, sprints or changes are dirty. Returns the facts that changed.
[[nodiscard]] Result<QStringList> deriveIssues(Database &database, const CancelToken &cancel);

// Where the time of some issues went, for explaining them.
[[nodiscard]] Result<QHash<qint64, IssueFlow>> issueFlows(Database &database, const QSet<qint64> &issues);

} // namespace leadline
