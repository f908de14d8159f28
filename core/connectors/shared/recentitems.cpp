#include "core/connectors/shared/recentitems.h"

#include <QStringList>

namespace leadline {

using namespace Qt::StringLiterals;

RecentItems RecentItems::fromText(const QString &text)
{
    RecentItems items;
    for (const QString &part : text.split(u' ', Qt::SkipEmptyParts)) {
        const qsizetype at = part.lastIndexOf(u'@');
        bool ok = false;
        const qint64 ms = part.mid(at + 1).toLongLong(&ok);
        if (at > 0 && ok)
            items.note(part.left(at), Instant{ms});
    }
    return items;
}

QString RecentItems::toText() const
{
    QStringList parts;
    for (const auto &[id, at] : m_items.asKeyValueRange())
        parts.append(id + u'@' + QString::number(at.ms()));
    parts.sort(); // the order of a hash differs from run to run
    return parts.join(u' ');
}

bool RecentItems::holds(const QString &id, Instant changedAt) const
{
    const auto found = m_items.constFind(id);
    return found != m_items.cend() && *found == changedAt;
}

void RecentItems::keepFrom(Instant at)
{
    m_items.removeIf([at](const auto &item) { return item.value() < at; });
}

} // namespace leadline
