#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/store/database.h"
#include "core/store/derived/factloading.h"
#include "core/store/factimage.h"
#include "core/store/factstore.h"
#include "core/workspace/workspace.h"

#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {
constexpr int kPatienceMs = 60'000;
const QString kFact = u"change"_s;
} // namespace

// What a start reads instead of rows must be what the rows say, or must not be read.
class TestFactImages final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_file;
    const QByteArray m_key = QByteArray(32, 'i');
    const Instant m_since = Instant::fromIso(u"2025-12-01T00:00:00Z");

    [[nodiscard]] std::unique_ptr<Workspace> openWorkspace(bool create = false) const
    {
        auto opened = Workspace::open(
            {.file = m_file, .key = m_key, .create = create, .clock = {}, .secrets = makeMemoryStore()});
        return opened ? std::move(*opened) : nullptr;
    }
    // Opens the workspace, asks for a page's figure and closes it: the images are kept.
    [[nodiscard]] bool startOnce() const
    {
        const auto workspace = openWorkspace();
        auto answer = workspace->evaluate(
            {.metric = u"changes_merged"_s, .range = {Instant::fromIso(u"2026-02-01T00:00:00Z"), workspace->now()}});
        return QTest::qWaitFor([&] { return answer.isFinished() && workspace->isSettled(); }, kPatienceMs)
            && answer.result().has_value();
    }
    [[nodiscard]] bool execute(const QString &sql) const
    {
        auto database = Database::open(m_file, m_key, Database::Mode::ReadWrite);
        return database && database->execute(sql);
    }
    [[nodiscard]] bool hasImage() const
    {
        auto database = Database::open(m_file, m_key, Database::Mode::ReadOnly);
        const auto found = readFactImage(*database, kFact, m_since);
        return found && found->has_value();
    }
    [[nodiscard]] FactTable rows(Instant since) const
    {
        auto database = Database::open(m_file, m_key, Database::Mode::ReadOnly);
        return *loadFact(*database, kFact, since, {});
    }

    // Every value of every row of the second table, by name where it has one, must be in the first under the same id.
    static void compare(const FactTable &image, const FactTable &truth)
    {
        QHash<qint64, qsizetype> places;
        for (qsizetype row = 0; row < image.rows; ++row)
            places.insert(image.columns[u"id"_s].integer(row), row);
        QCOMPARE(image.columns.size(), truth.columns.size());
        QVERIFY(truth.rows > 0 && places.size() == image.rows);
        for (const auto &[name, column] : truth.columns.asKeyValueRange()) {
            const FactColumn &other = image.columns[name];
            QCOMPARE(other.kind(), column.kind());
            for (qsizetype row = 0; row < truth.rows; ++row) {
                const auto place = places.value(truth.columns[u"id"_s].integer(row), -1);
                QVERIFY(place >= 0);
                if (column.isCode())
                    QCOMPARE(other.name(place), column.name(row));
                else if (column.isInteger())
                    QCOMPARE(other.integer(place), column.integer(row));
                else
                    QCOMPARE(QString::number(other.real(place)), QString::number(column.real(row)));
            }
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_file = m_folder.filePath(u"images.leadline"_s);
        const auto workspace = openWorkspace(true);
        QVERIFY(workspace);
        auto filled = workspace->fillWithSample(7);
        QVERIFY(QTest::qWaitFor([&] { return filled.isFinished() && workspace->isSettled(); }, kPatienceMs));
        QVERIFY(filled.result());
    }

    void init() { QVERIFY(execute(u"DELETE FROM fact_image"_s)); }

    void anImageSaysWhatTheRowsSay()
    {
        QVERIFY(!hasImage());
        QVERIFY(startOnce());
        QVERIFY(hasImage());
        const auto image = makeFactStore(m_file, m_key)->load(kFact, m_since, {});
        QVERIFY(image && image->completeFrom.isSet() && image->completeFrom <= m_since);
        const FactTable truth = rows(image->completeFrom);
        QCOMPARE(image->rows, truth.rows);
        compare(*image, truth);
        // All of history is more than an image has.
        const auto whole = makeFactStore(m_file, m_key)->load(kFact, {}, {});
        QVERIFY(whole && whole->rows > image->rows && !whole->completeFrom.isSet());
    }

    void aChangeMakesItUseless()
    {
        QVERIFY(startOnce());
        QVERIFY(hasImage());
        {
            const auto workspace = openWorkspace();
            auto directory = workspace->directory();
            QVERIFY(QTest::qWaitFor([&] { return directory.isFinished(); }, kPatienceMs) && directory.result());
            TeamEntry team = directory.result()->teams.front();
            team.name = u"Équipe 一"_s;
            auto renamed = workspace->apply(SaveTeam{team});
            QVERIFY(QTest::qWaitFor([&] { return renamed.isFinished() && workspace->isSettled(); }, kPatienceMs));
            QVERIFY(renamed.result());
        }
        QVERIFY(!hasImage());
        const auto table = makeFactStore(m_file, m_key)->load(kFact, m_since, {});
        QVERIFY(table && table->columns[u"team"_s].names().contains(u"Équipe 一"_s));
        QVERIFY(startOnce());
        QVERIFY(hasImage());
        const auto image = makeFactStore(m_file, m_key)->load(kFact, m_since, {});
        QVERIFY(image && image->columns[u"team"_s].names().contains(u"Équipe 一"_s));
    }

    void anImageOfAnEarlierStateIsNotWritten()
    {
        QVERIFY(startOnce());
        auto old = makeFactStore(m_file, m_key)->load(kFact, m_since, {});
        QVERIFY(old);
        auto database = Database::open(m_file, m_key, Database::Mode::ReadWrite);
        QVERIFY(database && noteFactsChanged(*database, {kFact}));
        QVERIFY(writeFactImage(*database, *old));
        QVERIFY(!hasImage());
    }

    void aBrokenOrForeignImageIsPassedOver_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("cut off") << u"UPDATE fact_image SET data = substr(data, 1, length(data) / 2)"_s;
        QTest::newRow("empty") << u"UPDATE fact_image SET data = x''"_s;
        QTest::newRow("noise") << u"UPDATE fact_image SET data = randomblob(length(data))"_s;
        QTest::newRow("longer") << u"UPDATE fact_image SET data = CAST(data || x'00' AS BLOB)"_s;
        QTest::newRow("of another program") << u"UPDATE fact_image SET format = format || ' more'"_s;
    }
    void aBrokenOrForeignImageIsPassedOver()
    {
        QFETCH(const QString, sql);
        QVERIFY(startOnce());
        QVERIFY(execute(sql));
        const auto table = makeFactStore(m_file, m_key)->load(kFact, m_since, {});
        QVERIFY(table);
        QCOMPARE(table->completeFrom, m_since);
        compare(*table, rows(m_since));
        QVERIFY(!hasImage());
        QVERIFY(startOnce()); // nobody is told of a fault, and a good one takes its place
        QVERIFY(hasImage());
    }
};

QTEST_GUILESS_MAIN(TestFactImages)
#include "tst_factimages.moc"
