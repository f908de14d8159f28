#include "planningsample.h"

#include "core/metrics/resources.h"

#include <QJsonArray>

using namespace leadline;
using namespace Qt::StringLiterals;

// Every definition of planning.json over the tables of planningsample.h, worked out by hand: 2 to 15 March by week (the
// first ends on the 8th), on the 18th.
class TestPlanning final : public QObject {
    Q_OBJECT

private:
    MetricFixture m_fixture;
    QSet<QString> m_evaluated;

    MetricResult evaluate(const QString &metric)
    {
        m_evaluated.insert(metric);
        return m_fixture.evaluate(
            {.metric = metric, .range = m_fixture.days("2026-03-02", "2026-03-15"), .grain = Grain::Week});
    }

    static void row(const char *metric, const char *weeks, double total, qint64 n, const char *excluded = "1 epics")
    {
        QTest::newRow(metric) << QString::fromLatin1(weeks) << total << n << QString::fromLatin1(excluded);
    }

private Q_SLOTS:
    void initTestCase() { planningsample::fill(m_fixture); }

    // Durations in hours, shares in per cent. A formula has the n and the excluded rows of its parts, whichever are
    // more.
    void workedExamples_data()
    {
        QTest::addColumn<QString>("weeks");
        QTest::addColumn<double>("total");
        QTest::addColumn<qint64>("n");
        QTest::addColumn<QString>("excluded");

        row("issue_throughput", "2 3", 2.5, 5);
        row("points_closed", "4 10", 14, 4, "1 epics, 1 without an estimate");
        row("backlog_size", "2 1", 1, 1, "");
        row("backlog_growth", "2 -2", 0, 5, "1 epics");
        row("work_item_age", "215 239", 239, 1, "");
        row("work_item_age_p85", "315.8 239", 239, 1, "");
        row("issue_lead_time_p85", "66.6 386.4", 292.8, 5); // of 36 and 72; of 48, 168 and 480
        row("issue_cycle_time_p85", "42.6 374.4", 259.2, 4, "1 epics, 1 start of work unknown");
        row("issue_in_progress_time", "28 310", 44, 3, "1 epics, 2 time in progress unknown");
        row("issue_backlog_time", "4 0", 2, 4, "1 epics, 1 without this stage");
        row("issue_pickup_time", "22 24", 22, 4, "1 epics, 1 without this stage");
        row("issue_resolution_time", "30 156", 48, 5);
        row("issue_stage_backlog", "2 4", 3.2, 5);
        row("issue_stage_pickup", "22 16", 18.4, 5);
        row("issue_stage_resolution", "30 212", 139.2, 5);
        row("issue_stage_total", "54 232", 160.8, 5);
        row("flow_active", "24 300", 116, 3, "1 epics, 2 time in progress unknown");
        row("flow_waiting", "2 100", 104.0 / 3, 3, "1 epics, 2 time in progress unknown");
        row("flow_blocked", "4 32", 40.0 / 3, 3, "1 epics, 2 time in progress unknown");
        row("flow_total", "30 432", 164, 3, "1 epics, 2 time in progress unknown");
        row("flow_efficiency", "80 69.4444", 100 * 116.0 / 164, 3, "1 epics, 2 time in progress unknown");
        row("issue_blocked_time", "4 32", 40.0 / 3, 3, "1 epics, 2 not told what is blocked");
        row("issue_elapsed_time", "30 432", 164, 3, "1 epics, 2 not told what is blocked");
        row("blocked_share", "13.3333 7.40741", 100 * 40.0 / 492, 3, "1 epics, 2 not told what is blocked");
        row("blocked_issues", "1 1", 1, 1, "");
        row("reopened_issues", "0 50", 25, 4, "1 epics, 1 statuses not told");
        row("issues_without_change", "0 66.6667", 40, 5);
        row("unlinked_changes", "33.3333 -", 100.0 / 3, 3, "1 bots");
        row("slow_starts", "1 1", 1, 1, "");
        row("long_running_issues", "1 0", 0, 0, "");
        row("unassigned_in_progress", "1 1", 1, 1, "");
        row("overdue_issues", "0 1", 1, 1, "");
        row("on_time_delivery", "100 0", 50, 2, "");
        row("invested_time", "48 300", 348, 3, "1 epics, 2 time in progress unknown");
        row("invested_features_time", "36 0", 36, 1, "");
        row("invested_bugs_time", "12 0", 12, 1, "");
        row("invested_upkeep_time", "0 300", 300, 1, "1 time in progress unknown");
        row("invested_other_time", "0 0", 0, 0, "1 time in progress unknown");
        row("investment_features", "75 0", 100 * 36.0 / 348, 3, "1 epics, 2 time in progress unknown");
        row("investment_bugs", "25 0", 100 * 12.0 / 348, 3, "1 epics, 2 time in progress unknown");
        row("investment_upkeep", "0 100", 100 * 300.0 / 348, 3, "1 epics, 2 time in progress unknown");
        row("investment_other", "0 0", 0, 3, "1 epics, 2 time in progress unknown");

        const char *running = "2 in sprints that are not over";
        row("sprint_items_planned", "4 4", 8, 8, "1 in sprints that are not over");
        row("sprint_items_completed", "3 1", 4, 4, "1 in sprints that are not over");
        row("sprint_items_added", "1 1", 2, 2, "1 in sprints that are not over");
        row("sprint_items_kept", "2 1", 3, 3, "");
        row("sprint_items_missed", "1 3", 4, 4, "1 in sprints that are not over");
        row("sprint_items_removed", "1 0", 1, 1, "");
        row("sprint_points_planned", "10 18", 28, 7, "1 in sprints that are not over, 1 without an estimate");
        row("sprint_points_kept", "3 5", 8, 2, "1 without an estimate");
        row("sprint_points_completed", "6 5", 11, 3, "1 in sprints that are not over, 1 without an estimate");
        row("planning_accuracy", "50 25", 37.5, 8, "1 in sprints that are not over");
        row("planning_accuracy_points", "30 27.7778", 100 * 8.0 / 28, 7,
            "1 in sprints that are not over, 1 without an estimate");
        row("capacity_accuracy", "75 25", 50, 8, "1 in sprints that are not over");
        row("capacity_accuracy_points", "60 27.7778", 100 * 11.0 / 28, 7,
            "1 in sprints that are not over, 1 without an estimate");
        row("added_scope", "25 25", 25, 8, "1 in sprints that are not over");
        row("removed_scope", "25 0", 12.5, 8, "1 in sprints that are not over");
        row("scope_change", "50 25", 37.5, 8, "1 in sprints that are not over");
        row("unplanned_share", "33.3333 0", 25, 4, "1 in sprints that are not over");
        row("carry_over", "0 50", 25, 8, running);
        row("carry_over_repeated", "0 25", 12.5, 8, running);
        row("sprint_overrun", "40 100", 100 * 4.0 / 7, 7, "1 in sprints that are not over");
        row("sprint_points_remaining", "18 8", 8, 1, "");
        row("sprint_items_remaining", "4 1", 1, 1, "");
        row("sprint_points_scope", "18 10", 10, 2, "");
        row("sprint_points_done", "0 2", 2, 1, "");

        row("sprints_ended", "1 2", 3, 3, "");
        row("velocity", "6 5", 5.5, 2, "1 sprints without estimates");
        row("velocity_issues", "3 1", 2, 2, "1 sprints without issues");
        row("velocity_volatility", "- 20", 20, 1, "2 too few sprints with estimates");
        row("velocity_issues_volatility", "- 40", 40, 2, "1 too few sprints");
        row("predictability", "75 25", 50, 2, "1 nothing planned");
    }

    void workedExamples()
    {
        QFETCH(QString, weeks);
        QFETCH(double, total);
        QFETCH(qint64, n);
        QFETCH(QString, excluded);
        const MetricResult result = evaluate(QString::fromLatin1(QTest::currentDataTag()));
        const double scale = result.unit == MetricUnit::Duration ? kHourMs
            : result.unit == MetricUnit::Share                   ? 0.01
                                                                 : 1;
        const MetricSeries &series = result.series.at(0);
        QCOMPARE(valuesOf(series, scale), weeks);
        QCOMPARE(series.total.value / scale, total);
        QCOMPARE(series.total.n, n);
        QCOMPARE(excludedOf(result), excluded);
        QVERIFY(!result.definition.isEmpty() && !result.title.isEmpty());
    }

    // No definition without a worked example.
    void everyDefinitionWasEvaluated()
    {
        const QJsonDocument file = QJsonDocument::fromJson(metricResource(u":/leadline/metrics/planning.json"_s));
        QStringList missing;
        for (const QJsonValue metric : file["metrics"_L1].toArray()) {
            if (!m_evaluated.contains(metric["id"_L1].toString()))
                missing += metric["id"_L1].toString();
            for (const char *key : {"description", "definition", "source", "group", "better"})
                QVERIFY2(!metric[QLatin1StringView(key)].toString().isEmpty(), key);
        }
        QCOMPARE(missing, QStringList());
        QVERIFY(m_evaluated.size() > 60);
    }

    // What is shown stacked adds up, whatever is chosen.
    void partsAddUp()
    {
        const auto sum = [this](const QStringList &metrics) {
            double value = 0;
            for (const QString &metric : metrics)
                value += evaluate(metric).series.at(0).total.value;
            return value;
        };
        QCOMPARE(sum({u"flow_active"_s, u"flow_waiting"_s, u"flow_blocked"_s}), sum({u"flow_total"_s}));
        QCOMPARE(sum({u"issue_stage_backlog"_s, u"issue_stage_pickup"_s, u"issue_stage_resolution"_s}),
            sum({u"issue_stage_total"_s}));
        QCOMPARE(
            sum({u"investment_features"_s, u"investment_bugs"_s, u"investment_upkeep"_s, u"investment_other"_s}), 1.0);
        QCOMPARE(sum({u"sprint_items_kept"_s, u"sprint_items_missed"_s, u"sprint_items_removed"_s}),
            sum({u"sprint_items_planned"_s}));
    }

    void explained()
    {
        MetricFixture fixture;
        fixture.facts.add(u"issue"_s,
            {{u"id"_s, 1}, {u"type"_s, u"task"_s}, {u"created_at"_s, u"2026-03-02T08:00:00Z"_s},
                {u"started_at"_s, u"2026-03-03T09:02:00Z"_s}, {u"resolved_at"_s, u"2026-03-06T08:00:00Z"_s},
                {u"doing"_s, 172'680'000}, {u"blocked"_s, 4 * 3600},
                {u"doing_spells"_s,
                    QJsonArray{QJsonArray{u"2026-03-03T09:02:00Z"_s, u"2026-03-05T08:00:00Z"_s},
                        QJsonArray{u"2026-03-06T07:00:00Z"_s, u"2026-03-06T08:00:00Z"_s}}}});
        const MetricQuery query{.metric = u"issue_in_progress_time"_s,
            .range = fixture.days("2026-03-02", "2026-03-08"),
            .grain = Grain::Week};
        MetricEngine engine = fixture.engine();
        auto rows = engine.rows(query, {}, {}, 10);
        QVERIFY(rows);
        rows = explainRows(std::move(*rows), query, *fixture.catalog(), fixture.facts, QTimeZone("Europe/Berlin"));
        QVERIFY(rows);
        QCOMPARE(rows->rows.at(0).explanation,
            u"created 2 March 09:00, in work 3 March 10:02 – 5 March 09:00; 6 March 08:00 – 6 March 09:00, "
            u"blocked 4.0 h, resolved 6 March 09:00, 2.0 d"_s);
    }
};

QTEST_APPLESS_MAIN(TestPlanning)
#include "tst_planning.moc"
