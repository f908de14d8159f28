#include "workedexamples.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Builds and red periods, each metric worked out by hand from the tables below. It is the end of March 2026.
class TestCi final : public QObject {
    Q_OBJECT

private:
    static constexpr double kMinuteMs = 60'000;
    MetricFixture m_fixture;
    int m_id = 0;

    void build(const char *finished, const char *result, double minutes, double queueMinutes, bool main,
        const QJsonObject &more = {})
    {
        QJsonObject row = {{u"id"_s, ++m_id}, {u"finished_at"_s, QLatin1StringView(finished)},
            {u"result"_s, QLatin1StringView(result)}, {u"duration"_s, minutes * kMinuteMs},
            {u"queue"_s, queueMinutes * kMinuteMs}, {u"on_default_branch"_s, main ? 1 : 0}, {u"retry"_s, 0},
            {u"flaky"_s, 0}};
        for (auto it = more.begin(); it != more.end(); ++it)
            row[it.key()] = it.value();
        m_fixture.facts.add(u"build"_s, row);
    }
    void red(const char *began, const char *ended, double hours, bool main)
    {
        QJsonObject row = {{u"id"_s, ++m_id}, {u"began_at"_s, QLatin1StringView(began)},
            {u"on_default_branch"_s, main ? 1 : 0}, {u"builds"_s, 1}, {u"pipeline"_s, u"checks"_s}};
        if (ended) {
            row[u"ended_at"_s] = QLatin1StringView(ended);
            row[u"duration"_s] = hours * kHourMs;
        }
        m_fixture.facts.add(u"red_period"_s, row);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.now = Instant::fromIso(u"2026-03-31T12:00:00Z");
        const QJsonObject passed = {{u"passed_first"_s, 1}};
        const QJsonObject failed = {{u"passed_first"_s, 0}};
        build("2026-03-02T10:00:00Z", "success", 10, 1, true, {{u"passed_first"_s, 1}, {u"holds"_s, 24 * kHourMs}});
        build("2026-03-03T10:00:00Z", "success", 12, 1, true, {{u"passed_first"_s, 1}, {u"holds"_s, 24 * kHourMs}});
        build("2026-03-04T10:00:00Z", "failure", 8, 2, true,
            {{u"passed_first"_s, 0}, {u"flaky"_s, 1}, {u"holds"_s, 2 * kHourMs}});
        build("2026-03-04T11:00:00Z", "success", 10, 5, true, {{u"retry"_s, 1}}); // the same commit again
        build("2026-03-05T10:00:00Z", "failure", 6, 1, false, failed);
        build("2026-03-05T11:00:00Z", "success", 14, 1, false, passed);
        build("2026-03-06T10:00:00Z", "cancelled", 3, 30, false);
        build("2026-03-09T10:00:00Z", "success", 20, 1, false, passed);
        build("2026-02-20T10:00:00Z", "failure", 99, 99, true, failed); // before
        red("2026-03-04T10:00:00Z", "2026-03-04T11:00:00Z", 1, true);
        red("2026-03-10T10:00:00Z", "2026-03-10T13:00:00Z", 3, true);
        red("2026-02-27T10:00:00Z", "2026-03-02T10:00:00Z", 72, true); // counts when it ended
        red("2026-03-30T10:00:00Z", nullptr, 0, true);
        red("2026-03-29T10:00:00Z", nullptr, 0, false); // of a change
        red("2026-03-11T10:00:00Z", "2026-03-11T20:00:00Z", 10, false);
        for (int i = 0; i < 4; ++i)
            m_fixture.facts.add(u"change"_s,
                {{u"id"_s, ++m_id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s},
                    {u"merged_at"_s, u"2026-03-10T10:00:00Z"_s}});
    }

    void everyMetricOfTheFile()
    {
        checkExamples(m_fixture, u"ci.json"_s,
            {
                {u"build_success_first"_s, 4.0 / 6, u"1 cancelled or skipped, 1 repetitions"_s},
                {u"main_build_success"_s, 3.0 / 4, {}},
                // 1, 1, 1, 1, 1, 2 and 5 minutes: 0.95 × 6 = the 5.7th place, 2 + 0.7 × 3
                {u"build_queue_time_p95"_s, 4.1 * kMinuteMs, u"1 cancelled or skipped"_s},
                {u"flaky_rate"_s, 1.0 / 7, u"1 cancelled or skipped"_s},
                {u"time_to_green"_s, 3 * kHourMs, u"1 still red"_s}, // of 1, 3 and 72 hours
                {u"red_pipelines"_s, 1, {}},
                {u"red_time"_s, 2 * kHourMs, {}},
                {u"branch_time"_s, 50 * kHourMs, u"1 newest of its pipeline"_s},
                {u"red_share"_s, 0.04, u"1 newest of its pipeline"_s},
                {u"ci_time"_s, 83 * kMinuteMs, {}},
                {u"ci_time_per_merge"_s, 83 * kMinuteMs / 4, {}},
            });
    }

    // With repetitions counted, the pipeline looks better than it is at the first try.
    void successWithAndWithoutRepetitions()
    {
        const MetricResult all = m_fixture.evaluate({.metric = u"build_success_rate"_s,
            .range = m_fixture.days("2026-03-01", "2026-03-31"),
            .grain = Grain::All});
        QCOMPARE(all.series.front().total.value, 5.0 / 7);
    }
};

QTEST_GUILESS_MAIN(TestCi)
#include "tst_ci.moc"
