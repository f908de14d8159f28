#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/simulation/simulation.h"
#include "core/workspace/workspace.h"
#include "tests/emulators/gitlab/gitlabemulator.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

// The whole way with GitLab's own ways of saying things: an organisation that plans in iterations and boards → GitLab's
// API → the encrypted file → metrics of delivery, builds and plans.
class TestGitLabEndToEnd final : public QObject {
    Q_OBJECT

private:
    static constexpr int kPatienceMs = 120'000;

    template <typename T> static T await(QFuture<T> future)
    {
        const bool finished = QTest::qWaitFor([&] { return future.isFinished(); }, kPatienceMs);
        Q_ASSERT(finished);
        return future.result();
    }

    static double median(std::vector<double> values)
    {
        std::ranges::sort(values);
        const std::size_t middle = values.size() / 2;
        return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    [[nodiscard]] MetricPoint total(const QString &metric)
    {
        const MetricQuery query{.metric = metric,
            .range = m_period,
            .grain = Grain::All,
            .by = {},
            .where = {},
            .compare = CompareWith::Nothing};
        const Result<MetricResult> result = await(m_workspace->evaluate(query));
        return result && !result->series.empty() ? result->series.front().total : MetricPoint{};
    }

    QTemporaryDir m_folder;
    SimulatedOrganisation m_truth;
    std::unique_ptr<GitLabEmulator> m_server;
    std::unique_ptr<Workspace> m_workspace;
    TimeRange m_period;

private Q_SLOTS:
    void initTestCase()
    {
        SimulationOptions options;
        options.teams = 3;
        options.people = 18;
        options.repositories = 4;
        options.days = 150;
        options.activity = 0.5;
        options.planning = true;
        options.end = Instant::fromIso(u"2026-03-01T00:00:00Z");
        m_truth = simulate(options);
        m_period = {Instant::fromIso(u"2025-10-01T00:00:00Z"), options.end};
        m_server = std::make_unique<GitLabEmulator>(m_truth.records);
        auto opened = Workspace::open({.file = m_folder.filePath(u"lab.leadline"_s),
            .key = QByteArray(32, 'k'),
            .create = true,
            .clock = std::make_shared<ManualClock>(options.end),
            .secrets = makeMemoryStore()});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        m_workspace = std::move(*opened);
        SourceConfig config;
        config.name = u"lab"_s;
        config.kind = u"gitlab"_s;
        config.url = m_server->address().toString();
        config.scopes = m_server->paths();
        QVERIFY(await(m_workspace->saveSource(config, QByteArray("glpat-emulated"))));
        QSignalSpy finished(m_workspace.get(), &Workspace::allSyncsFinished);
        m_workspace->startSync();
        QVERIFY(finished.wait(kPatienceMs));
        QVERIFY(QTest::qWaitFor([&] { return m_workspace->isSettled(); }, kPatienceMs));
        const SourceStatus status = m_workspace->sources().front();
        QVERIFY(status.lastReport.has_value());
        QCOMPARE(status.lastReport->outcome, SyncOutcome::Success);
        QCOMPARE(status.quarantined, 0);
    }

    void metricsHaveData_data()
    {
        QTest::addColumn<QString>("metric");
        for (const char *metric : {"change_lead_time", "deployments", "change_fail_rate", "changes_merged",
                 "pr_cycle_time", "time_to_first_review", "review_time", "reviews_given", "commits", "builds",
                 "build_success_rate", "build_queue_time", "build_duration", "flaky_rate", "red_time", "issues_closed",
                 "issue_cycle_time", "flow_efficiency", "flow_blocked", "reopened_issues", "points_closed", "velocity",
                 "predictability", "scope_change", "carry_over", "sprint_points_completed", "mttr"})
            QTest::newRow(metric) << QString::fromLatin1(metric);
    }
    void metricsHaveData()
    {
        QFETCH(const QString, metric);
        const MetricPoint point = total(metric);
        QVERIFY2(!point.isGap() && point.n > 0, qPrintable(metric));
    }

    void deploymentsAreTheTruth()
    {
        qint64 count = 0;
        for (const TrueDeployment &deployment : m_truth.deployments)
            count += deployment.production && deployment.succeeded && m_period.contains(deployment.finishedAt) ? 1 : 0;
        QVERIFY(count > 20);
        QCOMPARE(qint64(std::llround(total(u"deployments"_s).value)), count);
    }

    void cycleTimesOfIssuesAreTheTruth()
    {
        std::vector<double> times;
        for (const TrueIssue &issue : m_truth.issues) {
            if (issue.startedAt.isSet() && m_period.contains(issue.resolvedAt))
                times.push_back(double(issue.resolvedAt.ms() - issue.startedAt.ms()));
        }
        QVERIFY(times.size() > 30);
        const MetricPoint point = total(u"issue_cycle_time"_s);
        QCOMPARE(point.n, qint64(times.size()));
        QVERIFY2(std::abs(point.value - median(times)) < 1000.0,
            qPrintable(u"%1 against %2"_s.arg(point.value).arg(median(times))));
    }

    void anUnchangedOrganisationCostsTwoRequestsAProject()
    {
        const int asked = m_server->requests();
        QSignalSpy finished(m_workspace.get(), &Workspace::allSyncsFinished);
        m_workspace->startSync();
        QVERIFY(finished.wait(kPatienceMs));
        QCOMPARE(m_server->requests() - asked, int(2 * m_server->paths().size()));
    }
};

QTEST_GUILESS_MAIN(TestGitLabEndToEnd)
#include "tst_gitlabendtoend.moc"
