#pragma once

#include "core/base/error.h"
#include "core/connectors/jira/jirafields.h"
#include "core/domain/recordbatch.h"

#include <QJsonDocument>

// Answers of Jira → records. Pure functions: no network, no clock, no state.
namespace leadline {

struct JiraStatus {
    QString name; // as the account's language has it; histories keep the name of their day
    StatusCategory category = StatusCategory::Unknown;
};

// What the words in answers mean at this site.
struct JiraTerms {
    QString web; // "https://acme.atlassian.net": of pages for people
    JiraFields fields;
    QHash<QString, JiraStatus> statuses; // by id
    QHash<QString, QString> boards; // names by id, of the boards whose sprints are read as lists
    bool hasBoards = true; // all boards are known: other sprints may be taken from the issues
    QHash<QString, QString> epics; // ids of issues by key, for Data Center's epic links
    QHash<QString, IssueClass> types; // in lower case, before what the names say
    QRegularExpression incidentWords;
};

[[nodiscard]] StatusCategory jiraCategory(const QString &key); // by the key, which every language shares
[[nodiscard]] QHash<QString, JiraStatus> parseJiraStatuses(const QJsonArray &statuses);

struct JiraIssuePage {
    struct Seen {
        QString id;
        Instant updatedAt;
    };
    RecordBatch batch;
    std::vector<Seen> seen; // every issue that could be read, in order
    qint64 items = 0; // quarantined ones and those already known, too
    QByteArray firstItem; // ids
    QByteArray lastItem;
    QString nextToken; // Cloud: where it goes on; empty = this was the last page
    qint64 total = -1; // Data Center
    qint64 most = -1; // Data Center: how many issues the server puts on a page
    qint64 shortenedHistories = 0; // the server left some of it out
};

// A page of a search. Issues that are in `known` with the same time of change are left out of the batch. A Parse error
// when the page as a whole is not what was asked for.
[[nodiscard]] Result<JiraIssuePage> parseJiraIssues(
    const QJsonObject &answer, const JiraTerms &terms, const QHash<QString, qint64> &known);
// Keys in epic links of a page whose issues are not in `terms.epics`.
[[nodiscard]] QStringList unknownEpics(const QJsonObject &answer, const JiraTerms &terms);

struct JiraHistoryPage {
    RecordBatch batch;
    qint64 items = 0;
    QByteArray firstItem; // id
    QString nextToken;
};
// An answer about the histories of many issues (Cloud).
[[nodiscard]] Result<JiraHistoryPage> parseJiraHistories(const QJsonObject &answer, const JiraTerms &terms);

struct JiraBoard {
    QString id;
    QString name;
    bool hasSprints = false; // Kanban boards have none
};
[[nodiscard]] std::vector<JiraBoard> parseJiraBoards(const QJsonObject &page);
// Of a board's configuration; empty when it does not count in points.
[[nodiscard]] QString parseEstimationField(const QJsonObject &configuration);

struct JiraSprintPage {
    RecordBatch batch;
    QStringList unfinished; // ids of sprints that are not closed
};
// Sprints of one board: those that began elsewhere belong there, if that board is read, too.
[[nodiscard]] JiraSprintPage parseJiraSprints(
    const QJsonArray &sprints, const JiraBoard &board, const JiraTerms &terms);
// From an issue's field: an object, or the text that Data Center makes of one. Nothing when it is neither.
struct JiraSprintValue {
    Sprint sprint; // without a board's name
    QString board; // id
};
[[nodiscard]] std::optional<JiraSprintValue> parseSprintValue(const QJsonValue &value);

// Versions that were released, of the project with this key.
[[nodiscard]] RecordBatch parseJiraVersions(const QJsonArray &versions, const QString &project, const JiraTerms &terms);

} // namespace leadline
