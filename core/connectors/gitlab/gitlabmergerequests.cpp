#include "core/connectors/gitlab/gitlabactors.h"
#include "core/connectors/gitlab/gitlabpage.h"
#include "core/domain/issuekeys.h"
#include "core/domain/reviewtimes.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

ChangeState changeState(const QString &state)
{
    if (state == "merged"_L1)
        return ChangeState::Merged;
    if (state == "closed"_L1)
        return ChangeState::Closed;
    return state == "opened"_L1 || state == "locked"_L1 ? ChangeState::Open : ChangeState::Unknown;
}

// What a note of the system says of reviews; its words differ a little from version to version.
std::optional<Verdict> verdictIn(const QString &body)
{
    if (body.startsWith("approved this merge request"_L1))
        return Verdict::Approved;
    if (body.startsWith("unapproved this merge request"_L1) || body.startsWith("removed the approval"_L1))
        return Verdict::Dismissed;
    if (body.startsWith("requested changes"_L1))
        return Verdict::ChangesRequested;
    return {};
}

// "marked this merge request as **ready**", "unmarked as a **Work In Progress**" and their contraries.
std::optional<bool> readinessIn(const QString &body)
{
    if (body.contains("as **ready**"_L1) || body.startsWith("unmarked"_L1))
        return true;
    if (body.contains("as **draft**"_L1) || body.startsWith("marked as a **Work"_L1))
        return false;
    return {};
}

// Notes of one merge request: as records, and as history for its review times.
class NoteReader {
public:
    NoteReader(const ChangeRequest &change, GitLabActors &actors, RecordBatch &batch)
        : m_change(change)
        , m_actors(actors)
        , m_batch(batch)
    {
    }

    void read(const FieldReader &request, ReviewHistory &history)
    {
        const JsonPlace place{.parent = request.place(), .name = u"notes.nodes"_s};
        forEachObject(request.nodes("notes"_L1), &place, RecordKind::Review, m_batch,
            [this, &history](FieldReader &reader) { readNote(reader, history); });
    }

private:
    void readNote(FieldReader &reader, ReviewHistory &history)
    {
        Verdict verdict = Verdict::Commented;
        const bool isSystem = reader.flag("system"_L1);
        if (isSystem) {
            const QString body = reader.text("body"_L1).trimmed();
            const auto ready = readinessIn(body);
            if (const Instant at = reader.time("createdAt"_L1); ready && at.isSet())
                history.draftChanges.push_back({.at = at, .ready = *ready});
            const auto told = verdictIn(body);
            if (!told)
                return;
            verdict = *told;
        }
        Review review;
        review.externalId = numberIn(reader);
        if (m_seen.contains(review.externalId))
            return;
        review.at = reader.needTime("createdAt"_L1);
        review.updatedAt = std::max(review.at, reader.time("updatedAt"_L1));
        review.url = reader.text("url"_L1);
        review.verdict = verdict;
        review.comments = isSystem ? 0 : 1;
        if (!reader.ok()) {
            m_batch.quarantine.push_back(reader.quarantined(RecordKind::Review, review.externalId));
            return;
        }
        m_seen.insert(review.externalId);
        const GitLabActor who = m_actors.fromUser(reader.raw().value("author"_L1));
        review.changeRequest.id = m_change.externalId;
        review.reviewer = who.ref;
        history.responses.push_back({.at = review.at, .who = who.ref.id, .actor = who.actor, .verdict = verdict});
        m_batch.add(std::move(review));
    }

    const ChangeRequest &m_change;
    GitLabActors &m_actors;
    RecordBatch &m_batch;
    QSet<QString> m_seen;
};

// The commit that stands in the target branch: of the merge, else of the squash, else (a fast-forward) the last one.
QString mergedCommit(FieldReader &reader, const QString &headSha)
{
    for (const QLatin1StringView key : {"mergeCommitSha"_L1, "squashCommitSha"_L1}) {
        if (const QString sha = reader.text(key); !sha.isEmpty())
            return sha;
    }
    return headSha;
}

void readEnd(FieldReader &reader, ChangeRequest &change)
{
    change.closedAt = reader.time("closedAt"_L1);
    change.mergedAt = reader.time("mergedAt"_L1);
    if (change.state == ChangeState::Merged) {
        // What was imported or is old has no time of its merge.
        if (!change.mergedAt.isSet())
            change.mergedAt = change.closedAt.isSet() ? change.closedAt : change.updatedAt;
        change.closedAt = change.mergedAt;
        change.mergeSha = mergedCommit(reader, change.headSha);
    } else if (change.state == ChangeState::Closed && !change.closedAt.isSet()) {
        change.closedAt = change.updatedAt; // older servers do not tell it here
    }
}

ChangeRequest readFields(FieldReader &reader, const GitLabScope &scope)
{
    ChangeRequest change;
    change.externalId = numberIn(reader);
    change.repository.id = scope.id;
    change.number = reader.needNumber("iid"_L1);
    change.url = reader.text("webUrl"_L1);
    change.title = reader.text("title"_L1);
    change.state = changeState(reader.text("state"_L1));
    change.draft = reader.flag("draft"_L1);
    change.createdAt = reader.needTime("createdAt"_L1);
    change.updatedAt = reader.needTime("updatedAt"_L1);
    change.baseBranch = reader.text("targetBranch"_L1);
    change.headBranch = reader.text("sourceBranch"_L1);
    change.headSha = reader.text("diffHeadSha"_L1);
    readEnd(reader, change);
    const QJsonObject stats = reader.object("diffStatsSummary"_L1);
    if (stats.contains("fileCount"_L1)) {
        change.additions = stats.value("additions"_L1).toInteger();
        change.deletions = stats.value("deletions"_L1).toInteger();
        change.files = stats.value("fileCount"_L1).toInteger();
    }
    change.comments = reader.number("userNotesCount"_L1);
    change.commits = reader.number("commitCount"_L1);
    for (const QJsonValue &label : reader.nodes("labels"_L1))
        change.labels.append(label.toObject().value("title"_L1).toString().left(200));
    change.issueKeys = issueKeysIn(change.title) + issueKeysIn(change.headBranch)
        + gitlabClosedIssues(change.title + u'\n' + reader.text("description"_L1, 100'000), scope.path);
    change.issueKeys.removeDuplicates();
    for (const QJsonValue &node : reader.nodes("commits"_L1)) {
        const Instant authored = Instant::fromIso(node.toObject().value("authoredDate"_L1).toString());
        if (authored.isSet() && (!change.firstCommitAt.isSet() || authored < change.firstCommitAt))
            change.firstCommitAt = authored;
    }
    return change;
}

} // namespace

QStringList gitlabClosedIssues(const QString &text, const QString &ownPath)
{
    // GitLab's own rule, in any of its verbs; several numbers may follow.
    static const QRegularExpression closing(
        uR"(\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?):?\s+)"
        uR"(((?:(?:issues?\s+)?(?:[\w./-]*#\d+|https?://\S+?/-/issues/\d+)(?:\s*,?\s+and\s+|\s*,\s*)?)+))"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression one(uR"((?:https?://[^/\s]+/)?([\w./-]*?)(?:#|/-/issues/)(\d+))"_s);
    QStringList keys;
    for (const auto &match : closing.globalMatch(text)) {
        for (const auto &issue : one.globalMatch(match.captured(1))) {
            const QString path = issue.captured(1).isEmpty() ? ownPath : issue.captured(1);
            keys.append(path + u'#' + issue.captured(2));
        }
    }
    return keys;
}

Result<GitLabPage> parseMergeRequests(const QJsonObject &project, const GitLabScope &scope)
{
    const auto connection = gitlabConnection(project, "mergeRequests"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitLabPage page = gitlabPageOf(*connection);
    GitLabActors actors;
    const JsonPlace place{.parent = nullptr, .name = u"data.project.mergeRequests.nodes"_s};
    forEachObject(connection->value("nodes"_L1).toArray(), &place, RecordKind::ChangeRequest, page.batch,
        [&](FieldReader &reader) {
            ChangeRequest change = readFields(reader, scope);
            noteOrder(page, change.updatedAt);
            if (!reader.ok()) {
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::ChangeRequest, change.externalId));
                return;
            }
            change.author = actors.fromUser(reader.raw().value("author"_L1)).ref;
            if (change.mergedAt.isSet())
                change.mergedBy = actors.fromUser(reader.raw().value("mergeUser"_L1)).ref;
            ReviewHistory history{.author = change.author.id,
                .createdAt = change.createdAt,
                .endedAt = change.mergedAt.isSet() ? change.mergedAt : change.closedAt,
                .draft = change.draft,
                .draftChanges = {},
                .responses = {}};
            NoteReader(change, actors, page.batch).read(reader, history);
            const ReviewTimes times = reviewTimesOf(std::move(history));
            change.readyAt = times.readyAt;
            change.firstResponseAt = times.firstResponseAt;
            change.firstApprovalAt = times.firstApprovalAt;
            page.batch.add(std::move(change));
        });
    actors.moveInto(page.batch);
    return page;
}

} // namespace leadline
