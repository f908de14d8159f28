#include "await.h"
#include "core/net/httpclient.h"
#include "testserver.h"

#include <QElapsedTimer>
#include <QThread>
#include <QTimer>

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

static HttpRequest get(const QUrl &url)
{
    HttpRequest request;
    request.url = url;
    return request;
}

class TestHttpClient final : public QObject {
    Q_OBJECT

    SystemClock m_clock;

private Q_SLOTS:
    void initTestCase()
    {
        // A proxy of the machine must not come between the tests and their own server.
        qputenv("http_proxy", "http://127.0.0.1:1");
        qputenv("https_proxy", "http://127.0.0.1:1");
    }

    void sendsWhatIsAskedAndGivesTheWholeAnswer()
    {
        TestServer server;
        server.expect(TestServer::answer(201, {{"X-Thing", "one"}, {"x-thing", "two"}}, "{\"a\":1}"));
        HttpClient client(&m_clock);
        HttpRequest request = get(server.url(u"/graphql?q=a%2Bb"_s));
        request.method = "POST";
        request.body = "{\"query\":\"{}\"}";
        request.headers = {{"Accept", "application/vnd.test+json"}};
        request.authorization = "Bearer abc";
        const auto answer = await(client.send(request, {}));
        QVERIFY2(answer, qPrintable(answer.error().detail));
        QCOMPARE(answer->status, 201);
        QCOMPARE(answer->body, "{\"a\":1}");
        QCOMPARE(answer->header("X-THING"), "one, two");
        QVERIFY(answer->isJson());
        QVERIFY(!answer->notModified);
        QCOMPARE(answer->url, request.url);
        const Received &got = server.received().front();
        QCOMPARE(got.method, "POST");
        QCOMPARE(got.target, "/graphql?q=a%2Bb");
        QCOMPARE(got.body, request.body);
        QCOMPARE(got.header("authorization"), "Bearer abc");
        QCOMPARE(got.header("accept"), "application/vnd.test+json");
        QCOMPARE(got.header("content-type"), "application/json");
        QVERIFY(got.header("user-agent").startsWith("Leadline/"));
        QVERIFY(got.header("accept-encoding").contains("gzip"));
        QCOMPARE(client.requestsSent(), 1);
    }

    // Qt has a failure of its own for each of them, and not always one of those for HTTP.
    void aRefusalIsAnAnswer_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {400, 402, 404, 405, 406, 409, 410, 413, 415, 418, 422, 451})
            QTest::addRow("%d", status) << status;
    }

    void aRefusalIsAnAnswer()
    {
        QFETCH(const int, status);
        TestServer server;
        server.expect(TestServer::answer(status, {}, R"({"message":"no"})"));
        HttpClient client(&m_clock);
        const auto answer = await(client.send(get(server.url()), {}));
        QVERIFY(!answer);
        QCOMPARE(answer.error().httpStatus, status);
        QVERIFY2(answer.error().kind != ErrorKind::Network, qPrintable(answer.error().text));
        QVERIFY2(answer.error().detail.endsWith("no"_L1), qPrintable(answer.error().detail));
        QCOMPARE(client.requestsSent(), 1);
    }

    void addressesThatAreNotSafeAreRefused_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("says");
        QTest::newRow("plain http") << u"http://example.org/api"_s << u"not encrypted"_s;
        QTest::newRow("looks like loopback") << u"http://127.0.0.1.example.org/"_s << u"not encrypted"_s;
        QTest::newRow("ftp") << u"ftp://example.org/"_s << u"only https://"_s;
        QTest::newRow("file") << u"file:///etc/passwd"_s << u"not a web address"_s;
        QTest::newRow("nothing") << QString() << u"not a web address"_s;
    }

    void addressesThatAreNotSafeAreRefused()
    {
        QFETCH(QString, url);
        QFETCH(QString, says);
        HttpClient client(&m_clock);
        const auto answer = await(client.send(get(QUrl(url)), {}));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Config);
        QVERIFY2(answer.error().text.contains(says), qPrintable(answer.error().text));
        QCOMPARE(client.requestsSent(), 0);
    }

    void cookiesAreNeitherKeptNorSent()
    {
        TestServer server;
        server.expect(TestServer::answer(200, {{"Set-Cookie", "session=1; Path=/"}}));
        HttpClient client(&m_clock);
        QVERIFY(await(client.send(get(server.url(u"/a"_s)), {})));
        QVERIFY(await(client.send(get(server.url(u"/b"_s)), {})));
        QCOMPARE(server.received().size(), 2U);
        QCOMPARE(server.received().back().header("cookie"), QByteArray());
    }

    void onlySoManyAtOnce_data()
    {
        QTest::addColumn<int>("asked");
        QTest::addColumn<int>("atOnce");
        QTest::newRow("default") << 0 << 2;
        QTest::newRow("one") << 1 << 1;
        QTest::newRow("four") << 4 << 4;
        QTest::newRow("never none") << -3 << 1;
    }

    void onlySoManyAtOnce()
    {
        QFETCH(int, asked);
        QFETCH(int, atOnce);
        TestServer server;
        int open = 0;
        int most = 0;
        server.expect([&](QTcpSocket *socket, const Received &) {
            most = std::max(most, ++open);
            QTimer::singleShot(5, socket, [&open, socket] {
                --open;
                socket->write(TestServer::message(200, {}, "{}"));
            });
        });
        HttpClient client(&m_clock);
        if (asked != 0)
            client.setConcurrency(server.url(), asked);
        std::vector<Pending<Result<HttpResponse>>> all;
        for (int i = 0; i < 12; ++i)
            all.push_back(begin(client.send(get(server.url(u"/%1"_s.arg(i))), {})));
        for (const auto &pending : all)
            QVERIFY(await(pending));
        QCOMPARE(most, atOnce);
        QCOMPARE(server.received().size(), 12U);
    }

    void asksInTheOrderOfArrival()
    {
        TestServer server;
        server.expect(TestServer::answer(200));
        HttpClient client(&m_clock);
        client.setConcurrency(server.url(), 1);
        std::vector<Pending<Result<HttpResponse>>> all;
        for (int i = 0; i < 20; ++i)
            all.push_back(begin(client.send(get(server.url(u"/%1"_s.arg(i))), {})));
        for (const auto &pending : all)
            QVERIFY(await(pending));
        for (size_t i = 0; i < 20; ++i)
            QCOMPARE(server.received().at(i).target, "/" + QByteArray::number(i));
    }

    void aSlowHostDoesNotHoldUpAnother()
    {
        TestServer slow;
        slow.expect(TestServer::raw({}, false));
        TestServer fast;
        fast.expect(TestServer::answer(200));
        HttpClient client(&m_clock);
        std::vector<Pending<Result<HttpResponse>>> stuck;
        for (int i = 0; i < 5; ++i)
            stuck.push_back(begin(client.send(get(slow.url()), {})));
        QVERIFY(await(client.send(get(fast.url()), {})));
        for (const auto &pending : stuck)
            QVERIFY(!pending->value);
    }

    void cancelEndsARequestInFlight()
    {
        TestServer server;
        server.expect(TestServer::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", false));
        HttpClient client(&m_clock);
        CancelSource cancel;
        const auto pending = begin(client.send(get(server.url()), cancel.token()));
        QVERIFY(QTest::qWaitFor([&] { return server.received().size() == 1; }, kForever));
        QElapsedTimer watch;
        watch.start();
        cancel.cancel();
        const auto answer = await(pending);
        QVERIFY2(watch.elapsed() < 1000, qPrintable(QString::number(watch.elapsed())));
        QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
        QVERIFY(QTest::qWaitFor([&] { return server.openConnections() == 0; }, kForever));
    }

    void cancelEndsWaitingOnes()
    {
        TestServer server;
        server.expect(TestServer::raw({}, false));
        HttpClient client(&m_clock);
        CancelSource cancel;
        std::vector<Pending<Result<HttpResponse>>> all;
        for (int i = 0; i < 10; ++i)
            all.push_back(begin(client.send(get(server.url()), cancel.token())));
        cancel.cancel();
        for (const auto &pending : all)
            QCOMPARE(await(pending).error().kind, ErrorKind::Cancelled);
        QCOMPARE(client.requestsSent(), 2);
        // The places in the queue are free again.
        const auto next = begin(client.send(get(server.url()), {}));
        QVERIFY(QTest::qWaitFor([&] { return client.requestsSent() == 3; }, kForever));
        QVERIFY(!next->value);
    }

    void cancelledBeforeTheStartSendsNothing()
    {
        TestServer server;
        server.expect(TestServer::answer(200));
        HttpClient client(&m_clock);
        CancelSource cancel;
        cancel.cancel();
        QCOMPARE(await(client.send(get(server.url()), cancel.token())).error().kind, ErrorKind::Cancelled);
        QCOMPARE(client.requestsSent(), 0);
    }

    void cancelEndsTheWaitBetweenTries()
    {
        TestServer server;
        server.expect(TestServer::answer(503));
        HttpClient client(&m_clock);
        client.setRetryBase(60'000);
        CancelSource cancel;
        const auto pending = begin(client.send(get(server.url()), cancel.token()));
        QVERIFY(QTest::qWaitFor([&] { return server.received().size() == 1; }, kForever));
        QTest::qWait(100);
        QVERIFY(!pending->value);
        cancel.cancel();
        QCOMPARE(await(pending).error().kind, ErrorKind::Cancelled);
    }

    void theEndOfTheClientEndsEverything()
    {
        TestServer server;
        server.expect(TestServer::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", false));
        TestServer failing;
        failing.expect(TestServer::answer(503));
        auto client = std::make_unique<HttpClient>(&m_clock);
        client->setRetryBase(60'000);
        std::vector<Pending<Result<HttpResponse>>> all;
        for (int i = 0; i < 5; ++i) // two in flight, three in the queue
            all.push_back(begin(client->send(get(server.url()), {})));
        all.push_back(begin(client->send(get(failing.url()), {}))); // one between its tries
        QVERIFY(
            QTest::qWaitFor([&] { return server.received().size() == 2 && failing.received().size() == 1; }, kForever));
        QTest::qWait(100);
        client.reset();
        for (const auto &pending : all) {
            QVERIFY(pending->value); // already, not some time later
            QCOMPARE(pending->value->error().kind, ErrorKind::Cancelled);
        }
        QVERIFY(QTest::qWaitFor([&] { return server.openConnections() == 0; }, kForever));
    }

    void theClientMayEndInTheHandsOfTheOneItAnswers()
    {
        TestServer server;
        server.expect(TestServer::answer(200));
        auto client = std::make_unique<HttpClient>(&m_clock);
        int answered = 0;
        const auto task = [](HttpClient *theClient, QUrl url, std::unique_ptr<HttpClient> *owner,
                              int *count) -> QCoro::Task<> {
            const auto answer = co_await theClient->send(get(url), {});
            owner->reset();
            ++*count;
        };
        for (int i = 0; i < 4; ++i)
            task(client.get(), server.url(), &client, &answered);
        QVERIFY(QTest::qWaitFor([&] { return answered == 4; }, kForever));
    }

    void worksAfterBeingMovedToItsThread()
    {
        TestServer server;
        server.expect(TestServer::answer(200));
        auto *client = new HttpClient(&m_clock);
        client->setConcurrency(server.url(), 3);
        QThread thread;
        client->moveToThread(&thread);
        connect(&thread, &QThread::finished, client, &QObject::deleteLater);
        thread.start();
        std::atomic_int status = 0;
        QMetaObject::invokeMethod(client, [client, &status, url = server.url()] {
            [](HttpClient *theClient, QUrl theUrl, std::atomic_int *theStatus) -> QCoro::Task<> {
                const auto answer = co_await theClient->send(get(theUrl), {});
                *theStatus = answer ? answer->status : -1;
            }(client, url, &status);
        });
        QVERIFY(QTest::qWaitFor([&] { return status != 0; }, kForever));
        QCOMPARE(status.load(), 200);
        thread.quit();
        QVERIFY(thread.wait());
    }

    void anETagSparesTheBody()
    {
        TestServer server;
        server.expect(
            TestServer::answer(200, {{"ETag", "\"v1\""}, {"Link", "<x>; rel=next"}, {"X-Left", "9"}}, "{\"v\":1}"));
        server.expect(TestServer::answer(304, {{"ETag", "\"v1\""}, {"X-Left", "8"}}));
        server.expect(TestServer::answer(200, {{"ETag", "\"v2\""}}, "{\"v\":2}"));
        HttpClient client(&m_clock);
        HttpRequest request = get(server.url(u"/list?page=1"_s));
        request.useETag = true;
        request.authorization = "token aaaa";
        QCOMPARE(await(client.send(request, {}))->body, "{\"v\":1}");
        const auto again = await(client.send(request, {}));
        QCOMPARE(server.received().at(1).header("if-none-match"), "\"v1\"");
        QVERIFY(again->notModified);
        QCOMPARE(again->status, 304);
        QCOMPARE(again->body, "{\"v\":1}");
        QVERIFY(again->isJson());
        QCOMPARE(again->header("link"), "<x>; rel=next"); // only the first answer had it
        QCOMPARE(again->header("x-left"), "8"); // the newer word
        const auto changed = await(client.send(request, {}));
        QVERIFY(!changed->notModified);
        QCOMPARE(changed->body, "{\"v\":2}");
        QVERIFY(await(client.send(request, {})));
        QCOMPARE(server.received().at(3).header("if-none-match"), "\"v2\"");
    }

    void anETagBelongsToOneTokenAndOneAddress()
    {
        TestServer server;
        server.expect(TestServer::answer(200, {{"ETag", "\"v1\""}}));
        HttpClient client(&m_clock);
        HttpRequest request = get(server.url(u"/list?page=1"_s));
        request.useETag = true;
        request.authorization = "token aaaa";
        QVERIFY(await(client.send(request, {})));
        HttpRequest other = request;
        other.authorization = "token bbbb";
        QVERIFY(await(client.send(other, {})));
        other = request;
        other.url = server.url(u"/list?page=2"_s);
        QVERIFY(await(client.send(other, {})));
        other = request;
        other.headers = {{"Accept", "text/csv"}};
        QVERIFY(await(client.send(other, {})));
        other = request;
        other.useETag = false;
        QVERIFY(await(client.send(other, {})));
        for (const Received &got : server.received())
            QCOMPARE(got.header("if-none-match"), QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
