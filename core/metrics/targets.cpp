#include "core/metrics/targets.h"

#include "core/metrics/filtertext.h"
#include "core/metrics/valueformat.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Targets)
};

// What a series is about; nothing when it is about something that targets are not made for.
struct Scope {
    QString team;
    QString service;
};

// Splits and filters by anything but these make a figure that no target is meant for.
bool take(Scope &scope, const QString &dimension, const QString &name)
{
    if (dimension != "team"_L1 && dimension != "team_tree"_L1 && dimension != "service"_L1)
        return false;
    QString &place = dimension == "service"_L1 ? scope.service : scope.team;
    if (name.isEmpty() || (!place.isEmpty() && place != name))
        return false;
    place = name;
    return true;
}

std::optional<Scope> scopeOf(const MetricQuery &query, const QStringList &key)
{
    Scope scope;
    for (qsizetype i = 0; i < query.by.size(); ++i) {
        if (!take(scope, query.by.at(i), key.value(i)))
            return {};
    }
    for (const MetricFilter &filter : query.where) {
        if (filter.join != MetricFilter::Join::None || filter.exclude || filter.values.size() != 1)
            return {};
        // A split by the parts of a team looks at the part.
        const bool split =
            (query.by.contains(u"team"_s) || query.by.contains(u"team_tree"_s)) && filter.column == "team"_L1;
        if (!split && !take(scope, filter.column, filter.values.front()))
            return {};
    }
    return scope;
}

bool addsUp(MetricUnit unit)
{
    return unit != MetricUnit::Duration && unit != MetricUnit::WorkingTime && unit != MetricUnit::Share;
}

const MetricTarget *targetFor(
    const MetricResult &result, const std::vector<MetricTarget> &targets, const Scope &scope, QDate lastDay)
{
    const MetricTarget *best = nullptr;
    const auto precision = [](const MetricTarget &target) {
        return (target.team.isEmpty() ? 0 : 2) + (target.service.isEmpty() ? 0 : 1);
    };
    for (const MetricTarget &target : targets) {
        if (target.metric != result.definitionId || target.from > lastDay
            || target.working != (result.unit == MetricUnit::WorkingTime)
            || (!target.team.isEmpty() && target.team != scope.team)
            || (!target.service.isEmpty() && target.service != scope.service))
            continue;
        const bool wider = target.team != scope.team || target.service != scope.service;
        if (wider && addsUp(result.unit))
            continue;
        if (!best || precision(target) > precision(*best)
            || (precision(target) == precision(*best) && target.from > best->from))
            best = &target;
    }
    return best;
}

} // namespace

QJsonArray targetsToJson(const std::vector<MetricTarget> &targets)
{
    QJsonArray array;
    for (const MetricTarget &target : targets) {
        QJsonObject object{{u"metric"_s, target.metric}, {u"value"_s, target.value},
            {u"direction"_s, target.atLeast ? u"at_least"_s : u"at_most"_s},
            {u"from"_s, target.from.toString(Qt::ISODate)}};
        if (!target.team.isEmpty())
            object.insert(u"team"_s, target.team);
        if (!target.service.isEmpty())
            object.insert(u"service"_s, target.service);
        if (target.working)
            object.insert(u"clock"_s, u"working"_s);
        array.append(object);
    }
    return array;
}

std::vector<MetricTarget> targetsFromJson(const QJsonArray &json)
{
    std::vector<MetricTarget> targets;
    for (const QJsonValue value : json) {
        const QJsonObject object = value.toObject();
        const MetricTarget target{.metric = object["metric"_L1].toString(),
            .team = object["team"_L1].toString(),
            .service = object["service"_L1].toString(),
            .value = object["value"_L1].toDouble(),
            .atLeast = object["direction"_L1].toString() == "at_least"_L1,
            .working = object["clock"_L1].toString() == "working"_L1,
            .from = QDate::fromString(object["from"_L1].toString(), Qt::ISODate)};
        if (!target.metric.isEmpty() && target.from.isValid() && object["value"_L1].isDouble())
            targets.push_back(target);
    }
    return targets;
}

std::vector<MetricTarget> withTarget(std::vector<MetricTarget> targets, const MetricTarget &target)
{
    std::erase_if(targets, [&](const MetricTarget &old) {
        return old.metric == target.metric && old.team == target.team && old.service == target.service
            && old.working == target.working && old.from == target.from;
    });
    targets.push_back(target);
    return targets;
}

void applyTargets(MetricResult &result, const std::vector<MetricTarget> &targets, const QTimeZone &zone)
{
    const QDate lastDay = QDateTime::fromMSecsSinceEpoch(result.query.range.to.ms() - 1, zone).date();
    const bool compares = result.query.compare == CompareWith::Target;
    for (MetricSeries &series : result.series) {
        series.target = {};
        if (compares)
            series.previous = {};
        const auto scope = scopeOf(result.query, series.key);
        const MetricTarget *target = scope ? targetFor(result, targets, *scope, lastDay) : nullptr;
        if (!target)
            continue;
        series.target = {.value = target->value, .atLeast = target->atLeast};
        if (!series.total.isGap()) {
            const bool met =
                target->atLeast ? series.total.value >= target->value : series.total.value <= target->value;
            series.target.state = met ? SeriesTarget::State::Met : SeriesTarget::State::Missed;
        }
        if (compares)
            series.previous = MetricPoint{.range = result.query.range, .value = target->value};
    }
}

QString targetText(const MetricSeries &series, MetricUnit unit, const QLocale &locale)
{
    const QString value = formatValue(series.target.value, unit, locale);
    switch (series.target.state) {
    case SeriesTarget::State::Met:
        return Words::tr("target %1: met").arg(value);
    case SeriesTarget::State::Missed:
        return Words::tr("target %1: missed").arg(value);
    case SeriesTarget::State::None:
        break;
    }
    return {};
}

Result<double> valueFromText(const QString &text, MetricUnit unit)
{
    static const QRegularExpression form(u"^\\s*(-?[0-9]+(?:[.,][0-9]+)?)\\s*(min|h|d|w|%)?\\s*$"_s);
    const QRegularExpressionMatch match = form.match(text);
    const bool duration = unit == MetricUnit::Duration || unit == MetricUnit::WorkingTime;
    const QString suffix = match.captured(2);
    const bool fits = duration ? !suffix.isEmpty() && suffix != "%"_L1
                               : suffix.isEmpty() || (suffix == "%"_L1 && unit == MetricUnit::Share);
    if (!match.hasMatch() || !fits) {
        return fail(ErrorKind::Config,
            duration ? Words::tr("'%1' is no duration. Write a number with min, h, d or w, such as 4 h.").arg(text)
                : unit == MetricUnit::Share ? Words::tr("'%1' is no share. Write it as 15 % or 0.15.").arg(text)
                                            : Words::tr("'%1' is no number.").arg(text));
    }
    const double number = QString(match.captured(1)).replace(u',', u'.').toDouble();
    if (suffix == "%"_L1)
        return number / 100;
    constexpr double minute = 60'000;
    static const QHash<QString, double> units = {
        {u"min"_s, minute}, {u"h"_s, 60 * minute}, {u"d"_s, 1440 * minute}, {u"w"_s, 7 * 1440 * minute}};
    return number * units.value(suffix, 1);
}

} // namespace leadline
