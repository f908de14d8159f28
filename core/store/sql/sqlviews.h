#pragma once

#include "core/domain/sqlsource.h"

namespace leadline {

class Database;
class FactModule;

// Every view that may be asked in SQL, with what its columns mean: the facts by their plural name ("changes"), the
// records as the tools told them by their name and "_records" ("change_request_records"), and also by their plural
// where no fact has that name ("change_requests").
[[nodiscard]] std::vector<SqlView> sqlViews();

// Makes all of them as temporary views and tables of a connection.
[[nodiscard]] Result<void> makeSqlViews(Database &database, FactModule &facts);

} // namespace leadline
