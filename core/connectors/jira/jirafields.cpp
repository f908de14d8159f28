#include "core/connectors/jira/jirafields.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSprint = "com.pyxis.greenhopper.jira:gh-sprint"_L1;
constexpr auto kEpicLink = "com.pyxis.greenhopper.jira:gh-epic-link"_L1;
constexpr auto kTeamPoints = "com.pyxis.greenhopper.jira:jsw-story-points"_L1; // of team-managed projects
constexpr auto kNumber = ":float"_L1; // a number that somebody made, as are the points of company-managed projects
constexpr qsizetype kMostPoints = 6; // of ten fields that a question about histories may name

// As sites in other languages call it; boards name the field in every language.
bool saysPoints(const QString &name)
{
    static const QStringList names{u"story points"_s, u"story point estimate"_s, u"story-points"_s, u"story-punkte"_s,
        u"storypunkte"_s, u"points de story"_s, u"puntos de historia"_s, u"story point"_s, u"ストーリー ポイント"_s};
    return names.contains(name);
}

bool saysFlagged(const QString &name)
{
    static const QStringList names{
        u"flagged"_s, u"markiert"_s, u"gekennzeichnet"_s, u"marqué"_s, u"marcado"_s, u"フラグ付き"_s};
    return names.contains(name);
}

bool isNamed(const QJsonObject &field, const QStringList &wanted)
{
    const QString id = field.value("id"_L1).toString();
    const QString name = field.value("name"_L1).toString();
    return std::ranges::any_of(
        wanted, [&](const QString &text) { return text == id || text.compare(name, Qt::CaseInsensitive) == 0; });
}

} // namespace

JiraFields JiraFields::find(const QJsonArray &fields, const JiraSettings &settings)
{
    JiraFields found;
    QStringList chosen;
    QStringList teams;
    QStringList named;
    for (const QJsonValue &value : fields) {
        const QJsonObject field = value.toObject();
        const QString id = field.value("id"_L1).toString();
        if (id.isEmpty())
            continue;
        const QJsonObject schema = field.value("schema"_L1).toObject();
        const QString custom = schema.value("custom"_L1).toString();
        const QString name = field.value("name"_L1).toString().toLower();
        const QString plain = field.value("untranslatedName"_L1).toString().toLower();
        const bool isNumber = schema.value("type"_L1).toString() == "number"_L1;
        if (isNamed(field, settings.pointsFields))
            chosen.append(id);
        else if (custom == kTeamPoints)
            teams.append(id);
        else if (isNumber && custom.endsWith(kNumber) && (saysPoints(name) || saysPoints(plain)))
            named.append(id);
        else if (custom == kSprint)
            found.sprint = id;
        else if (custom == kEpicLink)
            found.epicLink = id;
        else if (isNamed(field, settings.flagFields))
            found.flagged = id;
        else if (settings.flagFields.isEmpty() && !custom.isEmpty() && (saysFlagged(name) || saysFlagged(plain)))
            found.flagged = id;
        if (isNumber || !custom.isEmpty())
            found.names.insert(id, plain.isEmpty() ? name : plain);
    }
    const QStringList points = chosen + named + teams;
    found.points = points.first(std::min(kMostPoints, points.size()));
    return found;
}

void JiraFields::preferPoints(const QString &id)
{
    if (id.isEmpty() || points.contains(id))
        return;
    points.prepend(id);
    points = points.first(std::min(kMostPoints, points.size()));
}

TransitionField JiraFields::changed(const QString &id, const QString &name) const
{
    const QString plain = name.toLower();
    const auto is = [&](const QString &field) {
        return !field.isEmpty() && (id.isEmpty() ? !plain.isEmpty() && plain == names.value(field) : id == field);
    };
    const QString &standard = id.isEmpty() ? plain : id;
    if (standard == "status"_L1)
        return TransitionField::Status;
    if (standard == "assignee"_L1)
        return TransitionField::Assignee;
    if (is(sprint) || (id.isEmpty() && plain == "sprint"_L1))
        return TransitionField::Sprint;
    if (is(flagged))
        return TransitionField::Flag;
    return std::ranges::any_of(points, is) ? TransitionField::Points : TransitionField::Unknown;
}

QStringList JiraFields::asked() const
{
    QStringList fields{u"key"_s, u"summary"_s, u"issuetype"_s, u"project"_s, u"status"_s, u"statuscategorychangedate"_s,
        u"priority"_s, u"assignee"_s, u"reporter"_s, u"creator"_s, u"created"_s, u"updated"_s, u"resolutiondate"_s,
        u"duedate"_s, u"labels"_s, u"parent"_s};
    for (const QString &field : points + QStringList{sprint, epicLink, flagged}) {
        if (!field.isEmpty())
            fields.append(field);
    }
    return fields;
}

QStringList JiraFields::askedOfHistory() const
{
    QStringList fields{u"status"_s, u"assignee"_s};
    for (const QString &field : QStringList{sprint, flagged} + points) {
        if (!field.isEmpty())
            fields.append(field);
    }
    return fields;
}

QJsonObject JiraFields::toJson() const
{
    QJsonObject known;
    for (const QString &field : points + QStringList{sprint, epicLink, flagged}) {
        if (!field.isEmpty())
            known.insert(field, names.value(field));
    }
    return {{u"points"_s, QJsonArray::fromStringList(points)}, {u"sprint"_s, sprint}, {u"epic_link"_s, epicLink},
        {u"flagged"_s, flagged}, {u"names"_s, known}};
}

JiraFields JiraFields::fromJson(const QJsonObject &json)
{
    JiraFields fields;
    for (const QJsonValue &id : json.value("points"_L1).toArray())
        fields.points.append(id.toString());
    fields.sprint = json.value("sprint"_L1).toString();
    fields.epicLink = json.value("epic_link"_L1).toString();
    fields.flagged = json.value("flagged"_L1).toString();
    const QJsonObject names = json.value("names"_L1).toObject();
    for (auto name = names.begin(); name != names.end(); ++name)
        fields.names.insert(name.key(), name.value().toString());
    return fields;
}

} // namespace leadline
