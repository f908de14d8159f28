#include "samples.h"

#include "ui/charts/axes.h"
#include "ui/charts/timeticks.h"
#include "ui/charts/valuescale.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

QString labels(const ValueScale &scale)
{
    QStringList texts;
    for (const ValueTick &tick : scale.ticks)
        texts += tick.label;
    return texts.join(u" | "_s);
}

QString labels(const std::vector<TimeTick> &ticks)
{
    QStringList texts;
    for (const TimeTick &tick : ticks)
        texts += tick.label;
    return texts.join(u" | "_s);
}

double sixPixelsALetter(const QString &text)
{
    return 6.0 * double(text.size());
}

double ms(const QString &date)
{
    return double(QDateTime::fromString(date + u"T00:00:00Z"_s, Qt::ISODate).toMSecsSinceEpoch());
}

} // namespace

class TestAxes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepsAreRoundInTheUnitPeopleRead_data()
    {
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("expected");
        const double minute = samples::kHour / 60;
        QTest::newRow("minutes") << 50 * minute << 0 << u"0 | 10 min | 20 min | 30 min | 40 min | 50 min"_s;
        QTest::newRow("hours") << 5.2 * samples::kHour << 0 << u"0 | 1 h | 2 h | 3 h | 4 h | 5 h"_s;
        QTest::newRow("a day") << 22 * samples::kHour << 0 << u"0 | 6 h | 12 h | 18 h"_s;
        QTest::newRow("days") << 3.1 * samples::kDay << 0 << u"0 | 1 d | 2 d | 3 d"_s;
        QTest::newRow("weeks") << 33 * samples::kDay << 0 << u"0 | 10 d | 20 d | 30 d"_s;
        QTest::newRow("counts") << 41.0 << 1 << u"0 | 10 | 20 | 30 | 40"_s;
        QTest::newRow("two things are counted in whole steps") << 2.0 << 1 << u"0 | 1 | 2"_s;
        QTest::newRow("one thing") << 1.0 << 1 << u"0 | 1"_s;
        QTest::newRow("thousands") << 3900.0 << 1 << u"0 | 1,000 | 2,000 | 3,000 | 4,000"_s;
        QTest::newRow("percent") << 0.21 << 2 << u"0 | 5 % | 10 % | 15 % | 20 %"_s;
        QTest::newRow("nothing but zeros") << 0.0 << 1 << u"0 | 1"_s;
        QTest::newRow("nothing but zero durations") << 0.0 << 0 << u"0 | 15 min | 30 min | 45 min | 1 h"_s;
    }

    void stepsAreRoundInTheUnitPeopleRead()
    {
        QFETCH(double, high);
        QFETCH(int, kind);
        QFETCH(QString, expected);
        QLocale::setDefault(QLocale(QLocale::English));
        QString (*const formats[])(double) = {samples::durationText, samples::countText, samples::percentText};
        const ValueScale scale = linearScale(0, high, 4, formats[kind], false);
        QLocale::setDefault(QLocale::c());
        QCOMPARE(labels(scale), expected);
        QVERIFY(scale.high >= high);
        QVERIFY(scale.ticks.size() >= 2);
    }

    void oneUnitForAllLabelsIsRespected()
    {
        // Days with one decimal: steps of 6 h would read 0.3, 0.5, 0.8.
        const auto days = [](double value) { return u"%1 d"_s.arg(value / samples::kDay, 0, 'f', 1); };
        QCOMPARE(labels(linearScale(0, 1.1 * samples::kDay, 4, days, false)), u"0 | 0.5 d | 1 d"_s);
        // A working day of eight hours.
        const auto workDays = [](double value) { return u"%1 d"_s.arg(value / samples::kDay * 3, 0, 'f', 1); };
        QCOMPARE(labels(linearScale(0, 4.2 * samples::kDay / 3, 4, workDays, false)), u"0 | 1 d | 2 d | 3 d | 4 d"_s);
    }

    void logarithmicTicksAreRoundAndApart()
    {
        const ValueScale scale = logarithmicScale(20 * 60'000, 90 * samples::kDay, 8, samples::durationText);
        QCOMPARE(labels(scale), u"1 h | 4 h | 12 h | 3 d | 14 d | 90 d"_s);
        QCOMPARE(scale.fraction(scale.low), 0.0);
        QCOMPARE(scale.fraction(0), 0.0); // zero has no logarithm: it lies on the lower edge
        QVERIFY(std::abs(scale.valueAt(scale.fraction(5 * samples::kDay)) - 5 * samples::kDay) < 1);
    }

    void timeLabelsPeopleRead_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<double>("pixels");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a week") << u"2026-03-02"_s << u"2026-03-07"_s << 600.0
                                << u"Mon 2 Mar | Tue 3 Mar | Wed 4 Mar | Thu 5 Mar | Fri 6 Mar"_s;
        QTest::newRow("a month") << u"2026-03-02"_s << u"2026-04-05"_s << 480.0
                                 << u"2 Mar | 9 Mar | 16 Mar | 23 Mar | 30 Mar"_s;
        QTest::newRow("half a year") << u"2026-01-05"_s << u"2026-07-05"_s << 500.0
                                     << u"Feb 2026 | Mar | Apr | May | Jun | Jul"_s;
        QTest::newRow("over new year") << u"2025-10-10"_s << u"2026-03-05"_s << 460.0
                                       << u"Nov 2025 | Dec | Jan 2026 | Feb | Mar"_s;
        QTest::newRow("years") << u"2019-06-01"_s << u"2026-03-01"_s << 300.0
                               << u"2020 | 2021 | 2022 | 2023 | 2024 | 2025"_s;
        QTest::newRow("decades") << u"1991-06-01"_s << u"2026-03-01"_s << 300.0
                                 << u"1995 | 2000 | 2005 | 2010 | 2015 | 2020"_s;
    }

    void timeLabelsPeopleRead()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(double, pixels);
        QFETCH(QString, expected);
        const TimeAxis axis{ms(from), ms(to), QTimeZone::utc(), 0, {}};
        QCOMPARE(labels(timeTicks(axis, pixels, sixPixelsALetter)), expected);
    }

    void boundariesAreThoseOfTheZone()
    {
        const QTimeZone zone("Europe/Berlin");
        const TimeAxis axis{ms(u"2026-03-27"_s), ms(u"2026-04-02"_s), zone, 0, {}}; // the clocks go forward on 29 March
        const std::vector<TimeTick> ticks = timeTicks(axis, 700, sixPixelsALetter);
        QVERIFY(ticks.size() >= 5);
        for (const TimeTick &tick : ticks)
            QCOMPARE(QDateTime::fromMSecsSinceEpoch(qint64(tick.at), zone).time(), QTime(0, 0));
    }

    void periodsAreLabelledUnderneathWhereThereIsRoom()
    {
        TimeAxis axis{
            samples::kFirstMonday, samples::kFirstMonday + 4 * samples::kWeek, QTimeZone::utc(), samples::kWeek, {}};
        for (int week = 0; week < 4; ++week)
            axis.periods.push_back(samples::kFirstMonday + week * samples::kWeek);
        const std::vector<TimeTick> wide = timeTicks(axis, 400, sixPixelsALetter);
        QCOMPARE(labels(wide), u"5 Jan | 12 Jan | 19 Jan | 26 Jan"_s);
        QVERIFY(wide.front().centred);
        QCOMPARE(wide.front().at, samples::kFirstMonday + samples::kWeek / 2);
        QCOMPARE(labels(timeTicks(axis, 150, sixPixelsALetter)), u"5 Jan | 19 Jan"_s);
    }

    void noWidthMakesLabelsTouch()
    {
        for (int days = 1; days < 2000; days = days * 3 / 2 + 1) {
            for (double pixels = 40; pixels < 1600; pixels *= 1.3) {
                const TimeAxis axis{
                    samples::kFirstMonday, samples::kFirstMonday + days * samples::kDay, QTimeZone::utc(), 0, {}};
                const std::vector<TimeTick> ticks = timeTicks(axis, pixels, sixPixelsALetter);
                QVERIFY(!ticks.empty());
                for (size_t i = 1; i < ticks.size(); ++i) {
                    const double step = (ticks[i].at - ticks[i - 1].at) / (axis.to - axis.from) * pixels;
                    QVERIFY2(step >= sixPixelsALetter(ticks[i - 1].label) + 8, qPrintable(labels(ticks)));
                }
            }
        }
    }

    void periodsHaveNames()
    {
        const double march = ms(u"2026-03-02"_s);
        const QTimeZone utc = QTimeZone::utc();
        QCOMPARE(periodName(march, samples::kDay, utc), u"Mon 2 Mar 2026"_s);
        QCOMPARE(periodName(march, samples::kWeek, utc), u"week of 2 Mar 2026"_s);
        QCOMPARE(periodName(march, 30 * samples::kDay, utc), u"March 2026"_s);
        QCOMPARE(periodName(march, 91 * samples::kDay, utc), u"Q1 2026"_s);
        QCOMPARE(periodName(march, 365 * samples::kDay, utc), u"2026"_s);
    }

    void labelsAreSpreadWithoutOverlap()
    {
        std::vector<double> centres = {10, 11, 12, 90, 200};
        spread(centres, 15, 0, 100);
        for (size_t i = 1; i < centres.size(); ++i)
            QVERIFY(centres[i] - centres[i - 1] >= 15);
        QVERIFY(centres.front() >= 7.5);
        QVERIFY(centres.back() <= 92.5);

        std::vector<double> two = {50, 52, 80};
        spread(two, 10, 0, 100);
        QCOMPARE(two, (std::vector<double>{46, 56, 80})); // around their middle; the third stays where it is
        std::vector<double> crowd = {1, 1, 1, 1};
        spread(crowd, 10, 0, 30); // no room for all: none overlaps, the lowest stays inside
        QCOMPARE(crowd, (std::vector<double>{-5, 5, 15, 25}));
    }
};

QTEST_MAIN(TestAxes)
#include "tst_axes.moc"
