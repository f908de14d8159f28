#include "tests/emulators/gitlab/gitlabworld.h"

#include <QJsonDocument>

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QByteArray written(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

bool GitLabItems::comesBefore(const GitLabItem &a, const GitLabItem &b) const
{
    if (a.order != b.order)
        return newestFirst ? a.order > b.order : a.order < b.order;
    return newestFirst ? a.id > b.id : a.id < b.id;
}

void GitLabItems::sort()
{
    std::ranges::sort(items, [this](const GitLabItem &a, const GitLabItem &b) { return comesBefore(a, b); });
}

void GitLabItems::put(GitLabItem item)
{
    std::erase_if(items, [&item](const GitLabItem &other) { return other.id == item.id; });
    const auto place = std::ranges::lower_bound(
        items, item, [this](const GitLabItem &a, const GitLabItem &b) { return comesBefore(a, b); });
    items.insert(place, std::move(item));
}

QString GitLabItems::cursorOf(const GitLabItem &item)
{
    return QString::fromLatin1((QByteArray::number(item.order.ms()) + ' ' + item.id.toUtf8()).toBase64());
}

std::size_t GitLabItems::firstAfter(const QString &cursor) const
{
    if (cursor.isEmpty())
        return 0;
    const QByteArray text = QByteArray::fromBase64(cursor.toLatin1());
    const auto space = text.indexOf(' ');
    const GitLabItem place{.order = Instant{text.left(space).toLongLong()},
        .updated = {},
        .id = QString::fromUtf8(text.mid(space + 1)),
        .json = {}};
    const auto found = std::ranges::upper_bound(
        items, place, [this](const GitLabItem &a, const GitLabItem &b) { return comesBefore(a, b); });
    return static_cast<std::size_t>(found - items.begin());
}

GitLabItems *GitLabProject::list(const QString &connection)
{
    if (connection == "mergeRequests"_L1)
        return &mergeRequests;
    if (connection == "workItems"_L1)
        return &workItems;
    if (connection == "pipelines"_L1)
        return &pipelines;
    return connection == "releases"_L1 ? &releases : nullptr;
}

GitLabWorld::GitLabWorld(const RecordBatch &records, Limits limits)
    : m_json(records)
    , m_limits(limits)
{
    for (const Repository &record : records.of<Repository>())
        add(record);
    addRequests(records);
    addIssues(records);
    addDelivery(records);
    for (auto &[id, project] : m_projects) {
        for (GitLabItems *list :
            {&project.mergeRequests, &project.workItems, &project.pipelines, &project.releases, &project.deployments})
            list->sort();
    }
}

GitLabProject &GitLabWorld::add(const Repository &repository)
{
    GitLabProject &project = m_projects[repository.externalId.toLongLong()];
    project.record = repository;
    return project;
}

QJsonObject GitLabWorld::shortened(const QString &globalId, const QString &list, QJsonArray all, int most)
{
    QJsonArray shown = all;
    const bool hasMore = all.size() > most;
    if (hasMore) {
        shown = {};
        for (int i = 0; i < most; ++i)
            shown.append(all.at(i));
        m_wholeLists[globalId].insert(list, std::move(all));
    }
    return {{u"pageInfo"_s, QJsonObject{{u"hasNextPage"_s, hasMore}, {u"endCursor"_s, QString::number(shown.size())}}},
        {u"nodes"_s, shown}};
}

void GitLabWorld::addRequests(const RecordBatch &records)
{
    for (const ChangeRequest &change : records.of<ChangeRequest>()) {
        GitLabProject *project = byId(change.repository.id);
        if (!project)
            continue;
        QJsonObject object = m_json.mergeRequest(change);
        GitLabJson::RequestLists lists = m_json.requestLists(change);
        const QString id = GitLabJson::globalId("MergeRequest"_L1, change.externalId);
        object.insert(u"notes"_s, shortened(id, u"notes"_s, std::move(lists.notes), m_limits.notes));
        object.insert(u"commits"_s, shortened(id, u"commits"_s, std::move(lists.commits), m_limits.commits));
        project->mergeRequests.items.push_back(
            {.order = change.updatedAt, .updated = change.updatedAt, .id = id, .json = written(object)});
    }
}

void GitLabWorld::addIssues(const RecordBatch &records)
{
    for (const Issue &issue : records.of<Issue>()) {
        GitLabProject *project = byId(issue.repository.id);
        if (!project)
            continue;
        QJsonObject object = m_json.workItem(issue);
        const QString id = GitLabJson::globalId("WorkItem"_L1, issue.externalId);
        QJsonArray widgets = object.value("widgets"_L1).toArray();
        QJsonObject notes = widgets.last().toObject();
        notes.insert(
            "discussions"_L1, shortened(id, u"discussions"_s, m_json.discussions(issue), m_limits.discussions));
        widgets.replace(widgets.size() - 1, notes);
        object.insert("widgets"_L1, widgets);
        project->workItems.items.push_back(
            {.order = issue.updatedAt, .updated = issue.updatedAt, .id = id, .json = written(object)});
    }
}

void GitLabWorld::addDelivery(const RecordBatch &records)
{
    for (const Deployment &deployment : records.of<Deployment>()) {
        if (GitLabProject *project = byId(deployment.repository.id))
            project->deployments.items.push_back({.order = deployment.updatedAt,
                .updated = deployment.updatedAt,
                .id = deployment.externalId,
                .json = written(m_json.deployment(deployment))});
    }
    for (const Release &release : records.of<Release>()) {
        if (GitLabProject *project = byId(release.repository.id))
            project->releases.items.push_back({.order = release.publishedAt,
                .updated = release.publishedAt,
                .id = GitLabJson::globalId("Release"_L1, release.externalId),
                .json = written(m_json.release(release))});
    }
    for (const Commit &commit : records.of<Commit>()) { // in the order in which they were made
        GitLabProject *project = commit.onDefaultBranch ? byId(commit.repository.id) : nullptr;
        if (project)
            project->commits.push_back({.order = commit.committedAt,
                .updated = commit.committedAt,
                .id = commit.externalId,
                .json = written(m_json.commit(commit))});
    }
    for (auto &[id, project] : m_projects)
        std::ranges::reverse(project.commits);
    for (const Build &build : records.of<Build>()) {
        GitLabProject *project = byId(build.repository.id);
        if (!project)
            continue;
        QJsonObject object = m_json.pipeline(build);
        const QString id = GitLabJson::globalId("Ci::Pipeline"_L1, build.externalId);
        const QJsonArray jobs = object.value("jobs"_L1).toObject().value("nodes"_L1).toArray();
        object.insert("jobs"_L1, shortened(id, u"jobs"_s, jobs, m_limits.jobs));
        project->pipelines.items.push_back({.order = Instant{build.externalId.toLongLong()},
            .updated = build.updatedAt,
            .id = id,
            .json = written(object)});
    }
}

GitLabProject *GitLabWorld::byPath(const QString &path)
{
    for (auto &[id, project] : m_projects) {
        if (!project.deleted && project.record.path.compare(path, Qt::CaseInsensitive) == 0)
            return &project;
    }
    return nullptr;
}

GitLabProject *GitLabWorld::byId(const QString &id)
{
    const auto found = m_projects.find(id.toLongLong());
    return found == m_projects.end() || found->second.deleted ? nullptr : &found->second;
}

std::vector<GitLabProject *> GitLabWorld::projects()
{
    std::vector<GitLabProject *> all;
    for (auto &[id, project] : m_projects) {
        if (!project.deleted)
            all.push_back(&project);
    }
    return all;
}

QJsonArray GitLabWorld::wholeList(const QString &globalId, const QString &list) const
{
    return m_wholeLists.value(globalId).value(list);
}

void GitLabWorld::rename(const QString &from, const QString &to)
{
    if (GitLabProject *project = byPath(from))
        project->record.path = to;
}

bool GitLabWorld::edit(GitLabItems &list, const QString &id, const std::function<void(QJsonObject &)> &change)
{
    const auto found = std::ranges::find(list.items, id, &GitLabItem::id);
    if (found == list.items.end())
        return false;
    QJsonObject object = QJsonDocument::fromJson(found->json).object();
    change(object);
    QString updated = object.value("updatedAt"_L1).toString();
    if (updated.isEmpty())
        updated = object.value("updated_at"_L1).toString();
    const Instant at = Instant::fromIso(updated);
    const bool isById = list.newestFirst;
    list.put({.order = isById ? found->order : at, .updated = at, .id = id, .json = written(object)});
    return true;
}

} // namespace leadline
