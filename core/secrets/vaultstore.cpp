#include "core/secrets/vaultstore.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QMutex>
#include <QSaveFile>

#include <functional>
#include <sodium.h>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 16LL * 1024 * 1024;

std::unexpected<Error> cannot(const QString &doWhat, const QString &file, const QString &why)
{
    return fail(ErrorKind::Storage,
        u"The passphrase vault %1 cannot be %2. Check the rights of the file and the free space."_s.arg(file, doWhat),
        why);
}

Result<QByteArray> contentsOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return cannot(u"read"_s, name, file.errorString());
    return file.read(kMostBytes);
}

Result<void> writeWhole(const QString &name, const QByteArray &bytes)
{
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        return cannot(u"written"_s, name, file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(bytes);
    if (!file.commit())
        return cannot(u"written"_s, name, file.errorString());
    return {};
}

// Keeps the key only: each call reads the file again, so that several programs may share it and no secret stays in
// memory.
class VaultStore final : public SecretStore {
public:
    VaultStore(QString file, VaultKey key)
        : m_file(std::move(file))
        , m_key(std::move(key))
    {
    }

    QFuture<Result<std::optional<QByteArray>>> read(const QString &name) override
    {
        const QMutexLocker lock(&m_mutex);
        return QtFuture::makeReadyValueFuture(readNow(name));
    }

    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        return QtFuture::makeReadyValueFuture(change([&](VaultKey::Secrets &secrets) {
            // A copy of its own, because all copies in the map are wiped.
            secrets[name] = QByteArray(secret.constData(), secret.size());
        }));
    }

    QFuture<Result<void>> remove(const QString &name) override
    {
        return QtFuture::makeReadyValueFuture(change([&](VaultKey::Secrets &secrets) {
            wipe(secrets[name]);
            secrets.remove(name);
        }));
    }

    [[nodiscard]] QString description() const override
    {
        return u"Passphrase vault in %1"_s.arg(QDir::toNativeSeparators(m_file));
    }

private:
    Result<VaultKey::Secrets> load() const
    {
        const auto bytes = contentsOf(m_file);
        if (!bytes)
            return std::unexpected(bytes.error());
        return m_key.unseal(*bytes);
    }

    Result<std::optional<QByteArray>> readNow(const QString &name) const
    {
        auto secrets = load();
        if (!secrets)
            return std::unexpected(secrets.error());
        std::optional<QByteArray> found;
        if (const auto it = secrets->constFind(name); it != secrets->cend())
            found = QByteArray(it->constData(), it->size());
        wipe(*secrets);
        return found;
    }

    Result<void> change(const std::function<void(VaultKey::Secrets &)> &edit)
    {
        const QMutexLocker lock(&m_mutex);
        QLockFile others(m_file + u".lock"_s);
        if (!others.tryLock(10'000))
            return cannot(u"written"_s, m_file, u"another program holds its lock"_s);
        auto secrets = load();
        if (!secrets)
            return std::unexpected(secrets.error());
        edit(*secrets);
        const auto written = writeWhole(m_file, m_key.seal(*secrets));
        wipe(*secrets);
        return written;
    }

    QMutex m_mutex;
    QString m_file;
    VaultKey m_key;
};

} // namespace

Result<std::unique_ptr<SecretStore>> openVault(const QString &file, const QByteArray &passphrase, VaultCost costWhenNew)
{
    if (passphrase.isEmpty())
        return fail(ErrorKind::Config, u"A passphrase vault needs a passphrase. Choose one of several words."_s);
    if (sodium_init() < 0)
        return fail(ErrorKind::Storage,
            u"The encryption library does not work on this computer, so the passphrase vault cannot be opened."_s);

    const bool isNew = !QFileInfo::exists(file);
    Result<QByteArray> bytes;
    if (!isNew) {
        bytes = contentsOf(file);
        if (!bytes)
            return std::unexpected(bytes.error());
    }
    auto key = isNew ? VaultKey::make(passphrase, costWhenNew) : VaultKey::ofFile(*bytes, passphrase);
    if (!key)
        return std::unexpected(key.error());
    if (isNew) {
        if (const auto written = writeWhole(file, key->seal({})); !written)
            return std::unexpected(written.error());
    } else {
        auto secrets = key->unseal(*bytes);
        if (!secrets)
            return std::unexpected(secrets.error());
        wipe(*secrets);
    }
    return std::make_unique<VaultStore>(file, std::move(*key));
}

} // namespace leadline
