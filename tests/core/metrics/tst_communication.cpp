#include "workedexamples.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Messages of a March, each metric worked out by hand from the table below.
class TestCommunication final : public QObject {
    Q_OBJECT

private:
    static constexpr double kMinuteMs = 60'000;
    MetricFixture m_fixture;
    int m_id = 0;

    // minutes < 0: nobody else has replied.
    void question(const QString &author, const QString &channel, const char *at, double minutes, qint64 reactions = 0,
        int outside = 0)
    {
        const Instant written = Instant::fromIso(QString::fromLatin1(at));
        QJsonObject row = {{u"id"_s, ++m_id}, {u"author"_s, author}, {u"author_class"_s, u"human"_s},
            {u"channel"_s, channel}, {u"at"_s, written.toIso()}, {u"reply"_s, 0}, {u"reactions"_s, reactions},
            {u"outside_hours"_s, outside}, {u"unanswered"_s, minutes < 0 && reactions == 0 ? 1 : 0}};
        if (minutes >= 0) {
            row[u"response"_s] = minutes * kMinuteMs;
            row[u"answered_at"_s] = Instant{written.ms() + static_cast<qint64>(minutes * kMinuteMs)}.toIso();
        }
        m_fixture.facts.add(u"message"_s, row);
    }
    void reply(const QString &author, const QString &channel, const char *at, const QString &actor = u"human"_s)
    {
        QJsonObject row = {{u"id"_s, ++m_id}, {u"author"_s, author}, {u"author_class"_s, actor},
            {u"channel"_s, channel}, {u"at"_s, QLatin1StringView(at)}, {u"reply"_s, 1}};
        if (actor == "human"_L1)
            row[u"outside_hours"_s] = 0;
        m_fixture.facts.add(u"message"_s, row);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.now = Instant::fromIso(u"2026-03-31T12:00:00Z");
        question(u"ann"_s, u"help"_s, "2026-03-02T09:00:00Z", 10);
        reply(u"ben"_s, u"help"_s, "2026-03-02T09:10:00Z");
        question(u"ben"_s, u"help"_s, "2026-03-03T09:00:00Z", 30);
        reply(u"ann"_s, u"help"_s, "2026-03-03T09:30:00Z");
        question(u"cem"_s, u"help"_s, "2026-03-04T09:00:00Z", 50);
        reply(u"dee"_s, u"help"_s, "2026-03-04T09:50:00Z");
        question(u"dee"_s, u"team"_s, "2026-03-05T09:00:00Z", 240);
        reply(u"eva"_s, u"team"_s, "2026-03-05T13:00:00Z");
        question(u"eva"_s, u"team"_s, "2026-03-06T21:00:00Z", -1, 0, 1); // in the evening, and nobody reacts
        question(u"eva"_s, u"team"_s, "2026-03-09T09:00:00Z", 40);
        reply(u"cem"_s, u"team"_s, "2026-03-09T09:40:00Z");
        question(u"ann"_s, u"news"_s, "2026-03-07T12:00:00Z", -1, 3, 1); // on a Saturday, and liked
        reply(u"robot"_s, u"help"_s, "2026-03-08T09:00:00Z", u"bot"_s);
        question(u"ann"_s, u"help"_s, "2026-02-27T09:00:00Z", 5); // before
    }

    void everyMetricOfTheFile()
    {
        checkExamples(m_fixture, u"communication.json"_s,
            {
                {u"messages"_s, 12, u"1 bots"_s},
                {u"message_authors"_s, 5, u"1 bots"_s},
                {u"channels_in_use"_s, 3, u"1 bots"_s},
                {u"message_response_time"_s, 40 * kMinuteMs, u"2 no reply"_s}, // of 10, 30, 40, 50 and 240 minutes
                {u"unanswered_messages"_s, 1.0 / 7, {}},
                {u"messages_outside_hours"_s, 2.0 / 12, u"1 bots"_s},
                {u"channel_concentration"_s, (36.0 + 25 + 1) / 144, u"1 bots"_s}, // 6, 5 and 1 of 12
                {u"busiest_channel"_s, 0.5, u"1 bots"_s},
            });
    }

    // What is said of people is said of five or more, or not at all.
    void nothingOfFewPeople()
    {
        for (const QString &metric :
            {u"message_response_time"_s, u"unanswered_messages"_s, u"messages_outside_hours"_s}) {
            const MetricResult result = m_fixture.evaluate({.metric = metric,
                .range = m_fixture.days("2026-03-01", "2026-03-31"),
                .grain = Grain::All,
                .by = {u"channel"_s}});
            QVERIFY(!result.series.empty());
            for (const MetricSeries &series : result.series)
                QVERIFY2(series.total.isGap(), qPrintable(metric));
            const MetricResult byAuthor = m_fixture.evaluate({.metric = metric,
                .range = m_fixture.days("2026-03-01", "2026-03-31"),
                .grain = Grain::All,
                .by = {u"author"_s}});
            for (const MetricSeries &series : byAuthor.series)
                QVERIFY2(series.total.isGap(), qPrintable(metric));
        }
    }
};

QTEST_GUILESS_MAIN(TestCommunication)
#include "tst_communication.moc"
