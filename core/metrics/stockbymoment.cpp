#include "core/metrics/stockbymoment.h"

#include "core/metrics/periodindex.h"

#include <algorithm>

namespace leadline {

namespace {

class StockByMoment {
public:
    StockByMoment(const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context)
        : m_definition(definition)
        , m_query(query)
        , m_context(context)
        , m_periods(query.range, query.grain, context.calendar)
    {
    }

    Result<Evaluation> run()
    {
        for (int i = 0; i < m_periods.size(); ++i) {
            MetricQuery one = m_query;
            one.range = m_periods.clipped(i);
            one.grain = Grain::All;
            auto part = evaluateFact(m_definition, one, m_context);
            if (!part)
                return part;
            for (const MetricSeries &series : part->series)
                add(m_whole.series, series.key);
            for (MetricSeries &series : m_whole.series) {
                const auto found = std::ranges::find(part->series, series.key, &MetricSeries::key);
                put(series, i, found == part->series.end() ? part->empty.total : found->total);
            }
            put(m_whole.empty, i, part->empty.total);
            if (one.range.from < m_context.now) { // the last moment is what the whole is about
                m_whole.excluded = std::move(part->excluded);
                m_whole.notes = std::move(part->notes);
            }
        }
        return std::move(m_whole);
    }

private:
    // A key that turns up late has what nobody had before.
    void add(std::vector<MetricSeries> &all, const QStringList &key) const
    {
        if (std::ranges::contains(all, key, &MetricSeries::key))
            return;
        all.push_back(m_whole.empty);
        all.back().key = key;
    }

    void put(MetricSeries &series, int period, MetricPoint point) const
    {
        const Bucket &bucket = m_periods.buckets()[static_cast<std::size_t>(period)];
        if (m_periods.clipped(period).from < m_context.now || series.points.empty())
            series.total = point;
        series.total.range = m_query.range;
        series.total.partial = m_query.range.from <= m_context.now && m_context.now < m_query.range.to;
        point.range = bucket.range;
        point.partial = point.partial || bucket.partial;
        series.points.push_back(point);
    }

    const MetricDefinition &m_definition;
    const MetricQuery &m_query;
    const EvaluationContext &m_context;
    PeriodIndex m_periods;
    Evaluation m_whole;
};

} // namespace

Result<Evaluation> evaluateByMoment(
    const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context)
{
    return StockByMoment(definition, query, context).run();
}

} // namespace leadline
