#pragma once

#include "core/base/cancel.h"
#include "ui/shell/dashboard/tile.h"

namespace leadline {

// A widget that shows metrics: asks for all of them at once and explains them; the form is the subclass's.
class MetricTile : public Tile {
    Q_OBJECT

public:
    ~MetricTile() override;

protected:
    MetricTile(WidgetSpec spec, TileContext context, QWidget *body, QWidget *parent);

    void load(const FilterState &filter, const TimeRange &period) final;
    [[nodiscard]] std::optional<RowsRequest> allRows() const override;
    [[nodiscard]] std::vector<QStringList> values() const override;
    [[nodiscard]] QString explanation() const override;

    virtual void display() = 0; // the results are there, and not empty

    [[nodiscard]] const MetricResult *result(const QString &metric) const; // of the last answer
    [[nodiscard]] std::vector<const MetricResult *> shown() const; // those of the spec, in its order
    [[nodiscard]] RowsRequest rowsOf(
        const MetricResult &result, const QStringList &seriesKey, const TimeRange &range) const;
    [[nodiscard]] QString comparedTo() const; // "the 90 days before"

private:
    [[nodiscard]] MetricQuery queryOf(const QString &metric, const FilterState &filter, const TimeRange &period) const;
    void take(const QList<QFuture<Result<MetricResult>>> &answers);
    void describe();
    void describePeriod();
    [[nodiscard]] QString aboutFact() const;

    CancelSource m_asking; // of the questions that are under way
    std::vector<MetricResult> m_results;
    QStringList m_ignored; // filters that the facts do not have
};

} // namespace leadline
