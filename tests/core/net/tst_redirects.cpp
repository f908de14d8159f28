#include "await.h"
#include "core/net/httpclient.h"
#include "core/net/redirect.h"
#include "testserver.h"

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

class TestRedirects final : public QObject {
    Q_OBJECT

    SystemClock m_clock;

    static HttpRequest request(const QUrl &url)
    {
        HttpRequest result;
        result.url = url;
        result.authorization = "Bearer very-secret-token";
        result.headers = {{"Accept", "application/vnd.test+json"}, {"Private-Token", "also-secret"}};
        return result;
    }

    static TestServer::Handler to(const QByteArray &location, int status = 302)
    {
        return TestServer::answer(status, {{"Location", location}});
    }

private Q_SLOTS:
    void staysSignedInOnTheSameServer_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {301, 302, 303, 307, 308})
            QTest::addRow("%d", status) << status;
    }

    void staysSignedInOnTheSameServer()
    {
        QFETCH(int, status);
        TestServer server;
        server.expect(to("/repositories/7?page=2", status));
        server.expect(TestServer::answer(200, {}, "[7]"));
        HttpClient client(&m_clock);
        const auto answer = await(client.send(request(server.url(u"/repos/old/name"_s)), {}));
        QVERIFY(answer);
        QCOMPARE(answer->body, "[7]");
        QCOMPARE(answer->url, server.url(u"/repositories/7?page=2"_s));
        QCOMPARE(server.received().at(1).target, "/repositories/7?page=2");
        QCOMPARE(server.received().at(1).header("authorization"), "Bearer very-secret-token");
        QCOMPARE(server.received().at(1).header("private-token"), "also-secret");
    }

    void theTokenNeverCrossesToAnotherPort()
    {
        TestServer other;
        other.expect(TestServer::answer(200, {}, "[]"));
        TestServer server;
        server.expect(to(other.url(u"/elsewhere"_s).toEncoded()));
        HttpClient client(&m_clock);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY(answer);
        QCOMPARE(server.received().front().header("authorization"), "Bearer very-secret-token");
        const Received &got = other.received().front();
        QCOMPARE(got.headers.count("authorization"), 0U);
        QCOMPARE(got.headers.count("private-token"), 0U);
        QCOMPARE(got.header("accept"), "application/vnd.test+json");
    }

    void theTokenDoesNotComeBackAfterADetour()
    {
        TestServer server;
        TestServer other;
        server.expect(to(other.url().toEncoded()));
        server.expect(TestServer::answer(200));
        other.expect(to(server.url(u"/back"_s).toEncoded()));
        HttpClient client(&m_clock);
        QVERIFY(await(client.send(request(server.url()), {})));
        QCOMPARE(server.received().at(1).target, "/back");
        QCOMPARE(server.received().at(1).headers.count("authorization"), 0U);
    }

    void credentialsInALocationAreNotUsed()
    {
        TestServer server;
        QUrl trap = server.url(u"/trap"_s);
        trap.setUserInfo(u"user:word"_s);
        server.expect(to(trap.toEncoded()));
        server.expect(TestServer::answer(200));
        HttpClient client(&m_clock);
        HttpRequest asked = request(server.url());
        asked.authorization.clear();
        QVERIFY(await(client.send(asked, {})));
        QCOMPARE(server.received().at(1).headers.count("authorization"), 0U);
    }

    void circlesAreLeft()
    {
        TestServer server;
        server.expect(to("/again"));
        HttpClient client(&m_clock);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Http);
        QVERIFY(answer.error().text.contains("in circles"_L1));
        QCOMPARE(server.received().size(), 6U); // the request and five redirects
    }

    void badTargetsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << QByteArray() << u"without saying where"_s;
        QTest::newRow("plain http") << QByteArray("http://example.org/") << u"not encrypted"_s;
        QTest::newRow("a file") << QByteArray("file:///etc/passwd") << u"not a web address"_s;
        QTest::newRow("data") << QByteArray("data:text/plain,hello") << u"not a web address"_s;
    }

    void badTargetsAreRefused()
    {
        QFETCH(QByteArray, location);
        QFETCH(QString, says);
        TestServer server;
        server.expect(to(location));
        HttpClient client(&m_clock);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY(!answer);
        QVERIFY2(answer.error().text.contains(says), qPrintable(answer.error().text));
        QCOMPARE(client.requestsSent(), 1);
    }

    void fromHttpsNeverToHttp()
    {
        HttpRequest asked = request(QUrl(u"https://example.org/api"_s));
        HttpResponse answer{
            .status = 302, .headers = {{"Location", "http://localhost/api"}}, .body = {}, .url = asked.url};
        const auto next = redirected(asked, answer);
        QVERIFY(!next);
        QVERIFY(next.error().text.contains("not encrypted"_L1));
        answer.headers = {{"location", "https://example.org:443/other"}};
        QCOMPARE(redirected(asked, answer)->authorization, asked.authorization); // the same origin, written out
        answer.headers = {{"location", "https://example.org:8443/other"}};
        QVERIFY(redirected(asked, answer)->authorization.isEmpty());
    }

    void onlyReadingIsFollowed()
    {
        TestServer server;
        server.expect(to("/other", 307));
        HttpClient client(&m_clock);
        HttpRequest asked = request(server.url());
        asked.method = "POST";
        asked.body = "{}";
        const auto answer = await(client.send(asked, {}));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Http);
        QCOMPARE(answer.error().httpStatus, 307);
        QCOMPARE(client.requestsSent(), 1);
    }
};

QTEST_GUILESS_MAIN(TestRedirects)
#include "tst_redirects.moc"
