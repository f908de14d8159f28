#pragma once

#include "ui/charts/metriccard.h"
#include "ui/shell/dashboard/metrictile.h"

class QGridLayout;

namespace leadline {

// A row of figures, each with its change, its band and its last periods.
class CardsTile final : public MetricTile {
    Q_OBJECT

public:
    CardsTile(WidgetSpec spec, TileContext context, QWidget *parent);

    void setTheme(const Theme &theme) override;
    [[nodiscard]] int extraCells(int width) const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void display() override;

private:
    [[nodiscard]] CardSpec cardOf(const MetricResult &result) const;

    [[nodiscard]] bool inTwoRows(int width) const;
    void arrange();
    void levelTitles();

    QGridLayout *m_grid;
    std::vector<MetricCard *> m_cards;
};

} // namespace leadline
