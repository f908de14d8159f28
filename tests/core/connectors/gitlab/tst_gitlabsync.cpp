#include "tests/core/connectors/gitlab/gitlabfixture.h"
#include "tests/core/connectors/suite/comparison.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr qint64 kSecond = 1000;
constexpr qint64 kFirst = 1'750'000'000'000;

Repository project(int id, const QString &path)
{
    Repository repository;
    repository.externalId = QString::number(id);
    repository.path = path;
    repository.defaultBranch = u"main"_s;
    repository.updatedAt = Instant{kFirst};
    return repository;
}

QString troubleOf(const Result<SyncReport> &report)
{
    if (!report)
        return report.error().text + u' ' + report.error().detail;
    if (report->problems.empty())
        return {};
    const ScopeProblem &first = report->problems.front();
    return first.scope + u' ' + first.entity + u": "_s + first.error.text + u' ' + first.error.detail;
}

} // namespace

class TestGitLabSync final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The emulator gives whole items; here only what the queries ask for, as GitLab does.
    void theQueriesAskForEverythingThatIsRead()
    {
        const RecordBatch &records = tinyOrganisation().records;
        GitLabEmulator emulator(records, {.onlyAsked = true});
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(difference(sink, records, GitLabFixture()), QString());
    }

    void longListsInsideItemsAreReadToTheirEnds()
    {
        const RecordBatch &records = tinyOrganisation().records;
        GitLabEmulator emulator(
            records, {.limits = {.notes = 1, .commits = 1, .discussions = 1, .jobs = 1}, .onlyAsked = true});
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(difference(sink, records, GitLabFixture()), QString());
        QVERIFY(emulator.counts().value(u"MergeRequestTail"_s) > 10);
        QVERIFY(emulator.counts().value(u"WorkItemTail"_s) > 10);
    }

    void anOlderServerIsAskedForWhatItKnows()
    {
        GitLabEmulator emulator(tinyOrganisation().records,
            {.unknown = {u"iterations"_s, u"WorkItemWidgetIteration"_s, u"WorkItemWidgetStatus"_s,
                 u"WorkItemWidgetWeight"_s, u"isForked"_s, u"closedAt"_s, u"bot"_s}});
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QVERIFY(sink.of<ChangeRequest>().size() > 50);
        QVERIFY(sink.of<Issue>().size() > 10);
        for (const ChangeRequest &change : sink.of<ChangeRequest>())
            QVERIFY(change.state != ChangeState::Closed || change.closedAt.isSet());
    }

    void aServerThatIsTooOldForAListSaysSo()
    {
        GitLabEmulator emulator(tinyOrganisation().records, {.unknown = {u"workItems"_s}});
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QCOMPARE(troubleOf(report), QString());
        QVERIFY2(report->notes.join(u' ').contains("too old"_L1), qPrintable(report->notes.join(u' ')));
        QVERIFY(sink.of<ChangeRequest>().size() > 50);
        QVERIFY(sink.of<Issue>().isEmpty());
    }

    void whatIsSwitchedOffIsNoProblem()
    {
        GitLabEmulator emulator(tinyOrganisation().records);
        emulator.change([](GitLabWorld &world) { world.hasNoIssues = true; });
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QCOMPARE(troubleOf(report), QString());
        QCOMPARE(report->outcome, SyncOutcome::Success);
        QVERIFY(sink.of<Issue>().isEmpty());
    }

    void whatIsTooComplexIsAskedInSmallerPieces()
    {
        const RecordBatch &records = tinyOrganisation().records;
        GitLabEmulator emulator(records);
        emulator.setFaults(
            {{.kind = Kind::GraphQlTooExpensive, .match = u"MergeRequests"_s, .after = 0, .times = -1, .value = 7}});
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(difference(sink, records, GitLabFixture()), QString());
    }

    void aGroupBringsItsNewProjects()
    {
        RecordBatch records = tinyOrganisation().records;
        const QString group = records.of<Repository>().front().path.section(u'/', 0, 0);
        for (int i = 0; i < 120; ++i)
            records.add(project(7000 + i, group + u"/sub/empty-%1"_s.arg(i)));
        GitLabEmulator emulator(records);
        ConnectorRun run = gitlabRun(emulator);
        run.config.scopes = {group + u"/*"_s};
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        const auto before = sink.of<Repository>().size();
        QCOMPARE(before, static_cast<qsizetype>(records.of<Repository>().size()));
        const auto changes = sink.of<ChangeRequest>().size();
        QVERIFY(changes > 50);

        emulator.change([&group](GitLabWorld &world) {
            world.add(project(9001, group + u"/sub/brand-new"_s));
            world.rename(group + u"/sub/empty-7"_s, group + u"/empty-seven"_s);
        });
        const auto report = run.sync(sink);
        QCOMPARE(troubleOf(report), QString());
        QCOMPARE(sink.of<Repository>().size(), before + 1);
        QVERIFY(sink.of<Repository>().contains(u"9001"_s));
        QCOMPARE(sink.of<Repository>().value(u"7007"_s).path, QString(group + u"/empty-seven"_s));
        QVERIFY(report->notes.join(u' ').contains("/empty-seven"_L1));
        QCOMPARE(sink.of<ChangeRequest>().size(), changes);
    }

    void aGroupThatIsGoneIsToldAndStopsNothingElse()
    {
        GitLabEmulator emulator(tinyOrganisation().records);
        ConnectorRun run = gitlabRun(emulator);
        run.config.scopes.prepend(u"nobody/*"_s);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(report);
        QCOMPARE(report->problems.size(), 1U);
        QCOMPARE(report->problems.front().scope, u"nobody/*"_s);
        QVERIFY(sink.of<ChangeRequest>().size() > 50);
    }

    void squashedAndFastForwardedChangesHaveTheirCommit()
    {
        RecordBatch records = tinyOrganisation().records;
        GitLabEmulator emulator(records);
        QStringList squashed;
        emulator.change([&squashed](GitLabWorld &world) {
            GitLabItems &requests = world.projects().front()->mergeRequests;
            for (std::size_t i = 0; i < requests.items.size() && squashed.size() < 3; ++i) {
                const QString id = requests.items[i].id;
                if (!requests.items[i].json.contains("\"state\":\"merged\""))
                    continue;
                world.edit(requests, id, [](QJsonObject &request) {
                    request.insert(u"squashed"_s, QString("5a"_L1 + request.value("iid"_L1).toString()));
                    request.insert(u"mergeCommitSha"_s, QJsonValue::Null);
                    request.insert(u"squashOnMerge"_s, true);
                });
                squashed.append(id.section(u'/', -1));
            }
        });
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(squashed.size(), 3);
        for (const QString &id : squashed) {
            const ChangeRequest change = sink.of<ChangeRequest>().value(id);
            QCOMPARE(change.mergeSha, QString("5a"_L1 + QString::number(change.number)));
        }
        QVERIFY(emulator.counts().value(u"/project/merge_requests"_s) <= 3); // one a page at most
    }

    void jobsAreBuildsWhereThatIsWanted()
    {
        RecordBatch records;
        records.add(project(5, u"acme/shop"_s));
        Build build;
        build.externalId = u"100"_s;
        build.repository.id = u"5"_s;
        build.branch = u"main"_s;
        build.sha = u"abc"_s;
        build.result = RunResult::Success;
        build.attempt = 3;
        build.queuedAt = Instant{kFirst};
        build.startedAt = Instant{kFirst + kSecond};
        build.finishedAt = build.updatedAt = Instant{kFirst + 60 * kSecond};
        records.add(build);
        GitLabEmulator emulator(records, {.limits = {.jobs = 2}, .onlyAsked = true});
        ConnectorRun run = gitlabRun(emulator);
        MemorySink pipelines;
        QCOMPARE(troubleOf(run.sync(pipelines)), QString());
        QCOMPARE(pipelines.of<Build>().size(), 1);
        QCOMPARE(pipelines.of<Build>().value(u"100"_s).attempt, 3);

        run.config.options = {{u"builds"_s, u"jobs"_s}};
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().size(), 3);
        for (int attempt = 1; attempt <= 3; ++attempt) {
            const Build job = sink.of<Build>().value(u"job-100%1"_s.arg(attempt));
            QCOMPARE(job.pipeline, u"test"_s);
            QCOMPARE(job.attempt, attempt);
            QCOMPARE(job.result, attempt == 3 ? RunResult::Success : RunResult::Failure);
            QCOMPARE(job.branch, u"main"_s);
        }
    }

    void aPipelineThatIsRunAgainIsSeenHoweverOld()
    {
        RecordBatch records;
        records.add(project(5, u"acme/shop"_s));
        for (int i = 0; i < 300; ++i) {
            Build build;
            build.externalId = QString::number(100 + i);
            build.repository.id = u"5"_s;
            build.result = RunResult::Failure;
            build.queuedAt = build.startedAt = Instant{kFirst + i * 3600 * kSecond};
            build.finishedAt = build.updatedAt = Instant{build.queuedAt.ms() + 60 * kSecond};
            records.add(build);
        }
        GitLabEmulator emulator(records);
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().size(), 300);
        emulator.change([](GitLabWorld &world) {
            const Instant now{QDateTime::currentMSecsSinceEpoch()};
            world.edit(
                world.projects().front()->pipelines, u"gid://gitlab/Ci::Pipeline/105"_s, [now](QJsonObject &pipeline) {
                    pipeline.insert(u"status"_s, u"SUCCESS"_s);
                    pipeline.insert(u"updatedAt"_s, now.toIso());
                });
        });
        emulator.resetCounts();
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Build>().value(u"105"_s).result, RunResult::Success);
        QCOMPARE(emulator.counts().value(u"Pipelines"_s), 1);
    }

    void manyDeploymentsOfOneMomentAreAllRead()
    {
        RecordBatch records;
        records.add(project(5, u"acme/shop"_s));
        for (int i = 0; i < 450; ++i) { // 350 of them imported at the same moment
            Deployment deployment;
            deployment.externalId = QString::number(100 + i);
            deployment.repository.id = u"5"_s;
            deployment.environment = u"production"_s;
            deployment.result = RunResult::Success;
            deployment.startedAt = Instant{kFirst + i * kSecond};
            deployment.finishedAt = deployment.updatedAt = Instant{kFirst + std::max(1000, i + 650) * kSecond};
            records.add(deployment);
        }
        GitLabEmulator emulator(records);
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Deployment>().size(), 450);
        QVERIFY(emulator.counts().value(u"/project/deployments"_s) <= 7);
    }

    void onlyNewCommitsAreReadUntilHistoryIsRewritten()
    {
        RecordBatch records;
        records.add(project(5, u"acme/shop"_s));
        for (int i = 0; i < 250; ++i) {
            Commit commit;
            commit.externalId = u"c%1"_s.arg(i);
            commit.repository.id = u"5"_s;
            commit.onDefaultBranch = true;
            commit.authoredAt = commit.committedAt = Instant{kFirst + i * kSecond};
            records.add(commit);
        }
        GitLabEmulator emulator(records);
        ConnectorRun run = gitlabRun(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Commit>().size(), 250);
        const auto push = [&emulator](const QString &sha, bool rewrites) {
            emulator.change([&](GitLabWorld &world) {
                auto &commits = world.projects().front()->commits;
                if (rewrites)
                    commits.erase(commits.begin(), commits.begin() + 10);
                // Merged of late, but written long ago: dates say nothing.
                commits.insert(commits.begin(),
                    {.order = Instant{1'000'000'000'000},
                        .updated = {},
                        .id = sha,
                        .json = R"({"id":")" + sha.toLatin1() + R"(","committed_date":"2001-09-09T01:46:40Z"})"});
            });
        };
        push(u"new1"_s, false);
        emulator.resetCounts();
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QVERIFY(sink.of<Commit>().contains(u"new1"_s));
        QCOMPARE(emulator.counts().value(u"/project/repository/commits"_s), 1);
        push(u"new2"_s, true);
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QVERIFY(sink.of<Commit>().contains(u"new2"_s));
    }

    // What a thousand changed items cost beside the least that the API allows: one look, one question for deployments,
    // pages of 25.
    void aThousandChangesCostTheirPages()
    {
        GitLabFixture fixture;
        fixture.start(manyItems(RecordKind::ChangeRequest, 1500));
        ConnectorRun run(fixture.makeConnector(), fixture.config(), fixture.token());
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        fixture.server().between(
            [&] { (void)fixture.touch(1000, u"Again"_s, Instant::fromIso(u"2026-03-02T09:00:00Z"_s)); });
        fixture.server().resetCounts();
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        qInfo("1000 changed: %d requests, at least %d", fixture.server().requests(), fixture.leastRequests(1000));
        QVERIFY(fixture.server().requests() * 10 <= fixture.leastRequests(1000) * 12);
    }
};

QTEST_GUILESS_MAIN(TestGitLabSync)
#include "tst_gitlabsync.moc"
