#include "core/metrics/valueformat.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestValueFormat final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void values_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("unit");
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("german");
        constexpr double minute = 60'000;
        constexpr double hour = 60 * minute;
        constexpr double day = 24 * hour;
        const auto row = [](double value, MetricUnit unit, const char *english, const char *german) {
            QTest::addRow("%s", english) << value << static_cast<int>(unit) << QString::fromUtf8(english)
                                         << QString::fromUtf8(german);
        };
        row(0, MetricUnit::Duration, "0 min", "0 min");
        row(12'000, MetricUnit::Duration, "< 1 min", "< 1 min");
        row(45 * minute, MetricUnit::Duration, "45 min", "45 min");
        row(59.6 * minute, MetricUnit::Duration, "1.0 h", "1,0 h");
        row(3.2 * hour, MetricUnit::Duration, "3.2 h", "3,2 h");
        row(9.97 * hour, MetricUnit::Duration, "10 h", "10 h");
        row(17.4 * hour, MetricUnit::Duration, "17 h", "17 h");
        row(23.6 * hour, MetricUnit::Duration, "1.0 d", "1,0 d");
        row(2.4 * day, MetricUnit::Duration, "2.4 d", "2,4 d");
        row(36.2 * day, MetricUnit::Duration, "36 d", "36 d");
        row(730 * day, MetricUnit::Duration, "2.0 y", "2,0 y");
        row(0, MetricUnit::Share, "0 %", "0 %");
        row(0.045, MetricUnit::Share, "4.5 %", "4,5 %");
        row(0.0996, MetricUnit::Share, "10 %", "10 %");
        row(0.1234, MetricUnit::Share, "12 %", "12 %");
        row(1, MetricUnit::Share, "100 %", "100 %");
        row(1234, MetricUnit::Count, "1,234", "1.234");
        row(2.5, MetricUnit::Count, "2.5", "2,5");
        row(1.36, MetricUnit::PerDay, "1.4 per day", "1,4 per day");
        row(3.5, MetricUnit::PerWeek, "3.5 per week", "3,5 per week");
        row(1, MetricUnit::Lines, "1 line", "1 line");
        row(412, MetricUnit::Lines, "412 lines", "412 lines");
        row(8, MetricUnit::Points, "8 points", "8 points");
        row(4.5, MetricUnit::Days, "4.5 days", "4,5 days");
        row(kGap, MetricUnit::Duration, "–", "–");
    }

    void values()
    {
        QFETCH(double, value);
        QFETCH(int, unit);
        QFETCH(QString, english);
        QFETCH(QString, german);
        const QLocale de(QLocale::German, QLocale::Germany);
        QCOMPARE(formatValue(value, static_cast<MetricUnit>(unit), QLocale(QLocale::English, QLocale::UnitedStates)),
            english);
        QCOMPARE(formatValue(value, static_cast<MetricUnit>(unit), de), german);
    }

    void oneUnitForAnAxis()
    {
        constexpr double hour = 3'600'000;
        const double scale = 60 * hour;
        QCOMPARE(formatValue(6 * hour, MetricUnit::Duration, QLocale::c(), scale), u"0.3 d"_s);
        QCOMPARE(formatValue(0, MetricUnit::Duration, QLocale::c(), scale), u"0.0 d"_s);
        QCOMPARE(formatValue(0.5, MetricUnit::Share, QLocale::c(), 1), u"50 %"_s);
        QCOMPARE(formatValue(0.02, MetricUnit::Share, QLocale::c(), 0.5), u"2 %"_s);
    }

    void deltas_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("previous");
        QTest::addColumn<int>("unit");
        QTest::addColumn<int>("better");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("judgement");
        const auto row = [](const char *name, double value, double previous, MetricUnit unit, BetterDirection better,
                             const char *text, int judgement) {
            QTest::newRow(name) << value << previous << static_cast<int>(unit) << static_cast<int>(better)
                                << QString::fromUtf8(text) << judgement;
        };
        row("shorter", 82, 100, MetricUnit::Duration, BetterDirection::Lower, "18 % shorter than the 90 days before",
            1);
        row("longer", 250, 100, MetricUnit::Duration, BetterDirection::Lower, "150 % longer than the 90 days before",
            -1);
        row("more", 12, 10, MetricUnit::Count, BetterDirection::Higher, "20 % more than the 90 days before", 1);
        row("fewer of neither", 8, 10, MetricUnit::Count, BetterDirection::Neither,
            "20 % fewer than the 90 days before", 0);
        row("more often", 3, 2, MetricUnit::PerWeek, BetterDirection::Higher, "50 % more often than the 90 days before",
            1);
        row("share in points", 0.12, 0.155, MetricUnit::Share, BetterDirection::Lower,
            "3.5 points lower than the 90 days before", 1);
        row("share from zero", 0.02, 0, MetricUnit::Share, BetterDirection::Lower,
            "2.0 points higher than the 90 days before", -1);
        row("same", 100.2, 100, MetricUnit::Duration, BetterDirection::Lower, "the same as the 90 days before", 0);
        row("from none", 3, 0, MetricUnit::Count, BetterDirection::Higher, "3, after none in the 90 days before", 1);
        row("none and none", 0, 0, MetricUnit::Count, BetterDirection::Higher, "the same as the 90 days before", 0);
        row("gap before", 3, kGap, MetricUnit::Count, BetterDirection::Higher, "", 0);
        row("gap now", kGap, 3, MetricUnit::Count, BetterDirection::Higher, "", 0);
    }

    void deltas()
    {
        QFETCH(double, value);
        QFETCH(double, previous);
        QFETCH(int, unit);
        QFETCH(int, better);
        QFETCH(QString, text);
        QFETCH(int, judgement);
        const DeltaText delta = describeDelta(value, previous, static_cast<MetricUnit>(unit),
            static_cast<BetterDirection>(better), u"the 90 days before"_s, QLocale::c());
        QCOMPARE(delta.text, text);
        QCOMPARE(delta.judgement, judgement);
    }

    void comparedPeriodInWords()
    {
        const QTimeZone berlin("Europe/Berlin");
        // 90 days with a change of the clocks in them.
        const TimeRange range = daysBetween(QDate(2026, 1, 1), QDate(2026, 3, 31), berlin);
        QCOMPARE(comparedWords(range, CompareWith::PreviousPeriod, berlin), u"the 90 days before"_s);
        QCOMPARE(comparedWords(range, CompareWith::SamePeriodLastYear, berlin), u"the same period last year"_s);
        QCOMPARE(comparedWords(
                     daysBetween(QDate(2026, 1, 1), QDate(2026, 1, 1), berlin), CompareWith::PreviousPeriod, berlin),
            u"the day before"_s);
        QCOMPARE(comparedWords(range, CompareWith::Nothing, berlin), QString());
    }
};

QTEST_APPLESS_MAIN(TestValueFormat)
#include "tst_valueformat.moc"
