#pragma once

#include "core/base/error.h"
#include "core/secrets/vaultfile.h"

#include <QFuture>
#include <QPointer>
#include <QPromise>
#include <QWidget>

#include <functional>
#include <memory>

namespace leadline {

class SecretStore;
class Workspace;

// Where a desktop keeps keys: its keychain, else a vault that a passphrase opens.
struct SecretPlaces {
    std::shared_ptr<SecretStore> keychain;
    std::function<QFuture<Result<void>>()> unlock; // asks the person for the keychain's password
    QString vaultFile;
    VaultCost costWhenNew = {};
};

// Opens workspaces and asks for what their keys need: to unlock the keychain, to choose a passphrase, to enter it. The person may always
// say no; the answer is a Cancelled error then.
class WorkspaceOpener final : public QObject {
    Q_OBJECT

public:
    using Opened = Result<std::shared_ptr<Workspace>>;

    explicit WorkspaceOpener(SecretPlaces places, QObject *parent = nullptr);
    ~WorkspaceOpener() override;

    void setWindow(QWidget *window) { m_window = window; } // what the questions belong to
    [[nodiscard]] QFuture<Opened> open(const QString &file, bool create);

private:
    struct Attempt {
        QString file;
        bool create = false;
        QPromise<Opened> promise;
    };
    using AttemptPtr = std::shared_ptr<Attempt>;

    void tryWith(const std::shared_ptr<SecretStore> &store, const AttemptPtr &attempt, std::function<void(const Error &)> failed);
    void withKeychain(const AttemptPtr &attempt);
    void afterFailure(const AttemptPtr &attempt, const Error &error);
    void askToUnlock(const AttemptPtr &attempt);
    void withVault(const AttemptPtr &attempt);
    void askPassphrase(const AttemptPtr &attempt);
    static void answer(const AttemptPtr &attempt, Opened opened);
    static void cancelled(const AttemptPtr &attempt);

    SecretPlaces m_places;
    std::shared_ptr<SecretStore> m_vault; // once its passphrase was entered
    QPointer<QWidget> m_window;
};

} // namespace leadline
