#include "core/connectors/bitbucketserver/bitbucketserverparse.h"

#include "core/connectors/shared/fieldreader.h"
#include "core/connectors/shared/identitybook.h"
#include "core/connectors/shared/moments.h"
#include "core/domain/issuekeys.h"
#include "core/domain/reviewtimes.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kSubjectLength = 300;
const JsonPlace kValues{.parent = nullptr, .name = u"values"_s};

Instant timeIn(FieldReader &reader, QLatin1StringView key)
{
    const QJsonValue value = reader.raw().value(key);
    const Instant at = bitbucketServerTime(value);
    if (!at.isSet() && !value.isNull() && !value.isUndefined() && value != QJsonValue(0))
        reader.fault(key, u"this is not a time: “%1”"_s.arg(value.toVariant().toString().left(80)));
    return at;
}

Instant needTimeIn(FieldReader &reader, QLatin1StringView key)
{
    const Instant at = timeIn(reader, key);
    if (!at.isSet())
        reader.fault(key, u"a time is missing here"_s);
    return at;
}

struct Actor {
    IdentityRef ref;
    ActorClass actor = ActorClass::Unknown;
};

// Commit authors without an account have no slug, only a name and an address.
Actor actorOf(const QJsonValue &value, IdentityBook &book)
{
    const QJsonObject user = value.toObject();
    const QString slug = user.value("slug"_L1)
                             .toString(user.value("id"_L1).isDouble() ? user.value("name"_L1).toString() : QString())
                             .left(200);
    if (slug.isEmpty())
        return {.ref = book.rememberMailbox({.name = user.value("name"_L1).toString().left(200),
                    .email = user.value("emailAddress"_L1).toString().left(320)}),
            .actor = ActorClass::Unknown};
    Identity identity;
    identity.externalId = slug;
    identity.login = user.value("name"_L1).toString(slug).left(200);
    identity.name = user.value("displayName"_L1).toString().left(200);
    identity.email = user.value("emailAddress"_L1).toString().left(320);
    identity.url = user.value("links"_L1)
                       .toObject()
                       .value("self"_L1)
                       .toArray()
                       .at(0)
                       .toObject()
                       .value("href"_L1)
                       .toString()
                       .left(1000);
    identity.actor = classByName(identity.login);
    if (identity.actor == ActorClass::Human && user.value("type"_L1).toString() == "SERVICE"_L1)
        identity.actor = classOfBot(identity.login);
    const Identity &known = book.remember(std::move(identity));
    return {.ref = {known.externalId}, .actor = known.actor};
}

QString selfLink(const QJsonObject &object)
{
    return object.value("links"_L1)
        .toObject()
        .value("self"_L1)
        .toArray()
        .at(0)
        .toObject()
        .value("href"_L1)
        .toString()
        .left(1000);
}

Result<BitbucketServerPage> pageOf(const QJsonObject &answer)
{
    if (!answer.value("values"_L1).isArray())
        return fail(ErrorKind::Parse,
            u"Bitbucket's answer does not have the list that was asked for. Check that the address is that of the server, without anything behind it."_s,
            u"$.values is not a list"_s);
    BitbucketServerPage page;
    const QJsonArray values = answer.value("values"_L1).toArray();
    page.items = values.size();
    page.firstItem = values.at(0).toObject().value("id"_L1).toVariant().toString().left(200).toUtf8();
    page.next = bitbucketServerNext(answer);
    return page;
}

void noteOrder(BitbucketServerPage &page, Instant at)
{
    if (!at.isSet())
        return;
    page.isNewestFirst = page.isNewestFirst && (!page.oldest.isSet() || at <= page.oldest);
    page.newest = std::max(page.newest, at);
    page.oldest = page.oldest.isSet() ? std::min(page.oldest, at) : at;
}

ChangeState changeState(const QString &state)
{
    if (state == "MERGED"_L1)
        return ChangeState::Merged;
    if (state == "DECLINED"_L1)
        return ChangeState::Closed;
    return state == "OPEN"_L1 ? ChangeState::Open : ChangeState::Unknown;
}

// What happened to one pull request: as records, and as history for its times.
class ActivityReader {
public:
    ActivityReader(ChangeRequest &change, IdentityBook &book, RecordBatch &batch)
        : m_change(change)
        , m_book(book)
        , m_batch(batch)
    {
    }

    void read(const QJsonArray &activities)
    {
        const JsonPlace place{.parent = nullptr, .name = u"activities"_s};
        forEachObject(
            activities, &place, RecordKind::Review, m_batch, [this](FieldReader &reader) { readOne(reader); });
    }
    [[nodiscard]] std::vector<ReviewResponse> takeResponses() { return std::move(m_responses); }

private:
    void readOne(FieldReader &reader)
    {
        const QString action = reader.text("action"_L1);
        if (action == "APPROVED"_L1 || action == "REVIEWED"_L1) {
            Review review;
            review.externalId = m_change.externalId + "/activity/"_L1 + reader.needId("id"_L1);
            review.verdict = action == "APPROVED"_L1 ? Verdict::Approved : Verdict::ChangesRequested;
            review.at = needTimeIn(reader, "createdDate"_L1);
            review.comments = 0;
            keep(std::move(review), reader, "user"_L1);
        } else if (action == "COMMENTED"_L1 && reader.text("commentAction"_L1) != "DELETED"_L1) {
            readComment(reader.object("comment"_L1), reader.place());
        } else if (action == "MERGED"_L1 && m_change.state == ChangeState::Merged) {
            m_change.mergedAt = std::max(m_change.mergedAt, timeIn(reader, "createdDate"_L1));
            m_change.mergedBy = actorOf(reader.raw().value("user"_L1), m_book).ref;
            if (const QString sha = reader.object("commit"_L1).value("id"_L1).toString(); !sha.isEmpty())
                m_change.mergeSha = sha.left(80);
        } else if (action == "DECLINED"_L1 && m_change.state == ChangeState::Closed) {
            m_change.closedAt = std::max(m_change.closedAt, timeIn(reader, "createdDate"_L1));
        }
    }

    // With the answers to it.
    void readComment(const QJsonObject &comment, const JsonPlace *parent)
    {
        const JsonPlace place{.parent = parent, .name = u"comment"_s};
        FieldReader reader(comment, &place);
        Review review;
        review.externalId = m_change.externalId + "/comment/"_L1 + reader.needId("id"_L1);
        review.verdict = Verdict::Commented;
        review.at = needTimeIn(reader, "createdDate"_L1);
        review.comments = 1;
        keep(std::move(review), reader, "author"_L1);
        for (const QJsonValue &answer : comment.value("comments"_L1).toArray())
            readComment(answer.toObject(), &place);
    }

    void keep(Review review, FieldReader &reader, QLatin1StringView who)
    {
        if (!reader.ok()) {
            m_batch.quarantine.push_back(reader.quarantined(RecordKind::Review, review.externalId));
            return;
        }
        if (m_seen.contains(review.externalId))
            return; // an answer comes with its comment and by itself
        m_seen.insert(review.externalId);
        const Actor actor = actorOf(reader.raw().value(who), m_book);
        review.changeRequest.id = m_change.externalId;
        review.reviewer = actor.ref;
        review.url = m_change.url;
        review.updatedAt = review.at;
        m_responses.push_back({.at = review.at, .who = actor.ref.id, .actor = actor.actor, .verdict = review.verdict});
        m_batch.add(std::move(review));
    }

    ChangeRequest &m_change;
    IdentityBook &m_book;
    RecordBatch &m_batch;
    QSet<QString> m_seen;
    std::vector<ReviewResponse> m_responses;
};

ChangeRequest readPull(FieldReader &reader, const BitbucketServerScope &scope)
{
    ChangeRequest change;
    change.number = reader.needNumber("id"_L1);
    change.externalId = scope.id + u'/' + QString::number(change.number); // a number is of its repository only
    change.repository.id = scope.id;
    change.url = selfLink(reader.raw());
    change.title = reader.text("title"_L1);
    change.state = changeState(reader.text("state"_L1));
    change.draft = reader.flag("draft"_L1);
    change.createdAt = needTimeIn(reader, "createdDate"_L1);
    change.updatedAt = needTimeIn(reader, "updatedDate"_L1);
    const QJsonObject from = reader.object("fromRef"_L1);
    change.headBranch =
        from.value("displayId"_L1).toString(from.value("id"_L1).toString().remove("refs/heads/"_L1)).left(1000);
    change.headSha = from.value("latestCommit"_L1).toString().left(80);
    const QJsonObject to = reader.object("toRef"_L1);
    change.baseBranch =
        to.value("displayId"_L1).toString(to.value("id"_L1).toString().remove("refs/heads/"_L1)).left(1000);
    const QJsonObject properties = reader.object("properties"_L1);
    if (properties.value("commentCount"_L1).isDouble())
        change.comments = properties.value("commentCount"_L1).toInteger();
    const Instant closedAt = timeIn(reader, "closedDate"_L1);
    if (change.state == ChangeState::Merged) {
        change.mergedAt = closedAt;
        change.mergeSha = properties.value("mergeCommit"_L1).toObject().value("id"_L1).toString().left(80);
    } else if (change.state == ChangeState::Closed) {
        change.closedAt = closedAt;
    }
    change.issueKeys = issueKeysIn(change.title) + issueKeysIn(change.headBranch);
    change.issueKeys.removeDuplicates();
    return change;
}

} // namespace

Instant bitbucketServerTime(const QJsonValue &value)
{
    if (value.isDouble())
        return value.toInteger() > 0 ? Instant{value.toInteger()} : Instant{};
    return Instant::fromIso(value.toString());
}

QString bitbucketServerNext(const QJsonObject &answer)
{
    const QJsonValue next = answer.value("nextPageStart"_L1);
    if (answer.value("isLastPage"_L1).toBool(true) || !next.isDouble())
        return {};
    return QString::number(next.toInteger());
}

Result<Repository> parseBitbucketServerRepository(const QJsonObject &answer)
{
    FieldReader reader(answer, nullptr);
    Repository repository;
    repository.externalId = QString::number(reader.needNumber("id"_L1));
    const QString project = reader.object("project"_L1).value("key"_L1).toString();
    repository.path = project + u'/' + reader.needText("slug"_L1);
    repository.url = selfLink(answer);
    if (repository.url.endsWith("/browse"_L1))
        repository.url.chop(7);
    repository.archived = reader.flag("archived"_L1);
    repository.fork = reader.raw().value("origin"_L1).isObject();
    if (!reader.ok() || project.isEmpty())
        return fail(ErrorKind::Parse,
            u"Bitbucket's answer is not a repository. Check that the address is that of the server, without anything behind it."_s,
            reader.quarantined(RecordKind::Repository, {}).path);
    return repository;
}

Result<BitbucketServerPage> parseBitbucketServerPulls(const QJsonObject &answer, const BitbucketServerScope &scope)
{
    auto page = pageOf(answer);
    if (!page)
        return page;
    IdentityBook book;
    forEachObject(answer.value("values"_L1).toArray(), &kValues, RecordKind::ChangeRequest, page->batch,
        [&](FieldReader &reader) {
            ChangeRequest change = readPull(reader, scope);
            noteOrder(*page, change.updatedAt);
            if (!reader.ok()) {
                page->batch.quarantine.push_back(reader.quarantined(RecordKind::ChangeRequest, change.externalId));
                return;
            }
            change.author = actorOf(reader.object("author"_L1).value("user"_L1), book).ref;
            page->pulls.push_back(std::move(change));
        });
    book.moveInto(page->batch);
    return page;
}

Result<BitbucketServerPage> parseBitbucketServerCommits(const QJsonObject &answer, const BitbucketServerScope &scope)
{
    auto page = pageOf(answer);
    if (!page)
        return page;
    IdentityBook book;
    forEachObject(
        answer.value("values"_L1).toArray(), &kValues, RecordKind::Commit, page->batch, [&](FieldReader &reader) {
            Commit commit;
            commit.externalId = reader.needText("id"_L1);
            commit.repository.id = scope.id;
            if (!scope.url.isEmpty())
                commit.url = scope.url + "/commits/"_L1 + commit.externalId;
            commit.authoredAt = needTimeIn(reader, "authorTimestamp"_L1);
            commit.committedAt = timeIn(reader, "committerTimestamp"_L1); // old servers have none
            if (!commit.committedAt.isSet())
                commit.committedAt = commit.authoredAt;
            commit.updatedAt = commit.committedAt;
            commit.subject = reader.text("message"_L1).section(u'\n', 0, 0).trimmed().left(kSubjectLength);
            for (const QJsonValue &parent : reader.array("parents"_L1))
                commit.parents.append(parent.toObject().value("id"_L1).toString());
            commit.onDefaultBranch = true;
            if (!reader.ok()) {
                page->batch.quarantine.push_back(reader.quarantined(RecordKind::Commit, commit.externalId));
                return;
            }
            commit.author = actorOf(reader.raw().value("author"_L1), book).ref;
            page->batch.add(std::move(commit));
        });
    book.moveInto(page->batch);
    return page;
}

void completeBitbucketServerPull(ChangeRequest change, const BitbucketServerPullParts &parts, RecordBatch &batch)
{
    if (parts.commits) {
        change.commits = parts.commits->size();
        for (const QJsonValue &commit : *parts.commits)
            change.firstCommitAt =
                earlier(change.firstCommitAt, bitbucketServerTime(commit.toObject().value("authorTimestamp"_L1)));
    }
    IdentityBook book;
    ActivityReader activity(change, book, batch);
    activity.read(parts.activities);
    if (change.state == ChangeState::Merged)
        change.closedAt = change.mergedAt = change.mergedAt.isSet() ? change.mergedAt : change.updatedAt;
    else if (change.state == ChangeState::Closed && !change.closedAt.isSet())
        change.closedAt = change.updatedAt;
    const ReviewTimes times = reviewTimesOf({.author = change.author.id,
        .createdAt = change.createdAt,
        .endedAt = change.closedAt,
        .draft = change.draft,
        .draftChanges = {},
        .responses = activity.takeResponses()});
    change.readyAt = times.readyAt;
    change.firstResponseAt = times.firstResponseAt;
    change.firstApprovalAt = times.firstApprovalAt;
    batch.add(std::move(change));
    book.moveInto(batch);
}

void addBitbucketServerBuilds(const QJsonArray &statuses, const Commit &commit, const BitbucketServerScope &scope,
    RecordBatch &batch, bool &unfinished)
{
    const JsonPlace place{.parent = nullptr, .name = u"values"_s};
    forEachObject(statuses, &place, RecordKind::Build, batch, [&](FieldReader &reader) {
        Build build;
        const QString key = reader.needText("key"_L1);
        build.externalId = commit.externalId + u'/' + key.left(200);
        build.repository.id = scope.id;
        build.url = reader.text("url"_L1);
        build.pipeline = reader.text("name"_L1);
        if (build.pipeline.isEmpty())
            build.pipeline = key;
        build.branch = scope.defaultBranch;
        build.sha = commit.externalId;
        const QString state = reader.text("state"_L1);
        build.result = state == "SUCCESSFUL"_L1 ? RunResult::Success
            : state == "FAILED"_L1              ? RunResult::Failure
            : state == "CANCELLED"_L1           ? RunResult::Cancelled
            : state == "INPROGRESS"_L1          ? RunResult::Running
                                                : RunResult::Unknown;
        build.updatedAt = needTimeIn(reader, "dateAdded"_L1);
        if (!reader.ok()) {
            batch.quarantine.push_back(reader.quarantined(RecordKind::Build, build.externalId));
            return;
        }
        // One time is told: of the last report.
        if (build.result == RunResult::Running)
            build.startedAt = build.updatedAt;
        else
            build.finishedAt = build.updatedAt;
        unfinished = unfinished || build.result == RunResult::Running;
        batch.add(std::move(build));
    });
}

QString bitbucketServerFingerprint(const QJsonObject &pull)
{
    QString text = QString::number(pull.value("version"_L1).toInteger()) + u'.'
        + QString::number(bitbucketServerTime(pull.value("updatedDate"_L1)).ms()) + u'.'
        + QString::number(pull.value("properties"_L1).toObject().value("commentCount"_L1).toInteger());
    for (const QLatin1StringView list : {"reviewers"_L1, "participants"_L1}) {
        for (const QJsonValue &person : pull.value(list).toArray())
            text += u'.' + person.toObject().value("status"_L1).toString().left(2);
    }
    return QString(text).remove(u' ').left(200);
}

} // namespace leadline
