#include "tests/core/connectors/github/githubrun.h"

#include "tests/core/connectors/github/githubfixture.h"
#include "tests/core/connectors/suite/comparison.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestGitHubSync final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // What the server says there is, against what was kept.
    void completenessIsTold()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        MemorySink sink;
        QVERIFY(run.sync(sink));
        QCOMPARE(sink.total(RecordKind::ChangeRequest), sink.of<ChangeRequest>().size());
        QCOMPARE(sink.total(RecordKind::Issue), sink.of<Issue>().size());
        QCOMPARE(sink.total(RecordKind::Build), sink.of<Build>().size());
        QCOMPARE(sink.total(RecordKind::Commit), sink.of<Commit>().size());
        QVERIFY(run.progress.back().remainingQuota > 0);
    }

    void longListsInsideAPullRequestAreReadToTheEnd()
    {
        GitHubEmulator emulator(smallOrganisation().records, {.limits = {.reviews = 1, .commits = 2, .timeline = 0}});
        GitHubRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(report && report->problems.empty());
        QVERIFY(emulator.counts().value(u"PullRequestTail"_s) > 10);
        QVERIFY(emulator.counts().value(u"IssueTail"_s) > 10);
        QCOMPARE(difference(sink, smallOrganisation().records, GitHubFixture()), QString());
    }

    void anUnchangedOrganisationCostsOneLookARepository()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        MemorySink sink;
        QVERIFY(run.sync(sink));
        emulator.resetCounts();
        const auto report = run.sync(sink);
        QVERIFY(report && report->problems.empty());
        // One look, and one question for runs that are the same as before (or a page or two where some are unfinished).
        QVERIFY2(emulator.requests() <= 4 * emulator.paths().size(), qPrintable(QString::number(emulator.requests())));
        QCOMPARE(emulator.counts().value(u"PullRequests"_s), 0);
        QCOMPARE(emulator.counts().value(u"Commits"_s), 0);
        QVERIFY(emulator.counts().value(u"304"_s) >= 1);
    }

    void aRenamedRepositoryIsFollowed()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        MemorySink sink;
        QVERIFY(run.sync(sink));
        const QString old = run.config.scopes.front();
        emulator.change([&old](GitHubWorld &world) { world.rename(old, u"acme/renamed"_s); });
        const auto report = run.sync(sink);
        QVERIFY(report && report->problems.empty());
        QCOMPARE(report->notes.size(), 1);
        QVERIFY(report->notes.front().contains("is now acme/renamed"_L1));
        QCOMPARE(sink.of<Repository>().size(), run.config.scopes.size());

        // Somebody else takes the old name: the number still leads to ours.
        emulator.change([&old](GitHubWorld &world) { world.takeName(old, u"999"_s); });
        QVERIFY(run.sync(sink));
        QVERIFY(!sink.of<Repository>().contains(u"999"_s));
    }

    void longListsOfRunsAreReadInWindows()
    {
        RecordBatch records;
        Repository repository;
        repository.externalId = u"5"_s;
        repository.path = u"acme/busy"_s;
        repository.updatedAt = Instant{1'760'000'000'000};
        records.add(repository);
        for (int i = 0; i < 3500; ++i) {
            Build build;
            build.externalId = QString::number(100 + i);
            build.repository.id = repository.externalId;
            build.pipeline = u"CI"_s;
            build.number = i;
            build.result = RunResult::Success;
            // 2,500 of them on one day
            build.queuedAt = Instant{1'750'000'000'000 + (i < 2500 ? i * 30'000LL : i * 40'000'000LL / 10)};
            build.startedAt = build.queuedAt;
            build.finishedAt = build.updatedAt = Instant{build.queuedAt.ms() + 60'000};
            records.add(build);
        }
        GitHubEmulator emulator(records);
        MemorySink sink;
        GitHubRun run(emulator);
        for (int kills = 0; kills < 100; ++kills) {
            sink.failAfter(7);
            if (run.sync(sink))
                break;
        }
        QCOMPARE(sink.of<Build>().size(), 3500);
        QVERIFY(emulator.counts().value(u"/repo/actions/runs"_s) < 120);
    }

    // A long list is read in windows of time: they must not end where a clock that is behind believes to be.
    void aClockThatIsBehindHidesNoRuns()
    {
        constexpr qint64 kFirst = 1'750'000'000'000;
        constexpr qint64 kBetween = 600'000;
        RecordBatch records;
        Repository repository;
        repository.externalId = u"5"_s;
        repository.path = u"acme/busy"_s;
        repository.updatedAt = Instant{kFirst};
        records.add(repository);
        for (int i = 0; i < 1200; ++i) {
            Build build;
            build.externalId = QString::number(100 + i);
            build.repository.id = repository.externalId;
            build.pipeline = u"CI"_s;
            build.number = i;
            build.result = RunResult::Success;
            build.queuedAt = build.startedAt = build.finishedAt = build.updatedAt = Instant{kFirst + i * kBetween};
            records.add(build);
        }
        GitHubEmulator emulator(records);
        MemorySink sink;
        GitHubRun run(emulator);
        run.setClockWrongBy(kFirst + 100 * kBetween - SystemClock().now().ms());
        QVERIFY(run.sync(sink));
        QCOMPARE(sink.of<Build>().size(), 1200);
    }

    void anOlderServerIsAskedForWhatItKnows()
    {
        GitHubEmulator emulator(smallOrganisation().records,
            {.unknownFields = {u"fullDatabaseId"_s, u"issueType"_s, u"parent"_s}, .enterprise = true});
        GitHubRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QVERIFY2(report->problems.empty(),
            qPrintable(report->problems.empty() ? QString() : report->problems.front().error.text));
        QVERIFY(sink.of<ChangeRequest>().size() > 50);
    }
};

QTEST_GUILESS_MAIN(TestGitHubSync)
#include "tst_githubsync.moc"
