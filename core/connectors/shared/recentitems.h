#pragma once

#include "core/base/instant.h"

#include <QHash>

namespace leadline {

// What was read at the newest end of a list, with the time of its last change. The next sync reads that end again, and
// leaves out what is still the same where looking closer costs requests. Part of a checkpoint.
class RecentItems {
public:
    // Unreadable text gives none: everything is read again.
    [[nodiscard]] static RecentItems fromText(const QString &text);
    [[nodiscard]] QString toText() const;

    void note(const QString &id, Instant changedAt) { m_items.insert(id, changedAt); }
    [[nodiscard]] bool holds(const QString &id, Instant changedAt) const;
    // Forgets what changed before.
    void keepFrom(Instant at);
    [[nodiscard]] const QHash<QString, Instant> &all() const { return m_items; }

private:
    QHash<QString, Instant> m_items;
};

} // namespace leadline
