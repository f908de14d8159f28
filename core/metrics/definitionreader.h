#pragma once

#include "core/metrics/jsonplaces.h"
#include "core/metrics/metriccatalog.h"

namespace leadline {

// A definition with its place in the file, for problems that show only when all files are read.
struct ReadDefinition {
    MetricDefinition definition;
    JsonPlaces::Place place;
    JsonPlaces::Place formulaPlace;
};

class SqlSource;

struct ReadResult {
    std::vector<ReadDefinition> definitions; // the good ones
    std::vector<CatalogProblem> problems;
};

// Reads one file of definitions (or a single one) and checks each by itself: its form, its columns where they are
// known, and its SELECT where `sql` is given.
[[nodiscard]] ReadResult readDefinitions(const QString &fileName, const QByteArray &json, const FactColumns &columns,
    const QString &defaultSet, const SqlSource *sql = nullptr);

// What is wrong with the columns that a SELECT of a metric gives; empty = nothing.
[[nodiscard]] QString checkSqlColumns(const MetricDefinition &definition);

// What is wrong with the columns a definition names, by path inside it ("where[0].column") and message; empty =
// nothing.
[[nodiscard]] std::vector<std::pair<QString, QString>> checkColumns(
    const MetricDefinition &definition, const FactColumns &columns);

} // namespace leadline
