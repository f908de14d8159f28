#pragma once

#include "core/secrets/secretstore.h"

#include <QMutex>

namespace leadline {

// A passphrase vault that is opened when the first secret is asked for: opening costs half a second, which most
// commands need not spend.
class LazyVault final : public SecretStore {
public:
    LazyVault(QString file, QByteArray passphrase);

    [[nodiscard]] QFuture<Result<std::optional<QByteArray>>> read(const QString &name) override;
    [[nodiscard]] QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    [[nodiscard]] QFuture<Result<void>> remove(const QString &name) override;
    [[nodiscard]] QString description() const override;

private:
    struct State {
        QMutex mutex;
        QString file;
        QByteArray passphrase;
        std::shared_ptr<SecretStore> store;
    };
    // The opened vault; for pool threads.
    [[nodiscard]] static Result<std::shared_ptr<SecretStore>> open(State &state);

    std::shared_ptr<State> m_state;
};

} // namespace leadline
