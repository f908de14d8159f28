#pragma once

#include "core/domain/directory.h"

#include <QAbstractTableModel>

namespace leadline {

// Services with their repositories, what they have of deployments, releases and merges, and what counts as a
// deployment.
class ServiceModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        RepositoriesColumn,
        DeploymentsColumn,
        ReleasesColumn,
        MergesColumn,
        StandInColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setDirectory(const Directory &directory);
    [[nodiscard]] const ServiceEntry &service(int row) const { return m_services[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; // the name

Q_SIGNALS:
    void renamed(const leadline::ServiceEntry &service);

private:
    std::vector<ServiceEntry> m_services;
    QHash<qint64, QString> m_paths;
};

[[nodiscard]] QString standInText(DeploymentStandIn standIn);

} // namespace leadline
