#include "tests/core/derived/support/world.h"

#include "core/store/directorystore.h"
#include "core/store/factstore.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QThreadPool>

#include <atomic>

using namespace leadline;
using namespace leadline::test;

namespace {

void fill(World &world)
{
    world.repository(u"app"_s);
    world.identity(u"ann"_s, u"Ann Lee"_s);
    world.identity(u"bob"_s, u"Bob"_s);
    world.identity(u"renovator"_s, {}, {}, ActorClass::Bot);
    world.commit(u"c0"_s);
    world.commit(u"c1"_s, {u"c0"_s}).author.id = u"ann"_s;
    world.commit(u"m1"_s, {u"c0"_s, u"c1"_s}).changeRequest.id = u"1"_s;
    ChangeRequest &change = world.change(u"1"_s, u"m1"_s, 10);
    change.firstCommitAt = hour(4);
    change.createdAt = change.readyAt = hour(6);
    change.firstResponseAt = hour(7);
    change.firstApprovalAt = hour(9);
    change.additions = 30;
    change.deletions = 12;
    world.change(u"2"_s, {}, -1).author.id = u"renovator"_s;
    world.review(u"1"_s, u"bob"_s, Verdict::Commented, 7);
    world.review(u"1"_s, u"ann"_s, Verdict::Commented, 8);
    world.review(u"1"_s, u"bob"_s, Verdict::Approved, 9);
    world.deployment(u"d1"_s, u"m1"_s, 20);
    world.incident(u"i1"_s, 22, 25);
    world.release(u"v1"_s, u"m1"_s, 21);
    Issue issue;
    issue.externalId = issue.key = u"PAY-1"_s;
    issue.project = u"PAY"_s;
    issue.type = IssueClass::Bug;
    issue.createdAt = hour(1);
    issue.startedAt = hour(2);
    issue.resolvedAt = hour(20);
    issue.points = 2.5;
    world.batch().add(issue);
    world.sprint(u"s1"_s, 0, 30);
    world.move(u"PAY-1"_s, TransitionField::Sprint, {}, u"s1"_s, 5);
    Build build;
    build.externalId = u"b1"_s;
    build.repository.id = u"app"_s;
    build.pipeline = u"checks"_s;
    build.branch = u"main"_s;
    build.result = RunResult::Failure;
    build.queuedAt = hour(3);
    build.startedAt = hour(4);
    build.finishedAt = hour(6);
    world.batch().add(build);
    world.finding(u"f1"_s, Severity::High, 10, 40);
    world.measure(u"acme_app"_s, u"coverage"_s, 5, 81.5);
    world.message(u"q1"_s, u"ann"_s, 10);
    world.message(u"a1"_s, u"bob"_s, 13, u"q1"_s);
    world.derive();
}

} // namespace

class FactsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // What is described is loaded, of the type that is described, as long as the table.
    void columnsAreAsDescribed()
    {
        World world;
        fill(world);
        const auto store = makeFactStore(world.file(), World::key());
        for (const QString &fact : store->facts()) {
            auto table = store->load(fact, {}, {});
            QVERIFY2(table, qPrintable(fact));
            QVERIFY(table->rows > 0);
            const std::vector<FactColumnInfo> infos = store->columnsOf(fact);
            QCOMPARE(table->columns.size(), static_cast<qsizetype>(infos.size()));
            for (const FactColumnInfo &info : infos) {
                QVERIFY2(table->columns.contains(info.name), qPrintable(fact + u'.' + info.name));
                QVERIFY(info.description.endsWith(u'.'));
                const FactColumn column = table->columns.value(info.name);
                const bool isCode = info.type == FactColumnInfo::Type::Code;
                const bool isReal = info.type == FactColumnInfo::Type::Real;
                QCOMPARE(column.isCode(), isCode);
                QCOMPARE(column.isReal(), isReal);
                QCOMPARE(column.dictionary() != nullptr, isCode);
                QCOMPARE(column.rows(), table->rows);
                if (isCode) {
                    const QStringList &names = column.names();
                    QVERIFY(names.front().isEmpty());
                    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), names.size());
                }
            }
        }
        QCOMPARE(store->load(u"weather"_s, {}, {}).error().kind, ErrorKind::Config);
    }

    // The page that describes the facts names exactly the columns that there are.
    void documentedColumns()
    {
        QFile page(qEnvironmentVariable("LEADLINE_SOURCE_DIR") + u"/docs/data-model.md"_s);
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(page.readAll());
        World world;
        const auto store = makeFactStore(world.file(), World::key());
        for (const QString &fact : store->facts()) {
            const qsizetype from = text.indexOf(u"\n## "_s + fact);
            QVERIFY2(from >= 0, qPrintable(fact));
            const QString section = text.mid(from, text.indexOf(u"\n## "_s, from + 4) - from);
            for (const FactColumnInfo &info : store->columnsOf(fact)) {
                const QRegularExpression word(u"\\b%1\\b"_s.arg(info.name));
                QVERIFY2(section.contains(word), qPrintable(fact + u'.' + info.name));
            }
        }
    }

    void values_data()
    {
        QTest::addColumn<QString>("fact");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &fact, const QString &id, const QString &column, const QString &expected) {
            QTest::addRow("%s %s %s", qPrintable(fact), qPrintable(id), qPrintable(column))
                << fact << id << column << expected;
        };
        for (const auto &[column, expected] :
            std::initializer_list<std::pair<QString, QString>>{{u"repository"_s, u"acme/app"_s},
                {u"service"_s, u"acme/app"_s}, {u"author"_s, u"Ann Lee"_s}, {u"author_class"_s, u"human"_s},
                {u"source"_s, u"tool"_s}, {u"state"_s, u"merged"_s}, {u"base_branch"_s, u"main"_s}, {u"team"_s, {}},
                {u"size"_s, u"42"_s}, {u"reviews"_s, u"2"_s}, {u"unreviewed"_s, u"0"_s}, {u"coding"_s, u"2"_s},
                {u"pickup"_s, u"1"_s}, {u"review"_s, u"2"_s}, {u"merge"_s, u"1"_s}, {u"deploy"_s, u"10"_s},
                {u"cycle"_s, u"6"_s}, {u"lead"_s, u"16"_s}, {u"files"_s, u"-"_s}})
            row(u"change"_s, u"1"_s, column, expected);
        row(u"change"_s, u"2"_s, u"author_class"_s, u"bot"_s);
        row(u"change"_s, u"2"_s, u"author"_s, u"renovator"_s);
        row(u"change"_s, u"2"_s, u"unreviewed"_s, u"0"_s);
        row(u"change"_s, u"2"_s, u"size"_s, u"-"_s);
        row(u"deployment"_s, u"d1"_s, u"changes"_s, u"1"_s);
        row(u"deployment"_s, u"d1"_s, u"recovery"_s, u"5"_s);
        row(u"incident"_s, u"i1"_s, u"severity"_s, u"high"_s);
        row(u"incident"_s, u"i1"_s, u"resolution"_s, u"3"_s);
        row(u"issue"_s, u"PAY-1"_s, u"type"_s, u"bug"_s);
        row(u"issue"_s, u"PAY-1"_s, u"project"_s, u"PAY"_s);
        row(u"issue"_s, u"PAY-1"_s, u"lead"_s, u"19"_s);
        row(u"issue"_s, u"PAY-1"_s, u"cycle"_s, u"18"_s);
        row(u"issue"_s, u"PAY-1"_s, u"points"_s, u"2.5"_s);
        row(u"build"_s, u"b1"_s, u"result"_s, u"failure"_s);
        row(u"build"_s, u"b1"_s, u"queue"_s, u"1"_s);
        row(u"build"_s, u"b1"_s, u"duration"_s, u"2"_s);
        row(u"commit"_s, u"m1"_s, u"merge"_s, u"1"_s);
        row(u"commit"_s, u"c1"_s, u"merge"_s, u"0"_s);
        row(u"commit"_s, u"c1"_s, u"author"_s, u"Ann Lee"_s);
        row(u"release"_s, u"v1"_s, u"published_at"_s, u"21"_s);
        row(u"build"_s, u"b1"_s, u"on_default_branch"_s, u"1"_s);
        row(u"build"_s, u"b1"_s, u"passed_first"_s, u"0"_s);
        row(u"red_period"_s, u"b1"_s, u"service"_s, u"acme/app"_s);
        row(u"red_period"_s, u"b1"_s, u"pipeline"_s, u"checks"_s);
        row(u"red_period"_s, u"b1"_s, u"began_at"_s, u"6"_s);
        row(u"red_period"_s, u"b1"_s, u"ended_at"_s, u"-"_s);
        row(u"finding"_s, u"f1"_s, u"repository"_s, u"acme/app"_s);
        row(u"finding"_s, u"f1"_s, u"kind"_s, u"vulnerability"_s);
        row(u"finding"_s, u"f1"_s, u"exposure"_s, u"up to 30 days"_s);
        row(u"finding"_s, u"f1"_s, u"due_at"_s, u"730"_s);
        row(u"finding"_s, u"f1"_s, u"fix"_s, u"30"_s);
        row(u"finding"_s, u"f1"_s, u"late"_s, u"0"_s);
        row(u"measure"_s, u"acme_app/coverage/5"_s, u"service"_s, u"acme/app"_s);
        row(u"measure"_s, u"acme_app/coverage/5"_s, u"value"_s, u"81.5"_s);
        row(u"message"_s, u"q1"_s, u"author"_s, u"Ann Lee"_s);
        row(u"message"_s, u"q1"_s, u"response"_s, u"3"_s);
        row(u"message"_s, u"q1"_s, u"unanswered"_s, u"0"_s);
        row(u"message"_s, u"a1"_s, u"reply"_s, u"1"_s);
    }
    void values()
    {
        QFETCH(QString, fact);
        QFETCH(QString, id);
        QFETCH(QString, column);
        QFETCH(QString, expected);
        if (!m_world) {
            m_world = std::make_unique<World>();
            fill(*m_world);
        }
        QCOMPARE(m_world->value(fact, id, column), expected);
    }

    void ownReviews()
    {
        World world;
        fill(world);
        const FactTable reviews = world.facts(u"review"_s);
        QCOMPARE(reviews.columns[u"own"_s].allIntegers(), (std::vector<qint64>{0, 1, 0}));
        QCOMPARE(reviews.columns[u"reviewer"_s].name(1), u"Ann Lee"_s);
    }

    // A Git folder tells of no reviews: that is no sign of unreviewed changes.
    void toolsWithoutReviews()
    {
        World world;
        world.repository(u"app"_s);
        world.change(u"1"_s, u"c1"_s, 10);
        world.derive();
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"unreviewed"_s), u"-"_s);
        QCOMPARE(world.value(u"change"_s, u"1"_s, u"reviews"_s), u"-"_s);
    }

    void rowsBehind()
    {
        World world;
        fill(world);
        const auto store = makeFactStore(world.file(), World::key());
        const qint64 id = world.idOf(u"change_request"_s, u"1"_s);
        auto rows = store->rowsBehind(u"change"_s, {id, 987654, id});
        QVERIFY(rows);
        QCOMPARE(rows->size(), std::size_t{3});
        QVERIFY((*rows)[1].isEmpty());
        const QJsonObject row = rows->front();
        QCOMPARE(row[u"external_id"_s].toString(), u"1"_s);
        QCOMPARE(row[u"repository"_s].toString(), u"acme/app"_s);
        QCOMPARE(row[u"author"_s].toString(), u"Ann Lee"_s);
        QCOMPARE(row[u"started_at"_s].toString(), hour(4).toIso());
        QCOMPARE(row[u"deployed_at"_s].toString(), hour(20).toIso());
        QCOMPARE(row[u"lead"_s].toDouble(), 16 * 3600.0);
        auto events = store->rowsBehind(u"deployment"_s, {world.idOf(u"deployment"_s, u"d1"_s) * 4});
        QVERIFY(events);
        QCOMPARE(events->front()[u"failed"_s].toBool(), true);
        QCOMPARE(events->front()[u"sha"_s].toString(), u"m1"_s);
        for (const QString &fact : store->facts()) {
            const FactTable table = world.facts(fact);
            auto all = store->rowsBehind(fact, table.columns[u"id"_s].allIntegers());
            QVERIFY(all);
            for (const QJsonObject &one : *all)
                QVERIFY2(!one.isEmpty(), qPrintable(fact));
        }
    }

    void standInsHaveRecords()
    {
        World world;
        fill(world);
        world.repository(u"lib"_s);
        world.release(u"lib-1"_s, {}, 30, u"lib"_s);
        world.derive();
        const auto directory = readDirectory(world.database());
        for (ServiceEntry service : directory->services) {
            service.standIn = DeploymentStandIn::Releases;
            QVERIFY(applyDirectoryChange(world.database(), SaveService{service}));
        }
        world.derive();
        const auto store = makeFactStore(world.file(), World::key());
        auto rows = store->rowsBehind(u"deployment"_s, {world.idOf(u"release"_s, u"lib-1"_s) * 4 + 1});
        QVERIFY(rows);
        QCOMPARE(rows->front()[u"tag"_s].toString(), u"lib-1"_s);
        QCOMPARE(rows->front()[u"origin"_s].toString(), u"release"_s);
        QCOMPARE(rows->front()[u"finished_at"_s].toString(), hour(30).toIso());
    }

    void freshness()
    {
        World world;
        QVERIFY(world.database().execute(
            u"INSERT INTO freshness (source, last_success, complete, note) SELECT id, %1, 1, 'all' FROM source WHERE name = 'tool'"_s
                .arg(hour(5).ms())));
        const auto store = makeFactStore(world.file(), World::key());
        auto all = store->freshness();
        QVERIFY(all);
        QCOMPARE(all->size(), std::size_t{2});
        QCOMPARE((*all)[0].source, u"other"_s);
        QVERIFY(!(*all)[0].lastSuccess.isSet());
        QVERIFY(!(*all)[0].complete);
        QCOMPARE((*all)[1].lastSuccess, hour(5));
        QVERIFY((*all)[1].complete);
    }

    void fromManyThreads()
    {
        World world;
        fill(world);
        const auto store = makeFactStore(world.file(), World::key());
        std::atomic_int good = 0;
        QThreadPool pool;
        pool.setMaxThreadCount(4);
        for (int i = 0; i < 24; ++i) {
            pool.start([&store, &good, i] {
                const QStringList facts = store->facts();
                if (auto table = store->load(facts[i % facts.size()], {}, {}); table && table->rows > 0)
                    ++good;
            });
        }
        pool.waitForDone();
        QCOMPARE(good.load(), 24);
    }

    void wrongKeyIsTold()
    {
        World world;
        const auto store = makeFactStore(world.file(), QByteArray(kDatabaseKeyBytes, 'x'));
        const auto refused = store->load(u"change"_s, {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Storage);
    }

    void cleanupTestCase() { m_world.reset(); }

private:
    std::unique_ptr<World> m_world; // shared by the rows of values()
};

QTEST_GUILESS_MAIN(FactsTest)
#include "tst_facts.moc"
