#include "core/metrics/filtertext.h"
#include "core/metrics/targets.h"
#include "core/metrics/valueformat.h"
#include "metricfixture.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Targets as data, which series has which, and comparisons with them and with other teams.
class TestTargets final : public QObject {
    Q_OBJECT

private:
    MetricFixture m_fixture;
    std::vector<MetricTarget> m_targets;

    void merged(int id, const char *team, double hours)
    {
        m_fixture.facts.add(u"change"_s,
            {{u"id"_s, id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s},
                {u"team"_s, QLatin1StringView(team)}, {u"service"_s, u"Payments"_s}, {u"author"_s, u"ann"_s},
                {u"merged_at"_s, u"2026-03-04T12:00:00Z"_s}, {u"cycle"_s, hours * kHourMs}});
    }

    MetricResult ask(const QStringList &by, const QString &where = {}, CompareWith compare = CompareWith::Target,
        const QString &metric = u"pr_cycle_time"_s)
    {
        MetricQuery query{.metric = metric,
            .range = m_fixture.days("2026-03-02", "2026-03-08"),
            .grain = Grain::All,
            .by = by,
            .compare = compare};
        if (!where.isEmpty())
            query.where = {*filterFromText(where)};
        MetricResult result = m_fixture.evaluate(query);
        applyTargets(result, m_targets, m_fixture.calendar.zone);
        return result;
    }

    // "Heron 8 missed, Otter 12 met": target in hours, of each series.
    static QString targetsOf(const MetricResult &result)
    {
        QStringList list;
        for (const MetricSeries &series : result.series) {
            const double value = series.target.value / kHourMs;
            const QString state = series.target.state == SeriesTarget::State::Met ? u"met"_s
                : series.target.state == SeriesTarget::State::Missed              ? u"missed"_s
                                                                                  : u"-"_s;
            list.append(
                (series.key + QStringList{qIsNaN(value) ? u"none"_s : QString::number(value), state}).join(u' '));
        }
        list.sort();
        return list.join(u", "_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        merged(1, "Otter", 10);
        merged(2, "Heron", 10);
        const auto target = [](const char *team, double hours, QDate from) {
            return MetricTarget{
                .metric = u"pr_cycle_time"_s, .team = QLatin1StringView(team), .value = hours * kHourMs, .from = from};
        };
        m_targets = {target("", 9, {2026, 1, 1}), target("Otter", 20, {2026, 1, 1}), target("Otter", 12, {2026, 3, 1}),
            target("Otter", 1, {2026, 4, 1})};
        m_targets.push_back({.metric = u"changes_merged"_s, .value = 5, .atLeast = true, .from = {2026, 1, 1}});
    }

    void aSeriesHasTheTargetOfItsTeam()
    {
        QCOMPARE(targetsOf(ask({u"team"_s})), u"Heron 9 missed, Otter 12 met"_s);
        QCOMPARE(targetsOf(ask({}, u"team=Otter"_s)), u"12 met"_s);
        QCOMPARE(targetsOf(ask({})), u"9 missed"_s);
        QCOMPARE(targetsOf(ask({u"team"_s, u"service"_s})), u"Heron Payments 9 missed, Otter Payments 12 met"_s);
    }

    void noTargetIsMeantForOtherFigures()
    {
        QCOMPARE(targetsOf(ask({u"author"_s})), u"ann none -"_s);
        QCOMPARE(targetsOf(ask({}, u"team=Otter|Heron"_s)), u"none -"_s);
        QCOMPARE(targetsOf(ask({}, u"team!=Otter"_s)), u"none -"_s);
        QCOMPARE(targetsOf(ask({}, u"author=ann"_s)), u"none -"_s);
    }

    void countsOfTheWorkspaceAreNotThoseOfATeam()
    {
        MetricResult result = ask({}, {}, CompareWith::Target, u"changes_merged"_s);
        QCOMPARE(result.series.at(0).target.value, 5.0);
        QCOMPARE(result.series.at(0).target.state, SeriesTarget::State::Missed);
        result = ask({u"team"_s}, {}, CompareWith::Target, u"changes_merged"_s);
        for (const MetricSeries &series : result.series)
            QVERIFY(qIsNaN(series.target.value));
    }

    void comparedWithTheTarget()
    {
        const MetricResult result = ask({}, u"team=Otter"_s);
        const MetricSeries &series = result.series.at(0);
        QCOMPARE(series.previous.value, 12 * kHourMs);
        QCOMPARE(describeDelta(series.total.value, series.previous.value, result.unit, result.better,
                     comparedWords(result.query, m_fixture.calendar.zone))
                     .text,
            u"17 % shorter than the target"_s);
        QVERIFY(ask({}, u"author=ann"_s).series.at(0).previous.isGap());
    }

    void gapsNeitherMeetNorMiss()
    {
        const MetricResult result = ask({}, u"team=Lynx"_s);
        QCOMPARE(result.series.at(0).target.value, 9 * kHourMs);
        QCOMPARE(result.series.at(0).target.state, SeriesTarget::State::None);
    }

    void comparedWithAnotherTeam()
    {
        MetricFixture fixture;
        const auto add = [&](int id, const char *team, const char *service, double hours) {
            fixture.facts.add(u"change"_s,
                {{u"id"_s, id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s},
                    {u"team"_s, QLatin1StringView(team)}, {u"service"_s, QLatin1StringView(service)},
                    {u"merged_at"_s, u"2026-03-04T12:00:00Z"_s}, {u"cycle"_s, hours * kHourMs}});
        };
        add(1, "Otter", "Payments", 10);
        add(2, "Heron", "Payments", 20);
        add(3, "Heron", "Search", 40);
        MetricQuery query{.metric = u"pr_cycle_time"_s,
            .range = fixture.days("2026-03-02", "2026-03-08"),
            .grain = Grain::All,
            .where = {*filterFromText(u"team=Otter"_s), *filterFromText(u"service=Payments"_s)},
            .compare = CompareWith::Others,
            .others = {*filterFromText(u"team=Heron"_s)}};
        MetricResult result = fixture.evaluate(query);
        QCOMPARE(result.series.at(0).total.value, 10 * kHourMs);
        QCOMPARE(result.series.at(0).previous.value, 20 * kHourMs); // the service stays
        QCOMPARE(comparedWords(query, fixture.calendar.zone), u"Heron"_s);
        query.where.clear();
        query.by = {u"service"_s};
        result = fixture.evaluate(query);
        for (const MetricSeries &series : result.series)
            QCOMPARE(series.previous.value, (series.key.front() == "Search"_L1 ? 40 : 20) * kHourMs);
    }

    void kept()
    {
        const std::vector<MetricTarget> read = targetsFromJson(targetsToJson(m_targets));
        QCOMPARE(read.size(), m_targets.size());
        QVERIFY(read == m_targets);
        QVERIFY(targetsFromJson(QJsonArray{1, QJsonObject{{u"metric"_s, u"a"_s}}}).empty());
        MetricTarget again = m_targets.front();
        again.value = 1;
        QCOMPARE(withTarget(m_targets, again).size(), m_targets.size());
        again.from = {2026, 2, 2};
        QCOMPARE(withTarget(m_targets, again).size(), m_targets.size() + 1);
    }

    void valuesAsPeopleTypeThem()
    {
        QCOMPARE(*valueFromText(u"4 h"_s, MetricUnit::Duration), 4 * kHourMs);
        QCOMPARE(*valueFromText(u"1.5d"_s, MetricUnit::Duration), 36 * kHourMs);
        QCOMPARE(*valueFromText(u"1,5 d"_s, MetricUnit::Duration), 36 * kHourMs);
        QCOMPARE(*valueFromText(u"30 min"_s, MetricUnit::WorkingTime), kHourMs / 2);
        QCOMPARE(*valueFromText(u"15 %"_s, MetricUnit::Share), 0.15);
        QCOMPARE(*valueFromText(u"0.15"_s, MetricUnit::Share), 0.15);
        QCOMPARE(*valueFromText(u"3"_s, MetricUnit::PerWeek), 3.0);
        QVERIFY(valueFromText(u"4"_s, MetricUnit::Duration).error().text.contains(u"such as 4 h"_s));
        QVERIFY(!valueFromText(u"15 %"_s, MetricUnit::Count));
        QVERIFY(!valueFromText(u"soon"_s, MetricUnit::Duration));
    }
};

QTEST_APPLESS_MAIN(TestTargets)
#include "tst_targets.moc"
