#include "ui/shell/settings/servicemodel.h"

#include <QCoreApplication>
#include <QLocale>

namespace leadline {

QString standInText(DeploymentStandIn standIn)
{
    switch (standIn) {
    case DeploymentStandIn::Releases:
        return QCoreApplication::translate("StandIn", "Releases");
    case DeploymentStandIn::Merges:
        return QCoreApplication::translate("StandIn", "Merges to the default branch");
    case DeploymentStandIn::None:
        break;
    }
    return QCoreApplication::translate("StandIn", "Deployments");
}

void ServiceModel::setDirectory(const Directory &directory)
{
    beginResetModel();
    m_services = directory.services;
    std::ranges::sort(m_services, {}, [](const ServiceEntry &service) { return service.name.toCaseFolded(); });
    m_paths.clear();
    for (const RepositoryEntry &repository : directory.repositories)
        m_paths.insert(repository.id, repository.path);
    endResetModel();
}

int ServiceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_services.size());
}

int ServiceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ServiceModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ServiceEntry &service = m_services[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) {
        const bool number = index.column() >= DeploymentsColumn && index.column() <= MergesColumn;
        return QVariant((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::EditRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        return service.name;
    case RepositoriesColumn: {
        QStringList paths;
        for (const qint64 repository : service.repositories)
            paths.append(m_paths.value(repository));
        if (paths == QStringList{service.name})
            return tr("the same");
        return paths.join(u", "_s);
    }
    case DeploymentsColumn:
        return QLocale().toString(service.deployments);
    case ReleasesColumn:
        return QLocale().toString(service.releases);
    case MergesColumn:
        return QLocale().toString(service.merges);
    case StandInColumn:
        return standInText(service.standIn);
    default:
        return {};
    }
}

QVariant ServiceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= DeploymentsColumn && section <= MergesColumn ? Qt::AlignRight : Qt::AlignLeft)
            | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList titles{
        tr("Service"), tr("Repositories"), tr("Deployments"), tr("Releases"), tr("Merges"), tr("Counts as deployment")};
    return titles.value(section);
}

Qt::ItemFlags ServiceModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == NameColumn ? flags | Qt::ItemIsEditable : flags;
}

bool ServiceModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || index.column() != NameColumn || name.isEmpty())
        return false;
    ServiceEntry &service = m_services[static_cast<std::size_t>(index.row())];
    if (service.name == name)
        return false;
    service.name = name;
    Q_EMIT dataChanged(index, index);
    Q_EMIT renamed(service);
    return true;
}

} // namespace leadline
