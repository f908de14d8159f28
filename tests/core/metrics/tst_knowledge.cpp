#include "workedexamples.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Who knows the code and who answers, each metric worked out by hand.
class TestKnowledge final : public QObject {
    Q_OBJECT

private:
    static constexpr double kDayMs = 24 * kHourMs;
    int m_id = 0;

    void commits(
        MetricFixture &fixture, const QString &author, int count, qint64 lines = -1, const QString &actor = u"human"_s)
    {
        for (int i = 0; i < count; ++i) {
            QJsonObject row = {{u"id"_s, ++m_id}, {u"author"_s, author}, {u"author_class"_s, actor},
                {u"committed_at"_s, u"2026-03-05T10:00:00Z"_s}, {u"on_default_branch"_s, 1}, {u"merge"_s, 0}};
            if (lines >= 0)
                row[u"size"_s] = lines;
            fixture.facts.add(u"commit"_s, row);
        }
    }
    void reviews(MetricFixture &fixture, const QString &reviewer, int count, const QString &actor = u"human"_s)
    {
        for (int i = 0; i < count; ++i)
            fixture.facts.add(u"review"_s,
                {{u"id"_s, ++m_id}, {u"reviewer"_s, reviewer}, {u"reviewer_class"_s, actor},
                    {u"at"_s, u"2026-03-05T10:00:00Z"_s}, {u"own"_s, 0}});
    }
    void change(MetricFixture &fixture, double pickupHours, const QJsonObject &more = {})
    {
        QJsonObject row = {{u"id"_s, ++m_id}, {u"author_class"_s, u"human"_s}, {u"draft"_s, 0}, {u"reviews"_s, 1},
            {u"ready_at"_s, u"2026-03-05T10:00:00Z"_s}};
        if (pickupHours >= 0)
            row[u"pickup"_s] = pickupHours * kHourMs;
        for (auto it = more.begin(); it != more.end(); ++it)
            row[it.key()] = it.value();
        fixture.facts.add(u"change"_s, row);
    }
    struct EndOfMarch : MetricFixture {
        EndOfMarch() { now = Instant::fromIso(u"2026-03-31T12:00:00Z"); }
    };

private Q_SLOTS:
    // The example of the CHAOSS project: two of eight contributors made half of all.
    void absenceFactorAsPublished()
    {
        EndOfMarch fixture;
        int author = 0;
        for (const int count : {1000, 433, 343, 332, 202, 90, 42, 33})
            commits(fixture, u"author %1"_s.arg(++author), count);
        const MetricResult result = fixture.evaluate(
            {.metric = u"absence_factor"_s, .range = fixture.days("2026-03-01", "2026-03-31"), .grain = Grain::All});
        QCOMPARE(result.series.front().total.value, 2.0);
        QCOMPARE(result.series.front().total.n, 2475);
    }

    void everyMetricOfTheFile()
    {
        EndOfMarch fixture;
        commits(fixture, u"ann"_s, 4, 100);
        commits(fixture, u"ben"_s, 3, 100);
        commits(fixture, u"cem"_s, 2, 150);
        commits(fixture, u"dee"_s, 1);
        commits(fixture, u"robot"_s, 50, 1000, u"bot"_s);
        for (const auto &[reviewer, count] : std::initializer_list<std::pair<QString, int>>{
                 {u"ann"_s, 1}, {u"ben"_s, 2}, {u"cem"_s, 3}, {u"dee"_s, 4}, {u"eva"_s, 10}})
            reviews(fixture, reviewer, count);
        reviews(fixture, u"robot"_s, 30, u"bot"_s);
        change(fixture, 2);
        change(fixture, 24);
        change(fixture, 25);
        change(fixture, -1); // waits, or was merged without an answer
        change(fixture, 1, {{u"author_class"_s, u"bot"_s}});
        change(fixture, -1, {{u"draft"_s, 1}});
        change(fixture, -1, {{u"reviews"_s, QJsonValue()}}); // of a Git folder
        checkExamples(fixture, u"knowledge.json"_s,
            {
                {u"absence_factor"_s, 2, u"50 bots"_s}, // 4 + 3 of 10
                {u"top_author_share"_s, 0.4, u"1 size unknown, 50 bots"_s}, // 400 of 1,000 lines
                {u"knowledge_concentration"_s, 0.16 + 0.09 + 0.09, u"1 size unknown, 50 bots"_s},
                // Σ|xi − xj| = 2 × (1 + 2 + 3 + 9 + 1 + 2 + 8 + 1 + 7 + 6) = 80; 80 ÷ (2 × 25 × 4)
                {u"review_balance"_s, 0.4, u"30 bots"_s},
                {u"first_response_in_time"_s, 0.5, u"1 bots, 1 drafts, 1 reviews not known"_s},
            });
    }

    // Equal shares are no imbalance, and of four people nothing is said.
    void reviewBalance()
    {
        EndOfMarch even;
        for (const QString &who : {u"ann"_s, u"ben"_s, u"cem"_s, u"dee"_s, u"eva"_s})
            reviews(even, who, 3);
        const MetricQuery query{
            .metric = u"review_balance"_s, .range = even.days("2026-03-01", "2026-03-31"), .grain = Grain::All};
        QCOMPARE(even.evaluate(query).series.front().total.value, 0.0);
        EndOfMarch few;
        for (const QString &who : {u"ann"_s, u"ben"_s, u"cem"_s, u"dee"_s})
            reviews(few, who, 3);
        QVERIFY(few.evaluate(query).series.front().total.isGap());
    }
};

QTEST_GUILESS_MAIN(TestKnowledge)
#include "tst_knowledge.moc"
