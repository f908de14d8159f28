#include "core/store/recordstore.h"
#include "tests/core/store/storefixture.h"
#include "tests/core/store/syscallfaults.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <future>
#include <sys/resource.h>

using namespace leadline;
using namespace leadline::test;

// The one writer: order, joining, checkpoints, reports, and what happens when the disk does not take it.
class TestStoreWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { disarmFaults(); }
    void recordsCheckpointsAndAuditInOne();
    void waitingBatchesAreJoined();
    void checkpointsOutliveTheProgram();
    void closingWritesWhatWaits();
    void busyWhenMuchWaits();
    void finishedRunKeepsItsReport();
    void changeIsAllOrNothing();
    void changesAndBatchesKeepTheirOrder();
    void removedSourceEndsItsRun();
    void sinkOutlivesTheWriter();
    void secondInstanceIsRefused();
    void lockOfADeadProgramIsTakenOver();
    void fullDiskLosesNothing();
    void fullDiskLetsAPersonDelete();
    void fileSizeLimitIsAFullDisk();
    void diskErrorRefusesTheRunOnly();
    void whatIsRefusedLateIsNoSuccess();
    void vanishedFileIsTold();
};

void TestStoreWriter::recordsCheckpointsAndAuditInOne()
{
    const StoreFixture store;
    const auto writer = store.writer();
    QSignalSpy committed(writer.get(), &StoreWriter::recordsCommitted);
    const auto sink = writer->openRun(u"hub"_s);
    QVERIFY(!sink->checkpoint(u"shop/basket"_s, u"pull_requests"_s));
    QVERIFY(sink->put(page(3)));
    QTRY_COMPARE(committed.count(), 1);
    const auto kinds = committed.front().at(0).value<QSet<RecordKind>>();
    QCOMPARE(kinds,
        (QSet<RecordKind>{RecordKind::Repository, RecordKind::ChangeRequest, RecordKind::Review, RecordKind::Commit,
            RecordKind::Identity}));
    QCOMPARE(committed.front().at(1).toLongLong(), 31);
    QCOMPARE(sink->checkpoint(u"shop/basket"_s, u"pull_requests"_s)->cursor, "3");
    Database database = store.database(Database::Mode::ReadOnly);
    QCOMPARE(count(database, u"change_request"_s), 10);
    QCOMPARE(count(database, u"checkpoint"_s), 1);
    QCOMPARE(count(database, u"freshness"_s), 1);
    QCOMPARE(count(database, u"audit"_s), 1);
    QCOMPARE(*database.integer(u"SELECT last_commit FROM freshness"_s), store.clock()->now().ms());
    QCOMPARE(*verifyAudit(database), 1);
}

void TestStoreWriter::waitingBatchesAreJoined()
{
    const StoreFixture store;
    auto writer = store.writer();
    const auto hub = writer->openRun(u"hub"_s);
    const auto other = writer->openRun(u"other"_s);
    for (int i = 0; i < 40; ++i)
        QVERIFY((i % 2 ? hub : other)->put(page(i / 2)));
    writer.reset();
    Database database = store.database();
    QCOMPARE(count(database, u"change_request"_s), 400);
    QCOMPARE(*database.integer(u"SELECT count(*) FROM checkpoint WHERE cursor = CAST('19' AS BLOB)"_s), 2);
    QVERIFY(count(database, u"audit"_s) < 40); // a transaction has one line for each source
    QCOMPARE(*verifyAudit(database), count(database, u"audit"_s));
    QCOMPARE(*database.integer(
                 u"SELECT count(*) FROM change_request c JOIN run r ON r.id = c.run WHERE r.source <> c.source"_s),
        0);
}

void TestStoreWriter::checkpointsOutliveTheProgram()
{
    const StoreFixture store;
    {
        const auto writer = store.writer();
        QVERIFY(writer->openRun(u"hub"_s)->put(page(9)));
    }
    const auto writer = store.writer();
    const auto checkpoint = writer->openRun(u"hub"_s)->checkpoint(u"shop/basket"_s, u"pull_requests"_s);
    QVERIFY(checkpoint && checkpoint->cursor == "9" && checkpoint->finished);
    QVERIFY(!writer->openRun(u"other"_s)->checkpoint(u"shop/basket"_s, u"pull_requests"_s));
}

void TestStoreWriter::closingWritesWhatWaits()
{
    const StoreFixture store;
    auto writer = store.writer();
    const auto sink = writer->openRun(u"hub"_s);
    for (int i = 0; i < 10; ++i)
        QVERIFY(sink->put(page(i)));
    const auto saved = writer->write({}, [](Database &database) { return saveSetting(database, u"a"_s, 1); });
    writer.reset();
    QVERIFY(saved.isFinished());
    Database database = store.database();
    QCOMPARE(count(database, u"change_request"_s), 100);
    QCOMPARE(readSetting(database, u"a"_s)->toInt(), 1);
}

void TestStoreWriter::busyWhenMuchWaits()
{
    const StoreFixture store;
    const auto writer = store.writer();
    const auto sink = writer->openRun(u"hub"_s);
    std::promise<void> gate;
    auto opened = std::make_shared<std::future<void>>(gate.get_future());
    const auto held = writer->write({}, [opened](Database &) -> Result<void> {
        opened->wait();
        return {};
    });
    QVERIFY(!sink->isBusy());
    int pages = 0;
    while (!sink->isBusy() && pages < 10'000)
        QVERIFY(sink->put(page(pages++ % 10)));
    QCOMPARE(pages, 20'000 / 32);
    gate.set_value();
    QTRY_VERIFY(!sink->isBusy());
}

void TestStoreWriter::finishedRunKeepsItsReport()
{
    const StoreFixture store;
    const auto writer = store.writer();
    const auto sink = writer->openRun(u"hub"_s);
    QVERIFY(sink->put(page(0)));
    SyncReport report;
    report.source = u"hub"_s;
    report.startedAt = minute(1);
    report.finishedAt = minute(2);
    report.records = 31;
    auto finished = writer->finishRun(report);
    finished.waitForFinished();
    LEADLINE_OK(finished.result());
    report.outcome = SyncOutcome::Failed; // a run that never put anything
    finished = writer->finishRun(report);
    finished.waitForFinished();
    LEADLINE_OK(finished.result());
    Database database = store.database(Database::Mode::ReadOnly);
    const auto reports = readReports(database, u"hub"_s, 10);
    LEADLINE_OK(reports);
    QCOMPARE(reports->size(), std::size_t{2});
    QCOMPARE(reports->front().outcome, SyncOutcome::Failed);
    QCOMPARE(reports->back().outcome, SyncOutcome::Success);
    QCOMPARE(count(database, u"audit"_s), 3);
    QVERIFY(*database.integer(u"SELECT count(*) FROM sqlite_schema WHERE name = 'review_change_request'"_s) == 1);
}

void TestStoreWriter::changeIsAllOrNothing()
{
    const StoreFixture store;
    const auto writer = store.writer();
    QSignalSpy failed(writer.get(), &StoreWriter::failed);
    auto done = writer->write(
        u"theme set to dark"_s, [](Database &database) { return saveSetting(database, u"theme"_s, u"dark"_s); });
    done.waitForFinished();
    LEADLINE_OK(done.result());
    done = writer->write(u"a change that is refused"_s, [](Database &database) {
        return saveSetting(database, u"theme"_s, u"light"_s).and_then([]() -> Result<void> {
            return fail(ErrorKind::Config, u"No."_s);
        });
    });
    done.waitForFinished();
    QCOMPARE(done.result().error().text, u"No."_s);
    Database database = store.database(Database::Mode::ReadOnly);
    QCOMPARE(readSetting(database, u"theme"_s)->toString(), u"dark"_s);
    QCOMPARE(*database.integer(u"SELECT count(*) FROM audit WHERE detail = 'theme set to dark'"_s), 1);
    QCOMPARE(count(database, u"audit"_s), 1);
    QCOMPARE(failed.count(), 0); // refused, but the disk is well
}

void TestStoreWriter::changesAndBatchesKeepTheirOrder()
{
    const StoreFixture store;
    const auto writer = store.writer();
    const auto sink = writer->openRun(u"hub"_s);
    QVERIFY(sink->put(page(0)));
    auto seen = std::make_shared<qint64>(-1);
    auto counted = writer->write({}, [seen](Database &database) -> Result<void> {
        *seen = count(database, u"change_request"_s);
        return database.execute(u"DELETE FROM change_request"_s);
    });
    QVERIFY(sink->put(page(1)));
    // The writer must not remember the keys of rows that the change has deleted.
    RecordBatch batch;
    batch.add(review(u"v0"_s, u"c0"_s, u"account1"_s));
    QVERIFY(sink->put(std::move(batch)));
    counted.waitForFinished();
    QCOMPARE(*seen, 10);
    auto last = writer->write({}, [seen](Database &database) -> Result<void> {
        *seen = *database.integer(u"SELECT count(*) FROM quarantine WHERE external_id = 'v0'"_s);
        return {};
    });
    last.waitForFinished();
    QCOMPARE(*seen, 1);
}

void TestStoreWriter::removedSourceEndsItsRun()
{
    const StoreFixture store;
    const auto writer = store.writer();
    const auto sink = writer->openRun(u"hub"_s);
    QVERIFY(sink->put(page(0)));
    auto removed =
        writer->write(u"source removed"_s, [](Database &database) { return removeSource(database, u"hub"_s, true); });
    removed.waitForFinished();
    LEADLINE_OK(removed.result());
    QVERIFY(!sink->put(page(1)));
    QCOMPARE(sink->failure()->kind, ErrorKind::Cancelled);
    QVERIFY(!sink->checkpoint(u"shop/basket"_s, u"pull_requests"_s));
    Database database = store.database(Database::Mode::ReadOnly);
    QCOMPARE(count(database, u"change_request"_s), 0);
}

void TestStoreWriter::sinkOutlivesTheWriter()
{
    const StoreFixture store;
    auto writer = store.writer();
    const auto sink = writer->openRun(u"hub"_s);
    writer.reset();
    QVERIFY(!sink->put(page(0)));
    QCOMPARE(sink->failure()->kind, ErrorKind::Cancelled);
    QVERIFY(!sink->isBusy());
}

void TestStoreWriter::secondInstanceIsRefused()
{
    const StoreFixture store;
    auto writer = store.writer();
    const auto second = StoreWriter::open(store.file(), StoreFixture::key(), false, store.clock());
    QVERIFY(!second);
    QVERIFY2(second.error().text.contains(u"is open in another window or program"), qPrintable(second.error().text));
    LEADLINE_OK(Database::open(store.file(), StoreFixture::key(), Database::Mode::ReadOnly)); // reading is free
    writer.reset();
    LEADLINE_OK(StoreWriter::open(store.file(), StoreFixture::key(), false, store.clock()));
}

void TestStoreWriter::lockOfADeadProgramIsTakenOver()
{
    const StoreFixture store;
    {
        const auto writer = store.writer();
        QVERIFY(QFile::copy(store.file() + u".lock"_s, store.path(u"kept"_s)));
    }
    QProcess gone;
    gone.start(u"true"_s, QStringList());
    QVERIFY(gone.waitForStarted());
    const qint64 process = gone.processId();
    QVERIFY(gone.waitForFinished());
    QFile kept(store.path(u"kept"_s));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QByteArrayList lines = kept.readAll().split('\n');
    lines[0] = QByteArray::number(process);
    QFile left(store.file() + u".lock"_s);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.write(lines.join('\n'));
    left.close();
    LEADLINE_OK(StoreWriter::open(store.file(), StoreFixture::key(), false, store.clock()));
}

void TestStoreWriter::fullDiskLosesNothing()
{
    const StoreFixture store;
    const auto writer = store.writer();
    QSignalSpy failed(writer.get(), &StoreWriter::failed);
    QSignalSpy committed(writer.get(), &StoreWriter::recordsCommitted);
    auto sink = writer->openRun(u"hub"_s);
    QVERIFY(sink->put(page(0)));
    QTRY_COMPARE(committed.count(), 1);
    QVERIFY(QFile::exists(store.file() + u".reserve"_s));
    armFault(Fault::DiskFullFromNow, 1);
    QVERIFY(sink->put(page(1)));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.front().front().value<Error>().text.contains(u"is full. Free some space"));
    QVERIFY(!sink->put(page(2))); // its checkpoint would skip the lost page
    QVERIFY(sink->failure()->text.contains(u"is full"));
    QVERIFY(!QFile::exists(store.file() + u".reserve"_s));
    QCOMPARE(sink->checkpoint(u"shop/basket"_s, u"pull_requests"_s)->cursor, "0");
    disarmFaults();
    sink = writer->openRun(u"hub"_s);
    QVERIFY(sink->put(page(1)));
    QTRY_COMPARE(committed.count(), 2);
    SyncReport report;
    report.source = u"hub"_s;
    auto finished = writer->finishRun(report);
    finished.waitForFinished();
    LEADLINE_OK(finished.result());
    QVERIFY(QFile::exists(store.file() + u".reserve"_s)); // there is room again
    Database database = store.database(Database::Mode::ReadOnly);
    QCOMPARE(count(database, u"change_request"_s), 20);
    QCOMPARE(*verifyAudit(database), count(database, u"audit"_s));
}

void TestStoreWriter::fullDiskLetsAPersonDelete()
{
    const StoreFixture store;
    const auto writer = store.writer();
    QSignalSpy failed(writer.get(), &StoreWriter::failed);
    QVERIFY(writer->openRun(u"hub"_s)->put(page(0)));
    auto settled = writer->write({}, [](Database &) { return Result<void>(); });
    settled.waitForFinished();
    // Full until the reserve goes: what the writer then has is what the reserve held.
    armFault(Fault::DiskFullFromNow, 1);
    auto tries = std::make_shared<int>(0);
    auto removed = writer->write(u"source removed"_s, [tries, file = store.file()](Database &database) {
        if (++*tries == 2 && !QFile::exists(file + u".reserve"_s))
            disarmFaults();
        return removeSource(database, u"hub"_s, true);
    });
    removed.waitForFinished();
    LEADLINE_OK(removed.result());
    QCOMPARE(*tries, 2);
    QCOMPARE(failed.count(), 0);
    Database database = store.database(Database::Mode::ReadOnly);
    QCOMPARE(count(database, u"change_request"_s), 0);
}

void TestStoreWriter::fileSizeLimitIsAFullDisk()
{
    const StoreFixture store;
    const auto writer = store.writer();
    QSignalSpy failed(writer.get(), &StoreWriter::failed);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = static_cast<rlim_t>(QFileInfo(store.file() + u"-wal"_s).size() + 20'000);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto sink = writer->openRun(u"hub"_s);
    for (int i = 0; i < 10; ++i)
        static_cast<void>(sink->put(page(i)));
    const bool told = QTest::qWaitFor([&] { return failed.count() > 0; }, 30'000);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(told);
    QVERIFY2(failed.front().front().value<Error>().text.contains(u"is full"),
        qPrintable(failed.front().front().value<Error>().detail));
    const auto again = writer->openRun(u"hub"_s);
    for (int i = 0; i < 10; ++i)
        QVERIFY(again->put(page(i)));
    QTRY_COMPARE(again->checkpoint(u"shop/basket"_s, u"pull_requests"_s).value_or(Checkpoint()).cursor, "9");
}

void TestStoreWriter::diskErrorRefusesTheRunOnly()
{
    const StoreFixture store;
    const auto writer = store.writer();
    QSignalSpy failed(writer.get(), &StoreWriter::failed);
    const auto sink = writer->openRun(u"hub"_s);
    armFault(Fault::WriteError, 1);
    QVERIFY(sink->put(page(0)));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.front().front().value<Error>().text.contains(u"could not read or write"));
    QVERIFY(!sink->put(page(1)));
    const auto again = writer->openRun(u"hub"_s); // on a new connection
    QVERIFY(again->put(page(0)));
    QTRY_COMPARE(again->checkpoint(u"shop/basket"_s, u"pull_requests"_s).value_or(Checkpoint()).cursor, "0");
}

// The connector is done before the last page meets the disk.
void TestStoreWriter::whatIsRefusedLateIsNoSuccess()
{
    const StoreFixture store;
    const auto writer = store.writer();
    const auto sink = writer->openRun(u"hub"_s);
    armFault(Fault::WriteError, 1);
    QVERIFY(sink->put(page(0)));
    SyncReport report;
    report.source = u"hub"_s;
    report.finishedAt = minute(1);
    report.outcome = SyncOutcome::Success;
    auto finished = writer->finishRun(report);
    finished.waitForFinished();
    QVERIFY(!finished.result());
    QVERIFY(finished.result().error().text.contains(u"could not read or write"));
    Database database = store.database(Database::Mode::ReadOnly);
    const auto reports = readReports(database, u"hub"_s, 1);
    QVERIFY(reports && !reports->empty());
    QCOMPARE(reports->front().outcome, SyncOutcome::Failed);
    QCOMPARE(reports->front().problems.size(), 1U);
    QCOMPARE(reports->front().problems.front().error.text, finished.result().error().text);
}

void TestStoreWriter::vanishedFileIsTold()
{
    const StoreFixture store;
    const auto writer = store.writer();
    QSignalSpy failed(writer.get(), &StoreWriter::failed);
    QVERIFY(QFile::rename(store.file(), store.path(u"away"_s)));
    const auto sink = writer->openRun(u"hub"_s);
    QVERIFY(sink->put(page(0)));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.front().front().value<Error>().text.contains(u"is gone"));
    QVERIFY(QFile::rename(store.path(u"away"_s), store.file()));
    const auto again = writer->openRun(u"hub"_s);
    QVERIFY(again->put(page(0)));
    QTRY_COMPARE(again->checkpoint(u"shop/basket"_s, u"pull_requests"_s).value_or(Checkpoint()).cursor, "0");
}

QTEST_GUILESS_MAIN(TestStoreWriter)
#include "tst_storewriter.moc"
