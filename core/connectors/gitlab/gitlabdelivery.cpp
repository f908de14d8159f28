#include "core/connectors/gitlab/gitlabactors.h"
#include "core/connectors/gitlab/gitlabpage.h"
#include "core/connectors/shared/labels.h"

#include <algorithm>

// Deployments and releases, commits and members.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

GitLabPage restPage(const QJsonArray &list, QLatin1StringView id)
{
    GitLabPage page;
    page.items = list.size();
    page.firstItem = list.at(0).toObject().value(id).toVariant().toString().toUtf8();
    return page;
}

bool isOver(RunResult result)
{
    return result == RunResult::Success || result == RunResult::Failure || result == RunResult::Cancelled
        || result == RunResult::Skipped;
}

// A job has its own times; a deployment that came through the API only its last change.
void readTimes(FieldReader &reader, Deployment &deployment, Instant createdAt)
{
    const JsonPlace place{.parent = reader.place(), .name = u"deployable"_s};
    FieldReader job(reader.object("deployable"_L1), &place);
    deployment.startedAt = job.time("started_at"_L1);
    if (!deployment.startedAt.isSet())
        deployment.startedAt = createdAt;
    deployment.url = job.text("web_url"_L1);
    if (!isOver(deployment.result))
        return;
    deployment.finishedAt = job.time("finished_at"_L1);
    if (!deployment.finishedAt.isSet())
        deployment.finishedAt = reader.time("finished_at"_L1);
    if (!deployment.finishedAt.isSet())
        deployment.finishedAt = deployment.updatedAt;
}

} // namespace

GitLabPage parseGitLabDeployments(const QJsonArray &list, const GitLabScope &scope)
{
    GitLabPage page = restPage(list, "id"_L1);
    GitLabActors actors;
    forEachObject(list, nullptr, RecordKind::Deployment, page.batch, [&](FieldReader &reader) {
        Deployment deployment;
        deployment.externalId = reader.needId("id"_L1);
        deployment.repository.id = scope.id;
        deployment.environment = reader.object("environment"_L1).value("name"_L1).toString().left(1000);
        deployment.sha = reader.text("sha"_L1);
        deployment.ref = reader.text("ref"_L1);
        const Instant createdAt = reader.needTime("created_at"_L1);
        deployment.updatedAt = std::max(createdAt, reader.time("updated_at"_L1));
        const QJsonObject job = reader.object("deployable"_L1);
        QString status = reader.text("status"_L1);
        if (status.isEmpty()) // old servers only tell that of the job
            status = job.value("status"_L1).toString();
        deployment.result = gitlabRunResult(status);
        readTimes(reader, deployment, createdAt);
        const QString words =
            job.value("name"_L1).toString().left(1000) + u'\n' + deployment.ref + u'\n' + deployment.environment;
        deployment.rollback = saysRollback(words);
        deployment.unplanned = deployment.rollback || saysHotfix(words);
        noteOrder(page, deployment.updatedAt);
        if (!reader.ok()) {
            page.batch.quarantine.push_back(reader.quarantined(RecordKind::Deployment, deployment.externalId));
            return;
        }
        deployment.creator = actors.fromUser(reader.raw().value("user"_L1)).ref;
        page.batch.add(std::move(deployment));
    });
    actors.moveInto(page.batch);
    return page;
}

GitLabPage parseGitLabCommits(const QJsonArray &list, const GitLabScope &scope)
{
    GitLabPage page = restPage(list, "id"_L1);
    GitLabActors actors;
    forEachObject(list, nullptr, RecordKind::Commit, page.batch, [&](FieldReader &reader) {
        Commit commit;
        commit.externalId = reader.needText("id"_L1);
        commit.repository.id = scope.id;
        commit.url = reader.text("web_url"_L1);
        commit.authoredAt = reader.time("authored_date"_L1);
        commit.committedAt = reader.time("committed_date"_L1);
        if (!commit.committedAt.isSet())
            commit.committedAt = reader.needTime("created_at"_L1);
        if (!commit.authoredAt.isSet())
            commit.authoredAt = commit.committedAt;
        commit.updatedAt = commit.committedAt;
        commit.subject = reader.text("title"_L1).trimmed(); // some end with "\r"
        const QJsonObject stats = reader.object("stats"_L1);
        if (stats.contains("additions"_L1)) {
            commit.additions = stats.value("additions"_L1).toInteger();
            commit.deletions = stats.value("deletions"_L1).toInteger();
        }
        for (const QJsonValue &parent : reader.array("parent_ids"_L1))
            commit.parents.append(parent.toString().left(200));
        commit.onDefaultBranch = true;
        noteOrder(page, commit.committedAt);
        if (!reader.ok()) {
            page.batch.quarantine.push_back(reader.quarantined(RecordKind::Commit, commit.externalId));
            return;
        }
        commit.author = actors.fromCommitAuthor(
            reader.raw().value("author_name"_L1).toString(), reader.raw().value("author_email"_L1).toString());
        page.batch.add(std::move(commit));
    });
    actors.moveInto(page.batch);
    return page;
}

GitLabPage parseGitLabMembers(const QJsonArray &list)
{
    GitLabPage page = restPage(list, "id"_L1);
    GitLabActors actors;
    for (const QJsonValue &member : list)
        (void)actors.fromUser(member);
    actors.moveInto(page.batch);
    return page;
}

Result<GitLabPage> parseGitLabReleases(const QJsonObject &project, const GitLabScope &scope)
{
    const auto connection = gitlabConnection(project, "releases"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitLabPage page = gitlabPageOf(*connection);
    // GitLab has no mark for it; versions do: "v2.0.0-rc1".
    static const QRegularExpression early(uR"(\d[._-]?(alpha|beta|rc|pre|preview|snapshot|dev|m)[._-]?\d*$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    const JsonPlace place{.parent = nullptr, .name = u"data.project.releases.nodes"_s};
    forEachObject(
        connection->value("nodes"_L1).toArray(), &place, RecordKind::Release, page.batch, [&](FieldReader &reader) {
            Release release;
            release.externalId = numberIn(reader);
            release.repository.id = scope.id;
            release.tag = reader.text("tagName"_L1);
            release.name = reader.text("name"_L1);
            release.publishedAt = reader.needTime("releasedAt"_L1);
            release.updatedAt = release.publishedAt;
            release.url = reader.object("links"_L1).value("selfUrl"_L1).toString().left(1000);
            release.sha = reader.object("commit"_L1).value("sha"_L1).toString().left(200);
            release.prerelease = early.match(release.tag).hasMatch();
            if (reader.flag("upcomingRelease"_L1))
                return; // only planned so far
            noteOrder(page, release.publishedAt);
            if (reader.ok())
                page.batch.add(std::move(release));
            else
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::Release, release.externalId));
        });
    return page;
}

} // namespace leadline
