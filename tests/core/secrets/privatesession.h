#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace leadline::testing {

// A session bus of its own with its own home folders, so that no test ever meets a person's keychain.
class PrivateSession {
public:
    PrivateSession();
    ~PrivateSession();
    Q_DISABLE_COPY_MOVE(PrivateSession)

    static constexpr auto kPassword = "a password of the test"; // of the keyring

    // Before the bus: the desktop's own dialog asks for the keyring's password on this display. Otherwise nothing can.
    void askOn(const QString &display) { m_environment.insert(QStringLiteral("DISPLAY"), display); }
    [[nodiscard]] bool startBus();
    // A real GNOME Keyring, unlocked with a password of its own.
    [[nodiscard]] bool startKeyring();
    void stopKeyring();

    [[nodiscard]] QProcessEnvironment environment() const { return m_environment; }
    // Standard output of a program run in the session; exitCode is -1 when it did not end.
    QByteArray run(const QString &program, const QStringList &arguments, int *exitCode = nullptr) const;
    // The same, without waiting for it.
    [[nodiscard]] std::unique_ptr<QProcess> begin(const QString &program, const QStringList &arguments) const;

private:
    [[nodiscard]] QByteArray activation() const;

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    std::unique_ptr<QProcess> m_bus;
    std::unique_ptr<QProcess> m_keyring;
};

} // namespace leadline::testing
