#include "tests/emulators/bitbucketserver/bitbucketserverworld.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QJsonValue time(Instant at)
{
    return at.isSet() ? QJsonValue(at.ms()) : QJsonValue(QJsonValue::Null);
}

QJsonObject links(const QString &url)
{
    return {{u"self"_s, QJsonArray{QJsonObject{{u"href"_s, url}}}}};
}

QString stateName(ChangeState state)
{
    switch (state) {
    case ChangeState::Merged:
        return u"MERGED"_s;
    case ChangeState::Closed:
        return u"DECLINED"_s;
    default:
        return u"OPEN"_s;
    }
}

QString buildState(RunResult result)
{
    switch (result) {
    case RunResult::Success:
        return u"SUCCESSFUL"_s;
    case RunResult::Failure:
        return u"FAILED"_s;
    case RunResult::Cancelled:
        return u"CANCELLED"_s;
    default:
        return u"INPROGRESS"_s;
    }
}

void sortPulls(BitbucketServerWorldRepository &repository)
{
    std::ranges::stable_sort(repository.pulls, std::ranges::greater{}, &BitbucketServerPullItem::updatedAt);
}

} // namespace

BitbucketServerWorld::BitbucketServerWorld(const RecordBatch &records)
{
    for (const Identity &identity : records.of<Identity>())
        m_identities.insert(identity.externalId, &identity);
    for (const Review &review : records.of<Review>())
        m_reviews[review.changeRequest.id].push_back(&review);
    for (const Commit &commit : records.of<Commit>()) {
        if (commit.changeRequest.isSet())
            m_commits[commit.changeRequest.id].push_back(&commit);
    }
    for (const Repository &record : records.of<Repository>()) {
        m_repositories[record.externalId].record = record;
        m_paths.insert(record.path.toLower(), record.externalId);
    }
    for (const ChangeRequest &change : records.of<ChangeRequest>()) {
        BitbucketServerWorldRepository &repository = m_repositories[change.repository.id];
        const QString number = QString::number(change.number);
        repository.pulls.push_back(
            {.updatedAt = change.updatedAt, .state = stateName(change.state), .json = pull(change)});
        repository.activities.insert(number, activities(change));
        repository.pullCommits.insert(number, commitsOf(change));
    }
    for (const Commit &made : records.of<Commit>()) {
        if (!made.onDefaultBranch)
            continue;
        BitbucketServerWorldRepository &repository = m_repositories[made.repository.id];
        repository.commits.emplace_back(made.externalId, commit(made));
        repository.parents.insert(made.externalId, made.parents);
    }
    for (const Build &build : records.of<Build>()) {
        const Instant at = build.finishedAt.isSet() ? build.finishedAt : build.queuedAt;
        m_builds[build.sha].append(QJsonObject{{u"key"_s, build.externalId}, {u"name"_s, build.pipeline},
            {u"state"_s, buildState(build.result)}, {u"url"_s, build.url}, {u"dateAdded"_s, time(at)}});
    }
    for (auto &[id, repository] : m_repositories) {
        sortPulls(repository);
        std::ranges::reverse(repository.commits); // records come in the order in which they were made
    }
}

QJsonValue BitbucketServerWorld::user(const QString &identity) const
{
    const Identity *known = m_identities.value(identity);
    const QString email = known ? known->email : QString();
    const QString name = known ? known->name : QString();
    if (identity.startsWith("email:"_L1))
        return QJsonObject{{u"name"_s, name}, {u"emailAddress"_s, email}};
    if (identity.isEmpty())
        return QJsonValue::Null;
    return QJsonObject{{u"name"_s, identity}, {u"slug"_s, identity}, {u"id"_s, 17}, {u"displayName"_s, name},
        {u"emailAddress"_s, email}, {u"active"_s, true},
        {u"type"_s, identity.endsWith("[bot]"_L1) ? u"SERVICE"_s : u"NORMAL"_s},
        {u"links"_s, links(known ? known->url : QString())}};
}

QJsonObject BitbucketServerWorld::repository(const Repository &record)
{
    QJsonObject object{{u"id"_s, record.externalId.toLongLong()}, {u"slug"_s, record.path.section(u'/', 1)},
        {u"name"_s, record.path.section(u'/', 1)}, {u"archived"_s, record.archived}, {u"state"_s, u"AVAILABLE"_s},
        {u"project"_s, QJsonObject{{u"key"_s, record.path.section(u'/', 0, 0)}, {u"id"_s, 1}}},
        {u"links"_s, links(record.url + "/browse"_L1)}};
    if (record.fork)
        object.insert(u"origin"_s, QJsonObject{{u"slug"_s, u"origin"_s}, {u"id"_s, 2}});
    return object;
}

QJsonObject BitbucketServerWorld::pull(const ChangeRequest &change) const
{
    const auto ref = [](const QString &branch, const QString &sha) {
        return QJsonObject{
            {u"id"_s, QString("refs/heads/"_L1 + branch)}, {u"displayId"_s, branch}, {u"latestCommit"_s, sha}};
    };
    const bool hasEnded = change.state != ChangeState::Open;
    QJsonObject object{{u"id"_s, change.number}, {u"version"_s, 1}, {u"title"_s, change.title},
        {u"state"_s, stateName(change.state)}, {u"open"_s, !hasEnded}, {u"closed"_s, hasEnded},
        {u"draft"_s, change.draft}, {u"createdDate"_s, time(change.createdAt)},
        {u"updatedDate"_s, time(change.updatedAt)}, {u"fromRef"_s, ref(change.headBranch, change.headSha)},
        {u"toRef"_s, ref(change.baseBranch, {})},
        {u"author"_s, QJsonObject{{u"user"_s, user(change.author.id)}, {u"role"_s, u"AUTHOR"_s}}},
        {u"reviewers"_s, QJsonArray{}},
        {u"properties"_s, QJsonObject{{u"commentCount"_s, change.comments.value_or(0)}}},
        {u"links"_s, links(change.url)}};
    if (hasEnded)
        object.insert(u"closedDate"_s, time(change.mergedAt.isSet() ? change.mergedAt : change.closedAt));
    return object;
}

QJsonArray BitbucketServerWorld::activities(const ChangeRequest &change) const
{
    std::multimap<Instant, QJsonObject, std::greater<>> entries;
    qint64 nextId = change.externalId.toLongLong() * 10;
    const auto add = [&](Instant at, const QString &action, const QString &who, QJsonObject more = {}) {
        more.insert(u"action"_s, action);
        more.insert(u"createdDate"_s, time(at));
        more.insert(u"user"_s, user(who));
        if (!more.contains("id"_L1))
            more.insert(u"id"_s, ++nextId);
        entries.emplace(at, more);
    };
    add(change.createdAt, u"OPENED"_s, change.author.id);
    add(change.createdAt, u"RESCOPED"_s, change.author.id);
    for (const Review *review : m_reviews.value(change.externalId)) {
        const QJsonObject id{{u"id"_s, review->externalId.toLongLong()}};
        if (review->verdict == Verdict::Approved)
            add(review->at, u"APPROVED"_s, review->reviewer.id, id);
        else if (review->verdict == Verdict::ChangesRequested)
            add(review->at, u"REVIEWED"_s, review->reviewer.id, id);
        else if (review->verdict == Verdict::Commented)
            add(review->at, u"COMMENTED"_s, review->reviewer.id,
                {{u"commentAction"_s, u"ADDED"_s},
                    {u"comment"_s,
                        QJsonObject{{u"id"_s, review->externalId.toLongLong()}, {u"createdDate"_s, time(review->at)},
                            {u"text"_s, u"nobody reads this"_s}, {u"author"_s, user(review->reviewer.id)},
                            {u"comments"_s, QJsonArray{}}}}});
    }
    if (change.mergedAt.isSet())
        add(change.mergedAt, u"MERGED"_s, change.mergedBy.id, {{u"commit"_s, QJsonObject{{u"id"_s, change.mergeSha}}}});
    else if (change.closedAt.isSet())
        add(change.closedAt, u"DECLINED"_s, change.author.id);
    QJsonArray list;
    for (const auto &[at, entry] : entries)
        list.append(entry);
    return list;
}

QJsonArray BitbucketServerWorld::commitsOf(const ChangeRequest &change) const
{
    QJsonArray list;
    for (const Commit *commit : m_commits.value(change.externalId)) {
        const bool isPart = commit->externalId != change.mergeSha && commit->authoredAt >= change.firstCommitAt;
        if (isPart && list.size() < change.commits.value_or(0))
            list.prepend(QJsonObject{{u"id"_s, commit->externalId}, {u"authorTimestamp"_s, time(commit->authoredAt)}});
    }
    while (change.firstCommitAt.isSet() && list.size() < std::max<qint64>(1, change.commits.value_or(0)))
        list.append(QJsonObject{{u"id"_s, QString("c0ffee"_L1 + QString::number(list.size()))},
            {u"authorTimestamp"_s, time(change.firstCommitAt)}});
    return list;
}

QJsonObject BitbucketServerWorld::commit(const Commit &commit) const
{
    QJsonArray parents;
    for (const QString &parent : commit.parents)
        parents.append(QJsonObject{{u"id"_s, parent}});
    return {{u"id"_s, commit.externalId}, {u"displayId"_s, commit.externalId.left(11)},
        {u"author"_s, user(commit.author.id)}, {u"committer"_s, user(commit.author.id)},
        {u"authorTimestamp"_s, time(commit.authoredAt)}, {u"committerTimestamp"_s, time(commit.committedAt)},
        {u"message"_s, QString(commit.subject + "\n\nThe rest of the story."_L1)}, {u"parents"_s, parents}};
}

BitbucketServerWorldRepository *BitbucketServerWorld::find(const QString &path)
{
    const auto found = m_repositories.find(m_paths.value(path.toLower()));
    return found == m_repositories.end() || found->second.deleted ? nullptr : &found->second;
}

std::vector<BitbucketServerWorldRepository *> BitbucketServerWorld::repositories()
{
    std::vector<BitbucketServerWorldRepository *> all;
    for (auto &[id, repository] : m_repositories) {
        if (!repository.deleted)
            all.push_back(&repository);
    }
    return all;
}

void BitbucketServerWorld::rename(const QString &from, const QString &to)
{
    if (BitbucketServerWorldRepository *repository = find(from)) {
        repository->record.path = to;
        m_paths.insert(to.toLower(), repository->record.externalId);
    }
}

void BitbucketServerWorld::editPull(
    BitbucketServerWorldRepository &repository, qint64 number, const QString &title, Instant at)
{
    for (BitbucketServerPullItem &item : repository.pulls) {
        if (item.json.value("id"_L1).toInteger() != number)
            continue;
        item.updatedAt = at;
        item.json.insert(u"title"_s, title);
        item.json.insert(u"updatedDate"_s, at.ms());
        item.json.insert(u"version"_s, item.json.value("version"_L1).toInteger() + 1);
    }
    sortPulls(repository);
}

} // namespace leadline
