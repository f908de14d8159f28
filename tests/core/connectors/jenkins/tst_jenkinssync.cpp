#include "core/connectors/jenkins/jenkins.h"
#include "tests/core/connectors/jenkins/jenkinsfixture.h"
#include "tests/core/connectors/suite/connectorrun.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr qint64 kMinute = 60'000;
constexpr auto kFreestyle = "hudson.model.FreeStyleProject"_L1;
constexpr auto kPipeline = "org.jenkinsci.plugins.workflow.job.WorkflowJob"_L1;

// The connector against an emulator that has nothing but what the test puts there.
class JenkinsRun final : public ConnectorRun {
public:
    explicit JenkinsRun(const JenkinsEmulator &emulator, const QStringList &scopes = {u"/"_s})
        : ConnectorRun(std::make_unique<JenkinsConnector>(), jenkinsSourceAt(emulator), "11emulated")
    {
        config.scopes = scopes;
    }
};

Instant minute(int number)
{
    return Instant{1'760'000'000'000 + number * kMinute};
}

JenkinsWorldBuild built(int at, const QString &result = u"SUCCESS"_s)
{
    JenkinsWorldBuild build;
    build.startedAt = minute(at);
    build.finishedAt = minute(at + 1);
    build.result = result;
    build.remote = u"https://git.acme.example/acme/shop.git"_s;
    build.branch = u"refs/remotes/origin/main"_s;
    build.sha = u"%1"_s.arg(at, 40, 16, QChar(u'0'));
    build.causes = {u"hudson.model.Cause$UserIdCause"_s};
    build.user = u"ann"_s;
    build.userName = u"Ann Lee"_s;
    return build;
}

QString trouble(const Result<SyncReport> &report)
{
    if (!report)
        return report.error().text;
    return report->problems.empty() ? QString() : report->problems.front().error.text;
}

void addBuilds(JenkinsEmulator &emulator, const QString &job, QLatin1StringView className, int from, int count)
{
    emulator.change([&](JenkinsWorld &world) {
        JenkinsWorldJob &into = world.addJob(job, className);
        for (int i = 0; i < count; ++i)
            (void)world.addBuild(into, built(from + i));
    });
}

} // namespace

class TestJenkinsSync final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsAskedWithoutATree()
    {
        JenkinsEmulator emulator(tinyOrganisation().records);
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.counts().value(u"no tree"_s), 0);
        QVERIFY(!sink.of<Build>().isEmpty() && !sink.of<Deployment>().isEmpty());
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QVERIFY(emulator.counts().value(u"jobs"_s) >= 1);
        // Only what was still running then is looked at again.
        qsizetype running = 0;
        for (const Build &build : sink.of<Build>())
            running += build.finishedAt.isSet() ? 0 : 1;
        QVERIFY(emulator.requests() <= 1 + running);
    }

    void secretsOfParametersAreNotKept()
    {
        JenkinsEmulator emulator(tinyOrganisation().records);
        emulator.setFaults({{.kind = Kind::WrongType, .match = u"job builds"_s, .after = 0, .times = -1, .value = 0}});
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QVERIFY(!sink.quarantine().empty());
        for (const QuarantinedRecord &bad : sink.quarantine())
            QVERIFY(!bad.payload.contains("SECRET"));
    }

    void aRunningBuildIsReadAgainUntilItEnds()
    {
        JenkinsEmulator emulator({});
        emulator.change([](JenkinsWorld &world) {
            JenkinsWorldJob &job = world.addJob(u"ci"_s, kFreestyle);
            (void)world.addBuild(job, built(0));
            JenkinsWorldBuild running = built(1);
            running.finishedAt = {};
            (void)world.addBuild(job, running);
            (void)world.addBuild(job, built(2));
        });
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().value(u"ci#2"_s).result, RunResult::Running);
        QCOMPARE(sink.of<Build>().value(u"ci#3"_s).result, RunResult::Success);
        emulator.change([](JenkinsWorld &world) {
            world.job(u"ci"_s)->builds[1].finishedAt = minute(9);
            world.job(u"ci"_s)->builds[1].result = u"FAILURE"_s;
        });
        sink.forgetBatches();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().value(u"ci#2"_s).result, RunResult::Failure);
        QCOMPARE(sink.of<Build>().value(u"ci#2"_s).finishedAt, minute(9));
        QCOMPARE(sink.batches().front().of<Build>().size(), 1U); // the others are known
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.requests(), 1);
    }

    void aBuildThatWaitsForWeeksCostsOneRequest()
    {
        JenkinsEmulator emulator({});
        emulator.change([](JenkinsWorld &world) {
            JenkinsWorldBuild waiting = built(0);
            waiting.finishedAt = {};
            (void)world.addBuild(world.addJob(u"ci"_s, kPipeline), waiting);
        });
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        addBuilds(emulator, u"ci"_s, kPipeline, 1, 500);
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().size(), 501);
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.counts().value(u"build"_s), 1);
        QCOMPARE(emulator.requests(), 2);
        emulator.change([](JenkinsWorld &world) { world.job(u"ci"_s)->builds[0].finishedAt = minute(700); });
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().value(u"ci#1"_s).finishedAt, minute(700));
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.requests(), 1);
    }

    void aBuildThatIsNoLongerKeptIsForgottenHere()
    {
        JenkinsEmulator emulator({});
        emulator.change([](JenkinsWorld &world) {
            JenkinsWorldBuild waiting = built(0);
            waiting.finishedAt = {};
            (void)world.addBuild(world.addJob(u"ci"_s, kPipeline), waiting);
        });
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        addBuilds(emulator, u"ci"_s, kPipeline, 1, 300);
        emulator.change(
            [](JenkinsWorld &world) { world.job(u"ci"_s)->builds.erase(world.job(u"ci"_s)->builds.begin()); });
        QCOMPARE(trouble(run.sync(sink)), QString());
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.requests(), 1);
        QCOMPARE(sink.of<Build>().size(), 301); // what was read is kept
    }

    void longHistoriesAreReadWhole()
    {
        JenkinsEmulator emulator({});
        addBuilds(emulator, u"folder/in/deep/folders/ci"_s, kFreestyle, 0, 450);
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().size(), 450);
        QCOMPARE(emulator.counts().value(u"job builds"_s), 5);
        QCOMPARE(sink.of<Build>().value(u"folder/in/deep/folders/ci#1"_s).pipeline, u"folder/in/deep/folders/ci"_s);
        run.config.options.insert(u"build_days"_s, 1); // all of them are older: the newest hundred, and no more
        MemorySink lately;
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(lately)), QString());
        QCOMPARE(lately.of<Build>().size(), 100);
        QCOMPARE(emulator.counts().value(u"job builds"_s), 1);
    }

    void aJobThatWasMadeAnewIsAnother()
    {
        JenkinsEmulator emulator({});
        addBuilds(emulator, u"ci"_s, kFreestyle, 0, 3);
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        for (int generation = 2; generation <= 3; ++generation) {
            emulator.change([](JenkinsWorld &world) { world.remove(u"ci"_s); });
            addBuilds(emulator, u"ci"_s, kFreestyle, 100 * generation, generation == 2 ? 2 : 1);
            QCOMPARE(trouble(run.sync(sink)), QString());
            const Build build = sink.of<Build>().value(u"ci~%1#1"_s.arg(generation));
            QCOMPARE(build.startedAt, minute(100 * generation));
            QCOMPARE(build.pipeline, u"ci"_s);
        }
        QCOMPARE(sink.of<Build>().size(), 6);
        QCOMPARE(sink.of<Build>().value(u"ci#1"_s).startedAt, minute(0));
        QCOMPARE(trouble(run.sync(sink, true)), QString());
        QCOMPARE(sink.of<Build>().size(), 6); // under the same names
    }

    void theNewestBuildDeletedIsNoNewJob()
    {
        JenkinsEmulator emulator({});
        addBuilds(emulator, u"ci"_s, kFreestyle, 0, 3);
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        emulator.change([](JenkinsWorld &world) { world.job(u"ci"_s)->builds.pop_back(); });
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.requests(), 1);
        addBuilds(emulator, u"ci"_s, kFreestyle, 10, 1);
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().value(u"ci#4"_s).startedAt, minute(10));
        QCOMPARE(sink.of<Build>().size(), 4);
    }

    void aDeploymentIsOfWhatStartedIt()
    {
        JenkinsEmulator emulator({});
        emulator.change([](JenkinsWorld &world) {
            (void)world.addBuild(world.addJob(u"shop/ci"_s, kFreestyle), built(0));
            JenkinsWorldBuild between = built(2);
            between.remote.clear();
            between.causes = {u"hudson.model.Cause$UpstreamCause"_s};
            between.upstream = u"shop/ci"_s;
            between.upstreamNumber = 1;
            (void)world.addBuild(world.addJob(u"shop/package"_s, kFreestyle), between);
            JenkinsWorldJob &deploy = world.addJob(u"shop/deploy"_s, kFreestyle);
            JenkinsWorldBuild deployed = between;
            deployed.upstream = u"shop/package"_s;
            deployed.parameters = {{u"ENVIRONMENT"_s, u"production"_s}};
            (void)world.addBuild(deploy, deployed);
            (void)world.addBuild(deploy, deployed);
            deployed.upstream = u"shop/gone"_s;
            (void)world.addBuild(deploy, deployed);
        });
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        for (const QString &id : {u"shop/deploy#1"_s, u"shop/deploy#2"_s}) {
            const Deployment deployment = sink.of<Deployment>().value(id);
            QCOMPARE(deployment.sha, built(0).sha);
            QCOMPARE(deployment.ref, u"main"_s);
            QCOMPARE(deployment.repository.id, u"git.acme.example/acme/shop"_s);
            QCOMPARE(deployment.environment, u"production"_s);
            QCOMPARE(sink.of<Build>().value(id).trigger, u"upstream"_s);
        }
        // Of one whose origin is gone at least the repository of its neighbours is known.
        QCOMPARE(sink.of<Deployment>().value(u"shop/deploy#3"_s).repository.id, u"git.acme.example/acme/shop"_s);
        QVERIFY(sink.of<Deployment>().value(u"shop/deploy#3"_s).sha.isEmpty());
        QCOMPARE(emulator.counts().value(u"build"_s), 3); // each origin once, whoever asks
    }

    void whatFetchesNothingStandsForItself()
    {
        JenkinsEmulator emulator({});
        emulator.change([](JenkinsWorld &world) {
            JenkinsWorldBuild build = built(0);
            build.remote.clear();
            (void)world.addBuild(world.addJob(u"ops/backup"_s, kFreestyle), build);
            (void)world.addBuild(world.addJob(u"ops/ci"_s, kFreestyle), built(0));
            (void)world.addBuild(*world.job(u"ops/ci"_s), build); // failed before it fetched anything
        });
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        const QString id = sink.of<Build>().value(u"ops/backup#1"_s).repository.id;
        QCOMPARE(sink.of<Repository>().value(id).path, u"ops/backup"_s);
        QCOMPARE(sink.of<Build>().value(u"ops/ci#2"_s).repository.id, u"git.acme.example/acme/shop"_s);
        addBuilds(emulator, u"other"_s, kFreestyle, 5, 1);
        emulator.change([](JenkinsWorld &world) {
            JenkinsWorldBuild build = built(7, u"FAILURE"_s);
            build.remote.clear();
            (void)world.addBuild(*world.job(u"ops/ci"_s), build);
        });
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().value(u"ops/ci#3"_s).repository.id, u"git.acme.example/acme/shop"_s); // remembered
    }

    void stagesThatDeployAreDeployments()
    {
        JenkinsEmulator emulator({});
        emulator.change([](JenkinsWorld &world) {
            JenkinsWorldJob &job = world.addJob(u"shop"_s, kPipeline);
            for (int i = 0; i < 14; ++i) {
                JenkinsWorldBuild build = built(10 * i, i == 3 ? u"UNSTABLE"_s : u"SUCCESS"_s);
                build.stages = {{u"5"_s, u"Build"_s, u"SUCCESS"_s, minute(10 * i), 1000, 0},
                    {u"9"_s, u"Deploy to production"_s, i == 5 ? u"FAILED"_s : u"SUCCESS"_s, minute(10 * i + 1),
                        kMinute, 0}};
                (void)world.addBuild(job, build);
            }
        });
        JenkinsRun run(emulator);
        run.config.options.insert(u"deployment_stages"_s, u"^Deploy to (?<environment>\\w+)$"_s);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Deployment>().size(), 14);
        QCOMPARE(emulator.counts().value(u"stages"_s), 5); // ten at once, four alone
        const Deployment deployment = sink.of<Deployment>().value(u"shop#6/9"_s);
        QCOMPARE(deployment.result, RunResult::Failure);
        QCOMPARE(deployment.environment, u"production"_s);
        QCOMPARE(deployment.sha, built(50).sha);
        QCOMPARE(deployment.startedAt, minute(51));
        QCOMPARE(deployment.finishedAt, minute(52));
        emulator.change([](JenkinsWorld &world) {
            JenkinsWorldBuild build = built(200);
            build.stages = {{u"9"_s, u"Deploy to production"_s, u"SUCCESS"_s, minute(201), kMinute, 0}};
            (void)world.addBuild(*world.job(u"shop"_s), build);
        });
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Deployment>().size(), 15);
        QCOMPARE(emulator.counts().value(u"stages"_s), 1);
        QCOMPARE(emulator.requests(), 3);
    }

    void withoutThePluginStagesAreMissedOnce()
    {
        JenkinsEmulator emulator(RecordBatch(), {.answers = {.hasStages = false}});
        addBuilds(emulator, u"one"_s, kPipeline, 0, 3);
        addBuilds(emulator, u"two"_s, kPipeline, 0, 1);
        JenkinsRun run(emulator);
        run.config.options.insert(u"deployment_stages"_s, u"deploy"_s);
        MemorySink sink;
        const auto report = run.sync(sink);
        QCOMPARE(trouble(report), QString());
        QCOMPARE(sink.of<Build>().size(), 4);
        QCOMPARE(emulator.counts().value(u"stages"_s), 1);
        QVERIFY2(report->notes.join(u' ').contains("Pipeline: REST API"_L1), qPrintable(report->notes.join(u' ')));
    }

    void oldServersAreUnderstood()
    {
        JenkinsEmulator emulator(
            RecordBatch(), {.prefix = {}, .answers = {.hasClasses = false, .hasQueueTimes = false}});
        addBuilds(emulator, u"folder/ci"_s, kFreestyle, 0, 120);
        JenkinsRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().size(), 120);
        QCOMPARE(sink.of<Build>().value(u"folder/ci#7"_s).trigger, u"manual"_s);
        QVERIFY(!sink.of<Build>().value(u"folder/ci#7"_s).queuedAt.isSet());
    }

    void scopesThatOverlapAreReadOnce()
    {
        JenkinsEmulator emulator({});
        addBuilds(emulator, u"acme/shop/ci"_s, kFreestyle, 0, 5);
        addBuilds(emulator, u"acme/other"_s, kFreestyle, 0, 5);
        JenkinsRun run(emulator, {u"acme"_s, u"acme/shop"_s, u"acme/other"_s});
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().size(), 10);
        QCOMPARE(emulator.counts().value(u"job builds"_s), 2);
        JenkinsRun one(emulator, {u"acme/other"_s});
        MemorySink few;
        QCOMPARE(trouble(one.sync(few)), QString());
        QCOMPARE(few.of<Build>().size(), 5);
    }

    void oneReasonForManyJobsIsToldOnce()
    {
        JenkinsEmulator emulator({});
        for (int i = 0; i < 20; ++i)
            addBuilds(emulator, u"acme/job-%1"_s.arg(i), kFreestyle, 0, 1);
        emulator.setFaults(
            {{.kind = Kind::MissingScope, .match = u"job builds"_s, .after = 5, .times = -1, .value = 0}});
        JenkinsRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(report);
        QCOMPARE(sink.of<Build>().size(), 5);
        QCOMPARE(report->problems.size(), 1U);
        QVERIFY(report->problems.front().error.text.contains("Job: Read"_L1));
        QVERIFY2(report->notes.join(u' ').contains("14 more jobs"_L1), qPrintable(report->notes.join(u' ')));
    }

    void aProxyThatTakesTheTokenAwayIsNamed()
    {
        JenkinsEmulator emulator({});
        addBuilds(emulator, u"ci"_s, kFreestyle, 0, 1);
        emulator.setFaults({{.kind = Kind::SingleSignOn, .match = {}, .after = 0, .times = -1, .value = 0}});
        JenkinsRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Auth);
        QVERIFY2(report.error().text.contains("proxy"_L1), qPrintable(report.error().text));
    }
};

QTEST_GUILESS_MAIN(TestJenkinsSync)
#include "tst_jenkinssync.moc"
