#include "core/connectors/gitlab/gitlabactors.h"
#include "core/connectors/gitlab/gitlabpage.h"

#include <algorithm>

// Pipelines and their jobs, as builds.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// A project has one definition of its pipeline; what differs is why it runs.
QString pipelineName(const QString &source)
{
    if (source == "schedule"_L1)
        return u"Schedule"_s;
    if (source == "parent_pipeline"_L1)
        return u"Child pipeline"_s;
    if (source == "security_orchestration_policy"_L1 || source.startsWith("ondemand_dast"_L1))
        return u"Security scan"_s;
    return u"CI"_s;
}

// How often the job that was run again most often ran.
qint64 attemptsOf(const QJsonArray &retried)
{
    QHash<QString, qint64> runs;
    qint64 most = 0;
    for (const QJsonValue &job : retried)
        most = std::max(most, ++runs[job.toObject().value("name"_L1).toString()]);
    return 1 + most;
}

Build readPipeline(FieldReader &reader, const GitLabScope &scope)
{
    Build build;
    build.externalId = numberIn(reader);
    build.repository.id = scope.id;
    build.url = pageOnTheWeb(scope, reader.text("path"_L1));
    build.trigger = reader.text("source"_L1).toLower();
    build.pipeline = pipelineName(build.trigger);
    build.number = reader.number("iid"_L1).value_or(0);
    build.branch = reader.text("ref"_L1);
    build.sha = reader.text("sha"_L1);
    build.result = gitlabRunResult(reader.text("status"_L1));
    build.queuedAt = reader.needTime("createdAt"_L1);
    build.updatedAt = reader.needTime("updatedAt"_L1);
    build.startedAt = reader.time("startedAt"_L1);
    build.finishedAt = reader.time("finishedAt"_L1);
    build.attempt = attemptsOf(reader.nodes("retried"_L1));
    return build;
}

// Each job of a pipeline as a build of its own name; the older of the same name are earlier attempts.
void readJobs(const FieldReader &pipeline, const Build &whole, const GitLabScope &scope, RecordBatch &batch)
{
    std::vector<Build> builds;
    const JsonPlace place{.parent = pipeline.place(), .name = u"jobs.nodes"_s};
    forEachObject(pipeline.nodes("jobs"_L1), &place, RecordKind::Build, batch, [&](FieldReader &reader) {
        Build build = whole;
        build.externalId = "job-"_L1 + numberIn(reader);
        build.url = pageOnTheWeb(scope, reader.text("webPath"_L1));
        build.pipeline = reader.needText("name"_L1);
        build.result = gitlabRunResult(reader.text("status"_L1));
        build.queuedAt = reader.time("queuedAt"_L1);
        if (!build.queuedAt.isSet())
            build.queuedAt = reader.needTime("createdAt"_L1);
        build.startedAt = reader.time("startedAt"_L1);
        build.finishedAt = reader.time("finishedAt"_L1);
        build.updatedAt = build.finishedAt.isSet() ? build.finishedAt : whole.updatedAt;
        if (reader.ok())
            builds.push_back(std::move(build));
        else
            batch.quarantine.push_back(reader.quarantined(RecordKind::Build, build.externalId));
    });
    std::ranges::stable_sort(builds, {}, &Build::queuedAt);
    QHash<QString, qint64> attempts;
    for (Build &build : builds) {
        build.attempt = ++attempts[build.pipeline];
        batch.add(std::move(build));
    }
}

} // namespace

Result<GitLabPage> parsePipelines(const QJsonObject &project, const GitLabScope &scope)
{
    const auto connection = gitlabConnection(project, "pipelines"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitLabPage page = gitlabPageOf(*connection);
    GitLabActors actors;
    const JsonPlace place{.parent = nullptr, .name = u"data.project.pipelines.nodes"_s};
    forEachObject(
        connection->value("nodes"_L1).toArray(), &place, RecordKind::Build, page.batch, [&](FieldReader &reader) {
            Build build = readPipeline(reader, scope);
            noteOrder(page, build.updatedAt);
            if (!reader.ok()) {
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::Build, build.externalId));
                return;
            }
            build.actor = actors.fromUser(reader.raw().value("user"_L1)).ref;
            if (scope.buildsAreJobs)
                readJobs(reader, build, scope, page.batch);
            else
                page.batch.add(std::move(build));
        });
    actors.moveInto(page.batch);
    return page;
}

} // namespace leadline
