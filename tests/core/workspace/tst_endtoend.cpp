#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/simulation/simulation.h"
#include "core/workspace/workspace.h"
#include "tests/emulators/github/githubemulator.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

// The whole way: an organisation whose truth is known → GitHub's API → the encrypted file → metrics, which must be the
// truth.
class TestEndToEnd final : public QObject {
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
        MetricQuery query{.metric = metric,
            .range = m_period,
            .grain = Grain::All,
            .by = {},
            .where = {},
            .compare = CompareWith::Nothing};
        const Result<MetricResult> result = await(m_workspace->evaluate(query));
        if (!result || result->series.empty())
            return {};
        return result->series.front().total;
    }

    QTemporaryDir m_folder;
    SimulatedOrganisation m_truth;
    std::unique_ptr<GitHubEmulator> m_server;
    std::unique_ptr<Workspace> m_workspace;
    QSet<QString> m_bots;
    QHash<QString, QString> m_authors; // change → identity
    TimeRange m_period;

    [[nodiscard]] bool sync()
    {
        QSignalSpy finished(m_workspace.get(), &Workspace::allSyncsFinished);
        m_workspace->startSync();
        return finished.wait(kPatienceMs) && QTest::qWaitFor([&] { return m_workspace->isSettled(); }, kPatienceMs);
    }

private Q_SLOTS:
    void initTestCase()
    {
        SimulationOptions options;
        options.repositories = 4;
        options.days = 200;
        options.activity = 0.4;
        options.end = Instant::fromIso(u"2026-03-01T00:00:00Z");
        m_truth = simulate(options);
        m_period = {Instant::fromIso(u"2025-10-01T00:00:00Z"), options.end};
        for (const Identity &identity : m_truth.records.of<Identity>()) {
            if (identity.actor == ActorClass::Bot || identity.actor == ActorClass::AiReviewer)
                m_bots += identity.externalId;
        }
        for (const ChangeRequest &change : m_truth.records.of<ChangeRequest>())
            m_authors.insert(change.externalId, change.author.id);
        m_server = std::make_unique<GitHubEmulator>(m_truth.records);

        auto opened = Workspace::open({.file = m_folder.filePath(u"end.leadline"_s),
            .key = QByteArray(32, 'k'),
            .create = true,
            .clock = std::make_shared<ManualClock>(options.end),
            .secrets = makeMemoryStore()});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        m_workspace = std::move(*opened);
        SourceConfig config;
        config.name = u"hub"_s;
        config.kind = u"github"_s;
        config.url = m_server->restUrl().toString();
        config.scopes = m_server->paths();
        QVERIFY(await(m_workspace->saveSource(config, QByteArray("ghp_emulated"))));
        QVERIFY(sync());
        const SourceStatus status = m_workspace->sources().front();
        QVERIFY(status.lastReport.has_value());
        QCOMPARE(status.lastReport->outcome, SyncOutcome::Success);
        QCOMPARE(status.quarantined, 0);
    }

    void everyPullRequestIsHere()
    {
        qint64 count = 0;
        QVERIFY(await(m_workspace->exportRecords(RecordKind::ChangeRequest, {}, {}, [&count](const QJsonObject &) {
            ++count;
            return true;
        })));
        QCOMPARE(count, qint64(m_truth.records.of<ChangeRequest>().size()));
    }

    void leadTimeIsTheTruth()
    {
        std::vector<double> lead;
        for (const TrueChange &change : m_truth.changes) {
            if (m_period.contains(change.deployedAt) && !m_bots.contains(m_authors.value(change.externalId)))
                lead.push_back(double(change.deployedAt.ms() - change.startedAt.ms()));
        }
        QVERIFY(lead.size() > 50);
        const MetricPoint point = total(u"change_lead_time"_s);
        QCOMPARE(point.n, qint64(lead.size()));
        QVERIFY2(std::abs(point.value - median(lead)) < 1000.0,
            qPrintable(u"%1 against %2"_s.arg(point.value).arg(median(lead))));
    }

    void deploymentsAreTheTruth()
    {
        qint64 count = 0;
        for (const TrueDeployment &deployment : m_truth.deployments)
            count += deployment.production && deployment.succeeded && m_period.contains(deployment.finishedAt) ? 1 : 0;
        QVERIFY(count > 20);
        QCOMPARE(qint64(std::llround(total(u"deployments"_s).value)), count);
    }

    void aSecondSyncChangesNothing()
    {
        const MetricPoint before = total(u"change_lead_time"_s);
        const int asked = m_server->requests();
        QVERIFY(sync());
        QVERIFY(m_server->requests() - asked < 40); // a handful for each repository
        QCOMPARE(total(u"change_lead_time"_s).value, before.value);
        QCOMPARE(total(u"change_lead_time"_s).n, before.n);
    }

    void aWrongTokenIsToldAndNothingIsLost()
    {
        SourceConfig config = m_workspace->sources().front().config;
        const MetricPoint before = total(u"change_lead_time"_s);
        QVERIFY(await(m_workspace->saveSource(config, QByteArray("ghp_wrong"))));
        QVERIFY(sync());
        const SyncReport report = *m_workspace->sources().front().lastReport;
        QCOMPARE(report.outcome, SyncOutcome::Failed);
        QVERIFY(!report.problems.empty());
        QCOMPARE(report.problems.front().error.kind, ErrorKind::Auth);
        QVERIFY(!report.problems.front().error.text.contains(u"ghp_wrong"_s));
        QCOMPARE(total(u"change_lead_time"_s).value, before.value);
    }

    void aSecondInstanceIsRefused()
    {
        const auto second = Workspace::open(
            {.file = m_workspace->file(), .key = QByteArray(32, 'k'), .create = false, .secrets = makeMemoryStore()});
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Storage);
    }

    void rowsBehindAreAsManyAsN()
    {
        MetricQuery query{.metric = u"change_lead_time"_s,
            .range = m_period,
            .grain = Grain::All,
            .by = {},
            .where = {},
            .compare = CompareWith::Nothing};
        const Result<MetricRows> rows = await(m_workspace->rowsBehind(query, {}, {}, 10'000));
        QVERIFY(rows);
        QCOMPARE(rows->total, total(u"change_lead_time"_s).n);
        QVERIFY(!rows->rows.front().explanation.isEmpty());
        QVERIFY(rows->rows.front().record.contains(u"title"_s));
    }
};

QTEST_GUILESS_MAIN(TestEndToEnd)
#include "tst_endtoend.moc"
