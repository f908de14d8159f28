#pragma once

#include "ui/present/changefacts.h"
#include "ui/shell/dashboard/tile.h"

namespace leadline {

// A widget that shows single pull requests rather than a metric of them.
class FactTile : public Tile {
    Q_OBJECT

protected:
    FactTile(WidgetSpec spec, TileContext context, QWidget *body, QWidget *parent);

    void load(const FilterState &filter, const TimeRange &period) final;
    [[nodiscard]] QString explanation() const override;

    virtual bool display(const std::vector<ChangeFact> &changes) = 0; // false = nothing to show
    [[nodiscard]] virtual EmptyReason nothing() const = 0; // there are changes, but none to show
    [[nodiscard]] virtual QString method() const = 0; // what is shown, in words
    [[nodiscard]] QString subtitleWith(const QString &what) const;

private:
    std::vector<MetricFilter> m_where;
};

} // namespace leadline
