// A real GNOME Keyring on a private session bus. Each step is a process of its own (this program with --child),
// because the libraries remember the bus they met first.
#include "core/secrets/keychainstore.h"
#include "core/secrets/workspacekey.h"
#include "privatesession.h"
#include "virtualscreen.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <cstdio>

using namespace leadline;
using namespace leadline::testing;
using namespace Qt::StringLiterals;

// Bytes that text could not carry: a zero, a line end, no UTF-8.
static QByteArray awkwardSecret()
{
    return QByteArray("\0\x01\n\xff\xfe token", 11);
}

static QJsonObject jsonOf(const Error &error)
{
    return {{u"error"_s, errorKindName(error.kind)}, {u"text"_s, error.text}, {u"detail"_s, error.detail}};
}

static QJsonObject jsonOf(const Result<void> &result)
{
    return result ? QJsonObject{{u"ok"_s, true}} : jsonOf(result.error());
}

static QJsonObject jsonOf(const Result<std::optional<QByteArray>> &result)
{
    if (!result)
        return jsonOf(result.error());
    return {{u"ok"_s, true}, {u"found"_s, result->has_value()},
        {u"hex"_s, QString::fromLatin1(result->value_or(QByteArray()).toHex())}};
}

static QJsonObject jsonOf(const Result<WorkspaceKey> &result)
{
    return result ? QJsonObject{{u"ok"_s, true}, {u"hex"_s, QString::fromLatin1(result->bytes.toHex())}}
                  : jsonOf(result.error());
}

template <typename T> static void printWhenDone(QFuture<T> future)
{
    future.then(QCoreApplication::instance(), [](const T &result) {
        std::puts(QJsonDocument(jsonOf(result)).toJson(QJsonDocument::Compact).constData());
        QCoreApplication::quit();
    });
}

static int child(const QStringList &arguments)
{
    const std::shared_ptr<SecretStore> store = makeKeychainStore();
    const QString command = arguments.value(0);
    const QString name = arguments.value(1);
    if (command == "read"_L1)
        printWhenDone(store->read(name));
    else if (command == "write"_L1)
        printWhenDone(store->write(name, awkwardSecret()));
    else if (command == "remove"_L1)
        printWhenDone(store->remove(name));
    else if (command == "unlock"_L1)
        printWhenDone(unlockKeychain());
    else if (command == "check"_L1)
        printWhenDone(checkSecretStore(store.get()));
    else if (command == "key"_L1)
        printWhenDone(findOrMakeWorkspaceKey(store, name));
    else if (command == "from-thread"_L1) {
        std::unique_ptr<QThread> thread(QThread::create([&] { printWhenDone(store->read(name)); }));
        thread->start();
        thread->wait();
    } else if (command == "abandon"_L1) {
        auto dying = makeKeychainStore();
        const auto future = dying->read(name);
        QTimer::singleShot(0, QCoreApplication::instance(), [&dying] { dying.reset(); });
        printWhenDone(future);
        return QCoreApplication::exec();
    }
    return QCoreApplication::exec();
}

class TestKeychainStore final : public QObject {
    Q_OBJECT

    static QJsonObject ask(const PrivateSession &session, const QString &command, const QString &name = {})
    {
        int exitCode = -1;
        const QByteArray output =
            session.run(QCoreApplication::applicationFilePath(), {u"--child"_s, command, name}, &exitCode);
        return exitCode == 0 ? QJsonDocument::fromJson(output).object()
                             : QJsonObject{{u"error"_s, u"the child failed"_s}};
    }

    static constexpr int kPatienceMs = 30'000;

    // Keys that come before the dialog listens are lost, so they are pressed until they are heard.
    static QJsonObject typeUntilDone(QProcess &asking, VirtualScreen &screen, const QByteArray &text)
    {
        const bool ended = QTest::qWaitFor(
            [&] {
                return asking.state() == QProcess::NotRunning
                    || (screen.hasWindow() && screen.type(text) && asking.waitForFinished(1000));
            },
            kPatienceMs);
        return ended ? QJsonDocument::fromJson(asking.readAllStandardOutput()).object() : QJsonObject();
    }

    static QJsonObject askAndType(const PrivateSession &session, VirtualScreen &screen, const QByteArray &text)
    {
        const auto asking = session.begin(QCoreApplication::applicationFilePath(), {u"--child"_s, u"unlock"_s});
        return typeUntilDone(*asking, screen, text);
    }

    static QString hex(const QByteArray &bytes) { return QString::fromLatin1(bytes.toHex()); }

private Q_SLOTS:
    void keepsSecretsInTheRealKeyring()
    {
        PrivateSession session;
        QVERIFY(session.startBus());
        QVERIFY(session.startKeyring());
        const QString name = u"source:GitHub of the töam"_s;
        QCOMPARE(ask(session, u"check"_s)[u"ok"_s], true);
        QCOMPARE(ask(session, u"read"_s, name)[u"found"_s], false);
        QCOMPARE(ask(session, u"write"_s, name)[u"ok"_s], true);
        const QJsonObject read = ask(session, u"read"_s, name);
        QCOMPARE(read[u"found"_s], true);
        QCOMPARE(read[u"hex"_s].toString(), hex(awkwardSecret()));
        QCOMPARE(ask(session, u"from-thread"_s, name)[u"hex"_s].toString(), hex(awkwardSecret()));

        // Another program finds it there, too.
        const QByteArray seen =
            session.run(u"secret-tool"_s, {u"lookup"_s, u"server"_s, u"Leadline"_s, u"user"_s, name});
        QCOMPARE(QByteArray::fromBase64(seen.trimmed()), awkwardSecret());

        // And it is still there after the keyring was restarted.
        session.stopKeyring();
        QVERIFY(session.startKeyring());
        QCOMPARE(ask(session, u"read"_s, name)[u"hex"_s].toString(), hex(awkwardSecret()));

        QCOMPARE(ask(session, u"remove"_s, name)[u"ok"_s], true);
        QCOMPARE(ask(session, u"read"_s, name)[u"found"_s], false);
        QCOMPARE(ask(session, u"remove"_s, name)[u"ok"_s], true);
        int exitCode = 0;
        session.run(u"secret-tool"_s, {u"lookup"_s, u"server"_s, u"Leadline"_s, u"user"_s, name}, &exitCode);
        QCOMPARE(exitCode, 1);
    }

    void aLockedKeyringIsNotTakenForAnEmptyOne()
    {
        PrivateSession session;
        QVERIFY(session.startBus());
        QVERIFY(session.startKeyring());
        QCOMPARE(ask(session, u"write"_s, u"token"_s)[u"ok"_s], true);
        QTemporaryDir folder;
        const QString file = folder.filePath(u"team.leadline"_s);
        QCOMPARE(ask(session, u"key"_s, file)[u"ok"_s], true);
        session.run(u"secret-tool"_s, {u"lock"_s, u"--collection=login"_s});
        for (const QString &command : {u"read"_s, u"write"_s, u"remove"_s, u"check"_s, u"key"_s}) {
            const QJsonObject answer = ask(session, command, command == "key"_L1 ? file : u"token"_s);
            QVERIFY2(answer[u"error"_s] == "permission"_L1,
                qPrintable(command + u": "_s + QString::fromUtf8(QJsonDocument(answer).toJson())));
            QVERIFY(answer[u"text"_s].toString().contains("Unlock it"_L1));
        }
        // Nothing here can show the question for the password, which is as if somebody had closed it.
        QCOMPARE(ask(session, u"unlock"_s)[u"error"_s], u"permission"_s);
        session.stopKeyring();
        QVERIFY(session.startKeyring()); // unlocked again
        QCOMPARE(ask(session, u"unlock"_s)[u"ok"_s], true);
        QCOMPARE(ask(session, u"read"_s, u"token"_s)[u"hex"_s].toString(),
            hex(awkwardSecret())); // the removal did not happen
    }

    // The desktop's own dialog, a real one on a screen of its own, answered with the keyboard as a person would.
    void thePersonIsAskedForThePassword()
    {
        VirtualScreen screen;
        QVERIFY(screen.start());
        PrivateSession session;
        session.askOn(screen.display());
        QVERIFY(session.startBus());
        QVERIFY(session.startKeyring());
        QCOMPARE(ask(session, u"write"_s, u"token"_s)[u"ok"_s], true);

        session.run(u"secret-tool"_s, {u"lock"_s, u"--collection=login"_s});
        QCOMPARE(askAndType(session, screen, "\x1b")[u"error"_s], u"permission"_s); // a no is a no
        QTRY_VERIFY(!screen.hasWindow());

        const auto asking = session.begin(QCoreApplication::applicationFilePath(), {u"--child"_s, u"unlock"_s});
        QTRY_VERIFY_WITH_TIMEOUT(screen.hasWindow(), kPatienceMs);
        QVERIFY(screen.type("something else\n"));
        QVERIFY(!asking->waitForFinished(1500)); // it asks again
        QCOMPARE(typeUntilDone(*asking, screen, QByteArray(PrivateSession::kPassword) + '\n')[u"ok"_s], true);
        QTRY_VERIFY(!screen.hasWindow());
        QCOMPARE(ask(session, u"read"_s, u"token"_s)[u"hex"_s].toString(), hex(awkwardSecret()));
    }

    void withoutAKeyringItSaysSo_data()
    {
        QTest::addColumn<bool>("bus");
        QTest::newRow("no service") << true;
        QTest::newRow("no bus") << false;
    }

    void withoutAKeyringItSaysSo()
    {
        QFETCH(bool, bus);
        PrivateSession session;
        QVERIFY(!bus || session.startBus());
        for (const QString &command : {u"read"_s, u"write"_s, u"remove"_s, u"check"_s, u"unlock"_s, u"key"_s}) {
            const QJsonObject answer = ask(session, command, u"/tmp/none.leadline"_s);
            QVERIFY2(answer[u"error"_s] == "config"_L1,
                qPrintable(command + u": "_s + QString::fromUtf8(QJsonDocument(answer).toJson())));
            QVERIFY(answer[u"text"_s].toString().contains("no keychain on this computer"_L1));
        }
    }

    void anOpenCallEndsWithItsStore()
    {
        PrivateSession session;
        QVERIFY(session.startBus());
        QCOMPARE(ask(session, u"abandon"_s, u"token"_s)[u"error"_s], u"cancelled"_s);
    }

    void aWorkspaceKeyIsMadeOnceAndMissedWhenLost()
    {
        PrivateSession session;
        QVERIFY(session.startBus());
        QVERIFY(session.startKeyring());
        QTemporaryDir folder;
        const QString file = folder.filePath(u"team.leadline"_s);
        const QString key = ask(session, u"key"_s, file)[u"hex"_s].toString();
        QCOMPARE(key.size(), 64);
        QFile made(file);
        QVERIFY(made.open(QIODevice::WriteOnly) && made.write("something") > 0 && made.flush());
        QCOMPARE(ask(session, u"key"_s, file)[u"hex"_s].toString(), key);
        session.run(u"secret-tool"_s, {u"clear"_s, u"server"_s, u"Leadline"_s, u"user"_s, workspacePathName(file)});
        const QJsonObject lost = ask(session, u"key"_s, file);
        QCOMPARE(lost[u"error"_s], u"config"_s);
        QVERIFY(lost[u"text"_s].toString().startsWith("The key of this workspace is not in the keychain"_L1));
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc > 2 && qstrcmp(argv[1], "--child") == 0)
        return child(QCoreApplication::arguments().mid(2));
    TestKeychainStore test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_keychainstore.moc"
