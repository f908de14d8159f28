#include "core/metrics/completeness.h"
#include "core/metrics/filtertext.h"
#include "metricfixture.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Where a figure comes from, and what is missing behind it.
class TestProvenance final : public QObject {
    Q_OBJECT

private:
    static void fill(MetricFixture &fixture)
    {
        fixture.facts.add(u"change"_s,
            {{u"id"_s, 1}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s}, {u"source"_s, u"github"_s},
                {u"merged_at"_s, u"2026-03-03T12:00:00Z"_s}, {u"cycle"_s, 5 * kHourMs}});
        fixture.facts.add(u"change"_s,
            {{u"id"_s, 2}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"bot"_s}, {u"source"_s, u"github"_s},
                {u"merged_at"_s, u"2026-03-04T12:00:00Z"_s}, {u"cycle"_s, 1 * kHourMs}});
    }

    static MetricResult ask(MetricFixture &fixture, const char *first = "2026-03-03")
    {
        return fixture.evaluate({.metric = u"pr_cycle_time"_s,
            .range = fixture.days(first, "2026-03-08"),
            .grain = Grain::All,
            .where = {*filterFromText(u"source=github"_s)}});
    }

    static Freshness github(bool complete, const QString &note = {}, std::vector<FactGap> gaps = {})
    {
        return {.source = u"github"_s,
            .lastSuccess = Instant::fromIso(u"2026-03-18T08:00:00Z"),
            .complete = complete,
            .note = note,
            .gaps = std::move(gaps)};
    }

private Q_SLOTS:
    void everyResultSaysWhereItComesFrom()
    {
        MetricFixture fixture;
        fill(fixture);
        fixture.facts.setFreshness({github(true)});
        const MetricResult result = ask(fixture);
        QCOMPARE(result.definitionId, u"pr_cycle_time"_s);
        QCOMPARE(result.definitionSet, u"Leadline 1"_s);
        QVERIFY(result.definitionVersion >= 1);
        QVERIFY(!result.definition.isEmpty());
        QCOMPARE(filterText(result.query.where.front()), u"source=github"_s);
        QCOMPARE(result.series.at(0).total.n, 1);
        QCOMPARE(excludedOf(result), u"1 bots"_s);
        QCOMPARE(result.freshness.size(), 1U);
        QVERIFY2(result.warnings.isEmpty(), qPrintable(result.warnings.join(u' ')));
    }

    void whatIsMissingIsSaid()
    {
        MetricFixture fixture;
        fill(fixture);
        fixture.facts.setFreshness({github(false, u"GitHub refused the token."_s,
            {{.fact = u"change"_s, .missing = 12, .quarantined = 1}, {.fact = u"build"_s, .missing = 99}})});
        QCOMPARE(ask(fixture).warnings,
            (QStringList{u"The last sync of github did not read everything: GitHub refused the token."_s,
                u"By the count of github there is more than is here of the pull requests: 12."_s,
                u"Of the pull requests of github some could not be understood and are set aside: 1."_s}));
        Freshness never = github(false);
        never.lastSuccess = {};
        fixture.facts.setFreshness({never});
        QCOMPARE(ask(fixture).warnings, QStringList{u"github has not been read to the end yet."_s});
    }

    void timeBeforeTheFirstRecordIsSaid()
    {
        MetricFixture fixture;
        fill(fixture);
        QCOMPARE(ask(fixture, "2026-02-01").warnings,
            QStringList{u"The records begin on 3 March 2026; nothing before is here."_s});
    }

    void sourcesThatOnlyLackAreNamed()
    {
        MetricFixture fixture;
        fill(fixture);
        Freshness gitlab = github(true, {}, {{.fact = u"change"_s, .missing = 3}});
        gitlab.source = u"gitlab"_s;
        Freshness jenkins = github(false);
        jenkins.source = u"jenkins"_s; // has nothing to do with changes
        fixture.facts.setFreshness({github(true), gitlab, jenkins});
        const MetricResult result = ask(fixture);
        QCOMPARE(result.freshness.size(), 2U);
        QCOMPARE(result.warnings,
            QStringList{u"By the count of gitlab there is more than is here of the pull requests: 3."_s});
    }

    void rowsNameTheValuesUsed()
    {
        MetricFixture fixture;
        fill(fixture);
        const MetricResult result = ask(fixture);
        const auto rows = fixture.engine().rows(result.query, {}, {}, -1);
        const auto explained =
            explainRows(*rows, result.query, *fixture.catalog(), fixture.facts, fixture.calendar.zone);
        QVERIFY(explained);
        QVERIFY2(explained->rows.front().explanation.contains(u"merged 3 March 13:00"_s)
                && explained->rows.front().explanation.endsWith(u", 5.0 h"_s),
            qPrintable(explained->rows.front().explanation));
    }

    // Every duration says between which moments it lies, every count what happened when.
    void everyBuiltInMetricExplainsItsRows()
    {
        const auto catalog = MetricFixture().catalog();
        for (const MetricDefinition &definition : catalog->definitions()) {
            if (!definition.isFormula() && !definition.isSql()) // of a SELECT its own rows are shown
                QVERIFY2(!definition.explain.isEmpty(), qPrintable(definition.id));
        }
    }
};

QTEST_APPLESS_MAIN(TestProvenance)
#include "tst_provenance.moc"
