#include "core/metrics/evaluation.h"
#include "core/metrics/resultcache.h"
#include "metricfixture.h"

#include <QSemaphore>

#include <thread>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

ResultCache::Question question(const QString &metric, quint64 generation = 1, qint64 now = 0)
{
    return {.query = {.metric = metric}, .catalog = 1, .generation = generation, .now = Instant{now}};
}

MetricResult result(const QString &title, int series = 1)
{
    MetricResult made;
    made.title = title;
    made.series.resize(static_cast<std::size_t>(series));
    return made;
}

// Says "cancelled" from the n-th time on that it is asked, and counts.
class CountingCondition final : public CancelCondition {
public:
    explicit CountingCondition(int from)
        : m_from(from)
    {
    }
    [[nodiscard]] bool isCancelled() const override { return ++asked >= m_from; }
    mutable std::atomic_int asked = 0;

private:
    int m_from;
};

} // namespace

// Answers are kept, shared, dropped and given up as they should be.
class TestResultCache final : public QObject {
    Q_OBJECT

private:
    std::atomic_int m_computed = 0;

    ResultCache::Compute computing(const QString &title, int series = 1)
    {
        return [this, title, series](const CancelToken &) -> Result<MetricResult> {
            ++m_computed;
            return result(title, series);
        };
    }

private Q_SLOTS:
    void init() { m_computed = 0; }

    void theSameQuestionIsComputedOnce()
    {
        ResultCache cache;
        for (int i = 0; i < 3; ++i)
            QCOMPARE(cache.answer(question(u"a"_s), {}, computing(u"A"_s))->title, u"A"_s);
        QCOMPARE(m_computed.load(), 1);
        QCOMPARE(cache.answer(question(u"b"_s), {}, computing(u"B"_s))->title, u"B"_s);
        auto filtered = question(u"a"_s);
        filtered.query.where = {{.column = u"team"_s, .values = {u"Otter"_s}}};
        QCOMPARE(cache.answer(filtered, {}, computing(u"F"_s))->title, u"F"_s);
        auto other = question(u"a"_s);
        other.catalog = 2;
        QCOMPARE(cache.answer(other, {}, computing(u"C"_s))->title, u"C"_s);
        QCOMPARE(m_computed.load(), 4);
        // What is open has grown older after a minute.
        QCOMPARE(cache.answer(question(u"a"_s, 1, 59'999), {}, computing(u"?"_s))->title, u"A"_s);
        QCOMPARE(cache.answer(question(u"a"_s, 1, 60'000), {}, computing(u"later"_s))->title, u"later"_s);
    }

    void newFactsDropWhatIsOld()
    {
        ResultCache cache;
        QVERIFY(cache.answer(question(u"a"_s, 1), {}, computing(u"A1"_s)));
        QVERIFY(cache.answer(question(u"b"_s, 1), {}, computing(u"B1"_s)));
        QCOMPARE(cache.size(), 2);
        QCOMPARE(cache.answer(question(u"a"_s, 2), {}, computing(u"A2"_s))->title, u"A2"_s);
        QCOMPARE(cache.size(), 1);
        // A straggler of the old generation gets its answer, which is not kept.
        QCOMPARE(cache.answer(question(u"b"_s, 1), {}, computing(u"B1"_s))->title, u"B1"_s);
        QCOMPARE(cache.size(), 1);
        QCOMPARE(cache.answer(question(u"a"_s, 2), {}, computing(u"?"_s))->title, u"A2"_s);
    }

    void memoryIsBounded()
    {
        const qint64 one = bytesOf(result(u"m0"_s, 10));
        ResultCache cache(5 * one);
        for (int i = 0; i < 9; ++i) {
            const QString name = u"m%1"_s.arg(i);
            QVERIFY(cache.answer(question(name), {}, computing(name, 10)));
            QVERIFY(cache.answer(question(u"m0"_s), {}, computing(u"m0"_s, 10))); // stays, for it is used
            QVERIFY(cache.bytes() <= 5 * one);
        }
        QCOMPARE(cache.size(), 5);
        QCOMPARE(m_computed.load(), 9);
        QVERIFY(cache.answer(question(u"m1"_s), {}, computing(u"m1"_s, 10))); // had to go
        QCOMPARE(m_computed.load(), 10);
        QVERIFY(cache.answer(question(u"huge"_s), {}, computing(u"huge"_s, 1000))); // larger than all of it
        QCOMPARE(cache.size(), 5);
    }

    void errorsAreNotKept()
    {
        ResultCache cache;
        const auto fails = [](const CancelToken &) -> Result<MetricResult> { return fail(ErrorKind::Config, u"no"_s); };
        QCOMPARE(cache.answer(question(u"a"_s), {}, fails).error().text, u"no"_s);
        QCOMPARE(cache.answer(question(u"a"_s), {}, computing(u"A"_s))->title, u"A"_s);
    }

    void whoeverAsksMeanwhileWaitsForTheSame()
    {
        ResultCache cache;
        QSemaphore begun;
        QSemaphore go;
        const auto slow = [&](const CancelToken &) -> Result<MetricResult> {
            ++m_computed;
            begun.release();
            go.acquire();
            return result(u"shared"_s);
        };
        std::vector<std::jthread> threads;
        std::atomic_int good = 0;
        const auto ask = [&] { good += cache.answer(question(u"a"_s), {}, slow)->title == "shared"_L1 ? 1 : 0; };
        threads.emplace_back(ask);
        begun.acquire();
        for (int i = 0; i < 4; ++i)
            threads.emplace_back(ask);
        go.release();
        threads.clear(); // joins
        QCOMPARE(good.load(), 5);
        QCOMPARE(m_computed.load(), 1);
    }

    void workStopsWhenNobodyWaits()
    {
        ResultCache cache;
        CancelSource first;
        CancelSource second;
        QSemaphore begun;
        QSemaphore seen; // the work has looked whether it is still wanted
        std::atomic_bool stopped = false;
        const auto slow = [&](const CancelToken &token) -> Result<MetricResult> {
            begun.release();
            while (!token.isCancelled()) {
                seen.release();
                std::this_thread::yield();
            }
            stopped = true;
            return fail(ErrorKind::Cancelled, u"stopped"_s);
        };
        ErrorKind firstKind{};
        ErrorKind secondKind{};
        std::jthread one([&] { firstKind = cache.answer(question(u"a"_s), first.token(), slow).error().kind; });
        begun.acquire();
        std::jthread two(
            [&] { secondKind = cache.answer(question(u"a"_s), second.token(), computing(u"?"_s)).error().kind; });
        first.cancel();
        // Wanted by the second still, unless that one has not joined yet: then it computes for itself below.
        second.cancel();
        one.join();
        two.join();
        QVERIFY(stopped);
        QCOMPARE(firstKind, ErrorKind::Cancelled);
        QCOMPARE(secondKind, ErrorKind::Cancelled);
        // The next one is not told of it.
        QCOMPARE(cache.answer(question(u"a"_s), {}, computing(u"A"_s))->title, u"A"_s);
    }

    void oneWhoLeavesDoesNotStopTheOthers()
    {
        ResultCache cache;
        CancelSource leaves;
        QSemaphore begun;
        QSemaphore go;
        const auto slow = [&](const CancelToken &token) -> Result<MetricResult> {
            begun.release();
            go.acquire();
            return token.isCancelled() ? Result<MetricResult>(fail(ErrorKind::Cancelled, u"stopped"_s))
                                       : result(u"done"_s);
        };
        Result<MetricResult> first = fail(ErrorKind::Parse, u"none"_s);
        Result<MetricResult> second = fail(ErrorKind::Parse, u"none"_s);
        std::jthread one([&] { first = cache.answer(question(u"a"_s), leaves.token(), slow); });
        begun.acquire();
        std::jthread two([&] { second = cache.answer(question(u"a"_s), {}, computing(u"own"_s)); });
        leaves.cancel();
        go.release();
        one.join();
        two.join();
        QCOMPARE(first.error().kind, ErrorKind::Cancelled);
        QVERIFY(second); // the shared work, or its own where it came too late to join
        QVERIFY(second->title == "done"_L1 || second->title == "own"_L1);
    }

    // A scan asks at every block, and nothing more is read once it is told to stop.
    void aScanStopsAtTheNextBlock()
    {
        MetricFixture fixture;
        const int blocks = 12;
        for (int i = 0; i < blocks * ColumnBlock::kRows; ++i)
            fixture.facts.add(u"change"_s, {{u"id"_s, i + 1}, {u"merged_at"_s, u"2026-03-10T12:00:00Z"_s}});
        const auto snapshot = FactsSnapshot::load(fixture.facts, {u"change"_s}, 1);
        const MetricDefinition flow{.fact = u"change"_s, .time = u"merged_at"_s};
        MetricDefinition stock{.fact = u"change"_s};
        stock.openFrom = u"merged_at"_s;
        stock.openUntil = {u"deployed_at"_s};
        for (const MetricDefinition &definition : {flow, stock}) {
            const auto whole = std::make_shared<CountingCondition>(1'000'000);
            const auto stops = std::make_shared<CountingCondition>(4);
            const MetricQuery query{.range = fixture.days("2026-03-02", "2026-03-15"), .grain = Grain::All};
            const auto evaluate = [&](const std::shared_ptr<CountingCondition> &condition) {
                return evaluateFact(definition, query,
                    {.facts = **snapshot,
                        .calendar = fixture.calendar,
                        .now = fixture.now,
                        .cancel = CancelToken(condition)});
            };
            QVERIFY(evaluate(whole));
            QVERIFY(whole->asked >= blocks);
            const auto stopped = evaluate(stops);
            QVERIFY(!stopped);
            QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
            QCOMPARE(stops->asked.load(), 4);
        }
    }
};

QTEST_APPLESS_MAIN(TestResultCache)
#include "tst_resultcache.moc"
