#include "await.h"
#include "core/net/paging.h"
#include "testserver.h"

#include <QUrlQuery>

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

class TestPaging final : public QObject {
    Q_OBJECT

    SystemClock m_clock;

    struct Read {
        QByteArrayList bodies;
        std::optional<Error> error;
    };

    static QCoro::Task<Read> readAll(HttpClient *client, HttpRequest first, PageIterator::FindNext findNext)
    {
        PageIterator pages(client, std::move(first), std::move(findNext), {});
        Read read;
        while (true) {
            auto page = co_await pages.next();
            if (!page) {
                read.error = page.error();
                co_return read;
            }
            if (!*page)
                co_return read;
            read.bodies << (*page)->body;
        }
    }

    static HttpRequest request(const QUrl &url)
    {
        HttpRequest result;
        result.url = url;
        result.authorization = "token abc";
        return result;
    }

private Q_SLOTS:
    void linkHeaders_data()
    {
        QTest::addColumn<QByteArray>("link");
        QTest::addColumn<QString>("next");
        QTest::newRow("none") << QByteArray() << QString();
        QTest::newRow("only last") << QByteArray("<https://h/x?page=9>; rel=\"last\"") << QString();
        QTest::newRow("one") << QByteArray("<https://h/x?page=2>; rel=\"next\"") << u"https://h/x?page=2"_s;
        QTest::newRow("among others") << QByteArray("<https://h/x?page=1>; rel=\"prev\", <https://h/x?page=3>; "
                                                    "rel=\"next\", <https://h/x?page=9>; rel=\"last\"")
                                      << u"https://h/x?page=3"_s;
        QTest::newRow("unquoted") << QByteArray("<https://h/x?page=2>;rel=next") << u"https://h/x?page=2"_s;
        QTest::newRow("upper case") << QByteArray("<https://h/x?page=2>; REL=\"NEXT\"") << u"https://h/x?page=2"_s;
        QTest::newRow("two relations") << QByteArray("<https://h/x?page=2>; rel=\"last next\"")
                                       << u"https://h/x?page=2"_s;
        QTest::newRow("other parameters")
            << QByteArray("<https://h/x?page=2>; title=\"a, b; rel=prev\"; rel=\"next\"; type=\"x\"")
            << u"https://h/x?page=2"_s;
        QTest::newRow("commas in the address")
            << QByteArray("<https://h/x?ids=1,2;3&page=2>; rel=\"next\"") << u"https://h/x?ids=1,2;3&page=2"_s;
        QTest::newRow("escapes stay") << QByteArray("<https://h/x?after=a%2Bb%3D%3D>; rel=\"next\"")
                                      << u"https://h/x?after=a%2Bb%3D%3D"_s;
        QTest::newRow("relative") << QByteArray("</x?page=2>; rel=next") << u"https://h/x?page=2"_s;
        QTest::newRow("only the query") << QByteArray("<?page=2>; rel=next") << u"https://h/api/x?page=2"_s;
        QTest::newRow("a first rel counts") << QByteArray("<https://h/x>; rel=prev; rel=next") << QString();
        QTest::newRow("another host") << QByteArray("<https://evil/x?page=2>; rel=next") << QString();
        QTest::newRow("another scheme") << QByteArray("<http://h/x?page=2>; rel=next") << QString();
        QTest::newRow("broken") << QByteArray("<https://h/x?page=2; rel=next") << QString();
        QTest::newRow("nonsense") << QByteArray(";;,\"<,>;=") << QString();
    }

    void linkHeaders()
    {
        QFETCH(QByteArray, link);
        QFETCH(QString, next);
        HttpResponse response;
        response.url = QUrl(u"https://h/api/x"_s);
        response.headers = {{"Link", link}};
        const auto found = nextFromLinkHeader(response);
        QCOMPARE(QString::fromLatin1(found.value_or(QUrl()).toEncoded()), next);
    }

    void followsLinksAlsoAfterShortAndEmptyPages()
    {
        TestServer server;
        server.expect(TestServer::answer(200, {{"Link", "</p2>; rel=next"}}, "[1,2]"));
        server.expect(TestServer::answer(200, {{"Link", "</p3>; rel=next"}}, "[]"));
        server.expect(TestServer::answer(200, {}, "[3]"));
        HttpClient client(&m_clock);
        const Read read = await(readAll(&client, request(server.url(u"/p1"_s)), followLinkHeader()));
        QVERIFY(!read.error);
        QCOMPARE(read.bodies, (QByteArrayList{"[1,2]", "[]", "[3]"}));
        QCOMPARE(server.received().at(2).target, "/p3");
        QCOMPARE(server.received().at(2).header("authorization"), "token abc");
    }

    void anEndlessNextLinkIsLeft()
    {
        TestServer server;
        server.expect(TestServer::answer(200, {{"Link", "</p2>; rel=next"}}, "[1]"));
        HttpClient client(&m_clock);
        const Read read = await(readAll(&client, request(server.url(u"/p1"_s)), followLinkHeader()));
        QCOMPARE(read.bodies.size(), 2); // p1, p2, and p2 again is refused
        QVERIFY(read.error);
        QCOMPARE(read.error->kind, ErrorKind::Parse);
        QVERIFY(read.error->text.contains("same page again"_L1));
    }

    void aNextLinkToAnotherServerIsAnErrorAfterThePage()
    {
        TestServer other;
        TestServer server;
        server.expect(
            TestServer::answer(200, {{"Link", "<" + other.url(u"/p2"_s).toEncoded() + ">; rel=next"}}, "[1]"));
        HttpClient client(&m_clock);
        const Read read = await(readAll(&client, request(server.url(u"/p1"_s)), followLinkHeader()));
        QCOMPARE(read.bodies, (QByteArrayList{"[1]"}));
        QVERIFY(read.error);
        QVERIFY2(read.error->text.contains("another server"_L1), qPrintable(read.error->text));
        QCOMPARE(other.received().size(), 0U);
    }

    void pageNumbersGoOnUntilAnEmptyPage()
    {
        TestServer server;
        server.expect(TestServer::answer(200, {}, "[1,2]"));
        server.expect(TestServer::answer(200, {}, "[3]"));
        server.expect(TestServer::answer(200, {}, "[]"));
        HttpClient client(&m_clock);
        const auto isEmpty = [](const HttpResponse &response) { return response.body == "[]"; };
        const Read read = await(readAll(
            &client, request(server.url(u"/x?q=a%2Bb%26c&per_page=2"_s)), followPageNumber(u"page"_s, isEmpty)));
        QVERIFY(!read.error);
        QCOMPARE(read.bodies, (QByteArrayList{"[1,2]", "[3]", "[]"}));
        QCOMPARE(server.received().at(2).target, "/x?q=a%2Bb%26c&per_page=2&page=3");
    }

    void anErrorOfAPageIsTheListsError()
    {
        TestServer server;
        server.expect(TestServer::answer(200, {{"Link", "</p2>; rel=next"}}, "[1]"));
        server.expect(TestServer::answer(404));
        HttpClient client(&m_clock);
        const Read read = await(readAll(&client, request(server.url(u"/p1"_s)), followLinkHeader()));
        QCOMPARE(read.bodies, (QByteArrayList{"[1]"}));
        QCOMPARE(read.error->httpStatus, 404);
    }

    void theGuardRefusesRepeatsAndTooMany()
    {
        PageGuard guard;
        const QByteArray longToken(5000, 'x');
        QVERIFY(guard.admit("a"));
        QVERIFY(guard.admit(longToken));
        QVERIFY(guard.admit(longToken + 'y'));
        QVERIFY(!guard.admit("a"));
        QVERIFY(!guard.admit(longToken));
        Result<void> last;
        int count = 0;
        while ((last = guard.admit(QByteArray::number(++count))) && count < 1'000'000) { }
        QVERIFY(!last);
        QCOMPARE(last.error().kind, ErrorKind::Parse);
    }
};

QTEST_GUILESS_MAIN(TestPaging)
#include "tst_paging.moc"
