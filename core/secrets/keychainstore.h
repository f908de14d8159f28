#pragma once

#include "core/secrets/secretstore.h"

namespace leadline {

// The keychain of the desktop (GNOME Keyring, KWallet, KeePassXC: whatever answers as Secret Service). Make it on the
// main thread, whose event loop must run; call it from any thread. A locked keychain may ask the person for its
// password, so an answer can take minutes. Config errors when there is no keychain, Permission when it is locked or
// refuses. Ends open calls as cancelled when it is destroyed.
[[nodiscard]] std::unique_ptr<SecretStore> makeKeychainStore(const QString &service = QStringLiteral("Leadline"));

// Asks the person for the password of the keychain, as the desktop does it. Make the call on the main thread.
// Permission when it stays locked, Config when there is no keychain.
[[nodiscard]] QFuture<Result<void>> unlockKeychain();

// Whether the store can be used now: the error says why not.
[[nodiscard]] QFuture<Result<void>> checkSecretStore(SecretStore *store);

} // namespace leadline
