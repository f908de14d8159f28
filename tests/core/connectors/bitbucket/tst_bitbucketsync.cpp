#include "tests/core/connectors/bitbucket/bitbucketfixture.h"
#include "tests/core/connectors/suite/comparison.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

const RecordBatch &few()
{
    static const RecordBatch records = lessened(tinyOrganisation().records, 12, 40);
    return records;
}

} // namespace

class TestBitbucketSync final : public QObject {
    Q_OBJECT

private:
    static QString trouble(const Result<SyncReport> &report)
    {
        if (!report)
            return report.error().text;
        return report->problems.empty() ? QString() : report->problems.front().error.text;
    }

private Q_SLOTS:
    void completenessIsTold()
    {
        BitbucketEmulator emulator(few());
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.total(RecordKind::ChangeRequest), sink.of<ChangeRequest>().size());
        QCOMPARE(sink.total(RecordKind::Build), sink.of<Build>().size());
    }

    // Nothing that costs a request of its own is asked twice.
    void anUnchangedOrganisationCostsOneQuestionAList()
    {
        BitbucketEmulator emulator(few());
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.counts().value(u"/repo/pull/activity"_s), 0);
        QCOMPARE(emulator.counts().value(u"/repo/environments"_s), 0);
        QCOMPARE(emulator.counts().value(u"/repo/commits"_s), static_cast<int>(emulator.paths().size()));
    }

    // The first letters of a merge lead to the commit that was just read, or to a question.
    void mergesAreNamedInFull()
    {
        BitbucketEmulator emulator(few());
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        int merged = 0;
        for (const ChangeRequest &change : sink.of<ChangeRequest>()) {
            if (change.state != ChangeState::Merged)
                continue;
            ++merged;
            QCOMPARE(change.mergeSha.size(), 40);
        }
        QVERIFY(merged > 10);
        // Most are on the default branch.
        QVERIFY2(emulator.counts().value(u"/repo/commit"_s) < merged / 4,
            qPrintable(QString::number(emulator.counts().value(u"/repo/commit"_s))));
    }

    void aRenamedRepositoryIsFoundByItsId()
    {
        BitbucketEmulator emulator(few(), {.redirects = false});
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        const QString old = run.config.scopes.front();
        emulator.between([&] { emulator.world().rename(old, u"acme/renamed"_s); });
        auto report = run.sync(sink);
        QCOMPARE(trouble(report), QString());
        QCOMPARE(report->notes.size(), 1);
        QVERIFY(report->notes.front().contains("is now acme/renamed"_L1));
        // Somebody else takes the old name: the id still leads to ours.
        emulator.between([&] { emulator.world().takeName(old, u"999"_s); });
        report = run.sync(sink);
        QCOMPARE(trouble(report), QString());
        QVERIFY(!sink.of<Repository>().contains(u"999"_s));
        QCOMPARE(sink.of<Repository>().size(), run.config.scopes.size());
    }

    void deploymentsOutOfOrderAreReadToTheEnd()
    {
        BitbucketEmulator emulator(few(), {.unsortedDeployments = true});
        emulator.setFaults(
            {{.kind = Kind::ShortPage, .match = u"/repo/deployments"_s, .after = 0, .times = -1, .value = 2}});
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        const int pages = emulator.counts().value(u"/repo/deployments"_s);
        QVERIFY(pages > 5);
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.counts().value(u"/repo/deployments"_s), pages); // no page is left out
        QCOMPARE(difference(sink, few(), BitbucketFixture()), QString());
    }

    void aRewrittenBranchIsReadAgain()
    {
        BitbucketEmulator emulator(few());
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        const auto before = sink.of<Commit>().size();
        emulator.between([&] {
            BitbucketWorldRepository &repository = *emulator.world().repositories().front();
            repository.shas.removeAll(repository.commits.front().id); // as if it had never been
            repository.commits.erase(repository.commits.begin());
        });
        QCOMPARE(trouble(run.sync(sink)), QString());
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.counts().value(u"/repo/commits"_s), static_cast<int>(emulator.paths().size()));
        QCOMPARE(sink.of<Commit>().size(), before);
    }

    // What Bitbucket cannot tell of one pull request leaves a gap there, and nothing else is lost.
    void partsThatAreGoneAreGaps()
    {
        BitbucketEmulator emulator(few(), {.withoutOldBranches = true});
        emulator.setFaults(
            {{.kind = Kind::NotFound, .match = u"/repo/diffstat"_s, .after = 0, .times = -1, .value = 0}});
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(sink.of<ChangeRequest>().size(), static_cast<qsizetype>(few().of<ChangeRequest>().size()));
        for (const ChangeRequest &change : sink.of<ChangeRequest>())
            QVERIFY(!change.additions && !change.commits && change.readyAt.isSet() != change.draft);
    }

    void aPartThatIsRefusedStopsItsListOnly()
    {
        BitbucketEmulator emulator(few());
        emulator.setFaults(
            {{.kind = Kind::MissingScope, .match = u"/repo/pull/activity"_s, .after = 0, .times = -1, .value = 0}});
        BitbucketRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(report);
        for (const ScopeProblem &problem : report->problems) {
            QCOMPARE(problem.entity, u"Pull requests"_s);
            QCOMPARE(problem.error.kind, ErrorKind::Permission);
        }
        QCOMPARE(report->problems.size(), static_cast<std::size_t>(run.config.scopes.size()));
        emulator.setFaults({});
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(difference(sink, few(), BitbucketFixture()), QString());
    }

    void pipelinesThatAreOffAreANote()
    {
        BitbucketEmulator emulator(few(), {.withoutPipelines = true});
        BitbucketRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QCOMPARE(trouble(report), QString());
        QVERIFY(report->notes.join(u' ').contains("pipelines are not available"_L1));
        QVERIFY(sink.of<Build>().isEmpty() && !sink.of<Deployment>().isEmpty());
    }

    void stepsTellWhenTheWorkBegan()
    {
        BitbucketEmulator emulator(few());
        BitbucketRun run(emulator);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        const auto &builds = few().of<Build>();
        QCOMPARE(sink.of<Build>().size(), std::ssize(builds));
        for (const Build &build : builds)
            QCOMPARE(sink.of<Build>().value(build.externalId).startedAt, build.startedAt);
        // Once is enough for those that have ended.
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        const auto running = std::ranges::count(builds, RunResult::Running, &Build::result);
        QCOMPARE(emulator.counts().value(u"/repo/pipeline/steps"_s), static_cast<int>(running));
    }

    void stepsAreOnlyAskedForWhenWanted()
    {
        BitbucketEmulator emulator(few());
        BitbucketRun run(emulator);
        run.config.options.insert(u"steps"_s, false);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.counts().value(u"/repo/pipeline/steps"_s), 0);
        QCOMPARE(sink.of<Build>().size(), static_cast<qsizetype>(few().of<Build>().size()));
    }

    void theFirstSyncReachesBackAsFarAsAsked()
    {
        BitbucketEmulator emulator(tinyOrganisation().records);
        BitbucketRun run(emulator);
        const Instant now = SystemClock().now();
        const Instant since = Instant::fromIso(u"2026-02-15T00:00:00Z"_s);
        const int days = static_cast<int>((now.ms() - since.ms()) / 86'400'000);
        run.config.options.insert(u"pull_request_days"_s, days);
        run.config.options.insert(u"steps"_s, false);
        MemorySink sink;
        QCOMPARE(trouble(run.sync(sink)), QString());
        const Instant limit{now.ms() - (days + 1) * 86'400'000LL};
        qsizetype expected = 0;
        for (const ChangeRequest &change : tinyOrganisation().records.of<ChangeRequest>())
            expected += change.updatedAt >= Instant{now.ms() - days * 86'400'000LL} ? 1 : 0;
        QVERIFY(expected > 0 && expected < std::ssize(tinyOrganisation().records.of<ChangeRequest>()));
        // The page that reaches the limit is kept as a whole.
        QVERIFY(sink.of<ChangeRequest>().size() >= expected);
        for (const ChangeRequest &change : sink.of<ChangeRequest>())
            QVERIFY(change.updatedAt >= limit);
    }

    // A list must not lead the token to another server.
    void aNextPageElsewhereIsNotFollowed()
    {
        BitbucketEmulator emulator(few());
        BitbucketEmulator other(few());
        BitbucketRun run(emulator);
        MemorySink sink;
        sink.failAfter(1 + static_cast<int>(run.config.scopes.size())); // in the midst of a list
        emulator.setFaults({{.kind = Kind::ShortPage, .match = {}, .after = 0, .times = -1, .value = 3}});
        QVERIFY(!run.sync(sink));
        emulator.setFaults({});
        run.config.url = other.apiUrl().toString();
        sink.failAfter(-1);
        emulator.resetCounts();
        QCOMPARE(trouble(run.sync(sink)), QString());
        QCOMPARE(emulator.requests(), 0);
        QCOMPARE(difference(sink, few(), BitbucketFixture()), QString());
    }
};

QTEST_GUILESS_MAIN(TestBitbucketSync)
#include "tst_bitbucketsync.moc"
