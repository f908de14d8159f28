#include "ui/shell/start/workspaceopener.h"

#include "core/domain/enums.h"
#include "core/secrets/keychainstore.h"
#include "core/secrets/vaultstore.h"
#include "core/secrets/workspacekey.h"
#include "core/workspace/openworkspace.h"
#include "core/workspace/workspace.h"
#include "ui/shell/start/passphrasedialog.h"

#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QtConcurrentRun>

namespace leadline {

namespace {

bool isThere(const QString &file)
{
    return QFileInfo(file).size() > 0;
}

// Scripts and people who manage keys themselves name them in the environment.
bool isGivenByEnvironment()
{
    return !qEnvironmentVariableIsEmpty("LEADLINE_KEY")
        || (!qEnvironmentVariableIsEmpty("LEADLINE_VAULT") && !qEnvironmentVariableIsEmpty("LEADLINE_VAULT_PASSPHRASE"));
}

} // namespace

WorkspaceOpener::WorkspaceOpener(SecretPlaces places, QObject *parent)
    : QObject(parent)
    , m_places(std::move(places))
{
    if (const QString named = qEnvironmentVariable("LEADLINE_VAULT"); !named.isEmpty())
        m_places.vaultFile = named;
}

WorkspaceOpener::~WorkspaceOpener() = default;

QFuture<WorkspaceOpener::Opened> WorkspaceOpener::open(const QString &file, bool create)
{
    if (isGivenByEnvironment() || (!create && !QFileInfo::exists(file)))
        return openWorkspace({.file = file, .create = create, .secrets = isGivenByEnvironment() ? nullptr : m_places.keychain});
    const auto attempt = std::make_shared<Attempt>();
    attempt->file = file;
    attempt->create = create;
    attempt->promise.start();
    const auto future = attempt->promise.future();
    if (qEnvironmentVariableIsEmpty("LEADLINE_VAULT"))
        withKeychain(attempt);
    else
        withVault(attempt);
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

void WorkspaceOpener::tryWith(
    const std::shared_ptr<SecretStore> &store, const AttemptPtr &attempt, std::function<void(const Error &)> failed)
{
    openWorkspace({.file = attempt->file, .create = attempt->create, .secrets = store})
        .then(this, [attempt, failed = std::move(failed)](const Opened &opened) {
            if (opened)
                answer(attempt, opened);
            else
                failed(opened.error());
        });
}

void WorkspaceOpener::withKeychain(const AttemptPtr &attempt)
{
    tryWith(m_places.keychain, attempt, [this, attempt](const Error &error) { afterFailure(attempt, error); });
}

// Only now is the keychain asked how it is: most of the time it is well, and opening should not wait for the question.
void WorkspaceOpener::afterFailure(const AttemptPtr &attempt, const Error &error)
{
    if (error.kind != ErrorKind::Config && error.kind != ErrorKind::Permission) {
        answer(attempt, std::unexpected(error));
        return;
    }
    findWorkspaceKey(m_places.keychain, attempt->file).then(this, [this, attempt, error](const Result<std::optional<QByteArray>> &found) {
        if (!found && found.error().kind == ErrorKind::Permission) {
            askToUnlock(attempt);
        } else if (!found) {
            withVault(attempt);
        } else if (!*found && isThere(attempt->file) && QFileInfo::exists(m_places.vaultFile)) {
            withVault(attempt); // made while there was no keychain
        } else {
            answer(attempt, std::unexpected(error));
        }
    });
}

void WorkspaceOpener::askToUnlock(const AttemptPtr &attempt)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("The keychain is locked"),
        tr("Leadline keeps the key of “%1” in the keychain of this computer, which is locked. Unlock it, usually with the password you sign in with.")
            .arg(QFileInfo(attempt->file).completeBaseName()),
        QMessageBox::Cancel, m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto *unlock = box->addButton(tr("Unlock and try again"), QMessageBox::AcceptRole);
    box->setDefaultButton(unlock);
    // A vault could not hold the key of a file that was made with the keychain.
    QPushButton *vault = nullptr;
    if (!isThere(attempt->file) || QFileInfo::exists(m_places.vaultFile))
        vault = box->addButton(tr("Use a passphrase instead"), QMessageBox::ActionRole);
    connect(box, &QDialog::finished, this, [this, attempt, box, unlock, vault] {
        if (box->clickedButton() == unlock) {
            // Whether it was unlocked is seen when the key is asked for again.
            m_places.unlock().then(this, [this, attempt](const Result<void> &) { withKeychain(attempt); });
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
    if (m_vault) {
        tryWith(m_vault, attempt, [attempt](const Error &error) { answer(attempt, std::unexpected(error)); });
        return;
    }
    if (isThere(attempt->file) && !QFileInfo::exists(m_places.vaultFile)) {
        answer(attempt,
            fail(ErrorKind::Config,
                tr("The key of %1 is in a keychain that cannot be reached now. Start the keychain (GNOME Keyring, KWallet or KeePassXC), sign in again and open the workspace once more.")
                    .arg(QDir::toNativeSeparators(attempt->file))));
        return;
    }
    askPassphrase(attempt);
}

void WorkspaceOpener::askPassphrase(const AttemptPtr &attempt)
{
    using Purpose = PassphraseDialog::Purpose;
    const bool isNew = !QFileInfo::exists(m_places.vaultFile);
    auto *dialog = new PassphraseDialog(isNew ? Purpose::Choose : Purpose::Enter, m_places.vaultFile, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::rejected, this, [attempt] { cancelled(attempt); });
    connect(dialog, &PassphraseDialog::entered, this, [this, attempt, dialog](const QByteArray &passphrase) {
        dialog->setWorking(true);
        QDir().mkpath(QFileInfo(m_places.vaultFile).absolutePath());
        using Vault = Result<std::shared_ptr<SecretStore>>;
        QtConcurrent::run([file = m_places.vaultFile, passphrase, cost = m_places.costWhenNew]() -> Vault {
            auto opened = openVault(file, passphrase, cost);
            return opened ? Vault(std::move(*opened)) : Vault(std::unexpected(opened.error()));
        }).then(dialog, [this, attempt, dialog](const Vault &vault) {
            if (!dialog->isVisible())
                return; // cancelled in the meantime
            dialog->setWorking(false);
            if (!vault) {
                dialog->setProblem(vault.error().text);
                return;
            }
            m_vault = *vault;
            dialog->accept();
            withVault(attempt);
        });
    });
    dialog->open();
}

} // namespace leadline
