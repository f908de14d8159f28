#include "core/metrics/metriccatalog.h"
#include "core/metrics/metricengine.h"
#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/store/factstore.h"
#include "core/workspace/factskeeper.h"
#include "core/workspace/neededhistory.h"
#include "core/workspace/workspace.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtConcurrentRun>

#include <map>

using namespace leadline;
using namespace Qt::StringLiterals;

// Only the newest part of the facts is loaded for a first page: every answer must be the one that all of history gives.
class TestHistory final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_file;
    const QByteArray m_key = QByteArray(32, 'h');
    const Instant m_now = Instant::fromIso(u"2026-03-01T00:00:00Z");
    const CalendarRules m_calendar{.zone = QTimeZone("Europe/Berlin"), .weekStart = Qt::Monday};
    std::unique_ptr<FactSource> m_source;
    std::shared_ptr<const MetricCatalog> m_catalog;

    [[nodiscard]] std::shared_ptr<const FactsSnapshot> load(Instant since) const
    {
        auto loaded = FactsSnapshot::load(*m_source, m_source->facts(), 1, {}, nullptr, since);
        return loaded ? *loaded : nullptr;
    }

    static QString text(const MetricPoint &point)
    {
        return u"%1 (%2…%3) n=%4 %5"_s.arg(point.value)
            .arg(point.low)
            .arg(point.high)
            .arg(point.n)
            .arg(int(point.partial));
    }

    static QString text(const Result<MetricResult> &result)
    {
        if (!result)
            return result.error().text;
        QStringList lines{result->notes};
        for (const MetricSeries &series : result->series) {
            lines += u"%1: total %2, before %3, band %4"_s.arg(
                series.key.join(u'|'), text(series.total), text(series.previous), QString::number(series.bandValue));
            for (const MetricPoint &point : series.points)
                lines += text(point);
        }
        for (const ExcludedCount &excluded : result->excluded)
            lines += u"%1 %2"_s.arg(excluded.reason).arg(excluded.count);
        return lines.join(u'\n');
    }

    // The first line that is another one.
    static QString difference(const QString &part, const QString &all)
    {
        const QStringList lines = part.split(u'\n');
        const QStringList wanted = all.split(u'\n');
        for (qsizetype i = 0; i < std::max(lines.size(), wanted.size()); ++i) {
            if (lines.value(i) != wanted.value(i))
                return u"“%1” instead of “%2”"_s.arg(lines.value(i), wanted.value(i));
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_file = m_folder.filePath(u"history.leadline"_s);
        auto workspace =
            Workspace::open({.file = m_file, .key = m_key, .create = true, .clock = {}, .secrets = makeMemoryStore()});
        QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().text));
        auto filled = (*workspace)->fillWithSample(7);
        QVERIFY(QTest::qWaitFor([&] { return filled.isFinished(); }, 100'000));
        QVERIFY(filled.result());
        QVERIFY(QTest::qWaitFor([&] { return (*workspace)->isSettled(); }, 100'000));
        workspace->reset();
        m_source = makeFactStore(m_file, m_key);
        m_catalog = MetricCatalog::load({}, factColumnsOf(*m_source));
    }

    void answersAreThoseOfAllHistory()
    {
        const auto whole = load({});
        QVERIFY(whole);
        std::map<Instant, std::shared_ptr<const FactsSnapshot>> parts;
        int compared = 0;
        int withLess = 0;
        const QDate today(2026, 2, 28);
        for (const auto &[days, compare, grain] : {std::tuple(30, CompareWith::PreviousPeriod, Grain::Day),
                 std::tuple(90, CompareWith::PreviousPeriod, Grain::Week),
                 std::tuple(181, CompareWith::Nothing, Grain::Month),
                 std::tuple(20, CompareWith::SamePeriodLastYear, Grain::Week)}) {
            MetricQuery query{.metric = {},
                .range = daysBetween(today.addDays(1 - days), today, m_calendar.zone),
                .grain = grain,
                .by = {},
                .where = {},
                .compare = compare};
            for (const MetricDefinition &definition : m_catalog->definitions()) {
                query.metric = definition.id;
                query.by =
                    (compared % 3 == 0 && definition.fact == "change"_L1) ? QStringList{u"service"_s} : QStringList();
                const Instant since = neededHistory(query, definition, *m_catalog, *m_source, m_calendar, m_now);
                if (!parts[since])
                    parts[since] = load(since);
                const auto part = parts[since];
                QVERIFY(part);
                const QString all = text(MetricEngine(m_catalog, whole, m_calendar, m_now).evaluate(query));
                const QString differs =
                    difference(text(MetricEngine(m_catalog, part, m_calendar, m_now).evaluate(query)), all);
                QVERIFY2(differs.isEmpty(), qPrintable(definition.id + u": "_s + differs));
                ++compared;
                for (const QString &fact : m_catalog->factsOf(definition))
                    withLess += part->table(fact)->rows < whole->table(fact)->rows * 2 / 3 ? 1 : 0;
            }
        }
        QVERIFY2(compared >= 200, qPrintable(QString::number(compared)));
        QVERIFY2(withLess >= compared / 2, qPrintable(u"%1 of %2 had less to read"_s.arg(withLess).arg(compared)));
    }

    // "Merged and never deployed" lasts for ever: no part of history is enough for it.
    void aStockWithoutAnEndNeedsEverything()
    {
        const MetricDefinition *waiting = m_catalog->find(u"waiting_to_deploy");
        const MetricDefinition *open = m_catalog->find(u"open_changes");
        QVERIFY(waiting && open);
        const MetricQuery query{.metric = waiting->id, .range = {Instant::fromIso(u"2026-02-01T00:00:00Z"), m_now}};
        QVERIFY(!neededHistory(query, *waiting, *m_catalog, *m_source, m_calendar, m_now).isSet());
        QVERIFY(neededHistory(query, *open, *m_catalog, *m_source, m_calendar, m_now).isSet());
    }

    void whatIsOverIsLeftOutInMemoryToo()
    {
        const auto whole = load({});
        const Instant since = Instant::fromIso(u"2026-01-01T00:00:00Z");
        const auto part = load(since);
        for (const QString &fact : m_source->facts()) {
            const auto chosen = selectFacts(*whole->table(fact), {}, {}, since, m_source->columnsOf(fact));
            QVERIFY(chosen);
            QVERIFY2(chosen->rows == part->table(fact)->rows,
                qPrintable(
                    u"%1: %2 in memory, %3 in the file"_s.arg(fact).arg(chosen->rows).arg(part->table(fact)->rows)));
        }
    }

    void manyThreadsShareOneLoad()
    {
        const auto whole = load({});
        FactsKeeper keeper(makeFactStore(m_file, m_key));
        const Instant recent = Instant::fromIso(u"2026-01-01T00:00:00Z");
        QThreadPool pool;
        pool.setMaxThreadCount(6);
        QList<QFuture<bool>> answers;
        for (int i = 0; i < 24; ++i) {
            answers += QtConcurrent::run(&pool, [&keeper, &whole, recent, i] {
                if (i % 8 == 7)
                    return keeper.reload({u"change"_s, u"commit"_s}).has_value();
                if (i % 8 == 6)
                    return keeper.complete({}).has_value();
                const bool old = i % 4 == 3;
                auto snapshot =
                    keeper.ensure({u"change"_s, i % 2 ? u"deployment"_s : u"commit"_s}, old ? Instant() : recent);
                return snapshot && (!old || (*snapshot)->table(u"change"_s)->rows == whole->table(u"change"_s)->rows);
            });
        }
        for (QFuture<bool> &answer : answers)
            QVERIFY(answer.result());
        QVERIFY(keeper.complete({}));
        QVERIFY(keeper.isComplete());
        const auto snapshot = keeper.ensure({u"change"_s, u"commit"_s, u"deployment"_s});
        QVERIFY(snapshot);
        QCOMPARE((*snapshot)->generation(), keeper.generation());
        for (const QString &fact : {u"change"_s, u"commit"_s, u"deployment"_s})
            QCOMPARE((*snapshot)->table(fact)->rows, whole->table(fact)->rows);
    }

    void aWindowHearsWhenAllIsThere()
    {
        auto workspace =
            Workspace::open({.file = m_file, .key = m_key, .create = false, .clock = {}, .secrets = makeMemoryStore()});
        QVERIFY(workspace);
        QSignalSpy loaded(workspace->get(), &Workspace::historyLoaded);
        auto answer = (*workspace)
                          ->evaluate({.metric = u"changes_merged"_s,
                              .range = {Instant::fromIso(u"2026-02-01T00:00:00Z"), m_now}});
        QVERIFY(QTest::qWaitFor([&] { return answer.isFinished(); }, 20'000));
        QVERIFY(answer.result());
        QVERIFY(loaded.wait(20'000));
        QCOMPARE((*workspace)->dataRange().from, load({})->span(u"change"_s, u"created_at"_s).from);
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
