#include "command.h"
#include "metricoutput.h"
#include "period.h"

#include "core/metrics/valueformat.h"
#include "core/workspace/workspace.h"
#include "ui/present/dashboardreport.h"
#include "ui/present/pictures.h"

#include <QFileInfo>

namespace leadline::cli {

using namespace Qt::StringLiterals;

static constexpr int kDefaultDays = 90;

namespace {

Result<DashboardRequest> readRequest(const Context &context)
{
    DashboardRequest request;
    request.role = context.arguments.positional.value(0);
    if (request.role.isEmpty())
        return fail(ErrorKind::Config, u"Say whose dashboard: manager, executive, developer or product."_s);
    // The metric's name does not matter here: the options are those of any query.
    auto query = readQuery(context, {}, kDefaultDays);
    if (!query)
        return std::unexpected(query.error());
    request.period = query->range;
    request.grain = context.arguments.has(u"grain"_s) ? query->grain : Grain::Week;
    request.where = query->where;
    request.compare = context.arguments.has(u"compare"_s) ? query->compare : CompareWith::PreviousPeriod;
    request.others = query->others;
    request.clock = query->clock;
    request.widget = context.arguments.value(u"widget"_s);
    return request;
}

QJsonObject jsonOf(const MetricResult &result, const QString &band)
{
    QJsonObject object{{u"metric"_s, result.definitionId}, {u"title"_s, result.title},
        {u"version"_s, result.definitionVersion}, {u"unit"_s, scriptUnit(result.unit)},
        {u"points"_s, pointRows(result)}};
    if (!band.isEmpty())
        object.insert(u"band"_s, band);
    QJsonArray totals;
    for (const MetricSeries &series : result.series) {
        QJsonObject total{{u"n"_s, series.total.n}};
        for (qsizetype i = 0; i < result.query.by.size() && i < series.key.size(); ++i)
            total.insert(result.query.by[i], series.key[i]);
        if (!series.total.isGap())
            total.insert(u"value"_s, scriptValue(series.total.value, result.unit));
        if (!series.previous.isGap())
            total.insert(u"previous"_s, scriptValue(series.previous.value, result.unit));
        totals.append(total);
    }
    object.insert(u"totals"_s, totals);
    return object;
}

QJsonArray cloudRows(const CloudPicture &picture, bool ageing)
{
    QJsonArray rows;
    for (const CloudPoint &point : picture.spec.points) {
        QJsonObject row{{u"id"_s, point.id}, {u"repository"_s, picture.repositories.value(point.id)},
            {u"value"_s, point.y / 1000.0}};
        if (ageing)
            row.insert(u"step"_s, picture.spec.categories.value(int(point.x)));
        else
            row.insert(u"merged_at"_s, Instant{qint64(point.x)}.toIso());
        rows.append(row);
    }
    return rows;
}

QJsonObject jsonOf(const WidgetData &widget, const DashboardRequest &request, const Workspace &workspace)
{
    QJsonObject object{{u"id"_s, widget.spec.id}, {u"page"_s, widget.spec.page}, {u"title"_s, widget.spec.title},
        {u"subtitle"_s, widget.spec.subtitle}};
    QJsonArray metrics;
    for (const MetricResult *result : widget.shown())
        metrics.append(jsonOf(*result, bandTextOf(widget, *result, workspace)));
    if (!metrics.isEmpty())
        object.insert(u"metrics"_s, metrics);
    if (widget.spec.form == WidgetForm::Scatter)
        object.insert(u"changes"_s, cloudRows(scatterOf(widget.spec, widget.changes, request.period), false));
    if (widget.spec.form == WidgetForm::Ageing)
        object.insert(
            u"changes"_s, cloudRows(ageingOf(widget.spec, widget.changes, request.period, workspace.now()), true));
    if (widget.spec.form == WidgetForm::Attention) {
        QJsonArray rules;
        for (const AttentionFinding &finding : widget.attention) {
            QJsonArray ids;
            for (const AttentionHit &hit : finding.hits)
                ids.append(hit.id);
            rules.append(QJsonObject{{u"rule"_s, attentionKey(finding.rule.kind)},
                {u"text"_s, attentionText(finding.rule)}, {u"threshold"_s, finding.rule.threshold},
                {u"count"_s, qint64(finding.hits.size())}, {u"changes"_s, ids}});
        }
        object.insert(u"rules"_s, rules);
    }
    return object;
}

// A line a figure: what the widget says in short.
QJsonArray lines(const WidgetData &widget, const Workspace &workspace)
{
    QJsonArray rows;
    const QLocale locale;
    for (const MetricResult *result : widget.shown()) {
        for (const MetricSeries &series : result->series) {
            const DeltaText delta = describeDelta(series.total.value, series.previous.value, result->unit,
                result->better, comparedWords(result->query, workspace.calendar().zone), locale);
            rows.append(QJsonObject{{u"widget"_s, widget.spec.id},
                {u"figure"_s,
                    series.key.isEmpty() ? result->title : result->title + u" · "_s + series.key.join(u" · "_s)},
                {u"value"_s, formatValue(series.total.value, result->unit, locale)}, {u"n"_s, series.total.n},
                {u"band"_s, bandTextOf(widget, *result, workspace)}, {u"delta"_s, delta.text}});
        }
    }
    for (const AttentionFinding &finding : widget.attention) {
        rows.append(QJsonObject{{u"widget"_s, widget.spec.id}, {u"figure"_s, attentionText(finding.rule)},
            {u"value"_s, QString::number(finding.hits.size())}, {u"n"_s, qint64(finding.hits.size())}});
    }
    return rows;
}

int failure(const Error &error)
{
    const int code = report(error);
    return error.kind == ErrorKind::Config ? kUsage : code;
}

} // namespace

int runDashboard(Context &context)
{
    auto request = readRequest(context);
    if (!request)
        return usage(request.error().text);
    const Result<DashboardData> data = await(askDashboard(context.workspace, *request));
    if (!data)
        return failure(data.error());
    if (context.output.format() == Format::Json) {
        QJsonArray widgets;
        for (const WidgetData &widget : data->widgets)
            widgets.append(jsonOf(widget, *request, *context.workspace));
        context.output.object({{u"role"_s, data->spec.role}, {u"from"_s, request->period.from.toIso()},
            {u"to"_s, request->period.to.toIso()}, {u"widgets"_s, widgets}});
        return kOk;
    }
    QJsonArray rows;
    for (const WidgetData &widget : data->widgets) {
        const QJsonArray figures = lines(widget, *context.workspace);
        for (const auto figure : figures)
            rows.append(figure);
    }
    context.output.rows({{u"widget"_s, u"Widget"_s}, {u"figure"_s, u"Figure"_s}, {u"value"_s, u"Value"_s, true},
                            {u"n"_s, u"n"_s, true}, {u"band"_s, u"Band"_s}, {u"delta"_s, u"Change"_s}},
        rows);
    return kOk;
}

int runReport(Context &context)
{
    const QString file = context.arguments.value(u"out"_s);
    if (file.isEmpty())
        return usage(u"Say where to write the report: --out FILE.pdf."_s);
    const QString paper = context.arguments.value(u"paper"_s, u"a4"_s);
    if (paper != u"a4" && paper != u"letter")
        return usage(u"“--paper %1” is none of a4, letter."_s.arg(paper));
    auto request = readRequest(context);
    if (!request)
        return usage(request.error().text);
    const Result<Report> made = await(makeDashboardReport(context.workspace, *request));
    if (!made)
        return failure(made.error());
    const Result<void> written =
        writePdf(*made, file, paper == u"letter" ? ReportPageSize::Letter : ReportPageSize::A4);
    if (!written)
        return report(written.error());
    context.output.line(u"The report is in %1."_s.arg(QFileInfo(file).absoluteFilePath()));
    return kOk;
}

} // namespace leadline::cli
