#include "ui/shell/dashboard/metrictile.h"

#include "core/metrics/filtertext.h"
#include "core/metrics/metriccatalog.h"
#include "core/metrics/valueformat.h"
#include "core/workspace/metriclibrary.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/frame/words.h"

#include <QFuture>

namespace leadline {

namespace {

// No record behind any value.
bool isEmpty(const MetricResult &result)
{
    return std::ranges::all_of(result.series, [](const MetricSeries &series) {
        return series.total.n == 0
            && std::ranges::all_of(series.points, [](const MetricPoint &point) { return point.n == 0; });
    });
}

qint64 recordsOf(const MetricResult &result)
{
    qint64 records = 0;
    for (const MetricSeries &series : result.series)
        records += series.total.n;
    return records;
}

QString excludedText(const MetricResult &result)
{
    QStringList parts;
    for (const ExcludedCount &excluded : result.excluded) {
        if (excluded.count > 0)
            parts.append(u"%1 %2"_s.arg(countText(excluded.count), excluded.reason.toHtmlEscaped()));
    }
    return parts.join(u", "_s);
}

} // namespace

MetricTile::MetricTile(WidgetSpec spec, TileContext context, QWidget *body, QWidget *parent)
    : Tile(std::move(spec), context, body, parent)
{
}

MetricTile::~MetricTile()
{
    m_asking.cancel();
}

MetricQuery MetricTile::queryOf(const QString &metric, const FilterState &filter, const TimeRange &period) const
{
    MetricQuery query;
    query.metric = metric;
    query.range = period;
    query.grain = spec().form == WidgetForm::Table ? Grain::All : grainOf(filter, period);
    query.by = spec().by;
    query.compare = filter.compare;
    query.clock = clockOf(filter);
    return query;
}

void MetricTile::load(const FilterState &filter, const TimeRange &period)
{
    const auto fixed = withPerson(spec().where, context().state->me(context().workspace->file()));
    if (!fixed) {
        showEmpty(withoutPerson(spec().form == WidgetForm::Cards));
        return;
    }
    m_ignored.clear();
    m_asking.cancel(); // what was asked with another filter is not wanted any more
    m_asking = CancelSource();
    const auto catalog = context().workspace->catalog();
    QList<QFuture<Result<MetricResult>>> answers;
    for (const QString &metric : spec().metrics) {
        const MetricDefinition *definition = catalog->find(metric);
        if (!definition) {
            showError(fail(ErrorKind::Config, context().workspace->metrics()->whyMissing(metric)).error());
            return;
        }
        MetricQuery query = queryOf(metric, filter, period);
        query.where = filtersFor(filter, catalog->countedFactsOf(*definition), &m_ignored);
        std::erase_if(query.where, [&](const MetricFilter &one) {
            const bool lacking = !catalog->canFilter(*definition, one.column);
            if (lacking)
                m_ignored.append(one.column);
            return lacking;
        });
        query.where.insert(query.where.end(), fixed->begin(), fixed->end());
        if (query.compare == CompareWith::Others) {
            query.others = filtersFor(FilterState{.teams = {filter.otherTeam}}, catalog->factsOf(*definition));
            if (query.others.empty())
                query.compare = CompareWith::Nothing; // builds, for instance, have no team
        }
        answers.append(context().workspace->evaluate(query, m_asking.token()));
    }
    m_ignored.removeDuplicates();
    QtFuture::whenAll(answers.begin(), answers.end())
        .then(this, [this, asked = request()](const QList<QFuture<Result<MetricResult>>> &done) {
            if (asked == request())
                take(done);
        });
}

void MetricTile::take(const QList<QFuture<Result<MetricResult>>> &answers)
{
    std::vector<MetricResult> results;
    for (const QFuture<Result<MetricResult>> &answer : answers) {
        if (answer.isCanceled() || answer.resultCount() == 0)
            return; // the workspace is being closed
        Result<MetricResult> one = answer.result();
        if (!one) {
            showError(one.error());
            return;
        }
        results.push_back(std::move(*one));
    }
    m_results = std::move(results);
    describePeriod();
    if (std::ranges::all_of(m_results, isEmpty)) {
        showEmpty(emptyReason(context(), aboutFact(), period()));
        return;
    }
    display();
    describe();
    showReady();
}

void MetricTile::describePeriod()
{
    const Workspace &workspace = *context().workspace;
    const FilterState &filter = context().filters->current();
    QStringList parts;
    if (!spec().subtitle.isEmpty())
        parts.append(spec().subtitle);
    for (const QStringList &chosen : {filter.teams, filter.services, filter.repositories}) {
        if (!chosen.isEmpty())
            parts.append(
                chosen.size() <= 2 ? chosen.join(u", "_s) : tr("%n chosen", nullptr, static_cast<int>(chosen.size())));
    }
    parts.append(periodText(filter, period(), workspace.calendar()));
    setSubtitle(parts.join(u" · "_s));
}

void MetricTile::describe()
{
    QStringList notes;
    if (!m_ignored.isEmpty())
        notes.append(tr("not filtered by %1: these records have none").arg(m_ignored.join(tr(" and "))));
    qint64 n = 0;
    std::vector<Freshness> freshness;
    for (const MetricResult *one : shown()) {
        n = std::max(n, recordsOf(*one));
        freshness = one->freshness;
        if (!one->warnings.isEmpty()) // all of them are in the explanation
            notes += u"⚠ "_s + one->warnings.front();
        notes += one->notes;
    }
    notes.removeDuplicates();
    setFooter(spec().form == WidgetForm::Cards ? -1 : n, freshness, notes);
}

const MetricResult *MetricTile::result(const QString &metric) const
{
    const auto it = std::ranges::find(m_results, metric, [](const MetricResult &one) { return one.query.metric; });
    return it == m_results.end() ? nullptr : &*it;
}

std::vector<const MetricResult *> MetricTile::shown() const
{
    std::vector<const MetricResult *> results;
    for (const QString &metric : spec().metrics) {
        if (const MetricResult *one = result(metric))
            results.push_back(one);
    }
    return results;
}

QString MetricTile::aboutFact() const
{
    if (!spec().about.isEmpty())
        return spec().about;
    const auto catalog = context().workspace->catalog();
    const MetricDefinition *definition = catalog->find(spec().metrics.first());
    return definition ? catalog->factsOf(*definition).value(0) : QString();
}

RowsRequest MetricTile::rowsOf(const MetricResult &result, const QStringList &seriesKey, const TimeRange &range) const
{
    RowsRequest request;
    request.title = result.title;
    if (!seriesKey.isEmpty())
        request.title += u" · "_s + seriesKey.join(u" · "_s);
    if (range.from.isSet()) {
        const QTimeZone zone = context().workspace->calendar().zone;
        const QString first = dayText(range.from, zone);
        const QString last = dayText(Instant{range.to.ms() - 1}, zone);
        request.title += u" · "_s + (first == last ? first : first + u" – "_s + last);
    }
    request.what = RowsRequest::OfMetric{result.query, seriesKey, range, result.unit};
    return request;
}

std::optional<RowsRequest> MetricTile::allRows() const
{
    const auto results = shown();
    if (results.empty() || state() != State::Ready)
        return {};
    return rowsOf(*results.front(), {}, period());
}

QString MetricTile::comparedTo() const
{
    const FilterState &filter = context().filters->current();
    if (filter.compare == CompareWith::Others)
        return filter.otherTeam;
    return comparedWords(period(), filter.compare, context().workspace->calendar().zone);
}

std::vector<QStringList> MetricTile::values() const
{
    std::vector<QStringList> rows{{tr("Metric"), tr("Of"), tr("From"), tr("To"), tr("Value"), tr("Number of records")}};
    const QTimeZone zone = context().workspace->calendar().zone;
    for (const MetricResult *one : shown()) {
        const auto add = [&](const MetricSeries &series, const MetricPoint &point) {
            rows.push_back({one->title, series.key.join(u" / "_s), dayText(point.range.from, zone),
                dayText(Instant{point.range.to.ms() - 1}, zone),
                point.isGap() ? QString() : formatValue(point.value, one->unit), QString::number(point.n)});
        };
        for (const MetricSeries &series : one->series) {
            if (spec().form == WidgetForm::Table || spec().form == WidgetForm::Cards) {
                add(series, series.total);
                continue;
            }
            for (const MetricPoint &point : series.points)
                add(series, point);
        }
    }
    return rows;
}

QString MetricTile::explanation() const
{
    QString html;
    const QTimeZone zone = context().workspace->calendar().zone;
    for (const MetricResult *one : shown()) {
        html += u"<h3>%1</h3><p>%2</p>"_s.arg(one->title.toHtmlEscaped(), one->definition.toHtmlEscaped());
        QStringList facts{
            tr("Definition %1 of “%2”, version %3")
                .arg(one->definitionId, one->definitionSet.toHtmlEscaped(), QString::number(one->definitionVersion)),
            tr("Period: %1 to %2")
                .arg(dayText(one->query.range.from, zone), dayText(Instant{one->query.range.to.ms() - 1}, zone)),
            tr("Number of records: %1").arg(countText(recordsOf(*one)))};
        if (one->unit == MetricUnit::WorkingTime)
            facts.append(tr("Measured in the working hours of whoever it is about"));
        for (const MetricFilter &filter : one->query.where)
            facts.append(tr("Filter: %1").arg(filterWords(filter).toHtmlEscaped()));
        if (const QString excluded = excludedText(*one); !excluded.isEmpty())
            facts.append(tr("Left out: %1").arg(excluded));
        for (const QString &note : one->warnings + one->notes)
            facts.append(note.toHtmlEscaped());
        for (const Freshness &source : one->freshness)
            facts.append(tr("%1: last synced %2")
                    .arg(source.source.toHtmlEscaped(), agoText(source.lastSuccess, context().workspace->now())));
        html += u"<ul><li>"_s + facts.join(u"</li><li>"_s) + u"</li></ul>"_s;
    }
    if (html.isEmpty())
        html = u"<p>%1</p>"_s.arg(tr("There is nothing to explain before the widget shows something."));
    return html;
}

} // namespace leadline
