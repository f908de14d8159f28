#include "ui/shell/start/workspaceopener.h"

#include "core/domain/enums.h"
#include "core/workspace/workspace.h"
#include "ui/shell/start/passphrasedialog.h"

#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

namespace leadline {

WorkspaceOpener::WorkspaceOpener(SecretPlaces places, QObject *parent)
    : QObject(parent)
    , m_keys(std::move(places))
{
}

WorkspaceOpener::~WorkspaceOpener() = default;

QFuture<WorkspaceOpener::Opened> WorkspaceOpener::open(const QString &file, bool create)
{
    if (DesktopKeys::areGiven() || (!create && !QFileInfo::exists(file)))
        return m_keys.openFromKeychain(file, create);
    const auto attempt = std::make_shared<Attempt>();
    attempt->file = file;
    attempt->create = create;
    attempt->promise.start();
    const auto future = attempt->promise.future();
    withKeychain(attempt);
    return future;
}

void WorkspaceOpener::answer(const AttemptPtr &attempt, Opened opened)
{
    attempt->promise.addResult(std::move(opened));
    attempt->promise.finish();
}

void WorkspaceOpener::cancelled(const AttemptPtr &attempt)
{
    answer(attempt, fail(ErrorKind::Cancelled, tr("The workspace was not opened.")));
}

void WorkspaceOpener::withKeychain(const AttemptPtr &attempt)
{
    using Where = DesktopKeys::Where;
    m_keys.where(attempt->file).then(this, [this, attempt](const DesktopKeys::Place &place) {
        switch (place.where) {
        case Where::Keychain:
            m_keys.openFromKeychain(attempt->file, attempt->create, place.found)
                .then(this, [this, attempt](const Opened &opened) { takeOpened(attempt, opened); });
            break;
        case Where::Locked:
            askToUnlock(attempt);
            break;
        case Where::Vault:
            withVault(attempt);
            break;
        case Where::Lost:
            answer(attempt,
                fail(ErrorKind::Config,
                    tr("The key of %1 is in a keychain that cannot be reached now. Start the keychain (GNOME Keyring, "
                       "KWallet or KeePassXC), sign in again and open the workspace once more.")
                        .arg(QDir::toNativeSeparators(attempt->file))));
            break;
        }
    });
}

// A keychain that can be read may still refuse a new key: nobody made it yet, or the desktop cannot show its question.
void WorkspaceOpener::takeOpened(const AttemptPtr &attempt, const Opened &opened)
{
    const bool isMade = QFileInfo::exists(attempt->file);
    if (!opened && !isMade && opened.error().kind == ErrorKind::Permission)
        askToUnlock(attempt);
    else if (!opened && !isMade && opened.error().kind == ErrorKind::Config)
        withVault(attempt);
    else
        answer(attempt, opened);
}

void WorkspaceOpener::askToUnlock(const AttemptPtr &attempt)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("The keychain is locked"),
        tr("The key of “%1” belongs in the keychain of this computer, which is locked. Unlock it, usually with the "
           "password you sign in with.")
            .arg(QFileInfo(attempt->file).completeBaseName()),
        QMessageBox::Cancel, m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto *unlock = box->addButton(tr("Unlock and try again"), QMessageBox::AcceptRole);
    box->setDefaultButton(unlock);
    // A vault could not hold the key of a file that was made with the keychain.
    QPushButton *vault = nullptr;
    if (m_keys.vaultMayKnow(attempt->file))
        vault = box->addButton(tr("Use a passphrase instead"), QMessageBox::ActionRole);
    connect(box, &QDialog::finished, this, [this, attempt, box, unlock, vault] {
        if (box->clickedButton() == unlock) {
            // Whether it was unlocked is seen when the key is asked for again.
            m_keys.unlock().then(this, [this, attempt](const Result<void> &) { withKeychain(attempt); });
        } else if (vault && box->clickedButton() == vault) {
            withVault(attempt);
        } else {
            cancelled(attempt);
        }
    });
    box->open();
}

void WorkspaceOpener::withVault(const AttemptPtr &attempt)
{
    if (!m_keys.isVaultOpen()) {
        askPassphrase(attempt);
        return;
    }
    m_keys.openFromVault(attempt->file, attempt->create).then(this, [attempt](const Opened &opened) {
        answer(attempt, opened);
    });
}

void WorkspaceOpener::askPassphrase(const AttemptPtr &attempt)
{
    using Purpose = PassphraseDialog::Purpose;
    auto *dialog =
        new PassphraseDialog(m_keys.hasVault() ? Purpose::Enter : Purpose::Choose, m_keys.vaultFile(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::rejected, this, [attempt] { cancelled(attempt); });
    connect(dialog, &PassphraseDialog::entered, this, [this, attempt, dialog](const QByteArray &passphrase) {
        dialog->setWorking(true);
        m_keys.openVault(passphrase).then(dialog, [this, attempt, dialog](const Result<void> &opened) {
            if (!dialog->isVisible())
                return; // cancelled in the meantime
            dialog->setWorking(false);
            if (!opened) {
                dialog->setProblem(opened.error().text);
                return;
            }
            dialog->accept();
            withVault(attempt);
        });
    });
    dialog->open();
}

} // namespace leadline
