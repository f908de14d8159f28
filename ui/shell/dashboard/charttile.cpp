#include "ui/shell/dashboard/charttile.h"

#include "core/metrics/valueformat.h"
#include "ui/charts/chartview.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/words.h"

#include <QLocale>

namespace leadline {

namespace {

ChartForm chartForm(WidgetForm form)
{
    switch (form) {
    case WidgetForm::Bars:
        return ChartForm::Bars;
    case WidgetForm::StackedBars:
        return ChartForm::StackedBars;
    case WidgetForm::Area:
        return ChartForm::Area;
    default:
        return ChartForm::Line;
    }
}

ChartPoint pointOf(const MetricPoint &point, bool withBand)
{
    ChartPoint made;
    made.x = static_cast<double>(point.range.from.ms());
    made.y = point.value;
    if (withBand) {
        made.low = point.low;
        made.high = point.high;
    }
    made.n = point.n;
    made.partial = point.partial;
    return made;
}

// "week of 2 Mar 2026"
QString periodName(double ms, Grain grain, const QTimeZone &zone)
{
    const QDate day = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(ms), zone).date();
    const QLocale locale;
    switch (grain) {
    case Grain::Week:
        return ChartTile::tr("week of %1").arg(locale.toString(day, u"d MMM yyyy"_s));
    case Grain::Month:
        return locale.toString(day, u"MMMM yyyy"_s);
    case Grain::Quarter:
        return ChartTile::tr("quarter from %1").arg(locale.toString(day, u"d MMM yyyy"_s));
    default:
        return locale.toString(day, u"d MMM yyyy"_s);
    }
}

} // namespace

ChartTile::ChartTile(WidgetSpec spec, TileContext context, QWidget *parent)
    : MetricTile(std::move(spec), context, new ChartView, parent)
    , m_chart(static_cast<ChartView *>(body()))
{
    connect(m_chart, &ChartView::pointActivated, this, &ChartTile::openPoint);
    connect(m_chart, &ChartView::rangeSelected, this, &ChartTile::zoom);
    connect(m_chart, &ChartView::resetRequested, this, [this] {
        if (this->context().filters->current().preset == PeriodPreset::Custom)
            this->context().filters->goBack();
    });
}

void ChartTile::setTheme(const Theme &theme)
{
    MetricTile::setTheme(theme);
    m_chart->setTheme(theme);
    if (state() == State::Ready)
        display(); // the colours of stages are the theme's
}

QByteArray ChartTile::toSvg() const
{
    return state() == State::Ready ? m_chart->toSvg(QSizeF(m_chart->size()), Theme::of(ThemeKind::Print)) : QByteArray();
}

void ChartTile::addSeries(ChartSpec &chart, std::vector<Source> &sources, const MetricResult &result) const
{
    const bool single = spec().metrics.size() == 1 && result.series.size() == 1;
    const std::size_t count = std::min(result.series.size(), static_cast<std::size_t>(std::max(1, spec().series)));
    for (std::size_t i = 0; i < count; ++i) {
        const MetricSeries &series = result.series[i];
        ChartSeries made;
        made.name = series.key.isEmpty() ? result.title : series.key.join(u" · "_s);
        if (!series.key.isEmpty() && made.name.isEmpty())
            made.name = tr("none");
        Source source{result.query.metric, series.key, {}};
        for (const MetricPoint &point : series.points) {
            made.points.push_back(pointOf(point, single && chart.form == ChartForm::Line));
            source.ranges.push_back(point.range);
        }
        if (spec().stageColors && chart.series.size() < static_cast<std::size_t>(theme().stages.size()))
            made.color = theme().stages.at(static_cast<qsizetype>(chart.series.size()));
        chart.series.push_back(std::move(made));
        sources.push_back(std::move(source));
    }
}

ChartSpec ChartTile::chartOf(std::vector<Source> &sources) const
{
    const auto results = shown();
    ChartSpec chart;
    chart.form = chartForm(spec().form);
    chart.accessibleName = spec().title;
    for (const MetricResult *one : results)
        addSeries(chart, sources, *one);
    const MetricResult &first = *results.front();
    const Grain grain = first.query.grain;
    const QTimeZone zone = context().workspace->calendar().zone;
    chart.formatX = [grain, zone](double ms) { return periodName(ms, grain, zone); };
    chart.formatValue = [unit = first.unit](double value) { return formatValue(value, unit); };
    if (first.unit == MetricUnit::Count || first.unit == MetricUnit::PerWeek || first.unit == MetricUnit::PerDay)
        chart.thinBelow = 0; // a small count is not an uncertain one
    if (!sources.empty() && !sources.front().ranges.empty()) {
        const TimeRange &range = sources.front().ranges.front();
        chart.periodMs = static_cast<double>(range.to.ms() - range.from.ms());
    }
    return chart;
}

void ChartTile::display()
{
    std::vector<Source> sources;
    m_chart->setSpec(chartOf(sources));
    m_sources = std::move(sources);
}

void ChartTile::openPoint(int series, int point)
{
    if (series < 0 || static_cast<std::size_t>(series) >= m_sources.size())
        return;
    const Source &source = m_sources[static_cast<std::size_t>(series)];
    if (point < 0 || static_cast<std::size_t>(point) >= source.ranges.size())
        return;
    TimeRange range = source.ranges[static_cast<std::size_t>(point)];
    range.from = std::max(range.from, period().from);
    range.to = std::min(range.to, period().to);
    if (const MetricResult *one = result(source.metric))
        Q_EMIT rowsRequested(rowsOf(*one, source.key, range));
}

void ChartTile::zoom(double fromX, double toX)
{
    const QTimeZone zone = context().workspace->calendar().zone;
    FilterState state = context().filters->current();
    state.preset = PeriodPreset::Custom;
    state.firstDay = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(fromX), zone).date();
    state.lastDay = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(toX), zone).date();
    if (state.lastDay >= state.firstDay)
        context().filters->set(state);
}

} // namespace leadline
