#include "core/workspace/lazyvault.h"

#include "core/secrets/vaultstore.h"

#include <QtConcurrentRun>

namespace leadline {

using namespace Qt::StringLiterals;

LazyVault::LazyVault(QString file, QByteArray passphrase)
    : m_state(std::make_shared<State>())
{
    m_state->file = std::move(file);
    m_state->passphrase = std::move(passphrase);
}

Result<std::shared_ptr<SecretStore>> LazyVault::open(State &state)
{
    const QMutexLocker lock(&state.mutex);
    if (!state.store) {
        auto opened = openVault(state.file, state.passphrase);
        if (!opened)
            return std::unexpected(opened.error());
        state.store = std::move(*opened);
    }
    return state.store;
}

QFuture<Result<std::optional<QByteArray>>> LazyVault::read(const QString &name)
{
    using Secret = Result<std::optional<QByteArray>>;
    return QtConcurrent::run([state = m_state, name]() -> QFuture<Secret> {
        auto store = open(*state);
        if (!store)
            return QtFuture::makeReadyValueFuture(Secret(std::unexpected(store.error())));
        return (*store)->read(name);
    }).unwrap();
}

QFuture<Result<void>> LazyVault::write(const QString &name, const QByteArray &secret)
{
    return QtConcurrent::run([state = m_state, name, secret]() -> QFuture<Result<void>> {
        auto store = open(*state);
        if (!store)
            return QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(store.error())));
        return (*store)->write(name, secret);
    }).unwrap();
}

QFuture<Result<void>> LazyVault::remove(const QString &name)
{
    return QtConcurrent::run([state = m_state, name]() -> QFuture<Result<void>> {
        auto store = open(*state);
        if (!store)
            return QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(store.error())));
        return (*store)->remove(name);
    }).unwrap();
}

QString LazyVault::description() const
{
    return u"Passphrase vault in %1"_s.arg(m_state->file);
}

} // namespace leadline
