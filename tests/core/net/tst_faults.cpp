// Servers and networks that misbehave: each gives a sentence, none hangs, none is taken for a good answer.
#include "await.h"
#include "core/net/httpclient.h"
#include "core/net/wholejson.h"
#include "testserver.h"

#include <QTimer>

#include <zlib.h>

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

static QByteArray gzip(const QByteArray &plain)
{
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("zlib");
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))), '\0');
    QByteArray input = plain;
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

class TestFaults final : public QObject {
    Q_OBJECT

    SystemClock m_clock;

    static HttpRequest request(const QUrl &url)
    {
        HttpRequest result;
        result.url = url;
        result.maxTries = 2;
        result.authorization = "Bearer very-secret-token";
        return result;
    }

    // The error of a request, which must be a sentence without the token in it.
    static Error errorOf(HttpClient &client, const HttpRequest &asked)
    {
        client.setRetryBase(1);
        const auto answer = await(client.send(asked, {}));
        if (answer)
            return {
                .kind = ErrorKind::Config, .text = u"no error"_s, .detail = {}, .httpStatus = 0, .retryAfterMs = {}};
        const Error error = answer.error();
        if (error.text.contains("very-secret"_L1) || error.detail.contains("very-secret"_L1))
            qFatal("An error shows the token.");
        if (!error.text.endsWith(u'.') && !error.text.endsWith(u'”'))
            qFatal("An error is not a sentence: %s", qPrintable(error.text));
        return error;
    }

private Q_SLOTS:
    void brokenAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        QTest::newRow("closed without a word") << QByteArray() << u"closed the connection"_s;
        QTest::newRow("closed in the headers") << ok << u"closed the connection"_s;
        QTest::newRow("cut in mid-body") << ok + "Content-Length: 1000\r\n\r\n{\"half\":" << u"closed the connection"_s;
        QTest::newRow("cut in a chunk") << ok + "Transfer-Encoding: chunked\r\n\r\n40\r\n{\"half\":"
                                        << u"closed the connection"_s;
        QTest::newRow("cut between chunks") << ok + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"half\":\r\n"
                                            << u"closed the connection"_s;
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.9\r\n\r\n") << QString();
    }

    void brokenAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        TestServer server;
        server.expect(TestServer::raw(bytes, true));
        HttpClient client(&m_clock);
        const Error error = errorOf(client, request(server.url()));
        QCOMPARE(error.kind, ErrorKind::Network);
        QVERIFY2(error.text.contains(says), qPrintable(error.text + error.detail));
    }

    void wholeJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("whole");
        QTest::newRow("object") << QByteArray("{\"a\":[1,{}]}\n") << true;
        QTest::newRow("brackets in a string") << QByteArray("[\"}{][\"]") << true;
        QTest::newRow("escaped quote") << QByteArray("[\"a\\\"]\"]") << true;
        QTest::newRow("escaped backslash") << QByteArray("[\"a\\\\\"]") << true;
        QTest::newRow("number") << QByteArray("12") << true;
        QTest::newRow("string") << QByteArray("\"x\"") << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("blank") << QByteArray("\r\n ") << false;
        QTest::newRow("cut after an item") << QByteArray("[{\"a\":1}") << false;
        QTest::newRow("cut in a string") << QByteArray("{\"a\":\"b") << false;
        QTest::newRow("cut at an escape") << QByteArray("[\"a\\\"") << false;
    }

    void wholeJson()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, whole);
        QCOMPARE(isWholeJson(text), whole);
    }

    void aChunkedAnswerIsGivenWhole()
    {
        TestServer server;
        server.expect(
            TestServer::raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n",
                true));
        HttpClient client(&m_clock);
        QCOMPARE(await(client.send(request(server.url()), {}))->body, "[1,2]");
    }

    void aCutAnswerIsAskedForAgain()
    {
        TestServer server;
        server.expect(TestServer::raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":", true));
        server.expect(TestServer::answer(200, {}, "{\"whole\":1}"));
        HttpClient client(&m_clock);
        client.setRetryBase(1);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY(answer);
        QCOMPARE(answer->body, "{\"whole\":1}");
        QCOMPARE(server.received().size(), 2U);
    }

    void aContentLengthTooSmallGivesWhatWasAnnounced()
    {
        TestServer server;
        server.expect(TestServer::raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[1,2,3,4,5]", true));
        HttpClient client(&m_clock);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY(answer);
        QCOMPARE(answer->body, "[1,2"); // which no parser takes for a whole list
    }

    void aServerThatHangsIsGivenUp_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("before the headers") << QByteArray();
        QTest::newRow("in the headers") << QByteArray("HTTP/1.1 200 OK\r\nConte");
        QTest::newRow("in the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":");
    }

    void aServerThatHangsIsGivenUp()
    {
        QFETCH(QByteArray, bytes);
        TestServer server;
        server.expect(TestServer::raw(bytes, false));
        HttpClient client(&m_clock);
        HttpRequest asked = request(server.url());
        asked.timeoutMs = 200;
        const Error error = errorOf(client, asked);
        QCOMPARE(error.kind, ErrorKind::Network);
        QVERIFY2(error.text.contains("did not answer in time"_L1), qPrintable(error.text));
        QCOMPARE(server.received().size(), 2U);
    }

    void aServerThatDripsIsGivenUp()
    {
        TestServer server;
        server.expect([](QTcpSocket *socket, const Received &) {
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            auto *drip = new QTimer(socket);
            connect(drip, &QTimer::timeout, socket, [socket] { socket->write("x"); });
            drip->start(20);
        });
        HttpClient client(&m_clock);
        HttpRequest asked = request(server.url());
        asked.timeoutMs = 100;
        asked.maxTries = 1;
        QVERIFY(errorOf(client, asked).text.contains("too slowly"_L1)
            || errorOf(client, asked).text.contains("in time"_L1));
    }

    void anAnswerOverTheCapIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        const QByteArray big(3 * 1024 * 1024, ' ');
        const QByteArray bomb = gzip(QByteArray(50 * 1024 * 1024, ' ')); // 50 MB in some 50 kB
        QTest::newRow("announced") << ok + "Content-Length: 99999999999\r\n\r\n[";
        QTest::newRow("unannounced") << ok + "Connection: close\r\n\r\n" + big;
        QTest::newRow("chunked") << ok + "Transfer-Encoding: chunked\r\n\r\n" + QByteArray::number(big.size(), 16)
                + "\r\n" + big + "\r\n0\r\n\r\n";
        QTest::newRow("packed") << ok + "Content-Encoding: gzip\r\nContent-Length: " + QByteArray::number(bomb.size())
                + "\r\n\r\n" + bomb;
    }

    void anAnswerOverTheCapIsRefused()
    {
        QFETCH(QByteArray, bytes);
        TestServer server;
        server.expect(TestServer::raw(bytes, true));
        HttpClient client(&m_clock);
        HttpRequest asked = request(server.url());
        asked.maxBytes = 2 * 1024 * 1024;
        const Error error = errorOf(client, asked);
        QCOMPARE(error.kind, ErrorKind::Network);
        QVERIFY2(error.text.contains("more than 2 MB"_L1), qPrintable(error.text + error.detail));
        QCOMPARE(client.requestsSent(), 1); // the next try would be as large
    }

    void aPackedAnswerUnderTheCapIsUnpacked()
    {
        const QByteArray body = "[" + QByteArray(5 * 1024 * 1024, ' ') + "]"; // packs 1000 : 1
        const QByteArray packed = gzip(body);
        TestServer server;
        server.expect(TestServer::answer(200, {{"Content-Encoding", "gzip"}}, packed));
        HttpClient client(&m_clock);
        const auto answer = await(client.send(request(server.url()), {}));
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        QCOMPARE(answer->body.size(), body.size());
    }

    void aBrokenPackedAnswerIsAnError()
    {
        TestServer server;
        server.expect(TestServer::answer(200, {{"Content-Encoding", "gzip"}}, "this is not gzip at all"));
        HttpClient client(&m_clock);
        QCOMPARE(errorOf(client, request(server.url())).kind, ErrorKind::Network);
    }

    void aServerThatIsNotThere()
    {
        QUrl url;
        {
            TestServer gone;
            url = gone.url();
        }
        HttpClient client(&m_clock);
        const Error error = errorOf(client, request(url));
        QCOMPARE(error.kind, ErrorKind::Network);
        QVERIFY2(error.text.contains(u"refuses connections on port %1"_s.arg(url.port())), qPrintable(error.text));
        QCOMPARE(client.requestsSent(), 2);
    }

    void aNameThatIsNotThere()
    {
        HttpClient client(&m_clock);
        const Error error = errorOf(client, request(QUrl(u"https://no-such-host.invalid/api"_s)));
        QCOMPARE(error.kind, ErrorKind::Network);
        // With a proxy in the environment the name is the proxy's to find.
        QVERIFY2(error.text.contains(u"“no-such-host.invalid” was not found"_s), qPrintable(error.text + error.detail));
    }

    void aProxyThatIsNotThere()
    {
        qputenv("https_proxy", "http://127.0.0.1:1");
        HttpClient client(&m_clock);
        const Error error = errorOf(client, request(QUrl(u"https://no-such-host.invalid/api"_s)));
        qunsetenv("https_proxy");
        QCOMPARE(error.kind, ErrorKind::Network);
        QVERIFY2(error.text.contains("proxy"_L1), qPrintable(error.text + error.detail));
    }

    void aLoginPageIsNotData()
    {
        TestServer server;
        server.expect(TestServer::answer(
            200, {{"Content-Type", "text/html; charset=utf-8"}}, "<html><form>Sign in</form></html>"));
        HttpClient client(&m_clock);
        const Error error = errorOf(client, request(server.url()));
        QCOMPARE(error.kind, ErrorKind::Http);
        QVERIFY2(error.text.contains("web page instead of data"_L1), qPrintable(error.text));
        QCOMPARE(client.requestsSent(), 1);
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        QTest::newRow("401") << 401 << int(ErrorKind::Auth) << u"does not accept the token"_s;
        QTest::newRow("403") << 403 << int(ErrorKind::Permission) << u"missing permission"_s;
        QTest::newRow("404") << 404 << int(ErrorKind::Http) << u"nothing at this address"_s;
        QTest::newRow("410") << 410 << int(ErrorKind::Http) << u"removed for good"_s;
        QTest::newRow("451") << 451 << int(ErrorKind::Permission) << u"for legal reasons"_s;
        QTest::newRow("422") << 422 << int(ErrorKind::Http) << u"“Only the first 1000 results”"_s;
    }

    void refusals()
    {
        QFETCH(int, status);
        QFETCH(int, kind);
        QFETCH(QString, says);
        TestServer server;
        server.expect(TestServer::answer(
            status, {{"WWW-Authenticate", "Basic realm=x"}}, "{\"message\":\"Only the first 1000 results\"}"));
        HttpClient client(&m_clock);
        const Error error = errorOf(client, request(server.url()));
        QCOMPARE(int(error.kind), kind);
        QCOMPARE(error.httpStatus, status);
        QVERIFY2(error.text.contains(says), qPrintable(error.text));
        QVERIFY(error.detail.contains("Only the first 1000 results"_L1));
        QCOMPARE(client.requestsSent(), 1);
    }
};

int main(int argc, char *argv[])
{
    for (const char *name : {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        qunsetenv(name);
    QCoreApplication app(argc, argv);
    TestFaults test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_faults.moc"
