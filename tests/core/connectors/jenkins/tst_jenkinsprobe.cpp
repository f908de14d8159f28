#include "core/connectors/jenkins/jenkins.h"
#include "core/connectors/registry.h"
#include "tests/core/connectors/jenkins/jenkinsfixture.h"
#include "tests/core/connectors/suite/connectorrun.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Access = EntityProbe::Access;

namespace {

ConnectorRun runAt(const JenkinsEmulator &emulator)
{
    return {std::make_unique<JenkinsConnector>(), jenkinsSourceAt(emulator), "11emulated"};
}

Access accessTo(const ProbeReport &report, QLatin1StringView entity)
{
    const auto found = std::ranges::find(report.entities, QString(entity), &EntityProbe::entity);
    return found == report.entities.end() ? Access::Unknown : found->access;
}

} // namespace

class TestJenkinsProbe final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatTheTokenMayRead()
    {
        JenkinsEmulator emulator(tinyOrganisation().records);
        ConnectorRun run = runAt(emulator);
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->account, u"Lena Lead"_s);
        QCOMPARE(report->server, u"Jenkins 2.479.1"_s);
        for (const QLatin1StringView entity :
            {"Jobs"_L1, "Builds"_L1, "Time in the queue"_L1, "Stages of pipelines"_L1})
            QCOMPARE(accessTo(*report, entity), Access::Yes);
        QVERIFY2(report->warnings.isEmpty(), qPrintable(report->warnings.join(u' ')));
    }

    void missingPluginsAreNamed()
    {
        JenkinsEmulator emulator(tinyOrganisation().records, {.answers = {.hasQueueTimes = false, .hasStages = false}});
        ConnectorRun run = runAt(emulator);
        const auto report = run.probe();
        QVERIFY(report);
        QCOMPARE(accessTo(*report, "Time in the queue"_L1), Access::NotEnabled);
        QCOMPARE(accessTo(*report, "Stages of pipelines"_L1), Access::NotEnabled);
    }

    void warnsWhereNothingDeploys()
    {
        JenkinsEmulator emulator(tinyOrganisation().records);
        ConnectorRun run = runAt(emulator);
        run.config.options.insert(u"deployment_jobs"_s, u"release-to-moon"_s);
        const auto report = run.probe();
        QVERIFY(report);
        QVERIFY2(report->warnings.join(u' ').contains("Jobs that deploy"_L1), qPrintable(report->warnings.join(u' ')));
    }

    void whatIsHiddenIsTold()
    {
        JenkinsEmulator emulator(tinyOrganisation().records);
        emulator.setFaults(
            {{.kind = EmulatorFault::Kind::MissingScope, .match = u"builds"_s, .after = 0, .times = -1, .value = 0}});
        ConnectorRun run = runAt(emulator);
        const auto report = run.probe();
        QVERIFY(report);
        QCOMPARE(accessTo(*report, "Jobs"_L1), Access::Yes);
        QCOMPARE(accessTo(*report, "Builds"_L1), Access::No);
        run.config.scopes = {u"no/such/folder"_s};
        QCOMPARE(accessTo(*run.probe(), "Jobs"_L1), Access::No);
    }

    void discoversFoldersProjectsAndJobs()
    {
        JenkinsEmulator emulator({});
        emulator.change([](JenkinsWorld &world) {
            world.addFolder(u"acme/shop"_s, u"org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"_s);
            const auto build = [](qint64 at) {
                JenkinsWorldBuild build;
                build.startedAt = build.finishedAt = Instant{at};
                return build;
            };
            const QString pipeline = u"org.jenkinsci.plugins.workflow.job.WorkflowJob"_s;
            (void)world.addBuild(world.addJob(u"acme/shop/main"_s, pipeline), build(1'760'000'000'000));
            (void)world.addBuild(world.addJob(u"acme/shop/users%2Fann"_s, pipeline), build(1'770'000'000'000));
            (void)world.addBuild(
                world.addJob(u"a/b/c/d/e/f"_s, u"hudson.model.FreeStyleProject"_s), build(1'750'000'000'000));
        });
        ConnectorRun run = runAt(emulator);
        const auto found = run.discover();
        QVERIFY2(found, qPrintable(found ? QString() : found.error().text));
        QStringList names;
        for (const DiscoveredScope &scope : *found)
            names.append(scope.scope);
        names.sort();
        QCOMPARE(names,
            (QStringList{u"a"_s, u"a/b"_s, u"a/b/c"_s, u"a/b/c/d"_s, u"a/b/c/d/e"_s, u"a/b/c/d/e/f"_s, u"acme"_s,
                u"acme/shop"_s})); // no branches
        const auto shop = std::ranges::find(*found, u"acme/shop"_s, &DiscoveredScope::scope);
        QCOMPARE(shop->group, u"acme"_s);
        QCOMPARE(shop->lastActivity.ms(), 1'770'000'000'000);
        const auto deep = std::ranges::find(*found, u"a/b/c/d"_s, &DiscoveredScope::scope);
        QCOMPARE(deep->lastActivity.ms(), 1'750'000'000'000);
    }

    void theRegistryOffersJenkins()
    {
        const auto connectors = makeConnectors();
        QVERIFY(std::ranges::any_of(
            connectors, [](const auto &connector) { return connector->descriptor().kind == "jenkins"_L1; }));
    }
};

QTEST_GUILESS_MAIN(TestJenkinsProbe)
#include "tst_jenkinsprobe.moc"
