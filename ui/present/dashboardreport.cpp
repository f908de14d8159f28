#include "ui/present/dashboardreport.h"

#include "core/metrics/filtertext.h"
#include "core/metrics/valueformat.h"
#include "core/report/reportparts.h"
#include "ui/charts/paint.h"
#include "ui/present/pictures.h"

#include <QCoreApplication>

namespace leadline {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(DashboardReport)
};

constexpr double kChartHeight = 128; // points: four rows of charts on a page of A4
constexpr qsizetype kHalfWideTable = 6; // columns that have room in half of a page
constexpr std::size_t kCases = 5; // of an attention rule

const Theme &printTheme()
{
    return Theme::of(ThemeKind::Print);
}

bool isEmpty(const WidgetData &widget)
{
    return std::ranges::all_of(widget.shown(), [](const MetricResult *result) {
        return std::ranges::all_of(result->series, [](const MetricSeries &series) {
            return series.total.n == 0
                && std::ranges::all_of(series.points, [](const MetricPoint &point) { return point.n == 0; });
        });
    });
}

class Builder {
public:
    Builder(const DashboardData &data, const Workspace &workspace, const QHash<qint64, QJsonObject> &records)
        : m_data(data)
        , m_workspace(workspace)
        , m_records(records)
        , m_words{.locale = QLocale(), .zone = workspace.calendar().zone}
    {
    }

    [[nodiscard]] ReportSection sectionOf(const WidgetData &widget) const
    {
        ReportSection section;
        section.heading = widget.spec.title;
        section.subtitle = widget.spec.subtitle;
        section.columns = widget.spec.cells.width() > 6 ? 12 : 6;
        switch (widget.spec.form) {
        case WidgetForm::Cards:
            addCards(section, widget);
            break;
        case WidgetForm::Attention:
            addAttention(section, widget);
            break;
        case WidgetForm::Scatter:
        case WidgetForm::Ageing:
            addCloud(section, widget);
            break;
        case WidgetForm::Table:
            addTable(section, widget);
            break;
        default:
            addChart(section, widget);
        }
        return section;
    }

    [[nodiscard]] const ReportWords &words() const { return m_words; }

private:
    void addNotes(ReportSection &section, const MetricResult &result) const
    {
        for (const QString &note : notesOf(result, m_words)) {
            if (!section.notes.contains(note))
                section.notes += note;
        }
    }

    void addCards(ReportSection &section, const WidgetData &widget) const
    {
        for (const MetricResult *result : widget.shown()) {
            section.cards.push_back(cardOf(*result, bandTextOf(widget, *result, m_workspace), m_words));
            addNotes(section, *result);
        }
        section.columns = 12;
    }

    void addChart(ReportSection &section, const WidgetData &widget) const
    {
        if (isEmpty(widget)) {
            section.text = Texts::tr("Nothing to show in this period.");
            return;
        }
        const ChartSpec spec = chartOf(widget.spec, widget.shown(), printTheme(), m_words.zone).spec;
        section.chart = [spec](
                            QPainter &painter, const QRectF &area) { paintChart(painter, area, spec, printTheme()); };
        section.chartHeight = kChartHeight;
        qint64 n = 0;
        for (const MetricResult *result : widget.shown()) {
            qint64 of = 0; // each record belongs to one of its series
            for (const MetricSeries &series : result->series)
                of += series.total.n;
            n = std::max(n, of);
        }
        addCount(section, n);
    }

    void addCount(ReportSection &section, qint64 n) const
    {
        QStringList parts{section.subtitle, u"n\u00a0=\u00a0"_s + m_words.locale.toString(n)};
        parts.removeAll(QString());
        section.subtitle = parts.join(u" · "_s);
    }

    void addCloud(ReportSection &section, const WidgetData &widget) const
    {
        CloudPicture picture = widget.spec.form == WidgetForm::Ageing
            ? ageingOf(widget.spec, widget.changes, m_data.request.period, m_workspace.now())
            : scatterOf(widget.spec, widget.changes, m_data.request.period);
        if (picture.spec.points.empty()) {
            section.text = Texts::tr("Nothing to show in this period.");
            return;
        }
        picture.spec.zone = m_words.zone;
        section.chart = [spec = picture.spec](
                            QPainter &painter, const QRectF &area) { paintCloud(painter, area, spec, printTheme()); };
        section.chartHeight = kChartHeight;
        addCount(section, qint64(picture.spec.points.size()));
        if (!picture.spec.zones.empty())
            section.notes += Texts::tr("The zones end where 50, 70, 85 and 95 % of the %1 pull requests merged in the "
                                       "period had been merged.")
                                 .arg(m_words.locale.toString(qint64(picture.finished)));
    }

    void addTable(ReportSection &section, const WidgetData &widget) const
    {
        const auto shown = widget.shown();
        if (shown.empty())
            return;
        section.table = tableOf(*shown.front(), m_words);
        // Further metrics of the same split stand beside the first: one line a series.
        for (std::size_t i = 1; i < shown.size(); ++i)
            addColumn(section.table, *shown.front(), *shown[i]);
        if (section.table.headings.size() > kHalfWideTable)
            section.columns = 12;
    }

    void addColumn(ReportTable &table, const MetricResult &first, const MetricResult &more) const
    {
        table.headings += more.title;
        table.numeric.resize(std::size_t(table.headings.size()), true);
        for (std::size_t row = 0; row < table.rows.size() && row < first.series.size(); ++row) {
            const auto same = std::ranges::find(more.series, first.series[row].key, &MetricSeries::key);
            while (table.rows[row].size() < table.headings.size() - 1)
                table.rows[row] += QString();
            table.rows[row] +=
                same == more.series.end() ? QString() : formatValue(same->total.value, more.unit, m_words.locale);
        }
    }

    void addAttention(ReportSection &section, const WidgetData &widget) const
    {
        section.table.headings = {Texts::tr("Rule and cases"), Texts::tr("Repository"), Texts::tr("For, or lines")};
        section.table.numeric = {false, false, true};
        section.table.emptyText = Texts::tr("No pull request breaks one of the rules.");
        for (const AttentionFinding &finding : widget.attention) {
            if (finding.hits.empty())
                continue;
            section.table.groups.resize(section.table.rows.size());
            section.table.groups.push_back(true);
            section.table.rows.push_back(
                {u"%1 (%2)"_s.arg(attentionText(finding.rule), m_words.locale.toString(qint64(finding.hits.size()))),
                    {}, {}});
            for (std::size_t i = 0; i < finding.hits.size() && i < kCases; ++i) {
                const QJsonObject record = m_records.value(finding.hits[i].id);
                const qint64 number = record[u"number"].toInteger();
                const QString title = record[u"title"].toString();
                section.table.rows.push_back({u"    "_s + (number > 0 ? u"#%1 %2"_s.arg(number).arg(title) : title),
                    record[u"repository"].toString(),
                    formatValue(finding.hits[i].value, valueUnit(finding.rule.kind), m_words.locale)});
            }
        }
        section.columns = 12;
    }

    const DashboardData &m_data;
    const Workspace &m_workspace;
    const QHash<qint64, QJsonObject> &m_records;
    ReportWords m_words;
};

QStringList filterLines(const std::vector<MetricFilter> &where)
{
    QStringList lines;
    for (const MetricFilter &filter : where)
        lines += filterWords(filter);
    return lines;
}

std::vector<qint64> casesOf(const DashboardData &data)
{
    std::vector<qint64> ids;
    for (const WidgetData &widget : data.widgets) {
        for (const AttentionFinding &finding : widget.attention) {
            for (std::size_t i = 0; i < finding.hits.size() && i < kCases; ++i)
                ids.push_back(finding.hits[i].id);
        }
    }
    return ids;
}

} // namespace

Report reportOf(const DashboardData &data, const Workspace &workspace, const QHash<qint64, QJsonObject> &records)
{
    const Builder builder(data, workspace, records);
    Report report;
    report.title = Texts::tr("%1: delivery report")
                       .arg(workspace.isSample() ? Texts::tr("Sample organisation") : workspace.name());
    report.workspace = workspace.name();
    report.role = data.spec.title;
    report.zone = builder.words().zone;
    report.locale = builder.words().locale;
    report.madeAt = workspace.now();
    report.period = periodText(data.request.period, builder.words());
    report.comparedWith = comparedWords(
        MetricQuery{.range = data.request.period, .compare = data.request.compare, .others = data.request.others},
        report.zone);
    report.filters = filterLines(data.request.where);
    report.reading = Texts::tr("Hatched: the period is not over yet. Pale band: the middle half of the records. Grey: "
                               "fewer than 5 records.");
    std::vector<MetricResult> results;
    for (const WidgetData &widget : data.widgets) {
        report.sections.push_back(builder.sectionOf(widget));
        for (const MetricResult *result : widget.shown())
            results.push_back(*result);
    }
    if (!results.empty())
        report.freshness = freshnessLines(results.front().freshness, builder.words());
    report.definitions = definitionsOf(results);
    return report;
}

QFuture<Result<Report>> makeDashboardReport(Workspace *workspace, const DashboardRequest &request)
{
    return askDashboard(workspace, request)
        .then(workspace,
            [workspace](const Result<DashboardData> &data) -> QFuture<Result<Report>> {
                using Made = Result<Report>;
                if (!data)
                    return QtFuture::makeReadyValueFuture(Made(std::unexpected(data.error())));
                const std::vector<qint64> ids = casesOf(*data);
                if (ids.empty())
                    return QtFuture::makeReadyValueFuture(Made(reportOf(*data, *workspace)));
                return workspace->records(u"change"_s, ids)
                    .then(workspace,
                        [workspace, data = *data, ids](const Result<std::vector<QJsonObject>> &rows) -> Made {
                            QHash<qint64, QJsonObject> records;
                            for (std::size_t i = 0; rows && i < rows->size() && i < ids.size(); ++i)
                                records.insert(ids[i], (*rows)[i]);
                            return reportOf(data, *workspace, records);
                        });
            })
        .unwrap();
}

} // namespace leadline
