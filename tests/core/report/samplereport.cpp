#include "samplereport.h"

#include "core/metrics/valueformat.h"
#include "core/report/reportparts.h"
#include "ui/charts/paint.h"

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kWeek = 7LL * 86'400'000;
constexpr double kHour = 3'600'000;

MetricResult split(MetricResult result, const QStringList &teams)
{
    result.query.by = {u"team"_s};
    const MetricSeries first = result.series.front();
    result.series.clear();
    for (qsizetype i = 0; i < teams.size(); ++i) {
        MetricSeries series = first;
        series.key = {teams.at(i)};
        series.total.value *= 1 + 0.3 * static_cast<double>(i);
        series.total.n -= i * 17;
        result.series.push_back(series);
    }
    return result;
}

ReportSection chartSection(const QString &heading, const QString &subtitle, ChartSpec chart, int columns)
{
    ReportSection section;
    section.heading = heading;
    section.subtitle = subtitle;
    section.columns = columns;
    section.chart = [chart = std::move(chart)](QPainter &painter, const QRectF &area) {
        paintChart(painter, area, chart, Theme::of(ThemeKind::Print));
    };
    return section;
}

// As the program makes it: see ui/present.
ChartSpec chartOf(const std::vector<MetricResult> &results, ChartForm form)
{
    ChartSpec chart;
    chart.form = form;
    chart.periodMs = kWeek;
    chart.formatValue = [unit = results.front().unit](double value) { return formatValue(value, unit); };
    for (const MetricResult &result : results) {
        ChartSeries series;
        series.name = result.title;
        for (const MetricPoint &point : result.series.front().points)
            series.points.push_back({static_cast<double>(point.range.from.ms()), point.value, point.low, point.high,
                point.n, point.partial});
        if (results.size() > 1)
            series.color = Theme::of(ThemeKind::Print).stages.at(static_cast<qsizetype>(chart.series.size()));
        chart.series.push_back(std::move(series));
    }
    return chart;
}

} // namespace

MetricResult sampleResult(const QString &title, MetricUnit unit, double level, int seed)
{
    MetricResult result;
    result.title = title;
    result.unit = unit;
    result.better = BetterDirection::Lower;
    result.definition = u"The median of %1 over all that ended in the period. Drafts and bots are left out; what is "
                        u"not finished yet is "
                        "not counted but told beside the figure."_s.arg(title.toLower());
    result.definitionId = title.toLower().replace(u' ', u'_');
    result.definitionVersion = 1;
    result.query.metric = result.definitionId;
    result.query.grain = Grain::Week;
    result.query.compare = CompareWith::PreviousPeriod;
    const Instant from = Instant::fromIso(u"2025-12-08T00:00:00Z");
    result.query.range = {from, Instant{from.ms() + 12 * kWeek - 2 * 86'400'000LL}};
    MetricSeries series;
    for (int i = 0; i < 12; ++i) {
        MetricPoint point;
        point.range = {Instant{from.ms() + i * kWeek}, Instant{from.ms() + (i + 1) * kWeek}};
        point.partial = i == 11;
        if (i != 2) {
            point.value = level * (1 + 0.3 * std::sin(0.9 * i + seed)) * (point.partial ? 0.5 : 1);
            point.low = point.value * 0.6;
            point.high = point.value * 1.7;
            point.n = 30 + i;
        }
        series.points.push_back(point);
    }
    series.total = {.range = result.query.range,
        .value = level,
        .low = level * 0.6,
        .high = level * 1.6,
        .n = 412,
        .partial = false};
    series.previous = {
        .range = {}, .value = level * (seed % 2 ? 1.22 : 0.85), .low = kGap, .high = kGap, .n = 380, .partial = false};
    result.series.push_back(series);
    result.excluded = {{u"bots"_s, 31}, {u"not deployed yet"_s, 12}};
    result.notes = {u"Releases stand for deployments in 2 services."_s};
    return result;
}

ReportTable sampleTable(int rows)
{
    static const QStringList authors{u"Hannah Osterkamp"_s, u"田中 美咲"_s, u"Мария Ковалёва"_s, u"Γιώργος Παππάς"_s,
        u"प्रिया नायर"_s, u"عدي الحداد"_s, u"김서연"_s, u"Žofie Dvořáková"_s};
    ReportTable table;
    table.headings = {u"Repository"_s, u"Title"_s, u"Author"_s, u"Merged"_s, u"Lines"_s, u"Cycle time"_s};
    table.numeric = {false, false, false, false, true, true};
    for (int i = 0; i < rows; ++i) {
        QString title = u"Change %1 of many"_s.arg(i + 1);
        if (i % 9 == 4)
            title += u": let support staff correct the delivery slots in the partner portal without asking the team "
                     u"that owns the payment step, "
                     "and tell the customer about it"_s;
        table.rows.push_back({i % 3 ? u"checkout-api"_s : u"ledger-core"_s, title, authors.at(i % authors.size()),
            u"%1 Jan 2026"_s.arg(i % 28 + 1), QString::number(10 + i * 37 % 900), u"%1 h"_s.arg(3 + i % 40)});
    }
    return table;
}

Report sampleReport()
{
    const ReportWords words{.locale = QLocale(QLocale::English, QLocale::UnitedKingdom), .zone = QTimeZone::utc()};
    const MetricResult frequency = sampleResult(u"Deployment frequency"_s, MetricUnit::PerWeek, 4.5, 1);
    const MetricResult lead = sampleResult(u"Change lead time"_s, MetricUnit::Duration, 52 * kHour, 2);
    const MetricResult failRate = sampleResult(u"Change fail rate"_s, MetricUnit::Share, 0.064, 3);
    const MetricResult recovery =
        sampleResult(u"Failed deployment recovery time"_s, MetricUnit::Duration, 3.1 * kHour, 4);
    const MetricResult rework = sampleResult(u"Deployment rework rate"_s, MetricUnit::Share, 0.041, 5);

    Report report;
    report.title = u"How delivery is going"_s;
    report.workspace = u"Lantern Works"_s;
    report.role = u"Manager"_s;
    report.period = periodText(lead.query.range, words);
    report.comparedWith = u"the 82 days before"_s;
    report.filters = {u"Team: Kestrel, Heron"_s, u"Service: all"_s};
    report.freshness = freshnessLines(
        {{u"GitHub"_s, Instant::fromIso(u"2026-02-28T07:45:00Z"), true, {}},
            {u"Old server"_s, Instant::fromIso(u"2026-02-20T07:45:00Z"), false, u"issues are switched off"_s}},
        words);
    report.madeAt = Instant::fromIso(u"2026-02-28T08:00:00Z");
    report.locale = words.locale;

    ReportSection cards;
    cards.heading = u"The five DORA figures"_s;
    cards.subtitle = u"all services · medians and shares over the whole period"_s;
    for (const MetricResult &result : {frequency, lead, failRate, recovery, rework})
        cards.cards.push_back(cardOf(result, u"High · DORA 2023"_s, words));
    cards.notes = notesOf(lead, words);
    report.sections.push_back(cards);

    std::vector<MetricResult> stages;
    int stage = 0;
    for (const auto &name : {u"Coding"_s, u"Pickup"_s, u"Review"_s, u"Merge"_s, u"Deploy"_s}) {
        stages.push_back(sampleResult(name, MetricUnit::Duration, (10 + 3 * stage) * kHour, stage));
        ++stage;
    }
    report.sections.push_back(chartSection(u"Where the lead time goes"_s,
        u"mean time in each stage, first commit to production"_s, chartOf(stages, ChartForm::StackedBars), 12));
    report.sections.push_back(chartSection(
        u"Change lead time"_s, u"median with the middle half · n = 412"_s, chartOf({lead}, ChartForm::Line), 6));
    report.sections.push_back(chartSection(u"Deployments"_s, u"reached production"_s,
        chartOf({sampleResult(u"Deployments"_s, MetricUnit::Count, 38, 3)}, ChartForm::Bars), 6));
    ReportSection teams;
    teams.heading = u"By team"_s;
    teams.columns = 6;
    teams.table = tableOf(split(lead, {u"Kestrel"_s, u"Heron"_s, u"Osprey"_s, {}}), words);
    report.sections.push_back(teams);
    ReportSection text;
    text.heading = u"What stands out"_s;
    text.columns = 6;
    text.text = u"Lead time rose in January while the review queue of ledger-core grew; deployments kept their pace. "
                u"Two services have no deployments "
                "of their own: their releases are counted instead."_s;
    report.sections.push_back(text);
    report.definitions = definitionsOf({frequency, lead, failRate, recovery, rework, lead});
    return report;
}

} // namespace leadline
