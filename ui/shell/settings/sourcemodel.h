#pragma once

#include "core/workspace/workspace.h"

#include <QAbstractTableModel>

namespace leadline {

// The connected tools with how their last sync went.
class SourceModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, StatusColumn, SyncedColumn, RecordsColumn, SetAsideColumn, NextColumn, ColumnCount };

    explicit SourceModel(Workspace *workspace, QObject *parent = nullptr);

    void reload();
    [[nodiscard]] const SourceStatus &source(int row) const { return m_sources[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const SourceStatus &source, int column) const;

    Workspace *m_workspace;
    std::vector<SourceStatus> m_sources;
};

[[nodiscard]] QString statusText(
    const SourceStatus &source); // "Synced", "2 problems", "Paused", "Never synced", "Failed"
[[nodiscard]] QString reportText(const SyncReport &report); // several lines for a person

} // namespace leadline
