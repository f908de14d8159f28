#pragma once

#include "core/base/error.h"
#include "core/base/timerange.h"

#include <QByteArrayView>
#include <QStringList>

struct sqlite3;

namespace leadline {

// Functions that a SELECT may call: those that only calculate, and period_start('week', merged_at_ms), the start (ms)
// of the day, week, month or quarter in the workspace's calendar.
[[nodiscard]] bool isSqlFunctionAllowed(QByteArrayView name);
[[nodiscard]] const QStringList &sqlFunctionNames();

// Adds period_start(), and instr() and replace() in a form that is fast for every text. The rules outlive the
// connection's statements.
[[nodiscard]] bool addSqlFunctions(sqlite3 *connection, const CalendarRules &calendar);

} // namespace leadline
