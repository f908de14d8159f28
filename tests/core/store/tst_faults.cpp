#include "core/store/recordstore.h"
#include "tests/core/store/storefixture.h"
#include "tests/core/store/syscallfaults.h"

#include <QLoggingCategory>
#include <QTest>

using namespace leadline;
using namespace leadline::test;

// The i-th call to the disk fails, for every i; the next sync must end with exactly what an undisturbed one leaves.
class TestFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { disarmFaults(); }
    void writeErrors()
    {
        everyCallFails([](int nth) { armFault(Fault::WriteError, nth); });
    }
    void fullDisk()
    {
        everyCallFails([](int nth) { armFault(Fault::DiskFullFromNow, nth); });
    }
    void readErrors()
    {
        everyCallFails([](int nth) { armFault(Fault::ReadError, nth); });
    }
    void interruptedStatements()
    {
        everyCallFails([](int nth) { armInterrupt(nth); });
    }

private:
    static constexpr int kPages = 3;

    [[nodiscard]] bool sync() const;
    void restore() const;
    void everyCallFails(const std::function<void(int nth)> &arm);

    StoreFixture m_store;
    QByteArray m_base; // the workspace before the sync
    QStringList m_expected; // and after it
};

// Opens, goes on behind the last checkpoint, ends the run. False when any of it was refused.
bool TestFaults::sync() const
{
    const auto writer = StoreWriter::open(m_store.file(), StoreFixture::key(), false, m_store.clock());
    if (!writer)
        return false;
    const auto sink = (*writer)->openRun(u"hub"_s);
    const auto checkpoint = sink->checkpoint(u"shop/basket"_s, u"pull_requests"_s);
    bool good = true;
    for (int number = checkpoint ? checkpoint->cursor.toInt() + 1 : 0; number < kPages && good; ++number) {
        good = sink->put(page(number));
        // Anything else than a batch ends a transaction, so that every page has one of its own.
        static_cast<void>(
            (*writer)->write(u"page"_s, [](Database &database) { return saveSetting(database, u"touched"_s, true); }));
    }
    SyncReport report;
    report.source = u"hub"_s;
    report.finishedAt = minute(1);
    auto finished = (*writer)->finishRun(report);
    finished.waitForFinished();
    return good && finished.result().has_value() && !sink->failure();
}

void TestFaults::restore() const
{
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s})
        QFile::remove(m_store.file() + suffix);
    QFile file(m_store.file());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(m_base), m_base.size());
}

void TestFaults::initTestCase()
{
    QLoggingCategory::setFilterRules(u"leadline.store=false"_s); // hundreds of expected failures
    {
        const auto writer = m_store.writer();
        QVERIFY(writer->openRun(u"hub"_s)->put(page(0)));
        SyncReport report; // so that the secondary indexes are there: making them is not what is tried here
        report.source = u"hub"_s;
        writer->finishRun(report).waitForFinished();
    }
    QFile file(m_store.file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_base = file.readAll();
    QVERIFY(sync());
    Database database = m_store.database();
    m_expected = canonicalDump(database);
    QVERIFY(m_expected.size() > 3 * 30);
}

void TestFaults::everyCallFails(const std::function<void(int)> &arm)
{
    int failures = 0;
    int nth = 1;
    for (;; ++nth) {
        restore();
        arm(nth);
        const bool good = sync();
        const bool happened = faultHappened();
        disarmFaults();
        if (!happened) {
            QVERIFY2(good, "without a fault the sync must succeed");
            break;
        }
        failures += good ? 0 : 1;
        QVERIFY2(sync(), qPrintable(u"the sync after fault %1 did not succeed"_s.arg(nth)));
        Database database = m_store.database();
        QVERIFY2(canonicalDump(database) == m_expected, qPrintable(u"after fault %1 the contents differ"_s.arg(nth)));
        QCOMPARE(*verifyAudit(database), count(database, u"audit"_s));
    }
    QVERIFY2(nth > 10 && failures > 5, qPrintable(u"%1 faults, %2 failures"_s.arg(nth - 1).arg(failures)));
    qInfo("%d faults, %d of them made the sync fail", nth - 1, failures);
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
