#include "core/store/derived/workplaces.h"

#include "core/store/derived/calendarsetting.h"
#include "core/store/derived/sqlread.h"
#include "core/store/derived/workspacemaps.h"
#include "core/store/directorystore.h"

#include <algorithm>

namespace leadline {

namespace {

using Shared = std::shared_ptr<const WorkingTime>;

WorkingHours hoursOf(const WorkCalendar &calendar)
{
    WorkingHours hours{.zone = QTimeZone::systemTimeZone(),
        .weekdays = calendar.workDays,
        .startMinute = calendar.dayStartMinute,
        .endMinute = calendar.dayEndMinute,
        .holidays = calendar.holidays};
    if (!calendar.timeZone.isEmpty())
        hours.zone = QTimeZone(calendar.timeZone.toLatin1());
    if (!hours.zone.isValid())
        hours.zone = QTimeZone::utc();
    return hours;
}

// One object for all that work alike.
class SharedHours {
public:
    explicit SharedHours(const std::shared_ptr<const Organisation> &previous)
    {
        if (!previous)
            return;
        if (previous->calendars.workspace)
            m_known.push_back(previous->calendars.workspace);
        for (const auto *named : {&previous->calendars.teams, &previous->calendars.people}) {
            for (const auto &[name, hours] : *named)
                m_known.push_back(hours);
        }
    }

    Shared of(const WorkingHours &hours)
    {
        const auto known = std::ranges::find_if(m_known, [&](const Shared &one) { return one->hours() == hours; });
        return known != m_known.end() ? *known : m_known.emplace_back(std::make_shared<const WorkingTime>(hours));
    }

private:
    std::vector<Shared> m_known;
};

struct Team {
    QString name;
    qint64 parent = 0;
};

class OrganisationReader {
public:
    OrganisationReader(Database &database, const std::shared_ptr<const Organisation> &previous)
        : m_database(database)
        , m_hours(previous)
    {
    }

    Result<std::shared_ptr<const Organisation>> read()
    {
        const auto calendar = readWorkCalendar(m_database);
        if (!calendar)
            return std::unexpected(calendar.error());
        auto own = readOwnCalendars(m_database);
        if (!own)
            return std::unexpected(own.error());
        m_workspace = m_hours.of(hoursOf(*calendar));
        for (const OwnCalendar &one : *own)
            (one.team != 0 ? m_ofTeam : m_ofPerson)
                .insert(one.team != 0 ? one.team : one.person, hoursOf(one.calendar));
        m_organisation->calendars.workspace = m_workspace;
        auto maps = WorkspaceMaps::read(m_database); // the names that facts have: no two people share one
        if (!maps)
            return std::unexpected(maps.error());
        m_maps = std::move(*maps);
        if (auto read = readTeams().and_then([this] { return readPeople(); }); !read)
            return std::unexpected(read.error());
        return m_organisation;
    }

private:
    Result<void> readTeams()
    {
        auto read = forEachRow(m_database, "SELECT id, ifnull(name, external_id), ifnull(parent, 0) FROM team",
            [this](const Statement &row) {
                m_teams.insert(row.integer(0), {.name = m_maps.teams.value(row.integer(0), row.text(1)), .parent = row.integer(2)});
            });
        if (!read)
            return read;
        for (auto team = m_teams.cbegin(); team != m_teams.cend(); ++team) {
            if (m_teams.contains(team->parent))
                m_organisation->parentTeams.insert(team->name, m_teams.value(team->parent).name);
            if (const WorkingHours *hours = teamHours(team.key()))
                m_organisation->calendars.teams.emplace_back(team->name, m_hours.of(*hours));
        }
        return {};
    }

    // Its own or those of the nearest team above that has some.
    const WorkingHours *teamHours(qint64 team) const
    {
        for (int steps = 0; steps <= m_teams.size() && team != 0; ++steps) {
            if (const auto own = m_ofTeam.constFind(team); own != m_ofTeam.cend())
                return &*own;
            team = m_teams.value(team).parent;
        }
        return nullptr;
    }

    Result<void> readPeople()
    {
        return forEachRow(m_database,
            "SELECT p.id, ifnull(p.name, p.external_id), p.time_zone, (SELECT m.team FROM membership m WHERE m.person "
            "= "
            "p.id AND m.to_at IS NULL ORDER BY m.from_at DESC LIMIT 1) FROM person p WHERE p.time_zone IS NOT NULL OR "
            "p.id IN ("
                + idList(m_ofPerson.keys()) + ')',
            [this](const Statement &row) {
                WorkingHours hours;
                if (const auto own = m_ofPerson.constFind(row.integer(0)); own != m_ofPerson.cend()) {
                    hours = *own;
                } else {
                    const WorkingHours *team = teamHours(row.integer(3));
                    hours = team ? *team : m_workspace->hours();
                    const QTimeZone zone(row.text(2).toLatin1());
                    if (!zone.isValid() || zone == hours.zone)
                        return;
                    hours.zone = zone;
                }
                m_organisation->calendars.people.emplace_back(
                    m_maps.people.value(row.integer(0), row.text(1)), m_hours.of(hours));
            });
    }

    Database &m_database;
    WorkspaceMaps m_maps;
    SharedHours m_hours;
    Shared m_workspace;
    QHash<qint64, WorkingHours> m_ofTeam;
    QHash<qint64, WorkingHours> m_ofPerson;
    QHash<qint64, Team> m_teams;
    std::shared_ptr<Organisation> m_organisation = std::make_shared<Organisation>();
};

} // namespace

Result<std::shared_ptr<const Organisation>> readOrganisation(
    Database &database, const std::shared_ptr<const Organisation> &previous)
{
    return OrganisationReader(database, previous).read();
}

} // namespace leadline
