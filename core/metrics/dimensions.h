#pragma once

#include "core/domain/organisation.h"
#include "core/metrics/metricdefinition.h"

#include <map>

namespace leadline {

// What rows can be split and filtered by: a column of names, stored or computed.
struct Dimension {
    const FactColumn *column = nullptr; // codes
    QStringList names; // that rows can count as
    // For each code of the column the names it counts as (a change has several labels, a team is part of another);
    // empty = each code is a name.
    std::vector<std::vector<qint32>> spread;
};

// The dimensions of one table. Computed ones are made when they are first asked for:
//   weekday, hour   of the time at which a row counts, in the workspace's zone
//   size_class      XS … XL by the lines changed
//   age_class       how old a row was when it counts; of open rows: at the moment they are looked at
//   label           each of the labels
//   team_tree       the team and every team that it is part of
class Dimensions {
public:
    // What is passed must outlive the object. Without a definition there is no time to compute from.
    Dimensions(const FactTable &table, const Organisation &organisation);
    Dimensions(const FactTable &table, const Organisation &organisation, const MetricDefinition &definition,
        QTimeZone zone, Instant moment);

    [[nodiscard]] const FactTable &table() const { return m_table; }
    // Config error: no such dimension, with what there is.
    [[nodiscard]] Result<const Dimension *> toSplitBy(const QString &name);
    // The same, but a team stands for all teams that are part of it; nullptr where the name is not a dimension.
    [[nodiscard]] const Dimension *toFilterBy(const QString &name);
    [[nodiscard]] QStringList names() const; // sorted
    // Those that a table with these columns can be split and filtered by beside them.
    [[nodiscard]] static QStringList computedFor(const std::vector<FactColumnInfo> &columns);

private:
    [[nodiscard]] const Dimension *find(const QString &name);
    [[nodiscard]] std::optional<Dimension> make(const QString &name);
    [[nodiscard]] const FactColumn *stored(const QString &name) const; // or nullptr
    [[nodiscard]] std::optional<Dimension> byClock(bool weekday);
    [[nodiscard]] std::optional<Dimension> bySize();
    [[nodiscard]] std::optional<Dimension> byAge();
    [[nodiscard]] std::optional<Dimension> byLabel() const;
    [[nodiscard]] std::optional<Dimension> byTeamTree() const;
    template <typename CodeOf> Dimension computed(const QStringList &names, CodeOf codeOf);

    const FactTable &m_table;
    const Organisation &m_organisation;
    const MetricDefinition *m_definition = nullptr;
    QTimeZone m_zone;
    Instant m_moment;
    std::map<QString, Dimension> m_dimensions; // found or made so far
    std::vector<std::unique_ptr<const FactColumn>> m_columns; // made for them
};

// Whether anything of the query depends on how old open rows are at the moment they are looked at.
[[nodiscard]] bool dependsOnAge(const MetricQuery &query);

} // namespace leadline
