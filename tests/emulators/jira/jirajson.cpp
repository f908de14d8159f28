#include "tests/emulators/jira/jirajson.h"

#include <QDateTime>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSprintField = "customfield_10020"_L1;
constexpr auto kPointsField = "customfield_10026"_L1; // of company-managed projects
constexpr auto kTeamPointsField = "customfield_10016"_L1;
constexpr auto kFlagField = "customfield_10021"_L1;
constexpr auto kEpicField = "customfield_10014"_L1;
constexpr int kFirstStatus = 10'000;

QJsonValue text(const QString &value)
{
    return value.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(value);
}

QJsonValue day(Instant at)
{
    return text(at.toIso().left(10));
}

QString stateName(SprintState state)
{
    return state == SprintState::Closed ? u"closed"_s : state == SprintState::Active ? u"active"_s : u"future"_s;
}

QJsonObject categoryOf(StatusCategory category)
{
    // In the language of the site: only the key is the same everywhere.
    switch (category) {
    case StatusCategory::Todo:
        return {{u"id"_s, 2}, {u"key"_s, u"new"_s}, {u"name"_s, u"Zu erledigen"_s}};
    case StatusCategory::Doing:
        return {{u"id"_s, 4}, {u"key"_s, u"indeterminate"_s}, {u"name"_s, u"In Arbeit"_s}};
    case StatusCategory::Done:
        return {{u"id"_s, 3}, {u"key"_s, u"done"_s}, {u"name"_s, u"Fertig"_s}};
    case StatusCategory::Unknown:
        break;
    }
    return {{u"id"_s, 1}, {u"key"_s, u"undefined"_s}, {u"name"_s, u"Keine Kategorie"_s}};
}

QJsonValue priorityOf(Priority priority)
{
    static const QStringList names{{}, u"Lowest"_s, u"Low"_s, u"Medium"_s, u"High"_s, u"Highest"_s};
    const int index = static_cast<int>(priority);
    if (index == 0)
        return QJsonValue::Null;
    return QJsonObject{{u"id"_s, QString::number(6 - index)}, {u"name"_s, names.at(index)}};
}

QJsonObject field(const QString &id, const QString &name, const QString &type, const QString &custom)
{
    return {{u"id"_s, id}, {u"name"_s, name}, {u"custom"_s, !custom.isEmpty()},
        {u"schema"_s, QJsonObject{{u"type"_s, type}, {u"custom"_s, custom}}}};
}

} // namespace

JiraJson::JiraJson(const RecordBatch &records, JiraForm form, const QString &zone)
    : m_form(std::move(form))
    , m_zoneName(zone)
    , m_zone(zone.toUtf8())
{
    if (!m_zone.isValid())
        m_zone = QTimeZone(QTimeZone::UTC);
    for (const Identity &identity : records.of<Identity>())
        m_identities.insert(identity.externalId, identity);
    for (const Sprint &sprint : records.of<Sprint>())
        m_sprints.insert(sprint.externalId, sprint);
    const auto learn = [this](const QString &name, StatusCategory category) {
        const auto same = [&](const Status &status) { return status.name == name && status.category == category; };
        if (!name.isEmpty() && std::ranges::none_of(m_statuses, same))
            m_statuses.push_back({.name = name, .category = category});
    };
    for (const Issue &issue : records.of<Issue>()) {
        m_keys.insert(issue.externalId, issue.key);
        learn(issue.statusRaw, issue.status);
    }
    for (const IssueTransition &transition : records.of<IssueTransition>()) {
        if (transition.field == TransitionField::Sprint)
            m_sprintsOf.insert(transition.issue.id, transition.to);
        if (transition.field != TransitionField::Status)
            continue;
        for (const QString &name : {transition.from, transition.to}) {
            if (std::ranges::find(m_statuses, name, &Status::name) == m_statuses.end())
                learn(name, StatusCategory::Doing);
        }
    }
}

QString JiraJson::time(Instant at) const
{
    if (!at.isSet())
        return {};
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at.ms(), m_zone);
    const int minutes = moment.offsetFromUtc() / 60;
    return moment.toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz"_s) + (minutes < 0 ? u'-' : u'+')
        + u"%1%2"_s.arg(std::abs(minutes) / 60, 2, 10, QChar(u'0')).arg(std::abs(minutes) % 60, 2, 10, QChar(u'0'));
}

QString JiraJson::agileTime(Instant at) const
{
    if (!at.isSet())
        return {};
    if (m_form.cloud)
        return QDateTime::fromMSecsSinceEpoch(at.ms(), QTimeZone::UTC).toString(Qt::ISODateWithMs);
    QString text = time(at);
    return text.insert(text.size() - 2, u':');
}

QJsonValue JiraJson::user(const QString &identity) const
{
    if (identity.isEmpty())
        return QJsonValue::Null;
    const Identity known = m_identities.value(identity);
    QJsonObject object{{u"displayName"_s, known.name}, {u"active"_s, true}, {u"timeZone"_s, m_zoneName}};
    if (!known.email.isEmpty())
        object.insert(u"emailAddress"_s, known.email);
    if (m_form.cloud) {
        object.insert(u"accountId"_s, identity);
        const bool isProgram = known.actor == ActorClass::Bot || known.actor == ActorClass::AiReviewer;
        object.insert(u"accountType"_s, isProgram ? u"app"_s : u"atlassian"_s);
    } else {
        object.insert(u"key"_s, identity);
        object.insert(u"name"_s, known.login);
    }
    return object;
}

QJsonObject JiraJson::status(const QString &name, StatusCategory category) const
{
    const auto same = [&](const Status &status) { return status.name == name && status.category == category; };
    const auto found = std::ranges::find_if(m_statuses, same);
    const auto id = kFirstStatus + (found - m_statuses.begin());
    return {{u"id"_s, QString::number(id)}, {u"name"_s, name}, {u"statusCategory"_s, categoryOf(category)}};
}

QJsonArray JiraJson::statuses() const
{
    QJsonArray all;
    for (const Status &known : m_statuses)
        all.append(status(known.name, known.category));
    return all;
}

QString JiraJson::pointsField(const QString &issue) const
{
    return issue.toLongLong() % 2 == 0 ? QString(kPointsField) : QString(kTeamPointsField);
}

QString JiraJson::sprintText(const Sprint &sprint) const
{
    const auto value = [](const QString &text) { return text.isEmpty() ? u"<null>"_s : text; };
    const qint64 board = m_boards.value(sprint.board);
    const QString state = stateName(sprint.state).toUpper();
    const QString form = sprint.externalId.toLongLong() % 2 == 0
        ? u"[id=%1,rapidViewId=%2,state=%3,name=%4,startDate=%5,endDate=%6,completeDate=%7,sequence=%1,goal=%8]"_s
        : u"[completeDate=%7,endDate=%6,goal=%8,id=%1,name=%4,rapidViewId=%2,sequence=%1,startDate=%5,state=%3]"_s;
    return "com.atlassian.greenhopper.service.sprint.Sprint@57910277"_L1
        + form.arg(sprint.externalId, QString::number(board), state, sprint.name, value(agileTime(sprint.startAt)),
            value(agileTime(sprint.endAt)), value(agileTime(sprint.completedAt)), value(sprint.goal));
}

QJsonValue JiraJson::sprintsOf(const Issue &issue) const
{
    QJsonArray sprints;
    for (const QString &part : m_sprintsOf.value(issue.externalId).split(u',', Qt::SkipEmptyParts)) {
        const Sprint sprint = m_sprints.value(part.trimmed());
        if (sprint.externalId.isEmpty())
            continue;
        if (m_form.cloud) {
            QJsonObject object = this->sprint(sprint, m_boards.value(sprint.board));
            object.insert(u"boardId"_s, object.take(u"originBoardId"_s));
            sprints.append(object);
        } else {
            sprints.append(sprintText(sprint));
        }
    }
    return sprints.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(sprints);
}

QJsonObject JiraJson::issue(const Issue &issue, const JiraProjectName &project) const
{
    const bool isDone = issue.status == StatusCategory::Done;
    // Some teams close without a resolution; only Cloud tells when the category changed.
    const bool hasResolution = isDone && !(m_form.cloud && issue.externalId.toLongLong() % 3 == 0);
    QJsonObject type{
        {u"id"_s, u"10001"_s}, {u"name"_s, issue.typeRaw}, {u"subtask"_s, issue.type == IssueClass::Subtask}};
    QJsonObject fields{{u"summary"_s, issue.title}, {u"project"_s, this->project(project)},
        {u"status"_s, status(issue.statusRaw, issue.status)}, {u"priority"_s, priorityOf(issue.priority)},
        {u"created"_s, time(issue.createdAt)}, {u"updated"_s, time(issue.updatedAt)},
        {u"resolutiondate"_s, hasResolution ? text(time(issue.resolvedAt)) : QJsonValue(QJsonValue::Null)},
        {u"duedate"_s, day(issue.dueAt)}, {u"labels"_s, QJsonArray::fromStringList(issue.labels)},
        {u"assignee"_s, user(issue.assignee.id)}, {u"reporter"_s, user(issue.author.id)},
        {u"creator"_s, user(issue.author.id)}, {QString(kSprintField), sprintsOf(issue)},
        {QString(kPointsField), QJsonValue::Null}, {QString(kTeamPointsField), QJsonValue::Null},
        {QString(kFlagField),
            issue.flagged ? QJsonValue(QJsonArray{QJsonObject{{u"id"_s, u"10019"_s}, {u"value"_s, u"Impediment"_s}}})
                          : QJsonValue(QJsonValue::Null)}};
    if (issue.points)
        fields.insert(pointsField(issue.externalId), *issue.points);
    if (m_form.cloud) {
        type.insert(u"hierarchyLevel"_s,
            issue.type == IssueClass::Epic          ? 1
                : issue.type == IssueClass::Subtask ? -1
                                                    : 0);
        const Instant moved = issue.status == StatusCategory::Doing ? issue.startedAt
            : isDone                                                ? issue.resolvedAt
                                                                    : issue.createdAt;
        fields.insert(u"statuscategorychangedate"_s, text(time(moved)));
    }
    fields.insert(u"issuetype"_s, type);
    if (issue.parent.isSet() && (m_form.cloud || issue.type == IssueClass::Subtask))
        fields.insert(u"parent"_s, QJsonObject{{u"id"_s, issue.parent.id}, {u"key"_s, m_keys.value(issue.parent.id)}});
    else if (issue.parent.isSet())
        fields.insert(kEpicField, m_keys.value(issue.parent.id));
    return {{u"id"_s, issue.externalId}, {u"key"_s, issue.key}, {u"fields"_s, fields}};
}

QJsonObject JiraJson::item(const IssueTransition &transition) const
{
    const auto change = [this](const QString &name, const QString &id, const QString &kind) {
        QJsonObject object{{u"field"_s, name}, {u"fieldtype"_s, kind}};
        if (m_form.cloud)
            object.insert(u"fieldId"_s, id);
        return object;
    };
    const auto fill = [](QJsonObject object, const QString &from, const QString &to, const QString &fromText,
                          const QString &toText) {
        object.insert(u"from"_s, text(from));
        object.insert(u"to"_s, text(to));
        object.insert(u"fromString"_s, text(fromText));
        object.insert(u"toString"_s, text(toText));
        return object;
    };
    const QString &from = transition.from;
    const QString &to = transition.to;
    const auto nameOf = [this](const QString &id) { return m_identities.value(id).name; };
    // Statuses have been renamed since: only their ids still tell which ones they were.
    const auto statusId = [this](const QString &name) {
        const auto found = std::ranges::find(m_statuses, name, &Status::name);
        return found == m_statuses.end() ? QString() : QString::number(kFirstStatus + (found - m_statuses.begin()));
    };
    const auto once = [](const QString &name) { return name.isEmpty() ? name : name + " (old)"_L1; };
    switch (transition.field) {
    case TransitionField::Status:
        return fill(change(u"status"_s, u"status"_s, u"jira"_s), statusId(from), statusId(to), once(from), once(to));
    case TransitionField::Assignee:
        return fill(change(u"assignee"_s, u"assignee"_s, u"jira"_s), from, to, nameOf(from), nameOf(to));
    case TransitionField::Sprint:
        return fill(change(u"Sprint"_s, kSprintField, u"custom"_s), from, to, from.isEmpty() ? from : u"Names"_s,
            to.isEmpty() ? to : u"Other names"_s);
    case TransitionField::Points: {
        const QString id = pointsField(transition.issue.id);
        const QString name = id == kPointsField ? u"Story Points"_s : u"Story point estimate"_s;
        return fill(change(name, id, u"custom"_s), {}, {}, from, to);
    }
    default:
        return fill(change(u"Flagged"_s, kFlagField, u"custom"_s), {}, {}, from, to);
    }
}

QJsonObject JiraJson::history(const std::vector<const IssueTransition *> &items) const
{
    const IssueTransition &first = *items.front();
    QJsonArray changes{QJsonObject{
        {u"field"_s, u"Rank"_s}, {u"fieldId"_s, u"customfield_10019"_s}, {u"toString"_s, u"Ranked higher"_s}}};
    for (const IssueTransition *transition : items)
        changes.append(item(*transition));
    QJsonObject history{{u"id"_s, first.externalId.section(u'.', 0, 0)}, {u"items"_s, changes}};
    // All three forms have been seen.
    const qint64 form = m_form.cloud ? first.at.ms() / 1000 % 3 : 0;
    const qint64 seconds = first.at.ms() / 1000;
    history.insert(u"created"_s,
        form == 0                                    ? QJsonValue(time(first.at))
            : form == 1 && first.at.ms() % 1000 == 0 ? QJsonValue(seconds)
                                                     : QJsonValue(first.at.ms()));
    if (first.by.isSet())
        history.insert(u"author"_s, user(first.by.id));
    return history;
}

QJsonObject JiraJson::sprint(const Sprint &sprint, qint64 board) const
{
    QJsonObject object{{u"id"_s, sprint.externalId.toLongLong()}, {u"state"_s, stateName(sprint.state)},
        {u"name"_s, sprint.name}, {u"originBoardId"_s, board}};
    const auto add = [&object](const QString &key, const QString &value) {
        if (!value.isEmpty())
            object.insert(key, value);
    };
    add(u"startDate"_s, agileTime(sprint.startAt));
    add(u"endDate"_s, agileTime(sprint.endAt));
    add(u"completeDate"_s, agileTime(sprint.completedAt));
    add(u"goal"_s, sprint.goal);
    return object;
}

QJsonObject JiraJson::version(const Release &release, bool released) const
{
    return {{u"id"_s, release.externalId}, {u"name"_s, release.name}, {u"archived"_s, false}, {u"released"_s, released},
        {u"releaseDate"_s, day(release.publishedAt)}, {u"userReleaseDate"_s, u"05/Jul/10"_s}};
}

QJsonObject JiraJson::project(const JiraProjectName &project) const
{
    return {{u"id"_s, project.id}, {u"key"_s, project.key}, {u"name"_s, project.name},
        {u"projectTypeKey"_s, u"software"_s}, {u"simplified"_s, false}};
}

QJsonArray JiraJson::fields() const
{
    const QString greenhopper = u"com.pyxis.greenhopper.jira:"_s;
    const QString plain = u"com.atlassian.jira.plugin.system.customfieldtypes:"_s;
    return {field(u"summary"_s, u"Zusammenfassung"_s, u"string"_s, {}),
        field(kSprintField, u"Sprint"_s, u"array"_s, greenhopper + "gh-sprint"_L1),
        field(kPointsField, u"Story Points"_s, u"number"_s, plain + "float"_L1),
        field(kTeamPointsField, u"Story point estimate"_s, u"number"_s, greenhopper + "jsw-story-points"_L1),
        field(kFlagField, u"Flagged"_s, u"array"_s, plain + "multicheckboxes"_L1),
        field(kEpicField, u"Epic Link"_s, u"any"_s, greenhopper + "gh-epic-link"_L1),
        field(u"customfield_10111"_s, u"Original story points"_s, u"number"_s,
            u"com.atlassian.jpo:jpo-custom-field-original-story-points"_s),
        field(u"customfield_10030"_s, u"Cost"_s, u"number"_s, plain + "float"_L1)};
}

} // namespace leadline
