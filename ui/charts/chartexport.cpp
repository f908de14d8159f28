#include "ui/charts/chartexport.h"

#include "ui/charts/theme.h"
#include "ui/charts/timeticks.h"
#include "ui/charts/valuescale.h"

#include "core/base/instant.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QSvgGenerator>

#include <cmath>

namespace leadline {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(leadline::Chart)
};

// Names come from other tools: text that a spreadsheet would run as a formula is quoted.
QString textCell(QString cell)
{
    if (!cell.isEmpty() && QStringView(u"=+-@\t\r").contains(cell.front()))
        cell.prepend(u'\'');
    if (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r'))
        cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return cell;
}

QString numberCell(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest) : QString();
}

QString placeCell(double x, bool timeAxis, const QStringList &categories)
{
    if (timeAxis)
        return Instant(static_cast<qint64>(x)).toIso();
    const auto index = static_cast<qsizetype>(x);
    return index >= 0 && index < categories.size() ? textCell(categories[index]) : numberCell(x);
}

QString seriesSentence(const ChartSpec &spec, const ChartSeries &series)
{
    const ChartPoint *lowest = nullptr;
    const ChartPoint *highest = nullptr;
    const ChartPoint *last = nullptr;
    for (const ChartPoint &point : series.points) {
        if (!std::isfinite(point.y))
            continue;
        last = &point;
        if (!lowest || point.y < lowest->y)
            lowest = &point;
        if (!highest || point.y > highest->y)
            highest = &point;
    }
    if (!last)
        return Texts::tr("%1: no data.").arg(series.name);
    return Texts::tr("%1: last %2, lowest %3, highest %4.")
        .arg(series.name, formatted(spec.formatValue, last->y), formatted(spec.formatValue, lowest->y),
            formatted(spec.formatValue, highest->y));
}

} // namespace

QString chartCsv(const ChartSpec &spec)
{
    QStringList lines = {(spec.timeAxis ? QStringLiteral("period") : QStringLiteral("category"))
        + QStringLiteral(",series,value,low,high,n,incomplete,text")};
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            const QStringList cells = {placeCell(point.x, spec.timeAxis, spec.categories), textCell(series.name),
                numberCell(point.y), numberCell(point.low), numberCell(point.high),
                point.n > 0 ? QString::number(point.n) : QString(),
                point.partial ? QStringLiteral("yes") : QStringLiteral("no"),
                std::isfinite(point.y) ? textCell(formatted(spec.formatValue, point.y)) : QString()};
            lines += cells.join(u',');
        }
    }
    return lines.join(u'\n') + u'\n';
}

QString cloudCsv(const CloudSpec &spec)
{
    QStringList lines = {QStringLiteral("id,") + (spec.timeAxis ? QStringLiteral("time") : QStringLiteral("category"))
        + QStringLiteral(",value,group,text")};
    for (const CloudPoint &point : spec.points) {
        const QStringList cells = {QString::number(point.id), placeCell(point.x, spec.timeAxis, spec.categories),
            numberCell(point.y), textCell(spec.groups.value(point.group)),
            textCell(formatted(spec.formatValue, point.y))};
        lines += cells.join(u',');
    }
    return lines.join(u'\n') + u'\n';
}

QString describeChart(const ChartSpec &spec)
{
    size_t points = 0;
    for (const ChartSeries &series : spec.series)
        points = std::max(points, series.points.size());
    QStringList sentences = {Texts::tr("Chart of %n point(s).", nullptr, int(points))};
    for (const ChartSeries &series : spec.series)
        sentences += seriesSentence(spec, series);
    for (const ChartLine &line : spec.lines) {
        if (!line.vertical)
            sentences += Texts::tr("Line at %1: %2.").arg(formatted(spec.formatValue, line.value), line.label);
    }
    return sentences.join(u' ');
}

QString describeCloud(const CloudSpec &spec)
{
    QStringList sentences = {Texts::tr("Chart of %n point(s).", nullptr, int(spec.points.size()))};
    if (!spec.points.empty()) {
        const auto [low, high] = std::ranges::minmax_element(spec.points, {}, &CloudPoint::y);
        sentences += Texts::tr("Lowest %1, highest %2.")
                         .arg(formatted(spec.formatValue, low->y), formatted(spec.formatValue, high->y));
    }
    for (const ChartLine &line : spec.lines)
        sentences += Texts::tr("Line at %1: %2.").arg(formatted(spec.formatValue, line.value), line.label);
    return sentences.join(u' ');
}

QByteArray svgOf(const QSizeF &size, const Theme &theme, const QString &title,
    const std::function<void(QPainter &, const QRectF &)> &paint)
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size.toSize());
    generator.setViewBox(QRectF(QPointF(), size));
    generator.setTitle(title);
    generator.setResolution(96);
    QPainter painter(&generator);
    if (theme.kind != ThemeKind::Print)
        painter.fillRect(QRectF(QPointF(), size), theme.surface);
    paint(painter, QRectF(QPointF(), size).adjusted(8, 8, -8, -8));
    painter.end();
    return buffer.data();
}

} // namespace leadline
