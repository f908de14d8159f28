#pragma once

#include "core/base/error.h"
#include "core/domain/issuehistory.h"

#include <QHash>
#include <QSet>

namespace leadline {

class Database;

// What the statuses of each tool mean. Issues say it of the status that they are in; a name that stands for several
// categories means the earliest of them ("open" is also what is being worked on). Of names that no issue has now, the
// tool says it (kStatusMeanings), else the name itself.
class StatusCategories {
public:
    // As the last derivation left it.
    [[nodiscard]] static Result<StatusCategories> read(Database &database);
    // Asks the issues again. `all`: of every status; else of those that are known, and those of the dirty issues.
    // Returns the issues in whose history a status has changed its meaning.
    [[nodiscard]] Result<QSet<qint64>> update(Database &database, bool all);
    // Keeps what was learnt from transitions since.
    [[nodiscard]] Result<void> save(Database &database);

    // `word`: UTF-8. A word that was never met is learnt.
    [[nodiscard]] IssueStatus statusOf(qint64 source, const QByteArray &word);

private:
    using Word = std::pair<qint64, QByteArray>; // source, name
    [[nodiscard]] Result<QHash<Word, StatusCategory>> usedWords(Database &database, bool all) const;
    [[nodiscard]] Result<void> readTold(Database &database);
    [[nodiscard]] StatusCategory withoutIssues(const Word &word) const;

    QHash<Word, StatusCategory> m_categories;
    QHash<Word, StatusCategory> m_told; // by the tools
    QHash<QByteArray, bool> m_blocked;
    QSet<Word> m_changed;
};

} // namespace leadline
