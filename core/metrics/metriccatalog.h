#pragma once

#include "core/metrics/metricdefinition.h"

#include <QHash>

#include <memory>

namespace leadline {

// What is wrong in a file of definitions, where, and how to mend it.
struct CatalogProblem {
    QString file;
    int line = 0; // from 1; 0 = the file as a whole
    int column = 0;
    QString metric; // id, where known
    QString message; // "There is no column 'merged' in 'change'. Did you mean 'merged_at'?"

    [[nodiscard]] QString text() const; // "my.json:12:7: …"
};

// The columns of every fact, against which definitions are checked.
using FactColumns = QHash<QString, std::vector<FactColumnInfo>>;
[[nodiscard]] FactColumns factColumnsOf(const FactSource &source);

class SqlSource;

// All definitions: the built-in ones and those in files of the user. Immutable; a definition with a problem is left
// out, the others stay.
class MetricCatalog {
public:
    // Without columns only the form is checked; the engine then reports unknown columns when it is asked. Without `sql`
    // no SELECT is checked, and metrics made of one cannot be evaluated.
    [[nodiscard]] static std::shared_ptr<const MetricCatalog> load(
        const QStringList &userFiles = {}, const FactColumns &columns = {}, const SqlSource *sql = nullptr);
    // The same from texts in memory (editors, tests), on top of the built-in definitions unless these are not wanted.
    struct Text {
        QString name;
        QByteArray json;
        QString set; // of definitions that name none; empty = "Custom"
    };
    [[nodiscard]] static std::shared_ptr<const MetricCatalog> fromTexts(const std::vector<Text> &texts,
        const FactColumns &columns = {}, bool withBuiltIn = true, const SqlSource *sql = nullptr);

    [[nodiscard]] const std::vector<MetricDefinition> &definitions() const
    {
        return m_definitions;
    } // in the order of the files
    // Without a set: the built-in set first, then the user's.
    [[nodiscard]] const MetricDefinition *find(QStringView id, QStringView set = {}) const;
    [[nodiscard]] QStringList sets() const;
    [[nodiscard]] quint64 version() const { return m_version; } // no two catalogues of this run have the same
    [[nodiscard]] const std::vector<CatalogProblem> &problems() const { return m_problems; }
    // The metric itself, or what its formula is made of in the end.
    [[nodiscard]] std::vector<const MetricDefinition *> partsOf(const MetricDefinition &definition) const;
    // Facts that the metric needs, also through formulas.
    [[nodiscard]] QStringList factsOf(const MetricDefinition &definition) const;
    // Those of the parts that are no SELECT: filters go by their columns.
    [[nodiscard]] QStringList countedFactsOf(const MetricDefinition &definition) const;
    // False where the metric is made of a SELECT that does not give the column.
    [[nodiscard]] bool canFilter(const MetricDefinition &definition, const QString &column) const;
    // What it counts may change without any fact: an answer is not kept.
    [[nodiscard]] bool readsRecords(const MetricDefinition &definition) const;
    [[nodiscard]] bool readsSql(const MetricDefinition &definition) const; // it, or a part of its formula

private:
    static quint64 nextVersion();
    std::vector<MetricDefinition> m_definitions;
    std::vector<CatalogProblem> m_problems;
    quint64 m_version = nextVersion();
};

inline constexpr QLatin1StringView kDefaultMetricSet("Leadline 1");
inline constexpr QLatin1StringView kCustomMetricSet("Custom"); // of definitions that name none

} // namespace leadline
