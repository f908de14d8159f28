#include "core/store/recordstore.h"
#include "tests/core/store/storefixture.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

#include <unistd.h>

using namespace leadline;
using namespace leadline::test;

namespace {

// The program that is killed: writes pages behind the last checkpoint for ever, and says which are committed.
int writeUntilKilled(const QString &file)
{
    const auto writer = StoreWriter::open(file, StoreFixture::key(), true, std::make_shared<SystemClock>());
    if (!writer)
        return 1;
    const std::shared_ptr<RecordSink> sink = (*writer)->openRun(u"hub"_s);
    const auto start = sink->checkpoint(u"shop/basket"_s, u"pull_requests"_s);
    const auto acknowledge = [sink] {
        const QByteArray line = sink->checkpoint(u"shop/basket"_s, u"pull_requests"_s)->cursor + '\n';
        static_cast<void>(::write(STDOUT_FILENO, line.constData(), static_cast<size_t>(line.size())));
    };
    QObject::connect(writer->get(), &StoreWriter::recordsCommitted, writer->get(), acknowledge, Qt::DirectConnection);
    for (int number = start ? start->cursor.toInt() + 1 : 0;; ++number) {
        if (!sink->put(page(number)))
            return 2;
        while (sink->isBusy())
            QThread::msleep(1);
        if (number % 3 == 0)
            QThread::usleep(QRandomGenerator::global()->bounded(3000u));
    }
}

} // namespace

class TestKill : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostAndNothingIsTwice();
};

void TestKill::nothingIsLostAndNothingIsTwice()
{
    constexpr int kKills = 50;
    const StoreFixture store;
    qint64 lastPage = -1;
    for (int i = 0; i < kKills; ++i) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--write"_s, store.file()});
        QVERIFY(child.waitForStarted());
        QVERIFY2(child.waitForReadyRead(30'000), "nothing was committed");
        QThread::usleep(QRandomGenerator::global()->bounded(40'000u));
        child.kill();
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        QByteArrayList acknowledged = child.readAllStandardOutput().split('\n');
        acknowledged.removeLast(); // behind the last line feed
        QVERIFY(!acknowledged.isEmpty());

        Database database = store.database(Database::Mode::ReadOnly);
        const qint64 committed = *database.integer(u"SELECT CAST(cursor AS TEXT) FROM checkpoint"_s);
        QVERIFY2(committed >= acknowledged.last().toLongLong(), "an acknowledged page was lost");
        QVERIFY2(committed > lastPage, "the sync did not go on where it was");
        const qint64 expected = (committed + 1) * 10;
        for (const QString &table : {u"change_request"_s, u"review"_s, u"commit"_s})
            QCOMPARE(count(database, table), expected);
        QCOMPARE(
            *database.integer(u"SELECT count(DISTINCT number) FROM change_request WHERE number < %1"_s.arg(expected)),
            expected);
        QCOMPARE(count(database, u"quarantine"_s), (committed + 1) * 2);
        QCOMPARE(*verifyAudit(database), count(database, u"audit"_s));
        lastPage = committed;
    }
    Database database = store.database();
    LEADLINE_OK(database.checkIntegrity());
    qInfo("%d kills while %lld pages were written", kKills, lastPage + 1);
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == "--write"_L1)
        return writeUntilKilled(arguments.at(2));
    TestKill test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_kill.moc"
