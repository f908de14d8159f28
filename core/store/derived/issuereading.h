#pragma once

#include "core/store/derived/statuscategories.h"

#include <functional>

namespace leadline {

class SprintBook;

// Which issues: those of the ids, or every one.
struct IssueSelection {
    bool all = false;
    QSet<qint64> ids;

    [[nodiscard]] bool isEmpty() const { return !all && ids.isEmpty(); }
};

// An issue with its history, as the database has it.
struct IssueRecord {
    qint64 id = 0;
    qint64 source = 0;
    qint64 repository = 0;
    qint64 type = 0;
    qint64 status = 0;
    qint64 priority = 0;
    QByteArray project;
    QByteArray key;
    IssueHistory history;
    QSet<QByteArray> mentions; // of sprints, in its history
};

// Reads issues and their transitions side by side, in the order of their ids. `sprints` may be null where they do not
// matter. Stops at the first error of `take`.
[[nodiscard]] Result<void> forEachIssue(Database &database, const IssueSelection &selection,
    StatusCategories &categories, const SprintBook *sprints, const std::function<Result<void>(IssueRecord &)> &take);

} // namespace leadline
