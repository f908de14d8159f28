#include "core/connectors/github/githubactors.h"
#include "core/connectors/github/githubpage.h"
#include "core/connectors/shared/labels.h"

#include <QJsonDocument>

// Deployments and releases, Actions runs and commits.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct StatusHistory {
    RunResult result = RunResult::Pending;
    Instant startedAt;
    Instant finishedAt;
    QString logUrl;
};

// The newest status that says how it ended counts; "inactive" only says that another deployment came later.
StatusHistory historyOf(const FieldReader &deployment)
{
    struct Status {
        Instant at;
        QString state;
        QString logUrl;
    };
    std::vector<Status> statuses;
    for (const QJsonValue &node : deployment.nodes("statuses"_L1)) {
        const QJsonObject object = node.toObject();
        statuses.push_back({.at = Instant::fromIso(object.value("createdAt"_L1).toString()),
            .state = object.value("state"_L1).toString(),
            .logUrl = object.value("logUrl"_L1).toString().left(1000)});
    }
    std::ranges::stable_sort(statuses, {}, &Status::at);

    StatusHistory history;
    bool wasReplaced = false;
    for (const Status &status : statuses) {
        if (status.state == "SUCCESS"_L1 || status.state == "FAILURE"_L1 || status.state == "ERROR"_L1) {
            history.result = status.state == "SUCCESS"_L1 ? RunResult::Success : RunResult::Failure;
            history.finishedAt = status.at;
        } else if (status.state == "IN_PROGRESS"_L1) {
            if (!history.startedAt.isSet())
                history.startedAt = status.at;
            if (!history.finishedAt.isSet())
                history.result = RunResult::Running;
        } else if (status.state == "INACTIVE"_L1) {
            wasReplaced = true;
        } else if (status.state != "PENDING"_L1 && status.state != "QUEUED"_L1 && status.state != "WAITING"_L1
            && !history.finishedAt.isSet()) {
            history.result = RunResult::Unknown;
        }
        if (!status.logUrl.isEmpty())
            history.logUrl = status.logUrl;
    }
    if (wasReplaced && !history.finishedAt.isSet())
        history.result = RunResult::Cancelled; // another one took its place before it came to an end
    return history;
}

// A payload is an object, or a text, or an object written as a text (even twice).
bool payloadSaysRollback(QJsonValue payload)
{
    for (int depth = 0; depth < 2 && payload.isString(); ++depth) {
        const QString text = payload.toString();
        QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
        if (document.isNull() && text.startsWith(u'"')) // a JSON text in a JSON text
            document = QJsonDocument::fromJson('[' + text.toUtf8() + ']');
        payload =
            document.isArray() && document.array().size() == 1 ? document.array().at(0) : QJsonValue(document.object());
    }
    const QJsonValue rollback = payload.toObject().value("rollback"_L1);
    return rollback.toBool() || rollback.toString() == "true"_L1;
}

void readIntent(FieldReader &reader, Deployment &deployment)
{
    const QString words = reader.text("task"_L1) + u'\n' + deployment.ref + u'\n' + deployment.environment;
    deployment.rollback = saysRollback(words) || payloadSaysRollback(reader.raw().value("payload"_L1));
    deployment.unplanned = deployment.rollback || saysHotfix(words);
}

RunResult runResult(const QString &status, const QString &conclusion)
{
    if (status == "in_progress"_L1)
        return RunResult::Running;
    if (status == "queued"_L1 || status == "waiting"_L1 || status == "requested"_L1 || status == "pending"_L1)
        return RunResult::Pending;
    if (status != "completed"_L1)
        return RunResult::Unknown;
    if (conclusion == "success"_L1 || conclusion == "neutral"_L1)
        return RunResult::Success;
    if (conclusion == "failure"_L1 || conclusion == "timed_out"_L1 || conclusion == "startup_failure"_L1)
        return RunResult::Failure;
    if (conclusion == "cancelled"_L1 || conclusion == "stale"_L1)
        return RunResult::Cancelled;
    if (conclusion == "skipped"_L1)
        return RunResult::Skipped;
    return conclusion == "action_required"_L1 ? RunResult::Pending : RunResult::Unknown;
}

Build readRun(FieldReader &reader, const GitHubScope &scope)
{
    Build build;
    build.externalId = QString::number(reader.needNumber("id"_L1));
    build.repository.id = scope.id;
    build.url = reader.text("html_url"_L1);
    build.pipeline = reader.text("name"_L1);
    if (build.pipeline.isEmpty())
        build.pipeline = reader.text("path"_L1);
    build.number = reader.number("run_number"_L1).value_or(0);
    build.branch = reader.text("head_branch"_L1);
    build.sha = reader.text("head_sha"_L1);
    const QString status = reader.text("status"_L1);
    build.result = runResult(status, reader.text("conclusion"_L1));
    build.queuedAt = reader.needTime("created_at"_L1);
    build.updatedAt = reader.needTime("updated_at"_L1);
    build.startedAt = reader.time("run_started_at"_L1); // absent on old servers
    if (!build.startedAt.isSet())
        build.startedAt = build.queuedAt;
    if (status == "completed"_L1)
        build.finishedAt = build.updatedAt;
    build.attempt = reader.number("run_attempt"_L1).value_or(1);
    build.trigger = reader.text("event"_L1);
    return build;
}

} // namespace

Result<GitHubPage> parseDeployments(const QJsonObject &data, const GitHubScope &scope)
{
    const auto connection = connectionOf(data, "deployments"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitHubPage page = pageOf(*connection);
    GitHubActors actors(scope.webBase);
    const JsonPlace place{.parent = nullptr, .name = u"data.repository.deployments.nodes"_s};
    forEachObject(
        connection->value("nodes"_L1).toArray(), &place, RecordKind::Deployment, page.batch, [&](FieldReader &reader) {
            Deployment deployment;
            const auto number = reader.number("databaseId"_L1);
            deployment.externalId = number ? QString::number(*number) : reader.needText("id"_L1);
            deployment.repository.id = scope.id;
            deployment.environment = reader.text("environment"_L1);
            if (deployment.environment.isEmpty())
                deployment.environment = reader.text("originalEnvironment"_L1);
            deployment.sha = reader.text("commitOid"_L1);
            deployment.ref = reader.object("ref"_L1).value("name"_L1).toString();
            const Instant createdAt = reader.needTime("createdAt"_L1);
            deployment.updatedAt = std::max(createdAt, reader.time("updatedAt"_L1));
            readIntent(reader, deployment);
            noteOrder(page, createdAt);
            if (!reader.ok()) {
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::Deployment, deployment.externalId));
                return;
            }
            const StatusHistory history = historyOf(reader);
            deployment.result = history.result;
            deployment.startedAt = history.startedAt.isSet() ? history.startedAt : createdAt;
            deployment.finishedAt = history.finishedAt;
            deployment.url = !history.logUrl.isEmpty() ? history.logUrl
                : scope.url.isEmpty()                  ? QString{}
                                                       : scope.url + "/deployments"_L1;
            deployment.creator = actors.fromGraphQl(reader.raw().value("creator"_L1)).ref;
            if (!deployment.finishedAt.isSet() && (!page.oldestUnfinished.isSet() || createdAt < page.oldestUnfinished))
                page.oldestUnfinished = createdAt;
            page.batch.add(std::move(deployment));
        });
    actors.moveInto(page.batch);
    return page;
}

Result<GitHubPage> parseReleases(const QJsonObject &data, const GitHubScope &scope)
{
    const auto connection = connectionOf(data, "releases"_L1);
    if (!connection)
        return std::unexpected(connection.error());
    GitHubPage page = pageOf(*connection);
    const JsonPlace place{.parent = nullptr, .name = u"data.repository.releases.nodes"_s};
    forEachObject(
        connection->value("nodes"_L1).toArray(), &place, RecordKind::Release, page.batch, [&](FieldReader &reader) {
            noteOrder(page, reader.time("createdAt"_L1));
            if (reader.flag("isDraft"_L1))
                return;
            Release release;
            release.externalId = QString::number(reader.needNumber("databaseId"_L1));
            release.repository.id = scope.id;
            release.url = reader.text("url"_L1);
            release.tag = reader.text("tagName"_L1);
            release.name = reader.text("name"_L1);
            release.publishedAt = reader.needTime("publishedAt"_L1);
            release.updatedAt = std::max(release.publishedAt, reader.time("updatedAt"_L1));
            release.prerelease = reader.flag("isPrerelease"_L1);
            release.sha = reader.object("tagCommit"_L1).value("oid"_L1).toString();
            if (reader.ok())
                page.batch.add(std::move(release));
            else
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::Release, release.externalId));
        });
    return page;
}

Result<GitHubPage> parseRuns(const QJsonObject &answer, const GitHubScope &scope)
{
    const QJsonValue runs = answer.value("workflow_runs"_L1);
    if (!runs.isArray())
        return fail(ErrorKind::Parse,
            u"GitHub's list of workflow runs could not be understood. Try again later; if it stays so, please report it."_s,
            u"$.workflow_runs is not a list"_s);
    GitHubPage page;
    page.items = runs.toArray().size();
    page.total = answer.value("total_count"_L1).toInteger(-1);
    GitHubActors actors(scope.webBase);
    const JsonPlace place{.parent = nullptr, .name = u"workflow_runs"_s};
    forEachObject(runs.toArray(), &place, RecordKind::Build, page.batch, [&](FieldReader &reader) {
        Build build = readRun(reader, scope);
        noteOrder(page, build.queuedAt);
        if (!reader.ok()) {
            page.batch.quarantine.push_back(reader.quarantined(RecordKind::Build, build.externalId));
            return;
        }
        const QJsonValue starter = reader.raw().value("triggering_actor"_L1);
        build.actor = actors.fromRest(starter.isObject() ? starter : reader.raw().value("actor"_L1)).ref;
        if (!build.finishedAt.isSet() && (!page.oldestUnfinished.isSet() || build.queuedAt < page.oldestUnfinished))
            page.oldestUnfinished = build.queuedAt;
        page.batch.add(std::move(build));
    });
    actors.moveInto(page.batch);
    return page;
}

} // namespace leadline
