#include "metricfixture.h"

#include <cmath>
#include <random>

using namespace leadline;
using namespace Qt::StringLiterals;

// The stages of changes, by hand and as invariants over many.
class TestStages final : public QObject {
    Q_OBJECT

private:
    static QJsonObject change(int id, const char *merged, const char *deployed, std::initializer_list<double> hours)
    {
        // coding, pickup, review, merge, deploy; below zero: the stage never began
        static const QStringList names = {u"coding"_s, u"pickup"_s, u"review"_s, u"merge"_s, u"deploy"_s};
        QJsonObject row = {{u"id"_s, id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s},
            {u"merged_at"_s, QLatin1StringView(merged)}, {u"service"_s, id % 2 == 0 ? u"Payments"_s : u"Search"_s}};
        double sum = 0;
        qsizetype stage = 0;
        for (const double value : hours) {
            if (value >= 0) {
                row[names.at(stage)] = value * kHourMs;
                sum += value * kHourMs;
            }
            if (names.at(stage) == "merge"_L1)
                row[u"cycle"_s] = sum;
            ++stage;
        }
        if (deployed) {
            row[u"deployed_at"_s] = QLatin1StringView(deployed);
            row[u"lead"_s] = sum;
        }
        return row;
    }

    static void addTwoWeeks(MetricFixture &fixture)
    {
        fixture.facts.add(u"change"_s, change(1, "2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z", {10, 4, 6, 2, 24}));
        fixture.facts.add(u"change"_s,
            change(2, "2026-03-03T12:00:00Z", "2026-03-04T12:00:00Z", {20, -1, -1, 8, 24})); // nobody reviewed it
        fixture.facts.add(u"change"_s, change(3, "2026-03-04T12:00:00Z", "2026-03-10T12:00:00Z", {6, 2, 3, 1, 144}));
        fixture.facts.add(u"change"_s, change(4, "2026-03-10T12:00:00Z", nullptr, {1, 1, 1, 1}));
    }

    static MetricSeries series(MetricFixture &fixture, const QString &metric)
    {
        return fixture
            .evaluate({.metric = metric, .range = fixture.days("2026-03-02", "2026-03-15"), .grain = Grain::Week})
            .series.at(0);
    }

private Q_SLOTS:
    void mediansAreOverTheChangesThatHadTheStage()
    {
        MetricFixture fixture;
        addTwoWeeks(fixture);
        QCOMPARE(valuesOf(series(fixture, u"coding_time"_s), kHourMs),
            u"10 1"_s); // of 10, 20 and 6 merged in the first week
        QCOMPARE(valuesOf(series(fixture, u"pickup_time"_s), kHourMs), u"3 1"_s); // of 4 and 2
        QCOMPARE(valuesOf(series(fixture, u"review_time"_s), kHourMs), u"4.5 1"_s);
        QCOMPARE(valuesOf(series(fixture, u"merge_time"_s), kHourMs), u"2 1"_s); // of 2, 8 and 1
        QCOMPARE(valuesOf(series(fixture, u"deploy_time"_s), kHourMs), u"24 144"_s); // by the week of the deployment
        QCOMPARE(valuesOf(series(fixture, u"pr_cycle_time"_s), kHourMs), u"22 4"_s); // of 22, 28 and 12
        const MetricResult pickup = fixture.evaluate(
            {.metric = u"pickup_time"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .grain = Grain::Week});
        QCOMPARE(excludedOf(pickup), u"1 without this stage"_s);
    }

    void meansOfTheStagesAddUp()
    {
        MetricFixture fixture;
        addTwoWeeks(fixture);
        QCOMPARE(valuesOf(series(fixture, u"stage_coding"_s), kHourMs), u"15 6"_s);
        QCOMPARE(valuesOf(series(fixture, u"stage_pickup"_s), kHourMs), u"2 2"_s); // 4 and nothing
        QCOMPARE(valuesOf(series(fixture, u"stage_review"_s), kHourMs), u"3 3"_s);
        QCOMPARE(valuesOf(series(fixture, u"stage_merge"_s), kHourMs), u"5 1"_s);
        QCOMPARE(valuesOf(series(fixture, u"stage_deploy"_s), kHourMs), u"24 144"_s);
        QCOMPARE(valuesOf(series(fixture, u"stage_total"_s), kHourMs), u"49 156"_s);
        QCOMPARE(series(fixture, u"stage_total"_s).total.value, (46 + 52 + 156) / 3.0 * kHourMs);
    }

    void stagesAddUpToTheTotalForAnyChanges()
    {
        std::mt19937 random(3);
        const auto hours = [&](int gapPercent) {
            return static_cast<int>(random() % 100) < gapPercent ? -1.0 : static_cast<double>(random() % 300);
        };
        MetricFixture fixture;
        fixture.now = Instant::fromIso(u"2027-01-01T00:00:00Z");
        for (int id = 1; id <= 600; ++id) {
            const QByteArray merged =
                Instant{1'767'225'600'000 + static_cast<qint64>(random() % 9'000) * 600'000}.toIso().toLatin1();
            const QByteArray deployed =
                Instant{1'767'225'600'000 + static_cast<qint64>(random() % 9'000) * 600'000}.toIso().toLatin1();
            fixture.facts.add(u"change"_s,
                change(id, merged.constData(), random() % 4 == 0 ? nullptr : deployed.constData(),
                    {hours(5), hours(40), hours(40), hours(20), hours(0)}));
        }
        for (const auto &[prefix, total, names] :
            {std::tuple{u"stage_"_s, u"stage_total"_s, u"coding pickup review merge deploy"_s},
                std::tuple{u"cycle_"_s, u"cycle_total"_s, u"coding pickup review merge"_s}}) {
            const MetricQuery query{.metric = total,
                .range = fixture.days("2026-01-01", "2026-03-31"),
                .grain = Grain::Week,
                .by = {u"service"_s}};
            const MetricResult whole = fixture.evaluate(query);
            std::vector<MetricResult> parts;
            for (const QString &name : names.split(u' ')) {
                MetricQuery part = query;
                part.metric = prefix + name;
                parts.push_back(fixture.evaluate(part));
            }
            QCOMPARE(whole.series.size(), 2);
            for (std::size_t line = 0; line < whole.series.size(); ++line) {
                for (std::size_t i = 0; i < whole.series[line].points.size(); ++i) {
                    double sum = 0;
                    for (const MetricResult &part : parts) {
                        QCOMPARE(part.series[line].key, whole.series[line].key);
                        QCOMPARE(part.series[line].points[i].n, whole.series[line].points[i].n);
                        sum += part.series[line].points[i].value;
                    }
                    const double expected = whole.series[line].points[i].value;
                    QVERIFY((std::isnan(sum) && std::isnan(expected)) || std::abs(sum - expected) < 1);
                }
            }
        }
    }

    void splittingLosesNothing()
    {
        MetricFixture fixture;
        addTwoWeeks(fixture);
        for (const QString &metric : {u"changes_merged"_s, u"waiting_to_deploy"_s, u"deployed_changes"_s}) {
            MetricQuery query{.metric = metric, .range = fixture.days("2026-03-02", "2026-03-15"), .grain = Grain::Day};
            const MetricSeries whole = fixture.evaluate(query).series.at(0);
            query.by = {u"service"_s};
            const MetricResult split = fixture.evaluate(query);
            for (std::size_t i = 0; i < whole.points.size(); ++i) {
                double sum = 0;
                for (const MetricSeries &part : split.series)
                    sum += part.points[i].value;
                QVERIFY(sum == whole.points[i].value || (std::isnan(sum) && whole.points[i].isGap()));
            }
        }
    }

    void filtersCommute()
    {
        MetricFixture fixture;
        addTwoWeeks(fixture);
        MetricQuery query{
            .metric = u"pr_cycle_time"_s, .range = fixture.days("2026-03-02", "2026-03-15"), .grain = Grain::Day};
        const MetricFilter service{.column = u"service"_s, .values = {u"Search"_s}, .exclude = false};
        const MetricFilter state{.column = u"state"_s, .values = {u"open"_s}, .exclude = true};
        query.where = {service, state};
        const QString one = valuesOf(fixture.evaluate(query).series.at(0));
        query.where = {state, service};
        QCOMPARE(valuesOf(fixture.evaluate(query).series.at(0)), one);
        QVERIFY(one.contains(u"7.92e+07"_s)); // 22 h
    }

    void anotherZoneMovesNothingAcrossTheWholeRange()
    {
        MetricFixture fixture;
        addTwoWeeks(fixture);
        const TimeRange range = fixture.days("2026-03-02", "2026-03-15");
        const MetricQuery query{.metric = u"change_lead_time"_s, .range = range, .grain = Grain::Day};
        const double berlin = fixture.evaluate(query).series.at(0).total.value;
        fixture.calendar.zone = QTimeZone("Asia/Kolkata");
        QCOMPARE(fixture.evaluate(query).series.at(0).total.value, berlin);
    }
};

QTEST_APPLESS_MAIN(TestStages)
#include "tst_stages.moc"
