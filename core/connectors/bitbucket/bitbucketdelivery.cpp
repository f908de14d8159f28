#include "core/connectors/bitbucket/bitbucketactors.h"
#include "core/connectors/bitbucket/bitbucketpage.h"
#include "core/connectors/shared/labels.h"
#include "core/connectors/shared/moments.h"

// Pipelines with their steps, deployments and environments.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

RunResult resultOf(const QString &word)
{
    if (word == "SUCCESSFUL"_L1)
        return RunResult::Success;
    if (word == "FAILED"_L1 || word == "ERROR"_L1)
        return RunResult::Failure;
    if (word == "STOPPED"_L1 || word == "EXPIRED"_L1)
        return RunResult::Cancelled;
    if (word == "SKIPPED"_L1 || word == "NOT_RUN"_L1)
        return RunResult::Skipped;
    return RunResult::Unknown;
}

// A pipeline that only waits for somebody to start its next step has done what it does by itself: Bitbucket, too, shows
// the commit as passed then.
RunResult pipelineResult(const QJsonObject &state)
{
    const QString name = state.value("name"_L1).toString();
    const QString stage = state.value("stage"_L1).toObject().value("name"_L1).toString();
    if (name == "COMPLETED"_L1)
        return resultOf(state.value("result"_L1).toObject().value("name"_L1).toString());
    if (stage == "PAUSED"_L1)
        return RunResult::Success;
    if (name == "PENDING"_L1 || name == "PARSING"_L1 || stage == "PENDING"_L1 || stage == "HALTED"_L1)
        return RunResult::Pending;
    return name == "IN_PROGRESS"_L1 || name == "RUNNING"_L1 ? RunResult::Running : RunResult::Unknown;
}

// "branches: main", "custom: nightly", "default": what the pipeline is called in its configuration.
QString pipelineName(const QJsonObject &target)
{
    const QJsonObject selector = target.value("selector"_L1).toObject();
    const QString type = selector.value("type"_L1).toString().left(100);
    const QString pattern = selector.value("pattern"_L1).toString().left(200);
    if (type.isEmpty())
        return pattern.isEmpty() ? u"default"_s : pattern;
    return pattern.isEmpty() ? type : type + ": "_L1 + pattern;
}

Build readPipeline(FieldReader &reader, const BitbucketScope &scope)
{
    Build build;
    build.externalId = needUuid(reader);
    build.repository.id = scope.id;
    build.number = reader.number("build_number"_L1).value_or(0);
    build.url = pageLink(reader);
    if (build.url.isEmpty() && !scope.url.isEmpty())
        build.url = scope.url + "/pipelines/results/"_L1 + QString::number(build.number);
    const QJsonObject target = reader.object("target"_L1);
    build.pipeline = pipelineName(target);
    build.branch = target.value(target.contains("source"_L1) ? "source"_L1 : "ref_name"_L1).toString().left(1000);
    build.sha = target.value("commit"_L1).toObject().value("hash"_L1).toString().left(80);
    build.result = pipelineResult(reader.object("state"_L1));
    build.queuedAt = reader.needTime("created_on"_L1);
    build.finishedAt = reader.time("completed_on"_L1);
    build.updatedAt = std::max(build.queuedAt, build.finishedAt);
    if (build.result != RunResult::Pending)
        build.startedAt = build.queuedAt; // the steps know better
    build.attempt = std::max<qint64>(1, reader.number("run_number"_L1).value_or(1));
    build.trigger = reader.object("trigger"_L1).value("name"_L1).toString().left(100).toLower();
    return build;
}

Instant eitherTime(FieldReader &reader, QLatin1StringView name, QLatin1StringView documentedName)
{
    const Instant at = reader.time(name);
    return at.isSet() ? at : reader.time(documentedName);
}

RunResult deploymentResult(const QJsonObject &state)
{
    const QString name = state.value("name"_L1).toString();
    if (name == "COMPLETED"_L1)
        return resultOf(state.value("status"_L1).toObject().value("name"_L1).toString());
    if (name == "IN_PROGRESS"_L1)
        return RunResult::Running;
    return name == "UNDEPLOYED"_L1 || name == "PENDING"_L1 ? RunResult::Pending : RunResult::Unknown;
}

QString environmentName(const QJsonObject &environment, const QHash<QString, QString> &names)
{
    const QString name = environment.value("name"_L1).toString().left(200);
    return name.isEmpty() ? names.value(withoutBraces(environment.value("uuid"_L1).toString())) : name;
}

QString refOf(const QJsonObject &release)
{
    const QJsonObject target = release.value("pipeline"_L1).toObject().value("target"_L1).toObject();
    return target.value(target.contains("source"_L1) ? "source"_L1 : "ref_name"_L1).toString().left(1000);
}

} // namespace

Result<BitbucketPage> parseBitbucketPipelines(const QJsonObject &answer, const BitbucketScope &scope)
{
    auto page = bitbucketPageOf(answer);
    if (!page)
        return page;
    BitbucketActors actors;
    forEachObject(answer.value("values"_L1).toArray(), &kBitbucketValues, RecordKind::Build, page->batch,
        [&](FieldReader &reader) {
            Build build = readPipeline(reader, scope);
            noteOrder(*page, build.queuedAt, build.finishedAt);
            if (!reader.ok()) {
                page->batch.quarantine.push_back(reader.quarantined(RecordKind::Build, build.externalId));
                return;
            }
            build.actor = actors.fromAccount(reader.raw().value("creator"_L1)).ref;
            if (build.result == RunResult::Pending || build.result == RunResult::Running)
                page->oldestUnfinished = earlier(page->oldestUnfinished, build.queuedAt);
            page->batch.add(std::move(build));
        });
    actors.moveInto(page->batch);
    return page;
}

void completeBitbucketBuild(Build &build, const QJsonArray &steps)
{
    Instant began;
    Instant ended;
    for (const QJsonValue &value : steps) {
        const QJsonObject step = value.toObject();
        began = earlier(began, Instant::fromIso(step.value("started_on"_L1).toString()));
        ended = std::max(ended, Instant::fromIso(step.value("completed_on"_L1).toString()));
    }
    if (began.isSet())
        build.startedAt = std::max(began, build.queuedAt);
    if (build.result == RunResult::Success && !build.finishedAt.isSet()) {
        build.finishedAt = ended;
        build.updatedAt = std::max(build.updatedAt, ended);
    }
}

Result<BitbucketPage> parseBitbucketDeployments(
    const QJsonObject &answer, const BitbucketScope &scope, const QHash<QString, QString> &environments)
{
    auto page = bitbucketPageOf(answer);
    if (!page)
        return page;
    BitbucketActors actors;
    forEachObject(answer.value("values"_L1).toArray(), &kBitbucketValues, RecordKind::Deployment, page->batch,
        [&](FieldReader &reader) {
            Deployment deployment;
            deployment.externalId = needUuid(reader);
            deployment.repository.id = scope.id;
            const JsonPlace statePlace{.parent = reader.place(), .name = u"state"_s};
            FieldReader state(reader.object("state"_L1), &statePlace);
            const QJsonObject release = reader.object("release"_L1);
            deployment.environment = environmentName(reader.object("environment"_L1), environments);
            deployment.sha = release.value("commit"_L1).toObject().value("hash"_L1).toString().left(80);
            deployment.ref = refOf(release);
            deployment.url = state.text("url"_L1);
            deployment.result = deploymentResult(state.raw());
            deployment.startedAt = eitherTime(state, "started_on"_L1, "start_date"_L1);
            deployment.finishedAt = eitherTime(state, "completed_on"_L1, "completion_date"_L1);
            noteOrder(*page, deployment.startedAt, deployment.finishedAt);
            if (!reader.ok() || !state.ok()) {
                const FieldReader &bad = reader.ok() ? state : reader;
                page->batch.quarantine.push_back(bad.quarantined(RecordKind::Deployment, deployment.externalId));
                return;
            }
            if (deployment.result == RunResult::Pending && !deployment.startedAt.isSet())
                return; // an environment's turn that never came
            if (!deployment.startedAt.isSet())
                deployment.startedAt = Instant::fromIso(release.value("created_on"_L1).toString());
            deployment.updatedAt = std::max(deployment.startedAt, deployment.finishedAt);
            const QString words = deployment.ref + u'\n' + deployment.environment;
            deployment.rollback = saysRollback(words);
            deployment.unplanned = deployment.rollback || saysHotfix(words);
            deployment.creator = actors.fromAccount(state.raw().value("deployer"_L1)).ref;
            if (deployment.result == RunResult::Running)
                page->oldestUnfinished = earlier(page->oldestUnfinished, deployment.startedAt);
            page->batch.add(std::move(deployment));
        });
    actors.moveInto(page->batch);
    return page;
}

QStringList unnamedBitbucketEnvironments(const QJsonObject &deployments)
{
    QStringList uuids;
    for (const QJsonValue &value : deployments.value("values"_L1).toArray()) {
        const QJsonObject environment = value.toObject().value("environment"_L1).toObject();
        const QString uuid = withoutBraces(environment.value("uuid"_L1).toString());
        if (environment.value("name"_L1).toString().isEmpty() && !uuid.isEmpty())
            uuids.append(uuid);
    }
    uuids.removeDuplicates();
    return uuids;
}

QHash<QString, QString> bitbucketEnvironmentNames(const QJsonArray &environments)
{
    QHash<QString, QString> names;
    for (const QJsonValue &value : environments) {
        const QJsonObject environment = value.toObject();
        const QString uuid = withoutBraces(environment.value("uuid"_L1).toString());
        QString name = environment.value("name"_L1).toString().left(200);
        const QString type = environment.value("environment_type"_L1).toObject().value("name"_L1).toString().left(100);
        if (!type.isEmpty() && !name.contains(type, Qt::CaseInsensitive))
            name += u" (%1)"_s.arg(type);
        if (!uuid.isEmpty())
            names.insert(uuid, name);
    }
    return names;
}

} // namespace leadline
