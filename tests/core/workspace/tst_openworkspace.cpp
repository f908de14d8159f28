#include "core/secrets/memorystore.h"
#include "core/secrets/workspacekey.h"
#include "core/workspace/openworkspace.h"
#include "core/workspace/workspace.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

// A workspace and its key find each other, wherever the file is.
class TestOpenWorkspace final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aMovedFileIsOpened();
    void aFileOfAnOlderVersionIsOpenedAndThenMoved();
    void anotherFileInItsPlaceSpoilsNothing();
    void aFileWithoutAKeyIsToldPlainly();

private:
    using Opened = Result<std::shared_ptr<Workspace>>;
    Opened open(const QString &file, bool create);
    void makeFile(const QString &file);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<SecretStore> m_store;
    QString m_file;
    QString m_moved;
};

void TestOpenWorkspace::init()
{
    qunsetenv("LEADLINE_KEY");
    qunsetenv("LEADLINE_VAULT");
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = makeMemoryStore();
    m_file = m_folder->filePath(u"team.leadline"_s);
    m_moved = m_folder->filePath(u"another name.leadline"_s);
}

TestOpenWorkspace::Opened TestOpenWorkspace::open(const QString &file, bool create)
{
    auto future = openWorkspace({.file = file, .create = create, .secrets = m_store});
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000))
        return fail(ErrorKind::Storage, u"the workspace was never opened"_s);
    return future.takeResult();
}

void TestOpenWorkspace::makeFile(const QString &file)
{
    const auto opened = open(file, true);
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().text));
    (*opened)->setSetting(u"mark"_s, file);
}

void TestOpenWorkspace::aMovedFileIsOpened()
{
    makeFile(m_file);
    QVERIFY(QFile::rename(m_file, m_moved));
    const auto opened = open(m_moved, false);
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().text));
    QCOMPARE((*opened)->setting(u"mark"_s).toString(), m_file);
}

void TestOpenWorkspace::aFileOfAnOlderVersionIsOpenedAndThenMoved()
{
    makeFile(m_file);
    QVERIFY(m_store->remove(workspaceSaltName(m_file)).result()); // as it was kept before
    QVERIFY(open(m_file, false));
    QVERIFY(QFile::rename(m_file, m_moved));
    QVERIFY(open(m_moved, false));
}

void TestOpenWorkspace::anotherFileInItsPlaceSpoilsNothing()
{
    makeFile(m_file);
    QVERIFY(QFile::rename(m_file, m_moved));
    // A stranger's file takes the old place; the key of the path does not open it, and is not noted as its key.
    const auto elsewhere = std::exchange(m_store, makeMemoryStore());
    makeFile(m_file);
    m_store = elsewhere;
    QVERIFY(!open(m_file, false));
    QVERIFY(!m_store->read(workspaceSaltName(m_file)).result()->has_value());
    QVERIFY(open(m_moved, false));
}

void TestOpenWorkspace::aFileWithoutAKeyIsToldPlainly()
{
    makeFile(m_file);
    m_store = makeMemoryStore();
    const auto opened = open(m_file, false);
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Config);
    for (const QString &part : {u"The key of this workspace is not in the keychain"_s, u"LEADLINE_KEY"_s, m_file})
        QVERIFY2(opened.error().text.contains(part), qPrintable(opened.error().text));
}

QTEST_GUILESS_MAIN(TestOpenWorkspace)
#include "tst_openworkspace.moc"
