#include "core/base/workingtime.h"

#include <QDateTime>
#include <QTest>

#include <random>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kHour = 3'600'000;

qint64 at(const char *iso)
{
    return Instant::fromIso(QString::fromLatin1(iso)).ms();
}

// A second opinion: hour by hour and minute by minute, asking the time zone each time.
qint64 countedMinutes(const WorkingHours &hours, qint64 from, qint64 to)
{
    qint64 minutes = 0;
    for (qint64 minute = from; minute < to; minute += 60'000) {
        const QDateTime local = QDateTime::fromMSecsSinceEpoch(minute, hours.zone);
        const int ofDay = local.time().hour() * 60 + local.time().minute();
        if (std::ranges::contains(hours.weekdays, local.date().dayOfWeek())
            && !std::ranges::contains(hours.holidays, local.date()) && ofDay >= hours.startMinute
            && ofDay < hours.endMinute)
            ++minutes;
    }
    return minutes;
}

} // namespace

class TestWorkingTime final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHoursOfAWeek()
    {
        const WorkingTime work({.zone = QTimeZone("Europe/Berlin")});
        // Tuesday 3 March 10:02 to Wednesday 09:10 in Berlin: 6 h 58 min and 10 min.
        QCOMPARE(work.between(at("2026-03-03T09:02:00Z"), at("2026-03-04T08:10:00Z")), 7 * kHour + 8 * 60'000);
        QCOMPARE(work.between(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")), 40 * kHour);
        // Friday 16:00 to Monday 10:00: the weekend is no work.
        QCOMPARE(work.between(at("2026-03-06T15:00:00Z"), at("2026-03-09T09:00:00Z")), 2 * kHour);
        QCOMPARE(work.between(at("2026-03-09T09:00:00Z"), at("2026-03-06T15:00:00Z")), -2 * kHour);
        QCOMPARE(work.between(at("2026-03-07T09:00:00Z"), at("2026-03-08T15:00:00Z")), 0);
        QVERIFY(work.isWorking(at("2026-03-06T15:59:59Z")));
        QVERIFY(!work.isWorking(at("2026-03-06T16:00:00Z")));
        QVERIFY(!work.isWorking(at("2026-03-07T10:00:00Z")));
    }

    void holidaysAreNoWork()
    {
        const WorkingTime work(
            {.zone = QTimeZone("Europe/Berlin"), .holidays = {QDate(2026, 4, 3), QDate(2026, 4, 6)}});
        QCOMPARE(work.between(at("2026-04-02T08:00:00Z"), at("2026-04-07T08:00:00Z")), 8 * kHour);
        QVERIFY(!work.isWorking(at("2026-04-03T10:00:00Z")));
    }

    void clocksThatChange()
    {
        // Somebody who works around the clock: the days of the change have 23 and 25 hours.
        const WorkingTime always({.zone = QTimeZone("Europe/Berlin"),
            .weekdays = {1, 2, 3, 4, 5, 6, 7},
            .startMinute = 0,
            .endMinute = 24 * 60});
        QCOMPARE(always.between(at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")), 23 * kHour);
        QCOMPARE(always.between(at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")), 25 * kHour);
        QCOMPARE(always.between(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")), 365 * 24 * kHour);
        // By night from 1 to 5: on the last Sunday of March an hour is missing, in October there is one more.
        const WorkingTime night(
            {.zone = QTimeZone("Europe/Berlin"), .weekdays = {7}, .startMinute = 60, .endMinute = 5 * 60});
        QCOMPARE(night.between(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")), 3 * kHour);
        QCOMPARE(night.between(at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z")), 5 * kHour);
        QCOMPARE(night.between(at("2026-03-21T12:00:00Z"), at("2026-03-22T12:00:00Z")), 4 * kHour);
        // An office day begins at 9 by the clock on the wall, before and after.
        const WorkingTime office({.zone = QTimeZone("Europe/Berlin")});
        QCOMPARE(office.between(at("2026-03-27T08:00:00Z"), at("2026-03-27T08:30:00Z")), kHour / 2);
        QCOMPARE(office.between(at("2026-03-30T06:30:00Z"), at("2026-03-30T07:30:00Z")), kHour / 2);
    }

    void nobodyWorks()
    {
        for (const WorkingHours &hours :
            {WorkingHours{.weekdays = {}}, WorkingHours{.startMinute = 600, .endMinute = 600},
                WorkingHours{.startMinute = 900, .endMinute = 600}})
            QCOMPARE(WorkingTime(hours).between(at("2020-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")), 0);
    }

    // Times that no tool means: before the table nothing is worked, after it nothing more.
    void timesBeyondTheTable()
    {
        const WorkingTime work({});
        QCOMPARE(work.between(at("1970-01-01T00:00:00Z"), at("1980-01-01T00:00:00Z")), 0);
        QCOMPARE(work.between(at("2100-01-01T00:00:00Z"), at("2199-01-01T00:00:00Z")), 0);
        QVERIFY(work.between(Instant::kUnset + 1, std::numeric_limits<qint64>::max() / 2) > 0);
    }

    void randomTimesAgreeWithCountingMinutes()
    {
        std::mt19937 dice(11);
        const auto below = [&](int end) { return static_cast<int>(dice() % static_cast<quint32>(end)); };
        for (const char *zone : {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                 "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca"}) {
            WorkingHours hours{.zone = QTimeZone(zone)};
            hours.startMinute = 3 * 60 + below(9 * 60); // after the hour in which clocks change
            hours.endMinute = hours.startMinute + below(12 * 60);
            hours.holidays = {QDate(2025, 12, 25), QDate(2026, 1, 1)};
            if (below(2) == 0)
                hours.weekdays = {7, 1, 2, 3, 4};
            const WorkingTime work(hours);
            for (int i = 0; i < 12; ++i) {
                // Around a change of the clocks every other time.
                const qint64 middle = i % 2 == 0 ? at("2026-03-29T01:00:00Z") : at("2025-06-01T00:00:00Z");
                const qint64 from = middle + (below(20 * 1440) - 10 * 1440) * qint64{60'000};
                const qint64 to = from + below(15 * 1440) * qint64{60'000};
                QCOMPARE(work.between(from, to), countedMinutes(hours, from, to) * 60'000);
            }
        }
    }

    void timeAddsUp()
    {
        std::mt19937 dice(12);
        const WorkingTime work({.zone = QTimeZone("America/New_York")});
        const qint64 begin = at("2024-01-01T00:00:00Z");
        for (int i = 0; i < 2000; ++i) {
            std::array<qint64, 3> times{};
            for (qint64 &time : times)
                time = begin + static_cast<qint64>(dice() % 94'608'000U) * 1000;
            std::ranges::sort(times);
            const qint64 first = work.between(times[0], times[1]);
            const qint64 second = work.between(times[1], times[2]);
            QCOMPARE(work.between(times[0], times[2]), first + second);
            QVERIFY(first >= 0 && first <= times[1] - times[0]);
        }
    }

    // Another zone moves the working day by the difference of the clocks, and nothing else.
    void anotherZoneMovesTheDay()
    {
        const WorkingTime berlin({.zone = QTimeZone("Europe/Berlin")});
        const WorkingTime kolkata({.zone = QTimeZone("Asia/Kolkata")});
        std::mt19937 dice(13);
        const qint64 begin = at("2026-01-05T00:00:00Z"); // winter: Berlin is 4.5 hours behind
        for (int i = 0; i < 500; ++i) {
            const qint64 from = begin + static_cast<qint64>(dice() % 3'000'000U) * 1000;
            const qint64 to = from + static_cast<qint64>(dice() % 1'000'000U) * 1000;
            const qint64 shift = 9 * kHour / 2;
            QCOMPARE(kolkata.between(from - shift, to - shift), berlin.between(from, to));
        }
    }
};

QTEST_APPLESS_MAIN(TestWorkingTime)
#include "tst_workingtime.moc"
