#include "core/secrets/vaultfile.h"

#include <QDataStream>
#include <QIODevice>
#include <QtEndian>

#include <sodium.h>

namespace leadline {

using namespace Qt::StringLiterals;

static constexpr QByteArrayView kMagic = "LEADLINE-VAULT";
static constexpr char kVersion = 1;
// More than these is no file of ours: refusing keeps a damaged or hostile file from taking all memory or hours.
static constexpr quint64 kMostPasses = 64;
static constexpr quint64 kMostMemory = 2ULL * 1024 * 1024 * 1024;

static constexpr qsizetype kSaltBytes = crypto_pwhash_SALTBYTES;
static constexpr qsizetype kCheckBytes = 16;
static constexpr qsizetype kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
static constexpr qsizetype kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static constexpr qsizetype kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static constexpr qsizetype kNumbersAt = kMagic.size() + 1;
static constexpr qsizetype kSaltAt = kNumbersAt + 16;
static constexpr qsizetype kPassphraseCheckAt = kSaltAt + kSaltBytes;
static constexpr qsizetype kChecksumAt = kPassphraseCheckAt + kCheckBytes;
static constexpr qsizetype kHeaderBytes = kChecksumAt + kCheckBytes;

static const unsigned char *bytesOf(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

static unsigned char *bytesOf(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

static QByteArray shortHash(const unsigned char *bytes, qsizetype size)
{
    QByteArray hash(kCheckBytes, '\0');
    crypto_generichash(bytesOf(hash), kCheckBytes, bytes, static_cast<unsigned long long>(size), nullptr, 0);
    return hash;
}

static QByteArray littleEndian(quint64 number)
{
    const quint64 swapped = qToLittleEndian(number);
    return QByteArray(reinterpret_cast<const char *>(&swapped), sizeof swapped);
}

static std::unexpected<Error> damaged(const QString &detail)
{
    return fail(ErrorKind::Storage,
        u"The passphrase vault is damaged. Restore the file from a backup, or move it away and enter the tokens again."_s,
        detail);
}

void wipe(QByteArray &secret)
{
    if (secret.isDetached())
        sodium_memzero(secret.data(), static_cast<size_t>(secret.size()));
    secret.clear();
}

void wipe(VaultKey::Secrets &secrets)
{
    for (QByteArray &secret : secrets)
        wipe(secret);
    secrets.clear();
}

void VaultKey::Free::operator()(unsigned char *memory) const
{
    sodium_free(memory); // wipes it
}

Result<VaultKey> VaultKey::derive(const QByteArray &passphrase, VaultCost cost, const QByteArray &salt)
{
    // One half encrypts; a hash of the other half tells a wrong passphrase from a damaged file.
    std::unique_ptr<unsigned char[], Free> both(static_cast<unsigned char *>(sodium_malloc(2 * kKeyBytes)));
    VaultKey key;
    key.m_key.reset(static_cast<unsigned char *>(sodium_malloc(kKeyBytes)));
    if (!both || !key.m_key
        || crypto_pwhash(both.get(), 2 * kKeyBytes, passphrase.constData(),
               static_cast<unsigned long long>(passphrase.size()), bytesOf(salt), cost.passes,
               static_cast<size_t>(cost.memoryBytes), crypto_pwhash_ALG_ARGON2ID13)
            != 0)
        return fail(ErrorKind::Storage,
            u"There is not enough free memory to open the passphrase vault. Close other programs and try again."_s);
    std::copy_n(both.get(), kKeyBytes, key.m_key.get());
    key.m_header = QByteArray(kMagic.data(), kMagic.size()) + kVersion + littleEndian(cost.passes)
        + littleEndian(cost.memoryBytes) + salt + shortHash(both.get() + kKeyBytes, kKeyBytes);
    key.m_header += shortHash(bytesOf(std::as_const(key.m_header)), key.m_header.size());
    return key;
}

Result<VaultKey> VaultKey::make(const QByteArray &passphrase, VaultCost cost)
{
    QByteArray salt(kSaltBytes, '\0');
    randombytes_buf(salt.data(), kSaltBytes);
    return derive(passphrase, cost, salt);
}

Result<VaultKey> VaultKey::ofFile(const QByteArray &bytes, const QByteArray &passphrase)
{
    if (!bytes.startsWith(kMagic))
        return fail(ErrorKind::Storage, u"The file is not a passphrase vault of Leadline. Choose another file."_s);
    if (bytes.size() <= kNumbersAt)
        return damaged(u"the file ends in its header"_s);
    if (bytes.at(kMagic.size()) != kVersion)
        return fail(ErrorKind::Storage,
            u"The passphrase vault was made by a newer version of Leadline. Update Leadline to open it."_s,
            u"vault version %1"_s.arg(static_cast<int>(bytes.at(kMagic.size()))));
    if (bytes.size() < kHeaderBytes + kNonceBytes + kTagBytes)
        return damaged(u"the file ends in its header"_s);
    if (shortHash(bytesOf(bytes), kChecksumAt) != bytes.sliced(kChecksumAt, kCheckBytes))
        return damaged(u"the header's checksum differs"_s);
    const auto passes = qFromLittleEndian<quint64>(bytes.constData() + kNumbersAt);
    const auto memory = qFromLittleEndian<quint64>(bytes.constData() + kNumbersAt + 8);
    if (passes < 1 || passes > kMostPasses || memory < crypto_pwhash_MEMLIMIT_MIN || memory > kMostMemory)
        return damaged(u"%1 passes over %2 bytes"_s.arg(passes).arg(memory));

    auto key = derive(passphrase, {.passes = passes, .memoryBytes = memory}, bytes.sliced(kSaltAt, kSaltBytes));
    if (key
        && sodium_memcmp(
               key->m_header.constData() + kPassphraseCheckAt, bytes.constData() + kPassphraseCheckAt, kCheckBytes)
            != 0)
        return fail(ErrorKind::Permission, u"The passphrase of the vault is wrong. Try again."_s);
    return key;
}

QByteArray VaultKey::seal(const Secrets &secrets) const
{
    QByteArray plain;
    {
        QDataStream stream(&plain, QIODevice::WriteOnly);
        stream.setVersion(QDataStream::Qt_6_8);
        stream << secrets;
    }
    QByteArray nonce(kNonceBytes, '\0');
    randombytes_buf(nonce.data(), kNonceBytes);
    QByteArray sealed(plain.size() + kTagBytes, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytesOf(sealed), nullptr, bytesOf(std::as_const(plain)),
        static_cast<unsigned long long>(plain.size()), bytesOf(m_header),
        static_cast<unsigned long long>(m_header.size()), nullptr, bytesOf(std::as_const(nonce)), m_key.get());
    wipe(plain);
    return m_header + nonce + sealed;
}

Result<VaultKey::Secrets> VaultKey::unseal(const QByteArray &bytes) const
{
    if (bytes.size() < kHeaderBytes + kNonceBytes + kTagBytes || !bytes.startsWith(m_header))
        return damaged(u"the header is not the one that was opened"_s);
    const QByteArray nonce = bytes.sliced(kHeaderBytes, kNonceBytes);
    const QByteArray sealed = bytes.sliced(kHeaderBytes + kNonceBytes);
    QByteArray plain(sealed.size() - kTagBytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytesOf(plain), nullptr, nullptr, bytesOf(sealed),
            static_cast<unsigned long long>(sealed.size()), bytesOf(m_header),
            static_cast<unsigned long long>(m_header.size()), bytesOf(nonce), m_key.get())
        != 0)
        return damaged(u"the seal is broken"_s);
    Secrets secrets;
    bool whole = false;
    { // a stream shares the bytes, which are wiped only when nobody does
        QDataStream stream(plain);
        stream.setVersion(QDataStream::Qt_6_8);
        stream >> secrets;
        whole = stream.status() == QDataStream::Ok;
    }
    wipe(plain);
    if (!whole)
        return damaged(u"the contents cannot be read"_s);
    return secrets;
}

} // namespace leadline
