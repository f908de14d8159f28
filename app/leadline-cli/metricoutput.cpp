#include "metricoutput.h"

#include "core/metrics/filtertext.h"
#include "core/metrics/valueformat.h"
#include "core/workspace/workspace.h"
#include "period.h"

namespace leadline::cli {

using namespace Qt::StringLiterals;

Result<MetricQuery> readQuery(const Context &context, const QString &metric, int days)
{
    const Arguments &arguments = context.arguments;
    MetricQuery query;
    query.metric = metric;
    query.set = arguments.value(u"set"_s);
    auto range = readPeriod(context, days);
    if (!range)
        return std::unexpected(range.error());
    query.range = *range;
    const QString grain = arguments.value(u"grain"_s, u"all"_s);
    const auto known = grainFromName(grain);
    if (!known)
        return fail(ErrorKind::Config, u"“--grain %1” is none of day, week, month, quarter, all."_s.arg(grain));
    query.grain = *known;
    const QStringList dimensions = arguments.values(u"by"_s);
    for (const QString &dimension : dimensions)
        query.by += dimension.split(u',', Qt::SkipEmptyParts);
    const QStringList conditions = arguments.values(u"where"_s);
    for (const QString &condition : conditions) {
        auto filter = filterFromText(condition);
        if (!filter)
            return fail(ErrorKind::Config, u"--where %1: %2"_s.arg(condition, filter.error().text));
        query.where.push_back(std::move(*filter));
    }
    query.set = arguments.value(u"set"_s);
    const QString clock = arguments.value(u"clock"_s);
    if (clock == u"working")
        query.clock = MeasuredBy::WorkingHours;
    else if (clock == u"elapsed")
        query.clock = MeasuredBy::Elapsed;
    else if (!clock.isEmpty())
        return fail(ErrorKind::Config, u"“--clock %1” is none of working, elapsed."_s.arg(clock));
    const QString compare = arguments.value(u"compare"_s);
    if (compare == u"previous")
        query.compare = CompareWith::PreviousPeriod;
    else if (compare == u"last-year")
        query.compare = CompareWith::SamePeriodLastYear;
    else if (compare == u"target")
        query.compare = CompareWith::Target;
    else if (compare.contains(u'=')) {
        auto others = filterFromText(compare);
        if (!others)
            return fail(ErrorKind::Config, u"--compare %1: %2"_s.arg(compare, others.error().text));
        query.compare = CompareWith::Others;
        query.others = {std::move(*others)};
    } else if (!compare.isEmpty())
        return fail(ErrorKind::Config,
            u"“--compare %1” is none of previous, last-year, target, nor a filter such as team=Otter."_s.arg(compare));
    return query;
}

double scriptValue(double value, MetricUnit unit)
{
    return unit == MetricUnit::Duration || unit == MetricUnit::WorkingTime ? value / 1000.0 : value;
}

QString scriptUnit(MetricUnit unit)
{
    if (unit == MetricUnit::WorkingTime)
        return u"working_seconds"_s;
    return unit == MetricUnit::Duration ? u"seconds"_s : unitName(unit);
}

static void insertValue(QJsonObject &object, const QString &key, double value, MetricUnit unit)
{
    if (!std::isnan(value))
        object.insert(key, scriptValue(value, unit));
}

static QJsonObject pointRow(const MetricResult &result, const MetricSeries &series, const MetricPoint &point)
{
    QJsonObject row{{u"from"_s, point.range.from.toIso()}, {u"to"_s, point.range.to.toIso()}, {u"n"_s, point.n},
        {u"partial"_s, point.partial}};
    for (qsizetype i = 0; i < result.query.by.size() && i < series.key.size(); ++i)
        row.insert(result.query.by[i], series.key[i]);
    insertValue(row, u"value"_s, point.value, result.unit);
    insertValue(row, u"low"_s, point.low, result.unit);
    insertValue(row, u"high"_s, point.high, result.unit);
    return row;
}

QJsonArray pointRows(const MetricResult &result)
{
    QJsonArray rows;
    for (const MetricSeries &series : result.series) {
        if (result.query.grain == Grain::All) {
            QJsonObject row = pointRow(result, series, series.total);
            insertValue(row, u"previous"_s, series.previous.value, result.unit);
            insertValue(row, u"target"_s, series.target.value, result.unit);
            if (series.target.state != SeriesTarget::State::None)
                row.insert(u"target_met"_s, series.target.state == SeriesTarget::State::Met);
            rows.append(row);
            continue;
        }
        for (const MetricPoint &point : series.points)
            rows.append(pointRow(result, series, point));
    }
    return rows;
}

static QStringList filterTexts(const MetricQuery &query)
{
    QStringList texts;
    for (const MetricFilter &filter : query.where)
        texts.append(filterText(filter));
    return texts;
}

void printResult(const Output &output, const MetricResult &result)
{
    if (output.format() == Format::Json) {
        QJsonArray excluded;
        for (const ExcludedCount &count : result.excluded)
            excluded.append(QJsonObject{{u"reason"_s, count.reason}, {u"count"_s, count.count}});
        QJsonArray freshness;
        for (const Freshness &fresh : result.freshness) {
            freshness.append(QJsonObject{{u"source"_s, fresh.source}, {u"last_success"_s, fresh.lastSuccess.toIso()},
                {u"complete"_s, fresh.complete}, {u"note"_s, fresh.note}});
        }
        output.object({{u"metric"_s, result.definitionId}, {u"title"_s, result.title},
            {u"version"_s, result.definitionVersion}, {u"definition"_s, result.definition},
            {u"unit"_s, scriptUnit(result.unit)}, {u"grain"_s, grainName(result.query.grain)},
            {u"points"_s, pointRows(result)}, {u"excluded"_s, excluded}, {u"freshness"_s, freshness},
            {u"warnings"_s, QJsonArray::fromStringList(result.warnings)},
            {u"notes"_s, QJsonArray::fromStringList(result.notes)}, {u"set"_s, result.definitionSet},
            {u"where"_s, QJsonArray::fromStringList(filterTexts(result.query))}});
        return;
    }
    QList<Column> columns{{u"from"_s, u"From"_s}, {u"to"_s, u"To"_s}};
    for (const QString &dimension : result.query.by)
        columns += Column{dimension, dimension};
    if (output.format() == Format::Csv) {
        for (const QString &key : {u"value"_s, u"low"_s, u"high"_s, u"n"_s, u"partial"_s})
            columns += Column{key, key, true};
        output.rows(columns, pointRows(result));
        return;
    }
    columns += Column{u"text"_s, result.title, true};
    columns += Column{u"n"_s, u"n"_s, true};
    columns += Column{u"partial"_s, u"Partial"_s};
    QJsonArray rows;
    const QLocale locale;
    const QJsonArray points = pointRows(result);
    for (const auto value : points) {
        QJsonObject row = value.toObject();
        const double scale = scriptValue(1000.0, result.unit) == 1.0 ? 1000.0 : 1.0;
        row.insert(u"text"_s,
            formatValue(row.contains(u"value") ? row[u"value"].toDouble() * scale : kGap, result.unit, locale));
        row.insert(u"from"_s, row[u"from"].toString().first(10));
        row.insert(u"to"_s, row[u"to"].toString().first(10));
        row.insert(u"partial"_s, row[u"partial"].toBool() ? u"partial"_s : QString());
        rows.append(row);
    }
    output.line(result.title + u": "_s + result.definition);
    output.rows(columns, rows);
    printProvenance(output, result);
}

void printProvenance(const Output &output, const MetricResult &result)
{
    output.line(u"Definition: %1 of “%2”, version %3"_s.arg(
        result.definitionId, result.definitionSet, QString::number(result.definitionVersion)));
    for (const QString &filter : filterTexts(result.query))
        output.line(u"Filter: %1"_s.arg(filter));
    for (const ExcludedCount &count : result.excluded)
        output.line(u"Left out: %1 (%2)"_s.arg(count.count).arg(count.reason));
    for (const Freshness &fresh : result.freshness)
        output.line(u"%1: last read completely %2"_s.arg(
            fresh.source, fresh.lastSuccess.isSet() ? fresh.lastSuccess.toIso() : u"never"_s));
    for (const QString &warning : result.warnings)
        output.line(u"Warning: %1"_s.arg(warning));
    for (const QString &note : result.notes)
        output.line(note);
}

} // namespace leadline::cli
