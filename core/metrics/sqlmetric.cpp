#include "core/metrics/sqlmetric.h"

#include "core/base/suggest.h"
#include "core/metrics/sqlrows.h"

#include <QCoreApplication>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SqlMetric)
};

// The one table as a source of facts, so that a snapshot can be made of it.
class OneTable final : public FactSource {
public:
    OneTable(FactTable table, std::vector<Freshness> freshness)
        : m_table(std::move(table))
        , m_freshness(std::move(freshness))
    {
    }

    QStringList facts() const override { return {m_table.fact}; }
    std::vector<FactColumnInfo> columnsOf(const QString &) const override
    {
        std::vector<FactColumnInfo> infos;
        for (auto column = m_table.columns.cbegin(); column != m_table.columns.cend(); ++column) {
            auto type = FactColumnInfo::Type::Real;
            if (column.key() == "at"_L1)
                type = FactColumnInfo::Type::Time;
            else if (column.key() == "id"_L1)
                type = FactColumnInfo::Type::Integer;
            else if (column->isCode())
                type = FactColumnInfo::Type::Code;
            infos.push_back({.name = column.key(), .type = type, .description = {}});
        }
        return infos;
    }
    Result<FactTable> load(const QString &, Instant, const CancelToken &) override { return std::move(m_table); }
    Result<std::vector<QJsonObject>> rowsBehind(const QString &, const std::vector<qint64> &) override
    {
        return std::vector<QJsonObject>();
    }
    Result<std::vector<Freshness>> freshness() override { return m_freshness; }

private:
    FactTable m_table;
    std::vector<Freshness> m_freshness;
};

// A SELECT's rows, ready to be counted.
struct Asked {
    SqlTable answer;
    std::shared_ptr<const FactsSnapshot> facts;
    MetricDefinition definition; // the same metric over those facts
    bool hasCounts = false;
    qint64 withoutTime = 0;
    TimeRange known;
};

Result<void> checkColumns(const MetricDefinition &definition, const MetricQuery &query)
{
    const QStringList dimensions = definition.sqlDimensions();
    QStringList wanted = query.by;
    for (const MetricFilter &filter : query.where)
        wanted.append(filter.column);
    for (const QString &column : std::as_const(wanted)) {
        if (dimensions.contains(column))
            continue;
        const QString rest = dimensions.isEmpty() ? Words::tr("Its SELECT gives no column to split or filter by.")
                                                  : Words::tr("Its SELECT gives: %1.").arg(dimensions.join(u", "_s));
        return fail(ErrorKind::Config,
            Words::tr("'%1' cannot be split or filtered by '%2'.").arg(definition.title, column)
                + didYouMean(column, dimensions) + u' ' + rest + u' '
                + Words::tr("Add the column to the SELECT to have it."));
    }
    return {};
}

// Since when the facts behind the views are known, so that nothing in a period is zero and not unknown.
TimeRange knownOf(const MetricDefinition &definition, const FactsSnapshot &facts, Instant now)
{
    Instant from;
    Instant to;
    for (const QString &fact : definition.sqlFacts) {
        const FactTable *table = facts.table(fact);
        if (!table)
            continue;
        for (const QString &column : table->columns.keys()) {
            const TimeRange span = facts.span(fact, column);
            if (span.isEmpty())
                continue;
            from = from.isSet() ? std::min(from, span.from) : span.from;
            to = std::max(to, span.to);
        }
    }
    if (!from.isSet())
        return {};
    Instant synced;
    for (const Freshness &freshness : facts.freshness())
        synced = std::max(synced, freshness.lastSuccess);
    const Instant until = synced.isSet() ? std::min(synced, now) : now;
    return {from, std::max(until, std::min(to, now))};
}

Result<Asked> ask(const MetricDefinition &definition, const TimeRange &range, const EvaluationContext &context)
{
    if (!context.sql)
        return fail(
            ErrorKind::Config, Words::tr("'%1' is a SELECT, which cannot be asked here.").arg(definition.title));
    auto answer = context.sql->run(
        {.sql = definition.sql, .range = range, .now = context.now, .calendar = context.calendar, .limits = {}},
        [&context](const QString &fact) { return context.facts.table(fact); }, context.cancel);
    if (!answer) {
        Error error = answer.error().error;
        if (error.kind == ErrorKind::Config)
            error.text = Words::tr("'%1': %2").arg(definition.title, error.text);
        return std::unexpected(error);
    }
    auto rows = sqlRows(definition, std::move(*answer), context.calendar);
    if (!rows)
        return fail(ErrorKind::Config, Words::tr("'%1': %2").arg(definition.title, rows.error().text));
    Asked asked{.answer = std::move(rows->answer),
        .facts = {},
        .definition = definition,
        .hasCounts = rows->hasCounts,
        .withoutTime = rows->withoutTime,
        .known = knownOf(definition, context.facts, context.now)};
    asked.definition.sql.clear();
    asked.definition.fact = rows->table.fact;
    asked.definition.time = u"at"_s;
    OneTable source(std::move(rows->table), context.facts.freshness());
    auto facts = FactsSnapshot::load(source, source.facts(), context.facts.generation(), context.cancel);
    if (!facts)
        return std::unexpected(facts.error());
    asked.facts = std::move(*facts);
    return asked;
}

EvaluationContext contextOf(const Asked &asked, const EvaluationContext &context)
{
    EvaluationContext own{.facts = *asked.facts,
        .calendar = context.calendar,
        .now = context.now,
        .cancel = context.cancel,
        .sql = nullptr,
        .known = {}};
    if (!asked.known.isEmpty())
        own.known = asked.known;
    return own;
}

// Every point of every series, with its like in another evaluation of the same rows.
template <typename Visit> void together(Evaluation &evaluation, const Evaluation &other, Visit visit)
{
    for (MetricSeries &series : evaluation.series) {
        const auto like = std::ranges::find(other.series, series.key, &MetricSeries::key);
        if (like == other.series.end())
            continue;
        for (std::size_t i = 0; i < series.points.size() && i < like->points.size(); ++i)
            visit(series.points[i], like->points[i]);
        visit(series.total, like->total);
    }
}

Result<Evaluation> sumOf(
    const QString &column, MetricDefinition definition, const MetricQuery &query, const EvaluationContext &context)
{
    definition.aggregate = Aggregate::Sum;
    definition.perDay = false;
    definition.value = {.kind = MetricValue::Kind::Column, .column = column};
    return evaluateFact(definition, query, context);
}

// Rows that stand for several records: n is the number of those, and a mean is theirs.
Result<void> takeCounts(
    const Asked &asked, const MetricQuery &query, const EvaluationContext &context, Evaluation &evaluation)
{
    const auto counts = sumOf(u"n"_s, asked.definition, query, context);
    if (!counts)
        return std::unexpected(counts.error());
    together(evaluation, *counts,
        [](MetricPoint &point, const MetricPoint &count) { point.n = count.isGap() ? 0 : qRound64(count.value); });
    if (asked.definition.aggregate != Aggregate::Mean)
        return {};
    const auto sums = sumOf(u"weighted"_s, asked.definition, query, context);
    const auto weights = sumOf(u"weight"_s, asked.definition, query, context);
    if (!sums || !weights)
        return std::unexpected(sums ? weights.error() : sums.error());
    together(evaluation, *sums, [](MetricPoint &point, const MetricPoint &sum) { point.value = sum.value; });
    together(evaluation, *weights, [](MetricPoint &point, const MetricPoint &weight) {
        point.value = weight.value > 0 ? point.value / weight.value : kGap;
    });
    return {};
}

} // namespace

Result<Evaluation> evaluateSql(
    const MetricDefinition &definition, const MetricQuery &query, const EvaluationContext &context)
{
    if (const auto good = checkColumns(definition, query); !good)
        return std::unexpected(good.error());
    const auto asked = ask(definition, query.range, context);
    if (!asked)
        return std::unexpected(asked.error());
    const EvaluationContext own = contextOf(*asked, context);
    auto evaluation = evaluateFact(asked->definition, query, own);
    if (!evaluation)
        return evaluation;
    if (asked->hasCounts) {
        if (const auto counted = takeCounts(*asked, query, own, *evaluation); !counted)
            return std::unexpected(counted.error());
    }
    if (asked->withoutTime > 0)
        evaluation->excluded.push_back({.reason = Words::tr("no time"), .count = asked->withoutTime});
    return evaluation;
}

Result<MetricRows> rowsOfSql(const MetricDefinition &definition, const MetricQuery &query, const QStringList &seriesKey,
    const TimeRange &period, int limit, const EvaluationContext &context)
{
    if (const auto good = checkColumns(definition, query); !good)
        return std::unexpected(good.error());
    const auto asked = ask(definition, query.range, context);
    if (!asked)
        return std::unexpected(asked.error());
    auto rows = rowsOfFact(asked->definition, query, seriesKey, period, limit, contextOf(*asked, context));
    if (!rows)
        return rows;
    const SqlTable &answer = asked->answer;
    const qsizetype idColumn = answer.columns.indexOf(u"id"_s);
    const qsizetype factColumn = answer.columns.indexOf(u"fact"_s);
    rows->fact.clear();
    for (MetricRow &row : rows->rows) {
        const auto at = static_cast<qsizetype>(row.id);
        row.record = sqlRecord(answer, at);
        if (idColumn < 0 || factColumn < 0)
            continue;
        const auto *id = std::get_if<qint64>(&answer.at(at, idColumn));
        const auto *fact = std::get_if<QString>(&answer.at(at, factColumn));
        if (!id || !fact)
            return fail(ErrorKind::Config,
                Words::tr("'%1': in row %2 'id' is no whole number or 'fact' no text, so its record cannot be shown.")
                    .arg(definition.title)
                    .arg(at + 1));
        if (!rows->fact.isEmpty() && rows->fact != *fact)
            return fail(ErrorKind::Config,
                Words::tr("'%1': the rows are of several facts (%2 and %3), which cannot be shown together.")
                    .arg(definition.title, rows->fact, *fact));
        rows->fact = *fact;
        row.id = *id;
    }
    return rows;
}

} // namespace leadline
