#include "core/metrics/metricengine.h"
#include "core/metrics/targets.h"
#include "core/workspace/neededhistory.h"
#include "core/workspace/workspace_p.h"

namespace leadline {

namespace {

using Facts = std::shared_ptr<const FactsSnapshot>;

// What answering a query needs, so that a pool job can go on without the workspace.
struct Answering {
    std::shared_ptr<FactsKeeper> keeper;
    std::shared_ptr<const MetricCatalog> catalog;
    std::shared_ptr<const SqlSource> sql;
    CalendarRules calendar;
    Instant now;
    std::shared_ptr<ResultCache> answers;
    std::vector<MetricTarget> targets;
    QString whyMissing; // what to say where the metric is not defined

    [[nodiscard]] Result<Facts> factsFor(const MetricQuery &query, const CancelToken &cancel) const
    {
        const MetricDefinition *definition = catalog->find(query.metric, query.set);
        if (!definition && query.set.isEmpty())
            return fail(ErrorKind::Config, whyMissing);
        if (!definition) // the engine knows better what is missing
            return keeper->ensure({}, {}, cancel);
        // What a SELECT looks at is not known: it gets everything.
        const Instant since = catalog->readsSql(*definition)
            ? Instant()
            : neededHistory(query, *definition, *catalog, keeper->source(), calendar, now);
        return keeper->ensure(catalog->factsOf(*definition), since, cancel);
    }

    [[nodiscard]] MetricEngine engine(Facts facts) const { return {catalog, std::move(facts), calendar, now, sql}; }

    [[nodiscard]] Result<MetricResult> evaluate(const MetricQuery &query, const CancelToken &cancel) const
    {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, u"The calculation was cancelled."_s);
        auto facts = factsFor(query, cancel);
        if (!facts)
            return std::unexpected(facts.error());
        const ResultCache::Question question{
            .query = query, .catalog = catalog->version(), .generation = (*facts)->generation(), .now = now};
        const MetricDefinition *definition = catalog->find(query.metric, query.set);
        auto answer = definition && catalog->readsRecords(*definition)
            ? engine(*facts).evaluate(query, cancel)
            : answers->answer(question, cancel,
                  [&](const CancelToken &unwanted) { return engine(*facts).evaluate(query, unwanted); });
        if (answer)
            applyTargets(*answer, targets, calendar.zone);
        return answer;
    }
};

} // namespace

std::shared_ptr<const MetricCatalog> Workspace::catalog() const
{
    return d->metrics->catalog();
}

MetricLibrary *Workspace::metrics() const
{
    return d->metrics.get();
}

QFuture<Result<MetricResult>> Workspace::evaluate(const MetricQuery &query, const CancelToken &cancel)
{
    return preview(catalog(), query, cancel);
}

QFuture<Result<MetricResult>> Workspace::preview(
    std::shared_ptr<const MetricCatalog> catalog, const MetricQuery &query, const CancelToken &cancel)
{
    d->historyTimer.start();
    Answering answering{.keeper = d->facts,
        .catalog = std::move(catalog),
        .sql = d->sql,
        .calendar = calendar(),
        .now = now(),
        .answers = d->answers,
        .targets = targets(),
        .whyMissing = d->metrics->whyMissing(query.metric)};
    return QtConcurrent::run(
        &d->pool, [answering = std::move(answering), query, cancel] { return answering.evaluate(query, cancel); });
}

QFuture<Result<MetricRows>> Workspace::rowsBehind(
    const MetricQuery &query, const QStringList &seriesKey, const TimeRange &period, int limit)
{
    d->historyTimer.start();
    Answering answering{.keeper = d->facts,
        .catalog = catalog(),
        .sql = d->sql,
        .calendar = calendar(),
        .now = now(),
        .answers = {},
        .targets = {},
        .whyMissing = d->metrics->whyMissing(query.metric)};
    return QtConcurrent::run(
        &d->pool, [answering = std::move(answering), query, seriesKey, period, limit]() -> Result<MetricRows> {
            auto facts = answering.factsFor(query, {});
            if (!facts)
                return std::unexpected(facts.error());
            auto rows = answering.engine(std::move(*facts)).rows(query, seriesKey, period, limit);
            if (!rows)
                return rows;
            return explainRows(
                std::move(*rows), query, *answering.catalog, answering.keeper->source(), answering.calendar.zone);
        });
}

QFuture<SqlResult<SqlTable>> Workspace::ask(SqlQuestion question, const CancelToken &cancel)
{
    question.calendar = calendar();
    question.now = now();
    return QtConcurrent::run(
        &d->pool, [keeper = d->facts, sql = d->sql, question = std::move(question), cancel]() -> SqlResult<SqlTable> {
            const auto shape = sql->shapeOf(question.sql);
            if (!shape)
                return std::unexpected(shape.error());
            const auto facts = keeper->ensure(shape->facts, {}, cancel);
            if (!facts)
                return std::unexpected(SqlFault{.error = facts.error(), .at = -1});
            return sql->run(question, [&facts](const QString &fact) { return (*facts)->table(fact); }, cancel);
        });
}

std::vector<SqlView> Workspace::sqlViews() const
{
    return d->sql->views();
}

} // namespace leadline
