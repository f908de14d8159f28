#include "core/secrets/memorystore.h"
#include "core/workspace/metriclibrary.h"
#include "core/workspace/metricuses.h"
#include "core/workspace/workspace.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 120'000;

QString metric(const QString &id, const QString &more = {})
{
    return uR"({
  "id": "%1",
  "set": "Ours",
  "title": "Title of %1",
  "definition": "Merged changes.",
  "unit": "count",
  "fact": "change",
  "time": "merged_at",%2
  "aggregate": "count"
})"_s.arg(id, more);
}

QString select(const QString &id, const QString &sql, const QString &aggregate = u"sum"_s)
{
    return uR"({"id": "%1", "title": "T", "definition": "D", "unit": "count", "sql": "%2", "aggregate": "%3"})"_s.arg(
        id, sql, aggregate);
}

} // namespace

// Definitions of one's own in a real workspace with the sample organisation.
class TestMetricLibrary final : public QObject {
    Q_OBJECT

private:
    template <typename T> static T await(QFuture<T> future)
    {
        const bool finished = QTest::qWaitFor([&] { return future.isFinished(); }, kPatienceMs);
        Q_ASSERT(finished);
        return future.result();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;

    [[nodiscard]] MetricLibrary *library() const { return m_workspace->metrics(); }

    [[nodiscard]] bool open(const QString &name = u"own.leadline"_s)
    {
        m_workspace.reset();
        auto opened = Workspace::open({.file = m_folder.filePath(name),
            .key = QByteArray(32, 'k'),
            .create = true,
            .secrets = makeMemoryStore()});
        if (opened)
            m_workspace = std::move(*opened);
        return m_workspace != nullptr;
    }

    [[nodiscard]] Result<MetricResult> evaluate(const QString &id, Grain grain = Grain::Month, QStringList by = {})
    {
        const Instant end = m_workspace->now();
        return await(m_workspace->evaluate({.metric = id,
            .range = {Instant(end.ms() - qint64{120} * 86'400'000), Instant(end.ms() + 1)},
            .grain = grain,
            .by = std::move(by)}));
    }

    [[nodiscard]] Result<CustomMetric> save(const QString &text, const QString &replacing = {})
    {
        return await(library()->save(text, replacing));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(open());
        QVERIFY(await(m_workspace->fillWithSample(7)));
        QVERIFY(QTest::qWaitFor([this] { return m_workspace->isSettled(); }, kPatienceMs));
    }

    void cleanup()
    {
        QStringList keys;
        for (const CustomMetric &metric : library()->custom())
            keys += metric.key();
        QVERIFY(await(library()->remove(keys)));
    }

    void aSavedMetricCountsAtOnceAndStays()
    {
        QSignalSpy changed(m_workspace.get(), &Workspace::catalogChanged);
        const auto saved = save(metric(u"merges"_s));
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().text));
        QCOMPARE(saved->key(), u"Ours/merges"_s);
        QCOMPARE(changed.size(), 1);
        const auto own = evaluate(u"merges"_s);
        QVERIFY2(own, own ? "" : qPrintable(own.error().text));
        QVERIFY(own->series.at(0).total.value > 100);
        QCOMPARE(own->definitionSet, u"Ours"_s);
        const qint64 lines = *await(m_workspace->verifyAudit());
        QVERIFY(open());
        QVERIFY(m_workspace->catalog()->find(u"merges"));
        QCOMPARE(evaluate(u"merges"_s)->series.at(0).total.value, own->series.at(0).total.value);
        QVERIFY(await(library()->setEnabled({u"Ours/merges"_s}, false)));
        QVERIFY(*await(m_workspace->verifyAudit()) > lines); // every change has its line
    }

    void anotherMeaningIsAnotherVersion()
    {
        QCOMPARE(save(metric(u"merges"_s))->version, 1);
        QString text = metric(u"merges"_s);
        text.replace(u"Title of"_s, u"Words about"_s);
        QCOMPARE(save(text, u"Ours/merges"_s)->version, 1);
        text.replace(u"merged_at"_s, u"created_at"_s);
        const auto second = save(text, u"Ours/merges"_s);
        QCOMPARE(second->version, 2);
        QVERIFY(second->text.contains(u"\"version\": 2"));
        QCOMPARE(second->earlier.size(), 2);
        QVERIFY(second->earlier.at(0).text.contains(u"Words about"));
        QCOMPARE(evaluate(u"merges"_s)->definitionVersion, 2);
        text = second->text;
        text.replace(u"\"version\": 2"_s, u"\"version\": 9"_s).replace(u"created_at"_s, u"closed_at"_s);
        QCOMPARE(save(text, u"Ours/merges"_s)->version, 9);
    }

    void aMetricMayGetAnotherName()
    {
        QVERIFY(save(metric(u"one"_s)) && save(metric(u"two"_s)));
        const auto taken = save(metric(u"two"_s), u"Ours/one"_s);
        QVERIFY(!taken && taken.error().text.contains(u"already defined"));
        QVERIFY(!save(metric(u"two"_s)));
        QVERIFY(save(metric(u"three"_s), u"Ours/one"_s));
        QVERIFY(!m_workspace->catalog()->find(u"one") && m_workspace->catalog()->find(u"three"));
        QVERIFY(await(library()->undo()));
        QVERIFY(m_workspace->catalog()->find(u"one") && !m_workspace->catalog()->find(u"three"));
    }

    void nothingWrongIsSaved()
    {
        const auto wrong = save(metric(u"merges"_s, u"\n  \"where\": [{\"column\": \"colour\", \"is\": \"red\"}],"_s));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, ErrorKind::Config);
        QVERIFY2(wrong.error().text.contains(u":9:14: merges: There is no column 'colour'"_s),
            qPrintable(wrong.error().text));
        QVERIFY(!save(u"nonsense"_s) && !save(QString()) && !save(u"[]"_s));
        QVERIFY(library()->custom().empty());
    }

    void everyChangeCanBeUndone()
    {
        QVERIFY(save(metric(u"merges"_s)));
        QVERIFY(await(library()->remove({u"Ours/merges"_s})));
        QVERIFY(!m_workspace->catalog()->find(u"merges"));
        QVERIFY(library()->find(u"Ours/merges"_s, true));
        QVERIFY(evaluate(u"merges"_s).error().text.contains(u"was removed"));
        QVERIFY(library()->canUndo() && await(library()->undo()));
        QVERIFY(m_workspace->catalog()->find(u"merges"));
        QVERIFY(await(library()->setEnabled({u"Ours/merges"_s}, false)));
        QVERIFY(evaluate(u"merges"_s).error().text.contains(u"is switched off"));
        QVERIFY(await(library()->undo()));
        QVERIFY(await(library()->undo())); // the saving itself
        QVERIFY(library()->custom().empty());
        QVERIFY(!await(library()->remove({u"Ours/merges"_s})));
    }

    void whatWasRemovedCanBeBroughtBackLater()
    {
        QVERIFY(save(metric(u"later"_s)));
        QVERIFY(await(library()->remove({u"Ours/later"_s})));
        QVERIFY(open());
        QVERIFY(!library()->canUndo());
        QVERIFY(library()->find(u"later"_s, true) && !library()->find(u"later"_s));
        QVERIFY(await(library()->restore({u"Ours/later"_s})));
        QVERIFY(m_workspace->catalog()->find(u"later"));
    }

    void importIsAllOrNothing()
    {
        const QByteArray good = metricFileOf({*customMetricOf(metric(u"a"_s)), *customMetricOf(metric(u"b"_s))});
        const QByteArray bad =
            metricFileOf({*customMetricOf(metric(u"c"_s)), *customMetricOf(metric(u"d"_s, u"\n  \"colour\": 1,"_s))});
        auto imported = await(library()->importFiles({{u"good.json"_s, good, {}}, {u"bad.json"_s, bad, {}}}));
        QVERIFY(imported && !imported->problems.empty());
        QVERIFY(imported->problems.front().text().startsWith(u"bad.json:"));
        QVERIFY(library()->custom().empty());
        imported = await(library()->importFiles({{u"good.json"_s, good, {}}}));
        QCOMPARE(imported->added, QStringList({u"Ours/a"_s, u"Ours/b"_s}));
        imported = await(library()->importFiles({{u"again.json"_s, good, {}}}));
        QCOMPARE(imported->unchanged.size(), 2);
        imported = await(library()->importFiles({{u"none.json"_s, "{", {}}}));
        QVERIFY(imported->problems.front().message.contains(u"not well-formed"));
        QVERIFY(await(library()->undo()));
        QVERIFY(library()->custom().empty()); // one import, one step back
    }

    // What others need, they miss; everything else goes on.
    void aFormulaMissesWhatWasRemoved()
    {
        QVERIFY(save(metric(u"base"_s)));
        QVERIFY(save(uR"({"id": "twice", "set": "Ours", "title": "T", "definition": "D", "unit": "count",
            "formula": "base * 2"})"_s));
        QCOMPARE(usesOf(*m_workspace, *m_workspace->catalog()->find(u"base")), QStringList(u"formula of T"_s));
        QVERIFY(usesOf(*m_workspace, *m_workspace->catalog()->find(u"change_lead_time"))
                .contains(u"Manager: How delivery is going"_s));
        QVERIFY(await(library()->remove({u"Ours/base"_s})));
        QCOMPARE(library()->problemsOf(u"Ours/twice"_s).size(), 1U);
        QVERIFY(evaluate(u"twice"_s).error().text.contains(u"There is no metric 'base'"));
        QVERIFY(evaluate(u"changes_merged"_s));
        QVERIFY(await(library()->undo()));
        QVERIFY(evaluate(u"twice"_s));
    }

    void draftsAreTriedOut()
    {
        QVERIFY(save(metric(u"merges"_s)));
        QString text = metric(u"merges"_s, u"\n  \"where\": [{\"column\": \"draft\", \"is\": 1}],"_s);
        const MetricCheck check = await(library()->check(text, u"Ours/merges"_s));
        QVERIFY(check.problems.empty() && check.definition);
        const MetricQuery query{.metric = u"merges"_s,
            .range = {Instant(m_workspace->now().ms() - qint64{90} * 86'400'000), m_workspace->now()},
            .grain = Grain::All,
            .set = u"Ours"_s};
        const auto draft = await(m_workspace->preview(check.catalog, query, {}));
        const auto kept = await(m_workspace->evaluate(query));
        QVERIFY(draft && kept);
        QVERIFY(draft->series.at(0).total.value < kept->series.at(0).total.value);
        text.replace(u"draft"_s, u"drafft"_s);
        const MetricCheck wrong = await(library()->check(text, u"Ours/merges"_s));
        QVERIFY(!wrong.definition);
        QCOMPARE(wrong.problems.at(0).line, 9);
        CancelSource cancel;
        cancel.cancel();
        const auto cancelled = await(m_workspace->preview(check.catalog, query, cancel.token()));
        QVERIFY(!cancelled && cancelled.error().kind == ErrorKind::Cancelled);
    }

    // Over the same rows a SELECT and a fact give the same figures.
    void aSelectCountsWhatAFactCounts()
    {
        QVERIFY(save(select(u"leads"_s,
            u"SELECT deployed_at AS at, lead AS value, service, team, id, 'change' AS fact FROM changes "
            "WHERE state = 'merged' AND coalesce(author_class, '') NOT IN ('bot', 'ai_reviewer') AND deployed_at_ms BETWEEN :from AND :to - 1"_s,
            u"median"_s)));
        for (const Grain grain : {Grain::Week, Grain::Month, Grain::All}) {
            const auto asked = evaluate(u"leads"_s, grain, {u"service"_s});
            const auto counted = evaluate(u"change_lead_time"_s, grain, {u"service"_s});
            QVERIFY2(asked, asked ? "" : qPrintable(asked.error().text));
            QCOMPARE(asked->series.size(), counted->series.size());
            for (std::size_t i = 0; i < asked->series.size(); ++i) {
                QCOMPARE(asked->series.at(i).key, counted->series.at(i).key);
                QCOMPARE(asked->series.at(i).total.n, counted->series.at(i).total.n);
                for (std::size_t point = 0; point < asked->series.at(i).points.size(); ++point) {
                    const MetricPoint &mine = asked->series.at(i).points.at(point);
                    const MetricPoint &theirs = counted->series.at(i).points.at(point);
                    QCOMPARE(mine.n, theirs.n);
                    QCOMPARE(mine.isGap(), theirs.isGap());
                    QVERIFY(mine.isGap() || mine.value == theirs.value);
                    QCOMPARE(mine.partial, theirs.partial);
                }
            }
            QCOMPARE(asked->freshness.size(), counted->freshness.size());
        }
        const auto rows = await(m_workspace->rowsBehind(evaluate(u"leads"_s, Grain::All)->query, {}, {}, 5));
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().text));
        QCOMPARE(rows->fact, u"change"_s);
        QCOMPARE(rows->rows.size(), 5U);
        QVERIFY(!rows->rows.at(0).record["title"_L1].toString().isEmpty());
    }

    void recordsCanBeCountedToo()
    {
        QVERIFY(save(select(u"branches"_s,
            u"SELECT period_start('month', created_at_ms) AS at, count(DISTINCT head_branch) AS value, count(*) AS n "
            "FROM change_request_records GROUP BY 1"_s)));
        const auto result = evaluate(u"branches"_s);
        QVERIFY2(result, result ? "" : qPrintable(result.error().text));
        QVERIFY(result->series.at(0).points.at(1).value > 0);
        QVERIFY(result->series.at(0).points.at(1).n >= result->series.at(0).points.at(1).value);
        QVERIFY(!result->freshness.empty());
    }

    void badSelectsEndInTimeAndHurtNothing_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("saved"); // the mistake shows only when it runs
        const QString endless = u"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "_s;
        QTest::newRow("rows") << endless + u"SELECT :from + x AS at, x AS value FROM c LIMIT 10000000"_s
                              << u"more than 100,000 rows"_s << true;
        QTest::newRow("text") << u"SELECT created_at AS at, author AS value FROM changes"_s << u"it must be a number"_s
                              << true;
        QTest::newRow("time") << u"SELECT author AS at, 1 AS value FROM changes"_s << u"which is no time"_s << true;
        QTest::newRow("memory") << endless
                + u"SELECT :from AS at, max(x) AS value FROM (SELECT x, printf('%.30000c', 'x') AS y FROM c) GROUP BY y || x"_s
                                << u"was stopped"_s << true;
        QTest::newRow("bomb")
            << u"WITH RECURSIVE c(x) AS (SELECT 'xx' UNION ALL SELECT x || x FROM c) SELECT :from AS at, length(x) AS value FROM c"_s
            << u"longer than 32 KB"_s << true;
        QTest::newRow("write") << u"DELETE FROM changes"_s << u"Nothing can be written here"_s << false;
        QTest::newRow("attach") << u"ATTACH 'x' AS y"_s << u"Other files cannot be opened"_s << false;
        QTest::newRow("secrets") << u"SELECT 1 AS at, value FROM setting"_s << u"“setting” cannot be asked"_s << false;
        QTest::newRow("column") << u"SELECT mergd_at AS at, 1 AS value FROM changes"_s << u"Did you mean 'merged_at'?"_s
                                << false;
    }

    void badSelectsEndInTimeAndHurtNothing()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        QFETCH(bool, saved);
        const auto kept = save(select(u"bad"_s, sql));
        QCOMPARE(kept.has_value(), saved);
        const QString said = saved ? evaluate(u"bad"_s).error().text : kept.error().text;
        QVERIFY2(said.contains(expected), qPrintable(said));
        QVERIFY(evaluate(u"changes_merged"_s)); // the workspace goes on
        QVERIFY(await(m_workspace->verifyAudit()));
    }

    void sqlQuestions()
    {
        const auto table =
            await(m_workspace->ask({.sql = u"SELECT count(*) FROM changes WHERE created_at_ms < :now"_s}));
        QVERIFY(table);
        QVERIFY(std::get<qint64>(table->at(0, 0)) > 100);
        const auto wrong = await(m_workspace->ask({.sql = u"SELECT nothing FROM changes"_s}));
        QVERIFY(!wrong && wrong.error().at == 7);
        QVERIFY(m_workspace->sqlViews().size() >= 26);
    }

    // A workspace that is copied to another place takes its definitions along.
    void definitionsTravelWithTheFile()
    {
        QVERIFY(save(metric(u"traveller"_s)));
        m_workspace.reset();
        QVERIFY(QFile::copy(m_folder.filePath(u"own.leadline"_s), m_folder.filePath(u"copy.leadline"_s)));
        QVERIFY(open(u"copy.leadline"_s));
        QVERIFY(m_workspace->catalog()->find(u"traveller"));
        QVERIFY(open());
    }
};

QTEST_GUILESS_MAIN(TestMetricLibrary)
#include "tst_metriclibrary.moc"
