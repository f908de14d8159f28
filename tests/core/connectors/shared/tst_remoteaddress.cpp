#include "core/connectors/shared/remoteaddress.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestRemoteAddress final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyWayOfWritingLeadsToOneRepository_data()
    {
        QTest::addColumn<QString>("remote");
        QTest::newRow("https") << u"https://git.example.org/Pay/shop.git"_s;
        QTest::newRow("without the end") << u"https://git.example.org/Pay/shop"_s;
        QTest::newRow("with a slash") << u"https://git.example.org/Pay/shop/"_s;
        QTest::newRow("with a secret") << u"https://ann:SECRET@git.example.org:8443/Pay/shop.git"_s;
        QTest::newRow("as of scp") << u"git@git.example.org:Pay/shop.git"_s;
        QTest::newRow("ssh with a port") << u"ssh://git@GIT.example.org:7999/Pay/shop.git"_s;
        QTest::newRow("of a Bitbucket Data Center") << u"https://git.example.org/scm/Pay/shop.git"_s;
    }
    void everyWayOfWritingLeadsToOneRepository()
    {
        QFETCH(const QString, remote);
        const RemoteAddress address = remoteAddressOf(remote);
        QCOMPARE(address.host, u"git.example.org"_s);
        QCOMPARE(address.path, u"Pay/shop"_s);
        QCOMPARE(address.name(), u"shop"_s);
        QCOMPARE(address.id(), u"git.example.org/pay/shop"_s);
        QCOMPARE(address.web(), u"https://git.example.org/Pay/shop"_s);
    }

    void whatIsNoAddressIsNone_data()
    {
        QTest::addColumn<QString>("remote");
        QTest::newRow("nothing") << QString();
        QTest::newRow("a folder") << u"/srv/git/shop.git"_s;
        QTest::newRow("a file") << u"file:///srv/git/shop.git"_s;
        QTest::newRow("only a host") << u"https://git.example.org/"_s;
        QTest::newRow("words") << u"not an address"_s;
    }
    void whatIsNoAddressIsNone()
    {
        QFETCH(const QString, remote);
        QVERIFY(!remoteAddressOf(remote).isSet());
        QVERIFY(remoteAddressOf(remote).id().isEmpty());
        QVERIFY(remoteAddressOf(remote).web().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestRemoteAddress)
#include "tst_remoteaddress.moc"
