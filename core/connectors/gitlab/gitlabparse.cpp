#include "core/connectors/gitlab/gitlabparse.h"

#include "core/connectors/gitlab/gitlabpage.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

Instant newestIn(const FieldReader &project, QLatin1StringView list, QLatin1StringView field)
{
    const QJsonArray nodes = project.nodes(list);
    return nodes.isEmpty() ? Instant{} : Instant::fromIso(nodes.at(0).toObject().value(field).toString());
}

// GitLab has days, not times. What is planned on the first day, wherever on Earth, belongs to the plan, so it begins in
// its evening by UTC; all of the last day belongs to it.
constexpr qint64 kBeginsAfter = 18 * 3'600'000;
constexpr qint64 kEndsAfter = 24 * 3'600'000 - 1000;

Instant timeOfDay(FieldReader &reader, QLatin1StringView key, qint64 afterMidnight)
{
    const QString day = reader.text(key).left(10);
    const Instant at = day.isEmpty() ? Instant{} : Instant::fromIso(day + "T00:00:00Z"_L1);
    return at.isSet() ? Instant{at.ms() + afterMidnight} : at;
}

SprintState sprintState(const QString &state)
{
    if (state == "upcoming"_L1)
        return SprintState::Future;
    if (state == "current"_L1 || state == "started"_L1 || state == "active"_L1)
        return SprintState::Active;
    return state == "closed"_L1 ? SprintState::Closed : SprintState::Unknown;
}

// An iteration, or a milestone that stands for a sprint.
Sprint sprintFields(FieldReader &reader, const QString &id)
{
    Sprint sprint;
    sprint.externalId = id;
    sprint.name = reader.text("title"_L1);
    sprint.state = sprintState(reader.text("state"_L1));
    sprint.startAt = timeOfDay(reader, "startDate"_L1, kBeginsAfter);
    sprint.endAt = timeOfDay(reader, "dueDate"_L1, kEndsAfter);
    const Instant changed = reader.time("updatedAt"_L1);
    sprint.updatedAt = changed.isSet() ? changed : reader.time("createdAt"_L1);
    return sprint;
}

void keepSprint(Sprint sprint, const FieldReader &reader, RecordBatch &batch)
{
    if (reader.ok())
        batch.add(std::move(sprint));
    else
        batch.quarantine.push_back(reader.quarantined(RecordKind::Sprint, sprint.externalId));
}

void readIterations(const FieldReader &project, RecordBatch &batch)
{
    const JsonPlace place{.parent = project.place(), .name = u"iterations.nodes"_s};
    forEachObject(project.nodes("iterations"_L1), &place, RecordKind::Sprint, batch, [&](FieldReader &reader) {
        Sprint sprint = sprintFields(reader, numberIn(reader));
        sprint.url = reader.text("webUrl"_L1);
        sprint.board = reader.object("iterationCadence"_L1).value("title"_L1).toString().left(200);
        if (sprint.name.isEmpty()) // made by a cadence: only has its days
            sprint.name = u"%1 – %2"_s.arg(reader.text("startDate"_L1), reader.text("dueDate"_L1));
        keepSprint(std::move(sprint), reader, batch);
    });
}

void readMilestones(const FieldReader &project, bool areSprints, GitLabProjectHead &head)
{
    const JsonPlace place{.parent = project.place(), .name = u"milestones.nodes"_s};
    forEachObject(project.nodes("milestones"_L1), &place, RecordKind::Sprint, head.sprints, [&](FieldReader &reader) {
        Sprint sprint = sprintFields(reader, "milestone-"_L1 + numberIn(reader));
        const QString iid = reader.raw().value("iid"_L1).toVariant().toString();
        head.milestones.insert(iid, sprint.externalId);
        head.milestones.insert(sprint.name, sprint.externalId);
        // Without both days it is a theme, not a sprint.
        if (!areSprints || !sprint.startAt.isSet() || !sprint.endAt.isSet())
            return;
        sprint.board = head.record.path;
        if (sprint.state == SprintState::Closed)
            sprint.completedAt = std::min(sprint.updatedAt, sprint.endAt);
        keepSprint(std::move(sprint), reader, head.sprints);
    });
}

} // namespace

QString gitlabNumber(const QString &globalId)
{
    return globalId.section(u'/', -1).left(200);
}

Result<QJsonObject> gitlabConnection(const QJsonObject &project, QLatin1StringView name)
{
    const QJsonValue connection = project.value(name);
    if (connection.toObject().value("nodes"_L1).isArray())
        return connection.toObject();
    if (connection.isNull()) {
        Error error = fail(ErrorKind::Permission,
            u"GitLab does not show this to the token's owner, or the feature is switched off in the project. The role Reporter is needed (for pipelines Developer, where those are restricted)."_s,
            u"$.data.project.%1 is null"_s.arg(name))
                          .error();
        return std::unexpected(error);
    }
    return fail(ErrorKind::Parse,
        u"A list of GitLab could not be understood. Try again later; if it stays so, please report it."_s,
        u"$.data.project.%1.nodes is not a list"_s.arg(name));
}

GitLabPage gitlabPageOf(const QJsonObject &connection)
{
    GitLabPage page;
    const QJsonObject info = connection.value("pageInfo"_L1).toObject();
    page.hasNext = info.value("hasNextPage"_L1).toBool();
    page.endCursor = info.value("endCursor"_L1).toString();
    page.total = connection.value("count"_L1).toInteger(-1);
    const QJsonArray nodes = connection.value("nodes"_L1).toArray();
    page.items = nodes.size();
    page.firstItem = nodes.at(0).toObject().value("id"_L1).toString().toUtf8();
    return page;
}

void noteOrder(GitLabPage &page, Instant at)
{
    if (!at.isSet())
        return;
    page.newest = std::max(page.newest, at);
    page.oldest = page.oldest.isSet() ? std::min(page.oldest, at) : at;
}

QString numberIn(FieldReader &reader)
{
    return gitlabNumber(reader.needText("id"_L1));
}

QString pageOnTheWeb(const GitLabScope &scope, const QString &path)
{
    if (path.isEmpty() || !path.startsWith(u'/'))
        return path;
    // GitLab's relative addresses begin at the host, with the folder of the installation.
    QUrl url(scope.web);
    url.setPath({});
    return url.toString() + path;
}

RunResult gitlabRunResult(const QString &status)
{
    const QString name = status.toLower();
    if (name == "success"_L1)
        return RunResult::Success;
    if (name == "failed"_L1)
        return RunResult::Failure;
    if (name == "running"_L1 || name == "canceling"_L1)
        return RunResult::Running;
    if (name == "canceled"_L1)
        return RunResult::Cancelled;
    if (name == "skipped"_L1)
        return RunResult::Skipped;
    // Manual and blocked ones wait for a person.
    for (const QLatin1StringView waiting : {"created"_L1, "waiting_for_resource"_L1, "waiting_for_callback"_L1,
             "preparing"_L1, "pending"_L1, "manual"_L1, "scheduled"_L1, "blocked"_L1}) {
        if (name == waiting)
            return RunResult::Pending;
    }
    return RunResult::Unknown;
}

QJsonObject listOfItem(const QJsonObject &item, const QString &list)
{
    if (item.contains(list))
        return item.value(list).toObject();
    for (const QJsonValue &widget : item.value("widgets"_L1).toArray()) {
        if (widget.toObject().contains(list))
            return widget.toObject().value(list).toObject();
    }
    return {};
}

QJsonObject withListOfItem(QJsonObject item, const QString &list, const QJsonObject &value)
{
    if (item.contains(list)) {
        item.insert(list, value);
        return item;
    }
    QJsonArray widgets = item.value("widgets"_L1).toArray();
    for (qsizetype i = 0; i < widgets.size(); ++i) {
        QJsonObject widget = widgets.at(i).toObject();
        if (!widget.contains(list))
            continue;
        widget.insert(list, value);
        widgets.replace(i, widget);
    }
    item.insert("widgets"_L1, widgets);
    return item;
}

Result<GitLabProjectHead> parseGitLabProject(const QJsonObject &project, bool sprintsAreMilestones)
{
    const JsonPlace place{.parent = nullptr, .name = u"data.project"_s};
    FieldReader reader(project, &place);
    GitLabProjectHead head;
    head.record.externalId = numberIn(reader);
    head.record.path = reader.needText("fullPath"_L1);
    head.record.url = reader.text("webUrl"_L1);
    head.record.archived = reader.flag("archived"_L1);
    head.record.fork = reader.flag("isForked"_L1);
    head.record.updatedAt = reader.time("lastActivityAt"_L1);
    const QJsonObject repository = reader.object("repository"_L1);
    head.record.defaultBranch = repository.value("rootRef"_L1).toString().left(1000);
    head.headSha =
        repository.value("tree"_L1).toObject().value("lastCommit"_L1).toObject().value("sha"_L1).toString().left(200);
    head.mergeRequests = reader.object("mergeRequests"_L1).value("count"_L1).toInteger(-1);
    head.newestMergeRequest = newestIn(reader, "mergeRequests"_L1, "updatedAt"_L1);
    head.newestIssue = newestIn(reader, "workItems"_L1, "updatedAt"_L1);
    head.newestRelease = newestIn(reader, "releases"_L1, "releasedAt"_L1);
    for (const auto &[feature, list] : {std::pair{"mergeRequestsEnabled"_L1, "mergeRequests"_L1},
             std::pair{"issuesEnabled"_L1, "workItems"_L1}, std::pair{"jobsEnabled"_L1, "pipelines"_L1}}) {
        const QJsonValue enabled = reader.raw().value(feature);
        if (enabled.isBool() && !enabled.toBool() && reader.nodes(list).isEmpty())
            head.switchedOff.append(list);
    }
    // What may not be seen is asked for, so that it is told.
    head.hasNewPipelines = !reader.nodes("pipelines"_L1).isEmpty() || reader.raw().value("pipelines"_L1).isNull();
    for (const QJsonValue &label : reader.nodes("labels"_L1))
        head.labels.insert(
            gitlabNumber(label.toObject().value("id"_L1).toString()), label.toObject().value("title"_L1).toString());
    if (!reader.ok()) {
        const QuarantinedRecord fault = reader.quarantined(RecordKind::Repository, {});
        return fail(ErrorKind::Parse,
            u"GitLab's description of a project could not be understood. Try again later; if it stays so, please report it."_s,
            fault.path + u": "_s + fault.reason);
    }
    readMilestones(reader, sprintsAreMilestones, head);
    if (!sprintsAreMilestones)
        readIterations(reader, head.sprints);
    return head;
}

} // namespace leadline
