#include "core/connectors/github/githubactors.h"
#include "core/connectors/github/githubpage.h"
#include "core/connectors/shared/labels.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// The events of one issue: transitions as records, and when work on it began.
class EventReader {
public:
    EventReader(const Issue &issue, GitHubActors &actors, RecordBatch &batch)
        : m_issue(issue)
        , m_actors(actors)
        , m_batch(batch)
    {
    }

    Instant readStart(const FieldReader &issue)
    {
        const JsonPlace place{.parent = issue.place(), .name = u"timelineItems.nodes"_s};
        forEachObject(issue.nodes("timelineItems"_L1), &place, RecordKind::IssueTransition, m_batch,
            [this](FieldReader &reader) { readEvent(reader); });
        return m_labelledAt.isSet() ? m_labelledAt : m_assignedAt;
    }

private:
    void readEvent(FieldReader &reader)
    {
        const QString type = reader.text("__typename"_L1);
        IssueTransition transition;
        transition.at = reader.time("createdAt"_L1);
        if (type == "LabeledEvent"_L1) {
            if (!m_labelledAt.isSet() && saysInProgress(reader.object("label"_L1).value("name"_L1).toString()))
                m_labelledAt = transition.at;
            return;
        }
        if (type == "AssignedEvent"_L1 || type == "UnassignedEvent"_L1) {
            transition.field = TransitionField::Assignee;
            const QString who = m_actors.fromGraphQl(reader.raw().value("assignee"_L1)).ref.id;
            (type == "AssignedEvent"_L1 ? transition.to : transition.from) = who;
            if (type == "AssignedEvent"_L1 && !m_assignedAt.isSet())
                m_assignedAt = transition.at;
        } else if (type == "ClosedEvent"_L1 || type == "ReopenedEvent"_L1) {
            const bool closes = type == "ClosedEvent"_L1;
            transition.field = TransitionField::Status;
            transition.from = closes ? u"open"_s : u"closed"_s;
            transition.to = closes ? u"closed"_s : u"open"_s;
        } else {
            return; // GitHub has many more kinds of event, and gets new ones
        }
        transition.externalId = reader.needText("id"_L1);
        if (!transition.at.isSet())
            reader.fault("createdAt"_L1, u"a time is missing here"_s);
        if (!reader.ok()) {
            m_batch.quarantine.push_back(reader.quarantined(RecordKind::IssueTransition, transition.externalId));
            return;
        }
        transition.issue.id = m_issue.externalId;
        transition.updatedAt = transition.at;
        transition.by = m_actors.fromGraphQl(reader.raw().value("actor"_L1)).ref;
        m_batch.add(std::move(transition));
    }

    const Issue &m_issue;
    GitHubActors &m_actors;
    RecordBatch &m_batch;
    Instant m_labelledAt;
    Instant m_assignedAt;
};

Issue readFields(FieldReader &reader, const GitHubScope &scope)
{
    Issue issue;
    issue.externalId = bigId(reader);
    issue.repository.id = scope.id;
    issue.project = scope.path;
    const qint64 number = reader.needNumber("number"_L1);
    issue.key = scope.path + u'#' + QString::number(number);
    issue.url = reader.text("url"_L1);
    issue.title = reader.text("title"_L1);
    issue.createdAt = reader.needTime("createdAt"_L1);
    issue.updatedAt = reader.needTime("updatedAt"_L1);
    issue.resolvedAt = reader.time("closedAt"_L1);
    issue.labels = labelNames(reader);
    issue.typeRaw = reader.object("issueType"_L1).value("name"_L1).toString().left(200);
    issue.dueAt = Instant::fromIso(reader.object("milestone"_L1).value("dueOn"_L1).toString());
    const QJsonValue parent = reader.object("parent"_L1).value("fullDatabaseId"_L1);
    issue.parent.id = parent.isDouble() ? QString::number(parent.toInteger()) : parent.toString();
    issue.priority = priorityOf(issue.labels);

    QStringList words = issue.labels;
    if (!issue.typeRaw.isEmpty())
        words.prepend(issue.typeRaw);
    issue.type = issueClassOf(words, scope.incidentLabels);
    if (issue.type == IssueClass::Unknown && issue.parent.isSet())
        issue.type = IssueClass::Subtask;
    return issue;
}

Incident incidentOf(const Issue &issue)
{
    Incident incident;
    incident.externalId = issue.externalId;
    incident.url = issue.url;
    incident.updatedAt = issue.updatedAt;
    incident.repository = issue.repository;
    incident.title = issue.title;
    incident.openedAt = issue.createdAt;
    incident.resolvedAt = issue.resolvedAt;
    incident.severity = severityOf(issue.labels);
    return incident;
}

} // namespace

Result<GitHubPage> parseIssues(const QJsonObject &data, const GitHubScope &scope)
{
    const auto connection = connectionOf(data, "issues"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitHubPage page = pageOf(*connection);
    GitHubActors actors(scope.webBase);
    const JsonPlace place{.parent = nullptr, .name = u"data.repository.issues.nodes"_s};
    forEachObject(
        connection->value("nodes"_L1).toArray(), &place, RecordKind::Issue, page.batch, [&](FieldReader &reader) {
            Issue issue = readFields(reader, scope);
            const QString state = reader.text("state"_L1);
            noteOrder(page, issue.updatedAt);
            if (!reader.ok()) {
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::Issue, issue.externalId));
                return;
            }
            issue.author = actors.fromGraphQl(reader.raw().value("author"_L1)).ref;
            if (const QJsonArray assignees = reader.nodes("assignees"_L1); !assignees.isEmpty())
                issue.assignee = actors.fromGraphQl(assignees.at(0)).ref;
            issue.startedAt = EventReader(issue, actors, page.batch).readStart(reader);
            const QString reason = reader.text("stateReason"_L1).toLower();
            issue.statusRaw = state.toLower();
            if (!reason.isEmpty() && reason != "completed"_L1 && reason != "reopened"_L1)
                issue.statusRaw += u": "_s + reason; // "closed: not_planned", "closed: duplicate"
            if (state == "CLOSED"_L1)
                issue.status = StatusCategory::Done;
            else if (state == "OPEN"_L1)
                issue.status = issue.startedAt.isSet() ? StatusCategory::Doing : StatusCategory::Todo;
            if (issue.type == IssueClass::Incident)
                page.batch.add(incidentOf(issue));
            page.batch.add(std::move(issue));
        });
    actors.moveInto(page.batch);
    return page;
}

} // namespace leadline
