#include "core/domain/enums.h"
#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/start/passphrasedialog.h"
#include "ui/shell/start/startpage.h"
#include "ui/shell/start/workspaceopener.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/shellcontroller.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;

namespace {

constexpr int kPatienceMs = 60'000;
constexpr auto kPassphrase = "four words of mine"_L1;

// A keychain that can be missing or locked.
class MoodyKeychain final : public SecretStore {
public:
    enum class Mood { Well, ReadOnly, Locked, Missing } mood = Mood::Well;

    int reads = 0;

    QFuture<Result<std::optional<QByteArray>>> read(const QString &name) override
    {
        ++reads;
        return mood <= Mood::ReadOnly ? m_inner->read(name) : refused<std::optional<QByteArray>>();
    }
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        return mood == Mood::Well ? m_inner->write(name, secret) : refused<void>();
    }
    QFuture<Result<void>> remove(const QString &name) override
    {
        return mood == Mood::Well ? m_inner->remove(name) : refused<void>();
    }
    [[nodiscard]] QString description() const override { return u"Keychain of the test"_s; }

private:
    template <typename T> QFuture<Result<T>> refused() const
    {
        const auto kind = mood == Mood::Locked || mood == Mood::ReadOnly ? ErrorKind::Permission : ErrorKind::Config;
        return QtFuture::makeReadyValueFuture(Result<T>(fail(kind, u"The keychain cannot be used."_s)));
    }

    std::unique_ptr<SecretStore> m_inner = makeMemoryStore();
};

using Mood = MoodyKeychain::Mood;

} // namespace

// What people meet when the keychain is missing or locked: a passphrase to choose, to enter, a way back.
class TestKeys final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aPassphraseIsChosenOnceAndEnteredLater();
    void cancelLeadsBackToTheStartPage();
    void aLockedKeychainIsUnlocked();
    void aLockedKeychainCanBeDoneWithout_data();
    void aLockedKeychainCanBeDoneWithout();
    void aWorkspaceOfTheVaultIsFoundBesideAKeychain();
    void aKeychainThatIsGoneIsToldPlainly();
    void theKeychainIsAskedOnce();

private:
    void restart(); // as if the program had been closed and started again
    template <typename Box> Box *shown() const;
    void enter(PassphraseDialog *dialog, const QString &first, const QString &second = {});
    void makeWithPassphrase();
    [[nodiscard]] bool isOpen() const { return m_controller->window()->view() != nullptr; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<Appearance> m_appearance;
    std::shared_ptr<MoodyKeychain> m_keychain;
    std::unique_ptr<WorkspaceOpener> m_opener;
    std::unique_ptr<ShellController> m_controller;
    QString m_file;
    QString m_vault;
    int m_unlocks = 0;
};

void TestKeys::init()
{
    for (const char *name : {"LEADLINE_KEY", "LEADLINE_VAULT", "LEADLINE_VAULT_PASSPHRASE"})
        qunsetenv(name);
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(u"team.leadline"_s);
    m_vault = m_folder->filePath(u"data/secrets.vault"_s);
    m_state = std::make_unique<UiState>(m_folder->filePath(u"state.ini"_s));
    m_appearance =
        std::make_unique<Appearance>(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
    m_keychain = std::make_shared<MoodyKeychain>();
    m_unlocks = 0;
    restart();
}

void TestKeys::cleanup()
{
    m_controller.reset();
    m_opener.reset();
    m_appearance.reset();
    m_state.reset();
}

void TestKeys::restart()
{
    m_controller.reset();
    const auto unlock = [this] {
        ++m_unlocks;
        m_keychain->mood = Mood::Well;
        return QtFuture::makeReadyValueFuture(Result<void>());
    };
    m_opener = std::make_unique<WorkspaceOpener>(SecretPlaces{.keychain = m_keychain,
        .unlock = unlock,
        .vaultFile = m_vault,
        .costWhenNew = {.passes = 1, .memoryBytes = 1024 * 1024}});
    m_controller = std::make_unique<ShellController>(
        ShellParts{m_appearance.get(), m_state.get(), [](const QUrl &) {}},
        [this](const QString &file, bool create) { return m_opener->open(file, create); }, m_folder->path());
    m_opener->setWindow(m_controller->window());
    m_controller->window()->show();
}

// Waits for a question of the window; null when none comes.
template <typename Box> Box *TestKeys::shown() const
{
    Box *found = nullptr;
    (void)QTest::qWaitFor(
        [this, &found] {
            for (Box *box : m_controller->window()->findChildren<Box *>())
                found = box->isVisible() ? box : found;
            return found != nullptr;
        },
        5000);
    return found;
}

void TestKeys::enter(PassphraseDialog *dialog, const QString &first, const QString &second)
{
    const auto fields = dialog->findChildren<QLineEdit *>();
    fields.first()->setText(first);
    if (fields.size() > 1)
        fields.last()->setText(second);
    QTest::keyClick(fields.last(), Qt::Key_Return);
}

void TestKeys::makeWithPassphrase()
{
    m_controller->openFile(m_file, true);
    auto *dialog = shown<PassphraseDialog>();
    QVERIFY(dialog);
    enter(dialog, kPassphrase, kPassphrase);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
}

void TestKeys::aPassphraseIsChosenOnceAndEnteredLater()
{
    m_keychain->mood = Mood::Missing;
    m_controller->openFile(m_file, true);
    auto *choose = shown<PassphraseDialog>();
    QVERIFY(choose);
    QVERIFY(choose->findChild<QLabel *>(u"lossWarning"_s)->text().contains(u"lost"_s));
    enter(choose, u"short"_s, u"short"_s);
    QVERIFY2(choose->problem().contains(u"8"_s), qPrintable(choose->problem()));
    enter(choose, kPassphrase, u"four words of yours"_s);
    QVERIFY2(choose->problem().contains(u"not the same"_s), qPrintable(choose->problem()));
    QVERIFY(!QFile::exists(m_vault) && !QFile::exists(m_file));
    enter(choose, kPassphrase, kPassphrase);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
    QVERIFY(QFile::exists(m_vault));
    // A second workspace needs no question: the vault is open.
    m_controller->openFile(m_folder->filePath(u"second.leadline"_s), true);
    QTRY_COMPARE_WITH_TIMEOUT(m_controller->workspace()->name(), u"second"_s, kPatienceMs);

    restart();
    m_controller->openFile(m_file, false);
    auto *enterAgain = shown<PassphraseDialog>();
    QVERIFY(enterAgain);
    QCOMPARE(enterAgain->findChildren<QLineEdit *>().size(), 1);
    enter(enterAgain, u"four words of yours"_s);
    QTRY_VERIFY_WITH_TIMEOUT(enterAgain->problem().contains(u"passphrase"_s), kPatienceMs);
    QVERIFY(enterAgain->isVisible() && !isOpen());
    enter(enterAgain, kPassphrase);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
    QCOMPARE(m_controller->workspace()->name(), u"team"_s);
}

void TestKeys::cancelLeadsBackToTheStartPage()
{
    m_keychain->mood = Mood::Missing;
    for (int round = 0; round < 2; ++round) {
        m_controller->openFile(m_file, true);
        auto *dialog = shown<PassphraseDialog>();
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(m_controller->window()->start()->message().isEmpty());
        QVERIFY(m_controller->window()->start()->isVisible());
        QTRY_VERIFY(m_controller->window()->findChildren<PassphraseDialog *>().isEmpty());
    }
    QVERIFY(!QFile::exists(m_vault) && !QFile::exists(m_file));
}

void TestKeys::aLockedKeychainIsUnlocked()
{
    m_controller->openFile(m_file, true);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
    restart();
    m_keychain->mood = Mood::Locked;
    m_controller->openFile(m_file, false);
    auto *box = shown<QMessageBox>();
    QVERIFY(box);
    for (QAbstractButton *button : box->buttons())
        QVERIFY2(!button->text().contains(u"passphrase"_s), "a vault cannot have the key of this file");
    QTest::mouseClick(box->defaultButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
    QCOMPARE(m_unlocks, 1);
    // Closing the question is a no.
    restart();
    m_keychain->mood = Mood::Locked;
    m_controller->openFile(m_file, false);
    box = shown<QMessageBox>();
    QVERIFY(box);
    box->close();
    QTRY_VERIFY(m_controller->window()->start()->message().isEmpty());
    QVERIFY(!isOpen());
}

void TestKeys::aLockedKeychainCanBeDoneWithout_data()
{
    QTest::addColumn<int>("mood");
    QTest::newRow("locked") << int(Mood::Locked);
    QTest::newRow("refuses a new key") << int(Mood::ReadOnly);
}

void TestKeys::aLockedKeychainCanBeDoneWithout()
{
    QFETCH(int, mood);
    m_keychain->mood = Mood(mood);
    m_controller->openFile(m_file, true);
    auto *box = shown<QMessageBox>();
    QVERIFY(box);
    const auto buttons = box->buttons();
    const auto vault = std::ranges::find_if(
        buttons, [](const QAbstractButton *button) { return button->text().contains(u"passphrase"_s); });
    QVERIFY(vault != buttons.end());
    QTest::mouseClick(*vault, Qt::LeftButton);
    auto *dialog = shown<PassphraseDialog>();
    QVERIFY(dialog);
    enter(dialog, kPassphrase, kPassphrase);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
    QCOMPARE(m_unlocks, 0);
}

void TestKeys::aWorkspaceOfTheVaultIsFoundBesideAKeychain()
{
    m_keychain->mood = Mood::Missing;
    makeWithPassphrase();
    restart();
    m_keychain->mood = Mood::Well;
    m_controller->openFile(m_file, false);
    auto *dialog = shown<PassphraseDialog>();
    QVERIFY(dialog);
    enter(dialog, kPassphrase);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
    // What is new goes into the keychain, which is there.
    m_controller->openFile(m_folder->filePath(u"second.leadline"_s), true);
    QTRY_COMPARE_WITH_TIMEOUT(m_controller->workspace()->name(), u"second"_s, kPatienceMs);
    restart();
    m_controller->openFile(m_folder->filePath(u"second.leadline"_s), false);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
}

void TestKeys::aKeychainThatIsGoneIsToldPlainly()
{
    m_controller->openFile(m_file, true);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
    restart();
    m_keychain->mood = Mood::Missing;
    m_controller->openFile(m_file, false);
    const StartPage *start = m_controller->window()->start();
    QTRY_VERIFY_WITH_TIMEOUT(start->message().contains(u"Start the keychain"_s), kPatienceMs);
    QVERIFY(m_controller->window()->findChildren<PassphraseDialog *>().isEmpty());
}

void TestKeys::theKeychainIsAskedOnce()
{
    for (int round = 0; round < 2; ++round) { // a new workspace, and one that is there
        restart();
        m_keychain->reads = 0;
        m_controller->openFile(m_file, round == 0);
        QTRY_VERIFY_WITH_TIMEOUT(isOpen(), kPatienceMs);
        QCOMPARE(m_keychain->reads, 1);
    }
}

QTEST_MAIN(TestKeys)
#include "tst_keys.moc"
