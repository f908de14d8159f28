#include "tests/core/connectors/suite/comparison.h"
#include "tests/core/connectors/suite/connectorsuite.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QTest>

#include <atomic>
#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr double kWaste = 1.2; // of the least requests that the API allows
constexpr int kMostKills = 1000;
constexpr int kSmallPage = 5;

EmulatorFault smallPages(int items)
{
    return {.kind = Kind::ShortPage, .match = {}, .after = 0, .times = -1, .value = items};
}

template <typename Record> qint64 countIn(const MemorySink &sink)
{
    qint64 count = 0;
    for (const RecordBatch &batch : sink.batches())
        count += static_cast<qint64>(batch.of<Record>().size());
    return count;
}

// How many versions of items of that kind were written, and of how many items.
std::pair<qint64, qint64> writtenAndKept(const MemorySink &sink, RecordKind kind)
{
    switch (kind) {
    case RecordKind::ChangeRequest:
        return {countIn<ChangeRequest>(sink), sink.of<ChangeRequest>().size()};
    case RecordKind::Issue:
        return {countIn<Issue>(sink), sink.of<Issue>().size()};
    default:
        return {countIn<Build>(sink), sink.of<Build>().size()};
    }
}

qint64 keptOfAllKinds(const MemorySink &sink)
{
    qint64 kept = 0;
    RecordBatch().forEachKind([&]<typename Record>(const std::vector<Record> &) { kept += sink.of<Record>().size(); });
    return kept;
}

} // namespace

ConnectorSuite::ConnectorSuite(ConnectorFixture *fixture)
    : m_fixture(fixture)
{
}

ConnectorRun ConnectorSuite::run() const
{
    return {m_fixture->makeConnector(), m_fixture->config(), m_fixture->token()};
}

QString ConnectorSuite::mainMatch() const
{
    return m_fixture->lists().front().match;
}

Instant ConnectorSuite::afterwards()
{
    return Instant::fromIso(u"2026-03-02T09:00:00Z"_s);
}

QString ConnectorSuite::syncTrouble(ConnectorRun &run, MemorySink &sink, bool full) const
{
    const auto report = run.sync(sink, full);
    if (!report)
        return report.error().text + u' ' + report.error().detail;
    if (!report->problems.empty())
        return report->problems.front().entity + u": "_s + report->problems.front().error.text + u' '
            + report->problems.front().error.detail;
    if (report->quarantined > 0)
        return sink.quarantine().front().path + u": "_s + sink.quarantine().front().reason;
    return report->outcome == SyncOutcome::Success ? QString() : syncOutcomeName(report->outcome);
}

void ConnectorSuite::aFullSyncEqualsTheTruth()
{
    const RecordBatch &records = smallOrganisation().records;
    m_fixture->start(records);
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
    QVERIFY(!reading.progress.empty());
    // Once more from the beginning: the same.
    QCOMPARE(syncTrouble(reading, sink, true), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::anIncrementalSyncCostsWhatChanged_data()
{
    QTest::addColumn<int>("changed");
    for (const int changed : {0, 1, 40})
        QTest::addRow("%d", changed) << changed;
}

void ConnectorSuite::anIncrementalSyncCostsWhatChanged()
{
    QFETCH(const int, changed);
    m_fixture->start(smallOrganisation().records);
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(syncTrouble(reading, sink), QString()); // what was still under way is settled
    QStringList ids;
    EmulatorServer &server = m_fixture->server();
    server.between([&] { ids = m_fixture->touch(changed, u"A new title"_s, afterwards()); });
    QCOMPARE(ids.size(), changed);
    server.resetCounts();
    QCOMPARE(syncTrouble(reading, sink), QString());
    const int least = m_fixture->leastRequests(changed);
    qInfo("%d changed: %d requests, at least %d", changed, server.requests(), least);
    QVERIFY2(server.requests() <= std::ceil(kWaste * least),
        qPrintable(u"%1 requests, the least is %2"_s.arg(server.requests()).arg(least)));
    for (const QString &id : ids)
        QVERIFY2(m_fixture->carries(sink, id, u"A new title"_s), qPrintable(id));
}

// As if killed after every single page.
void ConnectorSuite::goesOnAfterAKillAtEveryPage()
{
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    EmulatorServer &server = m_fixture->server();
    server.setFaults({smallPages(kSmallPage)});
    {
        ConnectorRun reading = run();
        MemorySink whole;
        QCOMPARE(syncTrouble(reading, whole), QString());
    }
    const int requestsOfOneRun = server.requests();
    server.resetCounts();
    MemorySink sink;
    int kills = 0;
    int stuck = 0;
    for (bool done = false; !done; ++kills) {
        QVERIFY(kills < kMostKills);
        ConnectorRun reading = run();
        const qint64 before = keptOfAllKinds(sink);
        sink.failAfter(m_fixture->batchesOfALook() + 1 + stuck);
        done = reading.sync(sink).has_value();
        // Some pages bring nothing new, and some lists are looked at again each time.
        stuck = keptOfAllKinds(sink) > before ? 0 : stuck + 1;
    }
    QVERIFY(kills > 5);
    // Each run looks, and may ask once more for the page that the kill cost.
    const int allowed = requestsOfOneRun + kills * (m_fixture->requestsOfALook() + 1);
    qInfo("%d kills, %d requests; one run takes %d", kills, server.requests(), requestsOfOneRun);
    QVERIFY2(server.requests() <= allowed, qPrintable(u"%1 of %2"_s.arg(server.requests()).arg(allowed)));
    const auto [written, kept] = writtenAndKept(sink, m_fixture->mainKind());
    QVERIFY2(written <= kept + kills, qPrintable(u"%1 written, %2 kept"_s.arg(written).arg(kept)));
    sink.failAfter(-1);
    ConnectorRun reading = run();
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::whatMovesWhileReadingIsSeen()
{
    m_fixture->start(tinyOrganisation().records);
    EmulatorServer &server = m_fixture->server();
    server.setFaults({smallPages(kSmallPage)});
    int pages = 0;
    QStringList moved;
    server.onRequest([&, match = mainMatch()](const QString &name) {
        if (name.contains(match) && ++pages == 2)
            moved = m_fixture->touch(1, u"Moved"_s, afterwards()); // away from where it would have been read
    });
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    server.onRequest({});
    QCOMPARE(moved.size(), 1);
    QCOMPARE(syncTrouble(reading, sink), QString());
    QVERIFY(m_fixture->carries(sink, moved.front(), u"Moved"_s));
    if (m_fixture->mainKind() != RecordKind::Build)
        QCOMPARE(countDifference(sink, tinyOrganisation().records, *m_fixture), QString());
}

void ConnectorSuite::aShortPageIsNoEnd_data()
{
    QTest::addColumn<int>("items");
    for (const int items : {1, 3})
        QTest::addRow("%d items a page", items) << items;
}

void ConnectorSuite::aShortPageIsNoEnd()
{
    QFETCH(const int, items);
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults({smallPages(items)});
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::aTotalThatLiesHidesNothing_data()
{
    QTest::addColumn<int>("total");
    QTest::newRow("nothing") << 0;
    QTest::newRow("too few") << 1;
    QTest::newRow("too many") << 900'000;
}

void ConnectorSuite::aTotalThatLiesHidesNothing()
{
    QFETCH(const int, total);
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults(
        {{.kind = Kind::WrongTotal, .match = mainMatch(), .after = 0, .times = -1, .value = total}});
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::otherTimeZonesAreTheSameMoments_data()
{
    QTest::addColumn<int>("minutes");
    QTest::newRow("+05:45") << 345;
    QTest::newRow("-09:30") << -570;
}

void ConnectorSuite::otherTimeZonesAreTheSameMoments()
{
    QFETCH(const int, minutes);
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    m_fixture->server().setFaults({{.kind = Kind::OtherZone, .match = {}, .after = 0, .times = -1, .value = minutes}});
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::everyScriptIsKept()
{
    const RecordBatch records = manyScripts();
    m_fixture->start(records);
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::cancellingEndsAtOnceAndKeepsWhatWasRead()
{
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    EmulatorServer &server = m_fixture->server();
    server.setFaults({smallPages(kSmallPage)});
    ConnectorRun reading = run();
    std::atomic_int later = 0;
    int pages = 0;
    server.onRequest([&, match = m_fixture->lists().back().match](const QString &name) {
        if (pages >= 2)
            ++later;
        if (name.contains(match) && ++pages == 2)
            reading.cancel.cancel();
    });
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    QVERIFY2(later <= 1, qPrintable(QString::number(later)));
    QVERIFY(!sink.batches().empty());
    QVERIFY(writtenAndKept(sink, m_fixture->mainKind()).second > 0);
    server.onRequest({});
    server.setFaults({});
    ConnectorRun next = run();
    QCOMPARE(syncTrouble(next, sink), QString());
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

void ConnectorSuite::aServerThatHangsCanBeCancelled()
{
    m_fixture->start(tinyOrganisation().records);
    EmulatorServer &server = m_fixture->server();
    server.setFaults({{.kind = Kind::Hang, .match = mainMatch(), .after = 0, .times = -1, .value = 0}});
    ConnectorRun reading = run();
    server.onRequest([&reading, match = mainMatch()](const QString &name) {
        if (name.contains(match))
            reading.cancel.cancel();
    });
    MemorySink sink;
    const auto report = reading.sync(sink);
    server.onRequest({});
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
}

} // namespace leadline
