#include "ui/shell/dashboard/tilecontext.h"

#include "core/metrics/filtertext.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/words.h"

#include <QCoreApplication>

namespace leadline {

namespace {

struct Empty {
    Q_DECLARE_TR_FUNCTIONS(Empty)
};

bool hasColumn(const QString &fact, QLatin1StringView column)
{
    if (fact == "sprint_item"_L1 || fact == "sprint"_L1)
        return column == "team"_L1;
    if (column == "repository"_L1)
        return true;
    if (column == "service"_L1)
        return fact != "issue"_L1;
    return fact == "change"_L1 || fact == "review"_L1 || fact == "issue"_L1 || fact == "commit"_L1; // team
}

bool allHave(const QStringList &facts, QLatin1StringView column)
{
    return std::ranges::all_of(facts, [column](const QString &fact) { return hasColumn(fact, column); });
}

QDate dayAt(Instant at, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.ms(), zone).date();
}

EmptyReason ofFact(const QString &fact)
{
    if (fact == "deployment"_L1) {
        return {Empty::tr("No deployment to production in this period"),
            Empty::tr("Where a tool reports none, releases or merges can stand for them."), EmptyReason::Fix::Services,
            Empty::tr("Choose what counts as a deployment")};
    }
    if (fact == "incident"_L1)
        return {Empty::tr("No incident in this period"), Empty::tr("Incidents come from the tools that report them."),
            EmptyReason::Fix::None, {}};
    if (fact == "issue"_L1)
        return {Empty::tr("No issue in this period"),
            Empty::tr("Issues come from the trackers of the connected tools."), EmptyReason::Fix::None, {}};
    if (fact == "sprint_item"_L1 || fact == "sprint"_L1)
        return {Empty::tr("No sprint ended in this period"),
            Empty::tr("Sprints come from trackers that plan in sprints, iterations or cycles."), EmptyReason::Fix::None,
            {}};
    if (fact == "build"_L1)
        return {Empty::tr("No build in this period"), Empty::tr("Builds come from the connected tools' pipelines."),
            EmptyReason::Fix::None, {}};
    return {Empty::tr("Nothing in this period"), Empty::tr("No record of this kind falls into the chosen days."),
        EmptyReason::Fix::None, {}};
}

} // namespace

std::vector<MetricFilter> filtersFor(const FilterState &state, const QStringList &facts, QStringList *ignored)
{
    std::vector<MetricFilter> filters;
    const auto add = [&](QLatin1StringView column, const QStringList &values, const QString &word) {
        if (values.isEmpty())
            return;
        if (allHave(facts, column))
            filters.push_back({column, values, false});
        else if (ignored)
            ignored->append(word);
    };
    add("team"_L1, state.teams, Empty::tr("team"));
    add("service"_L1, state.services, Empty::tr("service"));
    add("repository"_L1, state.repositories, Empty::tr("repository"));
    return filters;
}

std::optional<std::vector<MetricFilter>> withPerson(std::vector<MetricFilter> where, const QString &me)
{
    if (!putPerson(where, me))
        return {};
    return where;
}

EmptyReason emptyReason(const TileContext &context, const QString &fact, const TimeRange &period)
{
    using Fix = EmptyReason::Fix;
    const Workspace &workspace = *context.workspace;
    const TimeRange data = workspace.dataRange();
    if (workspace.sources().empty())
        return {Empty::tr("No tool is connected yet"),
            Empty::tr("Numbers appear here as soon as a source has been synced."), Fix::Connect,
            Empty::tr("Connect a tool")};
    if (data.isEmpty() && workspace.isSyncing())
        return {
            Empty::tr("The first sync is running"), Empty::tr("The widget fills as records arrive."), Fix::None, {}};
    if (data.isEmpty())
        return {Empty::tr("Nothing has been synced yet"), Empty::tr("A source is set up, but no records are here."),
            Fix::Sync, Empty::tr("Sync now")};
    if (period.from >= data.to || period.to <= data.from) {
        const QTimeZone zone = workspace.calendar().zone;
        return {Empty::tr("No data in this period"),
            Empty::tr("The records here are of %1 to %2.").arg(dayText(data.from, zone), dayText(data.to, zone)),
            Fix::NewestData, Empty::tr("Show the newest data")};
    }
    const FilterState &state = context.filters->current();
    if (!state.teams.isEmpty() || !state.services.isEmpty() || !state.repositories.isEmpty())
        return {Empty::tr("Nothing fits the filters"),
            Empty::tr("In this period there is no record of the chosen team, service or repository."),
            Fix::ResetFilters, Empty::tr("Show all")};
    return ofFact(fact);
}

EmptyReason withoutPerson(bool ask)
{
    if (!ask)
        return {{}, Empty::tr("Waits for your name."), EmptyReason::Fix::None, {}};
    return {Empty::tr("Who are you?"),
        Empty::tr("This page is about your own work. Say once which of the authors you are."), EmptyReason::Fix::WhoAmI,
        Empty::tr("Choose your name")};
}

FilterState atNewestData(
    const FilterState &state, const TimeRange &period, const TimeRange &data, const CalendarRules &calendar)
{
    FilterState moved = state;
    const qint64 length = dayAt(period.from, calendar.zone).daysTo(dayAt(Instant{period.to.ms() - 1}, calendar.zone));
    moved.preset = PeriodPreset::Custom;
    moved.lastDay = dayAt(data.to, calendar.zone);
    moved.firstDay = std::max(dayAt(data.from, calendar.zone), moved.lastDay.addDays(-length));
    return moved;
}

} // namespace leadline
