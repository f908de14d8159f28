#pragma once

#include "ui/charts/chartspec.h"
#include "ui/shell/dashboard/metrictile.h"

namespace leadline {

class ChartView;

// Lines, bars, stacked bars or areas over time.
class ChartTile final : public MetricTile {
    Q_OBJECT

public:
    ChartTile(WidgetSpec spec, TileContext context, QWidget *parent);

    void setTheme(const Theme &theme) override;
    [[nodiscard]] QByteArray toSvg() const override;

protected:
    void display() override;

private:
    struct Source { // what a series of the chart was made of
        QString metric;
        QStringList key;
        std::vector<TimeRange> ranges;
    };
    [[nodiscard]] ChartSpec chartOf(std::vector<Source> &sources) const;
    void addSeries(ChartSpec &chart, std::vector<Source> &sources, const MetricResult &result) const;
    void openPoint(int series, int point);
    void zoom(double fromX, double toX);

    ChartView *m_chart;
    std::vector<Source> m_sources;
};

} // namespace leadline
