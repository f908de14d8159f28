#include "privatesession.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDir>
#include <QFile>
#include <QTest>

namespace leadline::testing {

using namespace Qt::StringLiterals;

static constexpr int kForever = 60'000;

PrivateSession::PrivateSession()
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"DBUS_SESSION_BUS_ADDRESS"_s,
             u"GNOME_KEYRING_CONTROL"_s, u"XDG_CURRENT_DESKTOP"_s})
        m_environment.remove(name);
    const QDir folder(m_folder.path());
    for (const QString &name : {u"runtime"_s, u"data"_s, u"config"_s, u"cache"_s, u"home"_s})
        folder.mkpath(name);
    QFile::setPermissions(folder.filePath(u"runtime"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_environment.insert(u"XDG_RUNTIME_DIR"_s, folder.filePath(u"runtime"_s));
    m_environment.insert(u"XDG_DATA_HOME"_s, folder.filePath(u"data"_s));
    m_environment.insert(u"XDG_CONFIG_HOME"_s, folder.filePath(u"config"_s));
    m_environment.insert(u"XDG_CACHE_HOME"_s, folder.filePath(u"cache"_s));
    m_environment.insert(u"HOME"_s, folder.filePath(u"home"_s));
    // Where nothing listens: without an address the libraries would start a bus of their own.
    m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + folder.filePath(u"runtime/no-bus"_s));
}

PrivateSession::~PrivateSession()
{
    stopKeyring();
    if (m_bus) {
        m_bus->terminate();
        m_bus->waitForFinished();
    }
}

// What the bus starts on demand: the dialog for passwords, where there is a display for it, and nothing else. So the
// keyring is there only when the test starts it.
QByteArray PrivateSession::activation() const
{
    if (!m_environment.contains(u"DISPLAY"_s))
        return {};
    const QDir folder(m_folder.path());
    const QString prompter = u"org.gnome.keyring.SystemPrompter.service"_s;
    if (!folder.mkpath(u"services"_s)
        || !QFile::copy(u"/usr/share/dbus-1/services/"_s + prompter, folder.filePath(u"services/"_s + prompter)))
        return {};
    return "<servicedir>" + folder.filePath(u"services"_s).toUtf8() + "</servicedir>";
}

bool PrivateSession::startBus()
{
    QFile configuration(m_folder.filePath(u"bus.conf"_s));
    if (!configuration.open(QIODevice::WriteOnly))
        return false;
    configuration.write("<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
                        "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
                        "<busconfig><type>session</type><listen>unix:dir="
        + m_folder.filePath(u"runtime"_s).toUtf8() + "</listen>" + activation()
        + "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
          "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
    configuration.close();

    m_bus = std::make_unique<QProcess>();
    m_bus->setProcessEnvironment(m_environment);
    m_bus->start(
        u"dbus-daemon"_s, {u"--nofork"_s, u"--print-address=1"_s, u"--config-file="_s + configuration.fileName()});
    if (!m_bus->waitForReadyRead())
        return false;
    m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, QString::fromUtf8(m_bus->readLine()).trimmed());
    return true;
}

bool PrivateSession::startKeyring()
{
    m_keyring = std::make_unique<QProcess>();
    m_keyring->setProcessEnvironment(m_environment);
    m_keyring->start(u"gnome-keyring-daemon"_s, {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s});
    if (!m_keyring->waitForStarted())
        return false;
    m_keyring->write(kPassword);
    m_keyring->closeWriteChannel();

    const QString name = u"private-"_s + m_folder.path();
    QDBusConnection bus = QDBusConnection::connectToBus(m_environment.value(u"DBUS_SESSION_BUS_ADDRESS"_s), name);
    const bool there = QTest::qWaitFor(
        [&] { return bus.isConnected() && bus.interface()->isServiceRegistered(u"org.freedesktop.secrets"_s).value(); },
        kForever);
    QDBusConnection::disconnectFromBus(name);
    return there;
}

void PrivateSession::stopKeyring()
{
    if (!m_keyring)
        return;
    m_keyring->terminate();
    m_keyring->waitForFinished();
    m_keyring.reset();
}

QByteArray PrivateSession::run(const QString &program, const QStringList &arguments, int *exitCode) const
{
    const auto process = begin(program, arguments);
    const bool ended = process->waitForFinished(kForever);
    if (exitCode)
        *exitCode = ended ? process->exitCode() : -1;
    return process->readAllStandardOutput();
}

std::unique_ptr<QProcess> PrivateSession::begin(const QString &program, const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setProcessChannelMode(QProcess::SeparateChannels);
    process->start(program, arguments);
    return process;
}

} // namespace leadline::testing
