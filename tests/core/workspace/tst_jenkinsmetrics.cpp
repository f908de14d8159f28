#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/workspace/workspace.h"
#include "tests/core/workspace/syncfixture.h"
#include "tests/emulators/jenkins/jenkinsemulator.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leadline;
using namespace leadline::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double kHour = 3'600'000.0;

Instant at(const char *day, int hour)
{
    return Instant::fromIso(u"2026-01-%1T%2:00:00Z"_s.arg(QLatin1StringView(day)).arg(hour, 2, 10, QChar(u'0')));
}

JenkinsWorldBuild built(Instant when, int minutes, const QString &result, const QString &sha)
{
    JenkinsWorldBuild build;
    build.startedAt = when;
    build.finishedAt = Instant{when.ms() + minutes * 60'000};
    build.result = result;
    build.sha = sha.repeated(40);
    build.remote = u"https://git.acme.example/acme/shop.git"_s;
    build.branch = u"refs/remotes/origin/main"_s;
    build.causes = {u"jenkins.branch.BranchEventCause"_s};
    return build;
}

// January 2026 of one service: eight builds of its main branch and nine deployments.
void fill(JenkinsWorld &world)
{
    world.addFolder(u"acme/shop"_s, u"org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"_s);
    JenkinsWorldJob &main = world.addJob(u"acme/shop/main"_s, u"org.jenkinsci.plugins.workflow.job.WorkflowJob"_s);
    main.isPrimary = true;
    const auto build = [&](const char *day, int hour, const char *result, const char *sha, qint64 queueMs = 60'000) {
        JenkinsWorldBuild made = built(at(day, hour), 10, QLatin1StringView(result), QLatin1StringView(sha));
        made.queueMs = queueMs;
        (void)world.addBuild(main, std::move(made));
    };
    build("05", 10, "SUCCESS", "a");
    build("06", 10, "FAILURE", "b", 600'000);
    build("06", 12, "SUCCESS", "b"); // the same commit: the failure was a whim. Red for two hours
    build("07", 10, "FAILURE", "c");
    build("07", 14, "SUCCESS", "d"); // red for four hours
    build("08", 10, "ABORTED", "e");
    build("09", 10, "UNSTABLE", "f");
    build("09", 11, "SUCCESS", "0"); // red for one hour

    JenkinsWorldJob &deploy = world.addJob(u"acme/deploy"_s, u"hudson.model.FreeStyleProject"_s);
    int number = 0;
    const auto deployTo = [&](const char *day, const char *environment, const char *result = "SUCCESS") {
        JenkinsWorldBuild made = built(at(day, 15), 5, QLatin1StringView(result), QString::number(++number));
        made.parameters = {{u"ENVIRONMENT"_s, QString::fromLatin1(environment)}};
        (void)world.addBuild(deploy, std::move(made));
    };
    deployTo("05", "staging");
    deployTo("06", "production");
    deployTo("08", "production");
    deployTo("12", "staging");
    deployTo("13", "production");
    deployTo("14", "production", "FAILURE"); // red until the next, thirteen days later
    deployTo("27", "production");
    deployTo("28", "production", "UNSTABLE"); // it was made, whatever the checks after it say
    deployTo("29", "production");
}

} // namespace

// The whole way: builds as Jenkins tells them → the encrypted file → metrics with numbers known by hand.
class TestJenkinsMetrics final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<JenkinsEmulator> m_server;
    std::unique_ptr<Workspace> m_workspace;

    [[nodiscard]] bool sync()
    {
        QSignalSpy finished(m_workspace.get(), &Workspace::allSyncsFinished);
        m_workspace->startSync();
        return QTest::qWaitFor([&] { return finished.count() > 0 && m_workspace->isSettled(); }, kPatienceMs);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<JenkinsEmulator>(RecordBatch());
        m_server->change(fill);
        auto opened = Workspace::open({.file = m_folder.filePath(u"ci.leadline"_s),
            .key = workspaceKey(),
            .create = true,
            .clock = std::make_shared<ManualClock>(Instant::fromIso(u"2026-03-01T00:00:00Z")),
            .secrets = makeMemoryStore()});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        m_workspace = std::move(*opened);
        SourceConfig config;
        config.name = u"ci"_s;
        config.kind = u"jenkins"_s;
        config.url = m_server->address().toString();
        config.scopes = {u"acme"_s};
        config.options.insert(u"user"_s, u"lena"_s);
        QVERIFY(await(m_workspace->saveSource(config, QByteArray("11emulated"))));
        QVERIFY(sync());
        const SourceStatus status = m_workspace->sources().front();
        QVERIFY(status.lastReport.has_value());
        QVERIFY2(status.lastReport->problems.empty(),
            qPrintable(
                status.lastReport->problems.empty() ? QString() : status.lastReport->problems.front().error.text));
        QCOMPARE(status.lastReport->outcome, SyncOutcome::Success);
        QCOMPARE(status.quarantined, 0);
    }

    void theNumbersAreThoseOfTheHand_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<qint64>("n");
        const auto row = [](const char *metric, double value, qint64 n) {
            QTest::newRow(metric) << QString::fromLatin1(metric) << value << n;
        };
        row("builds", 16, 16); // seven of the branch that ended with a verdict, nine that deployed
        row("build_success_rate", 11.0 / 16, 16); // an unstable build is none
        row("main_build_success", 11.0 / 16, 16);
        row("build_success_first", 10.0 / 15, 15); // without the repetition
        row("flaky_rate", 1.0 / 16, 16);
        row("build_queue_time", 60'000, 7);
        row("time_to_green", 4 * kHour, 5); // of 1, 2 and 4 hours of the branch, 24 and 312 of the deployments
        row("red_pipelines", 0, 0);
        row("deployments", 6, 6);
        row("deployment_frequency", 1.5, 6); // six of them: 2, 1, 0 and 3 a week
    }
    void theNumbersAreThoseOfTheHand()
    {
        QFETCH(const QString, metric);
        QFETCH(const double, value);
        const MetricQuery query{.metric = metric,
            .range = {Instant::fromIso(u"2026-01-05T00:00:00Z"), Instant::fromIso(u"2026-02-02T00:00:00Z")},
            .grain = Grain::All,
            .by = {},
            .where = {},
            .compare = CompareWith::Nothing};
        const Result<MetricResult> result = await(m_workspace->evaluate(query));
        QVERIFY2(result, result ? "" : qPrintable(result.error().text));
        QVERIFY(!result->series.empty());
        const MetricPoint total = result->series.front().total;
        qInfo("%s: %f of %lld", qPrintable(metric), total.value, static_cast<long long>(total.n));
        QVERIFY2(std::abs(total.value - value) < 1e-6 * std::max(1.0, value), qPrintable(QString::number(total.value)));
        QTEST(total.n, "n");
    }

    void buildsLeadBackToJenkins()
    {
        QStringList urls;
        QVERIFY(await(m_workspace->exportRecords(RecordKind::Build, {}, {}, [&urls](const QJsonObject &build) {
            urls.append(build.value("url"_L1).toString());
            return true;
        })));
        QVERIFY(urls.contains(m_server->address().toString() + "/job/acme/job/shop/job/main/3/"_L1));
        QCOMPARE(urls.size(), 17);
    }

    void aSecondSyncAsksOnce()
    {
        m_server->resetCounts();
        QVERIFY(sync());
        QCOMPARE(m_server->requests(), 1);
    }
};

QTEST_GUILESS_MAIN(TestJenkinsMetrics)
#include "tst_jenkinsmetrics.moc"
