#include "await.h"
#include "core/net/httpclient.h"
#include "testserver.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

class TestExchangeLog final : public QObject {
    Q_OBJECT

    SystemClock m_clock;

    static QByteArray contents(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void writesWhatHappenedWithoutSecrets()
    {
        QTemporaryDir folder;
        const QString name = folder.filePath(u"exchanges.jsonl"_s);
        TestServer server;
        server.expect(TestServer::answer(
            500, {{"Set-Cookie", "session=cookie-secret"}}, "{\"echo\":\"Bearer my-plain-secret\"}"));
        server.expect(TestServer::answer(200, {{"X-Next-Token", "header-secret"}}, "{\"ok\":true}"));
        HttpClient client(&m_clock);
        client.setRetryBase(1);
        client.setExchangeLog(name);
        HttpRequest request;
        request.method = "POST";
        request.url = server.url(u"/graphql?access_token=query-secret&page=2"_s);
        request.authorization = "Bearer my-plain-secret";
        request.headers = {{"Private-Token", "other-secret"}, {"X-Plain", "visible"}};
        request.body = "{\"query\":\"mine: ghp_abcdefghijklmnopqrstuvwxyz\"}";
        QVERIFY(await(client.send(request, {})));

        const QByteArray text = contents(name);
        for (const char *secret :
            {"my-plain-secret", "cookie-secret", "header-secret", "query-secret", "other-secret", "abcdefghijklmnop"})
            QVERIFY2(!text.contains(secret), secret);
        const QByteArrayList lines = text.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const QJsonObject first = QJsonDocument::fromJson(lines.at(0)).object();
        QCOMPARE(first.value(u"method"_s), u"POST"_s);
        QVERIFY(first.value(u"url"_s).toString().contains("page=2"_L1));
        QCOMPARE(first.value(u"status"_s), 500);
        QVERIFY(first.value(u"ms"_s).isDouble());
        QVERIFY(first.value(u"request_body"_s).toString().contains("mine:"_L1));
        QCOMPARE(first.value(u"request_headers"_s)[u"x-plain"_s], u"visible"_s);
        const QJsonObject second = QJsonDocument::fromJson(lines.at(1)).object();
        QCOMPARE(second.value(u"status"_s), 200);
        QCOMPARE(second.value(u"response_body"_s), u"{\"ok\":true}"_s);
        QCOMPARE(second.value(u"response_headers"_s)[u"content-type"_s], u"application/json"_s);
        QCOMPARE(
            QFile::permissions(name) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
    }

    void bodiesAreCut()
    {
        QTemporaryDir folder;
        const QString name = folder.filePath(u"exchanges.jsonl"_s);
        TestServer server;
        server.expect(TestServer::answer(200, {}, "[\"" + QByteArray(300'000, 'x') + "\"]"));
        HttpClient client(&m_clock);
        client.setExchangeLog(name);
        HttpRequest request;
        request.url = server.url();
        QCOMPARE(await(client.send(request, {}))->body.size(), 300'004); // the answer itself is whole
        const QByteArray text = contents(name);
        QVERIFY(text.size() > 65'536 && text.size() < 70'000);
        QVERIFY(
            QJsonDocument::fromJson(text).object().value(u"response_body"_s).toString().contains("300004 bytes"_L1));
    }

    void failuresAreWrittenToo()
    {
        QTemporaryDir folder;
        const QString name = folder.filePath(u"exchanges.jsonl"_s);
        TestServer server;
        server.expect(TestServer::raw({}, true));
        HttpClient client(&m_clock);
        client.setRetryBase(1);
        client.setExchangeLog(name);
        HttpRequest request;
        request.url = server.url();
        request.maxTries = 1;
        QVERIFY(!await(client.send(request, {})));
        const QJsonObject line = QJsonDocument::fromJson(contents(name)).object();
        QCOMPARE(line.value(u"status"_s), 0);
        QVERIFY(line.value(u"error"_s).toString().contains("network error"_L1));
    }

    void offUnlessSwitchedOn()
    {
        QTemporaryDir folder;
        const QString name = folder.filePath(u"exchanges.jsonl"_s);
        TestServer server;
        server.expect(TestServer::answer(200));
        HttpClient client(&m_clock);
        HttpRequest request;
        request.url = server.url();
        client.setExchangeLog(name);
        QVERIFY(await(client.send(request, {})));
        client.setExchangeLog({});
        QVERIFY(await(client.send(request, {})));
        QCOMPARE(contents(name).count('\n'), 1);
    }

    void aFileThatCannotBeWrittenStopsNothing()
    {
        TestServer server;
        server.expect(TestServer::answer(200));
        HttpClient client(&m_clock);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"exchange log.*cannot be written"_s));
        client.setExchangeLog(u"/proc/no/such/folder/x"_s);
        HttpRequest request;
        request.url = server.url();
        QVERIFY(await(client.send(request, {})));
    }
};

QTEST_GUILESS_MAIN(TestExchangeLog)
#include "tst_exchangelog.moc"
