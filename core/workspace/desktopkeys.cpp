#include "core/workspace/desktopkeys.h"

#include "core/secrets/vaultstore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QtConcurrentRun>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

bool isThere(const QString &file)
{
    return QFileInfo(file).size() > 0;
}

} // namespace

DesktopKeys::DesktopKeys(SecretPlaces places)
    : m_places(std::move(places))
{
    if (const QString named = qEnvironmentVariable("LEADLINE_VAULT"); !named.isEmpty())
        m_places.vaultFile = named;
}

DesktopKeys::~DesktopKeys() = default;

bool DesktopKeys::areGiven()
{
    return !qEnvironmentVariableIsEmpty("LEADLINE_KEY")
        || (!qEnvironmentVariableIsEmpty("LEADLINE_VAULT")
            && !qEnvironmentVariableIsEmpty("LEADLINE_VAULT_PASSPHRASE"));
}

bool DesktopKeys::hasVault() const
{
    return QFileInfo::exists(m_places.vaultFile);
}

bool DesktopKeys::vaultMayKnow(const QString &file) const
{
    return hasVault() || !isThere(file);
}

QFuture<DesktopKeys::Place> DesktopKeys::where(const QString &file) const
{
    const bool mayKnow = vaultMayKnow(file);
    if (!qEnvironmentVariableIsEmpty("LEADLINE_VAULT"))
        return QtFuture::makeReadyValueFuture(Place{mayKnow ? Where::Vault : Where::Lost, {}});
    const bool besides = isThere(file) && hasVault(); // made while there was no keychain
    return findWorkspaceKey(m_places.keychain, file)
        .then([mayKnow, besides](const Result<MaybeWorkspaceKey> &found) -> Place {
            if (!found && found.error().kind == ErrorKind::Permission)
                return {Where::Locked, {}};
            if (!found)
                return {mayKnow ? Where::Vault : Where::Lost, {}};
            return {!*found && besides ? Where::Vault : Where::Keychain, *found};
        });
}

QFuture<Result<void>> DesktopKeys::openVault(const QByteArray &passphrase)
{
    using Opened = Result<std::shared_ptr<SecretStore>>;
    QDir().mkpath(QFileInfo(m_places.vaultFile).absolutePath());
    return QtConcurrent::run([file = m_places.vaultFile, passphrase, cost = m_places.costWhenNew]() -> Opened {
        auto opened = leadline::openVault(file, passphrase, cost);
        return opened ? Opened(std::move(*opened)) : Opened(std::unexpected(opened.error()));
    }).then(QCoreApplication::instance(), [vault = m_vault](const Opened &opened) {
        if (!opened)
            return Result<void>(std::unexpected(opened.error()));
        *vault = *opened;
        return Result<void>();
    });
}

QFuture<Result<std::shared_ptr<Workspace>>> DesktopKeys::openFromKeychain(
    const QString &file, bool create, std::optional<MaybeWorkspaceKey> found) const
{
    return openWorkspace({.file = file,
        .create = create,
        .secrets = areGiven() ? nullptr : m_places.keychain,
        .found = std::move(found)});
}

QFuture<Result<std::shared_ptr<Workspace>>> DesktopKeys::openFromVault(const QString &file, bool create) const
{
    return openWorkspace({.file = file, .create = create, .secrets = *m_vault, .found = {}});
}

} // namespace leadline
