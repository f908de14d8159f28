#include "tests/emulators/jira/jirajql.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QStringList listIn(const QString &text)
{
    QStringList list;
    for (const QString &part : text.split(u','))
        list.append(part.trimmed().remove(u'"'));
    return list;
}

std::optional<JiraJql::Clause> clauseIn(QString text, const QTimeZone &zone)
{
    static const QRegularExpression form(
        uR"re(^project (?:= (\S+)|in \(([^)]*)\))(?: AND updated >= "([^"]+)")?$)re"_s);
    text = text.trimmed();
    if (text.startsWith(u'(') && text.endsWith(u')'))
        text = text.mid(1, text.size() - 2);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    JiraJql::Clause clause;
    for (const QString &project : listIn(match.hasCaptured(1) ? match.captured(1) : match.captured(2)))
        clause.projects.insert(project);
    if (match.captured(3).isEmpty())
        return clause;
    // Minutes, and no word of the zone.
    const QDateTime at = QDateTime::fromString(match.captured(3), u"yyyy/MM/dd HH:mm"_s);
    if (!at.isValid())
        return {};
    clause.from = Instant{QDateTime(at.date(), at.time(), zone).toMSecsSinceEpoch()};
    return clause;
}

} // namespace

std::optional<JiraJql> JiraJql::read(const QString &text, const QString &zone)
{
    const QTimeZone clock(zone.toUtf8());
    JiraJql jql;
    QString where = text;
    if (const auto order = text.indexOf(" ORDER BY "_L1); order >= 0) {
        where = text.left(order);
        const QString by = text.mid(order + 10);
        jql.newestFirst = by == "updated DESC"_L1;
        if (!jql.newestFirst && by != "updated ASC, key ASC"_L1 && by != "key ASC"_L1)
            return {};
    }
    if (where.startsWith("issuekey in ("_L1)) {
        jql.keys = listIn(where.section(u'(', 1).section(u')', 0, 0));
        return jql;
    }
    for (const QString &part : where.split(u" OR "_s)) {
        const auto clause = clauseIn(part, clock.isValid() ? clock : QTimeZone::utc());
        if (!clause)
            return {}; // what is not bound to a project is refused, too
        jql.clauses.push_back(*clause);
    }
    return jql;
}

} // namespace leadline
