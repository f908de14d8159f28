#include "ui/shell/settings/identitymodel.h"

#include <QCoreApplication>

namespace leadline {

QString actorText(ActorClass actor)
{
    switch (actor) {
    case ActorClass::Human:
        return QCoreApplication::translate("Actor", "Person");
    case ActorClass::Bot:
        return QCoreApplication::translate("Actor", "Bot");
    case ActorClass::AiReviewer:
        return QCoreApplication::translate("Actor", "AI reviewer");
    case ActorClass::Unknown:
        break;
    }
    return QCoreApplication::translate("Actor", "Not known");
}

void IdentityModel::setDirectory(const Directory &directory)
{
    beginResetModel();
    m_entries = directory.identities;
    m_people.clear();
    for (const PersonEntry &person : directory.people)
        m_people.insert(person.id, person.name);
    std::ranges::stable_sort(
        m_entries, {}, [this](const IdentityEntry &entry) { return m_people.value(entry.person).toCaseFolded(); });
    endResetModel();
}

int IdentityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int IdentityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant IdentityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const IdentityEntry &entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case PersonColumn:
        return m_people.value(entry.person, tr("nobody yet"));
    case AccountColumn:
        return entry.login.isEmpty() ? entry.name : entry.login;
    case EmailColumn:
        return entry.email;
    case ToolColumn:
        return entry.source;
    case KindColumn:
        return actorText(entry.actor);
    default:
        return {};
    }
}

QVariant IdentityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case PersonColumn:
        return tr("Person");
    case AccountColumn:
        return tr("Account");
    case EmailColumn:
        return tr("E-mail");
    case ToolColumn:
        return tr("Source");
    case KindColumn:
        return tr("Kind");
    default:
        return {};
    }
}

} // namespace leadline
