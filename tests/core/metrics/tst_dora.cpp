#include "metricfixture.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Every DORA metric worked out by hand. Weeks from 2, 9 and 16 March 2026; it is Wednesday 18 March, 13:00 in Berlin.
class TestDora final : public QObject {
    Q_OBJECT

private:
    MetricFixture m_fixture;

    void deployment(int id, const char *finished, const QJsonObject &more = {})
    {
        QJsonObject row = {{u"id"_s, id}, {u"service"_s, u"Payments"_s}, {u"environment_class"_s, u"production"_s},
            {u"environment"_s, u"prod"_s}, {u"origin"_s, u"deployment"_s},
            {u"finished_at"_s, QLatin1StringView(finished)}, {u"succeeded"_s, 1}, {u"failed"_s, 0}, {u"unplanned"_s, 0},
            {u"source"_s, u"github"_s}};
        for (auto it = more.begin(); it != more.end(); ++it)
            row[it.key()] = it.value();
        m_fixture.facts.add(u"deployment"_s, row);
    }

    void change(int id, const char *merged, const char *deployed, double leadHours, const QString &author = u"human"_s)
    {
        QJsonObject row = {{u"id"_s, id}, {u"service"_s, u"Payments"_s}, {u"state"_s, u"merged"_s},
            {u"author_class"_s, author}, {u"merged_at"_s, QLatin1StringView(merged)}, {u"source"_s, u"github"_s}};
        if (deployed) {
            row[u"deployed_at"_s] = QLatin1StringView(deployed);
            row[u"lead"_s] = leadHours * kHourMs;
        }
        m_fixture.facts.add(u"change"_s, row);
    }

    MetricResult evaluate(const QString &metric, Grain grain = Grain::Week)
    {
        return m_fixture.evaluate(
            {.metric = metric, .range = m_fixture.days("2026-03-02", "2026-03-22"), .grain = grain});
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QJsonObject failedFeb = {
            {u"failed"_s, 1}, {u"recovered_at"_s, u"2026-03-02T12:00:00Z"_s}, {u"recovery"_s, 240 * kHourMs}};
        const QJsonObject failedMarch = {
            {u"failed"_s, 1}, {u"recovered_at"_s, u"2026-03-06T12:00:00Z"_s}, {u"recovery"_s, 24 * kHourMs}};
        deployment(1, "2026-02-20T12:00:00Z", failedFeb);
        deployment(2, "2026-03-02T09:00:00Z");
        deployment(3, "2026-03-02T14:00:00Z");
        deployment(4, "2026-03-05T12:00:00Z", failedMarch);
        deployment(5, "2026-03-10T12:00:00Z", {{u"unplanned"_s, 1}});
        deployment(6, "2026-03-16T12:00:00Z", {{u"failed"_s, 1}}); // not recovered yet
        deployment(7, "2026-03-17T12:00:00Z");
        deployment(8, "2026-03-11T12:00:00Z", {{u"environment_class"_s, u"staging"_s}});
        deployment(9, "2026-03-12T12:00:00Z", {{u"succeeded"_s, 0}});
        change(1, "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", 10);
        change(2, "2026-03-02T13:00:00Z", "2026-03-05T12:00:00Z", 60);
        change(3, "2026-03-09T12:00:00Z", "2026-03-10T12:00:00Z", 20);
        change(4, "2026-03-09T12:00:00Z", "2026-03-10T12:00:00Z", 1, u"bot"_s);
        change(5, "2026-03-17T12:00:00Z", nullptr, 0);
    }

    void deploymentFrequencyIsTheMedianOfCompleteWeeks()
    {
        const MetricResult result = evaluate(u"deployment_frequency"_s);
        QCOMPARE(valuesOf(result.series.at(0)), u"3 1 2"_s);
        QVERIFY(!result.series.at(0).points.at(0).partial);
        QVERIFY(result.series.at(0).points.at(2).partial);
        QCOMPARE(result.series.at(0).total.value, 2.0); // of 3 and 1; the running week is left out
        QCOMPARE(result.series.at(0).total.n, 6);
        QCOMPARE(result.series.at(0).bandValue, 1.5); // days: 2 and 1
        QCOMPARE(excludedOf(result), u"1 did not reach production"_s);
    }

    void deploymentFrequencyIsNotShownByTheDay()
    {
        const MetricResult result = evaluate(u"deployment_frequency"_s, Grain::Day);
        QCOMPARE(result.query.grain, Grain::Week);
        QCOMPARE(result.notes.size(), 1);
    }

    void weeksBeforeTheFirstDeploymentAreNoZeros()
    {
        const MetricResult result = m_fixture.evaluate({.metric = u"deployment_frequency"_s,
            .range = m_fixture.days("2026-02-02", "2026-03-15"),
            .grain = Grain::Week});
        // The first deployment ever was on Friday 20 February; the week after it had none.
        QCOMPARE(valuesOf(result.series.at(0)), u"- - 1 0 3 1"_s);
        QCOMPARE(result.series.at(0).total.value, 1.0); // of 0, 1, 1, 3
    }

    void deploymentDays()
    {
        const MetricResult result = evaluate(u"deployment_days"_s);
        QCOMPARE(valuesOf(result.series.at(0)), u"2 1 2"_s);
        QCOMPARE(result.series.at(0).total.value, 1.5);
        QCOMPARE(result.series.at(0).total.n, 6);
    }

    void deploymentsPerDayCountOnlyDaysThatAreOver()
    {
        const MetricResult result = evaluate(u"deployments_per_day"_s);
        QCOMPARE(result.series.at(0).points.at(0).value, 3 / 7.0);
        QCOMPARE(result.series.at(0).points.at(2).value, 2 / (2 + 13 / 24.0));
        QCOMPARE(result.series.at(0).total.value, 6 / (16 + 13 / 24.0));
    }

    void changeLeadTime()
    {
        const MetricResult result = evaluate(u"change_lead_time"_s);
        QCOMPARE(valuesOf(result.series.at(0), kHourMs), u"35 20 -"_s);
        QCOMPARE(result.series.at(0).total.value, 20 * kHourMs);
        QCOMPARE(result.series.at(0).total.low, 15 * kHourMs);
        QCOMPARE(result.series.at(0).total.high, 40 * kHourMs);
        QCOMPARE(result.series.at(0).total.n, 3);
        QCOMPARE(excludedOf(result), u"1 bots, 1 not deployed yet"_s);
        QCOMPARE(evaluate(u"change_lead_time_p75"_s).series.at(0).total.value, 40 * kHourMs);
        QCOMPARE(evaluate(u"change_lead_time_p90"_s).series.at(0).total.value, 52 * kHourMs);
    }

    void changeFailRate()
    {
        const MetricResult result = evaluate(u"change_fail_rate"_s);
        QCOMPARE(result.series.at(0).points.at(0).value, 1 / 3.0);
        QCOMPARE(result.series.at(0).points.at(1).value, 0.0);
        QCOMPARE(result.series.at(0).points.at(2).value, 0.5);
        QCOMPARE(result.series.at(0).total.value, 2 / 6.0);
        QCOMPARE(result.series.at(0).total.n, 6);
    }

    void failedDeploymentRecoveryTime()
    {
        const MetricResult result = evaluate(u"failed_deployment_recovery_time"_s);
        QCOMPARE(
            valuesOf(result.series.at(0), kHourMs), u"132 - -"_s); // 240 h and 24 h, both recovered in the first week
        QCOMPARE(result.series.at(0).total.value, 132 * kHourMs);
        QCOMPARE(excludedOf(result), u"1 not recovered yet"_s);
    }

    void deploymentReworkRate()
    {
        const MetricResult result = evaluate(u"deployment_rework_rate"_s);
        QCOMPARE(valuesOf(result.series.at(0)), u"0 1 0"_s);
        QCOMPARE(result.series.at(0).total.value, 1 / 6.0);
    }

    void waitingToBeDeployed()
    {
        const MetricResult result = evaluate(u"waiting_to_deploy"_s);
        QCOMPARE(valuesOf(result.series.at(0)), u"0 0 1"_s);
        QCOMPARE(result.series.at(0).total.value, 1.0);
    }

    void changesPerDeployment()
    {
        const MetricResult result = evaluate(u"changes_per_deployment"_s);
        QCOMPARE(valuesOf(result.series.at(0)), u"0.666667 1 0"_s);
        QCOMPARE(result.series.at(0).total.value, 0.5);
    }

    void rowsBehindAPoint()
    {
        const MetricQuery query{
            .metric = u"change_lead_time"_s, .range = m_fixture.days("2026-03-02", "2026-03-22"), .grain = Grain::Week};
        const MetricResult result = m_fixture.evaluate(query);
        auto rows = m_fixture.engine().rows(query, {}, result.series.at(0).points.at(0).range, 10);
        QVERIFY(rows);
        QCOMPARE(rows->total, 2);
        QCOMPARE(rows->rows.at(0).id, 2); // the longest first
        QCOMPARE(rows->rows.at(0).value, 60 * kHourMs);
        const auto explained =
            explainRows(*rows, query, *m_fixture.catalog(), m_fixture.facts, m_fixture.calendar.zone);
        QVERIFY(explained);
        QCOMPARE(explained->rows.at(0).explanation, u"merged 2 March 14:00, deployed 5 March 13:00, 2.5 d"_s);
        QCOMPARE(explained->rows.at(0).record["id"_L1].toInt(), 2);
    }
};

QTEST_APPLESS_MAIN(TestDora)
#include "tst_dora.moc"
