#pragma once

#include "core/metrics/metricquery.h"

namespace leadline {

// Filters as people type them: team=Otter|Heron and not (type=bug or priority!="very high").
//   column=value   column!=value   several values with |   "" in quotation marks where a value has | or words such as
//   and in it   not, and, or (binding in this order)   brackets
// Config error with the character at which the text goes wrong.
[[nodiscard]] Result<MetricFilter> filterFromText(const QString &text);
// The shortest text that gives the same filter again.
[[nodiscard]] QString filterText(const MetricFilter &filter);
// For people: "team is Otter, Heron".
[[nodiscard]] QString filterWords(const MetricFilter &filter);
// Every column that it looks at, once.
[[nodiscard]] QStringList filterColumns(const MetricFilter &filter);
// Filters of a file: {"column", "values", "exclude"}, or {"any": [ … ]}, {"all": [ … ]}, with "exclude" for not.
[[nodiscard]] MetricFilter metricFilterFromJson(const QJsonObject &json);
// "@me" replaced by a name, wherever it stands; false when there is no name to put in.
[[nodiscard]] bool putPerson(std::vector<MetricFilter> &filters, const QString &me);

} // namespace leadline
