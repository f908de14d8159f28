#pragma once

#include "core/base/error.h"
#include "core/metrics/metricquery.h"

#include <QJsonObject>
#include <QRect>

namespace leadline {

enum class WidgetForm { Cards, Line, Bars, StackedBars, Area, Scatter, Ageing, Attention, Table };

// One widget of a dashboard: what it asks and in which form it answers.
struct WidgetSpec {
    QString id; // "dora"; unique in the dashboard
    QString page; // of the dashboard
    WidgetForm form = WidgetForm::Line;
    QString title;
    QString subtitle; // what and how, without the period: "median, first commit to production"
    QStringList metrics; // ids in the catalogue; none where the form asks for records (scatter, ageing, attention)
    QStringList by; // dimensions to split by
    std::vector<MetricFilter> where; // fixed conditions; the value "@me" is the person who sits here
    QString about; // the fact that an empty widget speaks of; empty = the first metric's
    bool stageColors = false; // the metrics are coding, pickup, review, merge, deploy in this order
    int series = 6; // of a split: at most so many, the largest first
    QRect cells; // column and row from 0, width of 12 and height, in cells of the grid
};

struct PageSpec {
    QString id;
    QString title;
    QString icon;
};

// A dashboard as data: resources/dashboards/<role>.json, or what a person made of it.
struct DashboardSpec {
    QString role;
    QString title;
    QString note; // shown above the widgets: "only you see this page"
    std::vector<PageSpec> pages;
    std::vector<WidgetSpec> widgets;
};

inline constexpr int kGridColumns = 12;

// Config errors name the widget and what is wrong with it.
[[nodiscard]] Result<DashboardSpec> dashboardFromJson(const QJsonObject &object);

} // namespace leadline
