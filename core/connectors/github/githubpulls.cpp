#include "core/connectors/github/githubactors.h"
#include "core/connectors/github/githubpage.h"
#include "core/domain/issuekeys.h"
#include "core/domain/reviewtimes.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

ChangeState changeState(const QString &state)
{
    if (state == "MERGED"_L1)
        return ChangeState::Merged;
    if (state == "CLOSED"_L1)
        return ChangeState::Closed;
    return state == "OPEN"_L1 ? ChangeState::Open : ChangeState::Unknown;
}

Verdict verdictOf(const QString &state)
{
    if (state == "APPROVED"_L1)
        return Verdict::Approved;
    if (state == "CHANGES_REQUESTED"_L1)
        return Verdict::ChangesRequested;
    if (state == "DISMISSED"_L1)
        return Verdict::Dismissed;
    return state == "COMMENTED"_L1 ? Verdict::Commented : Verdict::Unknown;
}

// Reviews and comments of one pull request: as records, and as history for its review times.
class ConversationReader {
public:
    ConversationReader(const ChangeRequest &change, GitHubActors &actors, RecordBatch &batch)
        : m_change(change)
        , m_actors(actors)
        , m_batch(batch)
    {
    }

    void readReviews(const FieldReader &pull)
    {
        const JsonPlace place{.parent = pull.place(), .name = u"reviews.nodes"_s};
        forEachObject(pull.nodes("reviews"_L1), &place, RecordKind::Review, m_batch,
            [this](FieldReader &reader) { readReview(reader); });
    }

    void readTimeline(const FieldReader &pull, ReviewHistory &history)
    {
        const JsonPlace place{.parent = pull.place(), .name = u"timelineItems.nodes"_s};
        forEachObject(
            pull.nodes("timelineItems"_L1), &place, RecordKind::Review, m_batch, [this, &history](FieldReader &reader) {
                const QString type = reader.text("__typename"_L1);
                if (type == "IssueComment"_L1) {
                    readComment(reader);
                } else if (type == "ReadyForReviewEvent"_L1 || type == "ConvertToDraftEvent"_L1) {
                    if (const Instant at = reader.time("createdAt"_L1); at.isSet())
                        history.draftChanges.push_back({.at = at, .ready = type.startsWith(u'R')});
                }
            });
        history.responses = std::move(m_responses);
    }

private:
    void readReview(FieldReader &reader)
    {
        const QString state = reader.text("state"_L1);
        if (state == "PENDING"_L1)
            return; // not sent yet: only the token's owner can see it
        Review review;
        review.externalId = bigId(reader);
        if (m_seen.contains(review.externalId))
            return;
        review.at = reader.needTime("submittedAt"_L1);
        review.updatedAt = std::max(review.at, reader.time("updatedAt"_L1));
        review.url = reader.text("url"_L1);
        review.verdict = verdictOf(state);
        review.comments = reader.object("comments"_L1).value("totalCount"_L1).toInteger(0);
        keep(std::move(review), reader);
    }

    void readComment(FieldReader &reader)
    {
        Review comment;
        comment.externalId = "comment-"_L1 + reader.needText("id"_L1);
        if (m_seen.contains(comment.externalId))
            return;
        comment.at = reader.needTime("createdAt"_L1);
        comment.updatedAt = comment.at;
        comment.url = reader.text("url"_L1);
        comment.verdict = Verdict::Commented;
        comment.comments = 1;
        keep(std::move(comment), reader);
    }

    void keep(Review review, FieldReader &reader)
    {
        if (!reader.ok()) {
            m_batch.quarantine.push_back(reader.quarantined(RecordKind::Review, review.externalId));
            return;
        }
        const GitHubActor who = m_actors.fromGraphQl(reader.raw().value("author"_L1));
        m_seen.insert(review.externalId);
        review.changeRequest.id = m_change.externalId;
        review.reviewer = who.ref;
        m_responses.push_back({.at = review.at, .who = who.ref.id, .actor = who.actor, .verdict = review.verdict});
        m_batch.add(std::move(review));
    }

    const ChangeRequest &m_change;
    GitHubActors &m_actors;
    RecordBatch &m_batch;
    QSet<QString> m_seen;
    std::vector<ReviewResponse> m_responses;
};

QStringList issueKeysOf(const FieldReader &reader, const ChangeRequest &change, const QString &ownPath)
{
    QStringList keys = issueKeysIn(change.title);
    keys += issueKeysIn(change.headBranch);
    for (const QJsonValue &issue : reader.nodes("closingIssuesReferences"_L1)) {
        const QJsonObject object = issue.toObject();
        const QString path = object.value("repository"_L1).toObject().value("nameWithOwner"_L1).toString(ownPath);
        if (const qint64 number = object.value("number"_L1).toInteger(0); number > 0)
            keys.append(path + u'#' + QString::number(number));
    }
    keys.removeDuplicates();
    return keys;
}

void readCommitDates(const FieldReader &reader, ChangeRequest &change, GitHubPage &page)
{
    const qint64 parents =
        reader.object("mergeCommit"_L1).value("parents"_L1).toObject().value("totalCount"_L1).toInteger(0);
    const bool keepsCommits = parents > 1; // a real merge: the commits reach the base branch with their old dates
    for (const QJsonValue &node : reader.nodes("commits"_L1)) {
        const QJsonObject commit = node.toObject().value("commit"_L1).toObject();
        const Instant authored = Instant::fromIso(commit.value("authoredDate"_L1).toString());
        if (authored.isSet() && (!change.firstCommitAt.isSet() || authored < change.firstCommitAt))
            change.firstCommitAt = authored;
        if (!keepsCommits)
            continue;
        const Instant committed = Instant::fromIso(commit.value("committedDate"_L1).toString());
        if (committed.isSet() && (!page.oldestMergedCommit.isSet() || committed < page.oldestMergedCommit))
            page.oldestMergedCommit = committed;
    }
}

ChangeRequest readFields(FieldReader &reader, const GitHubScope &scope)
{
    ChangeRequest change;
    change.externalId = bigId(reader);
    change.repository.id = scope.id;
    change.number = reader.needNumber("number"_L1);
    change.url = reader.text("url"_L1);
    change.title = reader.text("title"_L1);
    change.state = changeState(reader.text("state"_L1));
    change.draft = reader.flag("isDraft"_L1);
    change.createdAt = reader.needTime("createdAt"_L1);
    change.updatedAt = reader.needTime("updatedAt"_L1);
    change.closedAt = reader.time("closedAt"_L1);
    change.mergedAt = reader.time("mergedAt"_L1);
    change.baseBranch = reader.text("baseRefName"_L1);
    change.headBranch = reader.text("headRefName"_L1);
    change.headSha = reader.text("headRefOid"_L1);
    if (change.mergedAt.isSet()) // an open pull request may have the commit of a test merge
        change.mergeSha = reader.object("mergeCommit"_L1).value("oid"_L1).toString();
    change.additions = reader.number("additions"_L1);
    change.deletions = reader.number("deletions"_L1);
    change.files = reader.number("changedFiles"_L1);
    change.comments = reader.number("totalCommentsCount"_L1);
    const QJsonObject commits = reader.object("commits"_L1);
    if (commits.contains("totalCount"_L1))
        change.commits = commits.value("totalCount"_L1).toInteger();
    change.labels = labelNames(reader);
    change.issueKeys = issueKeysOf(reader, change, scope.path);
    return change;
}

} // namespace

Result<GitHubPage> parsePullRequests(const QJsonObject &data, const GitHubScope &scope)
{
    const auto connection = connectionOf(data, "pullRequests"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitHubPage page = pageOf(*connection);
    GitHubActors actors(scope.webBase);
    const JsonPlace place{.parent = nullptr, .name = u"data.repository.pullRequests.nodes"_s};
    forEachObject(connection->value("nodes"_L1).toArray(), &place, RecordKind::ChangeRequest, page.batch,
        [&](FieldReader &reader) {
            ChangeRequest change = readFields(reader, scope);
            noteOrder(page, change.updatedAt);
            if (!reader.ok()) {
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::ChangeRequest, change.externalId));
                return;
            }
            change.author = actors.fromGraphQl(reader.raw().value("author"_L1)).ref;
            if (change.mergedAt.isSet())
                change.mergedBy = actors.fromGraphQl(reader.raw().value("mergedBy"_L1)).ref;
            readCommitDates(reader, change, page);

            ReviewHistory history{.author = change.author.id,
                .createdAt = change.createdAt,
                .endedAt = change.mergedAt.isSet() ? change.mergedAt : change.closedAt,
                .draft = change.draft,
                .draftChanges = {},
                .responses = {}};
            ConversationReader conversation(change, actors, page.batch);
            conversation.readReviews(reader);
            conversation.readTimeline(reader, history);
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
