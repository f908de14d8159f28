#include "tests/emulators/gitlab/gitlabjson.h"

#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kBotSuffix = "[bot]"_L1;
constexpr int kFirstLabel = 1000;
constexpr qint64 kHalfDay = 12 * 3'600'000;
const QString kBlocked = u"blocked"_s;

QJsonValue text(const QString &value)
{
    return value.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(value);
}

QJsonValue time(Instant at)
{
    return text(at.toIso());
}

QJsonValue day(Instant at)
{
    return text(at.toIso().left(10));
}

template <typename Number> QJsonValue number(const std::optional<Number> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonObject nodes(QJsonArray items)
{
    return {{u"nodes"_s, std::move(items)}};
}

QString requestState(ChangeState state)
{
    switch (state) {
    case ChangeState::Merged:
        return u"merged"_s;
    case ChangeState::Closed:
        return u"closed"_s;
    default:
        return u"opened"_s;
    }
}

QString runStatus(RunResult result)
{
    switch (result) {
    case RunResult::Pending:
        return u"created"_s;
    case RunResult::Running:
        return u"running"_s;
    case RunResult::Success:
        return u"success"_s;
    case RunResult::Cancelled:
        return u"canceled"_s;
    case RunResult::Skipped:
        return u"skipped"_s;
    default:
        return u"failed"_s;
    }
}

// Reviews are notes here: of a person, or of the system.
QString noteText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Approved:
        return u"approved this merge request"_s;
    case Verdict::ChangesRequested:
        return u"requested changes"_s;
    case Verdict::Dismissed:
        return u"unapproved this merge request"_s;
    default:
        return u"Could we name this after what it does?"_s;
    }
}

bool meansOpen(const QString &status)
{
    return status.isEmpty() || status == "open"_L1 || status == "To do"_L1;
}

bool meansClosed(const QString &status)
{
    return status == "closed"_L1 || status == "Done"_L1;
}

// What is neither is a column of a board, and those are labels.
QString columnOf(const QString &status)
{
    return meansOpen(status) || meansClosed(status) ? QString() : "workflow::"_L1 + status;
}

QString sourceOf(const QString &trigger)
{
    if (trigger == "pull_request"_L1)
        return u"merge_request_event"_s;
    return trigger.isEmpty() ? u"push"_s : trigger;
}

} // namespace

GitLabJson::GitLabJson(const RecordBatch &records)
{
    for (const Identity &identity : records.of<Identity>())
        m_identities.insert(identity.externalId, &identity);
    for (const Review &review : records.of<Review>())
        m_reviewsOf[review.changeRequest.id].push_back(&review);
    for (const Commit &commit : records.of<Commit>()) {
        if (commit.changeRequest.isSet())
            m_commitsOf[commit.changeRequest.id].push_back(&commit);
    }
    for (const IssueTransition &transition : records.of<IssueTransition>())
        m_transitionsOf[transition.issue.id].push_back(&transition);
    for (const Sprint &sprint : records.of<Sprint>())
        m_sprints.push_back(&sprint);
    for (const Issue &issue : records.of<Issue>())
        m_labels += issue.labels;
    for (const IssueTransition &transition : records.of<IssueTransition>()) {
        if (transition.field == TransitionField::Status)
            m_labels += {columnOf(transition.from), columnOf(transition.to)};
    }
    m_labels += kBlocked;
    m_labels.removeAll(QString());
    m_labels.removeDuplicates();
}

QString GitLabJson::globalId(QLatin1StringView type, const QString &externalId)
{
    return "gid://gitlab/"_L1 + type + u'/' + externalId;
}

QString GitLabJson::labelId(const QString &title) const
{
    return QString::number(kFirstLabel + m_labels.indexOf(title));
}

QJsonValue GitLabJson::user(const QString &identity) const
{
    if (identity.isEmpty())
        return QJsonValue::Null;
    const Identity *known = m_identities.value(identity);
    return QJsonObject{{u"username"_s, identity}, {u"name"_s, known ? text(known->name) : QJsonValue(identity)},
        {u"webUrl"_s, known ? known->url : QString()}, {u"bot"_s, identity.endsWith(kBotSuffix)}};
}

QJsonValue GitLabJson::restUser(const QString &identity) const
{
    if (identity.isEmpty())
        return QJsonValue::Null;
    const Identity *known = m_identities.value(identity);
    return QJsonObject{{u"id"_s, static_cast<qint64>(qHash(identity) % 1'000'000)}, {u"username"_s, identity},
        {u"name"_s, known ? text(known->name) : QJsonValue(identity)}, {u"state"_s, u"active"_s},
        {u"web_url"_s, known ? known->url : QString()}};
}

QJsonObject GitLabJson::mergeRequest(const ChangeRequest &change) const
{
    QString description = u"What and why.\n"_s;
    for (const QString &key : change.issueKeys) {
        if (key.contains(u'#'))
            description += "\nCloses "_L1 + key;
    }
    QJsonArray labels;
    for (const QString &name : change.labels)
        labels.append(QJsonObject{{u"title"_s, name}});
    const bool isMerged = change.state == ChangeState::Merged;
    return {{u"id"_s, globalId("MergeRequest"_L1, change.externalId)}, {u"iid"_s, QString::number(change.number)},
        {u"webUrl"_s, change.url}, {u"title"_s, change.title}, {u"description"_s, description},
        {u"state"_s, requestState(change.state)}, {u"draft"_s, change.draft}, {u"createdAt"_s, time(change.createdAt)},
        {u"updatedAt"_s, time(change.updatedAt)}, {u"mergedAt"_s, time(change.mergedAt)},
        {u"closedAt"_s, isMerged ? QJsonValue(QJsonValue::Null) : time(change.closedAt)},
        {u"sourceBranch"_s, change.headBranch}, {u"targetBranch"_s, change.baseBranch},
        {u"diffHeadSha"_s, text(change.headSha)}, {u"mergeCommitSha"_s, text(change.mergeSha)},
        {u"squashOnMerge"_s, false}, {u"commitCount"_s, number(change.commits)},
        {u"userNotesCount"_s, number(change.comments)}, {u"author"_s, user(change.author.id)},
        {u"mergeUser"_s, user(change.mergedBy.id)}, {u"labels"_s, nodes(labels)},
        {u"diffStatsSummary"_s,
            change.additions
                ? QJsonValue(QJsonObject{{u"additions"_s, *change.additions},
                      {u"deletions"_s, change.deletions.value_or(0)}, {u"fileCount"_s, change.files.value_or(0)}})
                : QJsonValue(QJsonValue::Null)}};
}

GitLabJson::RequestLists GitLabJson::requestLists(const ChangeRequest &change) const
{
    RequestLists lists;
    const auto note = [this, &lists](const QString &id, bool system, const QString &body, Instant at, Instant updated,
                          const QString &url, const QString &who) {
        lists.notes.append(QJsonObject{{u"id"_s, globalId("Note"_L1, id)}, {u"system"_s, system}, {u"body"_s, body},
            {u"createdAt"_s, time(at)}, {u"updatedAt"_s, time(updated)}, {u"url"_s, url}, {u"author"_s, user(who)}});
    };
    note(u"8"_s + change.externalId, true, u"added 1 commit"_s, change.createdAt, change.createdAt, {},
        change.author.id);
    if (change.readyAt > change.createdAt)
        note(u"9"_s + change.externalId, true, u"marked this merge request as **ready**"_s, change.readyAt,
            change.readyAt, {}, change.author.id);
    for (const Review *review : m_reviewsOf.value(change.externalId))
        note(review->externalId, review->verdict != Verdict::Commented, noteText(review->verdict), review->at,
            review->updatedAt, review->url, review->reviewer.id);

    const auto addCommit = [&lists](Instant authored) {
        lists.commits.append(QJsonObject{{u"authoredDate"_s, time(authored)}});
    };
    for (const Commit *commit : m_commitsOf.value(change.externalId)) {
        const bool isPart = commit->externalId != change.mergeSha && commit->authoredAt >= change.firstCommitAt;
        if (isPart && lists.commits.size() < change.commits.value_or(0))
            addCommit(commit->authoredAt);
    }
    if (change.firstCommitAt.isSet()) { // copies of a rebase, and data without commits
        while (lists.commits.size() < std::max<qint64>(1, change.commits.value_or(0)))
            addCommit(change.firstCommitAt);
    }
    return lists;
}

QJsonObject GitLabJson::workItem(const Issue &issue) const
{
    QJsonArray assignees;
    if (issue.assignee.isSet())
        assignees.append(user(issue.assignee.id));
    QJsonArray labels;
    for (const QString &name : issue.labels)
        labels.append(QJsonObject{{u"id"_s, globalId("ProjectLabel"_L1, labelId(name))}, {u"title"_s, name}});
    const bool isClosed = issue.status == StatusCategory::Done;
    for (const QString &name : {columnOf(issue.statusRaw), issue.flagged ? kBlocked : QString()}) {
        if (!name.isEmpty() && !isClosed)
            labels.append(QJsonObject{{u"id"_s, globalId("ProjectLabel"_L1, labelId(name))}, {u"title"_s, name}});
    }
    const QJsonArray widgets{QJsonObject{{u"type"_s, u"ASSIGNEES"_s}, {u"assignees"_s, nodes(assignees)}},
        QJsonObject{{u"type"_s, u"LABELS"_s}, {u"labels"_s, nodes(labels)}},
        QJsonObject{{u"type"_s, u"MILESTONE"_s}, {u"milestone"_s, QJsonValue::Null}},
        QJsonObject{{u"type"_s, u"WEIGHT"_s}, {u"weight"_s, number(issue.points)}},
        QJsonObject{{u"type"_s, u"START_AND_DUE_DATE"_s}, {u"dueDate"_s, day(issue.dueAt)}},
        QJsonObject{{u"type"_s, u"HIERARCHY"_s}, {u"parent"_s, QJsonValue::Null}}, QJsonObject{{u"type"_s, u"EMOJI"_s}},
        QJsonObject{{u"type"_s, u"NOTES"_s}, {u"discussions"_s, QJsonObject()}}};
    return {{u"id"_s, globalId("WorkItem"_L1, issue.externalId)},
        {u"iid"_s, issue.key.section(QRegularExpression(u"[#-]"_s), -1)}, {u"webUrl"_s, issue.url},
        {u"title"_s, issue.title}, {u"state"_s, isClosed ? u"CLOSED"_s : u"OPEN"_s},
        {u"createdAt"_s, time(issue.createdAt)}, {u"updatedAt"_s, time(issue.updatedAt)},
        {u"closedAt"_s, time(issue.resolvedAt)}, {u"author"_s, user(issue.author.id)},
        {u"workItemType"_s, QJsonObject{{u"name"_s, issue.type == IssueClass::Incident ? u"Incident"_s : u"Issue"_s}}},
        {u"widgets"_s, widgets}};
}

QString GitLabJson::labelsNote(const QString &removed, const QString &added) const
{
    QStringList parts;
    if (!added.isEmpty())
        parts.append(u"added ~%1 label"_s.arg(labelId(added)));
    if (!removed.isEmpty())
        parts.append(u"removed ~%1 label"_s.arg(labelId(removed)));
    return parts.join(" and "_L1);
}

// In the words of GitLab's own notes; empty for what it has no note of.
QString GitLabJson::activityOf(const IssueTransition &transition) const
{
    switch (transition.field) {
    case TransitionField::Assignee:
        if (transition.to.isEmpty())
            return "unassigned @"_L1 + transition.from;
        return "assigned to @"_L1 + transition.to
            + (transition.from.isEmpty() ? QString() : " and unassigned @"_L1 + transition.from);
    case TransitionField::Status:
        if (meansClosed(transition.to))
            return u"closed"_s;
        if (meansOpen(transition.to) && meansClosed(transition.from))
            return u"reopened"_s;
        return labelsNote(columnOf(transition.from), columnOf(transition.to));
    case TransitionField::Sprint: // an item is in one iteration at a time
        return transition.to.isEmpty() ? u"removed iteration"_s
                                       : "changed iteration to *iteration:"_L1 + transition.to.section(u',', -1);
    case TransitionField::Points:
        return transition.to.isEmpty() ? u"removed the weight"_s : u"set weight to **%1**"_s.arg(transition.to);
    case TransitionField::Flag:
        return labelsNote(
            transition.to.isEmpty() ? kBlocked : QString(), transition.to.isEmpty() ? QString() : kBlocked);
    default:
        return {};
    }
}

QJsonArray GitLabJson::discussions(const Issue &issue) const
{
    QJsonArray all;
    for (const IssueTransition *transition : m_transitionsOf.value(issue.externalId)) {
        const auto add = [&](const QString &id, const QString &body) {
            const QJsonObject note{{u"id"_s, globalId("Note"_L1, id)}, {u"body"_s, body},
                {u"createdAt"_s, time(transition->at)}, {u"author"_s, user(transition->by.id)}};
            all.append(QJsonObject{{u"notes"_s, nodes(QJsonArray{note})}});
        };
        // Back from done to a column is opened again and put there: two notes.
        if (transition->field == TransitionField::Status && meansClosed(transition->from)
            && !columnOf(transition->to).isEmpty())
            add(transition->externalId + u'0', u"reopened"_s);
        if (const QString body = activityOf(*transition); !body.isEmpty())
            add(transition->externalId, body);
    }
    return all;
}

QJsonObject GitLabJson::pipeline(const Build &build) const
{
    QJsonArray retried;
    QJsonArray jobs;
    for (qint64 attempt = 1; attempt <= build.attempt; ++attempt) {
        const bool isLast = attempt == build.attempt;
        if (!isLast)
            retried.append(QJsonObject{{u"name"_s, u"test"_s}});
        jobs.append(QJsonObject{{u"id"_s, globalId("Ci::Build"_L1, build.externalId + QString::number(attempt))},
            {u"name"_s, u"test"_s}, {u"status"_s, isLast ? runStatus(build.result).toUpper() : u"FAILED"_s},
            {u"retried"_s, !isLast}, {u"createdAt"_s, time(build.queuedAt)},
            {u"queuedAt"_s, time(Instant{build.queuedAt.ms() + attempt})}, {u"startedAt"_s, time(build.startedAt)},
            {u"finishedAt"_s, time(build.finishedAt)}, {u"webPath"_s, u"/acme/-/jobs/1"_s}});
    }
    return {{u"id"_s, globalId("Ci::Pipeline"_L1, build.externalId)}, {u"iid"_s, QString::number(build.number)},
        {u"path"_s, u"/acme/-/pipelines/"_s + build.externalId}, {u"ref"_s, build.branch}, {u"sha"_s, build.sha},
        {u"source"_s, sourceOf(build.trigger)}, {u"status"_s, runStatus(build.result).toUpper()},
        {u"createdAt"_s, time(build.queuedAt)}, {u"updatedAt"_s, time(build.updatedAt)},
        {u"startedAt"_s, time(build.startedAt)}, {u"finishedAt"_s, time(build.finishedAt)},
        {u"user"_s, user(build.actor.id)}, {u"retried"_s, nodes(retried)}, {u"jobs"_s, nodes(jobs)}};
}

QJsonObject GitLabJson::release(const Release &release) const
{
    return {{u"id"_s, globalId("Release"_L1, release.externalId)}, {u"tagName"_s, release.tag},
        {u"name"_s, text(release.name)}, {u"createdAt"_s, time(release.publishedAt)},
        {u"releasedAt"_s, time(release.publishedAt)}, {u"upcomingRelease"_s, false},
        {u"commit"_s,
            release.sha.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(QJsonObject{{u"sha"_s, release.sha}})},
        {u"links"_s, QJsonObject{{u"selfUrl"_s, text(release.url)}}}};
}

QJsonArray GitLabJson::labels() const
{
    QJsonArray all;
    for (const QString &title : m_labels)
        all.append(QJsonObject{{u"id"_s, globalId("ProjectLabel"_L1, labelId(title))}, {u"title"_s, title}});
    return all;
}

QJsonArray GitLabJson::iterations() const
{
    QJsonArray all;
    for (const Sprint *sprint : m_sprints) {
        // An iteration ends the day before the next begins.
        const Instant lastDay = sprint->endAt.isSet() ? Instant{sprint->endAt.ms() - kHalfDay} : sprint->endAt;
        const QString state = sprint->state == SprintState::Closed ? u"closed"_s
            : sprint->state == SprintState::Active                 ? u"current"_s
                                                                   : u"upcoming"_s;
        all.append(QJsonObject{{u"id"_s, globalId("Iteration"_L1, sprint->externalId)}, {u"title"_s, sprint->name},
            {u"state"_s, state}, {u"startDate"_s, day(sprint->startAt)}, {u"dueDate"_s, day(lastDay)},
            {u"createdAt"_s, time(sprint->updatedAt)}, {u"updatedAt"_s, time(sprint->updatedAt)},
            {u"webUrl"_s, sprint->url}, {u"iterationCadence"_s, QJsonObject{{u"title"_s, sprint->board}}}});
    }
    return all;
}

QJsonObject GitLabJson::deployment(const Deployment &deployment) const
{
    const QString job = deployment.rollback ? u"rollback"_s : deployment.unplanned ? u"deploy-hotfix"_s : u"deploy"_s;
    const QString status = runStatus(deployment.result);
    const QJsonObject deployable{{u"id"_s, deployment.externalId.toLongLong() + 1}, {u"name"_s, job},
        {u"status"_s, status}, {u"started_at"_s, time(deployment.startedAt)},
        {u"finished_at"_s, time(deployment.finishedAt)}, {u"web_url"_s, deployment.url}};
    return {{u"id"_s, deployment.externalId.toLongLong()}, {u"iid"_s, 1}, {u"ref"_s, deployment.ref},
        {u"sha"_s, deployment.sha}, {u"status"_s, status}, {u"created_at"_s, time(deployment.startedAt)},
        {u"updated_at"_s, time(deployment.updatedAt)}, {u"user"_s, restUser(deployment.creator.id)},
        {u"environment"_s, QJsonObject{{u"id"_s, 1}, {u"name"_s, deployment.environment}}},
        {u"deployable"_s, deployable}};
}

QJsonObject GitLabJson::commit(const Commit &commit) const
{
    const Identity *author = m_identities.value(commit.author.id);
    QJsonObject stats;
    if (commit.additions)
        stats = {{u"additions"_s, *commit.additions}, {u"deletions"_s, commit.deletions.value_or(0)},
            {u"total"_s, *commit.additions + commit.deletions.value_or(0)}};
    return {{u"id"_s, commit.externalId}, {u"short_id"_s, commit.externalId.left(8)}, {u"title"_s, commit.subject},
        {u"author_name"_s, author ? author->name : QString()}, {u"author_email"_s, author ? author->email : QString()},
        {u"authored_date"_s, time(commit.authoredAt)}, {u"committed_date"_s, time(commit.committedAt)},
        {u"created_at"_s, time(commit.committedAt)}, {u"parent_ids"_s, QJsonArray::fromStringList(commit.parents)},
        {u"stats"_s, stats}, {u"web_url"_s, commit.url}};
}

QJsonObject GitLabJson::project(const Repository &repository) const
{
    return {{u"id"_s, repository.externalId.toLongLong()}, {u"name"_s, repository.path.section(u'/', -1)},
        {u"path_with_namespace"_s, repository.path}, {u"web_url"_s, repository.url},
        {u"default_branch"_s, repository.defaultBranch}, {u"archived"_s, repository.archived},
        {u"last_activity_at"_s, time(repository.updatedAt)}};
}

QJsonArray GitLabJson::members() const
{
    QJsonArray all;
    QStringList names;
    for (const Identity *identity : m_identities) {
        if (!identity->login.isEmpty())
            names.append(identity->externalId);
    }
    names.sort();
    for (const QString &name : names)
        all.append(restUser(name));
    return all;
}

} // namespace leadline
