#include "core/connectors/jenkins/jenkinsrepositories.h"

#include <QJsonDocument>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kOfPipeline = "job:"_L1; // begins ids of pipelines that stand for a repository

} // namespace

JenkinsRepositories::JenkinsRepositories(QStringList defaultBranches)
    : m_defaultBranches(std::move(defaultBranches))
{
}

void JenkinsRepositories::load(const QByteArray &cursor, bool again)
{
    const QJsonObject all = QJsonDocument::fromJson(cursor).object();
    for (auto it = all.begin(); it != all.end(); ++it) {
        const QJsonObject json = it.value().toObject();
        m_entries.insert(it.key(),
            {.path = json.value("path"_L1).toString(),
                .url = json.value("url"_L1).toString(),
                .branch = json.value("branch"_L1).toString(),
                .isPrimary = json.value("primary"_L1).toBool()});
        if (again)
            m_changed.insert(it.key());
    }
}

void JenkinsRepositories::put(const QString &id, const Entry &entry)
{
    const auto known = m_entries.constFind(id);
    if (known != m_entries.cend() && *known == entry)
        return;
    m_entries.insert(id, entry);
    m_changed.insert(id);
}

QString JenkinsRepositories::note(const JenkinsRevision &revision, const JenkinsJob &job)
{
    QString id = revision.remote.id();
    if (!m_entries.contains(id))
        put(id, {.path = revision.remote.path, .url = revision.remote.web(), .branch = {}, .isPrimary = false});
    noteBranch(id, revision.branch, job.isPrimary);
    return id;
}

QString JenkinsRepositories::noteUnknown(const JenkinsJob &job, const QString &url)
{
    QString id = kOfPipeline + job.pipeline;
    if (!m_entries.contains(id))
        put(id, {.path = job.pipeline, .url = url, .branch = {}, .isPrimary = false});
    noteBranch(id, job.branch, job.isPrimary);
    return id;
}

void JenkinsRepositories::noteBranch(const QString &id, const QString &branch, bool isPrimary)
{
    Entry entry = m_entries.value(id);
    if (branch.isEmpty() || (entry.isPrimary && !isPrimary))
        return;
    const auto rank = [this](const QString &name) {
        const qsizetype at = m_defaultBranches.indexOf(name);
        return at < 0 ? m_defaultBranches.size() : at;
    };
    if (!isPrimary && rank(branch) >= rank(entry.branch))
        return;
    entry.branch = branch;
    entry.isPrimary = isPrimary;
    put(id, entry);
}

void JenkinsRepositories::moveChangesInto(RecordBatch &batch)
{
    if (m_changed.isEmpty())
        return;
    QJsonObject all;
    for (auto entry = m_entries.cbegin(); entry != m_entries.cend(); ++entry) {
        all.insert(entry.key(),
            QJsonObject{{u"path"_s, entry->path}, {u"url"_s, entry->url}, {u"branch"_s, entry->branch},
                {u"primary"_s, entry->isPrimary}});
        if (!m_changed.contains(entry.key()))
            continue;
        Repository record;
        record.externalId = entry.key();
        record.url = entry->url;
        record.path = entry->path;
        record.defaultBranch = entry->branch;
        batch.add(std::move(record));
    }
    m_changed.clear();
    batch.checkpoints.push_back(
        {.scope = {}, .entity = entity, .cursor = QJsonDocument(all).toJson(QJsonDocument::Compact), .finished = true});
}

} // namespace leadline
