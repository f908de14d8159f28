#include "tests/emulators/bitbucket/bitbucketjson.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QTimeZone>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kAbbreviation = 12;
constexpr qint64 kHour = 3'600'000;

QString braced(const QString &id)
{
    return u'{' + id + u'}';
}

// With microseconds and an offset, as most of Bitbucket writes times.
QJsonValue time(Instant at)
{
    if (!at.isSet())
        return QJsonValue::Null;
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at.ms(), QTimeZone::UTC);
    return moment.toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz"_s) + "000+00:00"_L1;
}

// With milliseconds and a Z, as pipelines and deployments have them.
QJsonValue pipelineTime(Instant at)
{
    if (!at.isSet())
        return QJsonValue::Null;
    return QDateTime::fromMSecsSinceEpoch(at.ms(), QTimeZone::UTC).toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz"_s) + u'Z';
}

QJsonObject link(const QString &href)
{
    return {{u"href"_s, href}};
}

QJsonObject page(const QString &url)
{
    return {{u"html"_s, link(url)}};
}

QJsonObject commitRef(const QString &sha)
{
    return {{u"type"_s, u"commit"_s}, {u"hash"_s, sha}};
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

QString resultName(RunResult result)
{
    switch (result) {
    case RunResult::Success:
        return u"SUCCESSFUL"_s;
    case RunResult::Cancelled:
        return u"STOPPED"_s;
    default:
        return u"FAILED"_s;
    }
}

QJsonObject side(const QString &branch, const QString &sha, const Repository &repository)
{
    return {{u"branch"_s, QJsonObject{{u"name"_s, branch}}},
        {u"commit"_s, sha.isEmpty() ? QJsonValue(QJsonValue::Null) : commitRef(sha.left(kAbbreviation))},
        {u"repository"_s,
            QJsonObject{{u"type"_s, u"repository"_s}, {u"full_name"_s, repository.path},
                {u"uuid"_s, braced(repository.externalId)}}}};
}

QString madeUpSha(const QString &seed)
{
    return QString::fromLatin1(QCryptographicHash::hash(seed.toUtf8(), QCryptographicHash::Sha1).toHex());
}

} // namespace

BitbucketJson::BitbucketJson(const RecordBatch &records)
{
    for (const Identity &identity : records.of<Identity>())
        m_identities.insert(identity.externalId, &identity);
    for (const Review &review : records.of<Review>())
        m_reviewsOf[review.changeRequest.id].push_back(&review);
    for (const Commit &commit : records.of<Commit>()) {
        if (commit.changeRequest.isSet())
            m_commitsOf[commit.changeRequest.id].push_back(&commit);
    }
}

QJsonValue BitbucketJson::account(const QString &identity) const
{
    if (identity.isEmpty() || identity.startsWith("email:"_L1))
        return QJsonValue::Null;
    const Identity *known = m_identities.value(identity);
    return QJsonObject{{u"type"_s, identity.endsWith("[bot]"_L1) ? u"app_user"_s : u"user"_s},
        {u"uuid"_s, braced(identity)}, {u"account_id"_s, "557058:"_L1 + identity}, {u"nickname"_s, identity},
        {u"display_name"_s, known ? known->name : identity}, {u"links"_s, page(known ? known->url : QString())}};
}

QJsonObject BitbucketJson::repository(const Repository &repository) const
{
    const QString workspace = repository.path.section(u'/', 0, 0);
    QJsonObject object{{u"type"_s, u"repository"_s}, {u"uuid"_s, braced(repository.externalId)},
        {u"full_name"_s, repository.path}, {u"name"_s, repository.path.section(u'/', 1)},
        {u"slug"_s, repository.path.section(u'/', 1)}, {u"scm"_s, u"git"_s}, {u"is_private"_s, true},
        {u"mainbranch"_s,
            repository.defaultBranch.isEmpty()
                ? QJsonValue(QJsonValue::Null)
                : QJsonObject{{u"type"_s, u"branch"_s}, {u"name"_s, repository.defaultBranch}}},
        {u"updated_on"_s, time(repository.updatedAt)},
        {u"workspace"_s,
            QJsonObject{
                {u"type"_s, u"workspace"_s}, {u"slug"_s, workspace}, {u"uuid"_s, braced("ws-"_L1 + workspace)}}},
        {u"links"_s, page(repository.url)}};
    if (repository.fork)
        object.insert(u"parent"_s, QJsonObject{{u"type"_s, u"repository"_s}, {u"full_name"_s, u"other/origin"_s}});
    return object;
}

QJsonObject BitbucketJson::pull(const ChangeRequest &change, const Repository &repository) const
{
    QJsonObject links = page(change.url);
    links.insert(u"diffstat"_s,
        link(QString::fromLatin1(kApi) + "/repositories/"_L1 + repository.path + "/diffstat/"_L1 + repository.path
            + u':' + change.headSha.left(kAbbreviation) + "%0Dffffffffffff?from_pullrequest_id="_L1
            + QString::number(change.number)));
    const bool hasEnded = change.state == ChangeState::Merged || change.state == ChangeState::Closed;
    return {{u"type"_s, u"pullrequest"_s}, {u"id"_s, change.number}, {u"title"_s, change.title},
        {u"description"_s, u"nobody reads this"_s}, {u"state"_s, stateName(change.state)}, {u"draft"_s, change.draft},
        {u"created_on"_s, time(change.createdAt)}, {u"updated_on"_s, time(change.updatedAt)},
        {u"comment_count"_s, change.comments.value_or(0)}, {u"task_count"_s, 0},
        {u"author"_s, account(change.author.id)},
        {u"closed_by"_s, hasEnded ? account(change.mergedBy.id) : QJsonValue(QJsonValue::Null)},
        {u"merge_commit"_s,
            change.mergeSha.isEmpty() ? QJsonValue(QJsonValue::Null) : commitRef(change.mergeSha.left(kAbbreviation))},
        {u"source"_s, side(change.headBranch, change.headSha, repository)},
        {u"destination"_s, side(change.baseBranch, u"f"_s.repeated(kAbbreviation), repository)}, {u"links"_s, links}};
}

QJsonArray BitbucketJson::activity(const ChangeRequest &change) const
{
    const QJsonObject whose{{u"type"_s, u"pullrequest"_s}, {u"id"_s, change.number}, {u"draft"_s, change.draft}};
    std::multimap<Instant, QJsonObject, std::greater<>> entries;
    const auto add = [&](Instant at, const QString &kind, const QJsonObject &what) {
        entries.emplace(at, QJsonObject{{kind, what}, {u"pull_request"_s, whose}});
    };
    const auto update = [&](Instant at, ChangeState state, bool draft) {
        return QJsonObject{{u"date"_s, time(at)}, {u"state"_s, stateName(state)}, {u"draft"_s, draft},
            {u"title"_s, change.title}, {u"author"_s, account(change.author.id)}};
    };
    const bool beganAsDraft = change.draft || change.readyAt > change.createdAt;
    add(change.createdAt, u"update"_s, update(change.createdAt, ChangeState::Open, beganAsDraft));
    if (beganAsDraft && !change.draft) {
        QJsonObject ready = update(change.readyAt, ChangeState::Open, false);
        ready.insert(u"changes"_s, QJsonObject{{u"draft"_s, QJsonObject{{u"old"_s, true}, {u"new"_s, false}}}});
        add(change.readyAt, u"update"_s, ready);
    }
    const Instant ended = change.mergedAt.isSet() ? change.mergedAt : change.closedAt;
    if (ended.isSet()) {
        add(ended, u"update"_s, update(ended, change.state, change.draft));
        const Instant edited{ended.ms() + kHour}; // somebody mends the title afterwards
        add(edited, u"update"_s, update(edited, change.state, change.draft));
    }
    for (const Review *review : m_reviewsOf.value(change.externalId)) {
        const QJsonObject verdict{{u"date"_s, time(review->at)}, {u"user"_s, account(review->reviewer.id)}};
        if (review->verdict == Verdict::Approved)
            add(review->at, u"approval"_s, verdict);
        else if (review->verdict == Verdict::ChangesRequested)
            add(review->at, u"changes_requested"_s, verdict);
        if (review->verdict != Verdict::Commented)
            continue;
        QJsonObject comment{{u"type"_s, u"pullrequest_comment"_s}, {u"id"_s, review->externalId.toLongLong()},
            {u"created_on"_s, time(review->at)}, {u"updated_on"_s, time(review->updatedAt)}, {u"deleted"_s, false},
            {u"user"_s, account(review->reviewer.id)}, {u"links"_s, page(review->url)}};
        add(review->at, u"comment"_s, comment);
        comment.insert(u"id"_s, review->externalId.toLongLong() + 7'000'000'000); // a second thought, taken back
        comment.insert(u"deleted"_s, true);
        add(review->at, u"comment"_s, comment);
    }
    QJsonArray list;
    for (const auto &[at, entry] : entries)
        list.append(entry);
    return list;
}

QJsonArray BitbucketJson::pullCommits(const ChangeRequest &change) const
{
    QJsonArray list;
    const auto add = [&list](const QString &sha, Instant at) {
        list.prepend(QJsonObject{{u"type"_s, u"commit"_s}, {u"hash"_s, sha}, {u"date"_s, time(at)}});
    };
    for (const Commit *commit : m_commitsOf.value(change.externalId)) {
        const bool isPart = commit->externalId != change.mergeSha && commit->authoredAt >= change.firstCommitAt;
        if (isPart && list.size() < change.commits.value_or(0))
            add(commit->externalId, commit->authoredAt);
    }
    if (change.firstCommitAt.isSet()) { // copies of a rebase, and data without commits
        while (list.size() < std::max<qint64>(1, change.commits.value_or(0)))
            add(madeUpSha(change.externalId + QString::number(list.size())), change.firstCommitAt);
    }
    return list;
}

QJsonArray BitbucketJson::diffstat(const ChangeRequest &change)
{
    QJsonArray files;
    for (qint64 i = 0; i < change.files.value_or(0); ++i) {
        const QJsonObject file{{u"type"_s, u"commit_file"_s}, {u"path"_s, u"src/part%1.cpp"_s.arg(i)}};
        files.append(QJsonObject{{u"type"_s, u"diffstat"_s}, {u"status"_s, u"modified"_s},
            {u"lines_added"_s, i == 0 ? change.additions.value_or(0) : 0},
            {u"lines_removed"_s, i == 0 ? change.deletions.value_or(0) : 0}, {u"old"_s, file}, {u"new"_s, file}});
    }
    return files;
}

QJsonObject BitbucketJson::commit(const Commit &commit) const
{
    QJsonArray parents;
    for (const QString &parent : commit.parents)
        parents.append(commitRef(parent));
    const Identity *known = m_identities.value(commit.author.id);
    const QString raw = known ? u"%1 <%2>"_s.arg(known->name, known->email) : u"Somebody"_s;
    QJsonObject author{{u"type"_s, u"author"_s}, {u"raw"_s, raw}};
    if (const QJsonValue user = account(commit.author.id); user.isObject())
        author.insert(u"user"_s, user);
    return {{u"type"_s, u"commit"_s}, {u"hash"_s, commit.externalId}, {u"date"_s, time(commit.committedAt)},
        {u"message"_s, QString(commit.subject + "\n\nThe rest of the story.\n"_L1)}, {u"author"_s, author},
        {u"parents"_s, parents}, {u"links"_s, page(commit.url)}};
}

QJsonObject BitbucketJson::pipeline(const Build &build) const
{
    const bool isForPull = build.trigger.startsWith("pull"_L1);
    QJsonObject target{{u"selector"_s, QJsonObject{{u"type"_s, u"custom"_s}, {u"pattern"_s, build.pipeline}}},
        {u"commit"_s, commitRef(build.sha)}};
    if (isForPull) {
        target.insert(u"type"_s, u"pipeline_pullrequest_target"_s);
        target.insert(u"source"_s, build.branch);
        target.insert(u"destination"_s, u"main"_s);
    } else {
        target.insert(u"type"_s, u"pipeline_ref_target"_s);
        target.insert(u"ref_type"_s, u"branch"_s);
        target.insert(u"ref_name"_s, build.branch);
    }
    QJsonObject state;
    if (build.result == RunResult::Pending)
        state = {{u"name"_s, u"PENDING"_s}, {u"type"_s, u"pipeline_state_pending"_s}};
    else if (build.result == RunResult::Running)
        state = {{u"name"_s, u"IN_PROGRESS"_s}, {u"stage"_s, QJsonObject{{u"name"_s, u"RUNNING"_s}}}};
    else
        state = {{u"name"_s, u"COMPLETED"_s}, {u"result"_s, QJsonObject{{u"name"_s, resultName(build.result)}}}};
    const QString trigger = isForPull ? u"PULLREQUEST"_s : build.trigger == "push"_L1 ? u"PUSH"_s : u"MANUAL"_s;
    QJsonObject object{{u"type"_s, u"pipeline"_s}, {u"uuid"_s, braced(build.externalId)},
        {u"build_number"_s, build.number}, {u"run_number"_s, build.attempt},
        {u"created_on"_s, pipelineTime(build.queuedAt)}, {u"state"_s, state}, {u"target"_s, target},
        {u"trigger"_s, QJsonObject{{u"name"_s, trigger}}}, {u"creator"_s, account(build.actor.id)},
        {u"links"_s, page(build.url)}};
    if (build.finishedAt.isSet())
        object.insert(u"completed_on"_s, pipelineTime(build.finishedAt));
    return object;
}

QJsonArray BitbucketJson::steps(const Build &build)
{
    if (!build.startedAt.isSet())
        return {};
    QJsonObject first{{u"type"_s, u"pipeline_step"_s}, {u"uuid"_s, braced(build.externalId + "-1"_L1)},
        {u"started_on"_s, pipelineTime(build.startedAt)}};
    QJsonObject second{{u"type"_s, u"pipeline_step"_s}, {u"uuid"_s, braced(build.externalId + "-2"_L1)}};
    if (build.finishedAt.isSet()) {
        first.insert(u"completed_on"_s, pipelineTime(build.finishedAt));
        second.insert(u"started_on"_s, pipelineTime(build.finishedAt));
        second.insert(u"completed_on"_s, pipelineTime(build.finishedAt));
    }
    return {second, first};
}

QJsonObject BitbucketJson::deployment(const Deployment &deployment) const
{
    QJsonObject state{{u"started_on"_s, pipelineTime(deployment.startedAt)}, {u"url"_s, deployment.url},
        {u"deployer"_s, account(deployment.creator.id)}};
    if (deployment.finishedAt.isSet()) {
        state.insert(u"name"_s, u"COMPLETED"_s);
        state.insert(u"completed_on"_s, pipelineTime(deployment.finishedAt));
        state.insert(u"status"_s, QJsonObject{{u"name"_s, resultName(deployment.result)}});
    } else {
        state.insert(u"name"_s, deployment.result == RunResult::Running ? u"IN_PROGRESS"_s : u"PENDING"_s);
    }
    QJsonObject target{{u"type"_s, u"pipeline_ref_target"_s}};
    if (!deployment.ref.isEmpty())
        target.insert(u"ref_name"_s, deployment.ref);
    return {{u"type"_s, u"deployment"_s}, {u"uuid"_s, braced(deployment.externalId)},
        {u"environment"_s,
            QJsonObject{{u"type"_s, u"deployment_environment"_s},
                {u"uuid"_s, environment(deployment.environment).value("uuid"_L1)}}},
        {u"state"_s, state},
        {u"release"_s,
            QJsonObject{{u"type"_s, u"deployment_release"_s}, {u"name"_s, u"#7"_s},
                {u"created_on"_s, pipelineTime(deployment.startedAt)}, {u"commit"_s, commitRef(deployment.sha)},
                {u"pipeline"_s, QJsonObject{{u"target"_s, target}}}}}};
}

QJsonObject BitbucketJson::environment(const QString &name)
{
    QJsonObject object{
        {u"type"_s, u"deployment_environment"_s}, {u"uuid"_s, braced("environment-"_L1 + name)}, {u"name"_s, name}};
    for (const QString &type : {u"Production"_s, u"Staging"_s, u"Test"_s}) {
        if (name.contains(type, Qt::CaseInsensitive))
            object.insert(
                u"environment_type"_s, QJsonObject{{u"type"_s, u"deployment_environment_type"_s}, {u"name"_s, type}});
    }
    return object;
}

QJsonObject BitbucketJson::tag(const Release &release)
{
    return {{u"type"_s, u"tag"_s}, {u"message"_s, u"Made for a release\n"_s}, {u"name"_s, release.tag},
        {u"date"_s, time(release.publishedAt)},
        {u"target"_s,
            QJsonObject{{u"type"_s, u"commit"_s}, {u"hash"_s, release.sha}, {u"date"_s, time(release.publishedAt)}}},
        {u"links"_s, page(release.url)}};
}

} // namespace leadline
