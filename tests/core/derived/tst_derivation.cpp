#include "tests/core/derived/support/world.h"

#include "core/store/directorystore.h"
#include "core/store/recordstore.h"

#include <QTest>

#include <random>

using namespace leadline;
using namespace leadline::test;

namespace {

constexpr int kDay = 24;

// A service whose line of commits is c0 ← c1 ← c2 …, each the merge of a change of the same number.
void addLine(World &world, int changes)
{
    world.repository(u"app"_s);
    world.commit(u"c0"_s);
    for (int i = 1; i <= changes; ++i) {
        world.commit(u"c%1"_s.arg(i), {u"c%1"_s.arg(i - 1)});
        world.change(QString::number(i), u"c%1"_s.arg(i), i * 10);
    }
}

void setStandIn(World &world, const QString &service, DeploymentStandIn standIn)
{
    auto directory = readDirectory(world.database());
    QVERIFY(directory);
    for (ServiceEntry &entry : directory->services) {
        if (entry.name != service)
            continue;
        entry.standIn = standIn;
        QVERIFY(applyDirectoryChange(world.database(), SaveService{entry}));
        return;
    }
    QFAIL("no such service");
}

} // namespace

class DerivationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingToDo()
    {
        World world;
        QVERIFY(world.derive().facts.isEmpty());
        addLine(world, 1);
        QVERIFY(world.derive().facts.contains(u"change"_s));
        QVERIFY(world.derive().facts.isEmpty());
    }

    void deploymentByAncestry()
    {
        World world;
        addLine(world, 3);
        world.deployment(u"d1"_s, u"c1"_s, 15);
        world.deployment(u"d2"_s, u"c3"_s, 40);
        const DerivationReport report = world.derive();
        QCOMPARE(report.changesLinked, 3);
        QCOMPARE(report.changesInferred, 0);
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"15"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deployed_at"_s), u"40"_s);
        QCOMPARE(world.value(u"change"_s, u"3"_s, u"deployed_at"_s), u"40"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deployment_inferred"_s), u"0"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deploy"_s), u"20"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"lead"_s), u"22"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d2"_s, u"changes"_s), u"2"_s);
        QCOMPARE(
            world.rows(
                u"SELECT c.external_id, d.external_id FROM change_request c JOIN deployment d ON d.id = c.deployment"_s),
            (QStringList{u"1|d1"_s, u"2|d2"_s, u"3|d2"_s}));
    }

    // Only what reached production brings changes there.
    void otherEventsBringNothing()
    {
        World world;
        addLine(world, 1);
        world.deployment(u"failed"_s, u"c1"_s, 11).result = RunResult::Failure;
        world.deployment(u"staging"_s, u"c1"_s, 12).environment = u"staging-eu"_s;
        world.deployment(u"good"_s, u"c1"_s, 20);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"20"_s);
        QCOMPARE(world.value(u"deployment"_s, u"failed"_s, u"succeeded"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"staging"_s, u"environment_class"_s), u"staging"_s);
    }

    // Merged after the deployment's commit was chosen: order in time would be wrong, the commits are right.
    void notYetDeployed()
    {
        World world;
        addLine(world, 2);
        world.deployment(u"late"_s, u"c1"_s, 50);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deployed_at"_s), u"-"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"lead"_s), u"-"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"cycle"_s), u"2"_s);
    }

    void withoutCommitsByOrderInTime()
    {
        World world;
        world.repository(u"app"_s);
        world.change(u"1"_s, u"x1"_s, 10);
        world.change(u"2"_s, u"x2"_s, 20);
        world.deployment(u"running"_s, u"y1"_s, 20); // started at 19, before the second merge
        world.deployment(u"next"_s, u"y2"_s, 30);
        const DerivationReport report = world.derive();
        QCOMPARE(report.changesInferred, 2);
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"20"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deployed_at"_s), u"30"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deployment_inferred"_s), u"1"_s);
    }

    void releasesStandIn()
    {
        World world;
        addLine(world, 2);
        world.release(u"v1"_s, u"c1"_s, 12);
        world.release(u"v2-beta"_s, u"c2"_s, 21).prerelease = true;
        world.release(u"v2"_s, u"c2"_s, 30);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"-"_s);
        setStandIn(world, u"acme/app"_s, DeploymentStandIn::Releases);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"12"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deployed_at"_s), u"30"_s);
        QCOMPARE(world.value(u"deployment"_s, u"release:v2"_s, u"origin"_s), u"release"_s);
        QCOMPARE(world.value(u"deployment"_s, u"release:v2"_s, u"environment_class"_s), u"production"_s);
        QCOMPARE(world.value(u"deployment"_s, u"release:v2-beta"_s, u"origin"_s), u"absent"_s);
        // A real deployment to production ends the standing in.
        world.deployment(u"real"_s, u"c2"_s, 50);
        world.derive();
        QCOMPARE(world.value(u"deployment"_s, u"release:v2"_s, u"origin"_s), u"absent"_s);
        QCOMPARE(world.value(u"change"_s, u"2"_s, u"deployed_at"_s), u"50"_s);
    }

    void mergesStandIn()
    {
        World world;
        addLine(world, 1);
        world.change(u"side"_s, u"s1"_s, 5).baseBranch = u"release/1"_s;
        world.derive();
        setStandIn(world, u"acme/app"_s, DeploymentStandIn::Merges);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"10"_s);
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployment_inferred"_s), u"0"_s);
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deploy"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"merge:1"_s, u"origin"_s), u"merge"_s);
        QCOMPARE(world.value(u"deployment"_s, u"merge:side"_s, u"origin"_s), u"absent"_s);
        QCOMPARE(world.value(u"change"_s, u"side"_s, u"deployment_inferred"_s), u"1"_s);
    }

    void servicesOfSeveralRepositories()
    {
        World world;
        addLine(world, 1);
        world.repository(u"library"_s);
        world.change(u"lib"_s, u"l1"_s, 12, u"library"_s);
        world.deployment(u"d1"_s, u"c1"_s, 20);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"lib"_s, u"deployed_at"_s), u"-"_s);
        ServiceEntry both;
        both.name = u"Shop"_s;
        both.repositories = {world.idOf(u"repository"_s, u"app"_s), world.idOf(u"repository"_s, u"library"_s)};
        auto inverse = applyDirectoryChange(world.database(), SaveService{both});
        QVERIFY(inverse);
        world.derive();
        // The library has no deployment of its own: those of its service carry it.
        QCOMPARE(world.value(u"change"_s, u"lib"_s, u"deployed_at"_s), u"20"_s);
        QCOMPARE(world.value(u"change"_s, u"lib"_s, u"deployment_inferred"_s), u"1"_s);
        QCOMPARE(world.value(u"change"_s, u"lib"_s, u"service"_s), u"Shop"_s);
        QVERIFY(applyDirectoryChange(world.database(), *inverse));
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"lib"_s, u"deployed_at"_s), u"-"_s);
        QCOMPARE(world.value(u"change"_s, u"lib"_s, u"service"_s), u"acme/library"_s);
    }

    void productionPatternCanBeChanged()
    {
        World world;
        addLine(world, 1);
        world.deployment(u"d1"_s, u"c1"_s, 20).environment = u"kunden"_s;
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"-"_s);
        EnvironmentPatterns patterns = readDirectory(world.database())->patterns;
        patterns.production = u"^kunden$"_s;
        QVERIFY(applyDirectoryChange(world.database(), SetEnvironmentPatterns{patterns}));
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"deployed_at"_s), u"20"_s);
        patterns.production = u"(unclosed"_s;
        const auto refused = applyDirectoryChange(world.database(), SetEnvironmentPatterns{patterns});
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Config);
    }

    void defaultPatterns_data()
    {
        QTest::addColumn<QString>("expected");
        for (const char *name : {"production", "Production", "prod", "prd", "live", "prod-eu-1", "eu-production",
                 "main-prod", "Production – shop"})
            QTest::newRow(name) << u"production"_s;
        for (const char *name : {"staging", "stage", "pre-prod", "preprod", "pre-production", "uat"})
            QTest::newRow(name) << u"staging"_s;
        for (const char *name : {"test", "qa-2"})
            QTest::newRow(name) << u"test"_s;
        for (const char *name : {"development", "dev", "Preview", "review/feature-1"})
            QTest::newRow(name) << u"development"_s;
        for (const char *name : {"product-demo", "github-pages", "non-prod", "delivery"})
            QTest::newRow(name) << u"unknown"_s;
    }
    void defaultPatterns()
    {
        QFETCH(QString, expected);
        World world;
        world.repository(u"app"_s);
        world.deployment(u"d1"_s, u"c1"_s, 20).environment = QString::fromUtf8(QTest::currentDataTag());
        world.derive();
        QCOMPARE(world.value(u"deployment"_s, u"d1"_s, u"environment_class"_s), expected);
    }

    void incidentsByTime()
    {
        World world;
        addLine(world, 2);
        world.deployment(u"d1"_s, u"c1"_s, 20);
        world.deployment(u"d2"_s, u"c2"_s, 30);
        world.incident(u"i1"_s, 33, 40);
        world.incident(u"late"_s, 30 + 73, 200); // more than 72 hours after
        const DerivationReport report = world.derive();
        QCOMPARE(report.incidentsLinked, 1);
        QCOMPARE(world.value(u"incident"_s, u"i1"_s, u"link"_s), u"inferred"_s);
        QCOMPARE(world.value(u"incident"_s, u"late"_s, u"link"_s), u"none"_s);
        QCOMPARE(world.value(u"incident"_s, u"i1"_s, u"resolution"_s), u"7"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d1"_s, u"failed"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d2"_s, u"failed"_s), u"1"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d2"_s, u"recovered_at"_s), u"40"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d2"_s, u"recovery"_s), u"10"_s);
        QVERIFY(saveSetting(world.database(), u"incident_window_hours"_s, 100));
        world.deriveAll();
        QCOMPARE(world.value(u"incident"_s, u"late"_s, u"link"_s), u"inferred"_s);
    }

    void incidentsByName()
    {
        World world;
        addLine(world, 2);
        world.deployment(u"d1"_s, u"c1"_s, 20);
        world.deployment(u"d2"_s, u"c2"_s, 30);
        world.incident(u"named"_s, 33, 40).deployment.id = u"d1"_s;
        world.incident(u"blamed"_s, 500, 510).causeSha = u"c2"_s; // long after, but the commit is known
        world.derive();
        QCOMPARE(world.value(u"incident"_s, u"named"_s, u"link"_s), u"explicit"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d1"_s, u"recovered_at"_s), u"40"_s);
        QCOMPARE(world.value(u"incident"_s, u"blamed"_s, u"link"_s), u"explicit"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d2"_s, u"recovered_at"_s), u"510"_s);
    }

    // Each service has its own incidents: those of another one blame nothing here.
    void incidentsOfAnotherService()
    {
        World world;
        addLine(world, 1);
        world.repository(u"other"_s);
        world.deployment(u"d1"_s, u"c1"_s, 20);
        world.incident(u"i1"_s, 22, 30, u"other"_s);
        world.derive();
        QCOMPARE(world.value(u"incident"_s, u"i1"_s, u"link"_s), u"none"_s);
        QCOMPARE(world.value(u"incident"_s, u"i1"_s, u"service"_s), u"acme/other"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d1"_s, u"failed"_s), u"0"_s);
    }

    void rollbackSaysThatTheOneBeforeFailed()
    {
        World world;
        addLine(world, 2);
        world.deployment(u"d1"_s, u"c1"_s, 20);
        world.deployment(u"d2"_s, u"c2"_s, 30);
        world.deployment(u"back"_s, u"c1"_s, 36); // nobody calls it a rollback, but the commits do
        world.derive();
        QCOMPARE(world.value(u"deployment"_s, u"back"_s, u"rollback"_s), u"1"_s);
        QCOMPARE(world.value(u"deployment"_s, u"back"_s, u"unplanned"_s), u"1"_s);
        QCOMPARE(world.value(u"deployment"_s, u"back"_s, u"changes"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d1"_s, u"failed"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d2"_s, u"failed"_s), u"1"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d2"_s, u"recovery"_s), u"6"_s);
    }

    // The same commit to one region after the other goes forward in each.
    void regionsAreNotRollbacks()
    {
        World world;
        addLine(world, 2);
        for (const int i : {1, 2}) {
            world.deployment(u"us%1"_s.arg(i), u"c%1"_s.arg(i), i * 20).environment = u"prod-us"_s;
            world.deployment(u"eu%1"_s.arg(i), u"c%1"_s.arg(i), i * 20 + 5).environment = u"prod-eu"_s;
        }
        world.derive();
        QVERIFY(world.rows(u"SELECT id FROM deploy_event WHERE rollback OR failed OR unplanned"_s).isEmpty());
    }

    void hotfixes()
    {
        World world;
        addLine(world, 3);
        world.deployment(u"d1"_s, u"c1"_s, 20);
        world.deployment(u"fix"_s, u"c2"_s, 30).unplanned = true;
        world.deployment(u"much later"_s, u"c3"_s, 30 + 5 * kDay).unplanned = true;
        world.derive();
        QCOMPARE(world.value(u"deployment"_s, u"d1"_s, u"failed"_s), u"1"_s);
        QCOMPARE(world.value(u"deployment"_s, u"d1"_s, u"recovered_at"_s), u"30"_s);
        QCOMPARE(world.value(u"deployment"_s, u"fix"_s, u"failed"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"fix"_s, u"unplanned"_s), u"1"_s);
    }

    // A hotfix that answers a known incident blames the deployment that caused it, not the innocent one between.
    void hotfixOfAKnownIncident()
    {
        World world;
        addLine(world, 3);
        world.deployment(u"bad"_s, u"c1"_s, 20);
        world.incident(u"i1"_s, 22, -1).deployment.id = u"bad"_s;
        world.deployment(u"innocent"_s, u"c2"_s, 24);
        world.deployment(u"fix"_s, u"c3"_s, 30).unplanned = true;
        world.derive();
        QCOMPARE(world.value(u"deployment"_s, u"innocent"_s, u"failed"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"bad"_s, u"failed"_s), u"1"_s);
        // The incident is not resolved: the fixing deployment is the recovery.
        QCOMPARE(world.value(u"deployment"_s, u"bad"_s, u"recovered_at"_s), u"30"_s);
    }

    void fixThatClosesTheIncidentsIssue()
    {
        World world;
        addLine(world, 1);
        world.deployment(u"bad"_s, u"c1"_s, 20);
        Issue issue;
        issue.externalId = u"i1"_s;
        issue.key = u"acme/app#7"_s;
        issue.createdAt = hour(22);
        world.batch().add(issue);
        world.incident(u"i1"_s, 22, 35);
        world.commit(u"c2"_s, {u"c1"_s});
        world.change(u"repair"_s, u"c2"_s, 28).issueKeys = {u"acme/app#7"_s};
        world.deployment(u"fix"_s, u"c2"_s, 30);
        world.derive();
        QCOMPARE(world.value(u"deployment"_s, u"fix"_s, u"unplanned"_s), u"1"_s);
        QCOMPARE(world.value(u"deployment"_s, u"fix"_s, u"failed"_s), u"0"_s);
        QCOMPARE(world.value(u"deployment"_s, u"bad"_s, u"recovered_at"_s), u"35"_s);
    }

    void reclassifiedReviewer()
    {
        World world;
        addLine(world, 1);
        world.identity(u"ann"_s);
        world.identity(u"helper"_s); // a program that its tool takes for a person
        world.identity(u"bob"_s);
        ChangeRequest &change = world.change(u"c"_s, u"c9"_s, 50);
        change.firstResponseAt = hour(49);
        change.createdAt = change.readyAt = hour(48);
        world.review(u"c"_s, u"helper"_s, Verdict::Commented, 49);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"c"_s, u"first_response_at"_s), u"49"_s);
        QCOMPARE(world.value(u"change"_s, u"c"_s, u"unreviewed"_s), u"0"_s);
        auto inverse = applyDirectoryChange(
            world.database(), SetActorClass{{world.idOf(u"identity"_s, u"helper"_s)}, ActorClass::AiReviewer});
        QVERIFY(inverse);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"c"_s, u"first_response_at"_s), u"-"_s);
        QCOMPARE(world.value(u"change"_s, u"c"_s, u"unreviewed"_s), u"1"_s);
        QCOMPARE(world.value(u"change"_s, u"c"_s, u"reviews"_s), u"0"_s);
        // The tool's word does not undo it; other people's answers count as before.
        world.identity(u"helper"_s, u"Helper"_s);
        world.review(u"c"_s, u"bob"_s, Verdict::Approved, 50);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"c"_s, u"first_approval_at"_s), u"50"_s);
        QVERIFY(applyDirectoryChange(world.database(), *inverse));
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"c"_s, u"first_response_at"_s), u"49"_s);
    }

    void renamedAndRemovedRepositories()
    {
        World world;
        addLine(world, 1);
        world.derive();
        world.repository(u"app"_s).path = u"acme/new-name"_s;
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"service"_s), u"acme/new-name"_s);
        world.batch().tombstones.push_back({RecordKind::Repository, u"app"_s});
        world.derive();
        QVERIFY(world.dump().isEmpty());
        QVERIFY(world.rows(u"SELECT * FROM service"_s).isEmpty());
    }

    // Whatever is written in whatever order: deriving step by step gives what deriving everything at once gives.
    void incrementalEqualsFull()
    {
        std::mt19937 random(20260105);
        const auto pick = [&random](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
        World world;
        for (const QString &name : {u"app"_s, u"web"_s, u"lib"_s})
            world.repository(name);
        const auto anyRepository = [&] {
            return std::array{u"app"_s, u"web"_s, u"lib"_s}[static_cast<std::size_t>(pick(3))];
        };
        const auto sha = [](const QString &repository, int number) { return repository + QString::number(number); };
        for (int i = 0; i < 60; ++i) { // a part of the history, with holes
            const int number = pick(30);
            const QString repository = anyRepository();
            world.commit(sha(repository, number), number > 0 ? QStringList{sha(repository, number - 1)} : QStringList(),
                repository);
        }
        qsizetype linked = 0;
        qsizetype failed = 0;
        for (int round = 0; round < 16; ++round) {
            for (int edit = 0; edit < 14; ++edit) {
                const QString repository = anyRepository();
                const int number = pick(30);
                const int at = number * 8 + pick(12);
                switch (pick(9)) {
                case 0:
                    world.commit(sha(repository, number),
                        number > 0 ? QStringList{sha(repository, number - 1)} : QStringList(), repository);
                    break;
                case 1:
                    world.change(u"%1-%2"_s.arg(repository).arg(number), sha(repository, number),
                        pick(5) == 0 ? -1 : at + 2, repository);
                    break;
                case 2:
                    world.deployment(
                        u"d-%1-%2"_s.arg(repository).arg(number), sha(repository, pick(30)), at + 5, repository);
                    break;
                case 3: {
                    Deployment &deployment = world.deployment(
                        u"x-%1-%2"_s.arg(repository).arg(number), sha(repository, number), at, repository);
                    deployment.result = pick(2) == 0 ? RunResult::Failure : RunResult::Success;
                    deployment.unplanned = pick(2) == 0;
                    deployment.environment = pick(3) == 0 ? u"staging"_s : u"production"_s;
                    break;
                }
                case 4:
                    world.incident(
                        u"i-%1-%2"_s.arg(repository).arg(number), at, pick(4) == 0 ? -1 : at + 9, repository);
                    break;
                case 5:
                    world.release(u"v-%1-%2"_s.arg(repository).arg(number), sha(repository, number), at, repository);
                    break;
                case 6:
                    world.change(u"%1-%2"_s.arg(repository).arg(number), sha(repository, number), at + 2, repository);
                    world.review(u"%1-%2"_s.arg(repository).arg(number), u"bob"_s, Verdict::Approved, at + 1);
                    break;
                case 7: {
                    static constexpr std::array kinds = {
                        RecordKind::ChangeRequest, RecordKind::Deployment, RecordKind::Incident, RecordKind::Release};
                    static const std::array ids = {u"%1-%2"_s, u"d-%1-%2"_s, u"i-%1-%2"_s, u"v-%1-%2"_s};
                    const auto which = static_cast<std::size_t>(pick(4));
                    world.batch().tombstones.push_back({kinds[which], ids[which].arg(repository).arg(number)});
                    break;
                }
                default:
                    world.identity(u"bob"_s, u"Bob"_s, {}, pick(2) == 0 ? ActorClass::Human : ActorClass::Bot);
                }
            }
            world.derive();
            if (round % 10 == 5)
                setStandIn(
                    world, u"acme/lib"_s, pick(2) == 0 ? DeploymentStandIn::Releases : DeploymentStandIn::Merges);
            world.derive();
            const QStringList stepwise = world.dump();
            world.deriveAll();
            QCOMPARE(stepwise, world.dump());
            linked +=
                world.rows(u"SELECT id FROM change_fact WHERE event IS NOT NULL AND NOT deployment_inferred"_s).size();
            failed += world.rows(u"SELECT id FROM deploy_event WHERE failed"_s).size();
        }
        QVERIFY(linked > 20); // of all rounds: there was something to compare
        QVERIFY(failed > 20);
    }

    void cancelled()
    {
        World world;
        addLine(world, 1);
        world.write();
        CancelSource cancel;
        cancel.cancel();
        QVERIFY(world.database().begin());
        const auto stopped = leadline::derive(world.database(), cancel.token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        world.database().rollback();
        QVERIFY(world.derive().facts.contains(u"change"_s)); // nothing was forgotten
    }
};

QTEST_GUILESS_MAIN(DerivationTest)
#include "tst_derivation.moc"
