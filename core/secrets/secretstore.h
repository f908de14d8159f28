#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QFuture>
#include <QString>

#include <memory>

namespace leadline {

// Keeps small secrets (tool tokens, workspace keys) by name. Calls return at once; the future may finish on any thread,
// so continue with .then(context, …). Errors: Config when there is no usable store, Permission when it is locked or
// refused.
class SecretStore {
public:
    SecretStore() = default;
    virtual ~SecretStore() = default;
    Q_DISABLE_COPY_MOVE(SecretStore)

    // nullopt when nothing is kept under the name.
    [[nodiscard]] virtual QFuture<Result<std::optional<QByteArray>>> read(const QString &name) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> write(const QString &name, const QByteArray &secret) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> remove(const QString &name) = 0;
    [[nodiscard]] virtual QString description() const = 0; // "GNOME Keyring", "Passphrase vault in …"
};

} // namespace leadline
