#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>

namespace leadline {

struct JiraForm {
    bool cloud = true;
    QString web = QStringLiteral("https://acme.atlassian.net"); // where people open it
};

struct JiraProjectName {
    QString id;
    QString key;
    QString name;
};

// Projects for records: one for each repository that has issues or could ("P1", "P2" …), and those that issues
// without a repository name.
[[nodiscard]] std::vector<JiraProjectName> jiraProjects(const RecordBatch &records);
// The records as a Jira tells them that keeps the same things: issues in projects, versions as releases; what it has no
// place for is left out.
[[nodiscard]] RecordBatch jiraRecords(const RecordBatch &records, const JiraForm &form);
// Adds a board with sprints to each project, estimates, flags and due dates, where there are no sprints yet.
[[nodiscard]] RecordBatch withPlans(RecordBatch records);

} // namespace leadline
