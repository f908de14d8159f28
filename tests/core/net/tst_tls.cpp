// Encryption with a certificate that nobody vouches for, and with one that an installed authority vouches for.
#include "await.h"
#include "core/net/httpclient.h"
#include "testserver.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

class TestTls final : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    QTemporaryDir m_folder;
    QSslCertificate m_certificate;
    QSslKey m_key;

    static QByteArray contents(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<TestServer> server() const
    {
        auto tls = std::make_unique<QSslServer>();
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(m_certificate);
        configuration.setPrivateKey(m_key);
        tls->setSslConfiguration(configuration);
        auto result = std::make_unique<TestServer>(std::move(tls));
        result->setScheme(u"https"_s);
        result->expect(TestServer::answer(200, {}, "[1]"));
        return result;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QProcess openssl;
        openssl.setWorkingDirectory(m_folder.path());
        openssl.start(u"openssl"_s,
            u"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=leadline-test -addext subjectAltName=IP:127.0.0.1"_s
                .split(u' '));
        QVERIFY(openssl.waitForFinished());
        QVERIFY2(openssl.exitCode() == 0, openssl.readAllStandardError().constData());
        m_certificate = QSslCertificate(contents(m_folder.filePath(u"cert.pem"_s)));
        m_key = QSslKey(contents(m_folder.filePath(u"key.pem"_s)), QSsl::Ec);
        QVERIFY(!m_certificate.isNull() && !m_key.isNull());
    }

    void anUnknownCertificateIsRefusedAndNothingIsSent()
    {
        const auto tls = server();
        HttpClient client(&m_clock);
        client.setRetryBase(1);
        HttpRequest request;
        request.url = tls->url();
        request.authorization = "Bearer very-secret-token";
        const auto answer = await(client.send(request, {}));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Network);
        QVERIFY2(answer.error().text.contains("is not safe"_L1) && answer.error().text.contains("self-signed"_L1),
            qPrintable(answer.error().text));
        QCOMPARE(tls->received().size(), 0U);
        QCOMPARE(client.requestsSent(), 1); // a certificate does not get better by asking again
    }

    void aServerWithoutEncryptionIsToldSo()
    {
        TestServer plain;
        plain.setScheme(u"https"_s);
        HttpClient client(&m_clock);
        client.setRetryBase(1);
        HttpRequest request;
        request.url = plain.url();
        request.timeoutMs = 500;
        request.maxTries = 1;
        const auto answer = await(client.send(request, {}));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Network);
        QCOMPARE(plain.received().size(), 0U);
    }

    void aCertificateOfAnInstalledAuthorityIsTrusted()
    {
        const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
        const auto tls = server();
        QSslConfiguration trusting = before;
        trusting.addCaCertificate(m_certificate);
        QSslConfiguration::setDefaultConfiguration(trusting);
        HttpClient client(&m_clock);
        HttpRequest request;
        request.url = tls->url();
        request.authorization = "Bearer very-secret-token";
        const auto answer = await(client.send(request, {}));
        // The same certificate for another name is still refused.
        request.url.setHost(u"localhost"_s);
        const auto otherName = await(client.send(request, {}));
        QSslConfiguration::setDefaultConfiguration(before);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().text));
        QCOMPARE(answer->body, "[1]");
        QCOMPARE(tls->received().size(), 1U);
        QVERIFY(!otherName);
        QVERIFY2(otherName.error().text.contains("is not safe"_L1), qPrintable(otherName.error().text));
    }
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
