#include "core/report/resultchart.h"

#include "core/metrics/valueformat.h"
#include "core/report/reportstyle.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ResultChart)
};

struct Line {
    QString name;
    QColor color;
    std::vector<MetricPoint> points;
};

struct Plot {
    QRectF area;
    double top = 1; // value at the upper edge
    std::size_t periods = 0;

    [[nodiscard]] double slot() const { return area.width() / static_cast<double>(std::max<std::size_t>(periods, 1)); }
    [[nodiscard]] double x(std::size_t i) const { return area.left() + slot() * (static_cast<double>(i) + 0.5); }
    [[nodiscard]] double y(double value) const { return area.bottom() - area.height() * value / top; }
};

QFont noteFont()
{
    return chartFont(11);
}

std::vector<Line> linesOf(const ResultChart &chart)
{
    const QList<QColor> &colors = chart.stageColors ? ink().stages : ink().series;
    std::vector<Line> lines;
    for (const MetricResult &result : chart.results) {
        for (const MetricSeries &series : result.series) {
            if (static_cast<qsizetype>(lines.size()) == colors.size())
                return lines; // more could not be told apart
            QStringList key = series.key;
            key.replaceInStrings(QRegularExpression(u"^$"_s), Words::tr("none"));
            const QString name = series.key.isEmpty() ? result.title : key.join(u" · "_s);
            lines.push_back({name, colors[static_cast<qsizetype>(lines.size())], series.points});
        }
    }
    return lines;
}

double largest(const std::vector<Line> &lines, ResultForm form, bool withBand)
{
    double top = 0;
    const std::size_t periods = lines.front().points.size();
    for (std::size_t i = 0; i < periods; ++i) {
        double sum = 0;
        for (const Line &line : lines) {
            if (i >= line.points.size() || line.points[i].isGap())
                continue;
            const MetricPoint &point = line.points[i];
            const double value = withBand && std::isfinite(point.high) ? point.high : point.value;
            sum = form == ResultForm::StackedBars ? sum + std::max(value, 0.0) : std::max(sum, value);
        }
        top = std::max(top, sum);
    }
    return top;
}

// A round step for three to five grid lines: for durations in the units people read.
double stepFor(double top, MetricUnit unit)
{
    if (unit == MetricUnit::Duration) {
        constexpr double minute = 60'000;
        for (const double minutes : {1., 5., 10., 15., 30., 60., 120., 180., 360., 720., 1440., 2880., 4320., 7200.,
                 10080., 14400., 20160., 43200., 86400., 129600.}) {
            if (top / (minutes * minute) <= 5)
                return minutes * minute;
        }
    }
    const double rough = top / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (factor * power >= rough)
            return unit == MetricUnit::Count ? std::max(factor * power, 1.0) : factor * power;
    }
    return 10 * power;
}

double paintLegend(QPainter &painter, const std::vector<Line> &lines, const QRectF &area)
{
    if (lines.size() < 2)
        return 0;
    const QFont font = noteFont();
    const QFontMetricsF metrics(font);
    const double height = reportLineHeight(font);
    double x = area.left();
    double y = area.top();
    for (const Line &line : lines) {
        const double width = std::min(metrics.horizontalAdvance(line.name), area.width() - 14) + 1;
        if (x > area.left() && x + 14 + width > area.right()) {
            x = area.left();
            y += height;
        }
        painter.fillRect(QRectF(x, y + height / 2 - 4, 9, 9), line.color);
        paintLine(painter, QRectF(x + 13, y, width, height), line.name, {.font = font, .color = ink().text});
        x += 13 + width + 14;
    }
    return y + height + 6 - area.top();
}

// Labels of the value axis; gives the room they take at the left.
double paintValues(QPainter &painter, Plot &plot, MetricUnit unit, const QLocale &locale)
{
    const double step = stepFor(plot.top, unit);
    plot.top = std::ceil(plot.top / step - 1e-9) * step;
    const QFont font = noteFont();
    const QFontMetricsF metrics(font);
    std::vector<std::pair<double, QString>> labels;
    for (double value = 0; value <= plot.top * 1.0001; value += step) {
        const double scale = unit == MetricUnit::Duration ? plot.top : kGap;
        labels.emplace_back(value, value == 0 ? u"0"_s : formatValue(value, unit, locale, scale));
    }
    // "1.0 d, 2.0 d" says no more than "1 d, 2 d".
    const QRegularExpression needless(QRegularExpression::escape(locale.decimalPoint()) + u"0(?!\\d)"_s);
    if (std::all_of(
            labels.begin() + 1, labels.end(), [&](const auto &label) { return label.second.contains(needless); })) {
        for (auto &label : labels)
            label.second.remove(needless);
    }
    double width = 0;
    for (const auto &label : labels)
        width = std::max(width, metrics.horizontalAdvance(label.second));
    plot.area.setLeft(plot.area.left() + width + 8);
    for (const auto &[value, text] : labels) {
        const double y = plot.y(value);
        painter.setPen(QPen(value == 0 ? ink().rule : ink().hair, value == 0 ? 1 : 0.6));
        painter.drawLine(QPointF(plot.area.left(), y), QPointF(plot.area.right(), y));
        paintLine(painter, QRectF(plot.area.left() - width - 8, y - 8, width, 16), text,
            {.font = font, .color = ink().muted, .alignment = Qt::AlignRight | Qt::AlignVCenter});
    }
    return width;
}

void paintPeriods(QPainter &painter, const Plot &plot, const Line &line, Grain grain, const ReportWords &words)
{
    const QFont font = noteFont();
    const QFontMetricsF metrics(font);
    double free = plot.area.left() - 20;
    QString last;
    for (std::size_t i = 0; i < line.points.size(); ++i) {
        const QDate day = QDateTime::fromMSecsSinceEpoch(line.points[i].range.from.ms(), words.zone).date();
        const bool fine = grain == Grain::Day || grain == Grain::Week;
        const QString text = grain == Grain::Quarter ? Words::tr("Q%1 %2").arg((day.month() + 2) / 3).arg(day.year())
            : fine && line.points.size() <= 10
            ? words.locale.toString(day, Words::tr("d MMM"))
            : words.locale.toString(day, day.month() == 1 ? u"MMM yyyy"_s : u"MMM"_s);
        const double width = metrics.horizontalAdvance(text);
        const double left = plot.x(i) - width / 2;
        if (text == last || left < free || left + width > plot.area.right() + 12)
            continue;
        last = text;
        paintLine(painter, QRectF(left, plot.area.bottom() + 3, width, 15), text, {.font = font, .color = ink().muted});
        free = left + width + 10;
    }
}

void paintBar(QPainter &painter, const QRectF &rect, const QColor &color, bool partial)
{
    if (!partial) {
        painter.fillRect(rect, color);
        return;
    }
    painter.setPen(QPen(color, 0.8));
    painter.drawRect(rect.adjusted(0.4, 0.4, -0.4, -0.4));
    painter.save();
    painter.setClipRect(rect);
    for (double x = rect.left() - rect.height(); x < rect.right(); x += 4)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter.restore();
}

void paintBars(QPainter &painter, const Plot &plot, const std::vector<Line> &lines, bool onTop)
{
    const double room = std::min(plot.slot() * 0.72, 46.0);
    const double each = onTop ? room : room / static_cast<double>(lines.size());
    for (std::size_t i = 0; i < plot.periods; ++i) {
        double base = 0;
        for (std::size_t k = 0; k < lines.size(); ++k) {
            if (i >= lines[k].points.size() || !(lines[k].points[i].value > 0))
                continue;
            const MetricPoint &point = lines[k].points[i];
            const double left = plot.x(i) - room / 2 + (onTop ? 0 : each * static_cast<double>(k));
            const QRectF rect(
                QPointF(left, plot.y(base + point.value)), QPointF(left + each - (onTop ? 0 : 0.6), plot.y(base)));
            paintBar(painter, rect, lines[k].color, point.partial);
            if (onTop)
                base += point.value;
        }
    }
}

void paintBand(QPainter &painter, const Plot &plot, const Line &line)
{
    QColor fill = line.color;
    fill.setAlphaF(0.16F);
    for (std::size_t i = 0; i < line.points.size();) {
        QPolygonF upper;
        QPolygonF lower;
        for (; i < line.points.size() && std::isfinite(line.points[i].low) && std::isfinite(line.points[i].high); ++i) {
            upper << QPointF(plot.x(i), plot.y(line.points[i].high));
            lower.prepend(QPointF(plot.x(i), plot.y(line.points[i].low)));
        }
        if (upper.size() > 1) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(fill);
            painter.drawPolygon(upper + lower);
        }
        ++i;
    }
    painter.setBrush(Qt::NoBrush);
}

void paintCurve(QPainter &painter, const Plot &plot, const Line &line)
{
    for (std::size_t i = 0; i < line.points.size(); ++i) {
        const MetricPoint &point = line.points[i];
        if (point.isGap())
            continue;
        const QPointF at(plot.x(i), plot.y(point.value));
        const bool before = i > 0 && !line.points[i - 1].isGap();
        const bool after = i + 1 < line.points.size() && !line.points[i + 1].isGap();
        if (before) {
            const bool partial = point.partial || line.points[i - 1].partial;
            painter.setPen(QPen(line.color, 1.8, partial ? Qt::DotLine : Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(QPointF(plot.x(i - 1), plot.y(line.points[i - 1].value)), at);
        }
        if (!before && !after) { // alone between gaps
            painter.setPen(Qt::NoPen);
            painter.setBrush(line.color);
            painter.drawEllipse(at, 2.2, 2.2);
            painter.setBrush(Qt::NoBrush);
        }
    }
}

void paintNothing(QPainter &painter, const QRectF &area)
{
    paintLine(painter, area, Words::tr("Nothing in this period."),
        {.font = noteFont(), .color = ink().muted, .alignment = Qt::AlignHCenter | Qt::AlignVCenter});
}

void paintChart(QPainter &painter, const QRectF &area, const ResultChart &chart)
{
    const std::vector<Line> lines = linesOf(chart);
    const bool withBand = chart.form == ResultForm::Line && lines.size() == 1;
    const double top = lines.empty() || lines.front().points.empty() ? 0 : largest(lines, chart.form, withBand);
    if (top <= 0) {
        paintNothing(painter, area);
        return;
    }
    Plot plot{.area = area.adjusted(0, 4, -4, -20), .top = top, .periods = lines.front().points.size()};
    plot.area.setTop(plot.area.top() + paintLegend(painter, lines, area));
    paintValues(painter, plot, chart.results.front().unit, chart.words.locale);
    paintPeriods(painter, plot, lines.front(), chart.results.front().query.grain, chart.words);
    if (chart.form != ResultForm::Line) {
        paintBars(painter, plot, lines, chart.form == ResultForm::StackedBars);
        return;
    }
    if (withBand)
        paintBand(painter, plot, lines.front());
    for (const Line &line : lines)
        paintCurve(painter, plot, line);
}

} // namespace

ReportPainter painterOf(ResultChart chart)
{
    return [chart = std::move(chart)](QPainter &painter, const QRectF &area) { paintChart(painter, area, chart); };
}

} // namespace leadline
