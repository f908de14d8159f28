#include "core/metrics/filtertext.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(FilterText)
};

using Join = MetricFilter::Join;

bool isNameCharacter(QChar character)
{
    return character.isLetterOrNumber() || character == u'_';
}

// One text from left to right; the first problem ends it.
class FilterParser {
public:
    explicit FilterParser(const QString &text)
        : m_text(text)
    {
    }

    Result<MetricFilter> parse()
    {
        MetricFilter filter = joined(Join::Any, 0);
        skipSpaces();
        if (m_problem.isEmpty() && m_at < m_text.size())
            problem(Words::tr("Put 'and' or 'or' between two conditions."));
        if (!m_problem.isEmpty())
            return fail(ErrorKind::Config,
                Words::tr("The filter goes wrong at character %1: %2").arg(m_problemAt + 1).arg(m_problem));
        return filter;
    }

private:
    static constexpr int kDeepest = 50;

    void problem(const QString &text)
    {
        if (!m_problem.isEmpty())
            return;
        m_problem = text;
        m_problemAt = m_at;
    }

    void skipSpaces()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    // A keyword that stands here as a word of its own.
    [[nodiscard]] bool standsHere(QLatin1StringView word) const
    {
        const QStringView rest = QStringView(m_text).sliced(m_at);
        return rest.startsWith(word, Qt::CaseInsensitive)
            && (rest.size() == word.size() || rest[word.size()].isSpace() || rest[word.size()] == u'(');
    }

    bool take(QLatin1StringView word)
    {
        skipSpaces();
        if (!standsHere(word))
            return false;
        m_at += word.size();
        return true;
    }

    bool take(QChar character)
    {
        skipSpaces();
        if (m_at >= m_text.size() || m_text[m_at] != character)
            return false;
        ++m_at;
        return true;
    }

    // Conditions with "or" between them, each of them joined by "and".
    MetricFilter joined(Join join, int depth)
    {
        std::vector<MetricFilter> parts;
        do {
            parts.push_back(join == Join::Any ? joined(Join::All, depth) : factor(depth));
        } while (m_problem.isEmpty() && take(join == Join::Any ? "or"_L1 : "and"_L1));
        if (parts.size() == 1)
            return std::move(parts.front());
        return {.join = join, .parts = std::move(parts)};
    }

    MetricFilter factor(int depth)
    {
        if (depth > kDeepest) {
            problem(Words::tr("There are too many brackets within each other."));
            return {};
        }
        if (take("not"_L1)) {
            MetricFilter filter = factor(depth + 1);
            filter.exclude = !filter.exclude;
            return filter;
        }
        if (take(u'(')) {
            MetricFilter filter = joined(Join::Any, depth + 1);
            if (!take(u')'))
                problem(Words::tr("A closing bracket is missing."));
            return filter;
        }
        return condition();
    }

    MetricFilter condition()
    {
        MetricFilter filter;
        skipSpaces();
        const qsizetype start = m_at;
        while (m_at < m_text.size() && isNameCharacter(m_text[m_at]))
            ++m_at;
        filter.column = m_text.sliced(start, m_at - start);
        if (filter.column.isEmpty()) {
            problem(Words::tr("A condition such as team=Otter is expected."));
            return filter;
        }
        filter.exclude = take(u'!');
        if (!take(u'=')) {
            problem(Words::tr("'=' or '!=' and a value are expected after '%1'.").arg(filter.column));
            return filter;
        }
        do {
            filter.values.append(value());
        } while (m_problem.isEmpty() && take(u'|'));
        return filter;
    }

    QString value()
    {
        skipSpaces();
        if (m_at < m_text.size() && (m_text[m_at] == u'"' || m_text[m_at] == u'\''))
            return quoted();
        const qsizetype start = m_at;
        int open = 0; // brackets that belong to the value
        for (bool newWord = false; m_at < m_text.size(); ++m_at) {
            const QChar character = m_text[m_at];
            if (character == u'|' || (character == u')' && open == 0)
                || (newWord && (standsHere("and"_L1) || standsHere("or"_L1))))
                break;
            open += character == u'(' ? 1 : character == u')' ? -1 : 0;
            newWord = character.isSpace();
        }
        return m_text.sliced(start, m_at - start).trimmed();
    }

    QString quoted()
    {
        const QChar mark = m_text[m_at];
        QString text;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == u'\\' && m_at + 1 < m_text.size()) {
                text += m_text[++m_at];
            } else if (m_text[m_at] == mark) {
                ++m_at;
                return text;
            } else {
                text += m_text[m_at];
            }
        }
        problem(Words::tr("A closing quotation mark is missing."));
        return text;
    }

    const QString &m_text;
    qsizetype m_at = 0;
    QString m_problem;
    qsizetype m_problemAt = 0;
};

// Quoted where it would be read as something else.
QString valueText(const QString &value)
{
    const QStringList words = value.simplified().toLower().split(u' ');
    const bool plain = value == value.trimmed() && !value.isEmpty() && !value.contains(u'|') && !value.contains(u'(')
        && !value.contains(u')') && !value.startsWith(u'"') && !value.startsWith(u'\'') && !words.contains(u"and"_s)
        && !words.contains(u"or"_s);
    if (plain)
        return value;
    QString quoted = value;
    quoted.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + quoted + u'"';
}

} // namespace

Result<MetricFilter> filterFromText(const QString &text)
{
    return FilterParser(text).parse();
}

QString filterText(const MetricFilter &filter)
{
    if (filter.join == Join::None) {
        QStringList values;
        for (const QString &value : filter.values)
            values.append(valueText(value));
        return filter.column + (filter.exclude ? u"!="_s : u"="_s) + values.join(u'|');
    }
    QStringList parts;
    for (const MetricFilter &part : filter.parts) {
        const bool brackets = part.join == Join::Any && filter.join == Join::All && !part.exclude;
        parts.append(brackets ? u'(' + filterText(part) + u')' : filterText(part));
    }
    const QString text = parts.join(filter.join == Join::Any ? u" or "_s : u" and "_s);
    return filter.exclude ? u"not ("_s + text + u')' : text;
}

QString filterWords(const MetricFilter &filter)
{
    if (filter.join == Join::None) {
        QStringList values;
        for (const QString &value : filter.values)
            values.append(value.isEmpty() ? Words::tr("none") : value);
        return (filter.exclude ? Words::tr("%1 is not %2") : Words::tr("%1 is %2"))
            .arg(QString(filter.column).replace(u'_', u' '), values.join(u", "_s));
    }
    QStringList parts;
    for (const MetricFilter &part : filter.parts) {
        const bool brackets = part.join != Join::None && part.join != filter.join && !part.exclude;
        parts.append(brackets ? u'(' + filterWords(part) + u')' : filterWords(part));
    }
    const QString text = parts.join(filter.join == Join::Any ? Words::tr(" or ") : Words::tr(" and "));
    return filter.exclude ? Words::tr("not (%1)").arg(text) : text;
}

QStringList filterColumns(const MetricFilter &filter)
{
    QStringList columns;
    if (filter.join == Join::None)
        columns.append(filter.column);
    for (const MetricFilter &part : filter.parts)
        columns += filterColumns(part);
    columns.removeDuplicates();
    return columns;
}

MetricFilter metricFilterFromJson(const QJsonObject &json)
{
    MetricFilter filter;
    filter.exclude = json["exclude"_L1].toBool();
    for (const auto &[key, join] : {std::pair{"any"_L1, Join::Any}, std::pair{"all"_L1, Join::All}}) {
        if (!json.contains(key))
            continue;
        filter.join = join;
        for (const QJsonValue part : json[key].toArray())
            filter.parts.push_back(metricFilterFromJson(part.toObject()));
        return filter;
    }
    filter.column = json["column"_L1].toString();
    for (const QJsonValue value : json["values"_L1].toArray())
        filter.values.append(value.toString());
    return filter;
}

bool putPerson(std::vector<MetricFilter> &filters, const QString &me)
{
    bool good = true;
    for (MetricFilter &filter : filters) {
        for (QString &value : filter.values) {
            if (value == "@me"_L1) {
                good = good && !me.isEmpty();
                value = me;
            }
        }
        good = putPerson(filter.parts, me) && good;
    }
    return good;
}

} // namespace leadline
