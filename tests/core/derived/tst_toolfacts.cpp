#include "tests/core/derived/support/world.h"

#include "core/store/directorystore.h"
#include "core/store/factstore.h"
#include "core/store/recordstore.h"

#include <QJsonArray>
#include <QTest>

#include <random>

using namespace leadline;
using namespace leadline::test;

// Findings, measures and messages.
class ToolFactsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void limitsBySeverity_data()
    {
        QTest::addColumn<Severity>("severity");
        QTest::addColumn<int>("fixedAfterDays");
        QTest::addColumn<QString>("due");
        QTest::addColumn<QString>("late");
        QTest::addColumn<QString>("exposure");
        const auto days = [](int count) { return QString::number(count * 24); };
        QTest::newRow("critical, in time") << Severity::Critical << 7 << days(7) << u"0"_s << u"up to 30 days"_s;
        QTest::newRow("critical, late") << Severity::Critical << 8 << days(7) << u"1"_s << u"up to 30 days"_s;
        QTest::newRow("high, in time") << Severity::High << 30 << days(30) << u"0"_s << u"up to 30 days"_s;
        QTest::newRow("high, late") << Severity::High << 31 << days(30) << u"1"_s << u"31 to 90 days"_s;
        QTest::newRow("medium, in time") << Severity::Medium << 90 << days(90) << u"0"_s << u"31 to 90 days"_s;
        QTest::newRow("medium, late") << Severity::Medium << 91 << days(90) << u"1"_s << u"more than 90 days"_s;
        QTest::newRow("low") << Severity::Low << 400 << u"-"_s << u"-"_s << u"more than 90 days"_s;
        QTest::newRow("unknown") << Severity::Unknown << 1 << u"-"_s << u"-"_s << u"up to 30 days"_s;
        QTest::newRow("open") << Severity::High << -1 << days(30) << u"-"_s << QString();
    }
    void limitsBySeverity()
    {
        QFETCH(Severity, severity);
        QFETCH(int, fixedAfterDays);
        World world;
        world.repository(u"app"_s);
        world.finding(u"f"_s, severity, 0, fixedAfterDays < 0 ? -1 : fixedAfterDays * 24);
        world.derive();
        QTEST(world.value(u"finding"_s, u"f"_s, u"due_at"_s), "due");
        QTEST(world.value(u"finding"_s, u"f"_s, u"late"_s), "late");
        QTEST(world.value(u"finding"_s, u"f"_s, u"exposure"_s), "exposure");
        QCOMPARE(world.value(u"finding"_s, u"f"_s, u"fix"_s),
            fixedAfterDays < 0 ? u"-"_s : QString::number(fixedAfterDays * 24));
    }

    // Some tools do not say when a finding went; the last update is the best that is known.
    void closedWithoutATime()
    {
        World world;
        world.finding(u"fixed"_s, Severity::Critical, 0).state = FindingState::Fixed;
        world.batch().of<Finding>().back().updatedAt = hour(48);
        world.finding(u"accepted"_s, Severity::Critical, 0).state = FindingState::Ignored;
        world.batch().of<Finding>().back().updatedAt = hour(72);
        world.derive();
        QCOMPARE(world.value(u"finding"_s, u"fixed"_s, u"closed_at"_s), u"48"_s);
        QCOMPARE(world.value(u"finding"_s, u"fixed"_s, u"fix"_s), u"48"_s);
        QCOMPARE(world.value(u"finding"_s, u"accepted"_s, u"closed_at"_s), u"72"_s);
        QCOMPARE(world.value(u"finding"_s, u"accepted"_s, u"fix"_s), u"-"_s); // it is not fixed
        QCOMPARE(world.value(u"finding"_s, u"accepted"_s, u"late"_s), u"-"_s);
        const auto store = makeFactStore(world.file(), World::key());
        const auto rows = store->rowsBehind(u"finding"_s, {world.idOf(u"finding"_s, u"fixed"_s)});
        QVERIFY(rows);
        QCOMPARE(rows->front()["closed_at"_L1].toString(), hour(48).toIso());
        QCOMPARE(rows->front()["due_at"_L1].toString(), hour(7 * 24).toIso());
        QCOMPARE(rows->front()["fix"_L1].toDouble(), 48 * 3600.0);
    }

    void projectsAreRepositoriesByName_data()
    {
        QTest::addColumn<QString>("project");
        QTest::addColumn<QString>("repository");
        QTest::newRow("the path") << u"acme/app"_s << u"acme/app"_s;
        QTest::newRow("other case") << u"Acme/App"_s << u"acme/app"_s;
        QTest::newRow("a key") << u"acme_app"_s << u"acme/app"_s;
        QTest::newRow("with a file") << u"acme/app:web/package.json"_s << u"acme/app"_s;
        QTest::newRow("a service's name") << u"Shop Front"_s << u"acme/lib"_s;
        QTest::newRow("something else") << u"acme/apple"_s << QString();
        QTest::newRow("a part") << u"app"_s << QString();
    }
    void projectsAreRepositoriesByName()
    {
        QFETCH(QString, project);
        World world;
        world.repository(u"app"_s);
        world.repository(u"lib"_s);
        world.derive();
        const auto directory = readDirectory(world.database());
        for (ServiceEntry service : directory->services) {
            if (service.name == "acme/lib"_L1) {
                service.name = u"Shop front"_s;
                QVERIFY(applyDirectoryChange(world.database(), SaveService{service}));
            }
        }
        world.finding(u"f"_s, Severity::High, 1).project = project;
        world.measure(project, u"coverage"_s, 2, 50);
        world.derive();
        QTEST(world.value(u"finding"_s, u"f"_s, u"repository"_s), "repository");
        QTEST(world.value(u"measure"_s, project + u"/coverage/2"_s, u"repository"_s), "repository");
    }

    // A repository that comes or goes later places the projects that wait for it.
    void projectsFollowRepositories()
    {
        World world;
        world.finding(u"f"_s, Severity::High, 1);
        world.derive();
        QCOMPARE(world.value(u"finding"_s, u"f"_s, u"service"_s), QString());
        world.repository(u"app"_s);
        QVERIFY(world.derive().facts.contains(u"finding"_s));
        QCOMPARE(world.value(u"finding"_s, u"f"_s, u"service"_s), u"acme/app"_s);
        world.batch().tombstones.push_back({RecordKind::Repository, u"app"_s});
        world.derive();
        QCOMPARE(world.value(u"finding"_s, u"f"_s, u"service"_s), QString());
    }

    void aMeasureHoldsUntilTheNext()
    {
        World world;
        world.measure(u"shop"_s, u"coverage"_s, 10, 70);
        world.measure(u"shop"_s, u"coverage"_s, 30, 75);
        world.measure(u"shop"_s, u"ncloc"_s, 20, 1000);
        world.measure(u"mail"_s, u"coverage"_s, 20, 50);
        world.derive();
        QCOMPARE(world.value(u"measure"_s, u"shop/coverage/10"_s, u"until_at"_s), u"30"_s);
        QCOMPARE(world.value(u"measure"_s, u"shop/coverage/30"_s, u"until_at"_s), u"-"_s);
        QCOMPARE(world.value(u"measure"_s, u"shop/ncloc/20"_s, u"until_at"_s), u"-"_s);
        QCOMPARE(world.value(u"measure"_s, u"mail/coverage/20"_s, u"until_at"_s), u"-"_s);
        world.measure(u"shop"_s, u"coverage"_s, 25, 72); // told late
        world.derive();
        QCOMPARE(world.value(u"measure"_s, u"shop/coverage/10"_s, u"until_at"_s), u"25"_s);
        QCOMPARE(world.value(u"measure"_s, u"shop/coverage/25"_s, u"until_at"_s), u"30"_s);
        world.batch().tombstones.push_back({RecordKind::Measure, u"shop/coverage/25"_s});
        world.derive();
        QCOMPARE(world.value(u"measure"_s, u"shop/coverage/10"_s, u"until_at"_s), u"30"_s);
    }

    void theFirstReplyOfAnother()
    {
        World world;
        world.identity(u"ann"_s, u"Ann"_s);
        world.identity(u"bob"_s, u"Bob"_s);
        world.identity(u"robot"_s, {}, {}, ActorClass::Bot);
        world.message(u"q"_s, u"ann"_s, 10).thread = u"q"_s; // some tools name the thread on its first message, too
        world.message(u"own"_s, u"ann"_s, 11, u"q"_s);
        world.message(u"echo"_s, u"robot"_s, 12, u"q"_s);
        world.message(u"second"_s, u"bob"_s, 15, u"q"_s);
        world.message(u"first"_s, u"bob"_s, 14, u"q"_s);
        world.message(u"lonely"_s, u"bob"_s, 20);
        world.message(u"liked"_s, u"bob"_s, 21).reactions = 2;
        world.derive();
        QCOMPARE(world.value(u"message"_s, u"q"_s, u"answered_at"_s), u"14"_s);
        QCOMPARE(world.value(u"message"_s, u"q"_s, u"response"_s), u"4"_s);
        QCOMPARE(world.value(u"message"_s, u"q"_s, u"unanswered"_s), u"0"_s);
        QCOMPARE(world.value(u"message"_s, u"lonely"_s, u"unanswered"_s), u"1"_s);
        QCOMPARE(world.value(u"message"_s, u"liked"_s, u"unanswered"_s), u"0"_s);
        QCOMPARE(world.value(u"message"_s, u"first"_s, u"unanswered"_s), u"-"_s);
        QCOMPARE(world.value(u"message"_s, u"first"_s, u"reply"_s), u"1"_s);
        const auto store = makeFactStore(world.file(), World::key());
        const auto rows = store->rowsBehind(u"message"_s, {world.idOf(u"message"_s, u"q"_s)});
        QVERIFY(rows);
        QCOMPARE(rows->front()["answered_by"_L1].toString(), u"Bob"_s);
        QCOMPARE(rows->front()["response"_L1].toDouble(), 4 * 3600.0);
        // Without it, the next one answers.
        world.batch().tombstones.push_back({RecordKind::Message, u"first"_s});
        world.derive();
        QCOMPARE(world.value(u"message"_s, u"q"_s, u"answered_at"_s), u"15"_s);
    }

    // Two accounts of one person do not answer each other.
    void onePersonIsNotAnother()
    {
        World world;
        world.identity(u"ann"_s, u"Ann"_s, u"ann@acme.example"_s);
        world.identity(u"annie"_s, u"Ann"_s);
        world.message(u"q"_s, u"ann"_s, 10);
        world.message(u"a"_s, u"annie"_s, 12, u"q"_s);
        world.derive();
        QCOMPARE(world.value(u"message"_s, u"q"_s, u"response"_s), u"2"_s);
        world.identity(u"annie"_s, u"Ann"_s, u"ann@acme.example"_s).updatedAt = hour(2000);
        QVERIFY(world.derive().facts.contains(u"message"_s));
        QCOMPARE(world.value(u"message"_s, u"q"_s, u"response"_s), u"-"_s);
        QCOMPARE(world.value(u"message"_s, u"q"_s, u"unanswered"_s), u"1"_s);
    }

    // Where the author is, on the workspace's working days.
    void outsideOfWorkingHours()
    {
        World world;
        world.identity(u"ann"_s, u"Ann"_s, u"ann@acme.example"_s);
        world.identity(u"robot"_s, {}, {}, ActorClass::Bot);
        WorkCalendar calendar;
        calendar.timeZone = u"Europe/Berlin"_s; // an hour before UTC in January
        calendar.holidays = {QDate(2026, 1, 6)};
        QVERIFY(applyDirectoryChange(world.database(), SetWorkCalendar{calendar}));
        world.message(u"8:00"_s, u"ann"_s, 7);
        world.message(u"9:00"_s, u"ann"_s, 8);
        world.message(u"16:00"_s, u"ann"_s, 15);
        world.message(u"17:00"_s, u"ann"_s, 16);
        world.message(u"holiday"_s, u"ann"_s, 24 + 10);
        world.message(u"saturday"_s, u"ann"_s, 5 * 24 + 10);
        world.message(u"alarm"_s, u"robot"_s, 3);
        world.derive();
        const auto outside = [&world](const QString &id) { return world.value(u"message"_s, id, u"outside_hours"_s); };
        QCOMPARE(outside(u"8:00"_s), u"1"_s);
        QCOMPARE(outside(u"9:00"_s), u"0"_s);
        QCOMPARE(outside(u"16:00"_s), u"0"_s);
        QCOMPARE(outside(u"17:00"_s), u"1"_s);
        QCOMPARE(outside(u"holiday"_s), u"1"_s);
        QCOMPARE(outside(u"saturday"_s), u"1"_s);
        QCOMPARE(outside(u"alarm"_s), u"-"_s);
        const auto directory = readDirectory(world.database());
        for (PersonEntry person : directory->people) {
            person.timeZone = u"America/New_York"_s;
            QVERIFY(applyDirectoryChange(world.database(), SavePerson{person}));
        }
        QVERIFY(world.derive().facts.contains(u"message"_s));
        QCOMPARE(outside(u"9:00"_s), u"1"_s); // three at night there
        QCOMPARE(outside(u"17:00"_s), u"0"_s);
        calendar.dayEndMinute = 11 * 60;
        QVERIFY(applyDirectoryChange(world.database(), SetWorkCalendar{calendar}));
        QVERIFY(world.derive().facts.contains(u"message"_s)); // they are loaded again
        QCOMPARE(outside(u"17:00"_s), u"1"_s);
    }

    void escapedBugs()
    {
        World world;
        const auto add = [&world](const QString &key, IssueClass type, const QStringList &labels) {
            Issue issue;
            issue.externalId = issue.key = key;
            issue.type = type;
            issue.labels = labels;
            issue.createdAt = hour(1);
            world.batch().add(issue);
        };
        const auto escaped = [&world](const QString &key) { return world.value(u"issue"_s, key, u"escaped"_s); };
        add(u"1"_s, IssueClass::Bug, {u"bug"_s, u"Production"_s});
        add(u"2"_s, IssueClass::Bug, {u"bug"_s, u"production line"_s});
        add(u"3"_s, IssueClass::Bug, {});
        add(u"4"_s, IssueClass::Feature, {u"production"_s});
        world.derive();
        QCOMPARE(escaped(u"1"_s), u"1"_s);
        QCOMPARE(escaped(u"2"_s), u"0"_s);
        QCOMPARE(escaped(u"3"_s), u"0"_s);
        QCOMPARE(escaped(u"4"_s), u"-"_s);
        QVERIFY(saveSetting(world.database(), u"escaped_labels"_s, QJsonArray{u"it's out"_s}));
        QVERIFY(world.derive().facts.contains(u"issue"_s));
        QCOMPARE(escaped(u"1"_s), u"-"_s); // nobody uses such a label, so nothing is known
        add(u"5"_s, IssueClass::Bug, {u"It's out"_s});
        world.derive();
        QCOMPARE(escaped(u"1"_s), u"0"_s);
        QCOMPARE(escaped(u"5"_s), u"1"_s);
        QVERIFY(world.derive().facts.isEmpty());
    }

    void stepByStepIsAllAtOnce()
    {
        std::mt19937 engine(23); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
        const auto pick = [&engine](int below) { return static_cast<int>(engine() % static_cast<unsigned>(below)); };
        World world;
        static const std::array people = {u"ann"_s, u"bob"_s, u"cem"_s, u"robot"_s};
        qsizetype answered = 0;
        qsizetype replaced = 0;
        for (int round = 0; round < 60; ++round) {
            for (int edit = 0; edit < 40; ++edit) {
                const int number = pick(80);
                const QString author = people[static_cast<std::size_t>(pick(4))];
                switch (pick(8)) {
                case 0:
                    world.batch().tombstones.push_back({RecordKind::Message, u"m%1"_s.arg(number)});
                    break;
                case 1:
                    world.batch().tombstones.push_back(
                        {RecordKind::Measure, u"p%1/coverage/%2"_s.arg(number % 3).arg(number)});
                    break;
                case 2:
                case 3:
                    world.measure(u"p%1"_s.arg(number % 3), u"coverage"_s, number, pick(100));
                    break;
                case 4:
                    // An address stays once it is known: only two of them can become one person.
                    world.identity(author, author,
                        author != people[2] && author != people[3] && pick(3) == 0 ? u"one@acme.example"_s : QString(),
                        pick(4) == 0 ? ActorClass::Bot : ActorClass::Human);
                    break;
                case 5:
                    if (pick(3) == 0)
                        world.repository(u"p%1"_s.arg(number % 4)).path = u"p%1"_s.arg(number % 4);
                    break;
                default: // some begin threads, most answer in one
                    world.message(u"m%1"_s.arg(number), author, number,
                        number % 4 == 0 ? QString() : u"m%1"_s.arg(number / 4 * 4));
                }
            }
            world.derive();
            const QStringList stepwise = world.dump() + world.rows(u"SELECT id, answer FROM message"_s);
            world.deriveAll();
            QCOMPARE(stepwise, world.dump() + world.rows(u"SELECT id, answer FROM message"_s));
            answered += world.rows(u"SELECT id FROM message WHERE answer IS NOT NULL"_s).size();
            replaced += world.rows(u"SELECT id FROM measure WHERE until_at IS NOT NULL"_s).size();
        }
        QVERIFY2(answered > 100, qPrintable(QString::number(answered)));
        QVERIFY(replaced > 100);
    }
};

QTEST_GUILESS_MAIN(ToolFactsTest)
#include "tst_toolfacts.moc"
