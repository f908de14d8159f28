#pragma once

#include "core/base/error.h"
#include "core/domain/directory.h"

#include <vector>

namespace leadline {

class Database;

// Gives every identity that is not a program a person: the one with the same e-mail, else the one with the same login
// at another source, else a new one. What a person has decided (identity_decision) stays; people made here who have
// nothing left are removed. Returns whether anything changed.
[[nodiscard]] Result<bool> matchIdentities(Database &database);

// People of the same name who are not known to be one, without the dismissed pairs. At most 200.
[[nodiscard]] Result<std::vector<MergeSuggestion>> suggestMerges(Database &database);

// A person made here, not told by anybody. Returns the id.
[[nodiscard]] Result<qint64> makePerson(Database &database, const QString &externalId, const QString &name);

} // namespace leadline
