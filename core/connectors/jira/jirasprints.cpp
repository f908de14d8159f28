#include "core/connectors/jira/jirapieces.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

SprintState stateOf(const QString &word)
{
    const QString state = word.toLower();
    if (state == "closed"_L1)
        return SprintState::Closed;
    if (state == "active"_L1)
        return SprintState::Active;
    return state == "future"_L1 ? SprintState::Future : SprintState::Unknown;
}

Sprint sprintOf(FieldReader &reader)
{
    Sprint sprint;
    sprint.externalId = reader.needId("id"_L1);
    sprint.name = reader.text("name"_L1);
    sprint.state = stateOf(reader.text("state"_L1));
    sprint.startAt = reader.time("startDate"_L1);
    sprint.endAt = reader.time("endDate"_L1);
    sprint.completedAt = reader.time("completeDate"_L1);
    sprint.goal = reader.text("goal"_L1, 500);
    return sprint;
}

QString idOf(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toVariant().toString();
}

// "…Sprint@57910277[id=29200,rapidViewId=8070,state=CLOSED,name=A, b and c,goal=<null>]" as an object: values hold
// commas, and the order of the keys is by chance.
QJsonObject objectFromText(const QString &text)
{
    static const QRegularExpression key(
        uR"((?:^|,)(id|rapidViewId|state|name|startDate|endDate|completeDate|activatedDate|sequence|goal|synced|autoStartStop|incompleteIssuesDestinationId)=)"_s);
    const auto open = text.indexOf(u'[');
    const auto close = text.lastIndexOf(u']');
    if (open < 0 || close < open)
        return {};
    const QString inside = text.mid(open + 1, close - open - 1);
    QJsonObject object;
    QString last;
    qsizetype from = 0;
    const auto end = [&](qsizetype at) {
        const QString value = inside.mid(from, at - from);
        if (!last.isEmpty() && value != "<null>"_L1 && !value.isEmpty())
            object.insert(last, value);
    };
    for (const auto &match : key.globalMatch(inside)) {
        end(match.capturedStart());
        last = match.captured(1);
        from = match.capturedEnd();
    }
    end(inside.size());
    return object;
}

} // namespace

std::vector<JiraBoard> parseJiraBoards(const QJsonObject &page)
{
    std::vector<JiraBoard> boards;
    for (const QJsonValue &value : page.value("values"_L1).toArray()) {
        const QJsonObject board = value.toObject();
        const QString id = idOf(board, "id"_L1);
        if (id.isEmpty())
            continue;
        boards.push_back({.id = id,
            .name = board.value("name"_L1).toString(u"Board "_s + id).left(200),
            .hasSprints = board.value("type"_L1).toString() != "kanban"_L1});
    }
    return boards;
}

QString parseEstimationField(const QJsonObject &configuration)
{
    const QJsonObject estimation = configuration.value("estimation"_L1).toObject();
    if (estimation.value("type"_L1).toString() != "field"_L1)
        return {};
    const QString field = estimation.value("field"_L1).toObject().value("fieldId"_L1).toString();
    return field.startsWith("customfield_"_L1) ? field : QString(); // hours are no points
}

std::optional<JiraSprintValue> parseSprintValue(const QJsonValue &value)
{
    const QJsonObject object = value.isString() ? objectFromText(value.toString()) : value.toObject();
    FieldReader reader(object, nullptr);
    JiraSprintValue read{.sprint = sprintOf(reader), .board = {}};
    if (!reader.ok())
        return {};
    read.board = idOf(object, value.isString() ? "rapidViewId"_L1 : "boardId"_L1);
    return read;
}

JiraSprintPage parseJiraSprints(const QJsonArray &sprints, const JiraBoard &board, const JiraTerms &terms)
{
    JiraSprintPage page;
    const JsonPlace place{.parent = nullptr, .name = u"values"_s};
    forEachObject(sprints, &place, RecordKind::Sprint, page.batch, [&](FieldReader &reader) {
        const QString origin = idOf(reader.raw(), "originBoardId"_L1);
        const bool isElsewhere = !origin.isEmpty() && origin != board.id && terms.boards.contains(origin);
        Sprint sprint = sprintOf(reader);
        if (!reader.ok()) {
            page.batch.quarantine.push_back(reader.quarantined(RecordKind::Sprint, sprint.externalId));
            return;
        }
        if (sprint.state != SprintState::Closed)
            page.unfinished.append(sprint.externalId);
        if (isElsewhere)
            return;
        sprint.board = terms.boards.value(board.id, board.name);
        sprint.url = u"%1/secure/RapidBoard.jspa?rapidView=%2&view=reporting&chart=sprintRetrospective&sprint=%3"_s.arg(
            terms.web, board.id, sprint.externalId);
        page.batch.add(std::move(sprint));
    });
    return page;
}

RecordBatch parseJiraVersions(const QJsonArray &versions, const QString &project, const JiraTerms &terms)
{
    RecordBatch batch;
    const JsonPlace place{.parent = nullptr, .name = u"values"_s};
    forEachObject(versions, &place, RecordKind::Release, batch, [&](FieldReader &reader) {
        Release release;
        release.externalId = reader.needId("id"_L1);
        release.tag = release.name = reader.needText("name"_L1);
        // "userReleaseDate" is the same day in somebody's own form and zone.
        release.publishedAt = release.updatedAt = jiraDay(reader.raw().value("releaseDate"_L1));
        if (!reader.ok()) {
            batch.quarantine.push_back(reader.quarantined(RecordKind::Release, release.externalId));
            return;
        }
        if (!reader.flag("released"_L1) || !release.publishedAt.isSet())
            return;
        release.url = terms.web + "/projects/"_L1 + project + "/versions/"_L1 + release.externalId;
        batch.add(std::move(release));
    });
    return batch;
}

} // namespace leadline
