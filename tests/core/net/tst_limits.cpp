// Rate limits, back-off and budgets. The clock stands still until the test moves it, so no wait is real.
#include "await.h"
#include "core/net/httpclient.h"
#include "testserver.h"

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

static constexpr qint64 kSecond = 1000;
static constexpr qint64 kMinute = 60 * kSecond;

class TestLimits final : public QObject {
    Q_OBJECT

    // Sunday, 1 March 2026, 12:00:00 UTC
    const Instant m_start = Instant::fromIso(u"2026-03-01T12:00:00Z");

    static HttpRequest request(const QUrl &url)
    {
        HttpRequest result;
        result.url = url;
        return result;
    }

    // Reads the headers of the emulated tool.
    static HttpQuota readQuota(const HttpResponse &response)
    {
        HttpQuota quota;
        if (response.header("x-left").isEmpty())
            return quota;
        quota.limit = response.header("x-limit").toLongLong();
        quota.remaining = response.header("x-left").toLongLong();
        quota.resetAt = Instant{response.header("x-reset").toLongLong() * 1000};
        return quota;
    }

    static HttpRequest metered(const QUrl &url, const QByteArray &budget = "core")
    {
        HttpRequest result = request(url);
        result.readQuota = &TestLimits::readQuota;
        result.budget = budget;
        return result;
    }

    [[nodiscard]] Headers quota(int limit, int left, qint64 resetInMs) const
    {
        return {{"X-Limit", QByteArray::number(limit)}, {"X-Left", QByteArray::number(left)},
            {"X-Reset", QByteArray::number((m_start.ms() + resetInMs) / 1000)}};
    }

    // Lets everything happen that can happen without time going by: several ticks of the client.
    static void settle() { QTest::qWait(120); }

private Q_SLOTS:
    void retryAfterInEveryForm_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("waitMs");
        QTest::newRow("seconds") << QByteArray("120") << 120 * kSecond;
        QTest::newRow("fraction") << QByteArray("2.128") << qint64(2128);
        QTest::newRow("IMF date") << QByteArray("Sun, 01 Mar 2026 12:01:00 GMT") << kMinute;
        QTest::newRow("RFC 850 date") << QByteArray("Sunday, 01-Mar-26 12:01:00 GMT") << kMinute;
        QTest::newRow("asctime date") << QByteArray("Sun Mar  1 12:01:00 2026") << kMinute;
        QTest::newRow("ISO date") << QByteArray("2026-03-01T12:01:00Z") << kMinute;
    }

    void retryAfterInEveryForm()
    {
        QFETCH(QByteArray, value);
        QFETCH(qint64, waitMs);
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(429, {{"Retry-After", value}}));
        server.expect(TestServer::answer(200));
        HttpClient client(&clock);
        client.setRetryBase(1); // the tool's word counts, not ours
        const auto pending = begin(client.send(request(server.url()), {}));
        QVERIFY(QTest::qWaitFor([&] { return client.waitingMs(server.url()) > 0; }, kForever));
        QVERIFY(client.waitingMs(server.url()) >= waitMs);
        QVERIFY(client.waitingMs(server.url()) <= waitMs + waitMs / 20);
        clock.advance(waitMs - 1);
        settle();
        QVERIFY(!pending->value);
        QCOMPARE(server.received().size(), 1U);
        clock.advance(waitMs / 20 + 2);
        QCOMPARE(await(pending)->status, 200);
        QCOMPARE(server.received().size(), 2U);
        QCOMPARE(client.waitingMs(server.url()), 0);
    }

    void aLimitPausesEveryRequestToThatHostOnly()
    {
        ManualClock clock(m_start);
        TestServer limited;
        limited.expect(TestServer::answer(429, {{"Retry-After", "60"}}));
        limited.expect(TestServer::answer(200));
        TestServer free;
        free.expect(TestServer::answer(200));
        HttpClient client(&clock);
        const auto first = begin(client.send(request(limited.url(u"/1"_s)), {}));
        QVERIFY(QTest::qWaitFor([&] { return client.waitingMs(limited.url()) > 0; }, kForever));
        const auto second = begin(client.send(request(limited.url(u"/2"_s)), {}));
        QVERIFY(await(client.send(request(free.url()), {})));
        settle();
        QCOMPARE(limited.received().size(), 1U);
        QVERIFY(!second->value);
        clock.advance(2 * kMinute);
        QVERIFY(await(first));
        QVERIFY(await(second));
    }

    void aChangedWallClockChangesNoWait()
    {
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(429, {{"Retry-After", "Sun, 01 Mar 2026 12:01:00 GMT"}}));
        server.expect(TestServer::answer(200));
        HttpClient client(&clock);
        const auto pending = begin(client.send(request(server.url()), {}));
        QVERIFY(QTest::qWaitFor([&] { return client.waitingMs(server.url()) > 0; }, kForever));
        clock.setWallClock(Instant{m_start.ms() + 400LL * 86'400 * kSecond});
        settle();
        QVERIFY(!pending->value); // not earlier
        clock.setWallClock(Instant{m_start.ms() - 400LL * 86'400 * kSecond});
        clock.advance(kMinute + 4 * kSecond);
        QVERIFY(await(pending)); // and not a year later
    }

    void aWrongWallClockIsSetRightByTheServers()
    {
        ManualClock clock(Instant{m_start.ms() - 86'400 * kSecond}); // a day behind
        TestServer server;
        server.expect(TestServer::answer(
            429, {{"Retry-After", "Sun, 01 Mar 2026 12:01:00 GMT"}, {"Date", "Sun, 01 Mar 2026 12:00:00 GMT"}}));
        server.expect(TestServer::answer(200));
        HttpClient client(&clock);
        const auto pending = begin(client.send(request(server.url()), {}));
        QVERIFY(QTest::qWaitFor([&] { return client.waitingMs(server.url()) > 0; }, kForever));
        QVERIFY(client.waitingMs(server.url()) < 2 * kMinute);
        clock.advance(2 * kMinute);
        QVERIFY(await(pending));
    }

    void aWaitOfHoursIsToldInsteadOfSatOut()
    {
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(429, {{"Retry-After", "86400"}}));
        HttpClient client(&clock);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::RateLimit);
        QCOMPARE(answer.error().retryAfterMs, 86'400 * kSecond);
        QVERIFY2(answer.error().text.contains("1441 minutes"_L1), qPrintable(answer.error().text));
    }

    void aBurstOfServerErrorsIsOvercome()
    {
        SystemClock clock;
        TestServer server;
        for (const int status : {503, 502, 500, 408})
            server.expect(TestServer::answer(status));
        server.expect(TestServer::answer(200, {}, "[1]"));
        HttpClient client(&clock);
        client.setRetryBase(1);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY(answer);
        QCOMPARE(answer->body, "[1]");
        QCOMPARE(client.requestsSent(), 5);
    }

    void triesAreBounded_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kind");
        QTest::newRow("500") << 500 << int(ErrorKind::Http);
        QTest::newRow("503") << 503 << int(ErrorKind::Http);
        QTest::newRow("429") << 429 << int(ErrorKind::RateLimit);
    }

    void triesAreBounded()
    {
        QFETCH(int, status);
        QFETCH(int, kind);
        SystemClock clock;
        TestServer server;
        server.expect(TestServer::answer(status));
        HttpClient client(&clock);
        client.setRetryBase(1);
        HttpRequest asked = request(server.url());
        asked.maxTries = 3;
        const auto answer = await(client.send(asked, {}));
        QVERIFY(!answer);
        QCOMPARE(int(answer.error().kind), kind);
        QCOMPARE(answer.error().httpStatus, status);
        QCOMPARE(server.received().size(), 3U);
    }

    void backOffGrows()
    {
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(503));
        HttpClient client(&clock);
        client.setRetryBase(kSecond);
        const auto pending = begin(client.send(request(server.url()), {}));
        // Try n + 1 comes no earlier than half of base × 2^(n-1) after try n, and comes.
        for (size_t tries = 1; tries < 5; ++tries) {
            QVERIFY(QTest::qWaitFor([&] { return server.received().size() >= tries; }, kForever));
            const qint64 most = kSecond << (tries - 1);
            qint64 waited = 0;
            while (server.received().size() == tries) {
                clock.advance(most / 8);
                waited += most / 8;
                settle();
            }
            QVERIFY(waited >= most / 2);
        }
        QVERIFY(!await(pending));
        QCOMPARE(server.received().size(), 5U);
    }

    void theConnectorsVerdictCounts()
    {
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(403, {}, "{\"message\":\"secondary limit\"}"));
        server.expect(TestServer::answer(200, {}, "{\"errors\":[\"no\"]}"));
        HttpClient client(&clock);
        HttpRequest asked = request(server.url());
        asked.judge = [](const HttpResponse &response) {
            HttpVerdict verdict;
            if (response.status == 403)
                verdict = {.action = HttpVerdict::Action::Retry, .waitMs = kMinute, .pauseHost = true, .error = {}};
            else
                verdict = {.action = HttpVerdict::Action::Fail,
                    .waitMs = -1,
                    .pauseHost = false,
                    .error = {.kind = ErrorKind::Permission,
                        .text = u"Not yours."_s,
                        .detail = {},
                        .httpStatus = 200,
                        .retryAfterMs = {}}};
            return verdict;
        };
        const auto pending = begin(client.send(asked, {}));
        QVERIFY(QTest::qWaitFor([&] { return client.waitingMs(server.url()) >= kMinute; }, kForever));
        clock.advance(2 * kMinute);
        QCOMPARE(await(pending).error().text, u"Not yours."_s);
    }

    void anEmptyBudgetWaitsForItsReset()
    {
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(200, quota(5000, 0, 10 * kMinute)));
        HttpClient client(&clock);
        QVERIFY(await(client.send(metered(server.url()), {})));
        const HttpQuota told = client.quota(server.url(), "core");
        QCOMPARE(told.limit, 5000);
        QCOMPARE(told.remaining, 0);
        QCOMPARE(told.resetAt, Instant{m_start.ms() + 10 * kMinute});
        QCOMPARE(client.waitingMs(server.url()), 0); // nobody waits yet
        const auto pending = begin(client.send(metered(server.url()), {}));
        settle();
        QVERIFY(client.waitingMs(server.url()) >= 10 * kMinute);
        QVERIFY(await(client.send(metered(server.url(), "graphql"), {}))); // another budget
        clock.advance(10 * kMinute - 1);
        settle();
        QVERIFY(!pending->value);
        clock.advance(2 * kSecond);
        QVERIFY(await(pending));
        QCOMPARE(client.quota(server.url(), "search").remaining, -1);
    }

    void aResetOfHoursIsToldInsteadOfSatOut()
    {
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(200, quota(5000, 0, 24 * 60 * kMinute)));
        HttpClient client(&clock);
        QVERIFY(await(client.send(metered(server.url()), {})));
        const auto answer = await(client.send(metered(server.url()), {}));
        QCOMPARE(answer.error().kind, ErrorKind::RateLimit);
        QVERIFY(answer.error().retryAfterMs.value_or(0) > 23 * 60 * kMinute);
        QCOMPARE(server.received().size(), 1U);
    }

    void aLowBudgetIsSpread()
    {
        ManualClock clock(m_start);
        TestServer server;
        for (int left = 9; left >= 6; --left)
            server.expect(TestServer::answer(200, quota(100, left, 9 * kMinute)));
        HttpClient client(&clock);
        clock.advance(kSecond);
        QVERIFY(await(client.send(metered(server.url()), {})));
        const auto next = begin(client.send(metered(server.url()), {}));
        settle();
        QVERIFY(!next->value); // nine requests for nine minutes: one a minute
        clock.advance(kMinute + kSecond);
        QVERIFY(await(next));
    }

    void anAmpleBudgetIsNotSlowed()
    {
        ManualClock clock(m_start);
        TestServer server;
        server.expect(TestServer::answer(200, quota(5000, 3000, 60 * kMinute)));
        HttpClient client(&clock);
        for (int i = 0; i < 20; ++i)
            QVERIFY(await(client.send(metered(server.url()), {})));
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
