#include "core/connectors/jenkins/jenkinsrevision.h"

#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShaLength = 64;
constexpr qsizetype kBranchLength = 500;

// The weights of what tells that a repository is the one that is built: each outweighs all below it.
constexpr int kSameRevision = 8;
constexpr int kSameBranch = 4;
constexpr int kSameName = 2;
constexpr int kIsLibrary = -16;

struct Candidate {
    JenkinsRevision revision;
    int score = 0;
};

// "refs/remotes/origin/main", "origin/main", "refs/heads/main", "main".
QString plainBranch(QString name)
{
    if (name == "detached"_L1)
        return {};
    if (name.startsWith("refs/remotes/"_L1))
        name = name.section(u'/', 3);
    else if (name.startsWith("refs/heads/"_L1))
        name = name.section(u'/', 2);
    else if (name.startsWith("origin/"_L1) || name.startsWith("upstream/"_L1))
        name = name.section(u'/', 1);
    return name.left(kBranchLength);
}

// Of several branches that hold the commit, that of the job.
QString branchFrom(const QJsonObject &lastBuilt, const QString &wanted)
{
    const QString sha = lastBuilt.value("SHA1"_L1).toString();
    QString first;
    for (const QJsonValue &value : lastBuilt.value("branch"_L1).toArray()) {
        const QJsonObject branch = value.toObject();
        if (branch.contains("SHA1"_L1) && branch.value("SHA1"_L1).toString() != sha)
            continue;
        const QString name = plainBranch(branch.value("name"_L1).toString());
        if (name == wanted)
            return name;
        if (first.isEmpty())
            first = name;
    }
    return first;
}

bool namesTheRepository(const JenkinsJob &job, const RemoteAddress &remote)
{
    const QString name = remote.name();
    for (const QString &part : job.pipeline.split(u'/')) {
        if (part.compare(name, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

int scoreOf(
    const JenkinsRevision &revision, const QString &hash, const JenkinsJob &job, const JenkinsSettings &settings)
{
    int score = 0;
    if (!hash.isEmpty() && revision.sha == hash)
        score += kSameRevision;
    if (!job.branch.isEmpty() && revision.branch == job.branch)
        score += kSameBranch;
    if (namesTheRepository(job, revision.remote))
        score += kSameName;
    if (!settings.libraries.pattern().isEmpty() && settings.libraries.match(revision.remote.path).hasMatch())
        score += kIsLibrary;
    return score;
}

// Subversion names no repository, but modules: ".../trunk", ".../branches/5.x/core".
JenkinsRevision subversionRevision(const QJsonObject &changes)
{
    for (const QJsonValue &value : changes.value("revisions"_L1).toArray()) {
        const QJsonObject module = value.toObject();
        JenkinsRevision revision;
        revision.remote = remoteAddressOf(module.value("module"_L1).toString().left(kBranchLength));
        if (!revision.remote.isSet())
            continue;
        revision.sha = QString::number(module.value("revision"_L1).toInteger());
        const QStringList parts = revision.remote.path.split(u'/');
        for (qsizetype i = 1; i < parts.size(); ++i) {
            const bool isTrunk = parts[i] == "trunk"_L1;
            if (!isTrunk && parts[i] != "branches"_L1 && parts[i] != "tags"_L1)
                continue;
            revision.branch = isTrunk ? parts[i] : parts.value(i + 1);
            revision.remote.path = parts.first(i).join(u'/');
            break;
        }
        return revision;
    }
    return {};
}

void addGit(const QJsonObject &action, const JenkinsJob &job, std::vector<Candidate> &candidates)
{
    const QJsonObject lastBuilt = action.value("lastBuiltRevision"_L1).toObject();
    const QString sha = lastBuilt.value("SHA1"_L1).toString().left(kShaLength);
    if (sha.isEmpty())
        return;
    for (const QJsonValue &url : action.value("remoteUrls"_L1).toArray()) {
        JenkinsRevision revision{.remote = remoteAddressOf(url.toString().left(4 * kBranchLength)),
            .sha = sha,
            .branch = branchFrom(lastBuilt, job.branch)};
        if (revision.remote.isSet())
            candidates.push_back({.revision = std::move(revision), .score = 0});
    }
}

} // namespace

JenkinsRevision revisionOf(const QJsonObject &build, const JenkinsJob &job, const JenkinsSettings &settings)
{
    QString hash;
    std::vector<Candidate> candidates;
    for (const QJsonValue &value : build.value("actions"_L1).toArray()) {
        const QJsonObject action = value.toObject();
        if (hash.isEmpty())
            hash = action.value("revision"_L1).toObject().value("hash"_L1).toString().left(kShaLength);
        const std::size_t before = candidates.size();
        addGit(action, job, candidates);
        // Several addresses of one checkout: a fork or mirror beside the original, which comes first.
        std::reverse(candidates.begin() + static_cast<std::ptrdiff_t>(before), candidates.end());
    }
    const Candidate *best = nullptr;
    for (Candidate &candidate : candidates) {
        candidate.score = scoreOf(candidate.revision, hash, job, settings);
        if (!best || candidate.score >= best->score)
            best = &candidate;
    }
    JenkinsRevision revision = best ? best->revision : JenkinsRevision();
    if (!best) {
        revision = subversionRevision(build.value("changeSet"_L1).toObject());
        for (const QJsonValue &changes : build.value("changeSets"_L1).toArray()) {
            if (!revision.remote.isSet())
                revision = subversionRevision(changes.toObject());
        }
    }
    if (!job.branch.isEmpty())
        revision.branch = job.branch;
    if (revision.sha.isEmpty())
        revision.sha = hash;
    return revision;
}

} // namespace leadline
