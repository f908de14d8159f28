#pragma once

#include "ui/shell/dashboard/metrictile.h"

class QTableView;
class QStandardItemModel;

namespace leadline {

// A table: a row for each service or team, a column for each metric, the band below the value.
class TableTile final : public MetricTile {
    Q_OBJECT

public:
    TableTile(WidgetSpec spec, TileContext context, QWidget *parent);

    void setTheme(const Theme &theme) override;

protected:
    void display() override;

private:
    void addRow(const QStringList &key);
    void fitHeadings(); // as many lines as the longest needs

    QTableView *m_table;
    QStandardItemModel *m_model;
    std::vector<QStringList> m_keys; // of the rows
};

} // namespace leadline
