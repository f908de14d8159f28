#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/workspace/workspace.h"
#include "tests/core/connectors/bitbucket/bitbucketfixture.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 120'000;
constexpr double kHour = 3'600'000;
constexpr double kMinute = 60'000;

Instant at(const QString &text)
{
    return Instant::fromIso("2026-03-"_L1 + text + ":00Z"_L1);
}

QString sha(int number)
{
    return u"%1"_s.arg(number, 6, 16, QChar(u'0')).leftJustified(40, u'a');
}

// One week of a repository, small enough to count by hand.
class Week {
public:
    Week()
    {
        Repository repository;
        repository.externalId = u"shop"_s;
        repository.path = u"acme/shop"_s;
        repository.defaultBranch = u"main"_s;
        repository.updatedAt = at(u"06T18:00"_s);
        records.add(repository);
        for (const QString &name : {u"ann"_s, u"bob"_s}) {
            Identity identity;
            identity.externalId = identity.login = name;
            identity.name = name;
            identity.email = name + "@acme.test"_L1;
            identity.actor = ActorClass::Human;
            records.add(identity);
        }
    }

    // Written, opened, answered, approved, merged.
    void addPull(int number, const QStringList &moments)
    {
        ChangeRequest change;
        change.externalId = QString::number(number);
        change.repository.id = u"shop"_s;
        change.number = number;
        change.title = u"Change %1"_s.arg(number);
        change.author.id = u"ann"_s;
        change.state = ChangeState::Merged;
        change.firstCommitAt = at(moments[0]);
        change.createdAt = change.readyAt = at(moments[1]);
        change.mergedAt = change.closedAt = change.updatedAt = at(moments[4]);
        change.mergedBy.id = u"ann"_s;
        change.mergeSha = sha(number);
        change.headSha = sha(900 + number);
        change.headBranch = u"change-%1"_s.arg(number);
        change.baseBranch = u"main"_s;
        change.commits = 1;
        change.additions = 10 * number;
        change.deletions = 0;
        change.files = 1;
        records.add(change);
        addReview(number, 10, Verdict::Commented, at(moments[2]));
        addReview(number, 20, Verdict::Approved, at(moments[3]));
        Commit commit;
        commit.externalId = change.mergeSha;
        commit.repository.id = u"shop"_s;
        commit.author.id = u"ann"_s;
        commit.committedAt = commit.authoredAt = change.mergedAt;
        if (number > 1)
            commit.parents = {sha(number - 1)};
        commit.subject = change.title;
        commit.onDefaultBranch = true;
        records.add(commit);
    }

    // Queued, started, finished.
    void addBuild(int number, const QStringList &moments, RunResult result)
    {
        Build build;
        build.externalId = "build-"_L1 + QString::number(number);
        build.repository.id = u"shop"_s;
        build.pipeline = u"CI"_s;
        build.number = number;
        build.branch = u"main"_s;
        build.sha = sha(number);
        build.result = result;
        build.queuedAt = at(moments[0]);
        build.startedAt = at(moments[1]);
        build.finishedAt = build.updatedAt = at(moments[2]);
        build.trigger = u"push"_s;
        build.actor.id = u"ann"_s;
        records.add(build);
    }

    void addDeployment(int number, const QString &startedAt, const QString &finishedAt)
    {
        Deployment deployment;
        deployment.externalId = "deployment-"_L1 + QString::number(number);
        deployment.repository.id = u"shop"_s;
        deployment.environment = u"Production"_s;
        deployment.sha = sha(number);
        deployment.ref = u"main"_s;
        deployment.result = RunResult::Success;
        deployment.startedAt = at(startedAt);
        deployment.finishedAt = deployment.updatedAt = at(finishedAt);
        records.add(deployment);
    }

    RecordBatch records;

private:
    void addReview(int number, int kind, Verdict verdict, Instant when)
    {
        Review review;
        review.externalId = QString::number(number * 100 + kind);
        review.changeRequest.id = QString::number(number);
        review.reviewer.id = u"bob"_s;
        review.verdict = verdict;
        review.at = review.updatedAt = when;
        records.add(review);
    }
};

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
        Week week;
        week.addPull(
            1, {u"02T08:00"_s, u"02T10:00"_s, u"02T11:00"_s, u"02T12:00"_s, u"02T14:00"_s}); // pickup 1 h, review 1 h
        week.addPull(
            2, {u"03T08:00"_s, u"03T09:00"_s, u"03T12:00"_s, u"03T16:00"_s, u"03T17:00"_s}); // pickup 3 h, review 4 h
        week.addPull(
            3, {u"04T07:00"_s, u"04T09:00"_s, u"04T11:00"_s, u"04T13:00"_s, u"05T09:00"_s}); // pickup 2 h, review 2 h
        week.addBuild(1, {u"02T14:01"_s, u"02T14:03"_s, u"02T14:13"_s}, RunResult::Success); // waits 2 min, takes 10
        week.addBuild(2, {u"03T17:01"_s, u"03T17:05"_s, u"03T17:25"_s}, RunResult::Failure); // waits 4 min, takes 20
        week.addBuild(3, {u"05T09:01"_s, u"05T09:07"_s, u"05T09:37"_s}, RunResult::Success); // waits 6 min, takes 30
        week.addBuild(4, {u"05T10:00"_s, u"05T10:08"_s, u"05T10:48"_s}, RunResult::Success); // waits 8 min, takes 40
        week.addDeployment(2, u"03T18:00"_s, u"03T18:10"_s);
        week.addDeployment(3, u"05T11:00"_s, u"05T11:10"_s);
        m_server = std::make_unique<BitbucketEmulator>(week.records);

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
