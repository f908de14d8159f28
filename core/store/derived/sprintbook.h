#pragma once

#include "core/base/error.h"
#include "core/domain/sprintscope.h"

#include <QByteArray>
#include <QHash>
#include <QSet>

namespace leadline {

class Database;

// The sprints by their times and in their order, and by what issues call them: a sprint's own id in its tool, or its
// name where only one sprint of the tool has it.
class SprintBook {
public:
    // As the last derivation left it.
    [[nodiscard]] static Result<SprintBook> read(Database &database);
    // From the records; sprint_fact follows. changed() are those that are new, gone or different.
    [[nodiscard]] static Result<SprintBook> update(Database &database);

    [[nodiscard]] const SprintTimes *find(qint64 id) const; // null where there is none
    // The sprints that a transition's text names, in ascending order; several are separated by commas. What names none
    // of them is left out.
    [[nodiscard]] std::vector<qint64> sprintsNamed(qint64 source, const QByteArray &text) const;
    // What the text may name: itself, and its parts.
    [[nodiscard]] static QList<QByteArray> mentionsIn(const QByteArray &text);

    [[nodiscard]] const QSet<qint64> &changed() const { return m_changed; }
    // The issues that name a changed sprint, or were in it.
    [[nodiscard]] Result<QSet<qint64>> issuesOfChanged(Database &database) const;

private:
    using Mention = std::pair<qint64, QByteArray>; // source, id or name
    void addMention(qint64 source, const QByteArray &externalId, const QByteArray &name, qint64 id);
    [[nodiscard]] qint64 named(qint64 source, const QByteArray &mention) const;

    QHash<qint64, SprintTimes> m_times;
    QHash<Mention, qint64> m_byId;
    QHash<Mention, qint64> m_byName; // 0 = several sprints have it
    QSet<qint64> m_changed;
    QSet<Mention> m_changedMentions;
};

} // namespace leadline
