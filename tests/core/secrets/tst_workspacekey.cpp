#include "core/secrets/memorystore.h"
#include "core/secrets/workspacekey.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// Refuses what a test wants to be refused.
class StubbornStore final : public SecretStore {
public:
    std::optional<Error> readError;
    std::optional<Error> writeError;
    int writes = 0;
    int reads = 0;
    std::unique_ptr<SecretStore> inner = makeMemoryStore();

    QFuture<Result<std::optional<QByteArray>>> read(const QString &name) override
    {
        ++reads;
        if (readError)
            return QtFuture::makeReadyValueFuture(Result<std::optional<QByteArray>>(std::unexpected(*readError)));
        return inner->read(name);
    }
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        ++writes;
        if (writeError)
            return QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(*writeError)));
        return inner->write(name, secret);
    }
    QFuture<Result<void>> remove(const QString &name) override { return inner->remove(name); }
    [[nodiscard]] QString description() const override { return u"Stubborn"_s; }
};

} // namespace

class TestWorkspaceKey final : public QObject {
    Q_OBJECT

    // Nothing where there was an error.
    static QByteArray keyOf(const std::shared_ptr<SecretStore> &store, const QString &file)
    {
        return findOrMakeWorkspaceKey(store, file).result().value_or(WorkspaceKey()).bytes;
    }

    static void makeFile(const QString &name, const QByteArray &bytes = "noise")
    {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }

private Q_SLOTS:
    void init() { qunsetenv("LEADLINE_KEY"); }
    void cleanup() { qunsetenv("LEADLINE_KEY"); }

    void aNewKeyIsStoredBeforeItIsGiven()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"new.leadline"_s);
        const auto store = std::make_shared<StubbornStore>();
        const QByteArray key = keyOf(store, file);
        QCOMPARE(key.size(), kWorkspaceKeyBytes);
        QCOMPARE(store->read(workspacePathName(file)).result()->value_or(QByteArray()), key);
        QVERIFY(!QFile::exists(file)); // the file is the caller's to make
        QCOMPARE(keyOf(store, file), key);
        makeFile(file);
        QCOMPARE(keyOf(store, file), key);
        QCOMPARE(store->writes, 1);
        QVERIFY(keyOf(store, folder.filePath(u"other.leadline"_s)) != key);
    }

    void noKeyIsGivenThatCouldNotBeStored()
    {
        QTemporaryDir folder;
        const auto store = std::make_shared<StubbornStore>();
        store->writeError = fail(ErrorKind::Permission, u"locked"_s).error();
        const auto key = findOrMakeWorkspaceKey(store, folder.filePath(u"new.leadline"_s)).result();
        QVERIFY(!key);
        QCOMPARE(key.error().kind, ErrorKind::Permission);
    }

    void aLostKeyIsToldAndNotReplaced()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"old.leadline"_s);
        makeFile(file);
        const auto store = std::make_shared<StubbornStore>();
        const auto key = findOrMakeWorkspaceKey(store, file).result();
        QVERIFY(!key);
        QCOMPARE(key.error().kind, ErrorKind::Config);
        QVERIFY2(key.error().text.startsWith("The key of this workspace is not in the keychain"_L1),
            qPrintable(key.error().text));
        QVERIFY(key.error().text.contains("LEADLINE_KEY"_L1));
        QCOMPARE(store->writes, 0);
    }

    void anEmptyFileIsANewWorkspace()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"empty.leadline"_s);
        makeFile(file, {});
        QVERIFY(findOrMakeWorkspaceKey(makeMemoryStore(), file).result());
    }

    void aLockedStoreIsNotALostKey()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"old.leadline"_s);
        makeFile(file);
        const auto store = std::make_shared<StubbornStore>();
        store->readError = fail(ErrorKind::Permission, u"locked"_s).error();
        QCOMPARE(findOrMakeWorkspaceKey(store, file).result().error().kind, ErrorKind::Permission);
        store->readError = {};
        QVERIFY(store->write(workspacePathName(file), "too short").result());
        QCOMPARE(findOrMakeWorkspaceKey(store, file).result().error().kind, ErrorKind::Config);
    }

    void theEnvironmentComesFirst()
    {
        const auto store = std::make_shared<StubbornStore>();
        store->readError = fail(ErrorKind::Config, u"there is no keychain"_s).error();
        qputenv("LEADLINE_KEY", QByteArray(32, '\x5a').toHex().toUpper());
        const auto key = findOrMakeWorkspaceKey(store, u"/anything.leadline"_s).result();
        QVERIFY(key);
        QCOMPARE(key->bytes, QByteArray(32, '\x5a'));
        QVERIFY(key->isKept);
        QCOMPARE(store->writes + store->reads, 0);
    }

    void aMalformedKeyIsNotGuessedAt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("short") << QByteArray(63, 'a');
        QTest::newRow("long") << QByteArray(66, 'a');
        QTest::newRow("not hexadecimal") << QByteArray(62, 'a') + "zz";
        QTest::newRow("spaces between") << QByteArray(32, 'a') + "  " + QByteArray(32, 'a');
    }

    void aMalformedKeyIsNotGuessedAt()
    {
        QFETCH(QByteArray, text);
        qputenv("LEADLINE_KEY", text);
        const auto key = findOrMakeWorkspaceKey(makeMemoryStore(), u"/anything.leadline"_s).result();
        QVERIFY(!key);
        QCOMPARE(key.error().kind, ErrorKind::Config);
        QVERIFY(key.error().text.contains("64 hexadecimal digits"_L1));
        QVERIFY(!key.error().text.contains(QString::fromLatin1(text))
            && !key.error().detail.contains(QString::fromLatin1(text)));
    }

    void aMovedFileFindsItsKey()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"old.leadline"_s);
        const auto store = std::make_shared<StubbornStore>();
        const QByteArray key = keyOf(store, file);
        makeFile(file, QByteArray("\x01\xff salt of a file", 16) + "pages");
        QCOMPARE(keyOf(store, file), key); // by its path
        QVERIFY(keepWorkspaceKey(store, file, {key, false}).result());
        QVERIFY(keepWorkspaceKey(store, file, *findOrMakeWorkspaceKey(store, file).result()).result()); // it is there
        QCOMPARE(store->writes, 2);
        const QString moved = folder.filePath(u"new name.leadline"_s);
        QVERIFY(QFile::rename(file, moved));
        QCOMPARE(keyOf(store, moved), key);
        // Another file in the old place is not taken for the one that was there, once it has a key of its own.
        makeFile(file, QByteArray(16, 's') + "pages");
        QVERIFY(keepWorkspaceKey(store, file, {QByteArray(32, 'o'), false}).result());
        QCOMPARE(keyOf(store, file), QByteArray(32, 'o'));
        QCOMPARE(keyOf(store, moved), key);
    }

    void theStoreIsAskedOnce()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"a.leadline"_s);
        const auto store = std::make_shared<StubbornStore>();
        const auto nothing = findWorkspaceKey(store, file).result();
        QVERIFY(nothing && !*nothing);
        const auto made = findOrMakeWorkspaceKey(store, file, *nothing).result();
        QVERIFY(made && !made->isKept);
        QCOMPARE(store->reads, 1);
        makeFile(file, QByteArray(16, 'x'));
        QVERIFY(keepWorkspaceKey(store, file, *made).result());
        QCOMPARE(store->reads, 1);
        QCOMPARE(store->writes, 2); // by its path before there is a file, and by its salt

        const auto found = findWorkspaceKey(store, file).result();
        const auto again = findOrMakeWorkspaceKey(store, file, *found).result();
        QVERIFY(again && again->isKept);
        QCOMPARE(again->bytes, made->bytes);
        QVERIFY(keepWorkspaceKey(store, file, *again).result());
        QCOMPARE(store->reads, 2);
        QCOMPARE(store->writes, 2);
    }

    void whatHasNoSaltIsKnownByItsPathOnly()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"a.leadline"_s);
        QVERIFY(workspaceSaltName(file).isEmpty());
        makeFile(file, QByteArray(16, 'x'));
        QVERIFY(!workspaceSaltName(file).isEmpty());
        makeFile(file, QByteArray(15, 'x'));
        QVERIFY(workspaceSaltName(file).isEmpty());
        makeFile(file, QByteArray("SQLite format 3\0 plain", 22));
        QVERIFY(workspaceSaltName(file).isEmpty());
        const auto store = std::make_shared<StubbornStore>();
        QVERIFY(keepWorkspaceKey(store, file, {QByteArray(32, 'k'), false}).result());
        QCOMPARE(store->writes, 0);
    }

    void oneFileHasOneName()
    {
        QTemporaryDir folder;
        QDir dir(folder.path());
        QVERIFY(dir.mkdir(u"deep"_s));
        const QString file = dir.filePath(u"a.leadline"_s);
        const QString before = workspacePathName(file);
        QCOMPARE(workspacePathName(dir.filePath(u"deep/../a.leadline"_s)), before);
        makeFile(file);
        QCOMPARE(workspacePathName(file), before); // the same once it exists
        QVERIFY(QFile::link(file, dir.filePath(u"link.leadline"_s)));
        QCOMPARE(workspacePathName(dir.filePath(u"link.leadline"_s)), before);
        QVERIFY(QFile::link(dir.path(), dir.filePath(u"deep/up"_s)));
        QCOMPARE(
            workspacePathName(dir.filePath(u"deep/up/b.leadline"_s)), workspacePathName(dir.filePath(u"b.leadline"_s)));
    }
};

QTEST_APPLESS_MAIN(TestWorkspaceKey)
#include "tst_workspacekey.moc"
