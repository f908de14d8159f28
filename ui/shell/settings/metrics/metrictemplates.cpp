#include "ui/shell/settings/metrics/metrictemplates.h"

#include "core/domain/enums.h"

#include <QCoreApplication>

namespace leadline {

namespace {
struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricTemplates)
};
} // namespace

QList<MetricTemplate> metricTemplates()
{
    const QString counted = uR"json({
  "id": "quick_merges",
  "version": 1,
  "set": "Custom",
  "title": "Quick merges",
  "description": "How much of the work is merged within a day.",
  "definition": "Changes merged within a day of their first commit, divided by all merged changes, without bots.",
  "unit": "share",
  "better": "higher",
  "fact": "change",
  "time": "merged_at",
  "where": [
    {"column": "state", "is": "merged"},
    {"column": "author_class", "is_not": ["bot", "ai_reviewer"], "excluded_as": "bots"}
  ],
  "aggregate": "rate",
  "share": [{"column": "cycle", "at_most": 86400000}]
})json"_s;
    const QString formula = uR"json({
  "id": "changes_per_release",
  "version": 1,
  "set": "Custom",
  "title": "Changes per deployment",
  "description": "How much is brought to production at a time.",
  "definition": "Merged changes divided by deployments to production in the same period.",
  "unit": "count",
  "better": "lower",
  "formula": "changes_merged / deployments"
})json"_s;
    const QString select = uR"json({
  "id": "late_merges",
  "version": 1,
  "set": "Custom",
  "title": "Merges at the weekend",
  "description": "How often work is merged on a Saturday or Sunday.",
  "definition": "Changes merged on a Saturday or Sunday (UTC).",
  "unit": "count",
  "better": "lower",
  "sql": [
    "SELECT merged_at_ms AS at, 1 AS value, service, team, id, 'change' AS fact",
    "FROM changes",
    "WHERE strftime('%w', merged_at) IN ('0', '6')",
    "  AND merged_at_ms >= :from AND merged_at_ms < :to"
  ],
  "aggregate": "sum"
})json"_s;
    return {{.title = Words::tr("Counted from facts"), .text = counted},
        {.title = Words::tr("A formula over other metrics"), .text = formula},
        {.title = Words::tr("A SELECT (SQL)"), .text = select}};
}

} // namespace leadline
