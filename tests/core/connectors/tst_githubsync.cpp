#include "tests/core/connectors/githubrun.h"

#include "core/domain/recordexport.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// Why a record is not as it was simulated; empty when it is. Fields that GitHub cannot tell are left out by the caller.
template <typename Record> QString difference(const Record &read, const Record &simulated, const QStringList &untold)
{
    QJsonObject a = toJson(read);
    QJsonObject b = toJson(simulated);
    for (const QString &field : untold + QStringList{u"source"_s}) {
        a.remove(field);
        b.remove(field);
    }
    for (const QString &key : a.keys() + b.keys()) {
        if (a.value(key) != b.value(key))
            return u"%1 %2: read %3, simulated %4"_s.arg(
                read.externalId, key, a.value(key).toVariant().toString(), b.value(key).toVariant().toString());
    }
    return {};
}

template <typename Record>
void compareAll(const MemorySink &sink, const RecordBatch &truth, const QStringList &untold,
    std::function<bool(const Record &)> counts = {})
{
    qsizetype expected = 0;
    for (const Record &record : truth.of<Record>()) {
        if (counts && !counts(record))
            continue;
        ++expected;
        const auto found = sink.of<Record>().constFind(record.externalId);
        QVERIFY2(found != sink.of<Record>().cend(),
            qPrintable(u"%1 %2 was not read"_s.arg(enumName(RecordSchema<Record>::kind), record.externalId)));
        const QString problem = difference(*found, record, untold);
        QVERIFY2(problem.isEmpty(), qPrintable(enumName(RecordSchema<Record>::kind) + u' ' + problem));
    }
    QVERIFY2(expected > 0, enumName(RecordSchema<Record>::kind).data());
    QCOMPARE(sink.of<Record>().size(), expected);
}

void compareWithTruth(const MemorySink &sink, const RecordBatch &truth)
{
    compareAll<Repository>(sink, truth, {});
    // GitHub has no "ready" of a draft that still is one.
    compareAll<ChangeRequest>(
        sink, truth, {u"ready_at"_s, u"deployed_at"_s, u"deployment"_s, u"deployment_inferred"_s, u"closed_at"_s});
    compareAll<Review>(sink, truth, {});
    compareAll<Issue>(sink, truth, {u"type_raw"_s, u"project"_s});
    compareAll<IssueTransition>(sink, truth, {u"from"_s});
    compareAll<Deployment>(sink, truth, {});
    compareAll<Incident>(sink, truth, {u"updated_at"_s, u"cause_sha"_s, u"deployment"_s, u"link"_s});
    compareAll<Release>(sink, truth, {});
    compareAll<Build>(sink, truth, {});
    compareAll<Commit>(sink, truth, {}, [](const Commit &commit) { return commit.onDefaultBranch; });
    for (const ChangeRequest &change : truth.of<ChangeRequest>()) {
        const ChangeRequest &read = *sink.of<ChangeRequest>().constFind(change.externalId);
        if (!change.draft)
            QCOMPARE(read.readyAt.toIso(), change.readyAt.toIso());
        if (change.state == ChangeState::Closed)
            QCOMPARE(read.closedAt.toIso(), change.closedAt.toIso());
    }
    for (const Identity &identity : sink.of<Identity>()) {
        const auto known = std::ranges::find(truth.of<Identity>(), identity.externalId, &Identity::externalId);
        QVERIFY2(known != truth.of<Identity>().end(), qPrintable(identity.externalId));
        if (identity.actor != ActorClass::Unknown)
            QCOMPARE(identity.actor, known->actor);
    }
}

} // namespace

class TestGitHubSync final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingArrivesAsItHappened()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QVERIFY2(report->problems.empty(),
            qPrintable(report->problems.empty() ? QString() : report->problems.front().error.text));
        QCOMPARE(report->outcome, SyncOutcome::Success);
        QCOMPARE(report->quarantined, 0);
        compareWithTruth(sink, smallOrganisation().records);
        // What the server says there is, against what was kept.
        QCOMPARE(sink.total(RecordKind::ChangeRequest), sink.of<ChangeRequest>().size());
        QCOMPARE(sink.total(RecordKind::Issue), sink.of<Issue>().size());
        QCOMPARE(sink.total(RecordKind::Build), sink.of<Build>().size());
        QCOMPARE(sink.total(RecordKind::Commit), sink.of<Commit>().size());
        QVERIFY(!run.progress.empty());
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
        compareWithTruth(sink, smallOrganisation().records);
    }

    // As if killed after every single page.
    void goesOnAtThePageAfterTheLastOneWritten()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        MemorySink whole;
        {
            GitHubRun run(emulator);
            QVERIFY(run.sync(whole));
        }
        const int pagesOfOneRun = emulator.requests();
        emulator.resetCounts();
        MemorySink sink;
        int kills = 0;
        for (bool done = false; !done; ++kills) {
            GitHubRun run(emulator);
            run.config.scopes = emulator.paths().mid(0, 1);
            sink.failAfter(2); // the repository itself, and one page
            const auto report = run.sync(sink);
            done = report.has_value();
            QVERIFY(kills < 500);
        }
        QVERIFY(kills > 10);
        sink.failAfter(-1);
        // Each run looks at the repository again; no page is read more than twice (once refused, once kept).
        QVERIFY2(emulator.requests() <= 4 * pagesOfOneRun, qPrintable(QString::number(emulator.requests())));
        GitHubRun run(emulator);
        QVERIFY(run.sync(sink));
        compareWithTruth(sink, smallOrganisation().records);
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

    void aChangeCostsOnePage()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        MemorySink sink;
        QVERIFY(run.sync(sink));
        QString changed;
        emulator.change([&changed](GitHubWorld &world) {
            WorldList &pulls = world.repositories().front()->pulls;
            changed = pulls.items.back().id; // the oldest
            world.edit(pulls, changed, "updatedAt"_L1, [](QJsonObject &pull) {
                pull.insert(u"title"_s, u"A new title"_s);
                pull.insert(u"updatedAt"_s, u"2026-03-02T09:00:00Z"_s);
            });
        });
        emulator.resetCounts();
        const auto report = run.sync(sink);
        QVERIFY(report && report->problems.empty());
        QCOMPARE(emulator.counts().value(u"PullRequests"_s), 1);
        QCOMPARE(sink.of<ChangeRequest>().value(changed.section(u'_', 1)).title, u"A new title"_s);
    }

    void whatChangesWhileReadingIsSeenByTheNextSync()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        run.config.scopes = emulator.paths().mid(0, 1);
        MemorySink sink;
        int pages = 0;
        QString moved;
        emulator.onRequest([&pages, &moved](GitHubWorld &world, const QString &name) {
            if (name != "PullRequests"_L1 || ++pages != 2)
                return;
            WorldList &pulls = world.repositories().front()->pulls;
            moved = pulls.items.back().id; // on the last page, and now on the first
            world.edit(pulls, moved, "updatedAt"_L1, [](QJsonObject &pull) {
                pull.insert(u"title"_s, u"Moved"_s);
                pull.insert(u"updatedAt"_s, u"2026-03-02T09:00:00Z"_s);
            });
        });
        QVERIFY(run.sync(sink));
        QVERIFY(!moved.isEmpty());
        QVERIFY(!sink.of<ChangeRequest>().contains(moved.section(u'_', 1)));
        QVERIFY(run.sync(sink));
        QCOMPARE(sink.of<ChangeRequest>().value(moved.section(u'_', 1)).title, u"Moved"_s);
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

    void aDeletedRepositoryDoesNotStopTheOthers()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        MemorySink sink;
        QVERIFY(run.sync(sink));
        const qsizetype before = sink.of<ChangeRequest>().size();
        emulator.change([](GitHubWorld &world) { world.repositories().front()->deleted = true; });
        const auto report = run.sync(sink);
        QVERIFY(report);
        QCOMPARE(report->problems.size(), 1U);
        QVERIFY(report->problems.front().error.text.contains("was deleted"_L1));
        QCOMPARE(report->outcome, SyncOutcome::Partial);
        QCOMPARE(sink.of<ChangeRequest>().size(), before);
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

    void cancellingEndsAtOnceAndKeepsWhatWasRead()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        MemorySink sink;
        emulator.onRequest([&run](GitHubWorld &, const QString &name) {
            if (name == "Issues"_L1)
                run.cancel.cancel();
        });
        const auto report = run.sync(sink);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Cancelled);
        QVERIFY(!sink.of<ChangeRequest>().isEmpty());
        emulator.onRequest({});
        GitHubRun next(emulator);
        QVERIFY(next.sync(sink));
        compareWithTruth(sink, smallOrganisation().records);
    }
};

QTEST_GUILESS_MAIN(TestGitHubSync)
#include "tst_githubsync.moc"
