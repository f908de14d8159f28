#include "metricfixture.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Periods, gaps, splits, comparisons and errors: what every metric has in common.
class TestEngine final : public QObject {
    Q_OBJECT

private:
    int m_id = 0;

    QJsonObject merged(
        const char *at, double cycleHours = 1, const char *team = "Otter", const char *service = "Payments")
    {
        return {{u"id"_s, ++m_id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s},
            {u"team"_s, QLatin1StringView(team)}, {u"service"_s, QLatin1StringView(service)},
            {u"merged_at"_s, QLatin1StringView(at)}, {u"cycle"_s, cycleHours * kHourMs}, {u"source"_s, u"github"_s}};
    }

    static QJsonObject opened(int id, const char *created, const char *closed = nullptr)
    {
        QJsonObject row = {{u"id"_s, id}, {u"author_class"_s, u"human"_s}, {u"draft"_s, 0},
            {u"created_at"_s, QLatin1StringView(created)}};
        if (closed)
            row[u"closed_at"_s] = QLatin1StringView(closed);
        return row;
    }

    static QString errorOf(MetricFixture &fixture, const MetricQuery &query)
    {
        const auto result = fixture.engine().evaluate(query);
        if (result)
            return u"no error"_s;
        return result.error().kind == ErrorKind::Config ? result.error().text : u"wrong kind"_s;
    }

private Q_SLOTS:
    void countsAreZeroOnlyWhereThatIsKnown()
    {
        MetricFixture fixture; // it is 18 March
        fixture.facts.add(u"change"_s, merged("2026-02-24T12:00:00Z"));
        fixture.facts.add(u"change"_s, merged("2026-03-10T12:00:00Z"));
        const MetricQuery query{
            .metric = u"changes_merged"_s, .range = fixture.days("2026-02-16", "2026-03-29"), .grain = Grain::Week};
        MetricResult result = fixture.evaluate(query);
        // Before the first record nothing is known; the week from 23 March has not begun.
        QCOMPARE(valuesOf(result.series.at(0)), u"- 1 0 1 0 -"_s);
        QVERIFY(result.series.at(0).points.at(4).partial);
        // A source that was last read on 13 March knows nothing of the week from the 16th.
        fixture.facts.setFreshness({{.source = u"github"_s,
            .lastSuccess = Instant::fromIso(u"2026-03-13T12:00:00Z"),
            .complete = true,
            .note = {}}});
        result = fixture.evaluate(query);
        QCOMPARE(valuesOf(result.series.at(0)), u"- 1 0 1 - -"_s);
        QCOMPARE(result.freshness.size(), 1);
        QCOMPARE(result.generation, 7U);
    }

    void freshnessIsOfTheSourcesUsed()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-10T12:00:00Z"));
        fixture.facts.setFreshness({{.source = u"github"_s, .lastSuccess = fixture.now, .complete = true, .note = {}},
            {.source = u"jenkins"_s, .lastSuccess = fixture.now, .complete = true, .note = {}}});
        const MetricResult result = fixture.evaluate(
            {.metric = u"changes_merged"_s, .range = fixture.days("2026-03-09", "2026-03-15"), .grain = Grain::All});
        QCOMPARE(result.freshness.size(), 1);
        QCOMPARE(result.freshness.at(0).source, u"github"_s);
    }

    void periodsThatTheRangeCutsArePartial()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-02T12:00:00Z"));
        fixture.facts.add(u"change"_s, merged("2026-03-04T12:00:00Z"));
        const MetricResult result = fixture.evaluate(
            {.metric = u"changes_merged"_s, .range = fixture.days("2026-03-04", "2026-03-15"), .grain = Grain::Week});
        QCOMPARE(valuesOf(result.series.at(0)), u"1 0"_s); // Monday the 2nd is outside of the range
        QVERIFY(result.series.at(0).points.at(0).partial);
        QVERIFY(!result.series.at(0).points.at(1).partial);
        QCOMPARE(result.series.at(0).points.at(0).range, fixture.days("2026-03-02", "2026-03-08"));
    }

    void daysAreTheDaysOfTheZone()
    {
        MetricFixture fixture;
        fixture.now = Instant::fromIso(u"2026-04-05T12:00:00Z");
        // Clocks went forward on Sunday 29 March: the day has 23 hours in Berlin, from 23:00Z to 22:00Z.
        for (const char *at :
            {"2026-03-28T22:59:00Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:00Z", "2026-03-29T22:00:00Z"})
            fixture.facts.add(u"change"_s, merged(at));
        const MetricQuery query{
            .metric = u"changes_merged"_s, .range = fixture.days("2026-03-28", "2026-03-30"), .grain = Grain::Day};
        MetricResult result = fixture.evaluate(query);
        QCOMPARE(valuesOf(result.series.at(0)), u"1 2 1"_s);
        QCOMPARE(result.series.at(0).points.at(1).range.to.ms() - result.series.at(0).points.at(1).range.from.ms(),
            23 * 3'600'000);
        // In another zone only what lies near midnight moves.
        fixture.calendar.zone = QTimeZone::utc();
        result = fixture.evaluate(
            {.metric = u"changes_merged"_s, .range = fixture.days("2026-03-28", "2026-03-30"), .grain = Grain::Day});
        QCOMPARE(valuesOf(result.series.at(0)), u"2 2 0"_s);
    }

    void weeksBeginOnTheChosenDay()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-08T12:00:00Z")); // a Sunday
        fixture.facts.add(u"change"_s, merged("2026-03-09T12:00:00Z"));
        const MetricQuery query{
            .metric = u"changes_merged"_s, .range = fixture.days("2026-03-08", "2026-03-14"), .grain = Grain::Week};
        QCOMPARE(fixture.evaluate(query).series.at(0).points.size(), 2);
        fixture.calendar.weekStart = Qt::Sunday;
        QCOMPARE(valuesOf(fixture.evaluate(query).series.at(0)), u"2"_s);
    }

    void splitsListTheLargestFirst()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z", 1, "Otter", "Payments"));
        fixture.facts.add(u"change"_s, merged("2026-03-04T12:00:00Z", 3, "Heron", "Payments"));
        fixture.facts.add(u"change"_s, merged("2026-03-11T12:00:00Z", 5, "Heron", "Search"));
        fixture.facts.add(u"change"_s, merged("2026-03-12T12:00:00Z", 7, "", "Search"));
        MetricQuery query{.metric = u"pr_cycle_time"_s,
            .range = fixture.days("2026-03-02", "2026-03-15"),
            .grain = Grain::Week,
            .by = {u"team"_s}};
        MetricResult result = fixture.evaluate(query);
        QCOMPARE(result.series.size(), 3);
        QCOMPARE(result.series.at(0).key, QStringList{u"Heron"_s});
        QCOMPARE(valuesOf(result.series.at(0), kHourMs), u"3 5"_s);
        QCOMPARE(result.series.at(1).key, QStringList{QString()});
        QCOMPARE(valuesOf(result.series.at(2), kHourMs), u"1 -"_s);
        query.by = {u"team"_s, u"service"_s};
        result = fixture.evaluate(query);
        QCOMPARE(result.series.size(), 4);
        QCOMPARE(result.series.at(0).key.size(), 2);
        query.by = {};
        query.where = {{.column = u"team"_s, .values = {u"Heron"_s, u""_s}, .exclude = false}};
        QCOMPARE(valuesOf(fixture.evaluate(query).series.at(0), kHourMs), u"3 6"_s);
        query.where = {{.column = u"team"_s, .values = {u"Heron"_s}, .exclude = true}};
        QCOMPARE(valuesOf(fixture.evaluate(query).series.at(0), kHourMs), u"1 7"_s);
        query.where = {{.column = u"team"_s, .values = {u"Nobody"_s}, .exclude = false}};
        result = fixture.evaluate(query);
        QCOMPARE(valuesOf(result.series.at(0), kHourMs), u"- -"_s);
        QCOMPARE(result.notes, QStringList{u"No record has 'Nobody', which is filtered by."_s});
    }

    void theSamePartOfThePeriodBeforeIsCompared()
    {
        MetricFixture fixture; // Wednesday 18 March, 13:00 in Berlin
        for (const char *at :
            {"2026-03-17T12:00:00Z", "2026-03-18T11:00:00Z", "2026-03-10T12:00:00Z", "2026-03-11T13:00:00Z"})
            fixture.facts.add(u"change"_s, merged(at));
        MetricQuery query{
            .metric = u"changes_merged"_s, .range = fixture.days("2026-03-16", "2026-03-22"), .grain = Grain::Week};
        query.compare = CompareWith::PreviousPeriod;
        const MetricResult result = fixture.evaluate(query);
        QCOMPARE(result.series.at(0).total.value, 2.0);
        QCOMPARE(result.series.at(0).previous.value,
            1.0); // until Wednesday the 11th, 13:00; the other one came an hour later
    }

    void lastYearAndMonthsOfOtherLength()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2024-02-29T12:00:00Z"));
        fixture.facts.add(u"change"_s, merged("2025-02-10T12:00:00Z"));
        fixture.facts.add(u"change"_s, merged("2026-02-10T12:00:00Z"));
        fixture.facts.add(u"change"_s, merged("2026-02-11T12:00:00Z"));
        MetricQuery query{
            .metric = u"changes_merged"_s, .range = fixture.days("2026-02-01", "2026-02-28"), .grain = Grain::Month};
        query.compare = CompareWith::SamePeriodLastYear;
        QCOMPARE(fixture.evaluate(query).series.at(0).previous.value, 1.0);
        query.range = fixture.days("2025-02-01", "2025-02-28");
        QCOMPARE(fixture.evaluate(query).series.at(0).previous.value,
            1.0); // February is compared with all of February 2024, the 29th included
    }

    void stocksAreCountedAtTheEndOfEachPeriod()
    {
        MetricFixture fixture; // Wednesday 18 March, 12:00Z
        fixture.facts.add(u"change"_s, opened(1, "2026-03-01T12:00:00Z"));
        fixture.facts.add(u"change"_s, opened(2, "2026-03-03T12:00:00Z", "2026-03-12T12:00:00Z"));
        fixture.facts.add(u"change"_s, opened(3, "2026-03-17T12:00:00Z"));
        QJsonObject draft = opened(4, "2026-03-17T12:00:00Z");
        draft[u"draft"_s] = 1;
        fixture.facts.add(u"change"_s, draft);
        MetricQuery query{
            .metric = u"open_changes"_s, .range = fixture.days("2026-02-16", "2026-03-29"), .grain = Grain::Week};
        const MetricResult result = fixture.evaluate(query);
        QCOMPARE(valuesOf(result.series.at(0)), u"- 1 2 1 2 -"_s);
        QCOMPARE(result.series.at(0).total.value, 2.0);
        QCOMPARE(excludedOf(result), u"1 drafts"_s);
        query.metric = u"open_change_age"_s;
        // Ages at the end of the third week (Sunday 8 March, 23:00Z), and now.
        const MetricResult ages = fixture.evaluate(query);
        QCOMPARE(ages.series.at(0).points.at(2).value, (7 * 24 + 11 + 5 * 24 + 11) / 2.0 * kHourMs);
        QCOMPARE(ages.series.at(0).total.value, (17 * 24 + 24) / 2.0 * kHourMs);
        const auto rows = fixture.engine().rows(query, {}, ages.series.at(0).points.at(2).range, -1);
        QCOMPARE(rows->total, 2);
        QCOMPARE(rows->rows.at(0).id, 1);
    }

    void rowsFollowTheSeriesAndTheLimit()
    {
        MetricFixture fixture;
        m_id = 0;
        for (int i = 0; i < 5; ++i) {
            QJsonObject row = merged("2026-03-03T12:00:00Z", i, i % 2 == 0 ? "Otter" : "Heron");
            row[u"unreviewed"_s] = 0;
            fixture.facts.add(u"change"_s, row);
        }
        const MetricQuery query{.metric = u"pr_cycle_time"_s,
            .range = fixture.days("2026-03-02", "2026-03-08"),
            .grain = Grain::Week,
            .by = {u"team"_s}};
        const auto rows = fixture.engine().rows(query, {u"Otter"_s}, {}, 2);
        QVERIFY(rows);
        QCOMPARE(rows->fact, u"change"_s);
        QCOMPARE(rows->total, 3);
        QCOMPARE(rows->rows.size(), 2);
        QCOMPARE(rows->rows.at(0).id, 5);
        QCOMPARE(rows->rows.at(0).value, 4 * kHourMs);
        QCOMPARE(fixture.engine().rows(query, {u"Nobody"_s}, {}, 2)->total, 0);
        // The rows behind a rate say which of them counted.
        const auto rate = fixture.engine().rows(
            {.metric = u"unreviewed_merges"_s, .range = query.range, .grain = Grain::All}, {}, {}, -1);
        QCOMPARE(rate->total, 5);
        QCOMPARE(rate->rows.at(0).value, 0.0);
    }

    // A Git folder tells of no reviews: "nobody has looked at it" would be an invention.
    void whatNobodyToldIsAGapAndCounted()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z", 1, "Otter"));
        const MetricResult result = fixture.evaluate(
            {.metric = u"unreviewed_merges"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .grain = Grain::All});
        QVERIFY(result.series.empty() || result.series.front().total.isGap());
        QVERIFY(std::ranges::any_of(result.excluded,
            [](const ExcludedCount &one) { return one.reason == "reviews not known"_L1 && one.count == 1; }));
    }

    void explanationsAreInLocalTimeAndSkipWhatIsUnknown()
    {
        MetricFixture fixture;
        QJsonObject row = merged("2026-03-04T12:00:00Z");
        row[u"id"_s] = 99;
        row[u"ready_at"_s] = u"2026-03-03T09:02:00Z"_s;
        row[u"first_response_at"_s] = u"2026-03-04T08:10:00Z"_s;
        fixture.facts.add(u"change"_s, row);
        const MetricQuery query{.metric = u"time_to_first_review"_s,
            .range = fixture.days("2026-03-02", "2026-03-08"),
            .grain = Grain::Week};
        const auto rows = fixture.engine().rows(query, {}, {}, 10);
        const auto explained = explainRows(*rows, query, *fixture.catalog(), fixture.facts, fixture.calendar.zone);
        QVERIFY(explained);
        QCOMPARE(explained->rows.at(0).explanation, u"ready 3 March 10:02, first response 4 March 09:10, 23 h"_s);
        const MetricQuery other{.metric = u"pr_cycle_time"_s, .range = query.range};
        const auto cycle = explainRows(*rows, other, *fixture.catalog(), fixture.facts, fixture.calendar.zone);
        QCOMPARE(cycle->rows.at(0).explanation, u"merged 4 March 13:00, 23 h"_s);
    }

    void timesOutOfOrderAreExcluded()
    {
        MetricFixture fixture;
        QJsonObject row = opened(1, "2026-03-03T12:00:00Z");
        row[u"ready_at"_s] = u"2026-03-04T12:00:00Z"_s;
        row[u"first_response_at"_s] = u"2026-03-04T11:00:00Z"_s;
        fixture.facts.add(u"change"_s, row);
        const MetricResult result = fixture.evaluate({.metric = u"time_to_first_review"_s,
            .range = fixture.days("2026-03-02", "2026-03-08"),
            .grain = Grain::Week});
        QVERIFY(result.series.at(0).total.isGap());
        QCOMPARE(excludedOf(result), u"1 times out of order"_s);
    }

    void standInsAreNoted()
    {
        MetricFixture fixture;
        for (const auto &[service, origin] :
            {std::pair{u"Payments"_s, u"deployment"_s}, std::pair{u"Search"_s, u"release"_s},
                std::pair{u"Mail"_s, u"merge"_s}, std::pair{u"Web"_s, u"merge"_s}}) {
            fixture.facts.add(u"deployment"_s,
                {{u"id"_s, ++m_id}, {u"service"_s, service}, {u"origin"_s, origin},
                    {u"environment_class"_s, u"production"_s}, {u"succeeded"_s, 1},
                    {u"finished_at"_s, u"2026-03-03T12:00:00Z"_s}});
        }
        const MetricResult result = fixture.evaluate(
            {.metric = u"deployments"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .grain = Grain::Week});
        QCOMPARE(result.notes,
            (QStringList{
                u"Releases stand for deployments in Search"_s, u"Merges stand for deployments in 2 services"_s}));
    }

    void errorsSayWhatToDo()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z"));
        const MetricQuery good{
            .metric = u"pr_cycle_time"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .grain = Grain::Week};
        QVERIFY(fixture.engine().evaluate(good));
        MetricQuery bad = good;
        bad.metric = u"pr_cycletime"_s;
        QCOMPARE(errorOf(fixture, bad), u"There is no metric 'pr_cycletime'. Did you mean 'pr_cycle_time'?"_s);
        QVERIFY(!fixture.engine().rows(bad, {}, {}, 1));
        bad = good;
        bad.by = {u"teem"_s};
        QVERIFY(errorOf(fixture, bad)
                .startsWith(
                    u"'Pull request cycle time' cannot be split by 'teem'. Did you mean 'team'? It can be split by: age_class, author,"_s));
        bad.by = {u"merged_at"_s};
        QVERIFY(errorOf(fixture, bad).startsWith(u"'Pull request cycle time' cannot be split by 'merged_at'."_s));
        bad.by = {u"team"_s, u"service"_s, u"author"_s};
        QCOMPARE(errorOf(fixture, bad), u"A metric can be split by two dimensions at most, not by 3."_s);
        bad.by = {u"team"_s, u"team"_s};
        QVERIFY(errorOf(fixture, bad).contains(u"by 'team' twice"_s));
        bad = good;
        bad.where = {{.column = u"servise"_s, .values = {u"x"_s}, .exclude = false}};
        QVERIFY(
            errorOf(fixture, bad).startsWith(u"There is no column 'servise' in 'change'. Did you mean 'service'?"_s));
        bad.where = {{.column = u"cycle"_s, .values = {u"long"_s}, .exclude = false}};
        QVERIFY(errorOf(fixture, bad).contains(u"holds numbers"_s));
        bad = good;
        std::swap(bad.range.from, bad.range.to);
        QCOMPARE(errorOf(fixture, bad), u"The period ends before it begins. Swap the two dates."_s);
        bad.range = {good.range.from, good.range.from};
        QVERIFY(errorOf(fixture, bad).startsWith(u"The period is empty"_s));
        bad.range = {good.range.from, {}};
        QVERIFY(errorOf(fixture, bad).startsWith(u"The period has no beginning or no end"_s));
        bad.range = {good.range.from, Instant{253'402'300'799'000}};
        QCOMPARE(errorOf(fixture, bad),
            u"The period reaches from the year 2026 to 9999. Choose dates between 1970 and 2199."_s);
        bad.range = {Instant{-100'000'000'000'000}, good.range.to};
        QVERIFY(errorOf(fixture, bad).startsWith(u"The period reaches from the year -"_s));
    }

    void whatIsNotLoadedSaysSo()
    {
        MetricFixture fixture;
        const auto snapshot = FactsSnapshot::load(fixture.facts, {u"change"_s}, 1);
        const MetricEngine engine(fixture.catalog(), *snapshot, fixture.calendar, fixture.now);
        const auto result = engine.evaluate(
            {.metric = u"builds"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .grain = Grain::Week});
        QVERIFY(!result);
        QVERIFY(result.error().text.contains(u"nothing is loaded"_s));
    }

    void workCanBeCancelled()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z"));
        CancelSource cancel;
        cancel.cancel();
        const auto result = fixture.engine().evaluate(
            {.metric = u"changes_merged"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .grain = Grain::Week},
            cancel.token());
        QVERIFY(!result);
        QVERIFY(result.error().kind == ErrorKind::Cancelled);
        QVERIFY(!FactsSnapshot::load(fixture.facts, {u"change"_s}, 1, cancel.token()));
    }

    void aSnapshotTakesOverWhatIsNotLoadedAgain()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z"));
        fixture.facts.add(u"release"_s, {{u"id"_s, 1}, {u"published_at"_s, u"2026-03-03T12:00:00Z"_s}});
        const auto first = FactsSnapshot::load(fixture.facts, fixture.facts.facts(), 1);
        fixture.facts.add(u"change"_s, merged("2026-03-04T12:00:00Z"));
        fixture.facts.add(u"release"_s, {{u"id"_s, 2}, {u"published_at"_s, u"2026-03-03T12:00:00Z"_s}});
        const auto second = FactsSnapshot::load(fixture.facts, {u"change"_s}, 2, {}, *first);
        QCOMPARE((*second)->table(u"change"_s)->rows, 2);
        QCOMPARE((*second)->table(u"release"_s), (*first)->table(u"release"_s));
        QCOMPARE((*second)->generation(), 2U);
        QVERIFY((*second)->bytes() > 0);
        QCOMPARE((*second)->span(u"change"_s, u"merged_at"_s).from, Instant::fromIso(u"2026-03-03T12:00:00Z"));
    }

    void errorsOfTheStoreArePassedOn()
    {
        MetricFixture fixture;
        fixture.facts.failWith({.kind = ErrorKind::Storage, .text = u"The disk is gone."_s});
        const auto snapshot = FactsSnapshot::load(fixture.facts, {u"change"_s}, 1);
        QVERIFY(!snapshot);
        QCOMPARE(snapshot.error().text, u"The disk is gone."_s);
    }
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
