#include "core/connectors/git/gitrecords.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

static QString identityId(const GitCommitInfo &commit)
{
    return u"email:"_s + (commit.authorEmail.isEmpty() ? commit.authorName.toLower() : commit.authorEmail);
}

static Identity identityRecord(const GitCommitInfo &commit)
{
    Identity identity;
    identity.externalId = identityId(commit);
    identity.name = commit.authorName;
    identity.email = commit.authorEmail;
    const bool bot = commit.authorName.contains(u"[bot]"_s) || commit.authorEmail.contains(u"[bot]"_s)
        || commit.authorName.endsWith(u"-bot"_s, Qt::CaseInsensitive)
        || commit.authorName.endsWith(u" bot"_s, Qt::CaseInsensitive);
    identity.actor = bot ? ActorClass::Bot : ActorClass::Human;
    return identity;
}

// Of a commit or a change request.
template <typename Record> static void takeStats(Record &record, const std::optional<GitLineStats> &stats)
{
    if (!stats)
        return;
    record.additions = stats->additions;
    record.deletions = stats->deletions;
    record.files = stats->files;
    record.maskedAdditions = stats->maskedAdditions;
    record.maskedDeletions = stats->maskedDeletions;
    record.maskedFiles = stats->maskedFiles;
}

std::vector<GitTag> readGitTags(git_repository *repository)
{
    struct Context {
        git_repository *repository;
        std::vector<GitTag> tags;
    } context{repository, {}};
    git_tag_foreach(
        repository,
        [](const char *name, git_oid *oid, void *payload) {
            auto &found = *static_cast<Context *>(payload);
            git_object *object = nullptr;
            if (git_object_lookup(&object, found.repository, oid, GIT_OBJECT_ANY) != 0)
                return 0;
            const GitObjectPtr holder(object);
            git_object *target = nullptr;
            if (git_object_peel(&target, object, GIT_OBJECT_COMMIT) != 0)
                return 0; // a tag of a file or a tree
            const GitObjectPtr commit(target);
            GitTag tag;
            tag.name = gitText(name);
            tag.name.remove(0, QStringLiteral("refs/tags/").size());
            tag.sha = gitHex(*git_object_id(target));
            tag.at = Instant{qint64(git_commit_time(reinterpret_cast<git_commit *>(target))) * 1000};
            if (git_object_type(object) == GIT_OBJECT_TAG) {
                if (const git_signature *tagger = git_tag_tagger(reinterpret_cast<git_tag *>(object)))
                    tag.at = Instant{qint64(tagger->when.time) * 1000};
            }
            found.tags.push_back(std::move(tag));
            return 0;
        },
        &context);
    return std::move(context.tags);
}

Release releaseRecord(const GitTag &tag, const WebPages &pages)
{
    Release release;
    release.externalId = tag.name;
    release.tag = tag.name;
    release.name = tag.name;
    release.repository = {QString::fromUtf16(kGitRepositoryId)};
    release.publishedAt = tag.at;
    release.sha = tag.sha;
    release.prerelease = isPrereleaseTag(tag.name);
    release.url = pages.tag.isEmpty() ? QString() : pages.tag + tag.name;
    return release;
}

GitRecords::GitRecords(const GitHistory &history, WebPages pages, QString mainBranch)
    : m_history(history)
    , m_pages(std::move(pages))
    , m_mainBranch(std::move(mainBranch))
{
    for (std::size_t i = 0; i < history.changes.size(); ++i)
        m_changesByCommit[history.changes[i].firstCommit].push_back(int(i));
}

std::vector<int> GitRecords::changesOf(std::size_t from, std::size_t to) const
{
    std::vector<int> changes;
    for (std::size_t at = from; at < to; ++at) {
        if (const auto found = m_changesByCommit.constFind(int(at)); found != m_changesByCommit.cend())
            changes.insert(changes.end(), found->begin(), found->end());
    }
    return changes;
}

// A number is the service's own; merges without one are known by their commit.
QString GitRecords::changeId(int index) const
{
    const GitChange &change = m_history.changes[std::size_t(index)];
    if (change.merged.number > 0)
        return QString::number(change.merged.number);
    return u"merge:"_s + gitHex(m_history.commits[std::size_t(change.mergeCommit)].id);
}

ChangeRequest GitRecords::changeRecord(int index, const std::optional<GitLineStats> &stats) const
{
    const GitChange &change = m_history.changes[std::size_t(index)];
    const GitCommitInfo &merge = m_history.commits[std::size_t(change.mergeCommit)];
    ChangeRequest record;
    record.externalId = changeId(index);
    record.number = change.merged.number;
    record.title = change.merged.title;
    record.repository = {QString::fromUtf16(kGitRepositoryId)};
    record.state = ChangeState::Merged;
    // Git knows neither when a change was proposed nor its reviews: those times stay unset, and their stages are gaps.
    record.firstCommitAt = change.firstCommitAt;
    record.mergedAt = merge.committedAt;
    record.closedAt = merge.committedAt;
    record.updatedAt = merge.committedAt;
    record.mergeSha = gitHex(merge.id);
    record.headBranch = change.merged.branch;
    record.baseBranch = m_mainBranch;
    record.commits = change.commits;
    const int author = change.author >= 0 ? change.author : change.mergeCommit;
    record.author = {identityId(m_history.commits[std::size_t(author)])};
    record.mergedBy = {identityId(merge)};
    takeStats(record, stats);
    if (record.number > 0 && !m_pages.change.isEmpty())
        record.url = m_pages.change + QString::number(record.number);
    else if (!m_pages.commit.isEmpty())
        record.url = m_pages.commit + record.mergeSha;
    return record;
}

Commit GitRecords::commitRecord(const GitCommitInfo &info, const std::optional<GitLineStats> &stats) const
{
    Commit record;
    record.externalId = gitHex(info.id);
    record.repository = {QString::fromUtf16(kGitRepositoryId)};
    record.author = {identityId(info)};
    record.authoredAt = info.authoredAt;
    record.committedAt = info.committedAt;
    record.updatedAt = info.committedAt;
    record.subject = info.subject;
    record.onDefaultBranch = true;
    for (const git_oid &parent : info.parents)
        record.parents += gitHex(parent);
    if (info.change >= 0)
        record.changeRequest = {changeId(info.change)};
    takeStats(record, stats);
    if (!m_pages.commit.isEmpty())
        record.url = m_pages.commit + record.externalId;
    return record;
}

RecordBatch GitRecords::page(std::size_t from, std::size_t to,
    const std::vector<std::optional<GitLineStats>> &commitStats,
    const QHash<int, std::optional<GitLineStats>> &changeStats) const
{
    RecordBatch batch;
    QSet<QString> seen;
    const auto addIdentity = [&](int at) {
        const GitCommitInfo &commit = m_history.commits[std::size_t(at)];
        if (const QString id = identityId(commit); !seen.contains(id)) {
            seen += id;
            batch.add(identityRecord(commit));
        }
    };
    for (const int change : changesOf(from, to)) {
        const GitChange &info = m_history.changes[std::size_t(change)];
        addIdentity(info.mergeCommit);
        if (info.author >= 0)
            addIdentity(info.author);
        batch.add(changeRecord(change, changeStats.value(change)));
    }
    for (std::size_t at = from; at < to; ++at) {
        addIdentity(int(at));
        batch.add(commitRecord(m_history.commits[at], commitStats[at - from]));
    }
    return batch;
}

} // namespace leadline
