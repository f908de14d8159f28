#include "core/metrics/bands.h"

#include <QTest>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestBands final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void editionsAreDated()
    {
        QStringList ids;
        for (const DoraEdition &edition : doraEditions()) {
            ids.append(edition.id);
            QVERIFY(!edition.note.isEmpty());
        }
        QCOMPARE(ids, (QStringList{u"2025"_s, u"2024"_s, u"2023"_s, u"2021"_s}));
    }

    void bandsOfTheEditions_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("edition");
        QTest::addColumn<int>("band");
        QTest::addColumn<QString>("text");
        constexpr double hour = 3'600'000;
        constexpr double day = 24 * hour;
        const auto row = [](const char *name, const char *key, double value, const char *edition, Band band,
                             const char *text) {
            QTest::newRow(name) << QString::fromLatin1(key) << value << QString::fromLatin1(edition)
                                << static_cast<int>(band) << QString::fromUtf8(text);
        };
        row("lead under a day", "change_lead_time", day - 1, "2023", Band::Elite, "Elite · DORA 2023");
        row("lead of a day", "change_lead_time", day, "2023", Band::High, "High · DORA 2023");
        row("lead of a week", "change_lead_time", 7 * day, "2023", Band::High, "High · DORA 2023");
        row("lead beyond a week", "change_lead_time", 7 * day + 1, "2023", Band::Medium, "Medium · DORA 2023");
        row("lead beyond a month", "change_lead_time", 31 * day, "2023", Band::Low, "Low · DORA 2023");
        row("lead of two hours in 2021", "change_lead_time", 2 * hour, "2021", Band::High, "High · DORA 2021");
        row("lead under an hour in 2021", "change_lead_time", hour / 2, "2021", Band::Elite, "Elite · DORA 2021");
        row("fails 5 %", "change_fail_rate", 0.05, "2023", Band::Elite, "Elite · DORA 2023");
        row("fails 8 %", "change_fail_rate", 0.08, "2023", Band::High, "High · DORA 2023");
        row("fails 15 %", "change_fail_rate", 0.15, "2023", Band::Medium, "Medium · DORA 2023");
        row("fails 16 %", "change_fail_rate", 0.16, "2023", Band::Low, "Low · DORA 2023");
        row("no failure at all", "change_fail_rate", 0, "2023", Band::Elite, "Elite · DORA 2023");
        row("fails 12 % in 2021", "change_fail_rate", 0.12, "2021", Band::Elite, "Elite · DORA 2021");
        row("2021 tells no more", "change_fail_rate", 0.2, "2021", Band::None, "Below elite · DORA 2021");
        row("recovers in 50 minutes", "failed_deployment_recovery_time", 50 * 60'000, "2023", Band::Elite,
            "Elite · DORA 2023");
        row("recovers in a day", "failed_deployment_recovery_time", day, "2023", Band::Medium, "Medium · DORA 2023");
        row("recovers in a month", "failed_deployment_recovery_time", 30 * day, "2023", Band::Low, "Low · DORA 2023");
        row("deploys daily", "deployment_frequency", 5, "2023", Band::Elite, "Elite · DORA 2023");
        row("deploys weekly", "deployment_frequency", 1, "2023", Band::High, "High · DORA 2023");
        row("deploys monthly", "deployment_frequency", 12 / 52.0, "2023", Band::Medium, "Medium · DORA 2023");
        row("deploys rarely", "deployment_frequency", 0.1, "2023", Band::Low, "Low · DORA 2023");
        row("2024 has no band for one metric", "change_lead_time", day, "2024", Band::None, "");
        row("2025 top", "deployment_frequency", 9, "2025", Band::None, "Top 16 % · DORA 2025");
        row("2025 bottom", "deployment_frequency", 0.1, "2025", Band::None, "Lowest 24 % · DORA 2025");
        row("2025 between", "deployment_frequency", 2, "2025", Band::None, "");
        row("gap", "change_lead_time", std::nan(""), "2023", Band::None, "");
        row("no such metric", "pr_size", 10, "2023", Band::None, "");
        row("no such edition", "change_lead_time", day, "1999", Band::None, "");
    }

    void bandsOfTheEditions()
    {
        QFETCH(QString, key);
        QFETCH(double, value);
        QFETCH(QString, edition);
        QFETCH(int, band);
        QFETCH(QString, text);
        const BandResult result = bandOf(key, value, edition);
        QCOMPARE(static_cast<int>(result.band), band);
        QCOMPARE(result.text, text);
    }

    // The figures of each group of the report are nearest to that group: the table of metrics.md, and what is typical.
    void theGroupsOf2024()
    {
        constexpr double hour = 3'600'000;
        constexpr double day = 24 * hour;
        const auto nearest = [&](double perWeek, double lead, double fails, double recovery) {
            return static_cast<int>(
                profileOf({{u"deployment_frequency"_s, perWeek}, {u"change_lead_time"_s, lead},
                              {u"change_fail_rate"_s, fails}, {u"failed_deployment_recovery_time"_s, recovery}},
                    u"2024"_s)
                    .band);
        };
        QCOMPARE(nearest(14, day / 2, 0.05, hour / 2), static_cast<int>(Band::Elite));
        QCOMPARE(nearest(3, 4 * day, 0.2, 12 * hour), static_cast<int>(Band::High));
        QCOMPARE(nearest(0.5, 14 * day, 0.1, 12 * hour), static_cast<int>(Band::Medium));
        QCOMPARE(nearest(0.1, 90 * day, 0.4, 14 * day), static_cast<int>(Band::Low));
    }

    // From the best group to the worst every bound gets worse, so that each value has one band.
    void bandsOfAnEditionAreInOrder()
    {
        constexpr double hour = 3'600'000;
        for (const QString &edition : {u"2023"_s, u"2021"_s}) {
            for (const QString &key : {u"change_lead_time"_s, u"failed_deployment_recovery_time"_s}) {
                int worst = 0;
                for (double value = hour / 4; value < 10'000 * hour; value *= 1.3) {
                    const int band = static_cast<int>(bandOf(key, value, edition).band);
                    QVERIFY2(band >= worst, qPrintable(key));
                    worst = band;
                }
                QCOMPARE(worst, static_cast<int>(Band::Low));
            }
            int best = static_cast<int>(Band::Low);
            for (double value = 0.01; value < 20; value *= 1.2) {
                const int band = static_cast<int>(bandOf(u"deployment_frequency"_s, value, edition).band);
                QVERIFY(band <= best);
                best = band;
            }
            QCOMPARE(best, static_cast<int>(Band::Elite));
        }
    }

    void aTeamIsComparedAsAWholeIn2024()
    {
        constexpr double hour = 3'600'000;
        QHash<QString, double> team = {{u"deployment_frequency"_s, 10}, {u"change_lead_time"_s, 8 * hour},
            {u"change_fail_rate"_s, 0.04}, {u"failed_deployment_recovery_time"_s, hour / 2}};
        QCOMPARE(profileOf(team, u"2024"_s).text, u"Nearest to Elite · DORA 2024"_s);
        team[u"deployment_frequency"_s] = 0.5;
        team[u"change_lead_time"_s] = 20 * 24 * hour;
        team[u"change_fail_rate"_s] = 0.1;
        QCOMPARE(static_cast<int>(profileOf(team, u"2024"_s).band), static_cast<int>(Band::Medium));
        QCOMPARE(profileOf(team, u"2024"_s).range, u"35 % of the respondents"_s);
        team.remove(u"change_fail_rate"_s);
        team.remove(u"change_lead_time"_s);
        QCOMPARE(profileOf(team, u"2024"_s).text, QString()); // two metrics are not a profile
        QCOMPARE(profileOf(team, u"2023"_s).text, QString());
    }
};

QTEST_APPLESS_MAIN(TestBands)
#include "tst_bands.moc"
