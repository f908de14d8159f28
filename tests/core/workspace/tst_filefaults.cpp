#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/store/database.h"
#include "core/workspace/openworkspace.h"
#include "tests/core/workspace/syncfixture.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace leadline;
using namespace leadline::test;
using namespace Qt::StringLiterals;

namespace {

// A keychain that is there and gives nothing away: locked, or without a service behind it.
class ClosedStore final : public SecretStore {
public:
    explicit ClosedStore(Error error)
        : m_error(std::move(error))
    {
    }

    [[nodiscard]] QFuture<Result<std::optional<QByteArray>>> read(const QString &) override
    {
        return QtFuture::makeReadyValueFuture(Result<std::optional<QByteArray>>(std::unexpected(m_error)));
    }
    [[nodiscard]] QFuture<Result<void>> write(const QString &, const QByteArray &) override
    {
        return QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(m_error)));
    }
    [[nodiscard]] QFuture<Result<void>> remove(const QString &) override { return write({}, {}); }
    [[nodiscard]] QString description() const override { return u"closed"_s; }

private:
    Error m_error;
};

} // namespace

// What the keychain, the disk and the file itself can do to a workspace that has been synced before.
class TestFileFaults final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aClosedKeychain_data();
    void aClosedKeychain();
    void withoutAnyKeychain();
    void aFullDiskInMidSync();
    void aFileThatMayNotBeWritten_data();
    void aFileThatMayNotBeWritten();
    void aDamagedFile();
    void aFileOfANewerVersion();
    void aSecondProgram();

private:
    [[nodiscard]] Result<std::unique_ptr<Workspace>> open(std::shared_ptr<SecretStore> secrets = {}) const;
    void isWholeAgain() const;
    void answersAsBefore(Workspace &workspace) const;

    QTemporaryDir m_folder;
    std::unique_ptr<GitHubEmulator> m_server;
    std::shared_ptr<SecretStore> m_secrets = makeMemoryStore();
    QByteArray m_base; // the synced file
    QString m_file;
    QStringList m_contents;
    QString m_figure;
};

Result<std::unique_ptr<Workspace>> TestFileFaults::open(std::shared_ptr<SecretStore> secrets) const
{
    return Workspace::open({.file = m_file,
        .key = workspaceKey(),
        .create = m_base.isEmpty(),
        .clock = nullptr,
        .secrets = secrets ? secrets : m_secrets});
}

void TestFileFaults::initTestCase()
{
    m_file = m_folder.filePath(u"team.leadline"_s);
    m_server = std::make_unique<GitHubEmulator>(tinyOrganisation().records);
    {
        const auto workspace = open();
        QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().text));
        QVERIFY(await((*workspace)->saveSource(sourceAt(*m_server), QByteArray("ghp_emulated"))));
        const auto report = syncOnce(**workspace);
        QVERIFY(report);
        QCOMPARE(report->outcome, SyncOutcome::Success);
        m_contents = contentsOf(**workspace).value_or(QStringList());
        m_figure = figureOf(**workspace);
    }
    QVERIFY2(m_figure.section(u' ', -1).toInt() > 5, qPrintable(m_figure));
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_base = file.readAll();
}

// Each test begins with the file as the sync left it.
void TestFileFaults::init()
{
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s})
        QFile::remove(m_file + suffix);
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(m_base), m_base.size());
}

void TestFileFaults::answersAsBefore(Workspace &workspace) const
{
    QVERIFY(settle(workspace));
    const auto contents = contentsOf(workspace);
    QVERIFY(contents);
    QCOMPARE(*contents, m_contents);
    QCOMPARE(figureOf(workspace), m_figure);
}

void TestFileFaults::isWholeAgain() const
{
    const auto workspace = open();
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().text));
    const auto report = syncOnce(**workspace, true);
    QVERIFY(report);
    QCOMPARE(report->outcome, SyncOutcome::Success);
    answersAsBefore(**workspace);
    QVERIFY(await((*workspace)->verifyAudit()));
}

void TestFileFaults::aClosedKeychain_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("text");
    // The very sentences of the keychain: that it says them is proven against a real one.
    QTest::newRow("locked") << ErrorKind::Permission
                            << u"The keychain is locked, or the access was refused. Unlock it and try again."_s;
    QTest::newRow("absent")
        << ErrorKind::Config
        << u"There is no keychain on this computer that Leadline can use. Start a Secret Service."_s;
}

void TestFileFaults::aClosedKeychain()
{
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, text);
    const auto closed = std::make_shared<ClosedStore>(fail(kind, text).error());
    {
        // The keychain was locked while the workspace is open: it goes on, only the sync is told off.
        const auto workspace = open(closed);
        QVERIFY(workspace);
        const auto report = syncOnce(**workspace);
        QVERIFY(report);
        QCOMPARE(report->outcome, SyncOutcome::Failed);
        QCOMPARE(report->problems.front().error.kind, kind);
        QCOMPARE(report->problems.front().error.text, text);
        answersAsBefore(**workspace);
        // A token that cannot be kept is told, and the source stays as it was.
        SourceConfig changed = sourceAt(*m_server);
        changed.url = u"https://elsewhere.invalid"_s;
        const auto saved = await((*workspace)->saveSource(changed, QByteArray("ghp_new")));
        QVERIFY(!saved);
        QCOMPARE(saved.error().text, text);
        QCOMPARE((*workspace)->sources().front().config.url, m_server->restUrl().toString());
    }
    // It was locked before: the workspace stays closed, and its file as it is.
    qunsetenv("LEADLINE_KEY");
    auto opened = await(openWorkspace({.file = m_file, .create = true, .secrets = closed}));
    QVERIFY(!opened);
    QCOMPARE(opened.error().text, text);
    isWholeAgain();
}

void TestFileFaults::withoutAnyKeychain()
{
    {
        auto workspace = Workspace::open(
            {.file = m_file, .key = workspaceKey(), .create = false, .clock = nullptr, .secrets = nullptr});
        QVERIFY(workspace);
        const auto report = syncOnce(**workspace);
        QVERIFY(report);
        QCOMPARE(report->outcome, SyncOutcome::Failed);
        QVERIFY2(saysWhatToDo(report->problems.front().error.text), qPrintable(report->problems.front().error.text));
        answersAsBefore(**workspace);
    }
    isWholeAgain();
}

void TestFileFaults::aFullDiskInMidSync()
{
    {
        const auto workspace = open();
        QVERIFY(workspace);
        QVERIFY(settle(**workspace));
        QSignalSpy failed(workspace->get(), &Workspace::storageFailed);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit small = before;
        small.rlim_cur = 60'000; // the log of a whole sync is longer, wherever it begins
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto report = syncOnce(**workspace, true);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(report);
        QCOMPARE(report->outcome, SyncOutcome::Failed);
        const Error &error = report->problems.front().error;
        QCOMPARE(error.kind, ErrorKind::Storage);
        QVERIFY2(error.text.contains("is full"_L1) && saysWhatToDo(error.text), qPrintable(error.text));
        QVERIFY(failed.count() > 0);
        const auto contents = contentsOf(**workspace);
        QVERIFY(contents);
        QCOMPARE(*contents, m_contents);
        QCOMPARE(figureOf(**workspace), m_figure);
        // There is room again: the same open workspace goes on.
        const auto again = syncOnce(**workspace, true);
        QVERIFY(again);
        QVERIFY2(again->outcome == SyncOutcome::Success,
            again->problems.empty() ? "" : qPrintable(again->problems.front().error.text));
        answersAsBefore(**workspace);
    }
    isWholeAgain();
}

void TestFileFaults::aFileThatMayNotBeWritten_data()
{
    QTest::addColumn<bool>("folder");
    QTest::newRow("the file") << false;
    QTest::newRow("its folder") << true;
}

void TestFileFaults::aFileThatMayNotBeWritten()
{
    QFETCH(const bool, folder);
    const QByteArray file = QFile::encodeName(m_file);
    const QByteArray around = QFile::encodeName(m_folder.path());
    QFile::remove(m_file + u".lock"_s);
    QCOMPARE(chmod(file.constData(), folder ? 0666 : 0444), 0);
    QCOMPARE(chmod(around.constData(), folder ? 0555 : 0777), 0);
    // The administrator may write to anything, so the question is asked as somebody else.
    const bool administrator = geteuid() == 0;
    if (administrator)
        QCOMPARE(seteuid(65534), 0);
    const auto refused = open();
    if (administrator)
        QCOMPARE(seteuid(0), 0);
    QCOMPARE(chmod(file.constData(), 0600), 0);
    QCOMPARE(chmod(around.constData(), 0700), 0);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Storage);
    QVERIFY2(refused.error().text.contains("read-only"_L1) && saysWhatToDo(refused.error().text),
        qPrintable(refused.error().text));
    isWholeAgain();
}

// A byte is changed here and there. Whatever meets it says so; nothing crashes, and nothing wrong is answered.
void TestFileFaults::aDamagedFile()
{
    constexpr int kFlips = 12;
    int told = 0;
    for (int i = 0; i < kFlips; ++i) {
        init();
        const qint64 at = m_base.size() / kFlips * i + 200;
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
        QCOMPARE(file.write(QByteArray(1, static_cast<char>(m_base.at(at) ^ 1))), 1);
        file.close();
        QStringList errors;
        const auto workspace = open();
        if (!workspace) {
            errors += workspace.error().text;
        } else {
            QObject::connect(workspace->get(), &Workspace::storageFailed, workspace->get(),
                [&errors](const Error &error) { errors += error.text; });
            QVERIFY(settle(**workspace));
            const QString figure = figureOf(**workspace);
            if (figure != m_figure)
                errors += figure;
            const auto contents = contentsOf(**workspace);
            QVERIFY(!contents || *contents == m_contents);
            if (!contents)
                errors += contents.error().text;
            const auto findings = await((*workspace)->doctor());
            QVERIFY2(!findings || findings->join(u'\n').contains("fault\t"_L1),
                qPrintable(u"the byte at %1 was not found"_s.arg(at)));
            const auto report = syncOnce(**workspace);
            QVERIFY(report);
            for (const ScopeProblem &problem : report->problems)
                errors += problem.error.text;
        }
        told += errors.isEmpty() ? 0 : 1;
        for (const QString &error : std::as_const(errors))
            QVERIFY2(error.contains("damaged"_L1) && saysWhatToDo(error), qPrintable(error));
    }
    QVERIFY2(told > kFlips / 4, qPrintable(QString::number(told)));
    init();
    isWholeAgain();
}

void TestFileFaults::aFileOfANewerVersion()
{
    const auto setVersion = [this](qint64 more) {
        auto database = Database::open(m_file, workspaceKey(), Database::Mode::ReadWrite, false);
        QVERIFY(database);
        const qint64 version = *database->integer(u"PRAGMA user_version"_s);
        QVERIFY(database->execute(u"PRAGMA user_version = %1"_s.arg(version + more)));
    };
    setVersion(1);
    const auto refused = open();
    QVERIFY(!refused);
    QVERIFY2(refused.error().text.contains("newer version of Leadline"_L1) && saysWhatToDo(refused.error().text),
        qPrintable(refused.error().text));
    init();
    isWholeAgain();
}

void TestFileFaults::aSecondProgram()
{
    const auto first = open();
    QVERIFY(first);
    QSignalSpy ended(first->get(), &Workspace::allSyncsFinished);
    (*first)->startSync({}, true);
    const auto second = open(); // in mid-sync
    QVERIFY(!second);
    QVERIFY2(
        second.error().text.contains("is open in another window or program"_L1) && saysWhatToDo(second.error().text),
        qPrintable(second.error().text));
    QVERIFY(QTest::qWaitFor([&] { return ended.count() > 0; }, kPatienceMs));
    QCOMPARE((*first)->sources().front().lastReport->outcome, SyncOutcome::Success);
    answersAsBefore(**first);
}

QTEST_GUILESS_MAIN(TestFileFaults)
#include "tst_filefaults.moc"
