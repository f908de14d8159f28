#include "core/metrics/workingclock.h"

#include "core/domain/durationplaces.h"

#include <array>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

using Named = std::vector<std::pair<QString, std::shared_ptr<const WorkingTime>>>;

// By code; empty when none of the column's names has hours of their own.
std::vector<const WorkingTime *> byCode(const FactColumn &column, const Named &named)
{
    QHash<QString, const WorkingTime *> byName;
    for (const auto &[name, hours] : named)
        byName.insert(name, hours.get());
    std::vector<const WorkingTime *> codes;
    bool any = false;
    for (const QString &name : column.names()) {
        codes.push_back(byName.value(name));
        any = any || codes.back();
    }
    return any ? codes : std::vector<const WorkingTime *>{};
}

const FactColumn *codesOf(const FactTable &table, QLatin1StringView name)
{
    const auto found = table.columns.constFind(QString(name));
    return found != table.columns.constEnd() && found->isCode() ? &*found : nullptr;
}

} // namespace

WorkingClock::WorkingClock(const FactTable &table, const WorkCalendars &calendars)
    : m_workspace(calendars.workspace ? calendars.workspace : std::make_shared<const WorkingTime>(WorkingHours{}))
{
    constexpr std::array people = {"author"_L1, "reviewer"_L1, "assignee"_L1};
    for (const QLatin1StringView name : people)
        m_people = m_people ? m_people : codesOf(table, name);
    if (m_people)
        m_ofPerson = byCode(*m_people, calendars.people);
    if (m_ofPerson.empty())
        m_people = nullptr;
    m_teams = codesOf(table, "team"_L1);
    if (m_teams)
        m_ofTeam = byCode(*m_teams, calendars.teams);
    if (m_ofTeam.empty())
        m_teams = nullptr;
}

const WorkingTime &WorkingClock::of(int block, std::size_t row) const
{
    if (m_people) {
        if (const auto *own = m_ofPerson[static_cast<std::size_t>(m_people->block(block).code(row))])
            return *own;
    }
    if (m_teams) {
        if (const auto *own = m_ofTeam[static_cast<std::size_t>(m_teams->block(block).code(row))])
            return *own;
    }
    return *m_workspace;
}

bool canBeWorkingTime(const MetricDefinition &definition)
{
    if (definition.isFormula() || definition.value.kind == MetricValue::Kind::Row)
        return false;
    return definition.value.kind == MetricValue::Kind::Between
        || (definition.value.kind == MetricValue::Kind::Column
            && durationPlace(definition.fact, definition.value.column).has_value());
}

bool isWorkingTime(const MetricDefinition &definition, const MetricQuery &query)
{
    const bool wanted =
        query.clock == MeasuredBy::Definition ? definition.value.working : query.clock == MeasuredBy::WorkingHours;
    return wanted && canBeWorkingTime(definition);
}

} // namespace leadline
