#pragma once

#include "core/base/error.h"
#include "core/domain/recordbatch.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

// Answers of GitLab → records. Pure functions: no network, no clock, no state.
namespace leadline {

// The project that a page belongs to, and what its items only name by numbers.
struct GitLabScope {
    QString id; // the number: names change
    QString path; // "group/project", as GitLab calls it now
    QString web; // "https://gitlab.com"
    QRegularExpression incidentLabels; // an issue with such a label is an incident
    bool sprintsAreMilestones = false;
    bool buildsAreJobs = false;
    QHash<QString, QString> labels; // id → title
    QHash<QString, QString> milestones; // "5" and "name" → id of the sprint
};

struct GitLabPage {
    RecordBatch batch;
    bool hasNext = false;
    QString endCursor;
    qint64 items = 0; // of the list itself, quarantined ones too
    qint64 total = -1; // that the server says there are
    QByteArray firstItem; // its id
    Instant newest; // of what the list is ordered by
    Instant oldest;
};

// What a look at a project tells.
struct GitLabProjectHead {
    Repository record;
    QString headSha; // of the default branch; empty in an empty repository
    Instant newestMergeRequest; // last changes
    Instant newestIssue;
    Instant newestRelease;
    QStringList switchedOff; // lists whose feature the project does not use: "pipelines" …
    bool hasNewPipelines = false; // changed since the time that was asked for
    qint64 mergeRequests = -1; // how many; -1 = not told
    RecordBatch sprints;
    QHash<QString, QString> labels;
    QHash<QString, QString> milestones;
};

[[nodiscard]] QString gitlabNumber(const QString &globalId); // "gid://gitlab/MergeRequest/12" → "12"

// `project` is the member of that name of a GraphQL answer. A Parse error when the answer as a whole is not what was
// asked for.
[[nodiscard]] Result<GitLabProjectHead> parseGitLabProject(const QJsonObject &project, bool sprintsAreMilestones);
[[nodiscard]] Result<GitLabPage> parseMergeRequests(const QJsonObject &project, const GitLabScope &scope);
[[nodiscard]] Result<GitLabPage> parseWorkItems(const QJsonObject &project, const GitLabScope &scope);
[[nodiscard]] Result<GitLabPage> parsePipelines(const QJsonObject &project, const GitLabScope &scope);
[[nodiscard]] Result<GitLabPage> parseGitLabReleases(const QJsonObject &project, const GitLabScope &scope);

// Pages of REST lists.
[[nodiscard]] GitLabPage parseGitLabDeployments(const QJsonArray &list, const GitLabScope &scope);
[[nodiscard]] GitLabPage parseGitLabCommits(const QJsonArray &list, const GitLabScope &scope);
[[nodiscard]] GitLabPage parseGitLabMembers(const QJsonArray &list);

// Numbers of issues that a text closes when it is merged ("Closes #3, group/other#4"), as keys.
[[nodiscard]] QStringList gitlabClosedIssues(const QString &text, const QString &ownPath);

} // namespace leadline
