#include "tests/emulators/github/githubworld.h"

#include <QJsonDocument>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

bool comesBefore(const WorldItem &a, const WorldItem &b)
{
    return a.order != b.order ? a.order > b.order : a.id > b.id;
}

QByteArray written(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

constexpr qint64 kDay = 86'400'000;

} // namespace

void WorldList::sort()
{
    std::ranges::sort(items, comesBefore);
}

void WorldList::put(WorldItem item)
{
    std::erase_if(items, [&item](const WorldItem &other) { return other.id == item.id; });
    items.insert(std::ranges::lower_bound(items, item, comesBefore), std::move(item));
}

QString WorldList::cursorOf(const WorldItem &item)
{
    return QString::fromLatin1((QByteArray::number(item.order.ms()) + ':' + item.id.toUtf8()).toBase64());
}

std::size_t WorldList::firstAfter(const QString &cursor) const
{
    if (cursor.isEmpty())
        return 0;
    const QByteArray text = QByteArray::fromBase64(cursor.toLatin1());
    const auto colon = text.indexOf(':');
    const WorldItem place{
        .order = Instant{text.left(colon).toLongLong()}, .id = QString::fromUtf8(text.mid(colon + 1)), .json = {}};
    return static_cast<std::size_t>(std::ranges::upper_bound(items, place, comesBefore) - items.begin());
}

GitHubWorld::GitHubWorld(const RecordBatch &records, Limits limits)
    : m_json(records)
    , m_limits(limits)
{
    for (const Repository &record : records.of<Repository>()) {
        WorldRepository &repository = m_repositories[record.externalId];
        repository.record = record;
        m_paths.insert(record.path.toLower(), record.externalId);
    }
    for (const ChangeRequest &change : records.of<ChangeRequest>()) {
        if (WorldRepository *repository = byId(change.repository.id))
            addPull(*repository, change);
    }
    addIssues(records);
    addDelivery(records);
    for (auto &[id, repository] : m_repositories) {
        Instant first = repository.record.updatedAt;
        for (WorldList *list : {&repository.pulls, &repository.issues, &repository.deployments, &repository.releases,
                 &repository.commits, &repository.runs}) {
            list->sort();
            if (!list->items.empty())
                first = std::min(first, list->items.back().order);
        }
        repository.createdAt = Instant{first.ms() - kDay};
    }
}

QJsonObject GitHubWorld::shortened(const QString &nodeId, const QString &list, QJsonArray all, int most, qint64 total)
{
    QJsonArray shown = all;
    const bool hasMore = all.size() > most;
    if (hasMore) {
        shown = {};
        for (int i = 0; i < most; ++i)
            shown.append(all.at(i));
        m_wholeLists[nodeId].insert(list, std::move(all));
    }
    QJsonObject object{
        {u"pageInfo"_s, QJsonObject{{u"hasNextPage"_s, hasMore}, {u"endCursor"_s, QString::number(shown.size())}}},
        {u"nodes"_s, shown}};
    if (total >= 0)
        object.insert(u"totalCount"_s, total);
    return object;
}

void GitHubWorld::addPull(WorldRepository &repository, const ChangeRequest &change)
{
    QJsonObject object = m_json.pullRequest(change);
    GitHubJson::PullLists lists = m_json.pullLists(change);
    const QString id = GitHubJson::nodeId("PR"_L1, change.externalId);
    object.insert(u"reviews"_s, shortened(id, u"reviews"_s, std::move(lists.reviews), m_limits.reviews));
    object.insert(
        u"commits"_s, shortened(id, u"commits"_s, std::move(lists.commits), m_limits.commits, lists.commitCount));
    object.insert(u"timelineItems"_s, shortened(id, u"timelineItems"_s, std::move(lists.timeline), m_limits.timeline));
    repository.pulls.items.push_back({.order = change.updatedAt, .id = id, .json = written(object)});
}

void GitHubWorld::addIssues(const RecordBatch &records)
{
    for (const Issue &issue : records.of<Issue>()) {
        WorldRepository *repository = byId(issue.repository.id);
        if (!repository)
            continue;
        QJsonObject object = m_json.issue(issue);
        const QString id = GitHubJson::nodeId("I"_L1, issue.externalId);
        object.insert(
            u"timelineItems"_s, shortened(id, u"timelineItems"_s, m_json.issueTimeline(issue), m_limits.timeline));
        repository->issues.items.push_back({.order = issue.updatedAt, .id = id, .json = written(object)});
    }
}

void GitHubWorld::addDelivery(const RecordBatch &records)
{
    QHash<QString, Instant> replacedAt; // by repository and environment: when the next success came
    std::vector<const Deployment *> deployments;
    for (const Deployment &deployment : records.of<Deployment>())
        deployments.push_back(&deployment);
    std::ranges::stable_sort(
        deployments, std::ranges::greater{}, [](const Deployment *deployment) { return deployment->startedAt; });
    for (const Deployment *deployment : deployments) {
        const QString place = deployment->repository.id + u'\n' + deployment->environment;
        if (WorldRepository *repository = byId(deployment->repository.id))
            repository->deployments.items.push_back({.order = deployment->startedAt,
                .id = GitHubJson::nodeId("DE"_L1, deployment->externalId),
                .json = written(m_json.deployment(*deployment, replacedAt.value(place)))});
        if (deployment->result == RunResult::Success)
            replacedAt.insert(place, deployment->finishedAt);
    }
    for (const Release &release : records.of<Release>()) {
        if (WorldRepository *repository = byId(release.repository.id))
            repository->releases.items.push_back({.order = release.publishedAt,
                .id = GitHubJson::nodeId("RE"_L1, release.externalId),
                .json = written(m_json.release(release))});
    }
    for (const Commit &commit : records.of<Commit>()) {
        WorldRepository *repository = commit.onDefaultBranch ? byId(commit.repository.id) : nullptr;
        if (!repository)
            continue;
        repository->headSha = commit.externalId; // records come in the order in which they were made
        repository->commits.items.push_back(
            {.order = commit.committedAt, .id = commit.externalId, .json = written(m_json.commit(commit))});
    }
    for (const Build &build : records.of<Build>()) {
        if (WorldRepository *repository = byId(build.repository.id))
            repository->runs.items.push_back(
                {.order = build.queuedAt, .id = build.externalId, .json = written(m_json.run(build))});
    }
}

WorldRepository *GitHubWorld::byPath(const QString &path)
{
    return byId(m_paths.value(path.toLower()));
}

WorldRepository *GitHubWorld::byId(const QString &id)
{
    const auto found = m_repositories.find(id);
    return found == m_repositories.end() || found->second.deleted ? nullptr : &found->second;
}

std::vector<WorldRepository *> GitHubWorld::repositories()
{
    std::vector<WorldRepository *> all;
    for (auto &[id, repository] : m_repositories) {
        if (!repository.deleted)
            all.push_back(&repository);
    }
    return all;
}

const QJsonArray *GitHubWorld::wholeList(const QString &nodeId, const QString &list) const
{
    const auto item = m_wholeLists.constFind(nodeId);
    if (item == m_wholeLists.cend())
        return nullptr;
    const auto found = item->constFind(list);
    return found == item->cend() ? nullptr : &*found;
}

QJsonObject GitHubWorld::restRepository(const WorldRepository &repository) const
{
    return m_json.repository(repository.record, repository.createdAt);
}

void GitHubWorld::rename(const QString &from, const QString &to)
{
    if (WorldRepository *repository = byPath(from)) {
        repository->record.path = to;
        m_paths.insert(to.toLower(), repository->record.externalId);
    }
}

void GitHubWorld::takeName(const QString &path, const QString &newId)
{
    WorldRepository &repository = m_repositories[newId];
    repository.record.externalId = newId;
    repository.record.path = path;
    repository.record.updatedAt = repository.createdAt = Instant{1'700'000'000'000};
    m_paths.insert(path.toLower(), newId);
}

bool GitHubWorld::edit(
    WorldList &list, const QString &id, QLatin1StringView order, const std::function<void(QJsonObject &)> &change)
{
    const auto found = std::ranges::find(list.items, id, &WorldItem::id);
    if (found == list.items.end())
        return false;
    QJsonObject object = QJsonDocument::fromJson(found->json).object();
    change(object);
    list.put({.order = Instant::fromIso(object.value(order).toString()), .id = id, .json = written(object)});
    return true;
}

} // namespace leadline
