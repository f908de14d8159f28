#pragma once

#include "core/connectors/jira/jiraactors.h"
#include "core/connectors/jira/jiraparse.h"
#include "core/connectors/shared/fieldreader.h"

// What the readers of issues and of histories share.
namespace leadline {

// A moment as a text, or as a number of milliseconds or seconds.
[[nodiscard]] Instant jiraMoment(const QJsonValue &value);
[[nodiscard]] Instant jiraDay(const QJsonValue &value); // "2026-03-02": midnight UTC

struct JiraHistoryReading {
    const JiraTerms &terms;
    JiraActors &actors;
    RecordBatch &batch;
};
// Changes of one issue, at `place`.
void readJiraHistory(
    const QString &issue, const QJsonArray &changes, const JsonPlace &place, const JiraHistoryReading &into);

} // namespace leadline
