#pragma once

#include "core/domain/sqlsource.h"
#include "core/metrics/metricdefinition.h"
#include "core/metrics/metricquery.h"

#include <QJsonObject>

namespace leadline {

// The answer of a metric's SELECT as a table of facts: "at", "value" and "n" as numbers, every other column as a
// dimension. Its "id" is the row of the answer.
struct SqlRows {
    SqlTable answer;
    FactTable table;
    bool hasCounts = false; // the SELECT gives "n"
    qint64 withoutTime = 0; // rows that are left out
};

// Config errors name the row and what is wrong in it.
[[nodiscard]] Result<SqlRows> sqlRows(
    const MetricDefinition &definition, SqlTable answer, const CalendarRules &calendar);

// One row of the answer, as JSON; texts and numbers as they are.
[[nodiscard]] QJsonObject sqlRecord(const SqlTable &answer, qsizetype row);

// The start of "2026-03-02", "2026-W10", "2026-03", "2026-Q1" or "2026" in the zone; unset for other texts.
[[nodiscard]] Instant periodStart(const QString &name, const QTimeZone &zone);

} // namespace leadline
