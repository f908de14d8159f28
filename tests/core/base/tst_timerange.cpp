#include "core/base/timerange.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestTimeRange final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void weeksStartWhereThePersonSays()
    {
        const QTimeZone zone("Europe/Berlin");
        const TimeRange range = daysBetween(QDate(2026, 3, 4), QDate(2026, 3, 17), zone); // Wednesday to Tuesday
        const auto monday = bucketsOf(range, Grain::Week, {.zone = zone, .weekStart = Qt::Monday});
        QCOMPARE(monday.size(), 3U);
        QCOMPARE(monday.front().range.from.toIso(), u"2026-03-01T23:00:00Z"_s);
        QVERIFY(monday.front().partial);
        QVERIFY(!monday[1].partial);
        QVERIFY(monday.back().partial);
        const auto sunday = bucketsOf(range, Grain::Week, {.zone = zone, .weekStart = Qt::Sunday});
        QCOMPARE(sunday.front().range.from.toIso(), u"2026-02-28T23:00:00Z"_s);
    }

    void daylightSavingMakesDaysOf23And25Hours()
    {
        const QTimeZone zone("Europe/Berlin");
        constexpr qint64 hour = 3'600'000;
        const auto spring =
            bucketsOf(daysBetween(QDate(2026, 3, 29), QDate(2026, 3, 29), zone), Grain::Day, {.zone = zone});
        QCOMPARE(spring.size(), 1U);
        QCOMPARE(spring[0].range.to.ms() - spring[0].range.from.ms(), 23 * hour);
        const auto autumn =
            bucketsOf(daysBetween(QDate(2026, 10, 25), QDate(2026, 10, 25), zone), Grain::Day, {.zone = zone});
        QCOMPARE(autumn[0].range.to.ms() - autumn[0].range.from.ms(), 25 * hour);
        QVERIFY(!autumn[0].partial);
    }

    void bucketsTouchWithoutGaps()
    {
        const QTimeZone zone("America/New_York");
        for (const Grain grain : {Grain::Day, Grain::Week, Grain::Month, Grain::Quarter}) {
            const TimeRange range = daysBetween(QDate(2024, 2, 10), QDate(2026, 2, 9), zone);
            const auto buckets = bucketsOf(range, grain, {.zone = zone});
            QVERIFY(buckets.front().range.from <= range.from);
            QVERIFY(buckets.back().range.to >= range.to);
            for (std::size_t i = 1; i < buckets.size(); ++i)
                QCOMPARE(buckets[i].range.from.ms(), buckets[i - 1].range.to.ms());
        }
    }

    void emptyAndReversedRangesHaveNoBuckets()
    {
        QVERIFY(bucketsOf({}, Grain::Day, {}).empty());
        QVERIFY(bucketsOf({Instant{10}, Instant{10}}, Grain::Day, {}).empty());
        QVERIFY(bucketsOf({Instant{20}, Instant{10}}, Grain::Month, {}).empty());
    }
};

QTEST_APPLESS_MAIN(TestTimeRange)
#include "tst_timerange.moc"
