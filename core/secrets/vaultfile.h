#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QMap>

#include <memory>

namespace leadline {

// How hard each guess at a passphrase is made. The defaults take about half a second and 128 MiB, once an opening.
struct VaultCost {
    quint64 passes = 3;
    quint64 memoryBytes = 128ULL * 1024 * 1024;
};

// The bytes of a passphrase vault, version 1:
//   "LEADLINE-VAULT" 0x01 | passes u64 | memory u64 | salt 16 | passphrase check 16 | header checksum 16 | nonce 24 |
//   sealed names and secrets
// Numbers are little endian. The key comes from the passphrase by Argon2id with the passes and the memory (bytes) of
// the header; the rest is sealed with XChaCha20-Poly1305 together with the header, with a new nonce each time.
class VaultKey {
public:
    using Secrets = QMap<QString, QByteArray>;

    // With a new salt.
    [[nodiscard]] static Result<VaultKey> make(const QByteArray &passphrase, VaultCost cost);
    // The key of an existing file. Permission when the passphrase is wrong, Storage when the file is damaged or of a
    // newer version.
    [[nodiscard]] static Result<VaultKey> ofFile(const QByteArray &bytes, const QByteArray &passphrase);

    [[nodiscard]] QByteArray seal(const Secrets &secrets) const;
    [[nodiscard]] Result<Secrets> unseal(const QByteArray &bytes) const;

private:
    struct Free {
        void operator()(unsigned char *memory) const;
    };

    VaultKey() = default;
    [[nodiscard]] static Result<VaultKey> derive(const QByteArray &passphrase, VaultCost cost, const QByteArray &salt);

    std::unique_ptr<unsigned char[], Free> m_key; // locked in memory, wiped when freed
    QByteArray m_header;
};

void wipe(QByteArray &secret); // overwrites the bytes, if nobody else shares them
void wipe(VaultKey::Secrets &secrets);

} // namespace leadline
