#include "ui/present/dashboarddata.h"

#include "core/metrics/filtertext.h"
#include "core/metrics/metriccatalog.h"

#include <QCoreApplication>

namespace leadline {

namespace {

// The conditions whose column all the metric's facts have: a deployment has no team.
std::vector<MetricFilter> fitting(const std::vector<MetricFilter> &where, const QStringList &facts)
{
    static const QHash<QString, QStringList> lacking{{u"deployment"_s, {u"team"_s, u"author"_s}},
        {u"incident"_s, {u"team"_s, u"author"_s}}, {u"build"_s, {u"team"_s, u"author"_s}},
        {u"release"_s, {u"team"_s, u"author"_s}}, {u"issue"_s, {u"service"_s, u"author"_s}},
        {u"sprint_item"_s, {u"service"_s, u"repository"_s, u"author"_s}},
        {u"sprint"_s, {u"service"_s, u"repository"_s, u"author"_s}}, {u"red_period"_s, {u"team"_s, u"author"_s}},
        {u"finding"_s, {u"team"_s, u"author"_s}}, {u"measure"_s, {u"team"_s, u"author"_s}},
        {u"message"_s, {u"service"_s, u"repository"_s}}};
    std::vector<MetricFilter> fits;
    for (const MetricFilter &filter : where) {
        const QStringList columns = filterColumns(filter);
        const auto has = [&columns](const QString &fact) {
            return std::ranges::none_of(
                columns, [&](const QString &column) { return lacking.value(fact).contains(column); });
        };
        if (std::ranges::all_of(facts, has))
            fits.push_back(filter);
    }
    return fits;
}

// Fixed conditions with "@me" replaced; nothing when nobody has said who that is.
std::optional<std::vector<MetricFilter>> withMe(std::vector<MetricFilter> where, const QString &me)
{
    if (!putPerson(where, me))
        return {};
    return where;
}

using Answers = QFuture<Result<WidgetData>>;

Answers askFacts(Workspace *workspace, const DashboardRequest &request, const WidgetSpec &spec)
{
    std::vector<MetricFilter> where = fitting(request.where, {u"change"_s});
    where.push_back(withoutBots());
    const auto rules = attentionRulesFromJson(workspace->setting(u"attention"_s).toObject());
    const Instant since = std::min(request.period.from, attentionSince(rules, workspace->now()));
    return workspace->facts(u"change"_s, changeColumns(), where, since)
        .then([spec, rules, now = workspace->now()](const Result<FactTable> &table) -> Result<WidgetData> {
            if (!table)
                return std::unexpected(table.error());
            WidgetData data{.spec = spec, .results = {}, .changes = changesOf(*table), .attention = {}};
            if (spec.form == WidgetForm::Attention)
                data.attention = findAttention(data.changes, rules, now);
            return data;
        });
}

Answers askMetrics(Workspace *workspace, const DashboardRequest &request, const WidgetSpec &spec)
{
    const auto catalog = workspace->catalog();
    QList<QFuture<Result<MetricResult>>> asked;
    for (const QString &metric : spec.metrics) {
        MetricQuery query{.metric = metric,
            .range = request.period,
            .grain = spec.form == WidgetForm::Table ? Grain::All : request.grain,
            .by = spec.by,
            .where = spec.where,
            .compare = request.compare,
            .clock = request.clock};
        if (const MetricDefinition *definition = catalog->find(metric)) {
            const QStringList facts = catalog->countedFactsOf(*definition);
            query.others = fitting(request.others, facts);
            if (query.compare == CompareWith::Others && query.others.empty())
                query.compare = CompareWith::Nothing; // builds, for instance, have no team
            auto fits = fitting(request.where, facts);
            std::erase_if(
                fits, [&](const MetricFilter &filter) { return !catalog->canFilter(*definition, filter.column); });
            query.where.insert(query.where.end(), fits.begin(), fits.end());
        }
        asked += workspace->evaluate(query);
    }
    return QtFuture::whenAll(asked.begin(), asked.end())
        .then([spec](const QList<QFuture<Result<MetricResult>>> &answers) -> Result<WidgetData> {
            WidgetData data{.spec = spec, .results = {}, .changes = {}, .attention = {}};
            for (const auto &answer : answers) {
                if (answer.resultCount() == 0)
                    return fail(ErrorKind::Cancelled, QCoreApplication::translate("Dashboard", "Cancelled."));
                auto result = answer.result();
                if (!result)
                    return std::unexpected(result.error());
                data.results.push_back(std::move(*result));
            }
            return data;
        });
}

} // namespace

const MetricResult *WidgetData::result(const QString &metric) const
{
    const auto found = std::ranges::find(results, metric, [](const MetricResult &one) { return one.query.metric; });
    return found == results.end() ? nullptr : &*found;
}

std::vector<const MetricResult *> WidgetData::shown() const
{
    std::vector<const MetricResult *> chosen;
    for (const QString &metric : spec.metrics) {
        if (const MetricResult *one = result(metric))
            chosen.push_back(one);
    }
    return chosen;
}

QFuture<Result<DashboardData>> askDashboard(Workspace *workspace, const DashboardRequest &request)
{
    using Answer = Result<DashboardData>;
    const QJsonObject json = workspace->dashboard(request.role);
    if (json.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Answer(fail(ErrorKind::Config,
            QCoreApplication::translate(
                "Dashboard", "There is no dashboard for “%1”. Known: manager, executive, developer, product.")
                .arg(request.role))));
    }
    auto spec = dashboardFromJson(json);
    if (!spec)
        return QtFuture::makeReadyValueFuture(Answer(std::unexpected(spec.error())));
    QList<Answers> asked;
    for (const WidgetSpec &widget : spec->widgets) {
        if ((!request.widget.isEmpty() && widget.id != request.widget)
            || (!request.page.isEmpty() && widget.page != request.page))
            continue;
        auto where = withMe(widget.where, request.me);
        if (!where)
            continue;
        WidgetSpec own = widget;
        own.where = std::move(*where);
        asked += own.metrics.isEmpty() ? askFacts(workspace, request, own) : askMetrics(workspace, request, own);
    }
    if (asked.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Answer(fail(ErrorKind::Config,
            QCoreApplication::translate("Dashboard", "The dashboard “%1” has nothing to show for this question.")
                .arg(request.role))));
    }
    return QtFuture::whenAll(asked.begin(), asked.end())
        .then([spec = *spec, request](const QList<Answers> &answers) -> Answer {
            DashboardData data{.spec = spec, .request = request, .widgets = {}};
            for (const Answers &answer : answers) {
                if (answer.resultCount() == 0)
                    return fail(ErrorKind::Cancelled, QCoreApplication::translate("Dashboard", "Cancelled."));
                auto widget = answer.result();
                if (!widget)
                    return std::unexpected(widget.error());
                data.widgets.push_back(std::move(*widget));
            }
            return data;
        });
}

BandResult bandOf(const MetricResult &result, const MetricSeries &series, const Workspace &workspace)
{
    if (result.bands.isEmpty())
        return {};
    return bandOf(
        result.bands, series.bandValue, workspace.setting(u"dora_edition"_s, QString(kDefaultDoraEdition)).toString());
}

QString bandTextOf(const WidgetData &, const MetricResult &result, const Workspace &workspace)
{
    return result.series.empty() ? QString() : bandOf(result, result.series.front(), workspace).text;
}

} // namespace leadline
