#include "tests/core/connectors/suite/comparison.h"
#include "tests/core/connectors/suite/connectorsuite.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QDateTime>
#include <QTest>

Q_DECLARE_METATYPE(leadline::EmulatorFault)

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr qsizetype kLeastSentence = 20;
constexpr qsizetype kLongestText = 1000;

// A sentence for a person, without the token.
bool isTold(const Error &error, const QByteArray &token)
{
    const QString secret = QString::fromUtf8(token);
    return error.text.size() > kLeastSentence && !error.text.contains(secret) && !error.detail.contains(secret)
        && !error.text.contains("SECRET"_L1) && !error.detail.contains("SECRET"_L1);
}

QString rowName(const EmulatorFault &fault)
{
    return faultName(fault.kind) + u' ' + fault.match;
}

} // namespace

// What a sync gets over by itself: everything is there in the end, and nobody is bothered.
void ConnectorSuite::passingTroubleIsSatOut_data()
{
    QTest::addColumn<EmulatorFault>("fault");
    const auto add = [](Kind kind, const QString &match, int times, int value) {
        const EmulatorFault fault{.kind = kind, .match = match, .after = 1, .times = times, .value = value};
        QTest::newRow(qPrintable(rowName(fault))) << fault;
    };
    const auto lists = m_fixture->lists();
    const QString first = lists.front().match;
    const QString last = lists.back().match;
    add(Kind::LimitSeconds, first, 1, 1);
    add(Kind::LimitFraction, first, 2, 3);
    add(Kind::LimitDate, first, 1, 1);
    add(Kind::LimitReset, first, 1, 1);
    add(Kind::LimitSilent, first, 2, 0);
    add(Kind::SecondaryLimit, first, 2, 0);
    add(Kind::PrimaryLimit, first, 1, 1);
    add(Kind::ServerError, first, 2, 0);
    add(Kind::BadGateway, first, 3, 0);
    add(Kind::Unavailable, first, 2, 0);
    add(Kind::GatewayTimeout, first, 2, 0);
    add(Kind::Truncated, first, 1, 0);
    add(Kind::Cut, first, 1, 0);
    if (last == first)
        return;
    add(Kind::LimitFraction, last, 2, 3);
    add(Kind::Unavailable, last, 2, 0);
    add(Kind::Truncated, last, 1, 0);
    add(Kind::Cut, last, 1, 0);
}

void ConnectorSuite::passingTroubleIsSatOut()
{
    QFETCH(const EmulatorFault, fault);
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults({fault});
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

// One list cannot be read: that is told, and everything else is read; the next sync brings what is missing.
void ConnectorSuite::lastingTroubleStopsOneListOnly_data()
{
    QTest::addColumn<EmulatorFault>("fault");
    QTest::addColumn<int>("list");
    const auto lists = m_fixture->lists();
    for (std::size_t i = 0; i < lists.size(); ++i) {
        for (const Kind kind : {Kind::MissingScope, Kind::ServerError, Kind::Html, Kind::Truncated}) {
            const EmulatorFault fault{.kind = kind, .match = lists[i].match, .after = 0, .times = -1, .value = 0};
            QTest::newRow(qPrintable(rowName(fault))) << fault << static_cast<int>(i);
        }
    }
}

void ConnectorSuite::lastingTroubleStopsOneListOnly()
{
    QFETCH(const EmulatorFault, fault);
    QFETCH(const int, list);
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults({fault});
    ConnectorRun reading = run();
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
    QVERIFY(!report->problems.empty());
    for (const ScopeProblem &problem : report->problems) {
        QVERIFY2(isTold(problem.error, m_fixture->token()), qPrintable(problem.error.text));
        QVERIFY2(problem.error.kind == m_fixture->problemOf(fault.kind),
            qPrintable(errorKindName(problem.error.kind) + u": "_s + problem.error.text));
    }
    QCOMPARE(report->outcome, SyncOutcome::Partial);
    QCOMPARE(countDifference(sink, records, *m_fixture, m_fixture->lists()[static_cast<std::size_t>(list)]), QString());
    m_fixture->server().setFaults({});
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::aListThatDoesNotEndIsRefused_data()
{
    QTest::addColumn<EmulatorFault>("fault");
    for (const FixtureList &list : m_fixture->lists()) {
        for (const Kind kind : {Kind::RepeatedCursor, Kind::EndlessNext}) {
            const EmulatorFault fault{.kind = kind, .match = list.match, .after = 0, .times = -1, .value = 0};
            QTest::newRow(qPrintable(rowName(fault))) << fault;
        }
    }
}

void ConnectorSuite::aListThatDoesNotEndIsRefused()
{
    QFETCH(const EmulatorFault, fault);
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults({fault});
    ConnectorRun reading = run();
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
    QVERIFY(!report->problems.empty());
    for (const ScopeProblem &problem : report->problems) {
        QVERIFY2(isTold(problem.error, m_fixture->token()), qPrintable(problem.error.text));
        QVERIFY2(problem.error.kind == m_fixture->problemOf(fault.kind), qPrintable(problem.error.text));
    }
    m_fixture->server().setFaults({});
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::aLimitThatStaysEndsTheRunForNow()
{
    m_fixture->start(tinyOrganisation().records);
    m_fixture->server().setFaults(
        {{.kind = Kind::LimitFraction, .match = mainMatch(), .after = 0, .times = -1, .value = 1}});
    ConnectorRun reading = run();
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
    QCOMPARE(report->problems.size(), 1U);
    QCOMPARE(report->problems.front().error.kind, ErrorKind::RateLimit);
    QVERIFY(isTold(report->problems.front().error, m_fixture->token()));
    QVERIFY2(report->notes.join(u' ').contains("goes on from there"_L1), qPrintable(report->notes.join(u' ')));
}

void ConnectorSuite::aWrongTokenIsToldWithoutIt()
{
    m_fixture->start(tinyOrganisation().records);
    ConnectorRun reading = run();
    reading.token += "wrong";
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Auth);
    QVERIFY2(isTold(report.error(), reading.token), qPrintable(report.error().text));
    const auto probed = reading.probe();
    QVERIFY(!probed);
    QCOMPARE(probed.error().kind, ErrorKind::Auth);
    QVERIFY2(isTold(probed.error(), reading.token), qPrintable(probed.error().text));
    reading.token = m_fixture->token();
    QVERIFY(reading.probe());
    QCOMPARE(syncTrouble(reading, sink), QString());
}

void ConnectorSuite::aTokenThatExpiresInMidRunEndsIt()
{
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    EmulatorServer &server = m_fixture->server();
    server.setFaults({{.kind = Kind::ShortPage, .match = mainMatch(), .after = 0, .times = 1, .value = 5},
        {.kind = Kind::ExpiredToken, .match = mainMatch(), .after = 0, .times = -1, .value = 0}});
    ConnectorRun reading = run();
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Auth);
    QVERIFY2(report.error().text.contains("expired"_L1), qPrintable(report.error().text));
    QVERIFY(isTold(report.error(), reading.token));
    QVERIFY(!sink.batches().empty());
    server.setFaults({});
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::aServerThatIsNotThereIsTold()
{
    m_fixture->start(tinyOrganisation().records);
    ConnectorRun reading = run();
    QUrl nowhere(reading.config.url);
    nowhere.setPort(9);
    reading.config.url = nowhere.toString();
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Network);
    QVERIFY(isTold(report.error(), reading.token));
}

void ConnectorSuite::oddRecordsDisturbNothing_data()
{
    QTest::addColumn<EmulatorFault>("fault");
    for (const FixtureList &list : m_fixture->lists()) {
        for (const Kind kind : {Kind::NullAuthors, Kind::UnknownEnums, Kind::HugeField, Kind::FutureTimes}) {
            const EmulatorFault fault{.kind = kind, .match = list.match, .after = 0, .times = 1, .value = 0};
            QTest::newRow(qPrintable(rowName(fault))) << fault;
        }
    }
}

void ConnectorSuite::oddRecordsDisturbNothing()
{
    QFETCH(const EmulatorFault, fault);
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults({fault});
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    const FixtureList first = m_fixture->lists().front();
    // A word that nobody knows may take an item out of what hangs on it, never the item itself.
    FixtureList dependent;
    for (const RecordKind kind : first.kinds) {
        if (kind != m_fixture->mainKind())
            dependent.kinds.append(kind);
    }
    QCOMPARE(countDifference(sink, records, *m_fixture, dependent), QString());
    for (const ChangeRequest &change : sink.of<ChangeRequest>())
        QVERIFY(change.title.size() <= kLongestText);
    for (const Issue &issue : sink.of<Issue>())
        QVERIFY(issue.title.size() <= kLongestText);
    QCOMPARE(syncTrouble(reading, sink, true), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::aBadRecordIsPutAsideWithItsPlace()
{
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults(
        {{.kind = Kind::WrongType, .match = mainMatch(), .after = 0, .times = 1, .value = 0}});
    ConnectorRun reading = run();
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY2(report && report->problems.empty(), qPrintable(report ? QString() : report.error().text));
    QCOMPARE(report->quarantined, 1);
    const QuarantinedRecord bad = sink.quarantine().front();
    QCOMPARE(bad.kind, m_fixture->mainKind());
    QVERIFY2(bad.path.startsWith(u"$"_s) && bad.path.contains("[0]"_L1), qPrintable(bad.path));
    QVERIFY(bad.payload.contains("yesterday"));
    QVERIFY(!bad.externalId.isEmpty() && !bad.reason.isEmpty());
    QCOMPARE(syncTrouble(reading, sink, true), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::aTimeInTheFutureHidesNothingLater()
{
    m_fixture->start(tinyOrganisation().records);
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    EmulatorServer &server = m_fixture->server();
    server.setFaults({{.kind = Kind::FutureTimes, .match = mainMatch(), .after = 0, .times = 1, .value = 0}});
    server.between([&] { (void)m_fixture->touch(1, u"From the future"_s, afterwards()); });
    QCOMPARE(syncTrouble(reading, sink), QString());
    QStringList ids;
    const Instant now{QDateTime::currentMSecsSinceEpoch() - 1000};
    server.between([&] { ids = m_fixture->touch(2, u"Today"_s, now); });
    QCOMPARE(syncTrouble(reading, sink), QString());
    for (const QString &id : ids)
        QVERIFY(m_fixture->carries(sink, id, u"Today"_s));
}

} // namespace leadline
