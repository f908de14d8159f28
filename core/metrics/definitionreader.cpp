#include "core/metrics/definitionreader.h"

#include "core/base/suggest.h"
#include "core/domain/sqlsource.h"
#include "core/metrics/formula.h"
#include "core/metrics/valueformat.h"
#include "core/metrics/workingclock.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricCatalog)
};

QString joined(const QString &path, const QString &key)
{
    return path.isEmpty() ? key : path + u'.' + key;
}

template <typename Enum> std::optional<Enum> byName(const QString &name, int count, QString (*nameOf)(Enum))
{
    for (int i = 0; i < count; ++i) {
        if (nameOf(static_cast<Enum>(i)) == name)
            return static_cast<Enum>(i);
    }
    return {};
}

constexpr std::size_t kMostProblems = 100; // of a file: who mends these looks again

// What a person wrote, short enough to be read in a sentence.
QString shown(const QString &text)
{
    constexpr qsizetype kLongest = 80;
    return text.size() > kLongest ? text.first(kLongest) + u'…' : text;
}

// A problem with its path inside the metric, and the character inside the text that stands there.
struct Found {
    QString path;
    QString message;
    qsizetype character = -1;
};

// Reads one metric; remembers every problem with its path.
class DefinitionReader {
public:
    DefinitionReader(const QJsonObject &json, QString path)
        : m_json(json)
        , m_path(std::move(path))
    {
    }

    MetricDefinition read(const QString &set)
    {
        static const QStringList known = {u"id"_s, u"version"_s, u"group"_s, u"title"_s, u"description"_s,
            u"definition"_s, u"source"_s, u"unit"_s, u"better"_s, u"bands"_s, u"band_metric"_s, u"beside"_s,
            u"explain"_s, u"set"_s, u"formula"_s, u"sql"_s, u"fact"_s, u"time"_s, u"unset_time"_s, u"open"_s,
            u"where"_s, u"value"_s, u"aggregate"_s, u"share"_s, u"of"_s, u"at_least"_s, u"per"_s, u"period"_s,
            u"last"_s, u"statistic"_s};
        allowKeys(m_json, {}, known);
        const QString own = text(m_json, {}, u"set"_s, false);
        m_definition.set = own.isEmpty() ? set : own;
        readWords();
        if (m_json.contains("formula"_L1))
            readFormula();
        else if (m_json.contains("sql"_L1))
            readSql();
        else
            readFact();
        return m_definition;
    }

    std::vector<Found> problems;

private:
    static constexpr int kDeepest = 20; // conditions within each other

    void problem(const QString &key, const QString &message, qsizetype character = -1)
    {
        problems.push_back(
            {.path = key.isEmpty() ? m_path : joined(m_path, key), .message = message, .character = character});
    }

    void allowKeys(const QJsonObject &object, const QString &path, const QStringList &known)
    {
        for (const QString &key : object.keys()) {
            if (!known.contains(key)) {
                problem(path.isEmpty() ? key : path + u'.' + key,
                    Words::tr("The key '%1' is not known here.").arg(shown(key)) + didYouMean(key, known));
            }
        }
    }

    QString text(const QJsonObject &object, const QString &path, const QString &key, bool required)
    {
        const QString at = path.isEmpty() ? key : path + u'.' + key;
        const QJsonValue value = object[key];
        if (value.isUndefined()) {
            if (required)
                problem(at, Words::tr("'%1' is missing.").arg(key));
            return {};
        }
        if (!value.isString() || (required && value.toString().trimmed().isEmpty())) {
            problem(at, Words::tr("'%1' must be a text in quotation marks, and not empty.").arg(key));
            return {};
        }
        return value.toString();
    }

    QStringList texts(const QJsonObject &object, const QString &path, const QString &key)
    {
        QStringList list;
        const QJsonValue value = object[key];
        if (value.isUndefined())
            return list;
        if (!value.isArray())
            problem(path, Words::tr("'%1' must be a list of texts in [ ].").arg(key));
        for (const QJsonValue &entry : value.toArray()) {
            if (!entry.isString())
                problem(path, Words::tr("Every entry of '%1' must be a text in quotation marks.").arg(key));
            list.append(entry.toString());
        }
        return list;
    }

    void readWords()
    {
        m_definition.id = text(m_json, {}, u"id"_s, true);
        static const QRegularExpression id(u"^[a-z][a-z0-9_]{0,63}$"_s);
        if (!m_definition.id.isEmpty() && !id.match(m_definition.id).hasMatch())
            problem(u"id"_s,
                Words::tr("An id has small letters, digits and underscores and begins with a letter: 'review_wait'."));
        if (m_definition.id == "min"_L1 || m_definition.id == "max"_L1)
            problem(u"id"_s, Words::tr("'min' and 'max' are functions of formulas; choose another id."));
        const QJsonValue version = m_json["version"_L1];
        if (!version.isUndefined() && (!version.isDouble() || version.toInt() < 1))
            problem(u"version"_s, Words::tr("'version' must be a whole number from 1."));
        m_definition.version = version.toInt(1);
        m_definition.title = text(m_json, {}, u"title"_s, true);
        m_definition.group = text(m_json, {}, u"group"_s, false);
        m_definition.description = text(m_json, {}, u"description"_s, false);
        m_definition.definition = text(m_json, {}, u"definition"_s, true);
        m_definition.source = text(m_json, {}, u"source"_s, false);
        m_definition.bands = text(m_json, {}, u"bands"_s, false);
        m_definition.bandMetric = text(m_json, {}, u"band_metric"_s, false);
        m_definition.beside = texts(m_json, u"beside"_s, u"beside"_s);
        m_definition.explain = texts(m_json, u"explain"_s, u"explain"_s);
        if (const auto unit = choice(u"unit"_s, true, 9, unitName))
            m_definition.unit = *unit;
        if (const auto better = choice(u"better"_s, false, 3, betterName))
            m_definition.better = *better;
    }

    template <typename Enum>
    std::optional<Enum> choice(const QString &key, bool required, int count, QString (*nameOf)(Enum))
    {
        const QString name = text(m_json, {}, key, required);
        if (name.isEmpty())
            return {};
        const auto found = byName<Enum>(name, count, nameOf);
        if (!found) {
            QStringList names;
            for (int i = 0; i < count; ++i)
                names.append(nameOf(static_cast<Enum>(i)));
            problem(key,
                Words::tr("'%1' is not one of: %2.").arg(shown(name), names.join(u", "_s)) + didYouMean(name, names));
        }
        return found;
    }

    void readFormula()
    {
        m_definition.formula = text(m_json, {}, u"formula"_s, true);
        for (const QString &key :
            {u"sql"_s, u"fact"_s, u"time"_s, u"open"_s, u"unset_time"_s, u"where"_s, u"value"_s, u"aggregate"_s,
                u"share"_s, u"of"_s, u"at_least"_s, u"per"_s, u"period"_s, u"last"_s, u"statistic"_s}) {
            if (m_json.contains(key))
                problem(key, Words::tr("A metric has either a formula or a fact; remove 'formula' or '%1'.").arg(key));
        }
        if (m_definition.formula.isEmpty())
            return;
        const auto formula = Formula::parse(m_definition.formula);
        if (!formula)
            problem(u"formula"_s,
                Words::tr("At character %1: %2").arg(formula.error().position + 1).arg(formula.error().message),
                formula.error().position);
        else if (formula->metrics().isEmpty())
            problem(u"formula"_s, Words::tr("The formula names no metric."));
    }

    // A text, or a list of the lines of one.
    QString sqlText()
    {
        const QJsonValue value = m_json["sql"_L1];
        if (!value.isArray())
            return text(m_json, {}, u"sql"_s, true);
        const QStringList lines = texts(m_json, u"sql"_s, u"sql"_s);
        const QString joinedLines = lines.join(u'\n');
        if (joinedLines.trimmed().isEmpty())
            problem(u"sql"_s, Words::tr("'sql' must be a text in quotation marks, and not empty."));
        return joinedLines;
    }

    void readSql()
    {
        m_definition.sql = sqlText();
        for (const QString &key : {u"fact"_s, u"time"_s, u"open"_s, u"unset_time"_s, u"where"_s, u"value"_s, u"share"_s,
                 u"of"_s, u"at_least"_s, u"last"_s, u"statistic"_s}) {
            if (m_json.contains(key))
                problem(key,
                    Words::tr(
                        "A metric has either 'sql' or a fact; remove 'sql' or '%1'. The SELECT itself can do what "
                        "'%1' does.")
                        .arg(key));
        }
        static const QStringList names = {u"count"_s, u"sum"_s, u"mean"_s, u"median"_s, u"lower_median"_s, u"p75"_s,
            u"p85"_s, u"p90"_s, u"p95"_s, u"last"_s};
        const QString name = text(m_json, {}, u"aggregate"_s, true);
        if (!name.isEmpty() && !readPlainAggregate(name, names)) {
            problem(u"aggregate"_s,
                Words::tr("'%1' is not one of: %2, or p1 to p99.").arg(shown(name), names.join(u", "_s))
                    + didYouMean(name, names));
        }
        if (m_definition.aggregate != Aggregate::Count) {
            m_definition.value.kind = MetricValue::Kind::Column;
            m_definition.value.column = u"value"_s;
            m_definition.value.excludedAs = Words::tr("no value");
        }
        const QString per = text(m_json, {}, u"per"_s, false);
        m_definition.perDay = per == "day"_L1;
        if (!per.isEmpty()
            && (!m_definition.perDay
                || (m_definition.aggregate != Aggregate::Count && m_definition.aggregate != Aggregate::Sum)))
            problem(u"per"_s, Words::tr("'per' is \"day\" and goes with count and sum."));
        const QString period = text(m_json, {}, u"period"_s, false);
        const auto grain = grainFromName(period);
        if (!period.isEmpty() && (!grain || *grain == Grain::All))
            problem(u"period"_s, Words::tr("'period' is one of: day, week, month, quarter."));
        m_definition.period = grain.value_or(Grain::Day);
        m_definition.sqlPeriodGiven = grain.has_value();
    }

    // Those that look at one value a row.
    bool readPlainAggregate(const QString &name, const QStringList &names)
    {
        static const QHash<QString, Aggregate> aggregates = {{u"count"_s, Aggregate::Count}, {u"sum"_s, Aggregate::Sum},
            {u"mean"_s, Aggregate::Mean}, {u"last"_s, Aggregate::Last}};
        static const QRegularExpression percentile(u"^p([1-9][0-9]?)$"_s);
        if (const auto match = percentile.match(name); match.hasMatch())
            m_definition.quantile = match.captured(1).toInt() / 100.0;
        else if (aggregates.contains(name))
            m_definition.aggregate = aggregates.value(name);
        else if (!names.contains(name))
            return false;
        if (!aggregates.contains(name))
            m_definition.aggregate = Aggregate::Quantile;
        m_definition.lowerMedian = name == "lower_median"_L1;
        return true;
    }

    void readFact()
    {
        m_definition.fact = text(m_json, {}, u"fact"_s, true);
        const bool stock = m_json.contains("open"_L1);
        if (stock && m_json.contains("time"_L1))
            problem(
                u"time"_s, Words::tr("A metric is placed at a 'time' or counted while 'open'; remove one of the two."));
        if (stock)
            readOpen();
        else
            m_definition.time = text(m_json, {}, u"time"_s, true);
        if (m_json.contains("unset_time"_L1)) {
            const QJsonObject unset = m_json["unset_time"_L1].toObject();
            allowKeys(unset, u"unset_time"_s, {u"place_at"_s, u"excluded_as"_s});
            m_definition.unsetTimePlaceAt = text(unset, u"unset_time"_s, u"place_at"_s, true);
            m_definition.unsetTimeExcludedAs = text(unset, u"unset_time"_s, u"excluded_as"_s, true);
            if (stock)
                problem(u"unset_time"_s,
                    Words::tr("'unset_time' has no meaning for a metric that is counted while 'open'."));
        }
        m_definition.where = conditions(u"where"_s);
        m_definition.share = conditions(u"share"_s);
        readValue();
        readAggregate();
    }

    void readOpen()
    {
        const QJsonObject open = m_json["open"_L1].toObject();
        allowKeys(open, u"open"_s, {u"from"_s, u"until"_s});
        m_definition.openFrom = text(open, u"open"_s, u"from"_s, true);
        m_definition.openUntil = texts(open, u"open.until"_s, u"until"_s);
        if (m_definition.openUntil.isEmpty())
            problem(u"open"_s,
                Words::tr(
                    "'until' is missing: the list of times that end it, such as [\"merged_at\", \"closed_at\"]."));
    }

    std::vector<MetricCondition> conditions(const QString &key)
    {
        std::vector<MetricCondition> list;
        const QJsonValue value = m_json[key];
        if (!value.isUndefined() && !value.isArray())
            problem(key, Words::tr("'%1' must be a list of conditions in [ ].").arg(key));
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            list.push_back(condition(array.at(i).toObject(), u"%1[%2]"_s.arg(key).arg(i)));
        return list;
    }

    // {"any": [ … ]}, {"all": [ … ]} or {"not": { … }}
    MetricCondition readJoined(const QJsonObject &json, const QString &path, const QString &key)
    {
        allowKeys(json, path, {key, u"excluded_as"_s});
        MetricCondition condition{.excludedAs = text(json, path, u"excluded_as"_s, false)};
        condition.join = key == "any"_L1 ? MetricFilter::Join::Any : MetricFilter::Join::All;
        condition.negated = key == "not"_L1;
        const QJsonArray parts = condition.negated ? QJsonArray{json[key]} : json[key].toArray();
        if (parts.isEmpty() || path.count(u'.') > kDeepest)
            problem(path + u'.' + key, Words::tr("'%1' must be a list of conditions in [ ].").arg(key));
        for (qsizetype i = 0; i < parts.size() && path.count(u'.') <= kDeepest; ++i) {
            const QString at = path + u'.' + key + (condition.negated ? QString() : u"[%1]"_s.arg(i));
            condition.parts.push_back(this->condition(parts.at(i).toObject(), at));
            if (!condition.parts.back().excludedAs.isEmpty())
                problem(at, Words::tr("'excluded_as' belongs to the whole condition, beside '%1'.").arg(key));
        }
        return condition;
    }

    MetricCondition condition(const QJsonObject &json, const QString &path)
    {
        using Test = MetricCondition::Test;
        for (const QString &join : {u"any"_s, u"all"_s, u"not"_s}) {
            if (json.contains(join))
                return readJoined(json, path, join);
        }
        allowKeys(
            json, path, {u"column"_s, u"is"_s, u"is_not"_s, u"at_least"_s, u"at_most"_s, u"set"_s, u"excluded_as"_s});
        MetricCondition condition;
        condition.column = text(json, path, u"column"_s, true);
        condition.excludedAs = text(json, path, u"excluded_as"_s, false);
        int tests = 0;
        for (const auto &[key, test] : {std::pair{"is"_L1, Test::Is}, std::pair{"is_not"_L1, Test::IsNot}}) {
            if (!json.contains(key))
                continue;
            ++tests;
            condition.test = test;
            condition.values = names(json[key], path + u'.' + key);
        }
        for (const auto &[key, test] :
            {std::pair{"at_least"_L1, Test::AtLeast}, std::pair{"at_most"_L1, Test::AtMost}}) {
            if (!json.contains(key))
                continue;
            ++tests;
            condition.test = test;
            condition.bound = json[key].toDouble();
            if (!json[key].isDouble())
                problem(path + u'.' + key, Words::tr("'%1' must be a number.").arg(key));
        }
        if (json.contains("set"_L1)) {
            ++tests;
            condition.test = json["set"_L1].toBool() ? Test::Set : Test::Unset;
            if (!json["set"_L1].isBool())
                problem(path + u".set"_s, Words::tr("'set' must be true or false."));
        }
        if (tests != 1)
            problem(path,
                Words::tr(
                    "A condition has exactly one test: is, is_not, at_least, at_most or set; or it joins others with "
                    "any, all or not."));
        return condition;
    }

    QStringList names(const QJsonValue &value, const QString &path)
    {
        QStringList list;
        for (const QJsonValue &entry : value.isArray() ? value.toArray() : QJsonArray{value}) {
            if (entry.isDouble() && entry.toDouble() == std::floor(entry.toDouble()))
                list.append(QString::number(entry.toInteger()));
            else if (entry.isString())
                list.append(entry.toString());
            else
                problem(path, Words::tr("Values here are texts in quotation marks or whole numbers."));
        }
        if (list.isEmpty())
            problem(path, Words::tr("At least one value is missing here."));
        return list;
    }

    void readValue()
    {
        MetricValue &value = m_definition.value;
        const QJsonValue json = m_json["value"_L1];
        if (json.isUndefined())
            return;
        if (json.isString()) {
            value.kind = MetricValue::Kind::Column;
            value.column = json.toString();
            return;
        }
        const QJsonObject object = json.toObject();
        allowKeys(object, u"value"_s,
            {u"column"_s, u"from"_s, u"to"_s, u"day_of"_s, u"unset_as"_s, u"excluded_as"_s, u"clock"_s});
        value.excludedAs = text(object, u"value"_s, u"excluded_as"_s, false);
        const QString clock = text(object, u"value"_s, u"clock"_s, false);
        value.working = clock == "working"_L1;
        if (!clock.isEmpty() && !value.working && clock != "elapsed"_L1)
            problem(u"value.clock"_s, Words::tr("'clock' is \"working\" or \"elapsed\"."));
        if (object.contains("unset_as"_L1)) {
            value.unsetAs = object["unset_as"_L1].toDouble();
            if (!object["unset_as"_L1].isDouble())
                problem(u"value.unset_as"_s, Words::tr("'unset_as' must be a number."));
        }
        if (object.contains("day_of"_L1)) {
            value.kind = MetricValue::Kind::DayOf;
            value.column = text(object, u"value"_s, u"day_of"_s, true);
        } else if (object.contains("from"_L1) || object.contains("to"_L1)) {
            value.kind = MetricValue::Kind::Between;
            value.from = text(object, u"value"_s, u"from"_s, true);
            value.to = text(object, u"value"_s, u"to"_s, true);
            if (value.to == "moment"_L1 && !m_definition.isStock())
                problem(u"value.to"_s, Words::tr("'moment' is only known to metrics that are counted while 'open'."));
        } else {
            value.kind = MetricValue::Kind::Column;
            value.column = text(object, u"value"_s, u"column"_s, true);
        }
        if (value.working && (m_definition.unit != MetricUnit::Duration || !canBeWorkingTime(m_definition)))
            problem(u"value.clock"_s,
                Words::tr(
                    "Working hours are of a time between two moments: a duration of the data model, or 'from' and "
                    "'to', with the unit \"duration\"."));
    }

    void readAggregate()
    {
        static const QStringList names = {u"count"_s, u"sum"_s, u"mean"_s, u"median"_s, u"lower_median"_s, u"p75"_s,
            u"p85"_s, u"p90"_s, u"p95"_s, u"rate"_s, u"distinct"_s, u"last"_s, u"per_period"_s, u"absence_factor"_s,
            u"gini"_s, u"hhi"_s, u"top_share"_s, u"variation"_s};
        static const QHash<QString, Aggregate> aggregates = {{u"count"_s, Aggregate::Count}, {u"sum"_s, Aggregate::Sum},
            {u"mean"_s, Aggregate::Mean}, {u"rate"_s, Aggregate::Rate}, {u"distinct"_s, Aggregate::Distinct},
            {u"last"_s, Aggregate::Last}, {u"per_period"_s, Aggregate::PerPeriod},
            {u"absence_factor"_s, Aggregate::AbsenceFactor}, {u"gini"_s, Aggregate::Gini}, {u"hhi"_s, Aggregate::Hhi},
            {u"top_share"_s, Aggregate::TopShare}, {u"variation"_s, Aggregate::Variation}};
        const QString name = text(m_json, {}, u"aggregate"_s, true);
        static const QRegularExpression percentile(u"^p([1-9][0-9]?)$"_s);
        if (name == "median"_L1 || name == "lower_median"_L1) {
            m_definition.aggregate = Aggregate::Quantile;
            m_definition.lowerMedian = name == "lower_median"_L1;
        } else if (const auto match = percentile.match(name); match.hasMatch()) {
            m_definition.aggregate = Aggregate::Quantile;
            m_definition.quantile = match.captured(1).toInt() / 100.0;
        } else if (aggregates.contains(name)) {
            m_definition.aggregate = aggregates.value(name);
        } else if (!name.isEmpty()) {
            problem(u"aggregate"_s,
                Words::tr("'%1' is not one of: %2, or p1 to p99.").arg(shown(name), names.join(u", "_s))
                    + didYouMean(name, names));
            return;
        }
        checkAggregate(name);
    }

    void checkAggregate(const QString &name)
    {
        const Aggregate aggregate = m_definition.aggregate;
        const auto kind = m_definition.value.kind;
        const bool needsValue = aggregate == Aggregate::Sum || aggregate == Aggregate::Mean
            || aggregate == Aggregate::Quantile || aggregate == Aggregate::Distinct || aggregate == Aggregate::Last;
        if (needsValue && kind == MetricValue::Kind::Row)
            problem(u"aggregate"_s, Words::tr("'%1' needs a 'value': the column to work on.").arg(name));
        if ((aggregate == Aggregate::Count || aggregate == Aggregate::Rate) && kind != MetricValue::Kind::Row)
            problem(u"value"_s,
                Words::tr("'%1' looks at whole rows; remove 'value', or put a condition into 'where'.").arg(name));
        if (kind == MetricValue::Kind::DayOf && aggregate != Aggregate::Distinct && aggregate != Aggregate::PerPeriod)
            problem(u"value"_s, Words::tr("'day_of' goes with the aggregates distinct and per_period."));
        if (aggregate == Aggregate::PerPeriod && kind != MetricValue::Kind::Row && kind != MetricValue::Kind::DayOf)
            problem(u"value"_s, Words::tr("'per_period' counts rows, or days with 'day_of'."));
        if ((aggregate == Aggregate::Rate) == m_definition.share.empty())
            problem(
                u"share"_s, Words::tr("'share' (what the rows must meet) and the aggregate 'rate' belong together."));
        if (m_definition.isStock() && (aggregate == Aggregate::Last || m_definition.hasPeriod()))
            problem(
                u"aggregate"_s, Words::tr("'%1' cannot be used for a metric that is counted while 'open'.").arg(name));
        readNames(name);
        readPeriod(aggregate);
    }

    void readNames(const QString &aggregate)
    {
        const QJsonValue least = m_json["at_least"_L1];
        m_definition.of = text(m_json, {}, u"of"_s, m_definition.isOfShares());
        m_definition.atLeast = least.toInt();
        if (!least.isUndefined() && (!least.isDouble() || m_definition.atLeast < 2))
            problem(u"at_least"_s, Words::tr("'at_least' is the number of names that a figure needs, from 2."));
        if (!least.isUndefined() && (m_definition.of.isEmpty() || m_definition.hasPeriod()))
            problem(u"at_least"_s,
                m_definition.hasPeriod()
                    ? Words::tr("'at_least' does not go with the aggregate %1.").arg(aggregate)
                    : Words::tr("'at_least' needs 'of': the dimension whose names are counted, such as \"author\"."));
        if (!m_definition.of.isEmpty() && !m_definition.isOfShares() && least.isUndefined())
            problem(u"of"_s, Words::tr("'of' goes with absence_factor, gini, hhi and top_share, or with 'at_least'."));
    }

    void readPeriod(Aggregate aggregate)
    {
        const QString period = text(m_json, {}, u"period"_s, m_definition.hasPeriod());
        const auto grain = grainFromName(period);
        if (!period.isEmpty() && (!m_definition.hasPeriod() || !grain || *grain == Grain::All))
            problem(u"period"_s,
                Words::tr("'period' goes with the aggregates per_period and variation and is one of: day, week, month, "
                          "quarter."));
        m_definition.period = grain.value_or(Grain::Week);
        const QJsonValue last = m_json["last"_L1];
        m_definition.lastPeriods = last.toInt();
        const bool variation = aggregate == Aggregate::Variation;
        if (variation ? !last.isDouble() || m_definition.lastPeriods < 2 || m_definition.lastPeriods > 100
                      : !last.isUndefined())
            problem(u"last"_s,
                Words::tr("'last' is the number of periods that the aggregate variation looks at, from 2 to 100."));
        const QString statistic = text(m_json, {}, u"statistic"_s, false);
        if (!statistic.isEmpty()
            && (aggregate != Aggregate::PerPeriod || (statistic != "median"_L1 && statistic != "mean"_L1)))
            problem(u"statistic"_s, Words::tr("'statistic' goes with the aggregate per_period and is median or mean."));
        m_definition.meanOfPeriods = statistic == "mean"_L1;
        const QString per = text(m_json, {}, u"per"_s, false);
        m_definition.perDay = per == "day"_L1;
        const bool countable =
            (aggregate == Aggregate::Count || aggregate == Aggregate::Sum) && !m_definition.isStock();
        if (!per.isEmpty() && (!m_definition.perDay || !countable))
            problem(u"per"_s, Words::tr("'per' is \"day\" and goes with count and sum."));
    }

    const QJsonObject m_json; // const: asking must not insert
    QString m_path;
    MetricDefinition m_definition;
};

// Reads the metrics of one file.
class FileReader {
public:
    FileReader(const QString &fileName, const QByteArray &json, const FactColumns &columns, const SqlSource *sql)
        : m_file(fileName)
        , m_json(json)
        , m_columns(columns)
        , m_sql(sql)
        , m_places(json)
    {
    }

    ReadResult read(const QString &defaultSet)
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(m_json, &error);
        if (error.error != QJsonParseError::NoError) {
            report(m_places.at(error.offset), {},
                Words::tr("This is not well-formed JSON: %1. Often a comma or a quotation mark is missing just before.")
                    .arg(error.errorString()));
            return std::move(m_result);
        }
        const QJsonObject root = document.object();
        const bool single = !root.contains("metrics"_L1) && root.contains("id"_L1); // as the editor shows it
        if (!single && !root["metrics"_L1].isArray()) {
            report(m_places.of({}), {}, Words::tr("The file must be an object with a list 'metrics'."));
            return std::move(m_result);
        }
        if (const QJsonValue format = root["format"_L1]; !single && !format.isUndefined() && format.toInt() != 1) {
            report(m_places.of(u"format"_s), {},
                Words::tr(
                    "The file has a format newer than this version of Leadline knows. Update Leadline to read it."));
            return std::move(m_result);
        }
        for (const QString &path : m_places.repeatedKeys())
            report(m_places.of(path), {},
                Words::tr("The key '%1' stands twice; only one is read.").arg(shown(path.section(u'.', -1))));
        if (single) {
            readMetric(root, {}, defaultSet);
            return std::move(m_result);
        }
        const QString set = root["set"_L1].toString(defaultSet);
        const QJsonArray metrics = root["metrics"_L1].toArray();
        for (qsizetype i = 0; i < metrics.size(); ++i)
            readMetric(metrics.at(i), u"metrics[%1]"_s.arg(i), set);
        return std::move(m_result);
    }

private:
    void report(JsonPlaces::Place place, const QString &metric, const QString &message)
    {
        if (m_result.problems.size() < kMostProblems)
            m_result.problems.push_back({.file = m_file,
                .line = place.line,
                .column = place.column,
                .metric = shown(metric),
                .message = message});
    }

    void readMetric(const QJsonValue &value, const QString &path, const QString &set)
    {
        if (!value.isObject()) {
            report(m_places.of(path), {}, Words::tr("A metric must be an object in { }."));
            return;
        }
        DefinitionReader reader(value.toObject(), path);
        MetricDefinition definition = reader.read(set);
        auto &problems = reader.problems;
        if (problems.empty()) {
            for (const auto &[key, message] : checkColumns(definition, m_columns))
                problems.push_back({.path = joined(path, key), .message = message});
        }
        if (problems.empty() && definition.isSql() && m_sql)
            checkSql(definition, joined(path, u"sql"_s), problems);
        for (const Found &found : problems)
            report(placeOf(found), definition.id, found.message);
        if (problems.empty())
            m_result.definitions.push_back({.definition = std::move(definition),
                .place = m_places.of(joined(path, u"id"_s)),
                .formulaPlace = m_places.of(joined(path, u"formula"_s))});
    }

    void checkSql(MetricDefinition &definition, const QString &path, std::vector<Found> &problems) const
    {
        const auto shape = m_sql->shapeOf(definition.sql);
        if (!shape) {
            problems.push_back({.path = path, .message = shape.error().error.text, .character = shape.error().at});
            return;
        }
        definition.sqlColumns = shape->columns;
        definition.sqlFacts = shape->facts;
        definition.sqlReadsRecords = shape->readsRecords;
        if (const QString wrong = checkSqlColumns(definition); !wrong.isEmpty())
            problems.push_back({.path = path, .message = wrong});
    }

    [[nodiscard]] JsonPlaces::Place placeOf(const Found &found) const
    {
        if (found.character < 0)
            return m_places.of(found.path);
        // A text may be written as a list of its lines.
        qsizetype character = found.character;
        for (int line = 0;; ++line) {
            const QString path = u"%1[%2]"_s.arg(found.path).arg(line);
            if (m_places.startOf(path) < 0)
                break;
            const QJsonArray value = QJsonDocument::fromJson('[' + m_places.valueOf(path) + ']').array();
            const qsizetype length = value.at(0).toString().size();
            if (character <= length)
                return m_places.inText(path, character);
            character -= length + 1;
        }
        return m_places.inText(found.path, found.character);
    }

    QString m_file;
    const QByteArray &m_json;
    const FactColumns &m_columns;
    const SqlSource *m_sql;
    JsonPlaces m_places;
    ReadResult m_result;
};

} // namespace

ReadResult readDefinitions(const QString &fileName, const QByteArray &json, const FactColumns &columns,
    const QString &defaultSet, const SqlSource *sql)
{
    return FileReader(fileName, json, columns, sql).read(defaultSet);
}

} // namespace leadline
