#include "tests/emulators/bitbucket/bitbucketworld.h"

#include <QJsonDocument>
#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

void sortNewestFirst(BitbucketItems &items)
{
    std::ranges::stable_sort(items, std::ranges::greater{}, &BitbucketItem::order);
}

} // namespace

QByteArray BitbucketWorld::written(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

BitbucketWorld::BitbucketWorld(const RecordBatch &records)
    : m_json(records)
{
    for (const Repository &record : records.of<Repository>()) {
        m_repositories[record.externalId].record = record;
        m_paths.insert(record.path.toLower(), record.externalId);
    }
    for (const ChangeRequest &change : records.of<ChangeRequest>()) {
        const auto found = m_repositories.find(change.repository.id);
        if (found == m_repositories.end())
            continue;
        BitbucketWorldRepository &repository = found->second;
        const QString number = QString::number(change.number);
        const QJsonObject pull = m_json.pull(change, repository.record);
        repository.pulls.push_back({.order = change.updatedAt,
            .id = number,
            .json = written(pull),
            .state = pull.value("state"_L1).toString()});
        repository.activity.insert(number, m_json.activity(change));
        repository.pullCommits.insert(number, m_json.pullCommits(change));
        repository.diffstat.insert(number, BitbucketJson::diffstat(change));
    }
    addDelivery(records);
    for (auto &[id, repository] : m_repositories) {
        for (BitbucketItems *items :
            {&repository.pulls, &repository.pipelines, &repository.deployments, &repository.tags})
            sortNewestFirst(*items);
        std::ranges::reverse(repository.commits); // records come in the order in which they were made
    }
}

void BitbucketWorld::addDelivery(const RecordBatch &records)
{
    for (const Build &build : records.of<Build>()) {
        if (!m_repositories.contains(build.repository.id))
            continue;
        BitbucketWorldRepository &repository = m_repositories[build.repository.id];
        repository.pipelines.push_back(
            {.order = build.queuedAt, .id = build.externalId, .json = written(m_json.pipeline(build)), .state = {}});
        repository.steps.insert(build.externalId, BitbucketJson::steps(build));
    }
    QSet<QString> environments;
    for (const Deployment &deployment : records.of<Deployment>()) {
        if (!m_repositories.contains(deployment.repository.id))
            continue;
        BitbucketWorldRepository &repository = m_repositories[deployment.repository.id];
        repository.deployments.push_back({.order = deployment.startedAt,
            .id = deployment.externalId,
            .json = written(m_json.deployment(deployment)),
            .state = {}});
        const QString place = deployment.repository.id + u'\n' + deployment.environment;
        if (environments.contains(place))
            continue;
        environments.insert(place);
        const QJsonObject environment = BitbucketJson::environment(deployment.environment);
        repository.environments.push_back(written(environment));
        // Its turn came and nobody deployed.
        const QJsonObject waiting{{u"uuid"_s, QString("{waiting-"_L1 + deployment.externalId + u'}')},
            {u"environment"_s, QJsonObject{{u"uuid"_s, environment.value("uuid"_L1)}}},
            {u"state"_s, QJsonObject{{u"name"_s, u"UNDEPLOYED"_s}}}, {u"release"_s, QJsonValue::Null}};
        repository.deployments.push_back({.order = {}, .id = {}, .json = written(waiting), .state = {}});
    }
    for (const Release &release : records.of<Release>()) {
        if (m_repositories.contains(release.repository.id))
            m_repositories[release.repository.id].tags.push_back({.order = release.publishedAt,
                .id = release.tag,
                .json = written(BitbucketJson::tag(release)),
                .state = {}});
    }
    for (const Commit &commit : records.of<Commit>()) {
        if (!m_repositories.contains(commit.repository.id))
            continue;
        BitbucketWorldRepository &repository = m_repositories[commit.repository.id];
        repository.shas.append(commit.externalId);
        if (!commit.onDefaultBranch)
            continue;
        repository.parents.insert(commit.externalId, commit.parents);
        repository.commits.push_back({.order = commit.committedAt,
            .id = commit.externalId,
            .json = written(m_json.commit(commit)),
            .state = {}});
    }
}

BitbucketWorldRepository *BitbucketWorld::find(const QString &workspace, const QString &name)
{
    const bool isId = name.startsWith(u'{') && name.endsWith(u'}');
    const QString id = isId ? name.sliced(1, name.size() - 2) : m_paths.value((workspace + u'/' + name).toLower());
    const auto found = m_repositories.find(id);
    return found == m_repositories.end() || found->second.deleted ? nullptr : &found->second;
}

std::vector<BitbucketWorldRepository *> BitbucketWorld::repositories()
{
    std::vector<BitbucketWorldRepository *> all;
    for (auto &[id, repository] : m_repositories) {
        if (!repository.deleted)
            all.push_back(&repository);
    }
    std::ranges::stable_sort(all, std::ranges::greater{},
        [](const BitbucketWorldRepository *repository) { return repository->record.updatedAt; });
    return all;
}

QJsonObject BitbucketWorld::repository(const BitbucketWorldRepository &repository) const
{
    return m_json.repository(repository.record);
}

std::optional<std::vector<const BitbucketItem *>> BitbucketWorld::commitsWithout(
    const BitbucketWorldRepository &repository, const QString &known)
{
    if (!known.isEmpty() && !repository.shas.contains(known))
        return {};
    QSet<QString> hidden;
    QStringList pending{known};
    while (!pending.isEmpty()) {
        const QString sha = pending.takeLast();
        if (hidden.contains(sha))
            continue;
        hidden.insert(sha);
        pending += repository.parents.value(sha);
    }
    std::vector<const BitbucketItem *> shown;
    for (const BitbucketItem &commit : repository.commits) {
        if (!hidden.contains(commit.id))
            shown.push_back(&commit);
    }
    return shown;
}

void BitbucketWorld::rename(const QString &from, const QString &to)
{
    if (BitbucketWorldRepository *repository = find(from.section(u'/', 0, 0), from.section(u'/', 1))) {
        repository->record.path = to;
        m_paths.insert(to.toLower(), repository->record.externalId);
    }
}

void BitbucketWorld::takeName(const QString &path, const QString &newId)
{
    BitbucketWorldRepository &repository = m_repositories[newId];
    repository.record.externalId = newId;
    repository.record.path = path;
    repository.record.updatedAt = Instant{1'700'000'000'000};
    m_paths.insert(path.toLower(), newId);
}

void BitbucketWorld::editPull(
    BitbucketWorldRepository &repository, const QString &number, const std::function<void(QJsonObject &)> &change)
{
    const auto found = std::ranges::find(repository.pulls, number, &BitbucketItem::id);
    if (found == repository.pulls.end())
        return;
    QJsonObject object = QJsonDocument::fromJson(found->json).object();
    change(object);
    found->json = written(object);
    found->order = Instant::fromIso(object.value("updated_on"_L1).toString());
    sortNewestFirst(repository.pulls);
}

} // namespace leadline
