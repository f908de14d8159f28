#pragma once

#include "core/secrets/secretstore.h"
#include "core/secrets/vaultfile.h"

namespace leadline {

// An encrypted file for machines without a Secret Service; made when missing. Opening takes about half a second, so do
// it on a pool thread. Several programs may use one file. Config: empty passphrase; Permission: wrong passphrase;
// Storage: damaged, newer or unwritable file.
[[nodiscard]] Result<std::unique_ptr<SecretStore>> openVault(
    const QString &file, const QByteArray &passphrase, VaultCost costWhenNew = {});

} // namespace leadline
