#include "ui/present/pictures.h"

#include "core/domain/enums.h"
#include "core/metrics/valueformat.h"

#include <QCoreApplication>
#include <QLocale>

namespace leadline {

namespace {

struct Pictures {
    Q_DECLARE_TR_FUNCTIONS(Pictures)
};

constexpr qint64 kShortest = 60'000; // a logarithmic axis has no zero

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
        return Pictures::tr("week of %1").arg(locale.toString(day, u"d MMM yyyy"_s));
    case Grain::Month:
        return locale.toString(day, u"MMMM yyyy"_s);
    case Grain::Quarter:
        return Pictures::tr("quarter from %1").arg(locale.toString(day, u"d MMM yyyy"_s));
    default:
        return locale.toString(day, u"d MMM yyyy"_s);
    }
}

void addSeries(ChartPicture &picture, const WidgetSpec &widget, const MetricResult &result, const Theme &theme)
{
    const bool single = widget.metrics.size() == 1 && result.series.size() == 1;
    const std::size_t count = std::min(result.series.size(), static_cast<std::size_t>(std::max(1, widget.series)));
    for (std::size_t i = 0; i < count; ++i) {
        const MetricSeries &series = result.series[i];
        ChartSeries made;
        made.name = series.key.isEmpty() ? result.title : series.key.join(u" · "_s);
        if (!series.key.isEmpty() && made.name.isEmpty())
            made.name = Pictures::tr("none");
        SeriesSource source{result.query.metric, series.key, {}};
        for (const MetricPoint &point : series.points) {
            made.points.push_back(pointOf(point, single && picture.spec.form == ChartForm::Line));
            source.ranges.push_back(point.range);
        }
        const auto place = static_cast<qsizetype>(picture.spec.series.size());
        if (widget.stageColors && place < theme.stages.size())
            made.color = theme.stages.at(place);
        picture.spec.series.push_back(std::move(made));
        picture.sources.push_back(std::move(source));
    }
}

QString duration(double ms)
{
    return formatValue(ms, MetricUnit::Duration);
}

std::vector<ChartLine> percentiles(const std::vector<double> &values, std::initializer_list<int> percents)
{
    std::vector<ChartLine> lines;
    if (values.size() < 5)
        return lines; // a percentile of so few says nothing
    for (const int percent : percents) {
        const double value = quantileOf(values, percent / 100.0);
        lines.push_back({Pictures::tr("%1 %").arg(percent), value, false});
    }
    return lines;
}

CloudPicture emptyCloud(const WidgetSpec &widget)
{
    CloudPicture picture;
    picture.spec.accessibleName = widget.title;
    picture.spec.formatValue = duration;
    picture.spec.logarithmic = true;
    return picture;
}

} // namespace

ChartPicture chartOf(const WidgetSpec &widget, const std::vector<const MetricResult *> &results, const Theme &theme,
    const QTimeZone &zone)
{
    ChartPicture picture;
    ChartSpec &chart = picture.spec;
    chart.form = chartForm(widget.form);
    chart.accessibleName = widget.title;
    chart.zone = zone;
    for (const MetricResult *one : results)
        addSeries(picture, widget, *one, theme);
    const MetricResult &first = *results.front();
    const Grain grain = first.query.grain;
    chart.formatX = [grain, zone](double ms) { return periodName(ms, grain, zone); };
    chart.formatValue = [unit = first.unit](double value) { return formatValue(value, unit); };
    if (first.unit == MetricUnit::Count || first.unit == MetricUnit::PerWeek || first.unit == MetricUnit::PerDay)
        chart.thinBelow = 0; // a small count is not an uncertain one
    if (!picture.sources.empty() && !picture.sources.front().ranges.empty()) {
        const TimeRange &range = picture.sources.front().ranges.front();
        chart.periodMs = static_cast<double>(range.to.ms() - range.from.ms());
    }
    return picture;
}

CloudPicture scatterOf(const WidgetSpec &widget, const std::vector<ChangeFact> &changes, const TimeRange &period)
{
    CloudPicture picture = emptyCloud(widget);
    std::vector<double> values;
    for (const ChangeFact &change : changes) {
        if (!change.merged.isSet() || !period.contains(change.merged) || change.cycle < 0)
            continue;
        const auto cycle = static_cast<double>(std::max(change.cycle, kShortest));
        picture.spec.points.push_back({change.id, static_cast<double>(change.merged.ms()), cycle, 0});
        picture.repositories.insert(change.id, change.repository);
        values.push_back(cycle);
    }
    picture.spec.groups = {Pictures::tr("Merged pull request")};
    picture.spec.lines = percentiles(values, {50, 85, 95});
    picture.finished = static_cast<qsizetype>(values.size());
    return picture;
}

CloudPicture ageingOf(
    const WidgetSpec &widget, const std::vector<ChangeFact> &changes, const TimeRange &period, Instant now)
{
    CloudPicture picture = emptyCloud(widget);
    std::vector<double> finished;
    for (const ChangeFact &change : changes) {
        if (change.merged.isSet() && period.contains(change.merged) && change.created.isSet())
            finished.push_back(static_cast<double>(std::max<qint64>(0, change.merged.ms() - change.created.ms())));
        if (change.state != enumName(ChangeState::Open) || !change.created.isSet())
            continue;
        const auto age = static_cast<double>(std::max(now.ms() - change.created.ms(), kShortest));
        picture.spec.points.push_back({change.id, static_cast<double>(stepOf(change)), age, 0});
        picture.repositories.insert(change.id, change.repository);
    }
    picture.spec.timeAxis = false;
    picture.spec.groups = {Pictures::tr("Open pull request")};
    for (const OpenStep step : kOpenSteps)
        picture.spec.categories.append(stepText(step));
    picture.spec.zones = percentiles(finished, {50, 70, 85, 95});
    picture.finished = static_cast<qsizetype>(finished.size());
    return picture;
}

} // namespace leadline
