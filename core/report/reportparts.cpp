#include "core/report/reportparts.h"

#include "core/metrics/targets.h"
#include "core/metrics/valueformat.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ReportParts)
};

QDate dayOf(Instant at, const ReportWords &words)
{
    return QDateTime::fromMSecsSinceEpoch(at.ms(), words.zone).date();
}

QString dayText(QDate day, const ReportWords &words)
{
    return words.locale.toString(day, Words::tr("d MMMM yyyy"));
}

QString bucketText(const MetricPoint &point, Grain grain, const ReportWords &words)
{
    const QDate first = dayOf(point.range.from, words);
    QString text = grain == Grain::Month ? words.locale.toString(first, u"MMMM yyyy"_s)
        : grain == Grain::Quarter        ? Words::tr("Quarter %1, %2").arg((first.month() + 2) / 3).arg(first.year())
        : grain == Grain::Week ? Words::tr("Week of %1").arg(words.locale.toString(first, Words::tr("d MMM yyyy")))
        : grain == Grain::Day  ? words.locale.toString(first, Words::tr("d MMM yyyy"))
                               : periodText(point.range, words);
    return point.partial ? Words::tr("%1 (incomplete)").arg(text) : text;
}

QString countText(qint64 n, const ReportWords &words)
{
    return words.locale.toString(n);
}

QString valueText(double value, const MetricResult &result, const ReportWords &words)
{
    return formatValue(value, result.unit, words.locale);
}

} // namespace

QString clockText(QTime time, const QLocale &locale)
{
    return locale.language() == QLocale::C ? time.toString(u"HH:mm"_s) // which would have seconds
                                           : locale.toString(time, QLocale::ShortFormat);
}

QString periodText(const TimeRange &range, const ReportWords &words)
{
    if (range.isEmpty())
        return {};
    const QDate first = dayOf(range.from, words);
    const QDate last = dayOf(Instant{range.to.ms() - 1}, words);
    if (first == last)
        return dayText(first, words);
    return Words::tr("%1 to %2").arg(dayText(first, words), dayText(last, words));
}

ReportCard cardOf(const MetricResult &result, const QString &band, const ReportWords &words)
{
    ReportCard card;
    card.title = result.title;
    card.figure = u"–"_s;
    if (result.series.empty()) {
        card.note = Words::tr("no records");
        return card;
    }
    const MetricSeries &series = result.series.front();
    card.figure = valueText(series.total.value, result, words);
    card.band = band;
    const DeltaText delta = describeDelta(series.total.value, series.previous.value, result.unit, result.better,
        comparedWords(result.query, words.zone), words.locale);
    card.delta = delta.text;
    card.judgement = delta.judgement;
    if (!delta.text.isEmpty() && delta.change == delta.change && delta.change != 0
        && series.total.value != series.previous.value)
        card.direction = series.total.value > series.previous.value ? 1 : -1;
    QStringList notes{
        Words::tr("n = %1").arg(countText(series.total.n, words)), targetText(series, result.unit, words.locale)};
    notes.removeAll(QString());
    card.note = notes.join(u" · "_s);
    for (const MetricPoint &point : series.points)
        card.sparkline.push_back(point.partial ? kGap : point.value);
    while (!card.sparkline.empty() && card.sparkline.back() != card.sparkline.back())
        card.sparkline.pop_back();
    return card;
}

static QString comparedHeading(CompareWith compare)
{
    if (compare == CompareWith::Target)
        return Words::tr("Target");
    return compare == CompareWith::Others ? Words::tr("Others") : Words::tr("Before");
}

ReportTable tableOf(const MetricResult &result, const ReportWords &words, int rows)
{
    ReportTable table;
    const bool compared = result.query.compare != CompareWith::Nothing;
    if (result.query.by.isEmpty()) {
        table.headings = {Words::tr("Period"), result.title, Words::tr("n")};
        table.numeric = {false, true, true};
        if (!result.series.empty()) {
            for (const MetricPoint &point : result.series.front().points)
                table.rows.push_back({bucketText(point, result.query.grain, words),
                    valueText(point.value, result, words), countText(point.n, words)});
        }
        return table;
    }
    for (const QString &dimension : result.query.by) {
        QString name = dimension;
        name.replace(u'_', u' ');
        table.headings += name.left(1).toUpper() + name.mid(1);
        table.numeric.push_back(false);
    }
    table.headings += result.title;
    if (compared)
        table.headings += comparedHeading(result.query.compare);
    table.headings += Words::tr("n");
    table.numeric.insert(table.numeric.end(), compared ? 3 : 2, true);
    for (const MetricSeries &series : result.series) {
        if (rows > 0 && static_cast<int>(table.rows.size()) == rows)
            break;
        QStringList cells;
        for (qsizetype i = 0; i < result.query.by.size(); ++i)
            cells += series.key.value(i).isEmpty() ? Words::tr("(none)") : series.key.value(i);
        cells += valueText(series.total.value, result, words);
        if (compared)
            cells += valueText(series.previous.value, result, words);
        cells += countText(series.total.n, words);
        table.rows.push_back(cells);
    }
    return table;
}

QStringList notesOf(const MetricResult &result, const ReportWords &words)
{
    QStringList notes = result.notes;
    QStringList excluded;
    for (const ExcludedCount &count : result.excluded) {
        if (count.count > 0)
            excluded += Words::tr("%1 (%2)").arg(count.reason, countText(count.count, words));
    }
    if (!excluded.isEmpty())
        notes += Words::tr("Not counted: %1.").arg(excluded.join(u", "_s));
    return notes;
}

ReportDefinition definitionOf(const MetricResult &result)
{
    return {.title = result.title,
        .text = result.definition,
        .origin = Words::tr("%1, version %2").arg(result.definitionId).arg(result.definitionVersion)};
}

std::vector<ReportDefinition> definitionsOf(const std::vector<MetricResult> &results)
{
    std::vector<ReportDefinition> definitions;
    for (const MetricResult &result : results) {
        ReportDefinition definition = definitionOf(result);
        if (std::ranges::find(definitions, definition.origin, &ReportDefinition::origin) == definitions.end())
            definitions.push_back(std::move(definition));
    }
    return definitions;
}

QStringList freshnessLines(const std::vector<Freshness> &freshness, const ReportWords &words)
{
    QStringList lines;
    for (const Freshness &source : freshness) {
        QString line = Words::tr("%1: never read").arg(source.source);
        if (source.lastSuccess.isSet()) {
            const QDateTime at = QDateTime::fromMSecsSinceEpoch(source.lastSuccess.ms(), words.zone);
            line = Words::tr("%1: read on %2 at %3")
                       .arg(source.source, dayText(at.date(), words), clockText(at.time(), words.locale));
        }
        if (!source.complete)
            line +=
                source.note.isEmpty() ? Words::tr(", not complete") : Words::tr(", not complete: %1").arg(source.note);
        lines += line;
    }
    return lines;
}

} // namespace leadline
