#include "tests/core/connectors/github/githubrun.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

Q_DECLARE_METATYPE(leadline::EmulatorFault)

class TestEmulatorFaults final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // What a sync gets over by itself: everything is there in the end, and nobody is bothered.
    void passingTroubleIsSatOut_data()
    {
        QTest::addColumn<EmulatorFault>("fault");
        const auto add = [](Kind kind, const QString &match, int times, int value) {
            QTest::newRow(qPrintable(faultName(kind) + u' ' + match))
                << EmulatorFault{.kind = kind, .match = match, .after = 1, .times = times, .value = value};
        };
        add(Kind::PrimaryLimit, u"/repo/actions/runs"_s, 1, 1);
        add(Kind::GraphQlRateLimit, u"PullRequests"_s, 1, 0);
        add(Kind::GraphQlTooExpensive, u"PullRequests"_s, 4, 6);
    }
    void passingTroubleIsSatOut()
    {
        QFETCH(const EmulatorFault, fault);
        GitHubEmulator emulator(tinyOrganisation().records);
        emulator.setFaults({fault});
        GitHubRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QVERIFY2(report->problems.empty(),
            qPrintable(report->problems.empty() ? QString() : report->problems.front().error.text));
        QCOMPARE(report->quarantined, 0);
        const RecordBatch &truth = tinyOrganisation().records;
        QCOMPARE(sink.of<ChangeRequest>().size(), static_cast<qsizetype>(truth.of<ChangeRequest>().size()));
        QCOMPARE(sink.of<Issue>().size(), static_cast<qsizetype>(truth.of<Issue>().size()));
        QCOMPARE(sink.of<Build>().size(), static_cast<qsizetype>(truth.of<Build>().size()));
        QCOMPARE(sink.of<Deployment>().size(), static_cast<qsizetype>(truth.of<Deployment>().size()));
    }

    // What ends the whole run, in words that say what to do.
    void theTokenIsAtFault_data()
    {
        QTest::addColumn<EmulatorFault>("fault");
        QTest::addColumn<QString>("words");
        QTest::newRow("wrong")
            << EmulatorFault{.kind = Kind::BadToken, .match = {}, .after = 0, .times = -1, .value = 0}
            << u"does not accept the token"_s;
        QTest::newRow("wrong in mid-run")
            << EmulatorFault{.kind = Kind::BadToken, .match = {}, .after = 9, .times = -1, .value = 0}
            << u"does not accept the token"_s;
        QTest::newRow("expired")
            << EmulatorFault{.kind = Kind::ExpiredToken, .match = {}, .after = 0, .times = -1, .value = 0}
            << u"expired on 2025-09-22"_s;
    }
    void theTokenIsAtFault()
    {
        QFETCH(const EmulatorFault, fault);
        QFETCH(const QString, words);
        GitHubEmulator emulator(tinyOrganisation().records);
        emulator.setFaults({fault});
        GitHubRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Auth);
        QVERIFY2(report.error().text.contains(words), qPrintable(report.error().text));
        QVERIFY(!report.error().text.contains(QString::fromLatin1(run.token))
            && !report.error().detail.contains(QString::fromLatin1(run.token)));
        emulator.setFaults({});
        QVERIFY(run.sync(sink));
        QCOMPARE(sink.of<ChangeRequest>().size(),
            static_cast<qsizetype>(tinyOrganisation().records.of<ChangeRequest>().size()));
    }

    // GitHub only says "bad credentials" about an expired token; the day was kept from better times.
    void anExpiryThatWasToldBeforeIsRemembered()
    {
        MemorySink sink;
        GitHubEmulator emulator(tinyOrganisation().records, {.tokenExpiry = "2025-12-24 08:00:00 +0100"});
        GitHubRun run(emulator);
        QVERIFY(run.sync(sink));
        emulator.setFaults({{.kind = Kind::BadToken, .match = {}, .after = 0, .times = -1, .value = 0}});
        const auto report = run.sync(sink);
        QVERIFY(!report);
        // The emulator's refusal repeats the header, GitHub's does not: both ways lead to the same sentence.
        QVERIFY2(report.error().text.contains("expired on 2025-12-24"_L1), qPrintable(report.error().text));
    }

    // What spoils one list or one repository: it is told, and everything else is read.
    void oneFailsTheOthersGoOn_data()
    {
        QTest::addColumn<EmulatorFault>("fault");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("words");
        const auto add = [](Kind fault, const QString &match, ErrorKind kind, const QString &words) {
            QTest::newRow(qPrintable(faultName(fault) + u' ' + match))
                << EmulatorFault{.kind = fault, .match = match, .after = 0, .times = -1, .value = 0} << kind << words;
        };
        add(Kind::MissingScope, u"/repo/actions/runs"_s, ErrorKind::Permission, u"permission “actions=read”"_s);
        add(Kind::SingleSignOn, u"Deployments"_s, ErrorKind::Permission,
            u"Authorise it at https://github.com/orgs/acme/sso"_s);
        add(Kind::GraphQlSaml, u"Issues"_s, ErrorKind::Permission, u"single sign-on"_s);
        add(Kind::GraphQlForbidden, u"Issues"_s, ErrorKind::Permission, u"missing permission"_s);
        add(Kind::GraphQlNotFound, u"Releases"_s, ErrorKind::Http, u"may not see it"_s);
        add(Kind::GraphQlError, u"Issues"_s, ErrorKind::Http, u"Something unheard of"_s);
        add(Kind::Gone, u"/repo/actions/runs"_s, ErrorKind::Http, u"switched off for the repository"_s);
        add(Kind::Gone, u"Issues"_s, ErrorKind::Http, u"switched off for the repository"_s);
        add(Kind::LegalBlock, u"/repo/actions/runs"_s, ErrorKind::Permission, u"for legal reasons"_s);
        add(Kind::LegalBlock, u"PullRequests"_s, ErrorKind::Permission, u"for legal reasons"_s);
        add(Kind::Unprocessable, u"/repo/actions/runs"_s, ErrorKind::Http, u"Validation Failed"_s);
        add(Kind::GraphQlTooExpensive, u"Issues"_s, ErrorKind::Http, u"could not put the answer together"_s);
        add(Kind::Html, u"Issues"_s, ErrorKind::Http, u"web page instead of data"_s);
        add(Kind::Truncated, u"Issues"_s, ErrorKind::Parse, u"cut off"_s);
        add(Kind::EndlessNext, u"Issues"_s, ErrorKind::Parse, u"does not come to an end"_s);
        add(Kind::RepeatedCursor, u"PullRequests"_s, ErrorKind::Parse, u"same page again"_s);
    }
    void oneFailsTheOthersGoOn()
    {
        QFETCH(const EmulatorFault, fault);
        QFETCH(const ErrorKind, kind);
        QFETCH(const QString, words);
        GitHubEmulator emulator(tinyOrganisation().records);
        emulator.setFaults({fault});
        GitHubRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QVERIFY(!report->problems.empty());
        for (const ScopeProblem &problem : report->problems) {
            QVERIFY2(problem.error.text.contains(words), qPrintable(problem.error.text));
            QCOMPARE(problem.error.kind, kind);
            QVERIFY(!problem.error.text.contains("SECRET"_L1));
        }
        QCOMPARE(report->outcome, SyncOutcome::Partial);
        QVERIFY(!sink.of<Commit>().isEmpty());
        emulator.setFaults({});
        const auto later = run.sync(sink);
        QVERIFY(later && later->problems.empty());
        const RecordBatch &truth = tinyOrganisation().records;
        QCOMPARE(sink.of<ChangeRequest>().size(), static_cast<qsizetype>(truth.of<ChangeRequest>().size()));
        QCOMPARE(sink.of<Issue>().size(), static_cast<qsizetype>(truth.of<Issue>().size()));
        QCOMPARE(sink.of<Build>().size(), static_cast<qsizetype>(truth.of<Build>().size()));
        QCOMPARE(sink.of<Deployment>().size(), static_cast<qsizetype>(truth.of<Deployment>().size()));
        QCOMPARE(sink.of<Release>().size(), static_cast<qsizetype>(truth.of<Release>().size()));
    }

    void aBadRecordIsPutAsideWithItsPlace()
    {
        GitHubEmulator emulator(tinyOrganisation().records);
        emulator.setFaults({{.kind = Kind::WrongType, .match = u"PullRequests"_s, .after = 0, .times = 1, .value = 0},
            {.kind = Kind::WrongType, .match = u"/repo/actions/runs"_s, .after = 0, .times = 1, .value = 0}});
        GitHubRun run(emulator);
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(report && report->problems.empty());
        QCOMPARE(report->quarantined, 2);
        const auto bad = sink.quarantine();
        QCOMPARE(bad.size(), 2U);
        QCOMPARE(bad[0].kind, RecordKind::ChangeRequest);
        QCOMPARE(bad[0].path, u"$.data.repository.pullRequests.nodes[0].createdAt"_s);
        QVERIFY(bad[0].reason.contains("yesterday"_L1));
        QVERIFY(!bad[0].externalId.isEmpty() && bad[0].payload.contains("yesterday"));
        QCOMPARE(bad[1].path, u"$.workflow_runs[0].created_at"_s);
        QCOMPARE(sink.of<ChangeRequest>().size(),
            static_cast<qsizetype>(tinyOrganisation().records.of<ChangeRequest>().size()) - 1);
    }

    void aWrongScopeIsExplained()
    {
        GitHubEmulator emulator(tinyOrganisation().records);
        GitHubRun run(emulator);
        run.config.scopes = {u"just-a-name"_s, emulator.paths().front()};
        MemorySink sink;
        const auto report = run.sync(sink);
        QVERIFY(report);
        QCOMPARE(report->problems.size(), 1U);
        QVERIFY(report->problems.front().error.text.contains("owner/name"_L1));
        QVERIFY(!sink.of<ChangeRequest>().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEmulatorFaults)
#include "tst_githubfaults.moc"
