#include "core/connectors/jenkins/jenkinsparse.h"

#include <QJsonArray>

// Answers of the plug-in "Pipeline: REST API".
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestName = 200;

RunResult stageResult(const QString &status)
{
    // An unstable deployment was made all the same.
    if (status == "SUCCESS"_L1 || status == "UNSTABLE"_L1)
        return RunResult::Success;
    if (status == "FAILED"_L1)
        return RunResult::Failure;
    if (status == "ABORTED"_L1)
        return RunResult::Cancelled;
    if (status == "IN_PROGRESS"_L1)
        return RunResult::Running;
    if (status == "PAUSED_PENDING_INPUT"_L1)
        return RunResult::Pending;
    return status == "NOT_EXECUTED"_L1 ? RunResult::Skipped : RunResult::Unknown;
}

// Ids may be dates on old servers, and names may be anything: the address of the run tells its number.
qint64 numberOf(const QJsonObject &run, qint64 known)
{
    if (known > 0)
        return known;
    const QString address = run.value("_links"_L1).toObject().value("self"_L1).toObject().value("href"_L1).toString();
    if (const qint64 number = address.section("/wfapi/"_L1, 0, 0).section(u'/', -1).toLongLong(); number > 0)
        return number;
    return run.value("id"_L1).toVariant().toLongLong();
}

QJsonArray runsOf(const QJsonValue &answer)
{
    return answer.isArray() ? answer.toArray() : QJsonArray{answer};
}

std::optional<JenkinsStage> stageFrom(const QJsonObject &json, const JenkinsSettings &settings)
{
    JenkinsStage stage;
    stage.name = json.value("name"_L1).toString().left(kLongestName);
    const auto match = settings.deploymentStages.match(stage.name);
    if (settings.deploymentStages.pattern().isEmpty() || !match.hasMatch())
        return {};
    stage.id = json.value("id"_L1).toVariant().toString().left(kLongestName);
    stage.result = stageResult(json.value("status"_L1).toString());
    const qint64 start = json.value("startTimeMillis"_L1).toInteger();
    if (stage.id.isEmpty() || stage.result == RunResult::Skipped || start <= 0)
        return {};
    const qint64 duration = std::max<qint64>(0, json.value("durationMillis"_L1).toInteger());
    // Somebody was asked first: the deployment began when the answer came.
    const qint64 pause = std::clamp<qint64>(json.value("pauseDurationMillis"_L1).toInteger(), 0, duration);
    stage.startedAt = Instant{start + pause};
    if (stage.result != RunResult::Running && stage.result != RunResult::Pending)
        stage.finishedAt = Instant{start + duration};
    if (settings.deploymentStages.namedCaptureGroups().contains("environment"_L1))
        stage.environment = match.captured(u"environment"_s);
    if (stage.environment.isEmpty())
        stage.environment = stage.name;
    return stage;
}

} // namespace

std::vector<JenkinsStage> parseStages(const QJsonValue &answer, const JenkinsSettings &settings, qint64 build)
{
    std::vector<JenkinsStage> stages;
    for (const QJsonValue &value : runsOf(answer)) {
        const QJsonObject run = value.toObject();
        const qint64 number = numberOf(run, build);
        for (const QJsonValue &stage : run.value("stages"_L1).toArray()) {
            if (auto read = stageFrom(stage.toObject(), settings); read && number > 0) {
                read->build = number;
                stages.push_back(std::move(*read));
            }
        }
    }
    return stages;
}

QList<qint64> buildsWithStages(const QJsonValue &answer)
{
    QList<qint64> numbers;
    for (const QJsonValue &run : runsOf(answer)) {
        if (run.toObject().value("stages"_L1).isArray())
            numbers.append(numberOf(run.toObject(), 0));
    }
    return numbers;
}

} // namespace leadline
