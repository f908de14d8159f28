#include "tests/core/derived/support/world.h"

#include "core/domain/buildruns.h"
#include "core/store/factstore.h"

#include <QTest>

#include <random>

using namespace leadline;
using namespace leadline::test;

// What builds say about each other.
class BuildsTest : public QObject {
    Q_OBJECT

private:
    static QString flags(World &world, const QString &id)
    {
        QStringList set;
        for (const QString &column : {u"retry"_s, u"flaky"_s, u"passed_first"_s})
            set += column.left(1) + world.value(u"build"_s, id, column);
        return set.join(u' ');
    }
    static QStringList periods(World &world)
    {
        return world.rows(
            u"SELECT b.external_id, (p.began_at - %1) / 3600000, (p.ended_at - %1) / 3600000, p.builds, "
            "p.on_default_branch, (SELECT external_id FROM build g WHERE g.id = p.green) FROM red_period p JOIN build b ON b.id = p.id"_s
                .arg(hour(0).ms()));
    }

private Q_SLOTS:
    void aRepetitionThatPasses()
    {
        World world;
        world.repository(u"app"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Failure, 10);
        world.build(u"2"_s, u"c1"_s, RunResult::Success, 12);
        world.build(u"3"_s, u"c2"_s, RunResult::Success, 14);
        world.derive();
        QCOMPARE(flags(world, u"1"_s), u"r0 f1 p0"_s);
        QCOMPARE(flags(world, u"2"_s), u"r1 f0 p-"_s);
        QCOMPARE(flags(world, u"3"_s), u"r0 f0 p1"_s);
        QCOMPARE(periods(world), QStringList{u"1|10|12|1|1|2"_s});
    }

    void whatIsNoRepetition()
    {
        World world;
        world.repository(u"app"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Failure, 10);
        world.build(u"other pipeline"_s, u"c1"_s, RunResult::Success, 11).pipeline = u"lint"_s;
        world.build(u"other branch"_s, u"c1"_s, RunResult::Success, 12).branch = u"next"_s;
        world.build(u"of a change"_s, u"c1"_s, RunResult::Success, 13).trigger = u"pull_request"_s;
        world.build(u"stopped"_s, u"c1"_s, RunResult::Cancelled, 14);
        world.build(u"running"_s, u"c1"_s, RunResult::Running, 15).finishedAt = {};
        world.build(u"a month later"_s, u"c1"_s, RunResult::Success, 10 + 31 * 24);
        world.build(u"no commit"_s, {}, RunResult::Failure, 16);
        world.build(u"no commit, too"_s, {}, RunResult::Success, 17);
        world.derive();
        for (const QString &id : {u"1"_s, u"no commit"_s})
            QCOMPARE(flags(world, id), u"r0 f0 p0"_s);
        for (const QString &id :
            {u"other pipeline"_s, u"other branch"_s, u"of a change"_s, u"a month later"_s, u"no commit, too"_s})
            QCOMPARE(flags(world, id), u"r0 f0 p1"_s);
        for (const QString &id : {u"stopped"_s, u"running"_s})
            QCOMPARE(flags(world, id), u"r0 f0 p-"_s);
    }

    // A tool that keeps only the last attempt: people repeat what failed.
    void onlyTheLastAttempt()
    {
        World world;
        world.repository(u"app"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Success, 10).attempt = 2;
        world.build(u"2"_s, u"c2"_s, RunResult::Failure, 12).attempt = 3;
        world.derive();
        QCOMPARE(flags(world, u"1"_s), u"r1 f1 p0"_s);
        QCOMPARE(flags(world, u"2"_s), u"r1 f0 p0"_s);
    }

    void redUntilGreen()
    {
        World world;
        world.repository(u"app"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Success, 10);
        world.build(u"2"_s, u"c2"_s, RunResult::Failure, 20);
        world.build(u"stopped"_s, u"c2"_s, RunResult::Cancelled, 22);
        world.build(u"3"_s, u"c3"_s, RunResult::Failure, 24);
        world.build(u"4"_s, u"c4"_s, RunResult::Success, 30);
        world.build(u"5"_s, u"c5"_s, RunResult::Failure, 40);
        world.build(u"change"_s, u"d1"_s, RunResult::Failure, 41).branch = u"idea"_s;
        world.derive();
        QCOMPARE(periods(world), (QStringList{u"2|20|30|2|1|4"_s, u"5|40|NULL|1|1|NULL"_s, u"change|41|NULL|1|0|NULL"_s}));
        // What each result holds for: until the next build of the default branch with a verdict.
        for (const auto &[id, hours] : std::initializer_list<std::pair<QString, QString>>{{u"1"_s, u"10"_s},
                 {u"2"_s, u"4"_s}, {u"3"_s, u"6"_s}, {u"4"_s, u"10"_s}, {u"5"_s, u"-"_s}, {u"stopped"_s, u"-"_s},
                 {u"change"_s, u"-"_s}})
            QCOMPARE(world.value(u"build"_s, id, u"holds"_s), hours);
        // A late green one parts the period.
        world.build(u"6"_s, u"c2"_s, RunResult::Success, 23);
        const DerivationReport report = world.derive();
        QVERIFY(report.facts.contains(u"red_period"_s));
        QCOMPARE(periods(world),
            (QStringList{u"2|20|23|1|1|6"_s, u"3|24|30|1|1|4"_s, u"5|40|NULL|1|1|NULL"_s,
                u"change|41|NULL|1|0|NULL"_s}));
    }

    void whichBranchIsTheMainOne()
    {
        World world;
        world.repository(u"app"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Failure, 10);
        world.build(u"fork"_s, u"c2"_s, RunResult::Success, 11).trigger = u"pull_request"_s;
        world.build(u"request"_s, u"c3"_s, RunResult::Success, 11).trigger = u"merge_request_event"_s;
        world.build(u"2"_s, u"c4"_s, RunResult::Failure, 12).branch = u"trunk"_s;
        world.derive();
        QCOMPARE(world.value(u"build"_s, u"1"_s, u"on_default_branch"_s), u"1"_s);
        QCOMPARE(world.value(u"build"_s, u"2"_s, u"on_default_branch"_s), u"0"_s);
        QCOMPARE(world.value(u"build"_s, u"fork"_s, u"on_default_branch"_s), u"0"_s);
        QCOMPARE(world.value(u"build"_s, u"request"_s, u"on_default_branch"_s), u"0"_s);
        QCOMPARE(periods(world), (QStringList{u"1|10|NULL|1|1|NULL"_s, u"2|12|NULL|1|0|NULL"_s}));
        world.repository(u"app"_s, u"trunk"_s).updatedAt = hour(2000);
        world.derive();
        QCOMPARE(world.value(u"build"_s, u"1"_s, u"on_default_branch"_s), u"0"_s);
        QCOMPARE(periods(world), (QStringList{u"1|10|NULL|1|0|NULL"_s, u"2|12|NULL|1|1|NULL"_s}));
    }

    void theRecordSaysIt()
    {
        World world;
        world.repository(u"app"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Failure, 10);
        world.build(u"2"_s, u"c1"_s, RunResult::Success, 12);
        world.derive();
        const auto store = makeFactStore(world.file(), World::key());
        const qint64 id = world.idOf(u"build"_s, u"1"_s);
        const auto build = store->rowsBehind(u"build"_s, {id});
        QVERIFY(build);
        QCOMPARE(build->front()["flaky"_L1].toBool(), true);
        QCOMPARE(build->front()["on_default_branch"_L1].toBool(), true);
        const auto red = store->rowsBehind(u"red_period"_s, {id});
        QVERIFY(red);
        QCOMPARE(red->front()["began_at"_L1].toString(), hour(10).toIso());
        QCOMPARE(red->front()["ended_at"_L1].toString(), hour(12).toIso());
        QCOMPARE(red->front()["duration"_L1].toDouble(), 2 * 3600.0);
        QCOMPARE(red->front()["service"_L1].toString(), u"acme/app"_s);
    }

    void nothingChanges()
    {
        World world;
        world.repository(u"app"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Failure, 10);
        world.build(u"2"_s, u"c1"_s, RunResult::Success, 12);
        world.derive();
        world.build(u"lonely"_s, u"c9"_s, RunResult::Success, 100).pipeline = u"docs"_s;
        QCOMPARE(world.derive().facts, QStringList{u"build"_s}); // the row itself, and no red period
        QVERIFY(world.derive().facts.isEmpty());
    }

    void goneRepositoriesTakeTheirsAlong()
    {
        World world;
        world.repository(u"app"_s);
        world.repository(u"lib"_s);
        world.build(u"1"_s, u"c1"_s, RunResult::Failure, 10);
        world.build(u"2"_s, u"c2"_s, RunResult::Failure, 11, u"lib"_s);
        world.derive();
        QCOMPARE(periods(world).size(), 2);
        world.batch().tombstones.push_back({RecordKind::Repository, u"lib"_s});
        world.derive();
        QCOMPARE(world.rows(u"SELECT count(*) FROM red_period"_s), QStringList{u"1"_s});
    }

    // Records in any order, changed and gone again: step by step is the same as all at once.
    void stepByStepIsAllAtOnce()
    {
        std::mt19937 engine(17); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
        const auto pick = [&engine](int below) { return static_cast<int>(engine() % static_cast<unsigned>(below)); };
        World world;
        for (const QString &repository : {u"app"_s, u"lib"_s, u"web"_s})
            world.repository(repository);
        qsizetype flaky = 0;
        qsizetype red = 0;
        for (int round = 0; round < 40; ++round) {
            for (int edit = 0; edit < 12; ++edit) {
                const QString repository = std::array{u"app"_s, u"lib"_s, u"web"_s}[static_cast<std::size_t>(pick(3))];
                const int number = pick(60);
                const QString id = u"%1-%2"_s.arg(repository).arg(number);
                if (pick(12) == 0) {
                    world.batch().tombstones.push_back({RecordKind::Build, id});
                    continue;
                }
                if (pick(40) == 0) {
                    world.repository(repository, pick(2) == 0 ? u"main"_s : u"next"_s).updatedAt = hour(3000 + round);
                    continue;
                }
                const auto result = std::array{RunResult::Success, RunResult::Success, RunResult::Failure,
                    RunResult::Failure, RunResult::Cancelled, RunResult::Running}[static_cast<std::size_t>(pick(6))];
                Build &build = world.build(id, u"c%1"_s.arg(pick(8)), result, number * 40 + pick(30), repository);
                build.queuedAt = hour(number * 40 - 1); // what is asked for once is not asked for earlier later
                build.branch = std::array{u"main"_s, u"main"_s, u"next"_s}[static_cast<std::size_t>(number % 3)];
                build.attempt = 1 + (pick(6) == 0);
                if (result == RunResult::Running)
                    build.finishedAt = {};
            }
            world.derive();
            const QStringList stepwise = world.dump() + world.rows(u"SELECT * FROM red_period"_s);
            world.deriveAll();
            QCOMPARE(stepwise, world.dump() + world.rows(u"SELECT * FROM red_period"_s));
            flaky += world.rows(u"SELECT id FROM build WHERE flaky"_s).size();
            red += world.rows(u"SELECT id FROM red_period WHERE builds > 1"_s).size();
        }
        QVERIFY(flaky > 100); // of all rounds: there was something to compare
        QVERIFY(red > 100);
    }
};

QTEST_GUILESS_MAIN(BuildsTest)
#include "tst_builds.moc"
