#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/workspace/workspace.h"
#include "tests/core/connectors/bitbucket/bitbucketfixture.h"
#include "tests/core/connectors/bitbucket/week.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using leadline::bitbucketweek::Week;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 120'000;
constexpr double kHour = 3'600'000;
constexpr double kMinute = 60'000;

} // namespace

// The whole way: Bitbucket's API → the encrypted file → metrics, whose figures are known by hand.
class TestBitbucketMetrics final : public QObject {
    Q_OBJECT

private:
    template <typename T> static T await(QFuture<T> future)
    {
        const bool finished = QTest::qWaitFor([&] { return future.isFinished(); }, kPatienceMs);
        Q_ASSERT(finished);
        return future.result();
    }

    [[nodiscard]] MetricPoint total(const QString &metric)
    {
        const Result<MetricResult> result = await(m_workspace->evaluate({.metric = metric,
            .range = {Instant::fromIso(u"2026-03-02T00:00:00Z"), Instant::fromIso(u"2026-03-09T00:00:00Z")},
            .grain = Grain::All,
            .by = {},
            .where = {},
            .compare = CompareWith::Nothing}));
        return result && !result->series.empty() ? result->series.front().total : MetricPoint{};
    }

    QTemporaryDir m_folder;
    std::unique_ptr<BitbucketEmulator> m_server;
    std::unique_ptr<Workspace> m_workspace;

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<BitbucketEmulator>(Week().records);

        auto opened = Workspace::open({.file = m_folder.filePath(u"week.leadline"_s),
            .key = QByteArray(32, 'k'),
            .create = true,
            .clock = std::make_shared<ManualClock>(Instant::fromIso(u"2026-03-09T00:00:00Z")),
            .secrets = makeMemoryStore()});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        m_workspace = std::move(*opened);
        QVERIFY(await(m_workspace->saveSource(bitbucketSourceAt(*m_server), QByteArray("ATATT3emulated"))));
        QSignalSpy finished(m_workspace.get(), &Workspace::allSyncsFinished);
        m_workspace->startSync();
        QVERIFY(finished.wait(kPatienceMs));
        QVERIFY(QTest::qWaitFor([&] { return m_workspace->isSettled(); }, kPatienceMs));
        const SourceStatus status = m_workspace->sources().front();
        QVERIFY(status.lastReport.has_value());
        QCOMPARE(status.lastReport->outcome, SyncOutcome::Success);
        QCOMPARE(status.quarantined, 0);
    }

    void figures_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<qint64>("n");
        QTest::newRow("pickup") << u"pickup_time"_s << 2 * kHour << qint64(3);
        QTest::newRow("review") << u"review_time"_s << 2 * kHour << qint64(3);
        QTest::newRow("cycle") << u"pr_cycle_time"_s << 9 * kHour << qint64(3); // 6, 9 and 26 hours
        QTest::newRow("builds that pass") << u"build_success_rate"_s << 0.75 << qint64(4);
        QTest::newRow("waiting") << u"build_queue_time"_s << 5 * kMinute << qint64(4); // 2, 4, 6 and 8 minutes
        QTest::newRow("building") << u"build_duration"_s << 25 * kMinute << qint64(4); // 10, 20, 30 and 40 minutes
        QTest::newRow("deployments") << u"deployments"_s << 2.0 << qint64(2);
        // 34:10, 10:10 and 28:10 hours: 1 and 2 came with the first deployment
        QTest::newRow("lead time") << u"change_lead_time"_s << 28 * kHour + 10 * kMinute << qint64(3);
    }
    void figures()
    {
        QFETCH(const QString, metric);
        QFETCH(const double, value);
        QFETCH(const qint64, n);
        const MetricPoint point = total(metric);
        QCOMPARE(point.n, n);
        QCOMPARE(point.value, value);
    }
};

QTEST_GUILESS_MAIN(TestBitbucketMetrics)
#include "tst_bitbucketmetrics.moc"
