#include "core/connectors/shared/labels.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

bool holdsAny(const QStringList &labels, const QRegularExpression &pattern)
{
    return std::ranges::any_of(labels, [&pattern](const QString &label) { return pattern.match(label).hasMatch(); });
}

const QRegularExpression &pattern(IssueClass type)
{
    static const QRegularExpression bug(uR"(\b(bug|defect|regression)\b)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression feature(
        uR"(\b(feature|enhancement|story|improvement)\b)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression epic(uR"(\bepic\b)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression task(
        uR"(\b(task|chore|maintenance|tech[ -]?debt|documentation)\b)"_s, QRegularExpression::CaseInsensitiveOption);
    switch (type) {
    case IssueClass::Bug:
        return bug;
    case IssueClass::Feature:
        return feature;
    case IssueClass::Epic:
        return epic;
    default:
        return task;
    }
}

} // namespace

QRegularExpression wordPattern(const QString &list)
{
    QStringList words;
    for (const QString &word : list.split(u',', Qt::SkipEmptyParts)) {
        if (!word.trimmed().isEmpty())
            words.append(QRegularExpression::escape(word.trimmed()));
    }
    if (words.isEmpty())
        return QRegularExpression();
    return QRegularExpression(
        "(^|[^a-z])("_L1 + words.join(u'|') + ")([^a-z]|$)"_L1, QRegularExpression::CaseInsensitiveOption);
}

IssueClass issueClassOf(const QStringList &words, const QRegularExpression &incident)
{
    if (!incident.pattern().isEmpty() && holdsAny(words, incident))
        return IssueClass::Incident;
    for (const IssueClass type : {IssueClass::Bug, IssueClass::Epic, IssueClass::Feature, IssueClass::Task}) {
        if (holdsAny(words, pattern(type)))
            return type;
    }
    return IssueClass::Unknown;
}

Priority priorityOf(const QStringList &labels)
{
    static const QRegularExpression form(
        uR"(^(?:p|prio(?:rity)?[:/ -]*)(?:p?([0-4])|(critical|urgent|highest|high|medium|normal|low|lowest))$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    constexpr auto byNumber =
        std::to_array({Priority::Highest, Priority::High, Priority::Medium, Priority::Low, Priority::Lowest});
    for (const QString &label : labels) {
        const auto match = form.match(label);
        if (!match.hasMatch())
            continue;
        if (match.hasCaptured(1))
            return byNumber[static_cast<std::size_t>(match.captured(1).toInt())];
        const QString word = match.captured(2).toLower();
        if (word == "high"_L1)
            return Priority::High;
        if (word == "medium"_L1 || word == "normal"_L1)
            return Priority::Medium;
        if (word == "low"_L1)
            return Priority::Low;
        return word == "lowest"_L1 ? Priority::Lowest : Priority::Highest;
    }
    return Priority::Unknown;
}

Severity severityOf(const QStringList &labels)
{
    static const QRegularExpression form(
        uR"(^(?:sev(?:erity)?[:/ -]*)([0-5]|critical|high|medium|low)$)"_s, QRegularExpression::CaseInsensitiveOption);
    for (const QString &label : labels) {
        const QString word = form.match(label).captured(1).toLower();
        if (word == "0"_L1 || word == "1"_L1 || word == "critical"_L1)
            return Severity::Critical;
        if (word == "2"_L1 || word == "high"_L1)
            return Severity::High;
        if (word == "3"_L1 || word == "medium"_L1)
            return Severity::Medium;
        if (!word.isEmpty())
            return Severity::Low;
    }
    return Severity::Unknown;
}

bool saysInProgress(const QString &label)
{
    static const QRegularExpression form(uR"(\b(in[ _-]?progress|doing|wip|in[ _-]?development|started)\b)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return form.match(label).hasMatch();
}

bool saysRollback(const QString &words)
{
    static const QRegularExpression form(
        uR"((^|[^a-z])(roll-?_?back|revert)([^a-z]|$))"_s, QRegularExpression::CaseInsensitiveOption);
    return form.match(words).hasMatch();
}

bool saysHotfix(const QString &words)
{
    static const QRegularExpression form(
        uR"((^|[^a-z])(hot-?_?fix|emergency)([^a-z]|$))"_s, QRegularExpression::CaseInsensitiveOption);
    return form.match(words).hasMatch();
}

} // namespace leadline
