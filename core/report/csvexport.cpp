#include "core/report/csvexport.h"

#include "core/domain/recordexport.h"
#include "core/metrics/valueformat.h"
#include "core/report/savefile.h"

#include <QLocale>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// Shortest text that reads back as the same number; never a formula, so a minus sign stays.
QString numberCell(double value, MetricUnit unit)
{
    if (!std::isfinite(value))
        return {};
    return QString::number(unit == MetricUnit::Duration || unit == MetricUnit::WorkingTime ? value / 1000 : value, 'g',
        QLocale::FloatingPointShortest);
}

QString unitCell(MetricUnit unit)
{
    if (unit == MetricUnit::WorkingTime)
        return u"working_seconds"_s;
    return unit == MetricUnit::Duration ? u"seconds"_s : unitName(unit);
}

QString pointLine(
    const MetricResult &result, const MetricSeries &series, const MetricPoint &point, const TimeRange &range)
{
    QStringList cells{csvCell(result.query.metric)};
    for (qsizetype i = 0; i < result.query.by.size(); ++i)
        cells += csvCell(series.key.value(i));
    cells += {range.from.toIso(), range.to.toIso(), numberCell(point.value, result.unit),
        numberCell(point.low, result.unit), numberCell(point.high, result.unit), QString::number(point.n),
        point.partial ? u"true"_s : u"false"_s, unitCell(result.unit)};
    return cells.join(u',') + u'\n';
}

} // namespace

QString csvOf(const MetricResult &result)
{
    QStringList headings{u"metric"_s};
    for (const QString &dimension : result.query.by)
        headings += csvCell(dimension);
    headings += {u"from"_s, u"to"_s, u"value"_s, u"low"_s, u"high"_s, u"n"_s, u"partial"_s, u"unit"_s};
    QString csv = headings.join(u',') + u'\n';
    for (const MetricSeries &series : result.series) {
        for (const MetricPoint &point : series.points)
            csv += pointLine(result, series, point, point.range);
        csv += pointLine(result, series, series.total, result.query.range);
    }
    return csv;
}

QString csvOf(const MetricRows &rows, MetricUnit unit)
{
    QStringList keys;
    for (const MetricRow &row : rows.rows) {
        for (const QString &key : row.record.keys()) {
            if (!keys.contains(key))
                keys += key;
        }
    }
    // What names a record stands first.
    const QStringList leading{u"external_id"_s, u"number"_s, u"key"_s, u"title"_s, u"repository"_s, u"url"_s};
    std::ranges::stable_sort(keys, {}, [&leading](const QString &key) {
        const qsizetype place = leading.indexOf(key);
        return place < 0 ? leading.size() : place;
    });
    QString csv = (keys + QStringList{u"value"_s, u"unit"_s, u"explanation"_s}).join(u',') + u'\n';
    for (const MetricRow &row : rows.rows) {
        QStringList cells{numberCell(row.value, unit), unitCell(unit), csvCell(row.explanation)};
        if (!keys.isEmpty())
            cells.prepend(csvLine(row.record, keys));
        csv += cells.join(u',') + u'\n';
    }
    return csv;
}

Result<void> writeCsv(const QString &csv, const QString &file)
{
    return saveFile(file, csv.toUtf8());
}

} // namespace leadline
