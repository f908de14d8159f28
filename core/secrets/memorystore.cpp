#include "core/secrets/memorystore.h"

#include <QHash>
#include <QMutex>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

class MemoryStore final : public SecretStore {
public:
    QFuture<Result<std::optional<QByteArray>>> read(const QString &name) override
    {
        const QMutexLocker lock(&m_mutex);
        const auto found = m_secrets.constFind(name);
        return QtFuture::makeReadyValueFuture(
            Result<std::optional<QByteArray>>(found == m_secrets.cend() ? std::nullopt : std::optional(*found)));
    }

    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        const QMutexLocker lock(&m_mutex);
        m_secrets[name] = secret;
        return QtFuture::makeReadyValueFuture(Result<void>());
    }

    QFuture<Result<void>> remove(const QString &name) override
    {
        const QMutexLocker lock(&m_mutex);
        m_secrets.remove(name);
        return QtFuture::makeReadyValueFuture(Result<void>());
    }

    [[nodiscard]] QString description() const override { return u"Memory, until the program ends"_s; }

private:
    QMutex m_mutex;
    QHash<QString, QByteArray> m_secrets;
};

} // namespace

std::unique_ptr<SecretStore> makeMemoryStore()
{
    return std::make_unique<MemoryStore>();
}

} // namespace leadline
