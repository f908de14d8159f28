#pragma once

#include "core/secrets/vaultfile.h"
#include "core/workspace/openworkspace.h"

#include <functional>

namespace leadline {

// Where a desktop keeps keys: its keychain, else a vault that a passphrase opens.
struct SecretPlaces {
    std::shared_ptr<SecretStore> keychain;
    std::function<QFuture<Result<void>>()> unlock; // asks the person for the keychain's password
    QString vaultFile;
    VaultCost costWhenNew = {};
};

// Finds a workspace's key in those places. It asks nobody anything: what a person must be asked is told by where().
class DesktopKeys final {
public:
    enum class Where {
        Keychain, // there, or the keychain can take a new one
        Locked, // the keychain must be unlocked first
        Vault, // no keychain that can be used, or it does not know a file that the vault may know
        Lost, // the file's key is in a keychain that cannot be reached
    };

    explicit DesktopKeys(SecretPlaces places); // LEADLINE_VAULT, when set, names the vault
    ~DesktopKeys();

    // Keys come from the environment, or the vault is named there with its passphrase.
    [[nodiscard]] static bool areGiven();

    struct Place {
        Where where = Where::Lost;
        std::optional<MaybeWorkspaceKey> found; // what the keychain said, where it answered
    };
    [[nodiscard]] QFuture<Place> where(const QString &file) const;
    [[nodiscard]] QFuture<Result<void>> unlock() const { return m_places.unlock(); }

    [[nodiscard]] QString vaultFile() const { return m_places.vaultFile; }
    [[nodiscard]] bool hasVault() const;
    [[nodiscard]] bool isVaultOpen() const { return *m_vault != nullptr; }
    // Whether a vault can hold the file's key: there is one, or the file is yet to be made.
    [[nodiscard]] bool vaultMayKnow(const QString &file) const;
    // Makes it when there is none. Takes half a second on a pool thread. Permission: wrong passphrase.
    [[nodiscard]] QFuture<Result<void>> openVault(const QByteArray &passphrase);

    // With what where() found; the keychain is asked when it was not asked yet.
    [[nodiscard]] QFuture<Result<std::shared_ptr<Workspace>>> openFromKeychain(
        const QString &file, bool create, std::optional<MaybeWorkspaceKey> found = {}) const;
    [[nodiscard]] QFuture<Result<std::shared_ptr<Workspace>>> openFromVault(
        const QString &file, bool create) const; // once it is open

private:
    SecretPlaces m_places;
    // Null until its passphrase was entered; shared with a vault that is just being opened.
    std::shared_ptr<std::shared_ptr<SecretStore>> m_vault = std::make_shared<std::shared_ptr<SecretStore>>();
};

} // namespace leadline
