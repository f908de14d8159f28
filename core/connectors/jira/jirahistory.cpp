#include "core/connectors/jira/jirapieces.h"

#include <QDate>
#include <QSet>
#include <QTimeZone>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSecondsUntil = 100'000'000'000; // more than this many seconds is the year 5138

QString textOf(const QJsonObject &item, QLatin1StringView key)
{
    return item.value(key).toString().trimmed().left(1000);
}

// "5.0" and "5" are one estimate.
QString pointsOf(const QString &text)
{
    bool ok = false;
    const double points = text.toDouble(&ok);
    return ok ? QString::number(points) : QString();
}

// The two sides of a change, in the words of transitions.
class Sides {
public:
    Sides(TransitionField field, const QJsonObject &item, const JiraHistoryReading &into)
        : m_field(field)
        , m_item(item)
        , m_into(into)
    {
    }

    [[nodiscard]] QString from() const { return side("from"_L1, "fromString"_L1); }
    [[nodiscard]] QString to() const { return side("to"_L1, "toString"_L1); }

private:
    [[nodiscard]] QString side(QLatin1StringView idKey, QLatin1StringView nameKey) const
    {
        const QString id = textOf(m_item, idKey);
        const QString name = textOf(m_item, nameKey);
        switch (m_field) {
        case TransitionField::Status: {
            // Statuses are renamed, and histories are in the language of their writer: the id says which one it is.
            const auto known = m_into.terms.statuses.constFind(id);
            return known == m_into.terms.statuses.cend() ? name : known->name;
        }
        case TransitionField::Assignee:
            return m_into.actors.fromHistory(id, name).id;
        case TransitionField::Sprint:
            return id.isEmpty() ? name : id;
        case TransitionField::Points:
            return pointsOf(name.isEmpty() ? id : name);
        default:
            return name;
        }
    }

    TransitionField m_field;
    const QJsonObject &m_item;
    const JiraHistoryReading &m_into;
};

void readChange(const QString &issue, FieldReader &change, const JiraHistoryReading &into)
{
    const QString id = change.needId("id"_L1);
    const Instant at = jiraMoment(change.raw().value("created"_L1));
    if (!at.isSet())
        change.fault("created"_L1, u"a time is missing here"_s);
    std::vector<IssueTransition> transitions;
    QSet<TransitionField> met;
    for (const QJsonValue &value : change.array("items"_L1)) {
        const QJsonObject item = value.toObject();
        const TransitionField field = into.terms.fields.changed(textOf(item, "fieldId"_L1), textOf(item, "field"_L1));
        if (field == TransitionField::Unknown || met.contains(field))
            continue; // two fields of estimates that say the same
        met.insert(field);
        const Sides sides(field, item, into);
        IssueTransition transition;
        transition.externalId = id + u'.' + enumName(field);
        transition.issue.id = issue;
        transition.field = field;
        transition.from = sides.from();
        transition.to = sides.to();
        transition.at = transition.updatedAt = at;
        if (transition.from != transition.to)
            transitions.push_back(std::move(transition));
    }
    if (!change.ok()) {
        into.batch.quarantine.push_back(change.quarantined(RecordKind::IssueTransition, id));
        return;
    }
    if (transitions.empty())
        return;
    const IdentityRef by = into.actors.fromUser(change.raw().value("author"_L1));
    for (IssueTransition &transition : transitions) {
        transition.by = by;
        into.batch.add(std::move(transition));
    }
}

} // namespace

Instant jiraMoment(const QJsonValue &value)
{
    if (value.isString())
        return Instant::fromIso(value.toString());
    const qint64 number = value.toInteger(0);
    if (number <= 0)
        return {};
    return Instant{number < kSecondsUntil ? number * 1000 : number};
}

Instant jiraDay(const QJsonValue &value)
{
    const QDate day = QDate::fromString(value.toString().left(10), Qt::ISODate);
    return day.isValid() ? Instant{day.startOfDay(QTimeZone::UTC).toMSecsSinceEpoch()} : Instant{};
}

void readJiraHistory(
    const QString &issue, const QJsonArray &changes, const JsonPlace &place, const JiraHistoryReading &into)
{
    forEachObject(changes, &place, RecordKind::IssueTransition, into.batch,
        [&](FieldReader &change) { readChange(issue, change, into); });
}

Result<JiraHistoryPage> parseJiraHistories(const QJsonObject &answer, const JiraTerms &terms)
{
    if (!answer.value("issueChangeLogs"_L1).isArray())
        return fail(ErrorKind::Parse,
            u"Jira's answer does not have the histories that were asked for. Try again; if it stays so, the server may be of a version that is not supported."_s,
            u"$.issueChangeLogs is not a list"_s);
    JiraHistoryPage page;
    page.nextToken = answer.value("nextPageToken"_L1).toString();
    JiraActors actors;
    const JiraHistoryReading into{.terms = terms, .actors = actors, .batch = page.batch};
    const JsonPlace place{.parent = nullptr, .name = u"issueChangeLogs"_s};
    forEachObject(answer.value("issueChangeLogs"_L1).toArray(), &place, RecordKind::IssueTransition, page.batch,
        [&](FieldReader &log) {
            const QString issue = log.needId("issueId"_L1);
            if (!log.ok()) {
                page.batch.quarantine.push_back(log.quarantined(RecordKind::IssueTransition, {}));
                return;
            }
            const QJsonArray changes = log.array("changeHistories"_L1);
            page.items += changes.size();
            if (page.firstItem.isEmpty())
                page.firstItem = changes.at(0).toObject().value("id"_L1).toVariant().toString().toUtf8();
            const JsonPlace inside{.parent = log.place(), .name = u"changeHistories"_s};
            readJiraHistory(issue, changes, inside, into);
        });
    actors.moveInto(page.batch);
    return page;
}

} // namespace leadline
