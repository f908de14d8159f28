#include "core/connectors/git/gitrun.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

namespace leadline {

using namespace Qt::StringLiterals;

static constexpr qint64 kPage = 1'000; // commits; a few hundred milliseconds of work, so that cancel is quick

QByteArray GitCursor::toJson() const
{
    const QJsonObject json{{u"done"_s, gitHex(done)}, {u"target"_s, gitHex(target)}, {u"position"_s, position},
        {u"masks"_s, QString::fromLatin1(masks)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

GitCursor GitCursor::fromJson(const QByteArray &text)
{
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    GitCursor cursor;
    git_oid_fromstr(&cursor.done, json[u"done"].toString().toLatin1().constData());
    git_oid_fromstr(&cursor.target, json[u"target"].toString().toLatin1().constData());
    cursor.position = json[u"position"].toInteger();
    cursor.masks = json[u"masks"].toString().toLatin1();
    return cursor;
}

GitRun::GitRun(std::shared_ptr<const ConnectorContext> context)
    : m_context(std::move(context))
    , m_masks(m_context->generatedFiles)
    , m_folder(m_context->config.url)
    , m_scope(QFileInfo(m_folder).fileName())
    , m_stats(m_folder, std::clamp(QThread::idealThreadCount(), 1, 4), m_masks)
{
}

Result<void> GitRun::prepare(GitCursor cursor)
{
    auto repository = openGitRepository(m_folder);
    if (!repository)
        return std::unexpected(repository.error());
    m_repository = std::move(*repository);
    auto line = mainLineOf(m_repository.get(), m_context->config.options[u"branch"].toString());
    if (!line)
        return std::unexpected(line.error());
    const QString remote = gitRemoteUrl(m_repository.get());
    m_pages = webPagesOf(remote);
    if (!m_pages.path.isEmpty())
        m_scope = m_pages.path;
    if (git_repository_is_shallow(m_repository.get()) == 1)
        m_notes += u"The clone is shallow: history before its cut is missing. “git fetch --unshallow” brings it."_s;
    if (!*line)
        return {}; // no commit yet
    m_branch = (*line)->branch;
    m_cursor = m_context->full ? GitCursor{} : cursor;
    if (m_cursor.masks != m_masks.fingerprint() && !(git_oid_is_zero(&m_cursor.done) && m_cursor.position == 0)) {
        m_notes += u"What counts as a generated file was changed, so the lines of all commits were counted again."_s;
        m_cursor = {};
    }
    m_cursor.masks = m_masks.fingerprint();
    // An interrupted run goes on where it stopped, as long as its target is still there.
    GitMainLine target = **line;
    const auto usable = [&](const git_oid &oid) {
        return !git_oid_is_zero(&oid) && isReachable(m_repository.get(), target.head, oid);
    };
    if (!git_oid_is_zero(&m_cursor.done) && !usable(m_cursor.done)) {
        m_notes += u"History was rewritten since the last sync, so all of it was read again."_s;
        m_cursor = {.masks = m_masks.fingerprint()};
    }
    if (m_cursor.position > 0 && usable(m_cursor.target))
        target.head = m_cursor.target;
    else
        m_cursor.position = 0;
    m_cursor.target = target.head;
    auto history = readGitHistory(m_repository.get(), target, m_cursor.done, m_context->cancel);
    if (!history)
        return std::unexpected(history.error());
    m_history = std::move(*history);
    m_position = std::min(m_cursor.position, total());
    m_records = std::make_unique<GitRecords>(m_history, m_pages, m_branch);
    return {};
}

RecordBatch GitRun::nextPage()
{
    const auto from = std::size_t(m_position);
    const auto to = std::size_t(std::min(total(), m_position + kPage));
    std::vector<git_oid> plain;
    std::vector<std::size_t> places;
    for (std::size_t at = from; at < to; ++at) {
        // The lines of a merge are those of its branch: counting them again would double them.
        if (m_history.commits[at].parents.size() > 1)
            continue;
        plain.push_back(m_history.commits[at].id);
        places.push_back(at - from);
    }
    std::vector<std::optional<GitLineStats>> stats(to - from);
    const auto read = m_stats.read(plain);
    for (std::size_t i = 0; i < read.size(); ++i)
        stats[places[i]] = read[i];
    RecordBatch batch = m_records->page(from, to, stats, statsOfChanges(m_records->changesOf(from, to), from, stats));
    m_position = qint64(to);
    GitCursor reached = m_cursor;
    reached.position = m_position;
    if (isFinished())
        reached = {.done = m_cursor.target, .target = {}, .position = 0, .masks = m_cursor.masks};
    batch.checkpoints.push_back(
        {.scope = {}, .entity = u"commits"_s, .cursor = reached.toJson(), .finished = isFinished()});
    return batch;
}

// The size of a change is what its merge changed on the main line; for a squashed one that is the commit itself.
QHash<int, std::optional<GitLineStats>> GitRun::statsOfChanges(
    const std::vector<int> &changes, std::size_t from, const std::vector<std::optional<GitLineStats>> &commitStats)
{
    QHash<int, std::optional<GitLineStats>> stats;
    std::vector<git_oid> merges;
    std::vector<int> owners;
    for (const int change : changes) {
        const GitChange &info = m_history.changes[std::size_t(change)];
        const auto at = std::size_t(info.mergeCommit);
        if (m_history.commits[at].parents.size() < 2 && at >= from && at - from < commitStats.size()) {
            stats.insert(change, commitStats[at - from]);
            continue;
        }
        merges.push_back(m_history.commits[at].id);
        owners.push_back(change);
    }
    const auto read = m_stats.read(merges);
    for (std::size_t i = 0; i < read.size(); ++i)
        stats.insert(owners[i], read[i]);
    return stats;
}

RecordBatch GitRun::repositoryAndTags(const QByteArray &knownTags) const
{
    RecordBatch batch;
    Repository record;
    record.externalId = QString::fromUtf16(kGitRepositoryId);
    record.path = m_scope;
    record.defaultBranch = m_branch;
    record.url = m_pages.base;
    batch.add(std::move(record));
    const QJsonObject known = QJsonDocument::fromJson(knownTags).object();
    QJsonObject now;
    for (const GitTag &tag : readGitTags(m_repository.get())) {
        now.insert(tag.name, tag.sha);
        if (known[tag.name].toString() != tag.sha)
            batch.add(releaseRecord(tag, m_pages));
    }
    for (auto it = known.begin(); it != known.end(); ++it) {
        if (!now.contains(it.key()))
            batch.tombstones.push_back({.kind = RecordKind::Release, .externalId = it.key()});
    }
    batch.checkpoints.push_back({.scope = {},
        .entity = u"tags"_s,
        .cursor = QJsonDocument(now).toJson(QJsonDocument::Compact),
        .finished = true});
    return batch;
}

} // namespace leadline
