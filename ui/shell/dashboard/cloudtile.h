#pragma once

#include "ui/present/pictures.h"
#include "ui/shell/dashboard/facttile.h"

namespace leadline {

class CloudView;

// One dot a pull request: the cycle time of merged ones over time, or the age of open ones in the columns of their
// steps.
class CloudTile final : public FactTile {
    Q_OBJECT

public:
    CloudTile(WidgetSpec spec, TileContext context, QWidget *parent);

    void setTheme(const Theme &theme) override;

protected:
    bool display(const std::vector<ChangeFact> &changes) override;
    [[nodiscard]] EmptyReason nothing() const override;
    [[nodiscard]] QString method() const override;
    [[nodiscard]] std::vector<QStringList> values() const override;
    [[nodiscard]] std::optional<RowsRequest> allRows() const override;

private:
    [[nodiscard]] std::function<QString(const CloudPoint &)> describeMerged() const;
    [[nodiscard]] std::function<QString(const CloudPoint &)> describeOpen() const;
    void openRange(double fromX, double toX, double fromY, double toY);
    [[nodiscard]] RowsRequest rowsOf(const std::vector<CloudPoint> &points) const;

    CloudView *m_cloud;
    CloudSpec m_shown;
    QHash<qint64, QString> m_repositories;
};

} // namespace leadline
