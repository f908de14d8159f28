#include "core/secrets/keychainstore.h"

#include "core/secrets/secretservice.h"

#include <QPromise>
#include <QThread>
#include <qt6keychain/keychain.h>

#include <functional>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

Error cancelledError()
{
    return fail(ErrorKind::Cancelled, u"The program ended before the keychain answered."_s).error();
}

Error lockedError(const QString &detail)
{
    return fail(ErrorKind::Permission,
        u"The keychain is locked, or the access was refused. Unlock it (usually with the password you sign in with) and try again."_s,
        detail)
        .error();
}

Error absentError(const QString &detail)
{
    return fail(ErrorKind::Config,
        u"There is no keychain on this computer that Leadline can use. Start a Secret Service such as GNOME Keyring or KWallet and sign in again, or keep the secrets in a passphrase vault."_s,
        detail)
        .error();
}

Error errorOf(const QKeychain::Job &job)
{
    const QString detail = u"keychain error %1: %2"_s.arg(static_cast<int>(job.error())).arg(job.errorString());
    switch (job.error()) {
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return lockedError(detail);
    case QKeychain::CouldNotDeleteEntry:
        return fail(ErrorKind::Storage,
            u"The keychain could not remove the entry. Remove it with the keychain's own program."_s, detail)
            .error();
    default:
        return absentError(detail);
    }
}

// A future's other end that answers exactly once, also when it is forgotten.
template <typename T> class Answer {
public:
    Answer() { m_promise.start(); }
    ~Answer() { give(std::unexpected(cancelledError())); }
    Q_DISABLE_COPY_MOVE(Answer)

    void give(Result<T> result)
    {
        if (m_given)
            return;
        m_given = true;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }
    [[nodiscard]] QFuture<Result<T>> future() const { return m_promise.future(); }

private:
    QPromise<Result<T>> m_promise;
    bool m_given = false;
};

template <typename T> using AnswerPtr = std::shared_ptr<Answer<T>>;

// Lives on the thread that made the store; jobs start and finish there.
class Desk final : public QObject {
public:
    explicit Desk(QString service)
        : m_service(std::move(service))
    {
    }

    void read(const QString &name, const AnswerPtr<std::optional<QByteArray>> &answer)
    {
        auto *job = new QKeychain::ReadPasswordJob(m_service);
        start(job, name, [this, job, name, answer] {
            if (job->error() == QKeychain::NoError)
                answer->give(std::optional(job->binaryData()));
            else if (job->error() == QKeychain::EntryNotFound)
                askWhetherLocked(m_service, name, this, [answer](bool locked) {
                    if (locked)
                        answer->give(std::unexpected(lockedError(u"the keyring is locked"_s)));
                    else
                        answer->give(std::optional<QByteArray>());
                });
            else
                answer->give(std::unexpected(errorOf(*job)));
        });
    }

    void write(const QString &name, const QByteArray &secret, const AnswerPtr<void> &answer)
    {
        auto *job = new QKeychain::WritePasswordJob(m_service);
        job->setBinaryData(secret);
        start(job, name, [job, answer] {
            answer->give(job->error() == QKeychain::NoError ? Result<void>() : std::unexpected(errorOf(*job)));
        });
    }

    void remove(const QString &name, const AnswerPtr<void> &answer)
    {
        auto *job = new QKeychain::DeletePasswordJob(m_service);
        start(job, name, [this, job, name, answer] {
            if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound) {
                answer->give(std::unexpected(errorOf(*job)));
                return;
            }
            // A locked entry is passed over in silence.
            askWhetherLocked(m_service, name, this, [answer](bool locked) {
                answer->give(
                    locked ? Result<void>(std::unexpected(lockedError(u"the keyring is locked"_s))) : Result<void>());
            });
        });
    }

private:
    // Jobs have no parent and outlive this object when they must: the library keeps pointers to those that run.
    void start(QKeychain::Job *job, const QString &name, std::function<void()> finished)
    {
        job->setKey(name);
        connect(job, &QKeychain::Job::finished, this, [finished = std::move(finished)] { finished(); });
        job->start();
    }

    QString m_service;
};

class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(const QString &service)
        : m_desk(new Desk(service))
    {
    }

    QFuture<Result<std::optional<QByteArray>>> read(const QString &name) override
    {
        const auto answer = std::make_shared<Answer<std::optional<QByteArray>>>();
        const auto future = answer->future();
        atDesk([desk = m_desk.get(), name, answer] { desk->read(name, answer); });
        return future;
    }

    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        const auto answer = std::make_shared<Answer<void>>();
        const auto future = answer->future();
        atDesk([desk = m_desk.get(), name, secret, answer] { desk->write(name, secret, answer); });
        return future;
    }

    QFuture<Result<void>> remove(const QString &name) override
    {
        const auto answer = std::make_shared<Answer<void>>();
        const auto future = answer->future();
        atDesk([desk = m_desk.get(), name, answer] { desk->remove(name, answer); });
        return future;
    }

    [[nodiscard]] QString description() const override { return u"Keychain of this computer"_s; }

private:
    // Never at once, so that a caller has its future before it is answered.
    void atDesk(std::function<void()> work)
    {
        QMetaObject::invokeMethod(m_desk.get(), std::move(work), Qt::QueuedConnection);
    }

    struct DeleteOnItsThread {
        void operator()(Desk *desk) const
        {
            if (desk->thread() == QThread::currentThread())
                delete desk;
            else
                desk->deleteLater();
        }
    };
    std::unique_ptr<Desk, DeleteOnItsThread> m_desk;
};

} // namespace

std::unique_ptr<SecretStore> makeKeychainStore(const QString &service)
{
    return std::make_unique<KeychainStore>(service);
}

QFuture<Result<void>> unlockKeychain()
{
    const auto answer = std::make_shared<Answer<void>>();
    unlockDefaultKeyring([answer](UnlockOutcome outcome) {
        switch (outcome) {
        case UnlockOutcome::Unlocked:
            answer->give({});
            break;
        case UnlockOutcome::StayedLocked:
            answer->give(std::unexpected(lockedError(u"the keyring stayed locked"_s)));
            break;
        case UnlockOutcome::NoService:
            answer->give(std::unexpected(absentError(u"no Secret Service answered"_s)));
            break;
        }
    });
    return answer->future();
}

QFuture<Result<void>> checkSecretStore(SecretStore *store)
{
    return store->read(u"availability"_s).then([](const Result<std::optional<QByteArray>> &read) {
        return read ? Result<void>() : Result<void>(std::unexpected(read.error()));
    });
}

} // namespace leadline
