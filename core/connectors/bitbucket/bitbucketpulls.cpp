#include "core/connectors/bitbucket/bitbucketactors.h"
#include "core/connectors/bitbucket/bitbucketpage.h"
#include "core/connectors/shared/moments.h"
#include "core/domain/issuekeys.h"
#include "core/domain/reviewtimes.h"

#include <QSet>

// Pull requests: the list, and what their activity, commits and differences add.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

ChangeState changeState(const QString &state)
{
    if (state == "MERGED"_L1)
        return ChangeState::Merged;
    if (state == "DECLINED"_L1 || state == "SUPERSEDED"_L1)
        return ChangeState::Closed;
    return state == "OPEN"_L1 || state == "DRAFT"_L1 || state == "QUEUED"_L1 ? ChangeState::Open : ChangeState::Unknown;
}

QString hashOf(const QJsonObject &side)
{
    return side.value("commit"_L1).toObject().value("hash"_L1).toString().left(80);
}

QString branchOf(const QJsonObject &side)
{
    return side.value("branch"_L1).toObject().value("name"_L1).toString().left(1000);
}

// What happened to one pull request: as records, and as history for its times.
class ActivityReader {
public:
    ActivityReader(ChangeRequest &change, BitbucketActors &actors, RecordBatch &batch)
        : m_change(change)
        , m_actors(actors)
        , m_batch(batch)
    {
    }

    void read(const QJsonArray &activity)
    {
        const JsonPlace place{.parent = nullptr, .name = u"activity"_s};
        forEachObject(activity, &place, RecordKind::Review, m_batch, [this](FieldReader &entry) { readEntry(entry); });
    }

    [[nodiscard]] Instant endedAt() const { return m_endedAt; }
    [[nodiscard]] std::vector<ReviewResponse> takeResponses() { return std::move(m_responses); }

    // Each entry has the draft flag as it was then; the one that turns it also says from what to what.
    [[nodiscard]] std::vector<DraftChange> draftChanges() const
    {
        std::vector<DraftChange> changes;
        auto states = m_drafts;
        std::ranges::stable_sort(states, {}, &DraftState::at);
        std::optional<bool> before;
        for (const DraftState &state : states) {
            const bool turns = state.turned || (before && *before != state.draft);
            if (turns)
                changes.push_back({.at = state.at, .ready = !state.draft});
            before = state.draft;
        }
        return changes;
    }

private:
    struct DraftState {
        Instant at;
        bool draft = false;
        bool turned = false;
    };

    // One member names what happened; a second one, the pull request it happened to.
    void readEntry(FieldReader &entry)
    {
        for (const QLatin1StringView kind : {"comment"_L1, "approval"_L1, "changes_requested"_L1, "update"_L1}) {
            if (!entry.raw().value(kind).isObject())
                continue;
            const JsonPlace place{.parent = entry.place(), .name = kind};
            FieldReader reader(entry.object(kind), &place);
            if (kind == "update"_L1)
                readUpdate(reader);
            else if (kind == "comment"_L1)
                readComment(reader);
            else
                readVerdict(reader, kind == "approval"_L1 ? Verdict::Approved : Verdict::ChangesRequested);
            return;
        }
    }

    void readUpdate(FieldReader &reader)
    {
        const Instant at = reader.time("date"_L1);
        if (!at.isSet())
            return;
        const ChangeState state = changeState(reader.text("state"_L1));
        if (state == m_change.state && (state == ChangeState::Merged || state == ChangeState::Closed))
            m_endedAt = earlier(m_endedAt, at); // what is edited afterwards has the same state
        const QJsonValue turn = reader.object("changes"_L1).value("draft"_L1).toObject().value("new"_L1);
        const QJsonValue flag = reader.raw().value("draft"_L1);
        if (turn.isBool() || flag.isBool())
            m_drafts.push_back(
                {.at = at, .draft = turn.isBool() ? turn.toBool() : flag.toBool(), .turned = turn.isBool()});
    }

    void readComment(FieldReader &reader)
    {
        if (reader.flag("deleted"_L1))
            return;
        Review comment;
        comment.externalId = m_change.externalId + "/comment/"_L1 + reader.needId("id"_L1);
        comment.at = reader.needTime("created_on"_L1);
        comment.updatedAt = std::max(comment.at, reader.time("updated_on"_L1));
        comment.url = pageLink(reader);
        comment.verdict = Verdict::Commented;
        comment.comments = 1;
        keep(std::move(comment), reader);
    }

    void readVerdict(FieldReader &reader, Verdict verdict)
    {
        Review review;
        review.at = review.updatedAt = reader.needTime("date"_L1);
        review.url = m_change.url;
        review.verdict = verdict;
        review.comments = 0;
        keep(std::move(review), reader);
    }

    void keep(Review review, FieldReader &reader)
    {
        const BitbucketActor who = m_actors.fromAccount(reader.raw().value("user"_L1));
        if (review.externalId.isEmpty()) // verdicts have no id of their own
            review.externalId = m_change.externalId + u'/' + enumName(review.verdict) + u'/' + who.ref.id + u'/'
                + QString::number(review.at.ms());
        if (!reader.ok()) {
            m_batch.quarantine.push_back(reader.quarantined(RecordKind::Review, review.externalId));
            return;
        }
        if (m_seen.contains(review.externalId))
            return;
        m_seen.insert(review.externalId);
        review.changeRequest.id = m_change.externalId;
        review.reviewer = who.ref;
        m_responses.push_back({.at = review.at, .who = who.ref.id, .actor = who.actor, .verdict = review.verdict});
        m_batch.add(std::move(review));
    }

    ChangeRequest &m_change;
    BitbucketActors &m_actors;
    RecordBatch &m_batch;
    QSet<QString> m_seen;
    std::vector<ReviewResponse> m_responses;
    std::vector<DraftState> m_drafts;
    Instant m_endedAt;
};

void readCommits(const QJsonArray &commits, BitbucketPull &pull)
{
    ChangeRequest &change = pull.change;
    change.commits = commits.size();
    for (const QJsonValue &value : commits) {
        const QJsonObject commit = value.toObject();
        const QString sha = commit.value("hash"_L1).toString();
        if (!pull.sourceHash.isEmpty() && sha.startsWith(pull.sourceHash))
            change.headSha = sha;
        change.firstCommitAt = earlier(change.firstCommitAt, Instant::fromIso(commit.value("date"_L1).toString()));
    }
}

void readDiffstat(const QJsonArray &files, const FileMasks &masks, ChangeRequest &change)
{
    change.additions = change.deletions = 0;
    change.maskedAdditions = change.maskedDeletions = change.maskedFiles = 0;
    change.files = files.size();
    for (const QJsonValue &value : files) {
        const QJsonObject file = value.toObject();
        const qint64 added = file.value("lines_added"_L1).toInteger(0);
        const qint64 removed = file.value("lines_removed"_L1).toInteger(0);
        *change.additions += added;
        *change.deletions += removed;
        const QString path =
            file.value(file.value("new"_L1).isObject() ? "new"_L1 : "old"_L1).toObject().value("path"_L1).toString();
        if (!masks.matches(path.toUtf8()))
            continue;
        *change.maskedAdditions += added;
        *change.maskedDeletions += removed;
        ++*change.maskedFiles;
    }
}

} // namespace

Result<BitbucketPage> parseBitbucketPulls(const QJsonObject &answer, const BitbucketScope &scope)
{
    auto page = bitbucketPageOf(answer);
    if (!page)
        return page;
    BitbucketActors actors;
    forEachObject(answer.value("values"_L1).toArray(), &kBitbucketValues, RecordKind::ChangeRequest, page->batch,
        [&](FieldReader &reader) {
            BitbucketPull pull;
            ChangeRequest &change = pull.change;
            change.number = reader.needNumber("id"_L1);
            change.externalId = scope.id + u'/' + QString::number(change.number); // a number is of its repository only
            change.repository.id = scope.id;
            change.url = pageLink(reader);
            change.title = reader.text("title"_L1);
            change.state = changeState(reader.text("state"_L1));
            change.draft = reader.flag("draft"_L1);
            change.createdAt = reader.needTime("created_on"_L1);
            change.updatedAt = reader.needTime("updated_on"_L1);
            change.comments = reader.number("comment_count"_L1);
            const QJsonObject source = reader.object("source"_L1);
            change.headBranch = branchOf(source);
            change.headSha = pull.sourceHash = hashOf(source);
            change.baseBranch = branchOf(reader.object("destination"_L1));
            change.issueKeys = issueKeysIn(change.title) + issueKeysIn(change.headBranch);
            change.issueKeys.removeDuplicates();
            noteOrder(*page, change.updatedAt);
            if (!reader.ok()) {
                page->batch.quarantine.push_back(reader.quarantined(RecordKind::ChangeRequest, change.externalId));
                return;
            }
            change.author = actors.fromAccount(reader.raw().value("author"_L1)).ref;
            if (change.state == ChangeState::Merged) {
                change.mergedBy = actors.fromAccount(reader.raw().value("closed_by"_L1)).ref;
                pull.mergeHash = reader.object("merge_commit"_L1).value("hash"_L1).toString().left(80);
            }
            pull.diffstat =
                reader.object("links"_L1).value("diffstat"_L1).toObject().value("href"_L1).toString().left(2000);
            page->pulls.push_back(std::move(pull));
        });
    actors.moveInto(page->batch);
    return page;
}

void completeBitbucketPull(
    BitbucketPull pull, const BitbucketPullParts &parts, const FileMasks &masks, RecordBatch &batch)
{
    ChangeRequest &change = pull.change;
    if (parts.commits)
        readCommits(*parts.commits, pull);
    if (parts.diffstat)
        readDiffstat(*parts.diffstat, masks, change);

    BitbucketActors actors;
    ActivityReader activity(change, actors, batch);
    activity.read(parts.activity);
    if (change.state == ChangeState::Merged || change.state == ChangeState::Closed) {
        // The list has no time of the end: later comments move the last change.
        change.closedAt = activity.endedAt().isSet() ? activity.endedAt() : change.updatedAt;
        if (change.state == ChangeState::Merged) {
            change.mergedAt = change.closedAt;
            change.mergeSha = !parts.mergeSha.isEmpty() ? parts.mergeSha : pull.mergeHash;
        }
    }
    const ReviewTimes times = reviewTimesOf({.author = change.author.id,
        .createdAt = change.createdAt,
        .endedAt = change.closedAt,
        .draft = change.draft,
        .draftChanges = activity.draftChanges(),
        .responses = activity.takeResponses()});
    change.readyAt = times.readyAt;
    change.firstResponseAt = times.firstResponseAt;
    change.firstApprovalAt = times.firstApprovalAt;
    batch.add(std::move(change));
    actors.moveInto(batch);
}

} // namespace leadline
