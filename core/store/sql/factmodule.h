#pragma once

#include "core/base/error.h"
#include "core/domain/facts.h"

#include <QByteArray>

#include <functional>

namespace leadline {

class Database;

// Facts as tables of a connection: a fact's columns lie in memory already, with all names resolved, so SQL sees exactly
// what metrics see. Outlives the connection.
class FactModule {
public:
    using TableOf = std::function<const FactTable *(const QString &fact)>;

    // Makes a temporary table of this name for the fact.
    [[nodiscard]] Result<void> addTable(Database &database, const QByteArray &name, const QString &fact);
    // From where rows are taken, once a statement runs. Unset = statements can only be prepared.
    void setTables(TableOf tableOf) { m_tableOf = std::move(tableOf); }
    [[nodiscard]] const FactTable *table(const QString &fact) const { return m_tableOf ? m_tableOf(fact) : nullptr; }

private:
    TableOf m_tableOf;
    bool m_registered = false;
};

// The columns of a fact's table: a time has two, "merged_at" as ISO 8601 text and "merged_at_ms" as a number.
struct FactViewColumn {
    FactColumnInfo info;
    bool milliseconds = false; // the second one of a time

    [[nodiscard]] QString name() const;
    [[nodiscard]] const char *type() const; // "TEXT", "INTEGER", "REAL"
};
[[nodiscard]] std::vector<FactViewColumn> factViewColumns(const QString &fact);

} // namespace leadline
