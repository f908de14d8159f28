#include "core/secrets/secretservice.h"

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

} // namespace leadline
