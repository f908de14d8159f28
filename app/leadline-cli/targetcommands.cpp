#include "command.h"
#include "metricoutput.h"

#include "core/metrics/metriccatalog.h"
#include "core/metrics/valueformat.h"
#include "core/workspace/workspace.h"

namespace leadline::cli {

using namespace Qt::StringLiterals;

namespace {

int listTargets(const Context &context)
{
    QJsonArray rows;
    for (const MetricTarget &target : context.workspace->targets()) {
        const MetricDefinition *metric = context.workspace->catalog()->find(target.metric);
        const MetricUnit unit = !metric ? MetricUnit::Count : target.working ? MetricUnit::WorkingTime : metric->unit;
        rows.append(QJsonObject{{u"metric"_s, target.metric}, {u"team"_s, target.team}, {u"service"_s, target.service},
            {u"direction"_s, target.atLeast ? u"at least"_s : u"at most"_s},
            {u"text"_s, formatValue(target.value, unit)}, {u"value"_s, scriptValue(target.value, unit)},
            {u"unit"_s, scriptUnit(unit)}, {u"from"_s, target.from.toString(Qt::ISODate)}});
    }
    context.output.rows({{u"metric"_s, u"Metric"_s}, {u"team"_s, u"Team"_s}, {u"service"_s, u"Service"_s},
                            {u"direction"_s, u"Is to be"_s}, {u"text"_s, u"Value"_s, true}, {u"from"_s, u"From"_s}},
        rows);
    return kOk;
}

Result<MetricTarget> readTarget(const Context &context, const MetricDefinition &metric)
{
    const Arguments &arguments = context.arguments;
    MetricTarget target{.metric = metric.id,
        .team = arguments.value(u"team"_s),
        .service = arguments.value(u"service"_s),
        .working = arguments.value(u"clock"_s) == "working"_L1,
        .from =
            QDateTime::fromMSecsSinceEpoch(context.workspace->now().ms(), context.workspace->calendar().zone).date()};
    if (arguments.has(u"from"_s))
        target.from = QDate::fromString(arguments.value(u"from"_s), Qt::ISODate);
    if (!target.from.isValid())
        return fail(ErrorKind::Config, u"“--from %1” is no date such as 2026-01-31."_s.arg(arguments.value(u"from"_s)));
    const auto value = valueFromText(arguments.positional.value(2), metric.unit);
    if (!value)
        return std::unexpected(value.error());
    target.value = *value;
    const bool least = arguments.has(u"at-least"_s);
    if (least == arguments.has(u"at-most"_s) && (least || metric.better == BetterDirection::Neither))
        return fail(ErrorKind::Config, u"Say whether it is to be --at-least or --at-most that."_s);
    target.atLeast = least || (!arguments.has(u"at-most"_s) && metric.better == BetterDirection::Higher);
    return target;
}

int save(const Context &context, const std::vector<MetricTarget> &targets)
{
    const Result<void> saved = await(context.workspace->saveTargets(targets));
    return saved ? kOk : report(saved.error());
}

} // namespace

int runTarget(Context &context)
{
    const QString verb = context.arguments.positional.value(0);
    if (verb == u"list")
        return listTargets(context);
    const QString id = context.arguments.positional.value(1);
    if (verb == u"set") {
        const MetricDefinition *metric = context.workspace->catalog()->find(id);
        if (!metric)
            return usage(u"There is no metric “%1”. “metric list” names all."_s.arg(id));
        const auto target = readTarget(context, *metric);
        if (!target)
            return usage(target.error().text);
        return save(context, withTarget(context.workspace->targets(), *target));
    }
    if (verb == u"remove") {
        std::vector<MetricTarget> targets = context.workspace->targets();
        const auto gone = std::erase_if(targets, [&](const MetricTarget &target) {
            return target.metric == id && target.team == context.arguments.value(u"team"_s)
                && target.service == context.arguments.value(u"service"_s);
        });
        return gone > 0 ? save(context, targets) : usage(u"There is no such target. “target list” names all."_s);
    }
    return usage(u"target list | target set METRIC VALUE [--team T] [--service S] | target remove METRIC"_s);
}

} // namespace leadline::cli
