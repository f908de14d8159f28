#include "samples.h"

#include "ui/charts/theme.h"

#include <QLocale>

#include <cmath>
#include <random>

using namespace Qt::StringLiterals;

namespace leadline::samples {

namespace {

double noise(std::mt19937 &random, double low, double high)
{
    return low + (high - low) * (double(random() - std::mt19937::min()) / double(std::mt19937::max()));
}

ChartSpec weekly(ChartForm form, const QString &name)
{
    ChartSpec spec;
    spec.form = form;
    spec.accessibleName = name;
    spec.periodMs = kWeek;
    spec.formatValue = durationText;
    return spec;
}

} // namespace

QString durationText(double ms)
{
    if (ms < 60 * 60'000)
        return u"%1 min"_s.arg(std::lround(ms / 60'000));
    if (ms < kDay)
        return u"%1 h"_s.arg(QLocale().toString(ms / kHour, 'f', 1));
    return u"%1 d"_s.arg(QLocale().toString(ms / kDay, 'f', 1));
}

QString countText(double value)
{
    return QLocale().toString(std::lround(value));
}

QString percentText(double share)
{
    const double percent = share * 100;
    return u"%1 %"_s.arg(QLocale().toString(percent, 'f', percent < 10 && percent > 0 ? 1 : 0));
}

ChartSpec leadTimeLine(int weeks)
{
    std::mt19937 random(7);
    ChartSpec spec = weekly(ChartForm::Line, u"Change lead time"_s);
    ChartSeries series{u"Change lead time"_s, {}, {}};
    for (int week = 0; week < weeks; ++week) {
        ChartPoint point;
        point.x = kFirstMonday + week * kWeek;
        point.n = 20 + qint64(noise(random, 0, 30));
        const double median = noise(random, 1.4, 2.6) * kDay;
        if (week % 9 != 4) {
            point.y = median;
            point.low = median * noise(random, 0.4, 0.7);
            point.high = median * noise(random, 1.3, 1.9);
        }
        if (week % 9 == 7)
            point.n = 3;
        point.partial = week == weeks - 1;
        series.points.push_back(point);
    }
    spec.series.push_back(series);
    spec.lines.push_back({u"target"_s, 2 * kDay, false});
    spec.lines.push_back({u"New pipeline"_s, kFirstMonday + (weeks / 3 + 0.4) * kWeek, true});
    return spec;
}

ChartSpec teamLines(int weeks)
{
    std::mt19937 random(11);
    ChartSpec spec = weekly(ChartForm::Line, u"Review time by team"_s);
    for (const QString &name : {u"Payments"_s, u"Checkout"_s, u"Search and browse"_s, u"Platform"_s}) {
        ChartSeries series{name, {}, {}};
        double level = noise(random, 4, 30);
        for (int week = 0; week < weeks; ++week) {
            level = std::clamp(level + noise(random, -4, 4), 1.0, 40.0);
            series.points.push_back({kFirstMonday + week * kWeek, level * kHour, NAN, NAN, 30, week == weeks - 1});
        }
        spec.series.push_back(series);
    }
    return spec;
}

ChartSpec stageBars(int weeks)
{
    std::mt19937 random(3);
    ChartSpec spec = weekly(ChartForm::StackedBars, u"Cycle time by stage"_s);
    const QStringList names = {u"Coding"_s, u"Pickup"_s, u"Review"_s, u"Merge"_s, u"Deploy"_s};
    for (int stage = 0; stage < names.size(); ++stage) {
        ChartSeries series{names[stage], {}, Theme::of(ThemeKind::Light).stages[stage]};
        const double typical[] = {22, 9, 16, 3, 12};
        for (int week = 0; week < weeks; ++week) {
            const qint64 n = week == 2 ? 3 : 25;
            series.points.push_back({kFirstMonday + week * kWeek, typical[stage] * noise(random, 0.6, 1.5) * kHour, NAN,
                NAN, n, week == weeks - 1});
        }
        spec.series.push_back(series);
    }
    spec.lines.push_back({u"p85"_s, 3.6 * kDay, false});
    return spec;
}

ChartSpec throughputBars(int weeks)
{
    std::mt19937 random(5);
    ChartSpec spec = weekly(ChartForm::Bars, u"Pull requests merged"_s);
    spec.formatValue = countText;
    spec.thinBelow = 0;
    ChartSeries series{u"Merged"_s, {}, {}};
    for (int week = 0; week < weeks; ++week) {
        const double count = std::floor(noise(random, 18, 60));
        series.points.push_back(
            {kFirstMonday + week * kWeek, week == 5 ? NAN : count, NAN, NAN, qint64(count), week == weeks - 1});
    }
    spec.series.push_back(series);
    return spec;
}

ChartSpec workTypeBars()
{
    ChartSpec spec;
    spec.form = ChartForm::Bars;
    spec.accessibleName = u"Change fail rate by service"_s;
    spec.timeAxis = false;
    spec.formatValue = percentText;
    spec.categories = {u"checkout-api"_s, u"payments"_s, u"search"_s, u"notification-gateway"_s, u"web"_s};
    ChartSeries before{u"90 days before"_s, {}, {}};
    ChartSeries now{u"Last 90 days"_s, {}, {}};
    const double values[][2] = {{0.08, 0.05}, {0.21, 0.16}, {0.03, 0.035}, {0.12, 0.19}, {0.0, 0.02}};
    for (int i = 0; i < 5; ++i) {
        before.points.push_back({double(i), values[i][0], NAN, NAN, 60, false});
        now.points.push_back({double(i), values[i][1], NAN, NAN, i == 4 ? 4 : 72, false});
    }
    spec.series = {before, now};
    return spec;
}

ChartSpec flowArea(int days)
{
    std::mt19937 random(9);
    ChartSpec spec;
    spec.form = ChartForm::Area;
    spec.accessibleName = u"Cumulative flow"_s;
    spec.periodMs = kDay;
    spec.formatValue = countText;
    spec.thinBelow = 0;
    const QStringList names = {u"Done"_s, u"In review"_s, u"In progress"_s, u"To do"_s};
    for (int state = 0; state < names.size(); ++state) {
        ChartSeries series{names[state], {}, {}};
        double level = state == 0 ? 0 : state == 3 ? 40 : 12;
        for (int day = 0; day < days; ++day) {
            level = std::max(0.0, level + (state == 0 ? noise(random, 0, 3) : noise(random, -2, 2)));
            series.points.push_back({kFirstMonday + day * kDay, std::floor(level), NAN, NAN, 0, day == days - 1});
        }
        spec.series.push_back(series);
    }
    return spec;
}

CloudSpec cycleTimeCloud(int points)
{
    std::mt19937 random(1);
    std::lognormal_distribution<double> hours(3.2, 1.1);
    CloudSpec spec;
    spec.accessibleName = u"Cycle time of pull requests"_s;
    spec.formatValue = durationText;
    spec.groups = {u"Merged"_s};
    for (int i = 0; i < points; ++i)
        spec.points.push_back({1000 + i, kFirstMonday + noise(random, 0, 26) * kWeek, hours(random) * kHour, 0});
    std::vector<double> sorted;
    for (const CloudPoint &point : spec.points)
        sorted.push_back(point.y);
    std::ranges::sort(sorted);
    for (const auto &[name, share] : {std::pair(u"p50"_s, 0.5), std::pair(u"p85"_s, 0.85), std::pair(u"p95"_s, 0.95)})
        spec.lines.push_back({name, sorted[size_t(double(sorted.size() - 1) * share)], false});
    spec.describe = [](const CloudPoint &point) {
        return u"#%1 Retry the payment once\nopen to merged %2"_s.arg(point.id).arg(durationText(point.y));
    };
    return spec;
}

CloudSpec ageingCloud()
{
    std::mt19937 random(4);
    CloudSpec spec;
    spec.accessibleName = u"Age of open pull requests"_s;
    spec.timeAxis = false;
    spec.categories = {u"Draft"_s, u"Waiting for review"_s, u"In review"_s, u"Approved"_s};
    spec.formatValue = durationText;
    spec.groups = {u"Open"_s};
    for (int i = 0; i < 70; ++i)
        spec.points.push_back({i, double(random() % 4), std::pow(noise(random, 0.1, 1.0), 3) * 14 * kDay, 0});
    spec.zones = {{u"p50"_s, 1.6 * kDay, false}, {u"p70"_s, 3 * kDay, false}, {u"p85"_s, 5.2 * kDay, false},
        {u"p95"_s, 9 * kDay, false}};
    return spec;
}

std::vector<CardSpec> cards()
{
    const std::vector<double> falling = {4.1, 3.8, 4.4, 3.9, 3.5, NAN, 3.3, 3.0, 3.2, 2.7, 2.5, 2.4};
    std::vector<double> rising = falling;
    std::ranges::reverse(rising);
    CardSpec lead{u"Change lead time"_s, u"median, commit to production · Payments"_s, u"2.4 d"_s,
        u"18 % shorter than the 90 days before"_s, 1, -1, 1, u"High · DORA 2023"_s, u"n = 412"_s, falling, false};
    CardSpec fail{u"Change fail rate"_s, u"deployments that needed a fix"_s, u"16 %"_s,
        u"4 points more than the 90 days before"_s, -1, 1, 2, u"Medium · DORA 2023"_s, u"n = 87"_s, rising, false};
    CardSpec thin{u"Failed deployment recovery time"_s, u"median · all services"_s, u"3.2 h"_s,
        u"not compared: too few before"_s, 0, 0, -1, QString(), u"n = 3, too few to judge"_s, {3.0, NAN, 3.2}, true};
    CardSpec none{u"Rework rate"_s, u"unplanned deployments"_s, QString(), QString(), 0, 0, -1, QString(),
        u"No deployments were found. Choose what stands for a deployment in Settings."_s, {}, false};
    return {lead, fail, thin, none};
}

} // namespace leadline::samples
