#pragma once

#include "ui/present/pictures.h"
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
    void openPoint(int series, int point);
    void zoom(double fromX, double toX);

    ChartView *m_chart;
    std::vector<SeriesSource> m_sources;
};

} // namespace leadline
