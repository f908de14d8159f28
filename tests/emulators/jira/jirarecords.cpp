#include "tests/emulators/jira/jirarecords.h"

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDay = 86'400'000;
constexpr int kSprints = 6;
constexpr qint64 kSprintDays = 14;
constexpr qint64 kFirstSprint = 7001;
constexpr qint64 kFirstTransition = 800'000'001;

Instant dayOf(Instant at)
{
    return at.isSet() ? Instant{at.ms() - at.ms() % kDay} : at;
}

Issue asJiraTells(Issue issue, const JiraForm &form)
{
    issue.repository = {};
    issue.url = form.web + "/browse/"_L1 + issue.key;
    if (issue.typeRaw.isEmpty()) {
        issue.typeRaw = u"Task"_s;
        issue.type = IssueClass::Task;
    }
    if (!form.cloud || issue.status != StatusCategory::Doing)
        issue.startedAt = {};
    return issue;
}

Incident incidentOf(const Incident &told, const Issue &issue)
{
    Incident incident = told;
    incident.repository = {};
    incident.url = issue.url;
    incident.updatedAt = issue.updatedAt;
    return incident;
}

std::vector<IssueTransition> transitionsOf(const RecordBatch &records)
{
    std::vector<IssueTransition> told;
    for (IssueTransition transition : records.of<IssueTransition>()) {
        if (transition.from == transition.to)
            continue;
        transition.externalId += u'.' + enumName(transition.field);
        transition.updatedAt = transition.at;
        told.push_back(std::move(transition));
    }
    return told;
}

// What is made for the issues of one project.
class Plans {
public:
    Plans(RecordBatch &records, const QString &board, qint64 &sprint, qint64 &transition)
        : m_records(records)
        , m_nextTransition(transition)
    {
        Instant last;
        for (const Issue &issue : records.of<Issue>())
            last = std::max(last, issue.createdAt);
        for (int i = 0; i < kSprints; ++i)
            addSprint(board, i, sprint++, Instant{dayOf(last).ms() - (kSprints - 2 - i) * kSprintDays * kDay});
    }

    void plan(Issue &issue, int number)
    {
        if (number % 2 == 0) {
            const QString sprint = m_ids.at(number / 2 % kSprints);
            move(issue, TransitionField::Sprint, {}, sprint);
        }
        if (number % 3 == 0) {
            issue.points = 1 + number % 5;
            move(issue, TransitionField::Points, {}, QString::number(*issue.points));
        }
        if (number % 7 == 0) {
            issue.flagged = issue.status != StatusCategory::Done;
            move(issue, TransitionField::Flag, {}, u"Impediment"_s);
            if (!issue.flagged)
                move(issue, TransitionField::Flag, u"Impediment"_s, {});
        }
        if (number % 5 == 0)
            issue.dueAt = Instant{dayOf(issue.createdAt).ms() + 20 * kDay};
    }

private:
    void addSprint(const QString &board, int number, qint64 id, Instant start)
    {
        Sprint sprint;
        sprint.externalId = QString::number(id);
        sprint.board = board;
        sprint.name = u"%1, sprint %2"_s.arg(board).arg(number + 1);
        sprint.state = number < kSprints - 2 ? SprintState::Closed
            : number == kSprints - 2         ? SprintState::Active
                                             : SprintState::Future;
        if (sprint.state != SprintState::Future) {
            sprint.startAt = start;
            sprint.endAt = Instant{start.ms() + kSprintDays * kDay};
        }
        if (sprint.state == SprintState::Closed)
            sprint.completedAt = Instant{sprint.endAt.ms() + 3'600'000};
        sprint.goal = u"Ziel, und mehr"_s;
        m_ids.append(sprint.externalId);
        m_records.add(std::move(sprint));
    }

    void move(const Issue &issue, TransitionField field, const QString &from, const QString &to)
    {
        IssueTransition transition;
        transition.externalId = QString::number(m_nextTransition++);
        transition.issue = {issue.externalId};
        transition.field = field;
        transition.from = from;
        transition.to = to;
        transition.at = transition.updatedAt = issue.updatedAt;
        transition.by = issue.author;
        m_records.add(std::move(transition));
    }

    RecordBatch &m_records;
    qint64 &m_nextTransition;
    QStringList m_ids;
};

} // namespace

std::vector<JiraProjectName> jiraProjects(const RecordBatch &records)
{
    std::vector<JiraProjectName> projects;
    for (const Repository &repository : records.of<Repository>())
        projects.push_back(
            {.id = repository.externalId, .key = u"P%1"_s.arg(projects.size() + 1), .name = repository.path});
    for (const Issue &issue : records.of<Issue>()) {
        const bool isKnown = issue.repository.isSet()
            || std::ranges::any_of(
                projects, [&issue](const JiraProjectName &project) { return project.key == issue.project; });
        if (!isKnown)
            projects.push_back({.id = QString::number(10'001 + projects.size()),
                .key = issue.project,
                .name = "Project "_L1 + issue.project});
    }
    return projects;
}

RecordBatch jiraRecords(const RecordBatch &records, const JiraForm &form)
{
    const auto projects = jiraProjects(records);
    QHash<QString, QString> keys; // by repository
    for (const JiraProjectName &project : projects)
        keys.insert(project.id, project.key);
    QHash<QString, int> numbers;
    QHash<QString, const Incident *> incidents;
    for (const Incident &incident : records.of<Incident>())
        incidents.insert(incident.externalId, &incident);
    RecordBatch told;
    told.of<Identity>() = records.of<Identity>();
    told.of<Sprint>() = records.of<Sprint>();
    told.of<IssueTransition>() = transitionsOf(records);
    for (Issue issue : records.of<Issue>()) {
        if (issue.repository.isSet()) {
            issue.project = keys.value(issue.repository.id);
            issue.key = u"%1-%2"_s.arg(issue.project).arg(++numbers[issue.project]);
        }
        issue = asJiraTells(std::move(issue), form);
        if (const Incident *incident = incidents.value(issue.externalId);
            incident && issue.type == IssueClass::Incident)
            told.add(incidentOf(*incident, issue));
        told.add(std::move(issue));
    }
    for (Release release : records.of<Release>()) {
        if (release.prerelease)
            continue; // not released yet
        const QString project = release.repository.isSet() ? release.repository.id : projects.front().id;
        release.url = u"%1/projects/%2/versions/%3"_s.arg(form.web, keys.value(project), release.externalId);
        release.repository = {};
        release.publishedAt = release.updatedAt = dayOf(release.publishedAt);
        release.tag = release.name;
        release.sha.clear();
        told.add(std::move(release));
    }
    return told;
}

RecordBatch withPlans(RecordBatch records)
{
    if (!records.of<Sprint>().empty())
        return records;
    qint64 sprint = kFirstSprint;
    qint64 transition = kFirstTransition;
    for (const JiraProjectName &project : jiraProjects(records)) {
        Plans plans(records, project.key + " board"_L1, sprint, transition);
        int number = 0;
        for (Issue &issue : records.of<Issue>()) {
            if (issue.repository.isSet() ? issue.repository.id == project.id : issue.project == project.key)
                plans.plan(issue, number++);
        }
    }
    return records;
}

} // namespace leadline
