#pragma once

#include "core/metrics/metricquery.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/filterstate.h"

#include <variant>

namespace leadline {

class FilterHistory;
class UiState;

// What every widget of a dashboard is given. All outlive it.
struct TileContext {
    Workspace *workspace = nullptr;
    FilterHistory *filters = nullptr;
    UiState *state = nullptr;
};

// Rows to be shown below the dashboard: those behind a point of a metric, or chosen ones of a fact.
struct RowsRequest {
    struct OfMetric {
        MetricQuery query;
        QStringList seriesKey;
        TimeRange period;
        MetricUnit unit = MetricUnit::Count;
    };
    struct OfFact {
        QString fact;
        std::vector<qint64> ids;
        std::vector<double> values; // beside each id; may be empty
        QString valueTitle; // "Age"
        MetricUnit unit = MetricUnit::Duration;
    };
    QString title;
    std::variant<OfMetric, OfFact> what;
};

// The filter bar's conditions that the facts have; `ignored` gets the words for those they do not have ("team").
[[nodiscard]] std::vector<MetricFilter> filtersFor(
    const FilterState &state, const QStringList &facts, QStringList *ignored = nullptr);
// A fixed condition with "@me" replaced by the person; nothing when nobody has been named.
[[nodiscard]] std::optional<std::vector<MetricFilter>> withPerson(std::vector<MetricFilter> where, const QString &me);

// Why there is nothing to see, and what can be done about it.
struct EmptyReason {
    enum class Fix { None, Connect, Sync, NewestData, ResetFilters, Services, WhoAmI };
    QString title;
    QString text;
    Fix fix = Fix::None;
    QString fixText; // of the button
};
[[nodiscard]] EmptyReason emptyReason(const TileContext &context, const QString &fact, const TimeRange &period);
// Nobody has said who sits here. The page asks once (`ask`); its other widgets only wait.
[[nodiscard]] EmptyReason withoutPerson(bool ask);
// The filter that shows the same length of time, up to the newest record.
[[nodiscard]] FilterState atNewestData(
    const FilterState &state, const TimeRange &period, const TimeRange &data, const CalendarRules &calendar);

} // namespace leadline
