#include "core/connectors/gitlab/gitlabactors.h"
#include "core/connectors/gitlab/gitlabpage.h"
#include "core/connectors/shared/labels.h"
#include "core/domain/statuswords.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

const QString kOpen = u"open"_s;
const QString kClosed = u"closed"_s;

// Columns of boards are labels: "workflow::in dev", "Doing".
bool isStatusLabel(const QString &title)
{
    static const QRegularExpression scoped(
        uR"(^(?:work ?flow|status|stage|state)\s*(?:::|:|/))"_s, QRegularExpression::CaseInsensitiveOption);
    return scoped.match(title).hasMatch() || saysInProgress(title);
}

// What a column is called: of a scoped label only the part that says it.
QString statusName(const QString &title)
{
    return title.contains("::"_L1) ? title.section(u"::"_s, -1).trimmed() : title;
}

bool saysWork(const QString &status)
{
    static const QRegularExpression words(
        uR"(^in\b|\b(dev|coding|review|qa|testing|verification)\b)"_s, QRegularExpression::CaseInsensitiveOption);
    const StatusCategory told = categoryOfStatus(status);
    if (told != StatusCategory::Unknown)
        return told == StatusCategory::Doing;
    return saysInProgress(status) || words.match(status).hasMatch();
}

StatusCategory categoryOf(const QString &widget)
{
    if (widget == "to_do"_L1 || widget == "triage"_L1)
        return StatusCategory::Todo;
    if (widget == "in_progress"_L1)
        return StatusCategory::Doing;
    return widget == "done"_L1 || widget == "canceled"_L1 ? StatusCategory::Done : StatusCategory::Unknown;
}

// The activity of one issue: transitions as records, and when work on it began.
class ActivityReader {
public:
    ActivityReader(const Issue &issue, const GitLabScope &scope, GitLabActors &actors, RecordBatch &batch)
        : m_issue(issue)
        , m_scope(scope)
        , m_actors(actors)
        , m_batch(batch)
    {
    }

    void read(const QJsonArray &discussions, const JsonPlace *place)
    {
        forEachObject(discussions, place, RecordKind::IssueTransition, m_batch, [this](FieldReader &discussion) {
            const JsonPlace inside{.parent = discussion.place(), .name = u"notes.nodes"_s};
            forEachObject(discussion.nodes("notes"_L1), &inside, RecordKind::IssueTransition, m_batch,
                [this](FieldReader &note) { readNote(note); });
        });
    }

    [[nodiscard]] Instant workBeganAt() const { return m_workAt.isSet() ? m_workAt : m_assignedAt; }

private:
    void readNote(FieldReader &reader)
    {
        IssueTransition transition;
        transition.at = reader.time("createdAt"_L1);
        const QString body = reader.text("body"_L1).trimmed();
        const bool isTold = readState(body, transition) || readAssignee(body, transition)
            || readLabels(body, transition) || readSprint(body, transition) || readPoints(body, transition);
        if (!isTold)
            return; // GitLab has many more kinds of activity, and gets new ones
        transition.externalId = numberIn(reader);
        if (!transition.at.isSet())
            reader.fault("createdAt"_L1, u"a time is missing here"_s);
        if (!reader.ok()) {
            m_batch.quarantine.push_back(reader.quarantined(RecordKind::IssueTransition, transition.externalId));
            return;
        }
        transition.issue.id = m_issue.externalId;
        transition.updatedAt = transition.at;
        transition.by = m_actors.fromUser(reader.raw().value("author"_L1)).ref;
        m_batch.add(std::move(transition));
    }

    bool readState(const QString &body, IssueTransition &transition)
    {
        const bool closes = body == "closed"_L1 || body.startsWith("closed "_L1)
            || body.contains("closed this incident"_L1) || body.endsWith("and closed the issue"_L1);
        const bool opens = body == "reopened"_L1 || body.startsWith("reopened "_L1) || body == "opened"_L1;
        if (!closes && !opens)
            return false;
        transition.field = TransitionField::Status;
        transition.from = closes ? m_status : kClosed;
        transition.to = closes ? kClosed : m_label.isEmpty() ? kOpen : m_label;
        m_status = transition.to;
        return true;
    }

    bool readAssignee(const QString &body, IssueTransition &transition)
    {
        static const QRegularExpression to(uR"(^assigned to @([\w.\[\]-]+))"_s);
        static const QRegularExpression from(uR"(\bunassigned @([\w.\[\]-]+))"_s);
        const auto assigned = to.match(body);
        const auto unassigned = from.match(body);
        if (!assigned.hasMatch() && !unassigned.hasMatch())
            return false;
        transition.field = TransitionField::Assignee;
        if (assigned.hasMatch()) {
            transition.to = m_actors.fromMention(assigned.captured(1)).id;
            if (!m_assignedAt.isSet())
                m_assignedAt = transition.at;
        }
        if (unassigned.hasMatch())
            transition.from = m_actors.fromMention(unassigned.captured(1)).id;
        return true;
    }

    // "added ~12 ~13 labels and removed ~14 label".
    bool readLabels(const QString &body, IssueTransition &transition)
    {
        static const QRegularExpression part(uR"re(\b(added|removed)((?:\s+~(?:\d+|"[^"]+"|[\w:&-]+))+))re"_s);
        static const QRegularExpression one(uR"re(~(?:"([^"]+)"|([\w:&-]+)))re"_s);
        QString added;
        bool wasRemoved = false;
        bool saysBlocked = false;
        for (const auto &match : part.globalMatch(body)) {
            for (const auto &reference : one.globalMatch(match.captured(2))) {
                const QString name = reference.captured(1) + reference.captured(2);
                const QString title = m_scope.labels.value(name, name);
                saysBlocked = saysBlocked || leadline::saysBlocked(title);
                if (!isStatusLabel(title))
                    continue;
                if (match.captured(1) == "added"_L1)
                    added = statusName(title);
                else if (statusName(title) == m_label)
                    wasRemoved = true;
            }
        }
        if (saysBlocked && added.isEmpty() && !wasRemoved) {
            transition.field = TransitionField::Flag;
            (body.startsWith("added"_L1) ? transition.to : transition.from) = u"blocked"_s;
            return true;
        }
        if (added.isEmpty() && !wasRemoved)
            return false;
        m_label = added;
        if (!m_workAt.isSet() && saysWork(added))
            m_workAt = transition.at;
        if (m_status == kClosed) // a column for what is done: closing said it already
            return false;
        transition.field = TransitionField::Status;
        transition.from = m_status;
        transition.to = added.isEmpty() ? kOpen : added;
        m_status = transition.to;
        return true;
    }

    bool readSprint(const QString &body, IssueTransition &transition)
    {
        static const QRegularExpression iteration(
            uR"re(^(changed|removed) iteration(?: to)?(?:.*?\*iteration:"?(\d+))?)re"_s);
        static const QRegularExpression milestone(
            uR"re(^(changed|removed) milestone(?: to)?(?:\s+.*?%(?:"([^"]+)"|(\S+)))?)re"_s);
        const auto match = (m_scope.sprintsAreMilestones ? milestone : iteration).match(body);
        if (!match.hasMatch())
            return false;
        QString sprint = match.captured(2);
        if (m_scope.sprintsAreMilestones)
            sprint = m_scope.milestones.value(sprint + match.captured(3));
        if (match.captured(1) == "removed"_L1)
            sprint.clear();
        transition.field = TransitionField::Sprint;
        transition.from = m_sprint;
        transition.to = sprint;
        m_sprint = sprint;
        return true;
    }

    bool readPoints(const QString &body, IssueTransition &transition)
    {
        static const QRegularExpression weight(
            uR"((?:set|changed|removed)(?: the)? weight(?:(?: from \*{0,2}\d+\*{0,2})? to \*{0,2}(\d+))?)"_s);
        const auto match = weight.match(body);
        if (!match.hasMatch())
            return false;
        transition.field = TransitionField::Points;
        transition.from = m_points;
        transition.to = m_points = match.captured(1);
        return true;
    }

    const Issue &m_issue;
    const GitLabScope &m_scope;
    GitLabActors &m_actors;
    RecordBatch &m_batch;
    QString m_status = kOpen;
    QString m_label; // the column that it is in
    QString m_sprint;
    QString m_points;
    Instant m_workAt;
    Instant m_assignedAt;
};

// All widgets as one object: each brings members of its own.
QJsonObject widgetsOf(const FieldReader &reader)
{
    QJsonObject all;
    for (const QJsonValue &value : reader.array("widgets"_L1)) {
        const QJsonObject widget = value.toObject();
        for (auto it = widget.begin(); it != widget.end(); ++it) {
            if (!it.value().isNull())
                all.insert(it.key(), it.value());
        }
    }
    return all;
}

Instant dueIn(const QJsonObject &widgets)
{
    QString day = widgets.value("dueDate"_L1).toString();
    if (day.isEmpty())
        day = widgets.value("milestone"_L1).toObject().value("dueDate"_L1).toString();
    return day.isEmpty() ? Instant{} : Instant::fromIso(day.left(10) + "T00:00:00Z"_L1);
}

Issue readFields(FieldReader &reader, const QJsonObject &widgets, const GitLabScope &scope)
{
    Issue issue;
    issue.externalId = numberIn(reader);
    issue.repository.id = scope.id;
    issue.project = scope.path;
    issue.key = scope.path + u'#' + QString::number(reader.needNumber("iid"_L1));
    issue.url = reader.text("webUrl"_L1);
    issue.title = reader.text("title"_L1);
    issue.createdAt = reader.needTime("createdAt"_L1);
    issue.updatedAt = reader.needTime("updatedAt"_L1);
    issue.resolvedAt = reader.time("closedAt"_L1);
    issue.typeRaw = reader.object("workItemType"_L1).value("name"_L1).toString().left(200);
    for (const QJsonValue &label : widgets.value("labels"_L1).toObject().value("nodes"_L1).toArray())
        issue.labels.append(label.toObject().value("title"_L1).toString().left(200));
    issue.dueAt = dueIn(widgets);
    issue.parent.id = gitlabNumber(widgets.value("parent"_L1).toObject().value("id"_L1).toString());
    if (const QJsonValue weight = widgets.value("weight"_L1); weight.isDouble())
        issue.points = weight.toDouble();
    issue.priority = priorityOf(issue.labels);
    issue.flagged = std::ranges::any_of(issue.labels, [](const QString &label) { return saysBlocked(label); });

    QStringList words = issue.labels;
    if (!issue.typeRaw.isEmpty() && issue.typeRaw != "Issue"_L1)
        words.prepend(issue.typeRaw);
    issue.type = issueClassOf(words, scope.incidentLabels);
    if (issue.typeRaw == "Incident"_L1)
        issue.type = IssueClass::Incident;
    else if (issue.typeRaw == "Task"_L1 && issue.parent.isSet())
        issue.type = IssueClass::Subtask;
    return issue;
}

void readStatus(const QString &state, const QJsonObject &widgets, Issue &issue)
{
    const QString label = [&issue] {
        const auto found = std::ranges::find_if(issue.labels, isStatusLabel);
        return found == issue.labels.end() ? QString() : statusName(*found);
    }();
    if (state == "closed"_L1) {
        issue.statusRaw = kClosed;
        issue.status = StatusCategory::Done;
    } else if (state == "open"_L1 || state == "opened"_L1) {
        issue.statusRaw = label.isEmpty() ? kOpen : label;
        const bool isWork = label.isEmpty() ? issue.startedAt.isSet() : saysWork(label);
        issue.status = isWork ? StatusCategory::Doing : StatusCategory::Todo;
        issue.resolvedAt = {};
    } else {
        issue.statusRaw = state;
    }
    // Newer servers have statuses of their own.
    const QJsonObject status = widgets.value("status"_L1).toObject();
    const StatusCategory told = categoryOf(status.value("category"_L1).toString().toLower());
    if (state != "closed"_L1 && told != StatusCategory::Unknown && label.isEmpty()) {
        issue.statusRaw = status.value("name"_L1).toString().left(200);
        issue.status = told;
    }
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

Result<GitLabPage> parseWorkItems(const QJsonObject &project, const GitLabScope &scope)
{
    const auto connection = gitlabConnection(project, "workItems"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitLabPage page = gitlabPageOf(*connection);
    GitLabActors actors;
    const JsonPlace place{.parent = nullptr, .name = u"data.project.workItems.nodes"_s};
    forEachObject(
        connection->value("nodes"_L1).toArray(), &place, RecordKind::Issue, page.batch, [&](FieldReader &reader) {
            const QJsonObject widgets = widgetsOf(reader);
            Issue issue = readFields(reader, widgets, scope);
            const QString state = reader.text("state"_L1).toLower();
            noteOrder(page, issue.updatedAt);
            if (!reader.ok()) {
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::Issue, issue.externalId));
                return;
            }
            issue.author = actors.fromUser(reader.raw().value("author"_L1)).ref;
            const QJsonArray assignees = widgets.value("assignees"_L1).toObject().value("nodes"_L1).toArray();
            if (!assignees.isEmpty())
                issue.assignee = actors.fromUser(assignees.at(0)).ref;
            const JsonPlace inside{.parent = reader.place(), .name = u"widgets.discussions.nodes"_s};
            ActivityReader activity(issue, scope, actors, page.batch);
            activity.read(widgets.value("discussions"_L1).toObject().value("nodes"_L1).toArray(), &inside);
            issue.startedAt = activity.workBeganAt();
            readStatus(state, widgets, issue);
            if (issue.type == IssueClass::Incident)
                page.batch.add(incidentOf(issue));
            page.batch.add(std::move(issue));
        });
    actors.moveInto(page.batch);
    return page;
}

} // namespace leadline
