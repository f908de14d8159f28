#pragma once

#include "core/base/error.h"
#include "core/domain/organisation.h"

namespace leadline {

class Database;

// Which team is part of which, and when people work. A team without hours of its own has those of the team above it; a
// person who only has a time zone works the hours of their present team by that zone's clock. Hours that are those of
// `previous` are taken over with their tables.
[[nodiscard]] Result<std::shared_ptr<const Organisation>> readOrganisation(
    Database &database, const std::shared_ptr<const Organisation> &previous);

} // namespace leadline
