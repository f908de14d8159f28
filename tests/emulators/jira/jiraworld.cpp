#include "tests/emulators/jira/jiraworld.h"

#include <QJsonDocument>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QByteArray written(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool comesBefore(const JiraWorldIssue &a, const JiraWorldIssue &b)
{
    return a.updated != b.updated ? a.updated < b.updated : a.number < b.number;
}

} // namespace

// `records` may be of any tool.
JiraWorld::JiraWorld(const RecordBatch &records, JiraForm form, const QString &zone)
    : m_form(form)
    , m_json(jiraRecords(records, form), form, zone)
{
    for (const JiraProjectName &name : jiraProjects(records))
        m_projects.push_back({.name = name, .oldKey = {}, .deleted = false, .versions = {}});
    const RecordBatch told = jiraRecords(records, form);
    addBoards(told);
    addIssues(told);
    addHistories(told);
    addVersions(records);
}

const JiraWorldProject &JiraWorld::projectOf(const Issue &issue) const
{
    return *std::ranges::find_if(
        m_projects, [&issue](const JiraWorldProject &project) { return project.name.key == issue.project; });
}

void JiraWorld::addBoards(const RecordBatch &records)
{
    QHash<QString, qint64> ids;
    QHash<QString, std::size_t> boardOf; // of a sprint
    for (const Sprint &sprint : records.of<Sprint>()) {
        if (!ids.contains(sprint.board)) {
            ids.insert(sprint.board, ids.size() + 1);
            m_boards.push_back({.id = ids.value(sprint.board), .name = sprint.board});
        }
        boardOf.insert(sprint.externalId, static_cast<std::size_t>(ids.value(sprint.board) - 1));
        m_boards[boardOf.value(sprint.externalId)].sprints.push_back(sprint);
    }
    m_json.setBoards(ids);
    QHash<QString, QString> projectOfIssue;
    for (const Issue &issue : records.of<Issue>())
        projectOfIssue.insert(issue.externalId, projectOf(issue).name.id);
    for (const IssueTransition &transition : records.of<IssueTransition>()) {
        if (transition.field != TransitionField::Sprint)
            continue;
        for (const QString &part : transition.to.split(u',', Qt::SkipEmptyParts)) {
            if (const auto board = boardOf.constFind(part.trimmed()); board != boardOf.cend())
                m_boards[*board].projects.insert(projectOfIssue.value(transition.issue.id));
        }
    }
    // A board without sprints beside them: it must not be asked for any.
    if (!m_projects.empty())
        m_boards.push_back({.id = static_cast<qint64>(m_boards.size()) + 1,
            .name = u"Kanban"_s,
            .type = u"kanban"_s,
            .projects = {m_projects.front().name.id},
            .sprints = {}});
}

void JiraWorld::addIssues(const RecordBatch &records)
{
    m_issues.reserve(records.of<Issue>().size());
    for (const Issue &issue : records.of<Issue>()) {
        const JiraWorldProject &project = projectOf(issue);
        const QJsonObject object = m_json.issue(issue, project.name);
        noteFields(object);
        m_issues.push_back({.updated = issue.updatedAt,
            .number = issue.externalId.toLongLong(),
            .id = issue.externalId,
            .project = project.name.id,
            .json = written(object)});
    }
    std::ranges::sort(m_issues, comesBefore);
}

void JiraWorld::noteFields(const QJsonObject &issue)
{
    const QJsonObject fields = issue.value("fields"_L1).toObject();
    for (auto field = fields.begin(); field != fields.end(); ++field)
        m_fields.insert(field.key());
}

void JiraWorld::addHistories(const RecordBatch &records)
{
    std::map<std::pair<QString, QString>, std::vector<const IssueTransition *>> changes; // issue, history
    for (const IssueTransition &transition : records.of<IssueTransition>())
        changes[{transition.issue.id, transition.externalId.section(u'.', 0, 0)}].push_back(&transition);
    for (const auto &[where, items] : changes)
        m_histories[where.first].emplace_back(items.front()->at, written(m_json.history(items)));
    for (auto &histories : m_histories)
        std::ranges::stable_sort(histories, {}, [](const auto &history) { return history.first; });
}

void JiraWorld::addVersions(const RecordBatch &records)
{
    for (const Release &release : records.of<Release>()) {
        JiraWorldProject *owner = project(release.repository.id);
        if (!owner && !m_projects.empty())
            owner = &m_projects.front();
        if (owner)
            owner->versions.append(m_json.version(release, !release.prerelease));
    }
}

const JiraWorldIssue *JiraWorld::issue(const QString &id) const
{
    const auto found = std::ranges::find(m_issues, id, &JiraWorldIssue::id);
    return found == m_issues.end() ? nullptr : &*found;
}

const std::vector<std::pair<Instant, QByteArray>> &JiraWorld::histories(const QString &issue) const
{
    static const std::vector<std::pair<Instant, QByteArray>> none;
    const auto found = m_histories.constFind(issue);
    return found == m_histories.cend() ? none : *found;
}

JiraWorldProject *JiraWorld::project(const QString &keyOrId)
{
    for (JiraWorldProject &project : m_projects) {
        const bool isMeant = project.name.id == keyOrId || project.name.key == keyOrId
            || (!project.oldKey.isEmpty() && project.oldKey == keyOrId);
        if (isMeant && !project.deleted)
            return &project;
    }
    return nullptr;
}

void JiraWorld::place(JiraWorldIssue issue)
{
    m_issues.insert(std::ranges::upper_bound(m_issues, issue, comesBefore), std::move(issue));
}

bool JiraWorld::edit(const QString &id, const std::function<void(QJsonObject &)> &change)
{
    const auto found = std::ranges::find(m_issues, id, &JiraWorldIssue::id);
    if (found == m_issues.end())
        return false;
    JiraWorldIssue issue = *found;
    m_issues.erase(found);
    QJsonObject object = QJsonDocument::fromJson(issue.json).object();
    QJsonObject fields = object.value("fields"_L1).toObject();
    change(fields);
    object.insert(u"fields"_s, fields);
    noteFields(object);
    issue.updated = Instant::fromIso(fields.value("updated"_L1).toString());
    issue.json = written(object);
    place(std::move(issue));
    return true;
}

void JiraWorld::rename(const QString &from, const QString &to)
{
    JiraWorldProject *renamed = project(from);
    if (!renamed)
        return;
    renamed->oldKey = renamed->name.key;
    renamed->name.key = to;
    for (JiraWorldIssue &issue : m_issues) {
        if (issue.project != renamed->name.id)
            continue;
        QJsonObject object = QJsonDocument::fromJson(issue.json).object();
        QJsonObject fields = object.value("fields"_L1).toObject();
        object.insert(u"key"_s, to + u'-' + object.value("key"_L1).toString().section(u'-', -1));
        fields.insert(u"project"_s, m_json.project(renamed->name));
        object.insert(u"fields"_s, fields);
        issue.json = written(object);
    }
}

} // namespace leadline
