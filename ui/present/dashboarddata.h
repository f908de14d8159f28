#pragma once

#include "core/metrics/bands.h"
#include "core/workspace/workspace.h"
#include "ui/present/attentionrules.h"
#include "ui/present/dashboardspec.h"

#include <QFuture>

namespace leadline {

// What is asked of a whole dashboard.
struct DashboardRequest {
    QString role; // "manager"
    TimeRange period;
    Grain grain = Grain::Week;
    CompareWith compare = CompareWith::PreviousPeriod;
    std::vector<MetricFilter> where; // applied to the facts that have the column
    std::vector<MetricFilter> others = {}; // CompareWith::Others
    MeasuredBy clock = MeasuredBy::Definition;
    QString widget; // only this one; empty = all
    QString page; // only the widgets of this page; empty = all
    QString me; // stands for "@me"; empty = widgets about oneself are left out
};

// A widget with its answers.
struct WidgetData {
    WidgetSpec spec;
    std::vector<MetricResult> results; // of spec.metrics
    std::vector<ChangeFact> changes; // of scatter, ageing, attention
    std::vector<AttentionFinding> attention; // of attention

    [[nodiscard]] const MetricResult *result(const QString &metric) const;
    [[nodiscard]] std::vector<const MetricResult *> shown() const; // those of spec.metrics, in their order
};

struct DashboardData {
    DashboardSpec spec;
    DashboardRequest request;
    std::vector<WidgetData> widgets;
};

// Asks everything the dashboard shows. Config errors: unknown role or widget. The workspace outlives the future.
[[nodiscard]] QFuture<Result<DashboardData>> askDashboard(Workspace *workspace, const DashboardRequest &request);

// The band of a series by the edition that the workspace has chosen.
[[nodiscard]] BandResult bandOf(const MetricResult &result, const MetricSeries &series, const Workspace &workspace);
// "High · DORA 2023", of a result that is not split.
[[nodiscard]] QString bandTextOf(const WidgetData &widget, const MetricResult &result, const Workspace &workspace);

} // namespace leadline
