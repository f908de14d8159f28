#include "tests/core/connectors/jira/jirarun.h"

#include "core/connectors/jira/jiracursor.h"
#include "tests/core/connectors/jira/jirafixture.h"
#include "tests/core/connectors/suite/comparison.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

const JiraForm kDataCenter{.cloud = false, .web = u"https://tracker.acme.test/jira"_s};

JiraEmulatorOptions optionsFor(bool cloud)
{
    JiraEmulatorOptions options;
    if (!cloud)
        options.form = kDataCenter;
    return options;
}

Issue issueOf(int number, Instant updated)
{
    Issue issue;
    issue.externalId = QString::number(20'000 + number);
    issue.project = u"PAY"_s;
    issue.key = u"PAY-%1"_s.arg(number);
    issue.title = u"Issue %1"_s.arg(number);
    issue.typeRaw = u"Task"_s;
    issue.type = IssueClass::Task;
    issue.statusRaw = u"Offen"_s;
    issue.status = StatusCategory::Todo;
    issue.createdAt = Instant{updated.ms() - 60'000};
    issue.updatedAt = updated;
    return issue;
}

// So many issues, all changed in one minute, as by a bulk change.
RecordBatch bulk(int count)
{
    const Instant minute = Instant::fromIso(u"2026-02-10T12:00:00Z");
    RecordBatch records;
    for (int i = 0; i < count; ++i)
        records.add(issueOf(i + 1, Instant{minute.ms() + i * 20}));
    return records;
}

qint64 issuesWritten(const MemorySink &sink)
{
    qint64 count = 0;
    for (const RecordBatch &batch : sink.batches())
        count += static_cast<qint64>(batch.of<Issue>().size());
    return count;
}

void touch(JiraWorld &world, const QString &id, const QString &title, const QString &at)
{
    world.edit(id, [&](QJsonObject &fields) {
        fields.insert(u"summary"_s, title);
        fields.insert(u"updated"_s, world.json().time(Instant::fromIso(at)));
    });
}

} // namespace

class TestJiraSync final : public QObject {
    Q_OBJECT

private:
    static QString troubleOf(const Result<SyncReport> &report)
    {
        if (!report)
            return report.error().text + u' ' + report.error().detail;
        return report->problems.empty() ? QString()
                                        : report->problems.front().entity + u": "_s
                + report->problems.front().error.text + u' ' + report->problems.front().error.detail;
    }

    static void editions()
    {
        QTest::addColumn<bool>("cloud");
        QTest::newRow("Cloud") << true;
        QTest::newRow("Data Center") << false;
    }

private Q_SLOTS:
    void aThousandChangesCostLittleMoreThanTheLeast_data() { editions(); }
    void aThousandChangesCostLittleMoreThanTheLeast()
    {
        QFETCH(const bool, cloud);
        JiraEmulator emulator(manyItems(RecordKind::Issue, 1500), optionsFor(cloud));
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Issue>().size(), 1500);
        QCOMPARE(sink.total(RecordKind::Issue), 1500);
        emulator.change([](JiraWorld &world) {
            const Instant first = Instant::fromIso(u"2026-03-02T09:00:00Z");
            for (int i = 1; i <= 1000; ++i)
                touch(world, QString::number(5'000'000 + i), u"Changed"_s, Instant{first.ms() + i * 60'000}.toIso());
        });
        emulator.resetCounts();
        sink.forgetBatches();
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(issuesWritten(sink), 1000);
        const int least = cloud ? 10 + 1 : 10; // pages of a hundred, and one question about a thousand histories
        const auto counts = emulator.counts();
        const int asked =
            counts.value(u"/search/jql"_s) + counts.value(u"/search"_s) + counts.value(u"/changelog/bulkfetch"_s);
        qInfo("%d requests for 1,000 changed issues, at least %d", asked, least);
        QVERIFY2(asked <= 1.2 * least, qPrintable(QString::number(asked)));
    }

    void anUnchangedJiraIsNotWrittenAgain_data() { editions(); }
    void anUnchangedJiraIsNotWrittenAgain()
    {
        QFETCH(const bool, cloud);
        JiraEmulator emulator(withPlans(tinyOrganisation().records), optionsFor(cloud));
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(troubleOf(run.sync(sink)), QString()); // how the open sprints look is noted
        sink.forgetBatches();
        emulator.resetCounts();
        const auto report = run.sync(sink);
        QCOMPARE(troubleOf(report), QString());
        QCOMPARE(report->records, 0);
        QCOMPARE(sink.batches().size(), 0U);
        QCOMPARE(emulator.counts().value(u"/changelog/bulkfetch"_s), 0);
    }

    // More in one minute than fits on a page: the language knows no seconds.
    void aBulkChangeIsReadToItsEnd_data() { editions(); }
    void aBulkChangeIsReadToItsEnd()
    {
        QFETCH(const bool, cloud);
        JiraEmulator emulator(bulk(730), optionsFor(cloud));
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Issue>().size(), 730);
        QVERIFY2(emulator.requests() < 30, qPrintable(QString::number(emulator.requests())));
    }

    // An issue that leaves its place in a numbered list lets the others move up: none of them may be missed.
    void nothingIsMissedWhenAListMovesUp()
    {
        JiraEmulator emulator(bulk(450), optionsFor(false));
        JiraRun run(emulator);
        MemorySink sink;
        int pages = 0;
        emulator.onRequest([&](const QString &name) {
            if (name == "/search"_L1 && ++pages == 3) {
                for (int i = 1; i <= 3; ++i)
                    touch(emulator.world(), QString::number(20'000 + i), u"Moved"_s, u"2026-02-11T08:00:00Z"_s);
            }
        });
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        emulator.onRequest({});
        QCOMPARE(sink.of<Issue>().size(), 450);
        QCOMPARE(sink.of<Issue>().value(u"20001"_s).title, u"Moved"_s);
    }

    // The night when 01:30 comes twice in the account's zone, and other zones.
    void noZoneHidesAChange_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<bool>("cloud");
        for (const QString &zone :
            {u"America/New_York"_s, u"Asia/Kathmandu"_s, u"Australia/Lord_Howe"_s, u"UTC"_s, u"Not/AZone"_s}) {
            QTest::newRow(qPrintable(zone + " Cloud"_L1)) << zone << true;
            QTest::newRow(qPrintable(zone + " Data Center"_L1)) << zone << false;
        }
    }
    void noZoneHidesAChange()
    {
        QFETCH(const QString, zone);
        QFETCH(const bool, cloud);
        RecordBatch records;
        const Instant fold = Instant::fromIso(u"2025-11-02T05:00:00Z"); // 01:00 in New York, an hour before it is again
        for (int i = 0; i < 10; ++i)
            records.add(issueOf(i + 1, Instant{fold.ms() + i * 30'000}));
        JiraEmulatorOptions options = optionsFor(cloud);
        options.zone = zone;
        JiraEmulator emulator(records, options);
        JiraRun run(emulator);
        MemorySink sink;
        for (int minute = 10; minute < 180; minute += 17) {
            QCOMPARE(troubleOf(run.sync(sink)), QString());
            const QString title = u"At %1"_s.arg(minute);
            emulator.change([&](JiraWorld &world) {
                touch(world, u"20003"_s, title, Instant{fold.ms() + minute * 60'000}.toIso());
            });
            QCOMPARE(troubleOf(run.sync(sink)), QString());
            QCOMPARE(sink.of<Issue>().value(u"20003"_s).title, title);
        }
        QCOMPARE(sink.of<Issue>().size(), 10);
    }

    void aPlaceInHistoriesThatIsNoLongerGoodIsLeft()
    {
        const RecordBatch records = withPlans(tinyOrganisation().records);
        JiraEmulator emulator(records);
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        MemorySink later;
        for (const RecordBatch &batch : sink.batches()) {
            RecordBatch copy = batch;
            copy.of<IssueTransition>().clear();
            later.put(copy);
        }
        JiraIssueCursor cursor = JiraIssueCursor::fromJson(later.checkpoint({}, u"issues"_s)->cursor);
        for (const Issue &issue : records.of<Issue>())
            cursor.pending.append(issue.externalId);
        cursor.pendingSince = Instant{1'700'000'000'000};
        cursor.historyToken = u"of another week"_s;
        RecordBatch place;
        place.checkpoints.push_back({.scope = {}, .entity = u"issues"_s, .cursor = cursor.toJson(), .finished = false});
        later.put(place);
        QCOMPARE(troubleOf(run.sync(later)), QString());
        QCOMPARE(difference(later, tinyOrganisation().records, JiraFixture()), QString());
    }

    void aSprintThatEndsIsSeen()
    {
        JiraEmulator emulator(withPlans(tinyOrganisation().records));
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QString ended;
        QString begun;
        const Instant now = Instant::fromIso(u"2026-03-02T10:00:00Z");
        emulator.change([&](JiraWorld &world) {
            for (Sprint &sprint : world.boards().front().sprints) {
                if (sprint.state == SprintState::Active) {
                    sprint.state = SprintState::Closed;
                    sprint.completedAt = now;
                    ended = sprint.externalId;
                } else if (sprint.state == SprintState::Future) {
                    sprint.state = SprintState::Active;
                    sprint.startAt = now;
                    sprint.name = u"Renamed"_s;
                    begun = sprint.externalId;
                }
            }
        });
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Sprint>().value(ended).state, SprintState::Closed);
        QCOMPARE(sink.of<Sprint>().value(ended).completedAt, now);
        QCOMPARE(sink.of<Sprint>().value(begun).state, SprintState::Active);
        QCOMPARE(sink.of<Sprint>().value(begun).name, u"Renamed"_s);
        emulator.change([&](JiraWorld &world) {
            std::erase_if(
                world.boards().front().sprints, [&begun](const Sprint &sprint) { return sprint.externalId == begun; });
        });
        sink.forgetBatches();
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        const bool isBuried = std::ranges::any_of(sink.batches(), [&begun](const RecordBatch &batch) {
            return !batch.tombstones.empty() && batch.tombstones.front().externalId == begun;
        });
        QVERIFY(isBuried);
    }

    // Where boards cannot be seen, sprints are known from the issues that are in them.
    void sprintsOfOtherBoardsComeWithTheIssues_data() { editions(); }
    void sprintsOfOtherBoardsComeWithTheIssues()
    {
        QFETCH(const bool, cloud);
        const RecordBatch records = withPlans(tinyOrganisation().records);
        JiraEmulator emulator(records, optionsFor(cloud));
        emulator.change([](JiraWorld &world) {
            for (JiraWorldBoard &board : world.boards())
                board.projects.clear();
        });
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QVERIFY(sink.of<Sprint>().size() > 6);
        for (const Sprint &expected : records.of<Sprint>()) {
            const Sprint read = sink.of<Sprint>().value(expected.externalId);
            if (read.externalId.isEmpty())
                continue; // nothing is in it
            QCOMPARE(read.name, expected.name);
            QCOMPARE(read.state, expected.state);
            QCOMPARE(read.startAt, expected.startAt);
            QCOMPARE(read.completedAt, expected.completedAt);
            QCOMPARE(read.goal, expected.goal);
            QVERIFY(read.board.startsWith("Board "_L1));
        }
    }

    void epicsAreParents_data() { editions(); }
    void epicsAreParents()
    {
        QFETCH(const bool, cloud);
        RecordBatch records;
        const Instant at = Instant::fromIso(u"2026-02-10T12:00:00Z");
        Issue epic = issueOf(1, Instant{at.ms() + 600'000}); // changed last: it comes after what belongs to it
        epic.typeRaw = u"Epic"_s;
        epic.type = IssueClass::Epic;
        records.add(epic);
        for (int i = 2; i <= 5; ++i) {
            Issue issue = issueOf(i, at);
            issue.parent.id = epic.externalId;
            if (i == 5) {
                issue.typeRaw = u"Unteraufgabe"_s;
                issue.type = IssueClass::Subtask;
            }
            records.add(issue);
        }
        JiraEmulator emulator(records, optionsFor(cloud));
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        for (int i = 2; i <= 5; ++i)
            QCOMPARE(sink.of<Issue>().value(QString::number(20'000 + i)).parent.id, epic.externalId);
        QCOMPARE(sink.of<Issue>().value(epic.externalId).type, IssueClass::Epic);
        QCOMPARE(sink.of<Issue>().value(u"20005"_s).type, IssueClass::Subtask);
        QCOMPARE(emulator.counts().value(u"/keys"_s), cloud ? 0 : 1);
    }

    void aNewFieldOfEstimatesReadsEverythingAgain()
    {
        JiraEmulator emulator(withPlans(tinyOrganisation().records));
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        sink.forgetBatches();
        run.config.options.insert(u"points_field"_s, u"cost"_s);
        const auto report = run.sync(sink);
        QCOMPARE(troubleOf(report), QString());
        QVERIFY2(report->notes.join(u' ').contains("read again"_L1), qPrintable(report->notes.join(u' ')));
        QCOMPARE(issuesWritten(sink), sink.of<Issue>().size());
        sink.forgetBatches();
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(issuesWritten(sink), 0);
    }

    void aServerThatIsSlowIsAskedForLess_data() { editions(); }
    void aServerThatIsSlowIsAskedForLess()
    {
        QFETCH(const bool, cloud);
        JiraEmulator emulator(withPlans(tinyOrganisation().records), optionsFor(cloud));
        emulator.setFaults({{.kind = EmulatorFault::Kind::GraphQlTooExpensive,
                                .match = u"/search"_s,
                                .times = -1,
                                .value = 10},
            {.kind = EmulatorFault::Kind::GraphQlTooExpensive, .match = u"/changelog"_s, .times = -1, .value = 20}});
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(sink.of<Issue>().size(), static_cast<qsizetype>(tinyOrganisation().records.of<Issue>().size()));
        if (cloud)
            QCOMPARE(difference(sink, tinyOrganisation().records, JiraFixture()), QString());
    }

    void aBoardMayHaveNoSprints()
    {
        JiraEmulator emulator(withPlans(tinyOrganisation().records));
        emulator.change([](JiraWorld &world) { world.boards().back().type = u"simple"_s; });
        JiraRun run(emulator);
        MemorySink sink;
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(difference(sink, tinyOrganisation().records, JiraFixture()), QString());
    }

    // What each thing needs beside it.
    void whatIsMissingStopsOnlyWhatNeedsIt_data()
    {
        QTest::addColumn<QString>("match");
        QTest::addColumn<QString>("entity");
        QTest::newRow("boards") << u"/board"_s << u"Boards"_s;
        QTest::newRow("statuses") << u"/status"_s << u"Statuses"_s;
        QTest::newRow("count") << u"/search/approximate-count"_s << QString();
        QTest::newRow("configuration") << u"/board/configuration"_s << QString();
    }
    void whatIsMissingStopsOnlyWhatNeedsIt()
    {
        QFETCH(const QString, match);
        QFETCH(const QString, entity);
        JiraEmulator emulator(withPlans(tinyOrganisation().records));
        emulator.setFaults({{.kind = EmulatorFault::Kind::MissingScope, .match = match, .after = 0, .times = -1}});
        JiraRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(report);
        if (entity.isEmpty())
            QVERIFY(report->problems.empty());
        for (const ScopeProblem &problem : report->problems) {
            QCOMPARE(problem.entity, entity);
            QCOMPARE(problem.error.kind, ErrorKind::Permission);
        }
        QCOMPARE(sink.of<Issue>().size(), static_cast<qsizetype>(tinyOrganisation().records.of<Issue>().size()));
        QVERIFY(!sink.of<IssueTransition>().isEmpty() && !sink.of<Release>().isEmpty());
    }

    void withoutFieldsNoIssueLosesWhatItHas()
    {
        JiraEmulator emulator(withPlans(tinyOrganisation().records));
        emulator.setFaults({{.kind = EmulatorFault::Kind::ServerError, .match = u"/field"_s, .after = 0, .times = -1}});
        JiraRun run(emulator);
        MemorySink sink;
        auto report = run.sync(sink);
        QVERIFY(report && !report->problems.empty());
        QVERIFY(sink.of<Issue>().isEmpty()); // they would have come without estimates
        emulator.setFaults({});
        QCOMPARE(troubleOf(run.sync(sink)), QString());
        QCOMPARE(difference(sink, tinyOrganisation().records, JiraFixture()), QString());
        emulator.setFaults({{.kind = EmulatorFault::Kind::ServerError, .match = u"/field"_s, .after = 0, .times = -1}});
        report = run.sync(sink, true); // those of before are still known
        QVERIFY(report && report->problems.size() == 1U);
        QCOMPARE(difference(sink, tinyOrganisation().records, JiraFixture()), QString());
    }

    void strangersGetNoAnswer()
    {
        JiraEmulator emulator(tinyOrganisation().records);
        emulator.setFaults(
            {{.kind = EmulatorFault::Kind::SingleSignOn, .match = u"/myself"_s, .after = 0, .times = -1}});
        JiraRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Auth);
        QVERIFY2(report.error().text.contains("captcha"_L1), qPrintable(report.error().text));
        QVERIFY(sink.of<Issue>().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJiraSync)
#include "tst_jirasync.moc"
