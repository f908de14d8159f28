#pragma once

#include "core/store/derived/issuereading.h"
#include "core/store/statement.h"

namespace leadline {

class SprintBook;

// Writes what is computed of issues, row by row, and takes away what is not computed again.
class IssueWriter {
public:
    struct Written {
        bool issues = false; // a row of issue_fact changed
        QSet<qint64> sprints; // of which a row of sprint_item changed
    };

    // `selection`: the issues that are going to be written, or would be if they were still there.
    [[nodiscard]] static Result<IssueWriter> begin(
        Database &database, const IssueSelection &selection, const SprintBook &sprints);
    [[nodiscard]] Result<void> write(const IssueRecord &issue);
    [[nodiscard]] Result<Written> finish();

private:
    struct Limits {
        qint64 slowStart = 0; // ms
        qint64 longWip = 0;
    };
    IssueWriter(Database &database, const SprintBook &sprints)
        : m_database(&database)
        , m_sprints(&sprints)
    {
    }
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> readOld(const IssueSelection &selection);
    [[nodiscard]] Result<qint64> changesNaming(const QByteArray &key);
    [[nodiscard]] Result<qint64> writeItems(const IssueRecord &issue); // how many
    [[nodiscard]] Result<void> writeMentions(const IssueRecord &issue);

    Database *m_database;
    const SprintBook *m_sprints;
    Limits m_limits;
    Statement m_issue;
    Statement m_item;
    Statement m_mention;
    Statement m_naming;
    bool m_countsRead = false;
    QHash<QByteArray, qint64> m_counts; // changes by key, when every issue is written
    QSet<qint64> m_oldIssues;
    QHash<qint64, qint64> m_oldItems; // → sprint
    Written m_written;
};

} // namespace leadline
