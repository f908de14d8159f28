#include "core/simulation/world.h"

#include "core/simulation/texts.h"

#include <algorithm>

namespace leadline::sim {

using namespace Qt::StringLiterals;

std::vector<int> World::presentMembers(int squad) const
{
    std::vector<int> present;
    for (const int member : squads[static_cast<std::size_t>(squad)].members) {
        if (isPresent(engineers[static_cast<std::size_t>(member)]))
            present.push_back(member);
    }
    return present;
}

int World::onCall(int squad)
{
    int best = -1;
    Ms soonest = kNever;
    std::vector<int> members = presentMembers(squad);
    for (int i = 0; members.empty() && i < static_cast<int>(engineers.size()); ++i) {
        if (isPresent(engineer(i))) // an abandoned service: somebody else has to
            members.push_back(i);
    }
    for (const int member : members) {
        const Ms at = engineer(member).work.next(now());
        if (best < 0 || at < soonest) {
            best = member;
            soonest = at;
        }
    }
    return best;
}

namespace {

bool isHoliday(const Zone &zone, QDate date)
{
    const bool closed = (date.month() == 12 && date.day() >= 24) || (date.month() == 1 && date.day() == 1);
    return closed || std::ranges::contains(zone.holidays, date.month() * 100 + date.day());
}

// Weeks away in a year, as days of the year: two or three in summer, one in spring, one in autumn.
std::vector<std::pair<int, int>> absences(Random &random)
{
    const int summer = static_cast<int>(random.integer(190, 225));
    const int spring = static_cast<int>(random.integer(60, 150));
    const int autumn = static_cast<int>(random.integer(270, 330));
    return {{summer, summer + 13 + (random.chance(0.4) ? 7 : 0)}, {spring, spring + 6}, {autumn, autumn + 4}};
}

WorkTime workTimeOf(const Engineer &engineer, Ms start, Ms end, Random &random)
{
    const Zone &zone = zones()[static_cast<std::size_t>(engineer.zone)];
    const double begins = random.between(8.3, 10.2);
    const bool staysLate = random.chance(0.12);
    const QDate first = dateOf(start).addDays(-3);
    const QDate last = dateOf(end).addDays(75); // so that plans which reach beyond the end still have a time
    std::vector<WorkTime::Shift> shifts;
    std::vector<std::pair<int, int>> away;
    int year = 0;
    for (QDate date = first; date <= last; date = date.addDays(1)) {
        if (date.year() != year) {
            year = date.year();
            away = absences(random);
        }
        const int day = date.dayOfYear();
        const bool isAway =
            std::ranges::any_of(away, [day](auto weeks) { return day >= weeks.first && day <= weeks.second; });
        const bool sick = random.chance(0.015);
        const bool weekend = date.dayOfWeek() >= 6;
        const bool extra = weekend && staysLate && random.chance(0.08);
        const double jitter = random.between(-0.3, 0.4);
        const double hours = extra ? 2 : random.between(7.5, 8.8) + (staysLate && random.chance(0.3) ? 2.5 : 0);
        WorkTime::Shift shift;
        if ((!weekend || extra) && !isAway && !sick && !isHoliday(zone, date)) {
            const double from = (begins + jitter) * 60 - offsetMinutes(zone, date);
            shift.from = std::max(startOf(date) + World::round(from * kMinute), engineer.joinedAt);
            shift.to = std::min(startOf(date) + World::round((from + hours * 60) * kMinute), engineer.leftAt);
            if (shift.to < shift.from)
                shift.to = shift.from;
        }
        shifts.push_back(shift);
    }
    return WorkTime(first, std::move(shifts));
}

struct Named {
    QString name;
    QString login;
    int zone;
};

Named nameOf(int index)
{
    const auto &specs = nameSpecs();
    const auto i = static_cast<std::size_t>(index);
    const NameSpec &spec = specs[i % specs.size()];
    const QString name = QString::fromUtf8(spec.name);
    const QString login = QString::fromLatin1(spec.login);
    if (i < specs.size())
        return {name, login, spec.zone};
    // Beyond the list: a given name of one, a family name of another, and a number in the login.
    const NameSpec &other = specs[(i * 7 + i / specs.size()) % specs.size()];
    const QString family = QString::fromUtf8(other.name).section(u' ', -1);
    return {name.section(u' ', 0, 0) + u' ' + family, login + QString::number(i / specs.size() + 1), spec.zone};
}

void addMembership(SimulatedOrganisation &out, const QString &person, const QString &team, Ms from, Ms to)
{
    Membership membership;
    membership.externalId = u"membership-%1"_s.arg(out.memberships.size() + 1);
    membership.team = {team};
    membership.person = {person};
    if (from > 0)
        membership.fromAt = Instant{from};
    if (to < kNever)
        membership.toAt = Instant{to};
    out.memberships.push_back(std::move(membership));
}

Engineer makeEngineer(World &world, int index, int teams, int days)
{
    Random &random = world.random;
    const Ms end = world.queue.end();
    Engineer engineer;
    engineer.id = u"person-%1"_s.arg(index + 1);
    // Two neighbours in the list share a team, so that a team spans a few time zones, not all.
    engineer.team = index < teams ? index : (index + index / 16 * 3) % teams;
    engineer.pace = random.between(0.75, 1.3);
    engineer.answerWork = random.between(20, 110);
    const Ms joins = world.start + World::round(random.between(0.05, 0.8) * static_cast<double>(end - world.start));
    const Ms leaves = world.start + World::round(random.between(0.3, 0.95) * static_cast<double>(end - world.start));
    const bool longEnough = days >= 200 && index >= teams;
    if (longEnough && index % 6 == 5)
        engineer.joinedAt = joins - joins % kDay;
    else if (longEnough && index % 13 == 9)
        engineer.leftAt = leaves - leaves % kDay;
    if (index == world.story.cast.expert)
        engineer.leftAt = world.story.expertLeavesAt();
    return engineer;
}

void hire(World &world, int people, int teams, int days, SimulatedOrganisation &out)
{
    for (int i = 0; i < people; ++i) {
        const Named named = nameOf(i);
        Engineer engineer = makeEngineer(world, i, teams, days);
        engineer.login = named.login;
        engineer.zone = named.zone;
        engineer.work = workTimeOf(engineer, world.start, world.queue.end(), world.random);
        if (i % 17 == 4)
            engineer.oldEmail = named.login + "@mail.example"_L1;

        Person person;
        person.externalId = engineer.id;
        person.name = named.name;
        person.timeZone = QString::fromLatin1(zones()[static_cast<std::size_t>(engineer.zone)].id);
        if (engineer.leftAt < kNever)
            person.leftAt = Instant{engineer.leftAt};
        out.people.push_back(person);
        world.recorder.addIdentity(
            engineer.login, named.name, engineer.login + "@lanternworks.example"_L1, ActorClass::Human);
        out.identityPeople.emplace_back(engineer.login, engineer.id);
        if (!engineer.oldEmail.isEmpty()) {
            world.recorder.addIdentity({}, named.name, engineer.oldEmail, ActorClass::Unknown);
            out.identityPeople.emplace_back(u"email:"_s + engineer.oldEmail, engineer.id);
        }
        world.squad(engineer.team).members.push_back(i);
        world.engineers.push_back(std::move(engineer));
    }
    for (const char *bot : {kDependencyBot, kActionsBot})
        world.recorder.addIdentity(QString::fromLatin1(bot), {}, {}, ActorClass::Bot);
    world.recorder.addIdentity(QString::fromLatin1(kAiReviewer), {}, {}, ActorClass::AiReviewer);
}

void found(World &world, int count, int teams)
{
    const auto &specs = repositorySpecs();
    for (int i = 0; i < count; ++i) {
        const auto index = static_cast<std::size_t>(i);
        const RepositorySpec &spec = specs[index % specs.size()];
        Repository repository;
        repository.name = QString::fromLatin1(spec.name);
        if (index >= specs.size())
            repository.name += u"-%1"_s.arg(index / specs.size() + 1);
        repository.path = QLatin1StringView(kOrganisation) + u'/' + repository.name;
        repository.branch = QString::fromLatin1(spec.branch);
        repository.team = spec.team % teams;
        repository.mergeStyle = spec.mergeStyle;
        repository.delivery = spec.delivery;
        repository.share = spec.share;
        repository.aiReviewer = spec.aiReviewer;
        repository.approvals = i == 9 ? 2 : 1;
        repository.production = i % 5 == 3 ? u"prod"_s : u"production"_s;
        repository.staging = i % 5 == 3 ? u"stage"_s : u"staging"_s;
        world.recorder.addRepository(repository, i == 24);
        Recorder::CommitDraft root{.author = world.engineers.front().login,
            .authoredAt = world.start,
            .committedAt = world.start,
            .parents = {},
            .subject = u"Import the code from the old server"_s,
            .change = {},
            .lines = 12'000,
            .onDefault = true};
        repository.head = world.recorder.shaOf(world.recorder.addCommit(repository, root));
        repository.liveSha = repository.previousSha = repository.head;
        world.squad(repository.team).repositories.push_back(i);
        world.repositories.push_back(std::move(repository));
    }
    for (int i = 0; i < teams; ++i) { // more teams than repositories: they share
        if (world.squad(i).repositories.empty())
            world.squad(i).repositories.push_back(i % count);
    }
}

void chooseCast(World &world, int teams, int people, int repositories)
{
    Story::Cast &cast = world.story.cast;
    if (teams < 6)
        return; // too small an organisation for chapters
    cast.improving = 0;
    cast.hasty = 3;
    cast.reorganised[0] = 4;
    cast.reorganised[1] = 5;
    cast.gated = repositories > 1 && people > teams ? 1 : -1;
    cast.gatekeeper = cast.gated >= 0 ? 1 : -1;
    cast.migration = repositories > 2 ? 2 : -1;
    cast.shaky = repositories > 8 ? 8 : -1;
    cast.flaky = repositories > 3 ? 3 : -1;
    cast.expert = people > 10 ? 10 : -1;
    cast.trains = repositories > 14;
    cast.standIns = repositories > 18;
}

// Every second one of two teams changes sides, and so does one repository of each.
void reorganise(World &world)
{
    const auto [first, second] = world.story.cast.reorganised;
    const auto swapSides = [](std::vector<int> &a, std::vector<int> &b, const auto &move) {
        std::vector<int> newA;
        std::vector<int> newB;
        for (std::size_t i = 0; i < a.size(); ++i)
            (move(i) ? newB : newA).push_back(a[i]);
        for (std::size_t i = 0; i < b.size(); ++i)
            (move(i) ? newA : newB).push_back(b[i]);
        a = newA;
        b = newB;
    };
    swapSides(world.squad(first).members, world.squad(second).members, [](std::size_t i) { return i % 2 == 1; });
    swapSides(world.squad(first).repositories, world.squad(second).repositories, [](std::size_t i) { return i == 1; });
    for (const int team : {first, second}) {
        for (const int member : world.squad(team).members)
            world.engineer(member).team = team;
        for (const int repository : world.squad(team).repositories)
            world.repository(repository).team = team;
    }
}

void enrol(World &world, SimulatedOrganisation &out)
{
    const auto [first, second] = world.story.cast.reorganised;
    const Ms at = world.story.reorganisationAt();
    const bool reorganised = first >= 0 && at > world.start;
    if (reorganised)
        world.queue.at(at, [&world] { reorganise(world); });
    for (const Squad &squad : world.squads) {
        for (std::size_t i = 0; i < squad.members.size(); ++i) {
            const Engineer &engineer = world.engineer(squad.members[i]);
            const bool affected =
                squad.id == world.squad(std::max(first, 0)).id || squad.id == world.squad(std::max(second, 0)).id;
            if (!reorganised || !affected || i % 2 == 0 || engineer.leftAt <= at || engineer.joinedAt >= at) {
                // Who comes or goes on the other side of the day is only ever a member of one team.
                const bool joinsOther = reorganised && affected && i % 2 == 1 && engineer.joinedAt >= at;
                const int team = joinsOther ? (engineer.team == first ? second : first) : engineer.team;
                addMembership(out, engineer.id, world.squad(team).id, engineer.joinedAt, engineer.leftAt);
                continue;
            }
            addMembership(out, engineer.id, squad.id, engineer.joinedAt, at);
            addMembership(
                out, engineer.id, world.squad(engineer.team == first ? second : first).id, at, engineer.leftAt);
        }
    }
}

} // namespace

void settle(World &world, const SimulationOptions &options, SimulatedOrganisation &organisation)
{
    const int teams = std::max(options.teams, 1);
    const int people = std::max(options.people, 1);
    const int repositories = std::max(options.repositories, 1);
    chooseCast(world, teams, people, repositories);
    for (int i = 0; i < teams; ++i) {
        Squad squad;
        squad.id = u"team-%1"_s.arg(i + 1);
        squad.name = teamName(i);
        Team team;
        team.externalId = squad.id;
        team.name = squad.name;
        organisation.teams.push_back(team);
        world.squads.push_back(std::move(squad));
    }
    hire(world, people, teams, options.days, organisation);
    found(world, repositories, teams);
    enrol(world, organisation);
}

} // namespace leadline::sim
