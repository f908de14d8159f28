#pragma once

#include "core/base/error.h"
#include "core/domain/directory.h"
#include "core/domain/timeline.h"

#include <utility>
#include <variant>
#include <vector>

namespace leadline {

class Database;

[[nodiscard]] Result<Directory> readDirectory(Database &database);
// Only the calendar: cheap, for opening a workspace.
[[nodiscard]] Result<WorkCalendar> readWorkCalendar(Database &database);
// Applies the change and returns its inverse, which brings back exactly the rows that were changed. What follows from
// the change is computed by the next derive(). Config errors say what cannot be (a team above itself, a name that is
// taken, an unreadable pattern).
[[nodiscard]] Result<DirectoryChange> applyDirectoryChange(Database &database, const DirectoryChange &change);

// Rows of the directory as they were; a row without values did not exist.
struct RestoreDirectory {
    using Cell = std::variant<std::monostate, qint64, QString>;
    struct Row {
        std::size_t table = 0; // which one: known to the store only
        Cell key;
        std::vector<Cell> values;
    };
    std::vector<Row> rows;
};

// Everything that happened to a row of a fact ("change", "issue", "deployment", "incident"), oldest first.
[[nodiscard]] Result<Timeline> readTimeline(Database &database, const QString &fact, qint64 id);

// People, teams and memberships that are known as a whole (the sample organisation, a directory of staff), with the
// accounts of a source that are theirs: (external id of the identity, external id of the person). What is there under
// the same external ids is replaced.
[[nodiscard]] Result<void> importOrganisation(Database &database, const std::vector<Person> &people,
    const std::vector<Team> &teams, const std::vector<Membership> &memberships,
    const std::vector<std::pair<QString, QString>> &identityPeople, const QString &source);

} // namespace leadline
