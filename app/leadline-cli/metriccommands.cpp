#include "command.h"
#include "librarycommands.h"
#include "metricoutput.h"

#include "core/metrics/metriccatalog.h"
#include "core/metrics/valueformat.h"
#include "core/workspace/metriclibrary.h"
#include "core/workspace/metricuses.h"
#include "core/workspace/workspace.h"

#include <QJsonDocument>

namespace leadline::cli {

using namespace Qt::StringLiterals;

static constexpr int kDefaultDays = 90;
static constexpr int kDefaultRows = 5'000;

namespace {

QJsonObject rowOf(const MetricDefinition &metric)
{
    return {{u"id"_s, metric.id}, {u"title"_s, metric.title}, {u"group"_s, metric.group}, {u"set"_s, metric.set},
        {u"unit"_s, unitName(metric.unit)}, {u"better"_s, betterName(metric.better)}, {u"version"_s, metric.version},
        {u"description"_s, metric.description}};
}

// Those of the workspace's people, also the ones that nothing counts.
QJsonArray ownRows(const Workspace &workspace)
{
    QJsonArray rows;
    for (const CustomMetric &metric : workspace.metrics()->custom()) {
        const MetricDefinition *known = workspace.catalog()->find(metric.id, metric.set);
        QJsonObject row = known ? rowOf(*known)
                                : QJsonObject{{u"id"_s, metric.id}, {u"set"_s, metric.set},
                                      {u"version"_s, metric.version}, {u"title"_s, metric.id}};
        const auto problems = workspace.metrics()->problemsOf(metric.key());
        row.insert(u"state"_s,
            !metric.enabled        ? u"switched off"_s
                : problems.empty() ? u"in use"_s
                                   : problems.front().message);
        rows.append(row);
    }
    return rows;
}

int listMetrics(Context &context)
{
    const Workspace &workspace = *context.workspace;
    if (context.arguments.has(u"own"_s)) {
        context.output.rows({{u"id"_s, u"Metric"_s}, {u"set"_s, u"Set"_s}, {u"version"_s, u"Version"_s, true},
                                {u"title"_s, u"Title"_s}, {u"state"_s, u"State"_s}},
            ownRows(workspace));
        return kOk;
    }
    QJsonArray rows;
    for (const MetricDefinition &metric : workspace.catalog()->definitions()) {
        QJsonObject row = rowOf(metric);
        row.insert(u"own"_s, workspace.metrics()->find(metric.set + u'/' + metric.id).has_value());
        rows.append(row);
    }
    context.output.rows({{u"id"_s, u"Metric"_s}, {u"group"_s, u"Group"_s}, {u"set"_s, u"Set"_s},
                            {u"title"_s, u"Title"_s}, {u"description"_s, u"What it tells"_s}},
        rows);
    return kOk;
}

const MetricDefinition *findMetric(const Context &context, const QString &id)
{
    return context.workspace->catalog()->find(id, context.arguments.value(u"set"_s));
}

QString unknownMetric(const Context &context, const QString &id)
{
    const QString set = context.arguments.value(u"set"_s);
    if (id.isEmpty())
        return u"Say which metric. “metric list” names all."_s;
    return set.isEmpty() ? context.workspace->metrics()->whyMissing(id)
                         : u"There is no metric “%1” in the set “%2”. “metric list” names all."_s.arg(id, set);
}

int showMetric(Context &context)
{
    const QString id = context.arguments.positional.value(1);
    const MetricDefinition *metric = findMetric(context, id);
    if (!metric)
        return usage(unknownMetric(context, id));
    QJsonObject shown{{u"id"_s, metric->id}, {u"title"_s, metric->title}, {u"set"_s, metric->set},
        {u"version"_s, metric->version}, {u"group"_s, metric->group}, {u"description"_s, metric->description},
        {u"definition"_s, metric->definition}, {u"source"_s, metric->source}, {u"unit"_s, unitName(metric->unit)},
        {u"better"_s, betterName(metric->better)}, {u"fact"_s, metric->fact}, {u"formula"_s, metric->formula},
        {u"used_in"_s, QJsonArray::fromStringList(usesOf(*context.workspace, *metric))}};
    if (metric->isSql()) {
        shown.insert(u"sql"_s, metric->sql);
        shown.insert(u"facts"_s, QJsonArray::fromStringList(metric->sqlFacts));
        shown.insert(u"dimensions"_s, QJsonArray::fromStringList(metric->sqlDimensions()));
    }
    if (context.output.format() == Format::Json)
        shown.insert(u"json"_s, QJsonDocument::fromJson(definitionText(*context.workspace, *metric).toUtf8()).object());
    context.output.object(shown);
    return kOk;
}

int evaluateMetric(Context &context)
{
    const QString id = context.arguments.positional.value(1);
    if (!findMetric(context, id))
        return usage(unknownMetric(context, id));
    auto query = readQuery(context, id, kDefaultDays);
    if (!query)
        return usage(query.error().text);
    const Result<MetricResult> result = await(context.workspace->evaluate(*query));
    if (!result) {
        const int code = report(result.error());
        return result.error().kind == ErrorKind::Config ? kUsage : code;
    }
    printResult(context.output, *result);
    return kOk;
}

} // namespace

int runMetric(Context &context)
{
    const QString verb = context.arguments.positional.value(0);
    if (verb == u"list")
        return listMetrics(context);
    if (verb == u"show")
        return showMetric(context);
    if (verb == u"eval")
        return evaluateMetric(context);
    if (isLibraryVerb(verb))
        return runLibrary(context, verb);
    return usage(u"metric list | show ID | eval ID | check FILE | import FILE | export ID | remove ID | restore ID | "
                 "enable ID | disable ID. “metric --help” says more."_s);
}

int runExplain(Context &context)
{
    const QString id = context.arguments.positional.value(0);
    const MetricDefinition *metric = findMetric(context, id);
    if (!metric)
        return usage(unknownMetric(context, id));
    auto query = readQuery(context, id, kDefaultDays);
    if (!query)
        return usage(query.error().text);
    bool isNumber = true;
    const int limit =
        context.arguments.has(u"limit"_s) ? context.arguments.value(u"limit"_s).toInt(&isNumber) : kDefaultRows;
    if (!isNumber || limit < 1)
        return usage(u"--limit needs a whole number above zero."_s);
    query->by.clear();
    const Result<MetricRows> rows = await(context.workspace->rowsBehind(*query, {}, {}, limit));
    if (!rows) {
        const int code = report(rows.error());
        return rows.error().kind == ErrorKind::Config ? kUsage : code;
    }
    if (context.output.format() == Format::Table) {
        const Result<MetricResult> figure = await(context.workspace->evaluate(*query));
        if (figure && !figure->series.empty()) {
            const MetricPoint &total = figure->series.front().total;
            context.output.line(u"%1: %2, n = %3. %4"_s.arg(
                figure->title, formatValue(total.value, figure->unit), QString::number(total.n), figure->definition));
            printProvenance(context.output, *figure);
        }
    }
    QJsonArray table;
    for (const MetricRow &row : rows->rows) {
        QJsonObject object = row.record;
        object.insert(u"id"_s, row.id);
        if (!std::isnan(row.value))
            object.insert(u"value"_s, scriptValue(row.value, rows->unit));
        object.insert(u"explanation"_s, row.explanation);
        if (context.output.format() == Format::Table)
            object.insert(u"value"_s, formatValue(row.value, rows->unit));
        if (!object.contains(u"title"))
            object.insert(u"title"_s, object.contains(u"environment") ? object[u"environment"] : object[u"name"]);
        table.append(object);
    }
    context.output.rows({{u"external_id"_s, u"Id"_s}, {u"number"_s, u"No."_s, true}, {u"repository"_s, u"Repository"_s},
                            {u"title"_s, u"Title"_s}, {u"value"_s, u"Value"_s, true}, {u"explanation"_s, u"How"_s},
                            {u"url"_s, u"Address"_s}},
        table);
    if (rows->total > qint64(rows->rows.size()))
        complain(
            u"leadline: %1 of %2 rows are shown; raise --limit for more."_s.arg(rows->rows.size()).arg(rows->total));
    return kOk;
}

} // namespace leadline::cli
