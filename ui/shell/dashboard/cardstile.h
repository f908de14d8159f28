#pragma once

#include "ui/charts/metriccard.h"
#include "ui/shell/dashboard/metrictile.h"

namespace leadline {

// A row of figures, each with its change, its band and its last periods.
class CardsTile final : public MetricTile {
    Q_OBJECT

public:
    CardsTile(WidgetSpec spec, TileContext context, QWidget *parent);

    void setTheme(const Theme &theme) override;

protected:
    void display() override;
    [[nodiscard]] QStringList extraMetrics() const override; // whose value a band is read from

private:
    [[nodiscard]] CardSpec cardOf(const MetricResult &result) const;

    std::vector<MetricCard *> m_cards;
};

} // namespace leadline
