#pragma once

#include "core/domain/directory.h"

#include <QAbstractTableModel>

namespace leadline {

// Accounts of all tools with the person each belongs to.
class IdentityModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { PersonColumn, AccountColumn, KindColumn, ToolColumn, EmailColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDirectory(const Directory &directory);
    [[nodiscard]] const IdentityEntry &entry(int row) const { return m_entries[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<IdentityEntry> m_entries;
    QHash<qint64, QString> m_people;
};

[[nodiscard]] QString actorText(ActorClass actor); // "Person", "Bot", "AI reviewer", "Not known"

} // namespace leadline
