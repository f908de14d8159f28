#include "core/net/hostqueue.h"
#include "core/net/httpdate.h"
#include "core/net/retrypolicy.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestRetryPolicy final : public QObject {
    Q_OBJECT

    const Instant m_now = Instant::fromIso(u"2026-03-01T12:00:00Z");

private Q_SLOTS:
    void dates_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("iso");
        QTest::newRow("IMF") << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << u"1994-11-06T08:49:37Z"_s;
        QTest::newRow("RFC 850") << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << u"1994-11-06T08:49:37Z"_s;
        QTest::newRow("RFC 850, soon") << QByteArray("Sunday, 01-Mar-26 12:01:00 GMT") << u"2026-03-01T12:01:00Z"_s;
        QTest::newRow("RFC 850, in fifty years")
            << QByteArray("Sunday, 01-Jan-76 00:00:00 GMT") << u"2076-01-01T00:00:00Z"_s;
        QTest::newRow("RFC 850, past that")
            << QByteArray("Sunday, 01-Jan-77 00:00:00 GMT") << u"1977-01-01T00:00:00Z"_s;
        QTest::newRow("asctime") << QByteArray("Sun Nov  6 08:49:37 1994") << u"1994-11-06T08:49:37Z"_s;
        QTest::newRow("asctime, two digits") << QByteArray("Wed Nov 16 08:49:37 1994") << u"1994-11-16T08:49:37Z"_s;
        QTest::newRow("wrong day of the week")
            << QByteArray("Mon, 06 Nov 1994 08:49:37 GMT") << u"1994-11-06T08:49:37Z"_s;
        QTest::newRow("no such day") << QByteArray("Sun, 31 Feb 2026 08:49:37 GMT") << QString();
        QTest::newRow("nonsense") << QByteArray("soon, please") << QString();
        QTest::newRow("empty") << QByteArray() << QString();
    }

    void dates()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, iso);
        QCOMPARE(httpDate(text, m_now).toIso(), iso);
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("ms"); // -1: unreadable
        QTest::newRow("zero") << QByteArray("0") << qint64(0);
        QTest::newRow("spaces") << QByteArray(" 5 ") << qint64(5000);
        QTest::newRow("fraction, rounded up") << QByteArray("0.0001") << qint64(1);
        QTest::newRow("negative") << QByteArray("-7") << qint64(0);
        QTest::newRow("past date") << QByteArray("Sun, 01 Mar 2026 11:00:00 GMT") << qint64(0);
        QTest::newRow("absurd") << QByteArray("99999999999999999999") << 100LL * 365 * 86'400'000;
        QTest::newRow("not finite") << QByteArray("inf") << qint64(-1);
        QTest::newRow("nan") << QByteArray("nan") << qint64(-1);
        QTest::newRow("word") << QByteArray("later") << qint64(-1);
        QTest::newRow("empty") << QByteArray() << qint64(-1);
    }

    void retryAfter()
    {
        QFETCH(QByteArray, value);
        QFETCH(qint64, ms);
        QCOMPARE(retryAfterMs(value, m_now).value_or(-1), ms);
    }

    void backOffIsBoundedAndJittered()
    {
        QSet<qint64> seen;
        for (int i = 0; i < 500; ++i) {
            const qint64 first = backOffMs(1, 1000);
            QVERIFY(first >= 500 && first <= 1000);
            seen.insert(first);
            const qint64 third = backOffMs(3, 1000);
            QVERIFY(third >= 2000 && third <= 4000);
            QVERIFY(backOffMs(1000, 1000) <= 60'000);
            QVERIFY(backOffMs(1, 0) >= 0);
            QVERIFY(withJitter(10'000) >= 10'000 && withJitter(10'000) <= 10'500);
            QVERIFY(withJitter(3'600'000) <= 3'601'000);
            QCOMPARE(withJitter(0), 0);
        }
        QVERIFY(seen.size() > 50);
    }

    void verdicts()
    {
        using Action = HttpVerdict::Action;
        HttpResponse response;
        response.url = QUrl(u"https://api.example.org/x"_s);
        response.headers = {{"Content-Type", "application/json"}};
        for (const int status : {200, 201, 204, 304}) {
            response.status = status;
            QCOMPARE(standardVerdict(response, m_now).action, Action::Accept);
        }
        for (const int status : {408, 425, 429, 500, 502, 503, 504, 520}) {
            response.status = status;
            const HttpVerdict verdict = standardVerdict(response, m_now);
            QCOMPARE(verdict.action, Action::Retry);
            QCOMPARE(verdict.waitMs, -1);
            QCOMPARE(verdict.pauseHost, status == 429);
            QVERIFY(!verdict.error.text.isEmpty());
        }
        response.status = 503;
        response.headers = {{"Retry-After", "7"}};
        QCOMPARE(standardVerdict(response, m_now).waitMs, 7000);
        QVERIFY(standardVerdict(response, m_now).pauseHost);
        QCOMPARE(standardVerdict(response, m_now).error.retryAfterMs, 7000);
    }

    void theToolsOwnWordsAreCutAndRedacted()
    {
        HttpResponse response;
        response.headers = {{"Content-Type", "application/json"}};
        response.body = "{\"message\":\"bad token ghp_abcdefghijklmnop\"}";
        QVERIFY(!serverMessage(response).contains("abcdefghijklmnop"_L1));
        QVERIFY(serverMessage(response).startsWith("bad token"_L1));
        response.body = "{\"error\":{\"message\":\"inner\"}}";
        QCOMPARE(serverMessage(response), u"inner"_s);
        response.body = "{\"error\":\"" + QByteArray(5000, 'x') + "\"}";
        QCOMPARE(serverMessage(response).size(), 300);
        response.body = "[1]";
        QCOMPARE(serverMessage(response), QString());
    }

    void theQueueGivesBackWhatWasNotUsed()
    {
        HostQueue queue;
        queue.setQuota("core", {.limit = 100, .remaining = 1, .resetAt = m_now}, 1000);
        QVERIFY(queue.tryEnter("core", 10).granted);
        QVERIFY(!queue.tryEnter("core", 10).granted); // the last one is on its way
        queue.leave("core"); // it failed, and no new word about the budget came
        QVERIFY(queue.tryEnter("core", 1001).granted);
    }

    void pausesOnlyGrow()
    {
        HostQueue queue;
        queue.pause(1000);
        queue.pause(500);
        QCOMPARE(queue.waitingMs(100), 900);
        QCOMPARE(queue.tryEnter("core", 100).waitMs, 900);
        QVERIFY(queue.tryEnter("core", 1000).granted);
    }
};

QTEST_APPLESS_MAIN(TestRetryPolicy)
#include "tst_retrypolicy.moc"
