#include "tests/emulators/github/githubjson.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kBotSuffix = "[bot]"_L1;

QJsonValue text(const QString &value)
{
    return value.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(value);
}

QJsonValue time(Instant at)
{
    return text(at.toIso());
}

template <typename Number> QJsonValue number(const std::optional<Number> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonObject nodes(QJsonArray items)
{
    return {{u"nodes"_s, std::move(items)}};
}

QJsonObject labels(const QStringList &names)
{
    QJsonArray items;
    for (const QString &name : names)
        items.append(QJsonObject{{u"name"_s, name}});
    return nodes(std::move(items));
}

QString stateName(ChangeState state)
{
    switch (state) {
    case ChangeState::Merged:
        return u"MERGED"_s;
    case ChangeState::Closed:
        return u"CLOSED"_s;
    default:
        return u"OPEN"_s;
    }
}

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Approved:
        return u"APPROVED"_s;
    case Verdict::ChangesRequested:
        return u"CHANGES_REQUESTED"_s;
    case Verdict::Dismissed:
        return u"DISMISSED"_s;
    default:
        return u"COMMENTED"_s;
    }
}

template <typename Record> QHash<QString, const Record *> byId(const RecordBatch &records)
{
    QHash<QString, const Record *> hash;
    for (const Record &record : records.of<Record>())
        hash.insert(record.externalId, &record);
    return hash;
}

} // namespace

GitHubJson::GitHubJson(const RecordBatch &records)
    : m_identities(byId<Identity>(records))
    , m_commits(byId<Commit>(records))
    , m_changes(byId<ChangeRequest>(records))
{
    for (const Review &review : records.of<Review>())
        m_reviewsOf[review.changeRequest.id].push_back(&review);
    for (const Commit &commit : records.of<Commit>()) {
        if (commit.changeRequest.isSet())
            m_commitsOf[commit.changeRequest.id].push_back(&commit);
    }
    for (const IssueTransition &transition : records.of<IssueTransition>())
        m_transitionsOf[transition.issue.id].push_back(&transition);
}

QString GitHubJson::nodeId(QLatin1StringView kind, const QString &externalId)
{
    return kind + u'_' + externalId;
}

QJsonValue GitHubJson::actor(const QString &identity, bool withName) const
{
    if (identity.isEmpty())
        return QJsonValue::Null;
    const Identity *known = m_identities.value(identity);
    const bool isBot = identity.endsWith(kBotSuffix);
    // GraphQL leaves the suffix out that REST has.
    QJsonObject object{{u"__typename"_s, isBot ? u"Bot"_s : u"User"_s},
        {u"login"_s, isBot ? identity.chopped(kBotSuffix.size()) : identity}};
    if (withName && !isBot)
        object.insert(u"name"_s, known ? text(known->name) : QJsonValue(QJsonValue::Null));
    return object;
}

QJsonValue GitHubJson::restUser(const QString &identity) const
{
    if (identity.isEmpty())
        return QJsonValue::Null;
    return QJsonObject{{u"login"_s, identity}, {u"type"_s, identity.endsWith(kBotSuffix) ? u"Bot"_s : u"User"_s}};
}

QJsonObject GitHubJson::commitAuthor(const QString &identity) const
{
    const Identity *known = m_identities.value(identity);
    const bool hasAccount = !identity.startsWith("email:"_L1);
    return {{u"name"_s, known ? text(known->name) : QJsonValue(QJsonValue::Null)},
        {u"email"_s, known ? text(known->email) : QJsonValue(QJsonValue::Null)},
        {u"user"_s, hasAccount ? actor(identity) : QJsonValue(QJsonValue::Null)}};
}

QJsonObject GitHubJson::pullRequest(const ChangeRequest &change) const
{
    QJsonObject object{{u"id"_s, nodeId("PR"_L1, change.externalId)}, {u"fullDatabaseId"_s, change.externalId},
        {u"number"_s, change.number}, {u"url"_s, change.url}, {u"title"_s, change.title},
        {u"state"_s, stateName(change.state)}, {u"isDraft"_s, change.draft}, {u"createdAt"_s, time(change.createdAt)},
        {u"updatedAt"_s, time(change.updatedAt)},
        {u"closedAt"_s, time(change.mergedAt.isSet() ? change.mergedAt : change.closedAt)},
        {u"mergedAt"_s, time(change.mergedAt)}, {u"author"_s, actor(change.author.id, true)},
        {u"mergedBy"_s, actor(change.mergedBy.id)}, {u"baseRefName"_s, change.baseBranch},
        {u"headRefName"_s, change.headBranch}, {u"headRefOid"_s, change.headSha},
        {u"additions"_s, number(change.additions)}, {u"deletions"_s, number(change.deletions)},
        {u"changedFiles"_s, number(change.files)}, {u"totalCommentsCount"_s, number(change.comments)},
        {u"labels"_s, labels(change.labels)}};
    // Open pull requests have the commit of a test merge: readers must not believe it.
    QString merge = change.mergeSha;
    if (merge.isEmpty() && change.state == ChangeState::Open)
        merge = u"7e57"_s.repeated(10);
    const Commit *commit = m_commits.value(merge);
    object.insert(u"mergeCommit"_s,
        merge.isEmpty() ? QJsonValue(QJsonValue::Null)
                        : QJsonObject{{u"oid"_s, merge},
                              {u"parents"_s, QJsonObject{{u"totalCount"_s, commit ? commit->parents.size() : 1}}}});
    QJsonArray closing;
    for (const QString &key : change.issueKeys) {
        const QStringList parts = key.split(u'#');
        if (parts.size() == 2)
            closing.append(QJsonObject{
                {u"number"_s, parts[1].toLongLong()}, {u"repository"_s, QJsonObject{{u"nameWithOwner"_s, parts[0]}}}});
    }
    object.insert(u"closingIssuesReferences"_s, nodes(closing));
    return object;
}

GitHubJson::PullLists GitHubJson::pullLists(const ChangeRequest &change) const
{
    PullLists lists;
    for (const Review *review : m_reviewsOf.value(change.externalId))
        lists.reviews.append(QJsonObject{{u"id"_s, nodeId("PRR"_L1, review->externalId)},
            {u"fullDatabaseId"_s, review->externalId}, {u"state"_s, verdictName(review->verdict)},
            {u"submittedAt"_s, time(review->at)}, {u"updatedAt"_s, time(review->updatedAt)}, {u"url"_s, review->url},
            {u"author"_s, actor(review->reviewer.id)},
            {u"comments"_s, QJsonObject{{u"totalCount"_s, review->comments.value_or(0)}}}});
    const auto addCommit = [&lists](Instant authored, Instant committed) {
        lists.commits.append(QJsonObject{
            {u"commit"_s, QJsonObject{{u"authoredDate"_s, time(authored)}, {u"committedDate"_s, time(committed)}}}});
    };
    for (const Commit *commit : m_commitsOf.value(change.externalId)) {
        const bool isPart = commit->externalId != change.mergeSha && commit->authoredAt >= change.firstCommitAt;
        if (isPart && lists.commits.size() < change.commits.value_or(0))
            addCommit(commit->authoredAt, commit->committedAt);
    }
    if (change.firstCommitAt.isSet()) { // copies of a rebase, and data without commits
        while (lists.commits.size() < std::max<qint64>(1, change.commits.value_or(0)))
            addCommit(change.firstCommitAt, change.firstCommitAt);
    }
    lists.commitCount = change.commits.value_or(lists.commits.size());
    if (change.readyAt > change.createdAt)
        lists.timeline.append(
            QJsonObject{{u"__typename"_s, u"ReadyForReviewEvent"_s}, {u"createdAt"_s, time(change.readyAt)}});
    return lists;
}

QJsonObject GitHubJson::issue(const Issue &issue) const
{
    QJsonArray assignees;
    if (issue.assignee.isSet())
        assignees.append(actor(issue.assignee.id));
    const bool isClosed = issue.status == StatusCategory::Done;
    return {{u"id"_s, nodeId("I"_L1, issue.externalId)}, {u"fullDatabaseId"_s, issue.externalId},
        {u"number"_s, issue.key.section(u'#', 1).toLongLong()}, {u"url"_s, issue.url}, {u"title"_s, issue.title},
        {u"state"_s, isClosed ? u"CLOSED"_s : u"OPEN"_s},
        {u"stateReason"_s, isClosed ? QJsonValue(u"COMPLETED"_s) : QJsonValue(QJsonValue::Null)},
        {u"createdAt"_s, time(issue.createdAt)}, {u"updatedAt"_s, time(issue.updatedAt)},
        {u"closedAt"_s, time(issue.resolvedAt)}, {u"issueType"_s, QJsonValue::Null},
        {u"author"_s, actor(issue.author.id, true)}, {u"assignees"_s, nodes(assignees)},
        {u"labels"_s, labels(issue.labels)}, {u"milestone"_s, QJsonValue::Null}, {u"parent"_s, QJsonValue::Null}};
}

QJsonArray GitHubJson::issueTimeline(const Issue &issue) const
{
    QJsonArray events;
    for (const IssueTransition *transition : m_transitionsOf.value(issue.externalId)) {
        QJsonObject event{{u"id"_s, transition->externalId}, {u"createdAt"_s, time(transition->at)},
            {u"actor"_s, actor(transition->by.id)}};
        if (transition->field == TransitionField::Assignee) {
            const bool assigned = !transition->to.isEmpty();
            event.insert(u"__typename"_s, assigned ? u"AssignedEvent"_s : u"UnassignedEvent"_s);
            event.insert(u"assignee"_s, actor(assigned ? transition->to : transition->from));
        } else if (transition->field == TransitionField::Status) {
            event.insert(u"__typename"_s, transition->to == "closed"_L1 ? u"ClosedEvent"_s : u"ReopenedEvent"_s);
        } else {
            continue;
        }
        events.append(event);
    }
    return events;
}

QJsonObject GitHubJson::deployment(const Deployment &deployment, Instant replacedAt) const
{
    const auto status = [](QLatin1StringView state, Instant at, const QString &log) {
        return QJsonObject{{u"state"_s, state}, {u"createdAt"_s, time(at)}, {u"logUrl"_s, text(log)}};
    };
    QJsonArray statuses; // newest first, as GitHub has them
    QString state = u"PENDING"_s;
    if (deployment.result != RunResult::Pending) {
        state = u"IN_PROGRESS"_s;
        statuses.prepend(status("IN_PROGRESS"_L1, deployment.startedAt, {}));
    }
    if (deployment.finishedAt.isSet()) {
        state = deployment.result == RunResult::Success ? u"ACTIVE"_s : u"FAILURE"_s;
        statuses.prepend(status(deployment.result == RunResult::Success ? "SUCCESS"_L1 : "FAILURE"_L1,
            deployment.finishedAt, deployment.url));
        if (replacedAt.isSet() && deployment.result == RunResult::Success) {
            state = u"INACTIVE"_s;
            statuses.prepend(status("INACTIVE"_L1, replacedAt, {}));
        }
    }
    QJsonValue payload = QJsonValue::Null;
    if (deployment.rollback)
        payload = u"{\"rollback\":true}"_s;
    return {{u"id"_s, nodeId("DE"_L1, deployment.externalId)}, {u"databaseId"_s, deployment.externalId.toLongLong()},
        {u"environment"_s, deployment.environment}, {u"originalEnvironment"_s, deployment.environment},
        {u"task"_s, deployment.unplanned && !deployment.rollback ? u"deploy:hotfix"_s : u"deploy"_s},
        {u"description"_s, QJsonValue::Null}, {u"payload"_s, payload}, {u"commitOid"_s, deployment.sha},
        {u"ref"_s, deployment.ref.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonObject{{u"name"_s, deployment.ref}}},
        {u"createdAt"_s, time(deployment.startedAt)}, {u"updatedAt"_s, time(deployment.updatedAt)},
        {u"creator"_s, actor(deployment.creator.id)}, {u"state"_s, state},
        {u"statuses"_s,
            QJsonObject{{u"pageInfo"_s, QJsonObject{{u"hasNextPage"_s, false}, {u"endCursor"_s, QJsonValue::Null}}},
                {u"nodes"_s, statuses}}}};
}

QJsonObject GitHubJson::release(const Release &release) const
{
    return {{u"databaseId"_s, release.externalId.toLongLong()}, {u"tagName"_s, release.tag},
        {u"name"_s, text(release.name)}, {u"url"_s, release.url}, {u"isDraft"_s, false},
        {u"isPrerelease"_s, release.prerelease}, {u"createdAt"_s, time(release.publishedAt)},
        {u"publishedAt"_s, time(release.publishedAt)}, {u"updatedAt"_s, time(release.updatedAt)},
        {u"tagCommit"_s, release.sha.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonObject{{u"oid"_s, release.sha}}}};
}

QJsonObject GitHubJson::commit(const Commit &commit) const
{
    QJsonArray parents;
    for (const QString &parent : commit.parents)
        parents.append(QJsonObject{{u"oid"_s, parent}});
    QJsonArray pulls;
    if (const ChangeRequest *change = m_changes.value(commit.changeRequest.id))
        pulls.append(QJsonObject{{u"fullDatabaseId"_s, change->externalId}, {u"mergedAt"_s, time(change->mergedAt)}});
    return {{u"oid"_s, commit.externalId}, {u"url"_s, commit.url}, {u"authoredDate"_s, time(commit.authoredAt)},
        {u"committedDate"_s, time(commit.committedAt)}, {u"messageHeadline"_s, commit.subject},
        {u"additions"_s, number(commit.additions)}, {u"deletions"_s, number(commit.deletions)},
        {u"changedFilesIfAvailable"_s, number(commit.files)}, {u"parents"_s, nodes(parents)},
        {u"author"_s, commitAuthor(commit.author.id)}, {u"associatedPullRequests"_s, nodes(pulls)}};
}

QJsonObject GitHubJson::run(const Build &build) const
{
    QString status = u"completed"_s;
    QJsonValue conclusion = QJsonValue::Null;
    switch (build.result) {
    case RunResult::Pending:
        status = u"queued"_s;
        break;
    case RunResult::Running:
        status = u"in_progress"_s;
        break;
    case RunResult::Success:
        conclusion = u"success"_s;
        break;
    case RunResult::Cancelled:
        conclusion = u"cancelled"_s;
        break;
    case RunResult::Skipped:
        conclusion = u"skipped"_s;
        break;
    default:
        conclusion = u"failure"_s;
    }
    return {{u"id"_s, build.externalId.toLongLong()}, {u"name"_s, build.pipeline}, {u"run_number"_s, build.number},
        {u"event"_s, build.trigger}, {u"status"_s, status}, {u"conclusion"_s, conclusion},
        {u"head_branch"_s, text(build.branch)}, {u"head_sha"_s, build.sha}, {u"html_url"_s, build.url},
        {u"created_at"_s, time(build.queuedAt)}, {u"updated_at"_s, time(build.updatedAt)},
        {u"run_started_at"_s, time(build.startedAt)}, {u"run_attempt"_s, build.attempt},
        {u"actor"_s, restUser(build.actor.id)}, {u"triggering_actor"_s, restUser(build.actor.id)},
        {u"pull_requests"_s, QJsonArray{}}};
}

QJsonObject GitHubJson::repository(const Repository &repository, Instant createdAt) const
{
    const QString owner = repository.path.section(u'/', 0, 0);
    return {{u"id"_s, repository.externalId.toLongLong()}, {u"name"_s, repository.path.section(u'/', 1)},
        {u"full_name"_s, repository.path}, {u"html_url"_s, repository.url},
        {u"default_branch"_s, repository.defaultBranch}, {u"archived"_s, repository.archived},
        {u"fork"_s, repository.fork}, {u"created_at"_s, time(createdAt)}, {u"pushed_at"_s, time(repository.updatedAt)},
        {u"updated_at"_s, time(repository.updatedAt)},
        {u"owner"_s, QJsonObject{{u"login"_s, owner}, {u"type"_s, u"Organization"_s}}}};
}

} // namespace leadline
