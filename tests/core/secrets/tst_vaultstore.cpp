#include "core/secrets/memorystore.h"
#include "core/secrets/vaultfile.h"
#include "core/secrets/vaultstore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QtEndian>

using namespace leadline;
using namespace Qt::StringLiterals;

// So that the tests take no time; what counts in use is checked below.
static constexpr VaultCost kCheap{.passes = 1, .memoryBytes = 64 * 1024};
static const QByteArray kPassphrase = "four words of a manager";

// What the store keeps; "an error" where it cannot tell.
static std::optional<QByteArray> kept(SecretStore &store, const QString &name)
{
    return store.read(name).result().value_or("an error");
}

class TestVaultStore final : public QObject {
    Q_OBJECT

    static QByteArray contents(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static void overwrite(const QString &name, const QByteArray &bytes)
    {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size());
    }

    // One vault with one secret, made once because opening is slow on purpose.
    QTemporaryDir m_folder;
    QByteArray m_vault;

private Q_SLOTS:
    void initTestCase()
    {
        const QString name = m_folder.filePath(u"made.vault"_s);
        auto vault = openVault(name, kPassphrase, kCheap);
        QVERIFY2(vault, vault ? "" : qPrintable(vault.error().text));
        QVERIFY((*vault)->write(u"token"_s, "secret-of-the-source").result());
        m_vault = contents(name);
    }

    void everyStoreReadsWritesAndRemoves_data()
    {
        QTest::addColumn<bool>("inFile");
        QTest::newRow("memory") << false;
        QTest::newRow("vault") << true;
    }

    void everyStoreReadsWritesAndRemoves()
    {
        QFETCH(bool, inFile);
        std::unique_ptr<SecretStore> store =
            inFile ? std::move(*openVault(m_folder.filePath(u"all.vault"_s), kPassphrase, kCheap)) : makeMemoryStore();
        QCOMPARE(kept(*store, u"a"_s), std::optional<QByteArray>());
        const QByteArray binary("\0\xff\n", 3);
        QVERIFY(store->write(u"a"_s, binary).result());
        QVERIFY(store->write(u"b"_s, QByteArray(100'000, 'x')).result());
        QVERIFY(store->write(u"ö/b c"_s, "").result());
        QCOMPARE(kept(*store, u"a"_s), std::optional(binary));
        QCOMPARE(store->read(u"b"_s).result()->value().size(), 100'000);
        QCOMPARE(kept(*store, u"ö/b c"_s), std::optional(QByteArray("")));
        QVERIFY(store->write(u"a"_s, "new").result());
        QCOMPARE(kept(*store, u"a"_s), std::optional(QByteArray("new")));
        QVERIFY(store->remove(u"a"_s).result());
        QVERIFY(store->remove(u"a"_s).result());
        QCOMPARE(kept(*store, u"a"_s), std::optional<QByteArray>());
        QVERIFY(!store->description().isEmpty());
    }

    void theCallersBytesAreNotWiped()
    {
        auto vault = openVault(m_folder.filePath(u"caller.vault"_s), kPassphrase, kCheap);
        const QByteArray mine("my own copy");
        QVERIFY((*vault)->write(u"a"_s, mine).result());
        const auto read = kept(**vault, u"a"_s);
        QVERIFY((*vault)->remove(u"a"_s).result());
        QCOMPARE(mine, "my own copy");
        QCOMPARE(read, std::optional(QByteArray("my own copy")));
    }

    void staysAfterTheProgramEnds()
    {
        const QString name = m_folder.filePath(u"again.vault"_s);
        overwrite(name, m_vault);
        auto vault = openVault(name, kPassphrase, kCheap);
        QVERIFY(vault);
        QCOMPARE(kept(**vault, u"token"_s), std::optional(QByteArray("secret-of-the-source")));
        QVERIFY((*vault)->description().contains(u"again.vault"_s));
    }

    void theFileGivesNothingAway()
    {
        QVERIFY(m_vault.startsWith("LEADLINE-VAULT\x01"));
        for (const QByteArray &word : {QByteArray("secret"), QByteArray("token"), kPassphrase})
            QVERIFY(!m_vault.contains(word));
        // Two writes of the same contents share the header, not one byte of the rest that would tell them to be equal.
        const auto key = VaultKey::ofFile(m_vault, kPassphrase);
        QVERIFY(key);
        QVERIFY(key->seal({{u"a"_s, "b"}}) != key->seal({{u"a"_s, "b"}}));
    }

    void guessingIsExpensive()
    {
        const QString name = m_folder.filePath(u"default.vault"_s);
        QVERIFY(openVault(name, kPassphrase));
        const QByteArray bytes = contents(name);
        QCOMPARE(qFromLittleEndian<quint64>(bytes.constData() + 15), 3U);
        QCOMPARE(qFromLittleEndian<quint64>(bytes.constData() + 23), 128U * 1024 * 1024);
    }

    void onlyTheOwnerMayReadIt()
    {
        const QString name = m_folder.filePath(u"rights.vault"_s);
        auto vault = openVault(name, kPassphrase, kCheap);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
            | QFile::WriteOther | QFile::ExeOther;
        QCOMPARE(QFile::permissions(name) & others, QFile::Permissions());
        QFile::setPermissions(name, QFile::permissions(name) | QFile::ReadOther); // somebody was careless
        QVERIFY((*vault)->write(u"a"_s, "b").result());
        QCOMPARE(QFile::permissions(name) & others, QFile::Permissions());
    }

    void aWrongPassphraseIsToldApartFromDamage()
    {
        const QString name = m_folder.filePath(u"wrong.vault"_s);
        overwrite(name, m_vault);
        const auto wrong = openVault(name, "four words of another");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, ErrorKind::Permission);
        QVERIFY(wrong.error().text.contains("passphrase of the vault is wrong"_L1));
        QCOMPARE(openVault(name, {}).error().kind, ErrorKind::Config);
        QCOMPARE(contents(name), m_vault); // nothing was overwritten
    }

    void damageIsTold_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto flipped = [this](qsizetype at) {
            QByteArray bytes = m_vault;
            bytes[at] = static_cast<char>(bytes.at(at) ^ 1);
            return bytes;
        };
        QTest::newRow("empty") << QByteArray() << u"not a passphrase vault"_s;
        QTest::newRow("another file") << QByteArray(1000, 'x') << u"not a passphrase vault"_s;
        QTest::newRow("only the magic") << m_vault.left(14) << u"damaged"_s;
        QTest::newRow("newer") << m_vault.left(14) + '\x02' + m_vault.mid(15) << u"newer version"_s;
        QTest::newRow("cut in the header") << m_vault.left(60) << u"damaged"_s;
        QTest::newRow("cut in the contents") << m_vault.chopped(1) << u"damaged"_s;
        QTest::newRow("longer") << m_vault + 'x' << u"damaged"_s;
        for (const qsizetype at : {16, 24, 33, 50, 70}) // passes, memory, salt, passphrase check, checksum
            QTest::addRow("header byte %d", static_cast<int>(at)) << flipped(at) << u"damaged"_s;
        QTest::newRow("nonce") << flipped(80) << u"damaged"_s;
        QTest::newRow("contents") << flipped(m_vault.size() - 20) << u"damaged"_s;
        QTest::newRow("last byte") << flipped(m_vault.size() - 1) << u"damaged"_s;
    }

    void damageIsTold()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const QString name = m_folder.filePath(u"damaged.vault"_s);
        overwrite(name, bytes);
        const auto vault = openVault(name, kPassphrase, kCheap);
        QVERIFY(!vault);
        QCOMPARE(vault.error().kind, ErrorKind::Storage);
        QVERIFY2(vault.error().text.contains(says), qPrintable(vault.error().text));
        QCOMPARE(contents(name), bytes);
    }

    void twoProgramsMayShareOneFile()
    {
        const QString name = m_folder.filePath(u"shared.vault"_s);
        overwrite(name, m_vault);
        auto one = openVault(name, kPassphrase, kCheap);
        auto two = openVault(name, kPassphrase, kCheap);
        QVERIFY(one && two);
        const auto fill = [](SecretStore *store, const QString &prefix) {
            for (int i = 0; i < 20; ++i)
                QVERIFY(store->write(prefix + QString::number(i), "x").result());
        };
        std::unique_ptr<QThread> other(QThread::create([&] { fill(two->get(), u"two"_s); }));
        other->start();
        fill(one->get(), u"one"_s);
        QVERIFY(other->wait());
        for (int i = 0; i < 20; ++i) {
            QVERIFY((*two)->read(u"one%1"_s.arg(i)).result()->has_value());
            QVERIFY((*one)->read(u"two%1"_s.arg(i)).result()->has_value());
        }
    }

    void aPlaceThatCannotBeWrittenIsTold()
    {
        const auto vault = openVault(u"/proc/no/such/folder/x.vault"_s, kPassphrase, kCheap);
        QVERIFY(!vault);
        QCOMPARE(vault.error().kind, ErrorKind::Storage);
        QVERIFY(vault.error().text.contains("cannot be written"_L1));

        const QString name = m_folder.filePath(u"gone.vault"_s);
        overwrite(name, m_vault);
        auto open = openVault(name, kPassphrase, kCheap);
        QVERIFY(QFile::remove(name));
        QVERIFY(!(*open)->read(u"token"_s).result()); // never "nothing is kept"
        QVERIFY(!(*open)->write(u"token"_s, "x").result());
    }

    void wipingSparesOthersCopies()
    {
        QByteArray secret("abcdef");
        secret.detach();
        QByteArray shared = secret;
        wipe(shared);
        QVERIFY(shared.isEmpty());
        QCOMPARE(secret, "abcdef");
    }
};

QTEST_GUILESS_MAIN(TestVaultStore)
#include "tst_vaultstore.moc"
