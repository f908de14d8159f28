#include "core/base/instant.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestInstant final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryToolsForm_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("iso");
        QTest::newRow("utc") << u"2026-03-03T10:02:00Z"_s << u"2026-03-03T10:02:00Z"_s;
        QTest::newRow("offset with colon") << u"2026-03-03T10:02:00+02:00"_s << u"2026-03-03T08:02:00Z"_s;
        QTest::newRow("offset without colon") << u"2022-05-17T04:26:21.613-0700"_s << u"2022-05-17T11:26:21.613Z"_s;
        QTest::newRow("seven digits are cut, not rounded")
            << u"2026-01-15T23:59:59.9999999Z"_s << u"2026-01-15T23:59:59.999Z"_s;
        QTest::newRow("one digit") << u"2026-01-15T09:19:42.6Z"_s << u"2026-01-15T09:19:42.600Z"_s;
        QTest::newRow("expiry header, UTC") << u"2025-09-22 17:03:22 UTC"_s << u"2025-09-22T17:03:22Z"_s;
        QTest::newRow("expiry header, offset") << u"2024-04-12 09:29:42 +0200"_s << u"2024-04-12T07:29:42Z"_s;
        QTest::newRow("without seconds") << u"2026-02-03T10:20Z"_s << u"2026-02-03T10:20:00Z"_s;
        QTest::newRow("no zone is no instant") << u"2020-08-18T12:51:51"_s << QString();
        QTest::newRow("still current") << u"9999-01-01T00:00:00Z"_s << QString();
        QTest::newRow("date only") << u"2010-07-06"_s << QString();
        QTest::newRow("nonsense") << u"yesterday"_s << QString();
        QTest::newRow("empty") << QString() << QString();
    }

    void readsEveryToolsForm()
    {
        QFETCH(QString, text);
        QFETCH(QString, iso);
        const Instant instant = Instant::fromIso(text);
        QCOMPARE(instant.isSet(), !iso.isEmpty());
        QCOMPARE(instant.toIso(), iso);
    }

    void unsetSortsFirst()
    {
        QVERIFY(Instant{} < Instant{-1'000'000'000'000'000});
        QVERIFY(!Instant{}.isSet());
        QVERIFY(Instant{0}.isSet());
    }
};

QTEST_APPLESS_MAIN(TestInstant)
#include "tst_instant.moc"
