#pragma once

#include "core/metrics/metricquery.h"
#include "core/report/reportparts.h"

namespace leadline {

enum class ResultForm { Line, Bars, StackedBars };

struct ResultChart {
    std::vector<MetricResult> results; // one or more metrics of one unit over the same periods
    ResultForm form = ResultForm::Line;
    bool stageColors = false; // the five stages of a change, in their order
    ReportWords words;
};

// A plain chart for paper where no screen has painted one: the series of all results over their periods. The unit of
// the painter is a screen pixel. Gaps stay gaps; incomplete periods are hatched or dashed; a single median has its
// middle half behind it.
[[nodiscard]] ReportPainter painterOf(ResultChart chart);

} // namespace leadline
