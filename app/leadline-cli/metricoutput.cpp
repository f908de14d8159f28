#include "metricoutput.h"

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
        const bool exclude = condition.contains(u"!="_s);
        const qsizetype at = condition.indexOf(exclude ? u"!="_s : u"="_s);
        if (at <= 0)
            return fail(ErrorKind::Config,
                u"“--where %1” is not of the form dimension=value or dimension!=value."_s.arg(condition));
        query.where.push_back({.column = condition.first(at),
            .values = condition.mid(at + (exclude ? 2 : 1)).split(u'|'),
            .exclude = exclude});
    }
    const QString compare = arguments.value(u"compare"_s);
    if (compare == u"previous")
        query.compare = CompareWith::PreviousPeriod;
    else if (compare == u"last-year")
        query.compare = CompareWith::SamePeriodLastYear;
    else if (!compare.isEmpty())
        return fail(ErrorKind::Config, u"“--compare %1” is none of previous, last-year."_s.arg(compare));
    return query;
}

double scriptValue(double value, MetricUnit unit)
{
    return unit == MetricUnit::Duration ? value / 1000.0 : value;
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
            rows.append(row);
            continue;
        }
        for (const MetricPoint &point : series.points)
            rows.append(pointRow(result, series, point));
    }
    return rows;
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
            {u"unit"_s, result.unit == MetricUnit::Duration ? u"seconds"_s : unitName(result.unit)},
            {u"grain"_s, grainName(result.query.grain)}, {u"points"_s, pointRows(result)}, {u"excluded"_s, excluded},
            {u"freshness"_s, freshness}, {u"notes"_s, QJsonArray::fromStringList(result.notes)}});
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
        const double scale = result.unit == MetricUnit::Duration ? 1000.0 : 1.0;
        row.insert(u"text"_s,
            formatValue(row.contains(u"value") ? row[u"value"].toDouble() * scale : kGap, result.unit, locale));
        row.insert(u"from"_s, row[u"from"].toString().first(10));
        row.insert(u"to"_s, row[u"to"].toString().first(10));
        row.insert(u"partial"_s, row[u"partial"].toBool() ? u"partial"_s : QString());
        rows.append(row);
    }
    output.line(result.title + u": "_s + result.definition);
    output.rows(columns, rows);
    for (const ExcludedCount &count : result.excluded)
        output.line(u"Left out: %1 (%2)"_s.arg(count.count).arg(count.reason));
    for (const QString &note : result.notes)
        output.line(note);
}

} // namespace leadline::cli
