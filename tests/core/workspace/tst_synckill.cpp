#include "core/secrets/memorystore.h"
#include "core/secrets/vaultstore.h"
#include "core/store/database.h"
#include "tests/core/workspace/syncfixture.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QThread>

#include <atomic>

using namespace leadline;
using namespace leadline::test;
using namespace Qt::StringLiterals;

// The command line's sync is killed at any moment, fifty times; what it leaves in the end is what an undisturbed one
// leaves.
class TestSyncKill final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fiftyKillsLoseNothingAndDoubleNothing();

private:
    struct Ended {
        bool killed = false;
        int exitCode = -1;
        QString said; // on stderr
        QByteArray answer;
    };

    // When to kill: so long after the start, or after the server was first asked.
    struct Moment {
        qint64 us = 0;
        bool afterFirstRequest = false;
    };

    [[nodiscard]] Ended command(const QString &file, const QStringList &words, std::optional<Moment> kill = {}) const;
    void waitForRequest(QProcess &child) const;
    [[nodiscard]] QString freshFile() const;
    [[nodiscard]] static qint64 rowsIn(const QString &file);
    void measure(const QString &file); // an undisturbed sync
    void checkWhole(const QString &file) const;

    QTemporaryDir m_folder;
    SimulatedOrganisation m_truth;
    std::unique_ptr<GitHubEmulator> m_server;
    qint64 m_wholeUs = 0; // a sync without a kill
    qint64 m_readingUs = 0; // the part of it after the first request
    QStringList m_expected;
    QString m_expectedFigure;
    quint32 m_seed = 0;
};

void TestSyncKill::waitForRequest(QProcess &child) const
{
    while (m_server->requests() == 0 && !child.waitForFinished(1) && child.state() == QProcess::Running)
        continue;
}

TestSyncKill::Ended TestSyncKill::command(
    const QString &file, const QStringList &words, std::optional<Moment> kill) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LEADLINE_KEY"_s, QString::fromLatin1(workspaceKey().toHex()));
    environment.insert(u"HUB_TOKEN"_s, u"ghp_emulated"_s);
    environment.remove(u"LEADLINE_VAULT"_s);
    QProcess child;
    child.setProcessEnvironment(environment);
    child.start(qEnvironmentVariable("LEADLINE_BUILD_DIR") + u"/app/leadline-cli/leadline-cli"_s,
        QStringList{u"--workspace"_s, file, u"--format"_s, u"json"_s} + words);
    if (!child.waitForStarted())
        return {.killed = false, .exitCode = -1, .said = child.errorString(), .answer = {}};
    if (kill) {
        if (kill->afterFirstRequest)
            waitForRequest(child);
        QThread::usleep(static_cast<unsigned long>(kill->us));
        child.kill();
    }
    const bool ended = child.waitForFinished(kPatienceMs);
    return {.killed = ended && child.exitStatus() == QProcess::CrashExit,
        .exitCode = ended && child.exitStatus() == QProcess::NormalExit ? child.exitCode() : -1,
        .said = QString::fromUtf8(child.readAllStandardError()),
        .answer = child.readAllStandardOutput()};
}

// A workspace that has its source and its token and was never synced.
QString TestSyncKill::freshFile() const
{
    static int number = 0;
    const QString file = m_folder.filePath(u"kill-%1.leadline"_s.arg(++number));
    const QString fresh = m_folder.filePath(u"fresh.leadline"_s);
    const bool copied = QFile::copy(fresh, file) && QFile::copy(fresh + u".vault"_s, file + u".vault"_s);
    Q_ASSERT(copied);
    return file;
}

// Also proves that what a kill leaves can be opened and read.
qint64 TestSyncKill::rowsIn(const QString &file)
{
    auto database = Database::open(file, workspaceKey(), Database::Mode::ReadOnly);
    if (!database)
        return -1;
    qint64 rows = 0;
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto count =
            database->integer(u"SELECT count(*) FROM \"%1\""_s.arg(enumName(static_cast<RecordKind>(i))));
        if (!count)
            return -1;
        rows += *count;
    }
    return rows;
}

void TestSyncKill::checkWhole(const QString &file) const
{
    auto database = Database::open(file, workspaceKey(), Database::Mode::ReadOnly);
    QVERIFY2(database, database ? "" : qPrintable(database.error().text));
    const auto sound = database->checkIntegrity();
    QVERIFY2(sound, sound ? "" : qPrintable(sound.error().text + sound.error().detail));
    QCOMPARE(database->integer(u"SELECT count(*) FROM quarantine"_s).value_or(-1), 0);

    auto opened = Workspace::open(
        {.file = file, .key = workspaceKey(), .create = false, .clock = nullptr, .secrets = makeMemoryStore()});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    Workspace &workspace = **opened;
    QVERIFY(settle(workspace));
    const auto contents = contentsOf(workspace);
    QVERIFY(contents);
    const QStringList names = namesIn(*contents);
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), names.size());
    QCOMPARE(names, namesIn(m_expected));
    for (qsizetype i = 0; i < contents->size(); ++i)
        QCOMPARE(contents->at(i), m_expected.at(i));
    QCOMPARE(figureOf(workspace), m_expectedFigure);
    const auto audit = await(workspace.verifyAudit());
    QVERIFY2(audit && *audit > 2, audit ? "too few lines" : qPrintable(audit.error().text));
    const auto findings = await(workspace.doctor());
    QVERIFY2(findings && findings->size() > 10, findings ? "too few lines" : qPrintable(findings.error().text));
    for (const QString &finding : *findings) {
        const bool aboutThisMachine = finding.contains("GB free"_L1);
        QVERIFY2(aboutThisMachine || finding.startsWith("ok\t"_L1), qPrintable(finding));
    }
}

void TestSyncKill::measure(const QString &file)
{
    QElapsedTimer timer;
    std::atomic<qint64> firstRequestUs{-1};
    m_server->onRequest([&](GitHubWorld &, const QString &) {
        qint64 none = -1;
        firstRequestUs.compare_exchange_strong(none, timer.nsecsElapsed() / 1000);
    });
    timer.start();
    const Ended synced = command(file, {u"sync"_s});
    const qint64 wholeUs = timer.nsecsElapsed() / 1000;
    m_server->onRequest({});
    QVERIFY2(synced.exitCode == 0, qPrintable(synced.said));
    if (m_wholeUs != 0 && wholeUs >= m_wholeUs)
        return;
    m_wholeUs = wholeUs;
    m_readingUs = wholeUs - firstRequestUs;
}

void TestSyncKill::initTestCase()
{
    bool given = false;
    m_seed = qEnvironmentVariable("LEADLINE_KILL_SEED").toUInt(&given);
    if (!given)
        m_seed = QRandomGenerator::global()->generate();
    m_truth = simulate({.seed = 7,
        .end = Instant::fromIso(u"2026-03-01T00:00:00Z"),
        .teams = 2,
        .people = 16,
        .repositories = 5,
        .days = 120,
        .activity = 1.0});
    m_server = std::make_unique<GitHubEmulator>(m_truth.records);
    const QString fresh = m_folder.filePath(u"fresh.leadline"_s);
    // A vault that opens at once: its half second would be most of so small a sync.
    const auto vault = openVault(fresh + u".vault"_s, workspaceKey().toHex(), {.passes = 1, .memoryBytes = 64 * 1024});
    QVERIFY(vault && await((*vault)->write(u"unused"_s, "unused")));
    QStringList words{u"source"_s, u"add"_s, u"github"_s, u"hub"_s, u"--url"_s, m_server->restUrl().toString(),
        u"--token-env"_s, u"HUB_TOKEN"_s};
    for (const QString &path : m_server->paths())
        words += {u"--scope"_s, path};
    const Ended added = command(fresh, words);
    QVERIFY2(added.exitCode == 0, qPrintable(added.said));

    QString file;
    for (int i = 0; i < 3; ++i) { // the quickest counts: a busy computer must not stretch fifty kills
        file = freshFile();
        measure(file);
        if (QTest::currentTestFailed())
            return;
    }
    auto opened = Workspace::open(
        {.file = file, .key = workspaceKey(), .create = false, .clock = nullptr, .secrets = makeMemoryStore()});
    QVERIFY(opened);
    QVERIFY(settle(**opened));
    const auto contents = contentsOf(**opened);
    QVERIFY(contents);
    m_expected = *contents;
    m_expectedFigure = figureOf(**opened);
    opened->reset();
    const RecordBatch &truth = m_truth.records;
    const QStringList names = namesIn(m_expected);
    const auto of = [&names](QLatin1StringView kind) {
        return static_cast<std::size_t>(
            std::ranges::count_if(names, [&](const QString &name) { return name.startsWith(kind); }));
    };
    QCOMPARE(of("change_request "_L1), truth.of<ChangeRequest>().size());
    QCOMPARE(of("deployment "_L1), truth.of<Deployment>().size());
    QCOMPARE(of("build "_L1), truth.of<Build>().size());
    QVERIFY2(m_expectedFigure.section(u' ', -1).toInt() > 5, qPrintable(m_expectedFigure));
    checkWhole(file);
}

void TestSyncKill::fiftyKillsLoseNothingAndDoubleNothing()
{
    constexpr int kKills = 50;
    QRandomGenerator random(m_seed);
    qInfo("LEADLINE_KILL_SEED=%u; an undisturbed sync takes %lld ms, %lld ms of it after the first request", m_seed,
        m_wholeUs / 1000, m_readingUs / 1000);
    int kills = 0;
    int whileReading = 0;
    int goneOn = 0; // had written something that stays
    int files = 1;
    int ends = 0;
    QString file = freshFile();
    qint64 rows = rowsIn(file);
    while (kills < kKills) {
        m_server->resetCounts();
        // Half of the kills are spread over all of a sync, the others over its reading and writing.
        const bool reading = kills % 2 != 0;
        const Moment moment{.us = random.bounded(reading ? m_readingUs : m_wholeUs), .afterFirstRequest = reading};
        const Ended ended = command(file, {u"sync"_s}, moment);
        if (!ended.killed) { // it was quicker than the kill
            QVERIFY2(ended.exitCode == 0, qPrintable(ended.said));
            checkWhole(file);
            if (QTest::currentTestFailed())
                return;
            ++ends;
            ++files;
            file = freshFile();
            rows = rowsIn(file);
            continue;
        }
        ++kills;
        const qint64 left = rowsIn(file);
        QVERIFY2(left >= rows, qPrintable(u"%1 rows after kill %2, %3 before"_s.arg(left).arg(kills).arg(rows)));
        whileReading += m_server->requests() > 0 ? 1 : 0;
        goneOn += left > rows ? 1 : 0;
        rows = left;
    }
    const Ended last = command(file, {u"sync"_s});
    QVERIFY2(last.exitCode == 0, qPrintable(last.said));
    checkWhole(file);
    const Ended doctor = command(file, {u"doctor"_s});
    QVERIFY2(doctor.exitCode == 0 && !doctor.answer.contains("fault"), doctor.answer.constData());
    qInfo("%d kills (%d after the first request, %d after something new was kept) in %d files; %d syncs came to their "
          "end in between",
        kills, whileReading, goneOn, files, ends);
    QVERIFY(whileReading > kKills / 2 && goneOn > 2);
}

QTEST_GUILESS_MAIN(TestSyncKill)
#include "tst_synckill.moc"
