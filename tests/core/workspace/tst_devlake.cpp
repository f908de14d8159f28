#include "core/store/sqlstore.h"
#include "core/store/storewriter.h"
#include "tests/core/metrics/metricfixture.h"

#include <QTemporaryDir>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

constexpr double kHours = 3'600'000;

} // namespace

// The set "DevLake 2023" by hand over 2 to 29 March 2026 in UTC, beside our own definitions where they differ.
class TestDevLake final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::shared_ptr<SqlSource> m_sql;
    MetricFixture m_fixture;
    MemoryFacts m_none;
    MemoryFacts *m_facts = &m_fixture.facts;
    int m_id = 0;

    void deployment(
        const char *finished, const char *service, const char *environment = "production", bool succeeded = true)
    {
        m_fixture.facts.add(u"deployment"_s,
            {{u"id"_s, ++m_id}, {u"finished_at"_s, QLatin1StringView(finished)},
                {u"service"_s, QLatin1StringView(service)}, {u"environment_class"_s, QLatin1StringView(environment)},
                {u"succeeded"_s, succeeded ? 1 : 0}, {u"failed"_s, 0}});
    }
    void incident(const char *opened, const char *resolved, const char *service)
    {
        const Instant from = Instant::fromIso(QString::fromLatin1(opened));
        const Instant to = Instant::fromIso(QString::fromLatin1(resolved));
        m_fixture.facts.add(u"incident"_s,
            {{u"id"_s, ++m_id}, {u"opened_at"_s, from.toIso()}, {u"resolved_at"_s, to.toIso()},
                {u"service"_s, QLatin1StringView(service)}, {u"resolution"_s, to.ms() - from.ms()}});
    }
    void change(int leadHours, const char *author)
    {
        m_fixture.facts.add(u"change"_s,
            {{u"id"_s, ++m_id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, QLatin1StringView(author)},
                {u"merged_at"_s, u"2026-03-05T10:00:00Z"_s}, {u"deployed_at"_s, u"2026-03-06T10:00:00Z"_s},
                {u"lead"_s, leadHours * kHours}});
    }

    [[nodiscard]] MetricResult evaluate(const QString &metric, const QString &set, Grain grain)
    {
        const auto catalog = MetricCatalog::fromTexts({}, MemoryFacts::dataModel(), true, m_sql.get());
        const auto snapshot = FactsSnapshot::load(*m_facts, m_facts->facts(), 1);
        const MetricEngine engine(catalog, *snapshot, m_fixture.calendar, m_fixture.now, m_sql);
        auto result = engine.evaluate(
            {.metric = metric, .range = m_fixture.days("2026-03-02", "2026-03-29"), .grain = grain, .set = set});
        if (!result) {
            QTest::qFail(qPrintable(result.error().text), __FILE__, __LINE__);
            return {};
        }
        return *result;
    }
    [[nodiscard]] double total(const QString &metric, const QString &set = u"DevLake 2023"_s)
    {
        const MetricResult result = evaluate(metric, set, Grain::All);
        return result.series.empty() ? kGap : result.series.front().total.value;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString file = m_folder.filePath(u"w.leadline"_s);
        const QByteArray key(32, 'k');
        const auto writer = StoreWriter::open(file, key, true, std::make_shared<SystemClock>());
        QVERIFY2(writer, writer ? "" : qPrintable(writer.error().text));
        m_sql = makeSqlStore(file, key);
        m_fixture.calendar.zone = QTimeZone::utc();
        m_fixture.now = Instant::fromIso(u"2026-04-01T00:00:00Z");

        deployment("2026-02-27T12:00:00Z", "shop"); // before the period
        deployment("2026-03-02T09:00:00Z", "shop");
        deployment("2026-03-02T17:00:00Z", "shop"); // the same day
        deployment("2026-03-04T12:00:00Z", "shop");
        deployment("2026-03-10T12:00:00Z", "shop", "staging");
        deployment("2026-03-11T12:00:00Z", "shop", "production", false);
        deployment("2026-03-17T12:00:00Z", "pay");
        deployment("2026-03-19T12:00:00Z", "pay");
        deployment("2026-03-20T12:00:00Z", "shop");
        deployment("2026-03-23T12:00:00Z", "shop");

        incident("2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", "shop"); // 24 h; its deployment is of February
        incident("2026-03-04T13:00:00Z", "2026-03-04T15:00:00Z", "pay"); // 2 h; 3 h after the deployment of 4 March
        incident("2026-03-12T10:00:00Z", "2026-03-12T12:00:00Z", "shop"); // 2 h; the same deployment, 192 h before
        incident("2026-03-19T12:00:00Z", "2026-03-19T18:00:00Z", "pay"); // 6 h; 54 h after 17 March: not yet the 19th
        incident("2026-03-20T13:00:00Z", "2026-03-20T14:00:00Z", "shop"); // 1 h; 2 h after the deployment

        change(10, "human");
        change(20, "human");
        change(30, "bot");
        change(40, "human");
    }

    // Weeks with 2, 0, 3 and 1 days: the lower of 1 and 2.
    void deploymentDaysOfAWeek()
    {
        const MetricResult weeks = evaluate(u"deployment_frequency"_s, u"DevLake 2023"_s, Grain::Week);
        QCOMPARE(valuesOf(weeks.series.front()), u"2 0 3 1"_s);
        QCOMPARE(weeks.series.front().total.value, 1.0);
        QCOMPARE(weeks.definitionSet, u"DevLake 2023"_s);
        QCOMPARE(weeks.series.front().bandValue, 1.0);
    }

    // 10, 20, 30 and 40 hours, the bot's with them; ours leaves it out.
    void leadTimeOfChanges()
    {
        QCOMPARE(total(u"change_lead_time"_s), 20 * kHours);
        const MetricResult both = evaluate(u"change_lead_time"_s, u"DevLake 2023"_s, Grain::All);
        QCOMPARE(both.series.front().total.n, 4);
        const MetricResult ours = evaluate(u"change_lead_time"_s, u"Leadline 1"_s, Grain::All);
        QCOMPARE(ours.series.front().total.n, 3);
    }

    // Of seven deployments those of 4, 17 and 20 March.
    void changeFailRate()
    {
        const MetricResult result = evaluate(u"change_fail_rate"_s, u"DevLake 2023"_s, Grain::All);
        QCOMPARE(result.series.front().total.value, 3.0 / 7);
        QCOMPARE(result.series.front().total.n, 7);
    }

    // 2, 3, 54 and 192 hours; the incident of 1 March has no deployment in the period.
    void recovery()
    {
        QCOMPARE(total(u"failed_deployment_recovery_time"_s), 3 * kHours);
        const MetricResult result = evaluate(u"failed_deployment_recovery_time"_s, u"DevLake 2023"_s, Grain::Week);
        QCOMPARE(valuesOf(result.series.front(), kHours), u"3 192 2 -"_s);
    }

    // 1, 2, 2, 6 and 24 hours.
    void timeToRestore() { QCOMPARE(total(u"mttr"_s), 2 * kHours); }

    // Without records there is nothing to say, and nothing to stumble over.
    void nothingAtAll()
    {
        m_facts = &m_none;
        for (const QString &metric : {u"change_lead_time"_s, u"change_fail_rate"_s, u"mttr"_s,
                 u"failed_deployment_recovery_time"_s, u"deployment_frequency"_s}) {
            const double value = total(metric);
            QVERIFY2(qIsNaN(value) || value == 0, qPrintable(metric));
        }
    }
};

QTEST_GUILESS_MAIN(TestDevLake)
#include "tst_devlake.moc"
