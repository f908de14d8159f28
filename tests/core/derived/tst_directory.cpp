#include "tests/core/derived/support/world.h"

#include "core/store/derived/workplaces.h"
#include "core/store/directorystore.h"

#include <QTest>

using namespace leadline;
using namespace leadline::test;

namespace {

void fill(World &world)
{
    world.repository(u"app"_s);
    world.repository(u"web"_s);
    world.identity(u"ann"_s, u"Ann Lee"_s, u"ann@example.org"_s);
    world.identity(u"ann.lee"_s, u"Ann Lee"_s);
    world.identity(u"bob"_s, u"Bob"_s, u"bob@example.org"_s);
    world.identity(u"bob2"_s, u"Robert"_s, u"bob@example.org"_s);
    world.change(u"1"_s, u"c1"_s, 10);
    world.derive();
    for (const QString &name : {u"Product"_s, u"Red"_s, u"Blue"_s})
        QVERIFY(applyDirectoryChange(world.database(), SaveTeam{{.id = 0, .name = name, .parent = 0}}));
    const Directory directory = *readDirectory(world.database());
    TeamEntry red = directory.teams[1];
    red.parent = directory.teams[0].id;
    QVERIFY(applyDirectoryChange(world.database(), SaveTeam{red}));
    for (const PersonEntry &person : directory.people) {
        QVERIFY(applyDirectoryChange(world.database(),
            SaveMembership{
                {.id = 0, .team = directory.teams[1].id, .person = person.id, .fromAt = hour(0), .toAt = {}}}));
    }
    world.derive();
}

struct Case {
    const char *name;
    DirectoryChange (*make)(const Directory &);
};

const Case kCases[] = {
    {"merge people",
        [](const Directory &d) -> DirectoryChange {
            return SetIdentityPerson{{d.identities[1].id}, d.identities[0].person};
        }},
    {"split an account off",
        [](const Directory &d) -> DirectoryChange { return SetIdentityPerson{{d.identities[3].id}, 0}; }},
    {"account is a bot",
        [](const Directory &d) -> DirectoryChange {
            return SetActorClass{{d.identities[0].id, d.identities[2].id}, ActorClass::Bot};
        }},
    {"rename a person",
        [](const Directory &d) -> DirectoryChange {
            PersonEntry person = d.people[0];
            person.name = u"Anna Lee"_s;
            person.timeZone = u"Europe/Madrid"_s;
            person.leftAt = hour(99);
            return SavePerson{person};
        }},
    {"new person",
        [](const Directory &) -> DirectoryChange {
            return SavePerson{{.id = 0, .name = u"New"_s, .timeZone = {}, .leftAt = {}}};
        }},
    {"new team",
        [](const Directory &) -> DirectoryChange { return SaveTeam{{.id = 0, .name = u"Green"_s, .parent = 0}}; }},
    {"rename a team",
        [](const Directory &d) -> DirectoryChange {
            return SaveTeam{{.id = d.teams[1].id, .name = u"Crimson"_s, .parent = 0}};
        }},
    {"remove a team with members", [](const Directory &d) -> DirectoryChange { return RemoveTeam{d.teams[1].id}; }},
    {"remove a parent team", [](const Directory &d) -> DirectoryChange { return RemoveTeam{d.teams[0].id}; }},
    {"end a membership",
        [](const Directory &d) -> DirectoryChange {
            MembershipEntry membership = d.memberships[0];
            membership.toAt = hour(50);
            return SaveMembership{membership};
        }},
    {"remove a membership",
        [](const Directory &d) -> DirectoryChange { return RemoveMembership{d.memberships[0].id}; }},
    {"dismiss a suggestion",
        [](const Directory &d) -> DirectoryChange { return DismissSuggestion{d.suggestions.at(0)}; }},
    {"one service of two repositories",
        [](const Directory &d) -> DirectoryChange {
            ServiceEntry service;
            service.name = u"Shop"_s;
            service.repositories = {d.repositories[0].id, d.repositories[1].id};
            return SaveService{service};
        }},
    {"rename a service",
        [](const Directory &d) -> DirectoryChange {
            ServiceEntry service = d.services[0];
            service.name = u"Checkout"_s;
            service.standIn = DeploymentStandIn::Merges;
            return SaveService{service};
        }},
    {"remove a service", [](const Directory &d) -> DirectoryChange { return RemoveService{d.services[0].id}; }},
    {"patterns",
        [](const Directory &d) -> DirectoryChange {
            EnvironmentPatterns patterns = d.patterns;
            patterns.production = u"^kunden"_s;
            return SetEnvironmentPatterns{patterns};
        }},
    {"calendar",
        [](const Directory &d) -> DirectoryChange {
            WorkCalendar calendar = d.calendar;
            calendar.timeZone = u"Asia/Tokyo"_s;
            calendar.workDays = {1, 2, 3, 4};
            calendar.holidays = {QDate(2026, 1, 1)};
            return SetWorkCalendar{calendar};
        }},
    {"calendar of a team",
        [](const Directory &d) -> DirectoryChange {
            WorkCalendar calendar = d.calendar;
            calendar.workDays = {1, 2, 3, 4};
            return SetOwnCalendar{.team = d.teams[0].id, .calendar = calendar};
        }},
};

} // namespace

class DirectoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inverses_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(kCases)); ++i)
            QTest::newRow(kCases[i].name) << i;
    }
    // Undone means: every row of the directory as it was, ids and all; redone means the same the other way.
    void inverses()
    {
        QFETCH(int, index);
        World world;
        fill(world);
        const QStringList before = world.directoryDump();
        auto undo = applyDirectoryChange(world.database(), kCases[index].make(*readDirectory(world.database())));
        QVERIFY2(undo, undo ? "" : qPrintable(undo.error().text + undo.error().detail));
        world.derive();
        const QStringList after = world.directoryDump();
        QVERIFY(after != before);
        auto redo = applyDirectoryChange(world.database(), *undo);
        QVERIFY(redo);
        world.derive();
        QCOMPARE(world.directoryDump(), before);
        QVERIFY(applyDirectoryChange(world.database(), *redo));
        world.derive();
        QCOMPARE(world.directoryDump(), after);
    }

    void chainOfUndos()
    {
        World world;
        fill(world);
        const QStringList before = world.directoryDump();
        std::vector<DirectoryChange> undos;
        for (const int index : {0, 2, 4, 6, 8, 12, 15}) {
            auto undo = applyDirectoryChange(world.database(), kCases[index].make(*readDirectory(world.database())));
            QVERIFY(undo);
            undos.push_back(std::move(*undo));
            world.derive();
        }
        for (; !undos.empty(); undos.pop_back())
            QVERIFY(applyDirectoryChange(world.database(), undos.back()));
        world.derive();
        QCOMPARE(world.directoryDump(), before);
    }

    void calendarIsKept()
    {
        World world;
        WorkCalendar calendar = *readWorkCalendar(world.database());
        QCOMPARE(calendar.workDays, (std::vector{1, 2, 3, 4, 5}));
        calendar.timeZone = u"Europe/Berlin"_s;
        calendar.weekStart = 7;
        calendar.workDays = {1, 7};
        calendar.dayStartMinute = 480;
        calendar.holidays = {QDate(2026, 5, 1)};
        QVERIFY(applyDirectoryChange(world.database(), SetWorkCalendar{calendar}));
        const WorkCalendar kept = readDirectory(world.database())->calendar;
        QCOMPARE(kept.timeZone, calendar.timeZone);
        QCOMPARE(kept.weekStart, 7);
        QCOMPARE(kept.workDays, calendar.workDays);
        QCOMPARE(kept.dayStartMinute, 480);
        QCOMPARE(kept.holidays, calendar.holidays);
        calendar.timeZone = u"Europe/Atlantis"_s;
        QCOMPARE(applyDirectoryChange(world.database(), SetWorkCalendar{calendar}).error().kind, ErrorKind::Config);
    }

    // Own hours, those of the team above, a time zone alone: whose hours count for whom.
    void hoursOfTeamsAndPeople()
    {
        World world;
        fill(world);
        const auto apply = [&](const DirectoryChange &change) {
            const auto done = applyDirectoryChange(world.database(), change);
            QVERIFY2(done, done ? "" : qPrintable(done.error().text + done.error().detail));
        };
        Directory directory = *readDirectory(world.database());
        WorkCalendar workspace = directory.calendar;
        workspace.timeZone = u"Europe/Berlin"_s;
        apply(SetWorkCalendar{workspace});
        TeamEntry part = directory.teams[1];
        part.parent = directory.teams[0].id;
        apply(SaveTeam{part});
        WorkCalendar early = workspace;
        early.dayStartMinute = 6 * 60;
        early.dayEndMinute = 14 * 60;
        apply(SetOwnCalendar{.team = directory.teams[0].id, .calendar = early});
        PersonEntry traveller = directory.people[0];
        traveller.timeZone = u"Asia/Tokyo"_s;
        apply(SavePerson{traveller});
        WorkCalendar weekend = workspace;
        weekend.workDays = {6, 7};
        apply(SetOwnCalendar{.person = directory.people[2].id, .calendar = weekend});
        QCOMPARE(readDirectory(world.database())->ownCalendars.size(), 2U);

        const auto organisation = readOrganisation(world.database(), {});
        QVERIFY(organisation);
        const WorkCalendars &calendars = (*organisation)->calendars;
        QCOMPARE((*organisation)->parentTeams.value(part.name), directory.teams[0].name);
        QCOMPARE(calendars.workspace->hours().zone.id(), "Europe/Berlin");
        QCOMPARE(calendars.workspace->hours().startMinute, 9 * 60);
        const auto of = [](const auto &named, const QString &name) -> const WorkingTime * {
            const auto found = std::ranges::find(named, name, [](const auto &pair) { return pair.first; });
            return found == named.end() ? nullptr : found->second.get();
        };
        QCOMPARE(of(calendars.teams, directory.teams[0].name)->hours().startMinute, 6 * 60);
        QCOMPARE(of(calendars.teams, part.name), of(calendars.teams, directory.teams[0].name)); // shared
        QCOMPARE(of(calendars.people, traveller.name)->hours().zone.id(), "Asia/Tokyo");
        QCOMPARE(of(calendars.people, directory.people[2].name)->hours().weekdays, (std::vector{6, 7}));
        QCOMPARE(directory.people[0].name, directory.people[1].name); // a namesake keeps the usual hours
        QCOMPARE(calendars.people.size(), 2U);
        // Read again, nothing is made anew.
        const auto again = readOrganisation(world.database(), *organisation);
        QCOMPARE((*again)->calendars.workspace, calendars.workspace);
        QCOMPARE(of((*again)->calendars.people, traveller.name), of(calendars.people, traveller.name));
        // Like everybody again.
        apply(SetOwnCalendar{.person = directory.people[2].id, .calendar = {}});
        apply(RemoveTeam{directory.teams[0].id});
        QVERIFY(readDirectory(world.database())->ownCalendars.empty());
        QVERIFY((*readOrganisation(world.database(), {}))->calendars.teams.empty());
        QCOMPARE(applyDirectoryChange(world.database(), SetOwnCalendar{}).error().kind, ErrorKind::Config);
        early.dayEndMinute = 0;
        QCOMPARE(
            applyDirectoryChange(world.database(), SetOwnCalendar{.team = part.id, .calendar = early}).error().kind,
            ErrorKind::Config);
    }

    void whatCannotBe()
    {
        World world;
        fill(world);
        const Directory directory = *readDirectory(world.database());
        TeamEntry loop = directory.teams[0];
        loop.parent = directory.teams[1].id;
        ServiceEntry taken = directory.services[0];
        taken.name = directory.services[1].name;
        const MembershipEntry backwards{.id = 0,
            .team = directory.teams[0].id,
            .person = directory.people[0].id,
            .fromAt = hour(5),
            .toAt = hour(4)};
        const QStringList before = world.directoryDump();
        for (const DirectoryChange &change : std::initializer_list<DirectoryChange>{SaveTeam{loop}, SaveService{taken},
                 SaveMembership{backwards}, SavePerson{{.id = 0, .name = u" "_s, .timeZone = {}, .leftAt = {}}},
                 SaveTeam{{.id = 0, .name = {}, .parent = 0}}}) {
            const auto refused = applyDirectoryChange(world.database(), change);
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, ErrorKind::Config);
            QVERIFY(refused.error().text.endsWith(u'.'));
        }
        QCOMPARE(world.directoryDump(), before);
    }

    void helpsToChooseAStandIn()
    {
        World world;
        fill(world);
        world.release(u"v1"_s, u"c1"_s, 11);
        world.deployment(u"d1"_s, u"c1"_s, 12).environment = u"staging"_s;
        world.deployment(u"d2"_s, u"c1"_s, 13);
        world.derive();
        const Directory directory = *readDirectory(world.database());
        QCOMPARE(directory.services[0].name, u"acme/app"_s);
        QCOMPARE(directory.services[0].deployments, 1);
        QCOMPARE(directory.services[0].releases, 1);
        QCOMPARE(directory.services[0].merges, 1);
        QCOMPARE(directory.environments.size(), std::size_t{2});
        for (const EnvironmentEntry &environment : directory.environments) {
            QCOMPARE(environment.environmentClass,
                environment.name == u"staging"_s ? EnvironmentClass::Staging : EnvironmentClass::Production);
        }
    }

    void repositoriesOfOnePathAtTwoSources()
    {
        World world;
        world.repository(u"app"_s);
        world.write(u"tool"_s);
        world.repository(u"app"_s);
        world.write(u"other"_s);
        world.derive();
        QCOMPARE(world.rows(u"SELECT name FROM service"_s), (QStringList{u"acme/app"_s, u"acme/app (other)"_s}));
    }
};

QTEST_GUILESS_MAIN(DirectoryTest)
#include "tst_directory.moc"
