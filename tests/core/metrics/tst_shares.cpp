#include "core/metrics/shares.h"
#include "core/metrics/variation.h"
#include "metricfixture.h"

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// One metric of a fact, the rest as given.
QByteArray metric(const QByteArray &rest)
{
    return R"({"set": "Ours", "metrics": [{"id": "m", "title": "M", "definition": "D", "unit": "share", )" + rest
        + "}]}";
}

QString problemOf(const QByteArray &rest)
{
    const auto catalog = MetricCatalog::fromTexts({{u"my.json"_s, metric(rest)}}, MemoryFacts::dataModel());
    return catalog->problems().empty() ? QString() : catalog->problems().front().message;
}

// The contributions of the worked example of CHAOSS, Contributor Absence Factor.
const std::vector<double> kWorked = {1000, 433, 343, 332, 202, 90, 42, 33};

} // namespace

// Aggregates over what each name has, figures about few people, and how steady periods are.
class TestShares final : public QObject {
    Q_OBJECT

private:
    int m_id = 0;

    QJsonObject commit(const char *at, const QString &author, int additions = 1)
    {
        return {{u"id"_s, ++m_id}, {u"author"_s, author}, {u"committed_at"_s, QLatin1StringView(at)},
            {u"additions"_s, additions}, {u"service"_s, u"Payments"_s}};
    }

    static MetricResult evaluate(MetricFixture &fixture, const QByteArray &rest, Grain grain = Grain::Week)
    {
        fixture.texts = {{u"my.json"_s, metric(R"("fact": "commit", "time": "committed_at", )" + rest)}};
        return fixture.evaluate({.metric = u"m"_s, .range = fixture.days("2026-03-02", "2026-03-15"), .grain = grain});
    }

private Q_SLOTS:
    void absenceFactorOfTheWorkedExample()
    {
        QCOMPARE(shareFigure(Aggregate::AbsenceFactor, kWorked), 2.0);
        QCOMPARE(shareFigure(Aggregate::AbsenceFactor, {1, 1}), 1.0); // half is enough
        QCOMPARE(shareFigure(Aggregate::AbsenceFactor, {1, 1, 1}), 2.0);
        QVERIFY(qIsNaN(shareFigure(Aggregate::AbsenceFactor, {})));
        QVERIFY(qIsNaN(shareFigure(Aggregate::AbsenceFactor, {0, 0})));
    }

    void giniByHand()
    {
        QCOMPARE(shareFigure(Aggregate::Gini, {5, 5, 5}), 0.0);
        QCOMPARE(shareFigure(Aggregate::Gini, {0, 0, 0, 8}), 0.75); // 1 − 1/n: one has all
        // |1−3| + |3−1| = 4; 2 · 4 · mean 2 = 16.
        QCOMPARE(shareFigure(Aggregate::Gini, {3, 1}), 0.25);
        // All pairs of 1, 2, 3, 4: 2 · (3·1 + 2·2 + 1·3) = 20; 2 · 16 · 2.5 = 80.
        QCOMPARE(shareFigure(Aggregate::Gini, {4, 1, 3, 2}), 0.25);
    }

    void concentrationByHand()
    {
        QCOMPARE(shareFigure(Aggregate::Hhi, {1, 1, 1, 1}), 0.25);
        QCOMPARE(shareFigure(Aggregate::Hhi, {6, 2, 2}), 0.44); // 0.36 + 0.04 + 0.04
        QCOMPARE(shareFigure(Aggregate::TopShare, {6, 2, 2}), 0.6);
        QCOMPARE(shareFigure(Aggregate::TopShare, kWorked), 1000 / 2475.0);
    }

    void namesAreCountedOrTheirValuesSummed()
    {
        MetricFixture fixture;
        for (int i = 0; i < 3; ++i)
            fixture.facts.add(u"commit"_s, commit("2026-03-03T12:00:00Z", u"ann"_s, 1));
        fixture.facts.add(u"commit"_s, commit("2026-03-04T12:00:00Z", u"ben"_s, 7));
        fixture.facts.add(u"commit"_s, commit("2026-03-10T12:00:00Z", u"cem"_s, 2));
        fixture.facts.add(u"commit"_s, commit("2026-03-10T12:00:00Z", u""_s, 9));
        MetricResult result = evaluate(fixture, R"("aggregate": "top_share", "of": "author")");
        QCOMPARE(valuesOf(result.series.at(0)), u"0.75 1"_s);
        QCOMPARE(result.series.at(0).total.value, 0.6); // 3 of 5
        QCOMPARE(result.series.at(0).total.n, 5);
        QCOMPARE(excludedOf(result), u"1 without author"_s);
        result = evaluate(fixture, R"("aggregate": "top_share", "of": "author", "value": "additions")");
        QCOMPARE(valuesOf(result.series.at(0)), u"0.7 1"_s);
        result = evaluate(fixture, R"("aggregate": "absence_factor", "of": "author", "value": "additions")");
        QCOMPARE(valuesOf(result.series.at(0)), u"1 1"_s);
        QCOMPARE(result.series.at(0).total.value, 1.0); // 7 of 12
    }

    void figuresOfFewPeopleAreGaps()
    {
        MetricFixture fixture;
        for (const QString &author : {u"ann"_s, u"ben"_s, u"cem"_s, u"dee"_s})
            fixture.facts.add(u"commit"_s, commit("2026-03-03T12:00:00Z", author));
        fixture.facts.add(u"commit"_s, commit("2026-03-10T12:00:00Z", u"eva"_s));
        MetricResult result = evaluate(fixture, R"("aggregate": "gini", "of": "author", "at_least": 4)");
        QCOMPARE(valuesOf(result.series.at(0)), u"0 -"_s);
        QCOMPARE(result.series.at(0).points.at(1).n, 1);
        QCOMPARE(result.series.at(0).total.value, 0.0);
        QCOMPARE(result.notes, QStringList{u"No figure is shown where fewer than 4 of 'author' took part."_s});
        // Any aggregate can be kept from telling of single people; what nobody did is known to be 0.
        fixture.now = Instant::fromIso(u"2026-03-18T12:00:00Z");
        result = evaluate(fixture, R"("aggregate": "count", "of": "author", "at_least": 5)", Grain::Day);
        QCOMPARE(valuesOf(result.series.at(0)), u"- - 0 0 0 0 0 0 - 0 0 0 0 0"_s);
        QCOMPARE(result.series.at(0).total.value, 5.0);
    }

    void variationLooksBackOverCompletePeriods()
    {
        MetricFixture fixture; // it is Wednesday, 18 March
        const std::vector<std::pair<const char *, int>> weeks = {{"2026-02-09T12:00:00Z", 2},
            {"2026-02-16T12:00:00Z", 4}, {"2026-03-02T12:00:00Z", 6}, {"2026-03-09T12:00:00Z", 2},
            {"2026-03-16T12:00:00Z", 9}};
        for (const auto &[at, rows] : weeks) {
            for (int i = 0; i < rows; ++i)
                fixture.facts.add(u"commit"_s, commit(at, u"ann"_s, 10));
        }
        const QByteArray rest = R"("aggregate": "variation", "period": "week", "last": 4)";
        fixture.texts = {{u"my.json"_s, metric(R"("fact": "commit", "time": "committed_at", )" + rest)}};
        MetricQuery query{.metric = u"m"_s, .range = fixture.days("2026-02-23", "2026-03-29"), .grain = Grain::Week};
        const MetricResult result = fixture.evaluate(query);
        // Weeks from 9 February: 2 4 0 6 2, and 9 in the one that is running. Of 2 4 0 6 the mean is 3, the squares
        // 1 + 1 + 9 + 9 = 20; of 4 0 6 2 likewise.
        const double expected = std::sqrt(20 / 3.0) / 3;
        QCOMPARE(valuesOf(result.series.at(0)), u"- %1 %1 %1 -"_s.arg(expected));
        QCOMPARE(result.series.at(0).points.at(1).n, 12);
        QVERIFY(result.series.at(0).points.at(3).partial); // the last complete weeks are still those before
        QCOMPARE(result.series.at(0).total.value, expected);
        // The rows behind a point are those of the weeks it looks at.
        const auto rows = fixture.engine().rows(query, {}, result.series.at(0).points.at(1).range, -1);
        QCOMPARE(rows->total, 12);
        // Sums of a value vary in the same way as counts of rows that all have it alike.
        fixture.texts = {
            {u"my.json"_s, metric(R"("fact": "commit", "time": "committed_at", "value": "additions", )" + rest)}};
        QCOMPARE(fixture.evaluate(query).series.at(0).total.value, expected);
        // Periods are never finer than the metric's own.
        query.grain = Grain::Day;
        QCOMPARE(fixture.evaluate(query).query.grain, Grain::Week);
    }

    void steadyPeriodsDoNotVary()
    {
        QCOMPARE(coefficientOfVariation(std::vector<double>{3, 3, 3}), 0.0);
        QCOMPARE(coefficientOfVariation(std::vector<double>{1, 3}), std::sqrt(2.0) / 2);
        QVERIFY(qIsNaN(coefficientOfVariation(std::vector<double>{0, 0})));
        QVERIFY(qIsNaN(coefficientOfVariation(std::vector<double>{4})));
    }

    void definitionsAreChecked()
    {
        const QByteArray fact = R"("fact": "commit", "time": "committed_at", )";
        QCOMPARE(problemOf(fact + R"("aggregate": "gini", "of": "author", "at_least": 5)"), QString());
        QVERIFY(problemOf(fact + R"("aggregate": "gini")").contains(u"'of' is missing"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "gini", "of": "autor")").contains(u"Did you mean 'author'?"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "gini", "of": "additions")").contains(u"has no names"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "gini", "of": "author", "at_least": 1)").contains(u"from 2"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "count", "at_least": 5)").contains(u"needs 'of'"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "count", "of": "author")").contains(u"'of' goes with"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "variation", "period": "week")").contains(u"from 2 to 100"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "variation", "last": 5)").contains(u"'period' is missing"_s));
        QVERIFY(problemOf(fact + R"("aggregate": "count", "last": 5)").contains(u"from 2 to 100"_s));
        QVERIFY(
            problemOf(fact + R"("aggregate": "variation", "period": "week", "last": 5, "of": "author", "at_least": 5)")
                .contains(u"does not go with"_s));
    }
};

QTEST_APPLESS_MAIN(TestShares)
#include "tst_shares.moc"
