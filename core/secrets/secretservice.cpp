#include "core/secrets/secretservice.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QMap>

namespace leadline {

using namespace Qt::StringLiterals;

using Attributes = QMap<QString, QString>;

static const QString kService = u"org.freedesktop.secrets"_s;

static void call(const QDBusMessage &message, QObject *context, std::function<void(const QDBusMessage &)> answered)
{
    // Without a bus a call never finishes, not even with an error.
    if (!QDBusConnection::sessionBus().isConnected()) {
        QMetaObject::invokeMethod(context, [answered = std::move(answered)] { answered({}); }, Qt::QueuedConnection);
        return;
    }
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
        [answered = std::move(answered)](QDBusPendingCallWatcher *call) {
            call->deleteLater();
            answered(call->reply());
        });
}

// A keyring that does not say what it holds while it is locked.
static void askWhetherDefaultIsLocked(QObject *context, std::function<void(bool)> answer)
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        kService, u"/org/freedesktop/secrets/aliases/default"_s, u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    message << u"org.freedesktop.Secret.Collection"_s << u"Locked"_s;
    call(message, context, [answer = std::move(answer)](const QDBusMessage &reply) {
        const QVariant value = reply.arguments().value(0);
        answer(reply.type() == QDBusMessage::ReplyMessage && value.value<QDBusVariant>().variant().toBool());
    });
}

void askWhetherLocked(const QString &service, const QString &name, QObject *context, std::function<void(bool)> answer)
{
    qDBusRegisterMetaType<Attributes>();
    QDBusMessage message = QDBusMessage::createMethodCall(
        kService, u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s, u"SearchItems"_s);
    message << QVariant::fromValue(Attributes{{u"user"_s, name}, {u"server"_s, service}});
    call(message, context, [context, answer = std::move(answer)](const QDBusMessage &reply) {
        if (reply.type() != QDBusMessage::ReplyMessage) {
            answer(false);
            return;
        }
        if (!qdbus_cast<QList<QDBusObjectPath>>(reply.arguments().value(1)).isEmpty())
            answer(true);
        else
            askWhetherDefaultIsLocked(context, answer);
    });
}

namespace {

// The Secret Service's question for a password. It lives until it is answered.
class Prompt final : public QObject {
    Q_OBJECT

public:
    Prompt(QString path, std::function<void(UnlockOutcome)> answer)
        : m_path(std::move(path))
        , m_answer(std::move(answer))
    {
    }

    void ask()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        bus.connect(kService, m_path, kPrompt, u"Completed"_s, this, SLOT(completed(bool, QDBusVariant)));
        QDBusMessage message = QDBusMessage::createMethodCall(kService, m_path, kPrompt, u"Prompt"_s);
        message << QString(); // no window to be above
        call(message, this, [this](const QDBusMessage &reply) {
            if (reply.type() != QDBusMessage::ReplyMessage)
                completed(true, {});
        });
    }

private Q_SLOTS:
    void completed(bool dismissed, const QDBusVariant &)
    {
        if (const auto answer = std::exchange(m_answer, nullptr))
            answer(dismissed ? UnlockOutcome::StayedLocked : UnlockOutcome::Unlocked);
        deleteLater();
    }

private:
    static inline const QString kPrompt = u"org.freedesktop.Secret.Prompt"_s;

    QString m_path;
    std::function<void(UnlockOutcome)> m_answer;
};

} // namespace

void unlockDefaultKeyring(std::function<void(UnlockOutcome)> answer)
{
    constexpr auto kNothing = QLatin1StringView("/"); // the protocol's "no such object"
    const QString interface = u"org.freedesktop.Secret.Service"_s;
    QDBusMessage alias =
        QDBusMessage::createMethodCall(kService, u"/org/freedesktop/secrets"_s, interface, u"ReadAlias"_s);
    alias << u"default"_s;
    call(alias, QCoreApplication::instance(),
        [interface, answer = std::move(answer), kNothing](const QDBusMessage &reply) {
            const auto keyring = reply.arguments().value(0).value<QDBusObjectPath>();
            if (reply.type() != QDBusMessage::ReplyMessage || keyring.path() == kNothing) {
                answer(UnlockOutcome::NoService);
                return;
            }
            QDBusMessage unlock =
                QDBusMessage::createMethodCall(kService, u"/org/freedesktop/secrets"_s, interface, u"Unlock"_s);
            unlock << QVariant::fromValue(QList<QDBusObjectPath>{keyring});
            call(unlock, QCoreApplication::instance(), [answer, kNothing](const QDBusMessage &unlocked) {
                const auto prompt = unlocked.arguments().value(1).value<QDBusObjectPath>();
                if (unlocked.type() != QDBusMessage::ReplyMessage)
                    answer(UnlockOutcome::StayedLocked);
                else if (prompt.path() == kNothing)
                    answer(UnlockOutcome::Unlocked);
                else
                    (new Prompt(prompt.path(), answer))->ask();
            });
        });
}

} // namespace leadline

#include "secretservice.moc"
